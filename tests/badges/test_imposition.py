"""Badges on sheets: what lies where, behind what, and what is cut."""

import io
import json

import pypdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from badges.imposition import SHEETS, BadSheet, chosen, custom
from badges.sheet import write
from badges.size import DOT, SIZES
from protocol.number import badge_number
from protocol.role import ROLES
from tests.badges.conftest import token

ON_SHEETS = [pair for pair, sheet in SHEETS.items() if not sheet.single]
CUT_HERE = [pair for pair in ON_SHEETS if not SHEETS[pair].cut]
CUSTOM = {"paper": [210, 297], "columns": 2, "rows": 2, "cell": [90, 130], "margin": [10, 12], "pitch": [95, 137]}
DPI = 150
MM = DPI / 25.4
INK = 110  # grey below which a pixel counts as printed


@pytest.fixture(scope="module")
def many(badge):
    """Eleven badges: sheets of four and of eight are left partly empty."""
    made = []
    for number in range(1, 12):
        role = ROLES[number]
        made.append(badge(role=role, number=badge_number(number), token=token(number, role), name=f"王{number}"))
    return made


@pytest.fixture(scope="module")
def sheets(many, printed, rendered):
    """Print the many; return the PDF and its pages as pictures, drawn once for each way."""
    kept = {}

    def make(size, layout, sides="one", sheet=None):
        key = (size, layout, sides, sheet)
        if key not in kept:
            pdf, report = printed(*many, size=size, layout=layout, sides=sides, sheet=sheet)
            kept[key] = pdf, rendered(pdf, DPI, 1, report.pages)
        return kept[key]

    return make


def place(found):
    corners = found.position
    points = (corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right)
    return sum(point.x for point in points) / 4 / MM, sum(point.y for point in points) / 4 / MM


def in_reading_order(page):
    found = [(place(each), each.text) for each in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)]
    return [text for (x, y), text in sorted(found, key=lambda each: (round(each[0][1] / 20), each[0][0]))]


@pytest.mark.parametrize(("size", "layout"), SHEETS)
def test_every_qr_of_every_layout_reads_and_badges_follow_as_people_read(size, layout, sheets, many):
    _, pages = sheets(size, layout)
    count = SHEETS[size, layout].count
    assert len(pages) == -(-len(many) // count)
    read = [text for page in pages for text in in_reading_order(page)]
    assert read == [badge.token for badge in many]


@pytest.mark.parametrize(("size", "layout"), SHEETS)
def test_pages_have_the_size_of_the_paper(size, layout, sheets):
    pdf, _ = sheets(size, layout)
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        assert [float(side) * 25.4 / 72 for side in page.mediabox[2:]] == pytest.approx(
            SHEETS[size, layout].paper, abs=1e-3
        )


def test_the_layout_says_the_size_where_none_is_asked_for():
    assert [chosen(None, layout)[0].name for layout in ("single", "4up", "8up", "card-a6", "card-a7")] == [
        "full", "full", "pocket", "full", "pocket",
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "layout"), CUT_HERE)
def test_badges_keep_their_size_where_the_sheet_is_cut_here(size, layout, sheets):
    _, pages = sheets(size, layout)
    (first, second) = sorted(
        place(each)
        for each in zxingcpp.read_barcodes(pages[0], formats=zxingcpp.BarcodeFormat.QRCode)
        if place(each)[1] < SHEETS[size, layout].paper[1] / 2
    )[:2]
    pitch = SIZES[size].width + SHEETS[size, layout].gap[0]
    assert second[0] - first[0] == pytest.approx(pitch, abs=0.3)


@pytest.mark.parametrize(("size", "layout"), ON_SHEETS)
def test_every_cell_lies_on_whole_dots_so_that_no_module_is_blurred(size, layout):
    sheet = SHEETS[size, layout]
    for cell in sheet.cells():
        assert cell.x / DOT == pytest.approx(round(cell.x / DOT), abs=1e-6)
        from_above = sheet.paper[1] - cell.y - sheet.cell[1]
        assert from_above / DOT == pytest.approx(round(from_above / DOT), abs=1e-6)


def turned(page, sheet, sides):
    """Turn a reverse page as the printer turns the sheet: what is behind is then in front, seen through the paper."""
    long_edge_upright = sheet.paper[1] >= sheet.paper[0]
    sideways = long_edge_upright == (sides == "two")
    return page.transpose(Image.Transpose.FLIP_LEFT_RIGHT if sideways else Image.Transpose.FLIP_TOP_BOTTOM)


def cell_of(page, sheet, cell, width=None):
    left, top = cell.x * MM, (sheet.paper[1] - cell.y - sheet.cell[1]) * MM
    return page.crop(tuple(map(round, (left, top, left + (width or sheet.cell[0]) * MM, top + sheet.cell[1] * MM))))


