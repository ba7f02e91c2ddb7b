"""Pages as pictures: PWG raster read back by a reader of its own, JPEG read by a library."""

import struct

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from printing import pages, raster
from printing.capabilities import A4, JPEG, LONG_EDGE, ONE_SIDED, PWG, SHORT_EDGE, Ticket
from printing.trouble import Trouble
from tests.printing.conftest import pdf


def ticket(**changed):
    said = {"format": PWG, "paper": A4, "copies": 1, "sides": ONE_SIDED, "scaling": "none", "dpi": 100, "colour": True,
            "back": "normal", "notes": ()}  # fmt: skip
    return Ticket(**{**said, **changed})


def read(data):
    """Read PWG raster as PWG 5102.4 describes it; return each page's header fields and its picture."""
    assert data[:4] == b"RaS2"
    place, found = 4, []
    while place < len(data):
        head = data[place : place + 1796]
        place += 1796
        assert head[:10] == b"PwgRaster\0"

        def field(offset, head=head):
            return struct.unpack_from(">i", head, offset)[0]

        width, height, depth = field(372), field(376), field(388) // 8
        assert field(392) == width * depth
        rows = []
        while len(rows) < height:
            times = data[place] + 1
            place += 1
            line = b""
            while len(line) < width * depth:
                code = data[place]
                place += 1
                if code < 128:
                    line += data[place : place + depth] * (code + 1)
                    place += depth
                else:
                    assert code > 128
                    line += data[place : place + (257 - code) * depth]
                    place += (257 - code) * depth
            assert len(line) == width * depth
            rows += [line] * times
        assert len(rows) == height
        picture = Image.frombytes("RGB" if depth == 3 else "L", (width, height), b"".join(rows))
        found.append((field, picture, head[1732:1796].rstrip(b"\0").decode()))
    return found


def drawn(document, folder, **changed):
    (file,) = pages.draw(document, folder, ticket(**changed))
    return read(file.read_bytes())


