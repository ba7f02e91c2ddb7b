import io
from math import cos, radians, sin

import pypdf
import pytest
import zxingcpp
from PIL import Image, ImageOps

from badges import band, qr
from badges.size import FULL
from protocol.role import BY_CODE, ROLES

MM = 300 / 25.4
QR_X, QR_Y, QR_SIDE = FULL.qr
PHOTO_X, PHOTO_Y, PHOTO_WIDTH, PHOTO_HEIGHT = band.SAFE, FULL.photo_y, *FULL.photo


def cut(page, x, y, width, height):
    """Cut a piece out of a page drawn at 300 dpi; millimetres from the lower left."""
    top = FULL.height - y - height
    return page.crop(tuple(round(side * MM) for side in (x, top, x + width, top + height)))


def colours(picture):
    return {colour for _, colour in picture.getcolors(1 << 24)}


def rgb(colour):
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def turned_away(page, degrees, away=1500):
    """Show a page as a camera ``away`` pixels off sees it, turned about its upright axis."""
    x, y, cosine = page.width / 2, page.height / 2, cos(radians(degrees))
    skew = sin(radians(degrees)) / (away * cosine)
    whole = 1 + x * skew
    across = ((1 / cosine - x * skew) / whole, 0, x - x / cosine / whole)
    down = (-y * skew / whole, 1 / whole, y - y / whole)
    return page.transform(
        page.size, Image.Transform.PERSPECTIVE, (*across, *down, -skew / whole, 0), Image.Resampling.BICUBIC
    )


def runs(values):
    """Count the unbroken runs of True."""
    return sum(now and not before for before, now in zip([False, *values], values, strict=False))


@pytest.fixture(scope="module")
def pages(every_role_pdf, rendered):
    return rendered(every_role_pdf, 300, 1, len(ROLES))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_shows_in_words_twice(role, every_role_pdf):
    text = pypdf.PdfReader(io.BytesIO(every_role_pdf)).pages[ROLES.index(role)].extract_text()
    assert text.count(role.zh) >= 2
    assert role.en in text


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_band_and_strip_have_the_colour_of_the_role(role, pages):
    page = pages[ROLES.index(role)]
    for y in (0.3, FULL.height - FULL.band + 0.3):
        assert colours(cut(page, 0.5, y, 85, 0.5)) == {rgb(role.colour)}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_the_bars_count_the_family_in_grey_on_both_edges(role, pages):
    grey = pages[ROLES.index(role)].convert("L")
    for x in (1.0, FULL.width - 1.5):
        column = cut(grey, x, FULL.strip + 0.5, 0.2, QR_SIDE)
        dark = [column.getpixel((0, y)) < 128 for y in range(column.height)]
        assert runs(dark) == role.family.value


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_nothing_lies_on_the_quiet_zone(role, pages):
    area = cut(pages[ROLES.index(role)], QR_X, QR_Y, QR_SIDE, QR_SIDE).convert("L")
    margin = int(qr.QUIET * 14) - 1
    inner = area.crop((margin, margin, area.width - margin, area.height - margin))
    white = Image.new("L", inner.size, 255)
    area.paste(white, (margin, margin))
    assert area.getextrema() == (255, 255)


def test_every_module_of_the_symbol_is_whole_dots_of_pure_black_or_white(pages, every_role):
    area = cut(pages[0], QR_X, QR_Y, QR_SIDE, QR_SIDE).convert("L")
    for line, row in enumerate(qr.modules(every_role[0].token), qr.QUIET):
        for place, meant in enumerate(row, qr.QUIET):
            inside = area.crop((place * 14 + 1, line * 14 + 1, place * 14 + 13, line * 14 + 13))
            assert inside.getextrema() == (meant, meant)


@pytest.mark.parametrize("dpi", [72, 100, 150, 203])
def test_the_qr_reads_at_every_dpi(dpi, every_role, every_role_pdf, rendered):
    for badge, page in zip(every_role, rendered(every_role_pdf, dpi, 1, len(ROLES)), strict=True):
        assert [found.text for found in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)] == [
            badge.token
        ]


@pytest.mark.parametrize("lying", [False, True], ids=["upright", "on its side"])
@pytest.mark.parametrize("degrees", [-40, 20, 40])
def test_the_qr_reads_when_the_badge_is_held_at_an_angle(degrees, lying, every_role, pages):
    for badge, page in zip(every_role, pages, strict=True):
        small = page.resize((508, 732))
        seen = turned_away(small.rotate(90, expand=True) if lying else small, degrees)
        assert zxingcpp.read_barcode(seen).text == badge.token


