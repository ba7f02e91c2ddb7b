"""What has to be on record of a candidate: the office states it, an assessor takes it by item, the page tells it."""

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import filming, signing, site
from tests.browser.looks import looked
from tests.browser.stations import draw_and_identify, lay_lots, press
from tests.running import serving, until

BEGUN = -32  # minutes: the practical session starts half an hour after the first one, two minutes ago


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A day on which the first practical session has just begun."""
    folder = tmp_path_factory.mktemp("items")
    return site.prepare_day(folder / "data", site.sample_day(folder / "files", begins=BEGUN))


@pytest.fixture(scope="module")
def hub(here):
    with serving(here.data) as running:
        yield running


@pytest.fixture(scope="module")
def room(here, hub):
    """The first workshop's candidates, its scheme, and the leader of its team, who has a PIN."""
    rows = site.rows_of(hub)
    teams = sorted((row for (kind, _), row in rows.items() if kind == "team"), key=lambda row: row["room"])
    team = next(row for row in teams if row["session"] == "P1")
    sat = [row for (kind, _), row in rows.items() if kind == "practical" and row["room"] == team["room"]]
    first = next(row for row in sat if (row["session"], row["seat"]) == ("P1", 1))
    leader = next(one for one in here.people if one["person"] == team["leader"])
    signing.set_pin(hub, leader)
    return team["room"], leader, first, rows["scheme", f"{first['plan']}/{first['trade']}/{first['level']}"]


def test_the_office_states_what_has_to_be_there(chief, hub, here, room, picture):
    _, _, first, scheme = room
    head = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, head)
    site.visit(chief, "/board")
    signing.sign_in(chief, head)
    site.visit(chief, "/office/practical?tab=schemes")
    level = "一二三四五"[first["level"] - 1] + "级"
    chief.get_by_role("button", name=f"{first['trade']} {level}", exact=True).click()
    sheet = chief.locator("aside")
    lines = sheet.locator("fieldset li")
    expect(lines.first).to_be_visible()
    before = lines.count()
    sheet.locator("fieldset").evaluate("one => one.scrollIntoView()")
    picture(chief, "scheme-list-tablet")
    press(chief, "添加一条")
    save = sheet.get_by_role("button", name="保存")
    expect(save).to_be_disabled()
    new = lines.nth(before)
    new.get_by_label("拍什么").fill("关键步骤特写")
    new.get_by_label("限评分项").select_option(value=scheme["items"][0]["id"])
    new.scroll_into_view_if_needed()
    looked(chief, picture, "scheme-asked")
    least = new.get_by_label("数量")
    least.fill("99")
    new.locator("summary").click()
    expect(least).to_be_hidden()
    save.click()
    expect(least).to_be_focused()  # the browser opens the folded line and names the field
    picture(chief, "scheme-wrong-tablet")
    least.fill("1")
    save.click()
    expect(sheet).to_contain_text("评分方案已保存")

    def asked():
        row = site.rows_of(hub)["scheme", f"{first['plan']}/{scheme['trade']}/{scheme['level']}"]
        return [one for one in row["media"] if one["words"] == "关键步骤特写"]

    until(lambda: asked() != [], 30, "the new line at the hub")
    assert [(one["item"], one["when"], one["per"]) for one in asked()] == [
        (scheme["items"][0]["id"], "working", "candidate")
    ]
    usual = sheet.get_by_role("button", name="恢复常用清单")
    expect(usual).to_be_hidden()
    lines.first.locator("summary").click()
    lines.first.get_by_role("button", name="删除").click()
    expect(lines.first).not_to_contain_text("证件与本人合影")
    usual.scroll_into_view_if_needed()
    looked(chief, picture, "scheme-usual")
    usual.click()
    expect(lines.first).to_contain_text("证件与本人合影")
    expect(lines).to_have_count(before + 1)
    expect(usual).to_be_hidden()


def test_a_photo_is_taken_of_an_item_and_the_next_one_keeps_it(phone, hub, room, picture):
    page, (name, leader, _, scheme) = phone, room
    page.context.grant_permissions(["camera", "microphone"])
    signing.sign_in(page, leader)
    site.visit(page, "/practical")
    page.locator("main li a.button", has_text=name).first.click()
    expect(page.locator("main > .room li").first).to_be_visible()
    lay_lots(page, "1-12")
    draw_and_identify(page, 1)
    press(page, "是本人")
    expect(page.get_by_text("✓ 本人")).to_be_visible()
    press(page, "开始操作")
    expect(page.locator(".lacks")).to_contain_text(f"关键步骤特写（{scheme['items'][0]['name']}）：应有 1，已到 0")
    page.locator(".lacks").scroll_into_view_if_needed()
    looked(page, picture, "candidate-lacks", ("phone",))

    press(page, "去拍 关键步骤特写")
    chosen = page.get_by_label("评分项")
    expect(chosen).to_have_value(scheme["items"][0]["id"])
    shoot(page)
    looked(page, picture, "capture-item", ("phone", "tablet"))
    chosen.select_option(value=scheme["items"][1]["id"])
    press(page, "返回")
    expect(page.locator(".lacks")).not_to_contain_text("关键步骤特写")
    press(page, "拍照")
    expect(page.get_by_label("评分项")).to_have_value(scheme["items"][1]["id"])
    shoot(page)
    press(page, "返回")
    items = [row["item"] for row in filming.arrived(hub, 2)]
    assert items == [scheme["items"][0]["id"], scheme["items"][1]["id"]]


def shoot(page):
    page.wait_for_function("() => document.querySelector('.capture video')?.videoWidth > 0", polling=100)
    press(page, "拍照")
    expect(page.locator(".taken li.kept", has_text="已存入主机，一致")).to_have_count(1)


def test_the_candidates_page_names_the_items_and_what_still_lacks(chief, phone, room, picture):
    name, _, first, scheme = room
    press(phone, "停止操作")
    site.all_sent(phone)
    site.visit(chief, f"/candidate?plan={first['plan']}&session=P1&room={name}&seat=1")
    tiles = chief.locator(".tiles")
    for item in scheme["items"][:2]:
        expect(tiles).to_contain_text(item["name"])
    lacks = chief.get_by_role("region", name="还缺")
    expect(lacks).to_contain_text("从核验身份到停止操作的录像：应有 1，已到 0")
    expect(lacks).to_contain_text("证件与本人合影：应有 1，已到 0")
    expect(lacks).not_to_contain_text("关键步骤特写")
    looked(chief, picture, "candidate-items")
