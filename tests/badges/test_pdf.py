import io
import re

import pypdf
import pytest

from badges.pdf import Pdf


def objects(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    return [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]


def of_kind(pdf, kind, subtype=None):
    found = [each for each in objects(pdf) if isinstance(each, dict) and each.get("/Type") == kind]
    return [each for each in found if subtype is None or each.get("/Subtype") == subtype]


def test_each_weight_is_embedded_once_and_as_a_subset(every_role_pdf):
    fonts = of_kind(every_role_pdf, "/Font", "/Type0")
    assert sorted(re.sub(r"^/[A-Z]{6}\+", "", font["/BaseFont"]) for font in fonts) == [
        "NotoSansSC-Bold",
        "NotoSansSC-Regular",
    ]
    programs = [each for each in of_kind(every_role_pdf, "/FontDescriptor") if "/FontFile2" in each]
    assert len(programs) == 2
    assert all(len(each["/FontFile2"].get_data()) < 100_000 for each in programs)
    assert all("/ToUnicode" in font for font in fonts)


def test_pages_have_the_size_of_a_badge(every_role_pdf):
    for page in pypdf.PdfReader(io.BytesIO(every_role_pdf)).pages:
        assert [float(side) * 25.4 / 72 for side in page.mediabox] == pytest.approx([0, 0, 86, 124], abs=1e-3)


def test_printers_are_asked_not_to_scale(every_role_pdf):
    (catalog,) = of_kind(every_role_pdf, "/Catalog")
    assert catalog["/ViewerPreferences"]["/PrintScaling"] == "/None"


def test_a_portrait_goes_in_as_it_is(badge, portrait, printed):
    photo = portrait((300, 400), quality=77)
    pdf, _ = printed(badge(portrait=photo))
    assert photo in pdf


@pytest.mark.parametrize(("mode", "space"), [("L", "/DeviceGray"), ("RGB", "/DeviceRGB"), ("CMYK", "/DeviceCMYK")])
def test_a_portrait_keeps_its_colours(mode, space, badge, portrait, printed, rendered):
    pdf, _ = printed(badge(portrait=portrait(mode=mode, colour="#808080")))
    (image,) = of_kind(pdf, "/XObject", "/Image")
    assert image["/ColorSpace"] == space
    (page,) = rendered(pdf, 72)
    assert all(abs(channel - 128) < 30 for channel in page.getpixel((40, 110)))


def test_what_badges_of_a_role_share_is_written_once(badge, printed):
    pdf, _ = printed(*[badge(number=f"0000{number}-X") for number in range(5)])
    assert len(of_kind(pdf, "/XObject", "/Form")) == 2  # the role's frame and the silhouette


def test_the_same_badges_make_the_same_bytes(badge, printed):
    assert printed(badge())[0] == printed(badge())[0]


def test_a_strict_reader_finds_nothing_to_complain_about(every_role_pdf):
    assert len(pypdf.PdfReader(io.BytesIO(every_role_pdf), strict=True).pages) == 20


def test_the_title_is_chinese(every_role_pdf):
    assert pypdf.PdfReader(io.BytesIO(every_role_pdf)).metadata.title == "考务证牌"


def test_text_beyond_the_first_plane_finds_its_way_back(badge, printed):
    pdf, _ = printed(badge(name="李𬭎𬘡"))
    assert "李𬭎𬘡" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_more_characters_than_one_cmap_block_holds_read_back(weights):
    out = io.BytesIO()
    pdf = Pdf(out, weights)
    text = "".join(chr(0x4E00 + 7 * step) for step in range(250))
    pdf.page(b"BT /R 3 Tf 10 10 Td %s Tj ET" % pdf.fonts["R"].encode(text), 1000, 100, {})
    pdf.close("many")
    assert pypdf.PdfReader(io.BytesIO(out.getvalue())).pages[0].extract_text() == text