def middle(document, page, dpi=100, paper=(827, 1169), mode="RGB"):
    """The page as the library draws it, in the middle of the paper."""
    drawn = pypdfium2.PdfDocument(document)[page].render(scale=dpi / 72, grayscale=mode == "L")
    picture = drawn.to_pil().convert(mode)
    sheet = Image.new(mode, paper, "white")
    sheet.paste(picture, ((paper[0] - picture.width) // 2, (paper[1] - picture.height) // 2))
    return sheet


def same(one, other):
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def test_pages_keep_their_size_in_the_middle_of_the_paper(document, tmp_path):
    found = drawn(document, tmp_path)
    assert len(found) == 3
    for place, (field, picture, name) in enumerate(found):
        assert same(picture, middle(document, place))
        assert (field(276), field(280), field(352), field(356), field(400), field(420)) == (100, 100, 595, 842, 19, 3)
        assert (field(452), field(456), field(460), field(272)) == (3, 1, 1, 0)
        assert name == "iso_a4_210x297mm"


def test_grey_where_the_printer_has_no_colour(document, tmp_path):
    field, picture, _ = drawn(document, tmp_path, colour=False)[0]
    assert (field(388), field(400), field(420), picture.mode) == (8, 18, 1, "L")
    assert picture.getextrema() == (0, 255)


def test_a_badge_on_paper_of_its_own_size(document, tmp_path):
    _, picture, name = drawn(document, tmp_path, paper=(8600, 12400))[0]
    assert (picture.size, name) == ((339, 488), "om_sheet_86x124mm")
    assert picture.getpixel((10, 10)) == (0, 0, 0)


def test_fit_fills_the_paper(document, tmp_path):
    _, picture, _ = drawn(document, tmp_path, scaling="fit")[0]
    black = ImageChops.invert(picture).getbbox()
    assert black[2] - black[0] > 0.25 * 810  # the square is a quarter of the page's width


def test_a_wide_page_is_turned(tmp_path):
    wide = pdf(tmp_path / "wide.pdf", [(297, 210)])
    _, picture, _ = drawn(wide, tmp_path)[0]
    assert picture.size == (827, 1169)
    assert picture.getpixel((820, 5)) == (0, 0, 0)  # its upper left corner is now at the upper right
    assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("sides", "back", "tumble", "turn", "across", "along"),
    [
        (LONG_EDGE, "normal", 0, None, 1, 1),
        (LONG_EDGE, "rotated", 0, Image.Transpose.ROTATE_180, -1, -1),
        (LONG_EDGE, "flipped", 0, Image.Transpose.FLIP_TOP_BOTTOM, 1, -1),
        (LONG_EDGE, "manual-tumble", 0, None, 1, 1),
        (SHORT_EDGE, "normal", 1, None, 1, 1),
        (SHORT_EDGE, "rotated", 1, None, 1, 1),
        (SHORT_EDGE, "flipped", 1, Image.Transpose.FLIP_LEFT_RIGHT, -1, 1),
        (SHORT_EDGE, "manual-tumble", 1, Image.Transpose.ROTATE_180, -1, -1),
    ],
)
def test_backs_are_laid_as_the_printer_wants_them(document, tmp_path, sides, back, tumble, turn, across, along):
    front, behind, _ = drawn(document, tmp_path, sides=sides, back=back)
    assert (front[0](272), front[0](368), front[0](456), front[0](460)) == (1, tumble, 1, 1)
    assert same(front[1], middle(document, 0))
    assert (behind[0](456), behind[0](460)) == (across, along)
    expected = middle(document, 1)
    assert same(behind[1], expected.transpose(turn) if turn is not None else expected)


def test_jpeg_is_a_file_a_page(document, tmp_path):
    files = pages.draw(document, tmp_path, ticket(format=JPEG))
    assert [file.name for file in files] == ["page-0001.jpg", "page-0002.jpg", "page-0003.jpg"]
    with Image.open(files[2]) as picture:
        assert (picture.size, picture.info["dpi"], picture.mode) == ((827, 1169), (100, 100), "RGB")
        difference = ImageChops.difference(picture, middle(document, 2)).convert("L")
        assert sum(difference.histogram()[64:]) < 200


def test_a_page_packs_small(document, tmp_path):
    (file,) = pages.draw(document, tmp_path, ticket(dpi=300))
    assert file.stat().st_size < 3 * 20_000


@given(st.integers(1, 400).flatmap(lambda width: st.binary(min_size=width * 3, max_size=width * 3)))
def test_any_line_is_packed_without_loss(line):
    assert unpacked(raster.pack(line, 3), 3) == line


@given(st.lists(st.tuples(st.binary(min_size=3, max_size=3), st.integers(1, 300)), min_size=1, max_size=6))
def test_runs_of_any_length_are_packed_without_loss(runs):
    line = b"".join(dot * times for dot, times in runs)
    assert unpacked(raster.pack(line, 3), 3) == line
    grey = b"".join(dot[:1] * times for dot, times in runs)
    assert unpacked(raster.pack(grey, 1), 1) == grey


def unpacked(data, depth):
    line, place = b"", 0
    while place < len(data):
        code = data[place]
        count, dots = (code + 1, 1) if code < 128 else (1, 257 - code)
        line += data[place + 1 : place + 1 + dots * depth] * count
        place += 1 + dots * depth
    return line


def test_a_document_is_looked_at(document):
    assert pages.look(document) == pages.Sheets(3, (8600, 12400))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"hello", b"%PDF-1.7\n" + b"\0" * 1000])
def test_what_is_no_pdf_is_refused_in_words(tmp_path, data):
    file = tmp_path / "bad.pdf"
    file.write_bytes(data)
    with pytest.raises(Trouble, match="print-document"):
        pages.look(file)


def test_a_file_that_is_gone_is_refused_in_words(tmp_path):
    with pytest.raises(Trouble, match="print-document"):
        pages.look(tmp_path / "none.pdf")


def test_a_page_far_larger_than_the_paper_is_refused_before_it_fills_the_memory(tmp_path):
    chart = pdf(tmp_path / "chart.pdf", [(1764, 1764)])
    with pytest.raises(Trouble) as told:
        pages.draw(chart, tmp_path, ticket(dpi=600))
    assert (told.value.code, told.value.params["why"]) == ("print-document", "a page of 1764 x 1764 mm")
    assert pages.draw(chart, tmp_path, ticket(scaling="fit"))
