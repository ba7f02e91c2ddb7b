"""The designer page: both sides drawn while it is edited, refused where white cannot be read, saved as a fact."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import site
from tests.running import serving, until

DRAWN = "image => image.complete && image.naturalWidth > 200"


@pytest.fixture(scope="module")
def hub(here):
    with serving(here.data) as running:
        yield running


@pytest.fixture
def designer(chief):
    site.visit(chief, "/office/design")
    sides(chief)
    return chief


def sides(page, before=()):
    """Wait until both sides are drawn, and differ from what was drawn before; return where they are kept."""
    shown = page.locator(".preview img")
    expect(shown).to_have_count(2)
    for old, image in zip(before, shown.all(), strict=False):
        expect(image).not_to_have_attribute("src", old)
    expect(page.get_by_text("与打印效果一致")).to_be_visible()
    until(lambda: all(image.evaluate(DRAWN) for image in shown.all()), what="something drawn in both pictures")
    return [image.get_attribute("src") for image in shown.all()]


def saved(hub):
    designs = [row for (kind, _), row in site.rows_of(hub).items() if kind == "design"]
    return designs[0]["design"] if designs else None


def test_what_is_changed_is_drawn_and_saved(designer, hub, picture):
    before = sides(designer)
    designer.get_by_label("抬头文字").fill("赣鄱技能鉴定")
    sides(designer, before)
    designer.get_by_role("button", name="“单位”上移").click()
    designer.get_by_role("button", name="门卫", exact=True).click()
    designer.get_by_label("色号").fill("#224466")
    designer.get_by_label("职责第 1 行").fill("守好东门")
    sides(designer, before)
    picture(designer, "design-changed")
    designer.get_by_role("button", name="保存样式").click()
    expect(designer.get_by_text("样式已保存")).to_be_visible()
    design = saved(hub)
    assert design["mark"] == "赣鄱技能鉴定"
    assert design["lines"] == ["valid", "site", "unit", "plan"]
    assert design["colours"]["18"] == "#224466"
    assert design["reverse"]["18"][0] == "守好东门"
    assert site.office(hub).get("/api/badges.pdf").status == 200


def test_another_device_sees_the_saved_design(browser, designer, hub, picture):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        site.enrol(page, hub, "tablet", "副主考")
        site.visit(page, "/office/design")
        expect(page.get_by_label("抬头文字")).to_have_value("赣鄱技能鉴定")
        before = sides(page)
        page.get_by_role("button", name="备用证牌").click()
        page.get_by_role("button", name="袖珍").click()
        sides(page, before)
        picture(page, "design-spare-pocket")


def test_a_colour_on_which_white_cannot_be_read_is_refused_in_words(designer, hub):
    designer.get_by_label("色号").fill("#FFD700")
    expect(designer.get_by_text(re.compile(r"对比度 1\.\d+，白字看不清"))).to_be_visible()
    expect(designer.get_by_role("button", name="保存样式")).to_be_disabled()
    designer.get_by_role("button", name="还原此角色").click()
    expect(designer.get_by_text("白字看不清")).to_have_count(0)


def test_a_crest_is_handed_in_shown_drawn_and_taken_away(designer, hub, tmp_path, picture):
    star = io.BytesIO()
    Image.new("RGB", (300, 300), "#FFCC00").save(star, "PNG")
    before = sides(designer)
    designer.get_by_label("上传徽标").set_input_files(
        {"name": "徽.png", "mimeType": "image/png", "buffer": star.getvalue()}
    )
    expect(designer.get_by_role("img", name="徽标")).to_be_visible()
    sides(designer, before)
    picture(designer, "design-crest")
    designer.get_by_role("button", name="保存样式").click()
    expect(designer.get_by_text("样式已保存")).to_be_visible()
    assert re.fullmatch("[0-9a-f]{64}", saved(hub)["crest"])
    designer.get_by_role("button", name="去掉").click()
    designer.get_by_role("button", name="放弃改动").click()
    expect(designer.get_by_role("img", name="徽标")).to_be_visible()


def test_what_is_no_picture_is_no_crest(designer):
    designer.watch.expected.append("400|409|415")
    designer.get_by_label("换一个").or_(designer.get_by_label("上传徽标")).first.set_input_files(
        {"name": "徽.png", "mimeType": "image/png", "buffer": b"%PDF-1.7"}
    )
    expect(designer.get_by_role("alert")).to_contain_text(re.compile("[一-龥]{4}"))


def test_the_unified_format_comes_back(designer, hub):
    designer.get_by_role("button", name="恢复统一格式").click()
    designer.get_by_role("button", name="保存样式").click()
    expect(designer.get_by_text("样式已保存")).to_be_visible()
    design = saved(hub)
    assert (design["mark"], design["crest"]) == (None, None)
    expect(designer.get_by_role("button", name="恢复统一格式")).to_be_disabled()


def test_leaving_with_changes_is_asked(designer):
    designer.get_by_label("抬头文字").fill("没存")
    assert "未保存" in site.asked_before_leaving(designer, "打印")
    expect(designer).to_have_url(re.compile("/office/design$"))
    designer.get_by_role("button", name="放弃改动").click()
