"""The reverse of a badge, and badges made to be given to whoever comes."""

import io

import pypdf
import pytest
import zxingcpp
from PIL import Image

from badges.badge import Look
from badges.picture import Raster, read
from badges.size import SIZES
from protocol.role import BY_CODE, ROLES

DUTIES = ("抽签定考场，两人同领试卷", "核验考生身份", "当众验封、拆袋", "登记缺考", "按序清点、密封并签字")
LOOK = Look(
    reverse={role.number: DUTIES for role in ROLES},
    found="拾获请交考点考务办公室。遗失立即报告主考。",
    phone="0791-86660000",
)
WIDEST = Look(reverse={8: ("一" * 26,) * 5}, found="拾" * 60, phone="0791-86660000 转 8001、8002")


def words(pdf, page=0):
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text().replace(" ", "")


@pytest.fixture
def reverse(printed, rendered):
    """Print one badge on both sides; return the reverse's words and its picture at 150 dpi."""

    def make(one, size="full"):
        pdf, _ = printed(one, sides="two", size=size)
        return words(pdf, 1), rendered(pdf, 150, 2)[0]

    return make


@pytest.mark.parametrize("size", SIZES)
def test_the_reverse_says_role_name_number_duties_phone_and_what_to_do_when_found(size, badge, reverse):
    said, picture = reverse(badge(look=LOOK), size)
    for part in (
        "监考",
        "王秀英",
        "00017-E",
        *DUTIES,
        "0791-86660000",
        "拾获请交考点考务办公室",
        "JX-2026Q4",
        "2026-11-22",
    ):
        assert part in said
    assert zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode) == []


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_band_and_strip_are_of_the_roles_colour_on_the_reverse_too(role, badge, reverse):
    _, picture = reverse(badge(role=role, look=LOOK))
    colour = tuple(int(role.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert picture.getpixel((picture.width - 3, 3)) == picture.getpixel((3, picture.height - 3)) == colour


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "name", ["陈", "买买提图尔荪·阿卜杜喀迪尔·玉素甫江", "Maximilian Featherstonehaugh", "王" * 30]
)
def test_the_longest_texts_stay_clear_of_the_edges(size, name, badge, reverse):
    site = "江西省青山湖区高级技工学校北校区职业技能鉴定所"
    _, picture = reverse(badge(name=name, look=WIDEST, site=site), size)
    grey = picture.convert("L")
    band, strip = round(grey.height * 0.17), round(grey.height * 0.95)
    for edge in (grey.crop((0, band, 12, strip)), grey.crop((grey.width - 12, band, grey.width, strip))):
        assert edge.getextrema() == (255, 255)


def test_lines_do_not_lie_on_one_another(badge, reverse):
    """Between any two lines of text there is a row of bare paper."""
    _, picture = reverse(badge(look=WIDEST))
    grey = picture.convert("L").point(lambda value: 255 * (value < 140))
    inner = grey.crop((20, round(grey.height * 0.19), grey.width - 20, round(grey.height * 0.94)))
    printed = [inner.crop((0, y, inner.width, y + 1)).getbbox() is not None for y in range(inner.height)]
    runs = sum(now and not before for before, now in zip([False, *printed], printed, strict=False))
    assert runs >= 12  # name, rule, heading, five duties, rule, phone, three lines of what to do, site


def test_without_duties_phone_and_finders_words_the_reverse_still_says_who(badge, reverse):
    said, _ = reverse(badge())
    assert "王秀英" in said
    assert "岗位职责" not in said
    assert "总值班" not in said


def test_the_name_goes_behind_the_front_and_in_its_order(badge, printed):
    pdf, report = printed(badge(name="张伟", look=LOOK), badge(name="李䶮", look=LOOK), sides="two")
    assert report.pages == 4
    assert ["张伟" in words(pdf, page) for page in range(4)] == [True, True, False, False]


@pytest.mark.parametrize("size", SIZES)
def test_a_spare_badge_shows_role_number_and_a_line_to_write_on_and_no_portrait(size, badge, printed, rendered):
    spare = badge(name="", spare=True, look=LOOK)
    pdf, report = printed(spare, size=size, sides="two")
    assert report.no_portrait == ()
    front = words(pdf)
    assert front.count("监考") >= 3
    for part in ("备用", "姓名", "00017-E"):
        assert part in front
    assert "照片" not in front
    assert "姓名" in words(pdf, 1)
    (found,) = zxingcpp.read_barcodes(rendered(pdf, 150)[0], formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == spare.token


def test_a_hand_has_room_to_write_on_a_spare_badge(badge, printed, rendered):
    (page,) = rendered(printed(badge(name="", spare=True, role=BY_CODE["CO"]))[0], 100)
    mm = 100 / 25.4
    size = SIZES["full"]
    free = page.crop(tuple(round(side * mm) for side in (17, 124 - size.photo_y - 10, 81, 124 - size.photo_y - 2)))
    assert free.convert("L").getextrema() == (255, 255)


def test_a_character_only_the_further_face_has_is_drawn_and_can_be_searched(badge, printed, rendered):
    pdf, report = printed(badge(name="王\U0002c386", unit="第\U0002c386中心", look=LOOK), sides="two")
    assert report.substituted == ()
    assert "王\U0002c386" in words(pdf)
    assert "第\U0002c386中心" in words(pdf)
    assert "王\U0002c386" in words(pdf, 1)
    with_it, without = (
        sum(rendered(printed(badge(name=name))[0], 150)[0].convert("L").crop((200, 130, 500, 215)).histogram()[:60])
        for name in ("王\U0002c386", "王一")
    )
    assert with_it > 1.5 * without


def test_the_further_face_is_in_the_file_only_where_it_is_used(badge, printed):
    assert b"NotoSansCJKsc" not in printed(badge())[0]
    assert b"NotoSansCJKsc" in printed(badge(name="王\U0002c386"))[0]


def test_what_no_font_has_in_a_duty_is_told(badge, printed):
    look = Look(reverse={8: ("核验\U000323af",)})
    assert printed(badge(look=look), sides="two")[1].substituted == (("王秀英", "\U000323af"),)
    assert printed(badge(look=look))[1].substituted == ()  # no reverse, nothing to replace


def test_the_chosen_lines_stand_beneath_the_number_in_their_order(badge, printed):
    look = Look(lines=("centre", "code", "area"))
    pdf, _ = printed(badge(look=look, centre="省技能鉴定中心", area="南昌考区"))
    said = words(pdf)
    places = [said.index(part) for part in ("省技能鉴定中心", "南昌考区")]
    assert places == sorted(places)
    for part in ("机构", "批次", "考区"):
        assert part in said
    assert "第一职业技术学校" not in said


def test_a_sites_own_colour_stands_on_band_strip_and_bars(badge, printed, rendered):
    pdf, _ = printed(badge(look=Look(colours={8: "#102030"})))
    (page,) = rendered(pdf, 100)
    seen = {page.getpixel(at) for at in ((page.width - 3, 3), (3, page.height - 3), (2, round(page.height * 0.6)))}
    assert (0x10, 0x20, 0x30) in seen
    assert seen <= {(0x10, 0x20, 0x30), (255, 255, 255)}


def raster(colour, mode="RGB", light=False):
    image = Image.new(mode, (30, 20), colour)
    alpha = image.getchannel("A").tobytes() if mode == "RGBA" else None
    return Raster(30, 20, image.convert("RGB").tobytes(), alpha, light)


def test_a_sites_crest_takes_the_place_of_the_products_own(badge, printed, rendered):
    (page,) = rendered(printed(badge(look=Look(crest=raster("#AA0000"))))[0], 100)
    place = page.crop(tuple(round(side / 25.4 * 100) for side in (4, 2.5, 19.6, 18.1)))
    shown = {colour for count, colour in place.getcolors(1 << 20) if count > 20}
    assert (0xAA, 0, 0) in shown
    assert (255, 255, 255) in shown  # its ground
    assert place.getpixel((place.width // 2, place.height // 2)) == (0xAA, 0, 0)


def test_a_see_through_crest_in_light_colours_stands_on_the_band_itself(badge, printed, rendered):
    light = raster((255, 255, 255, 0), "RGBA", light=True)
    (page,) = rendered(printed(badge(look=Look(crest=light)))[0], 100)
    place = page.crop(tuple(round(side / 25.4 * 100) for side in (4, 2.5, 19.6, 18.1)))
    assert {colour for _, colour in place.getcolors(1 << 20)} == {(0x0F, 0x76, 0x6E)}


def test_a_crest_is_read_with_what_is_see_through_and_whether_it_is_light(tmp_path):
    path = tmp_path / "crest.png"
    image = Image.new("RGBA", (1000, 500), (255, 255, 255, 0))
    image.paste((250, 250, 240, 255), (100, 100, 900, 400))
    image.save(path)
    crest = read(path)
    assert (crest.width, crest.height, crest.light) == (512, 256, True)
    assert len(crest.alpha) == crest.width * crest.height
    Image.new("RGB", (20, 20), "#FFFFFF").save(path)
    assert (read(path).light, read(path).alpha) == (False, None)


@pytest.mark.parametrize("data", [None, b"", b"GIF89a", b"\x89PNG\r\n\x1a\n broken"])
def test_a_crest_that_cannot_be_read_leaves_the_products_own(data, tmp_path):
    path = tmp_path / "crest.png"
    if data is not None:
        path.write_bytes(data)
    assert read(path) is None