def test_words_of_a_badge_can_be_searched(badge, printed):
    pdf, _ = printed(badge(name="李䶮"))
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    plain = text.replace(" ", "")
    for words in ("李䶮", "00017-E", "2026-11-22", "第一职业技术学校", "第四季度职业技能等级认定", "JX-2026Q4"):
        assert words in plain


def test_the_mark_is_the_plans(badge, printed):
    pdf, _ = printed(badge(mark="赣州职业技能等级认定"))
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "赣州职业技能等级认定" in text
    assert "江西" not in text


@pytest.mark.parametrize(
    "name",
    [
        "陈",
        "张伟",
        "欧阳明华",
        "阿不都热合曼·吾买尔",
        "买买提图尔荪·阿卜杜喀迪尔·玉素甫江",
        "Maximilian Featherstonehaugh",
    ],
)
def test_a_long_name_never_reaches_the_edge_or_the_qr(name, badge, printed, rendered):
    pdf, _ = printed(badge(name=name, site="江西省青山湖区高级技工学校北校区职业技能鉴定所", plan_name="认定" * 20))
    (page,) = rendered(pdf)
    assert colours(cut(page, FULL.width - band.SAFE + 0.2, PHOTO_Y, band.SAFE - 0.4, 38)) == {(255, 255, 255)}
    below = cut(page, 6, QR_Y + QR_SIDE - 4.2, 74, PHOTO_Y - QR_Y - QR_SIDE + 4)
    assert colours(below) == {(255, 255, 255)}


def test_a_portrait_fills_its_frame(badge, portrait, printed, rendered):
    (page,) = rendered(printed(badge(portrait=portrait((640, 480), "#3366AA")))[0])
    frame = cut(page, PHOTO_X + 1, PHOTO_Y + 1, PHOTO_WIDTH - 2, PHOTO_HEIGHT - 2)
    assert all(
        abs(seen - meant) <= 3 for colour in colours(frame) for seen, meant in zip(colour, rgb("#3366AA"), strict=True)
    )
    beside = cut(page, PHOTO_X + PHOTO_WIDTH + 0.2, PHOTO_Y, 2, PHOTO_HEIGHT)
    assert colours(beside) == {(255, 255, 255)}


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_portrait_stands_upright_however_the_camera_was_held(turned, badge, printed, rendered):
    stored = Image.new("RGB", (400, 400), "#FFFFFF")
    for box, colour in (
        ((0, 0, 200, 200), "#DD0000"),
        ((200, 0, 400, 200), "#00AA00"),
        ((0, 200, 200, 400), "#0000DD"),
    ):
        stored.paste(colour, box)
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = turned
    stored.save(out, "JPEG", exif=exif, quality=95)
    upright = ImageOps.exif_transpose(Image.open(out)).convert("RGB")
    (page,) = rendered(printed(badge(portrait=out.getvalue()))[0])
    frame = cut(page, PHOTO_X, PHOTO_Y, PHOTO_WIDTH, PHOTO_HEIGHT)
    for across in (0.25, 0.75):
        for down in (0.25, 0.75):
            seen = frame.getpixel((int(frame.width * across), int(frame.height * down)))
            meant = upright.getpixel((int(400 * across), int(400 * down)))
            assert all(abs(one - other) <= 12 for one, other in zip(seen, meant, strict=True))


def test_without_a_portrait_stands_a_silhouette_that_no_one_takes_for_a_face(badge, printed, rendered):
    pdf, report = printed(badge(portrait=None))
    (page,) = rendered(pdf)
    frame = cut(page, PHOTO_X, PHOTO_Y, PHOTO_WIDTH, PHOTO_HEIGHT).convert("L")
    assert frame.getextrema()[0] > 100
    assert report.no_portrait == ("王秀英",)


def test_the_badge_names_no_room(badge):
    assert not {"room", "seat", "session"} & set(badge().__slots__)


def test_the_crest_stays_in_its_ring(badge, printed, rendered):
    (page,) = rendered(printed(badge(role=BY_CODE["CE"]))[0])
    left = cut(page, 0.5, FULL.height - FULL.band + 0.5, band.SAFE - 0.8, FULL.band - 1)
    between = cut(page, band.SAFE + 2 * band.CREST_RADIUS + 0.4, FULL.height - FULL.band + 0.5, 2.5, FULL.band - 1)
    assert colours(left) | colours(between) == {rgb(BY_CODE["CE"].colour)}
    middle = cut(page, band.SAFE, FULL.height - FULL.band / 2 - band.CREST_RADIUS, 2 * band.CREST_RADIUS, 15)
    assert (255, 255, 255) in colours(middle)