def corners(badge):
    """Return the colours of band and strip near the edge, where no words stand."""
    x = round(badge.width * 0.96)
    return [badge.getpixel((x, round(badge.height * part))) for part in (0.036, 0.964)]


@pytest.mark.parametrize("sides", ["two", "two-short"])
@pytest.mark.parametrize(("size", "layout"), ON_SHEETS)
def test_a_reverse_lies_behind_its_front_and_stands_upright(size, layout, sides, sheets, many):
    """Each role's colour fills the band on both sides: seen through the paper, the bands cover one another."""
    sheet = SHEETS[size, layout]
    _, pages = sheets(size, layout, sides)
    assert len(pages) == 2 * -(-len(many) // sheet.count)
    for number in range(0, len(pages), 2):
        front, behind = pages[number], turned(pages[number + 1], sheet, sides)
        for cell in sheet.cells():
            one, other = cell_of(front, sheet, cell), cell_of(behind, sheet, cell)
            assert corners(one) == corners(other)
            if number == 0:
                assert (255, 255, 255) not in corners(one)


def test_the_words_behind_a_front_are_of_the_same_badge(sheets, many):
    pdf, _ = sheets("full", "4up", "two")
    said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    for number in range(0, len(said), 2):
        names = [{each.name for each in many if each.number in words} for words in said[number : number + 2]]
        assert names[0] == names[1] != set()


@pytest.mark.parametrize("sides", ["two", "two-short"])
def test_cells_left_empty_are_empty_on_both_sides(sides, sheets):
    sheet = SHEETS["pocket", "8up"]
    _, pages = sheets("pocket", "8up", sides)
    front, behind = pages[2], turned(pages[3], sheet, sides)
    for cell in sheet.cells()[3:]:
        inner = (10, 10, round(sheet.cell[0] * MM) - 10, round(sheet.cell[1] * MM) - 10)
        for page in (front, behind):
            assert cell_of(page, sheet, cell).convert("L").crop(inner).getextrema() == (255, 255)


def dark_outside(page, sheet, reach):
    """Return where a page is printed beyond the badges and their bleed, in millimetres from the upper left."""
    grey = page.convert("L").point(lambda value: 255 * (value < INK))
    for cell in sheet.cells():
        left, top = cell.x - reach, sheet.paper[1] - cell.y - sheet.cell[1] - reach
        box = (left, top, left + sheet.cell[0] + 2 * reach, top + sheet.cell[1] + 2 * reach)
        grey.paste(0, tuple(round(side * MM) for side in box))
    columns = [x / MM for x in range(grey.width) if grey.crop((x, 0, x + 1, grey.height)).getbbox()]
    rows = [y / MM for y in range(grey.height) if grey.crop((0, y, grey.width, y + 1)).getbbox()]
    return columns, rows


@pytest.mark.parametrize(("size", "layout"), CUT_HERE)
@pytest.mark.parametrize("number", [0, 1], ids=["fronts", "reverses"])
def test_cut_marks_stand_outside_the_badges_at_every_edge_and_in_reach_of_the_printer(size, layout, number, sheets):
    sheet = SHEETS[size, layout]
    _, pages = sheets(size, layout, "two")
    page = pages[number] if number == 0 else turned(pages[number], sheet, "two")
    beyond = page.crop((0, 0, page.width, round((sheet.top - sheet.cells()[0].top - 0.5) * MM))).convert("L")
    marks = [x / MM for x in range(beyond.width) if beyond.getpixel((x, beyond.height - 2)) < 200]
    edges = {side for cell in sheet.cells() for side in (cell.x, cell.x + sheet.cell[0])}
    assert marks
    for edge in edges:
        assert min(abs(mark - edge) for mark in marks) < 0.3
    for mark in marks:
        assert min(abs(mark - edge) for edge in edges) < 0.3
    top = next(y for y in range(beyond.height) if beyond.crop((0, y, beyond.width, y + 1)).getextrema()[0] < 200)
    assert beyond.height / MM - top / MM > 0.8  # long enough to lay a ruler to
    assert sheet.top - 4.2 > 1.5  # and not all of it where office printers leave the paper white


@pytest.mark.parametrize(("size", "layout"), [pair for pair in ON_SHEETS if SHEETS[pair].cut])
def test_paper_that_is_cut_already_gets_no_marks_and_badges_that_fit_its_cells(size, layout, sheets):
    sheet = SHEETS[size, layout]
    assert sheet.marks() == b""
    _, pages = sheets(size, layout)
    columns, rows = dark_outside(pages[0], sheet, 0.2)
    assert (columns, rows) == ([], [])


def test_colour_goes_beyond_the_cut_only_where_no_neighbour_is():
    for sheet in SHEETS.values():
        cells = sheet.cells()
        for one in cells:
            for other in cells:
                if one is not other and abs(one.y - other.y) < 1 and one.x < other.x:
                    assert one.x + sheet.cell[0] + one.right <= other.x - other.left + DOT
                if one is not other and abs(one.x - other.x) < 1 and one.y < other.y:
                    assert one.y + sheet.cell[1] + one.top <= other.y - other.bottom + DOT


def test_a_band_is_drawn_beyond_the_cut(sheets, many):
    sheet = SHEETS["full", "4up"]
    _, pages = sheets("full", "4up")
    cell = sheet.cells()[0]
    above = round((sheet.paper[1] - cell.y - sheet.cell[1] - 1) * MM)
    colour = tuple(int(many[0].role.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert pages[0].getpixel((round((cell.x + 40) * MM), above)) == colour


@pytest.mark.parametrize(("size", "layout"), [("full", "single"), *CUT_HERE])
def test_folded_badges_have_their_reverse_beside_them(size, layout, sheets, many):
    sheet = SHEETS[size, layout].folded()
    pdf, pages = sheets(size, layout, "fold")
    assert sum(len(zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)) for page in pages) == len(many)
    half = sheet.cell[0] / 2
    for cell in sheet.cells():
        front = cell_of(pages[0], sheet, cell, half)
        assert len(zxingcpp.read_barcodes(front, formats=zxingcpp.BarcodeFormat.QRCode)) == 1
        whole = cell_of(pages[0], sheet, cell)
        back = whole.crop((whole.width - front.width, 0, whole.width, whole.height))
        assert corners(front) == corners(back) != [(255, 255, 255)] * 2
        assert zxingcpp.read_barcodes(back, formats=zxingcpp.BarcodeFormat.QRCode) == []
        assert ImageChops.difference(front, back).getbbox() is not None
    assert "岗位职责" not in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()  # none were given


def test_print_dialogs_are_told_which_edge_to_turn(many, printed):
    for sides, told in (("one", "/Simplex"), ("two", "/DuplexFlipLongEdge"), ("two-short", "/DuplexFlipShortEdge")):
        pdf, _ = printed(many[0], sides=sides)
        assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/ViewerPreferences"]["/Duplex"] == told


def test_a_sheet_of_any_maker_can_be_described(sheets, many):
    sheet = custom(json.dumps(CUSTOM))
    assert [(round(cell.x), round(sheet.paper[1] - cell.y - 130)) for cell in sheet.cells()] == [
        (10, 12), (105, 12), (10, 149), (105, 149),
    ]  # fmt: skip
    _, pages = sheets("full", "custom", "two", json.dumps(CUSTOM))
    assert in_reading_order(pages[0]) == [badge.token for badge in many[:4]]
    behind = turned(pages[1], sheet, "two")
    for cell in sheet.cells():
        one, other = cell_of(pages[0], sheet, cell), cell_of(behind, sheet, cell)
        assert one.getpixel((one.width // 2, 25)) == other.getpixel((other.width // 2, 25)) != (255, 255, 255)


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": 0},
        {"rows": 1.5},
        {"columns": True},
        {"columns": 3},
        {"cell": [96, 130]},
        {"cell": [5, 5], "pitch": [5, 5]},
        {"paper": [21000, 297]},
        {"margin": [-1, 0]},
        {"margin": [60, 12]},
        {"pitch": [80, 137]},
        {"paper": "A4"},
        {"cell": None},
        {"cell": [1e999, 130]},
        {"columns": 10**30},
    ],
)
def test_a_sheet_that_cannot_be_is_refused(changes):
    with pytest.raises(BadSheet):
        custom(json.dumps(CUSTOM | changes))


@settings(deadline=None)
@given(
    st.text(max_size=20)
    | st.dictionaries(
        st.sampled_from([*CUSTOM, "cut"]),
        st.none() | st.integers() | st.floats() | st.text(max_size=3) | st.lists(st.floats(-10, 400), max_size=3),
    ).map(lambda changes: json.dumps(CUSTOM | changes))
)
def test_any_text_is_a_sheet_whose_cells_lie_on_it_or_refused(described):
    try:
        sheet = custom(described)
    except BadSheet:
        return
    for cell in (*sheet.cells(), *sheet.mirrored()):
        assert -0.2 <= cell.x <= sheet.paper[0] - sheet.cell[0] + 0.2
        assert -0.2 <= cell.y <= sheet.paper[1] - sheet.cell[1] + 0.2


def test_what_cannot_be_folded_is_refused(many):
    with pytest.raises(ValueError, match="折叠"):
        write(many, io.BytesIO(), layout="card-a7", sides="fold")


def test_sides_there_are_not_are_refused(many):
    with pytest.raises(ValueError, match="two-short"):
        write(many, io.BytesIO(), sides="three")
