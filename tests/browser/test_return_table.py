"""The return table: a set is scanned, one screen a room; a card short is red, on the board, settled by the chief."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from server.domain.objects import label_qr
from tests.browser import signing, site
from tests.browser.looks import looked

CHIEF, INVIGILATOR = BY_CODE["CE"].number, BY_CODE["PR"].number


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """The day with a room set registered for each of the first two rooms of its first session."""
    mine = day.copied(tmp_path_factory.mktemp("return") / "data")
    plan = mine.plan["plan"]
    with open_hub(Config(mine.data, f"sqlite:///{mine.data / 'kaowu.db'}")) as hub:
        new = [{"kind": "RSET", "session": "S1", "room": room} for room in rooms_of(hub.rows("room"))[:2]]
        (receipt,) = hub.facts([("custody.label", {"plan": plan, "objects": new})])
        assert receipt["verdict"] == "accepted", receipt
        _post(hub, plan, sorted(hub.rows("person"), key=lambda one: one["person"]))
    return mine


def _post(hub, plan, people):
    """Let an invigilator be in and have the third room of the first session."""
    head, invigilator = (next(one for one in people if one["role"] == role) for role in (CHIEF, INVIGILATOR))
    place = {"person": invigilator["person"], "room": rooms_of(hub.rows("room"))[2]}
    done = [
        ("duty.check_in", {"plan": plan, "place": "东门", "person": invigilator["person"]}),
        ("duty.assign", {"plan": plan, "session": "S1", "places": [place]}),
    ]
    receipts = hub.facts(done, signing.at_the_office(hub, head))
    assert [one["verdict"] for one in receipts] == ["accepted"] * 2, receipts


def rooms_of(rows):
    return sorted((row["room"] for row in rows if "S1" in row["sessions"]), key=lambda room: (len(room), room))


@pytest.fixture(scope="module")
def table(chief, hub, here):
    """The chief's tablet on the return table; the chief is here and has signed in."""
    head = next(one for one in here.people if one["role"] == CHIEF)
    site.visit(chief, "/check-in")
    site.scan(chief, here.badge_text(head))
    site.answer(chief, "accepted")
    site.go_on(chief)
    signing.set_pin(hub, head)
    site.visit(chief, "/count")
    expect(chief.get_by_text("清点须先登录")).to_be_visible()
    signing.sign_in(chief, head)
    expect(chief).to_have_url(re.compile("/count$"))
    chief.get_by_role("group", name="场次").get_by_role("button").first.click()
    return chief


def enter(page, figure, value):
    page.get_by_role("group", name=figure, exact=True).get_by_role("textbox").fill(str(value))


def test_a_room_is_counted_a_card_short_and_the_difference_settled(hub, table, here, picture):
    rooms = rooms_of([row for (kind, _), row in site.rows_of(hub).items() if kind == "room"])
    plan, number = here.plan["plan"], here.plan["site"]["number"]
    looked(table, picture, "count-rooms")
    signing.type_scan(table, label_qr(number, plan, "RSET", 1))
    expect(table.get_by_role("heading", name=f"考场 {rooms[0]} · 清点")).to_be_visible()
    confirm = table.locator("button.confirm")
    expect(confirm).to_be_disabled()
    table.get_by_role("group", name="缺考几人？").get_by_role("button", name="1", exact=True).click()
    for figure, drawn in (("领取试卷", 31), ("领取答题卡", 31)):
        enter(table, figure, drawn)
    expect(table.get_by_text("全部相符")).to_be_visible()
    looked(table, picture, "count-fits")
    blank = int(table.get_by_role("textbox", name="空白答题卡").input_value())
    field = table.get_by_role("textbox", name="空白答题卡")
    for typed, told in (("-1", "“-1”不是数目"), ("", "空着不能确认")):
        field.fill(typed)
        field.blur()
        expect(table.get_by_role("group", name="空白答题卡").get_by_role("alert")).to_contain_text(told)
        expect(field).to_have_value(typed)
        expect(confirm).to_be_disabled()
    expect(table.get_by_text("全部相符")).to_have_count(0)
    looked(table, picture, "count-odd")
    field.fill(str(blank))
    expect(confirm).to_be_enabled()
    table.get_by_role("group", name="空白答题卡").get_by_role("button", name="空白答题卡减一").click()
    expect(table.get_by_role("textbox", name="空白答题卡")).to_have_value(str(blank - 1))
    expect(table.locator(".differences")).to_contain_text("领 31，交回 30，缺 1 张答题卡")
    looked(table, picture, "count-short")
    confirm.click()
    expect(table.get_by_text(f"考场 {rooms[0]} 已清点")).to_be_visible()
    expect(table.locator("li button.differs")).to_contain_text(rooms[0])

    site.visit(table, "/board")
    notice = table.get_by_role("listitem").filter(has_text="1 处不平衡")
    expect(notice).to_contain_text("缺 1 张答题卡")
    looked(table, picture, "balance-board")
    notice.get_by_role("link", name="查看并说明").click()
    expect(table.locator(".open h2")).to_contain_text("领 31，交回 30，缺 1 张答题卡")
    looked(table, picture, "balance-open")
    table.get_by_role("button", name="说明原因").click()
    dialog = table.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("在 12 号座位桌下找到，两名监考证明，已装袋")
    picture(table, "balance-settle-tablet")
    dialog.get_by_role("button", name="说明原因").click()
    expect(table.locator(".settled")).to_contain_text("在 12 号座位桌下找到")
    expect(table.get_by_text("没有不平衡")).to_be_visible()
    looked(table, picture, "balance-settled")
    site.visit(table, "/board")
    expect(table.get_by_text("处不平衡")).to_have_count(0)


def test_without_the_hub_the_next_room_is_counted_all_the_same(hub, table, here, picture):
    rooms = rooms_of([row for (kind, _), row in site.rows_of(hub).items() if kind == "room"])
    site.visit(table, "/count")
    table.get_by_role("group", name="场次").get_by_role("button").first.click()
    table.watch.expected.append(site.HUB_GONE)
    table.context.set_offline(True)
    signing.type_scan(table, label_qr(here.plan["site"]["number"], here.plan["plan"], "RSET", 2))
    table.get_by_role("group", name="缺考几人？").get_by_role("button", name="0", exact=True).click()
    for figure, drawn in (("领取试卷", 31), ("领取答题卡", 31)):
        enter(table, figure, drawn)
    table.locator("button.confirm").click()
    expect(table.get_by_text(f"考场 {rooms[1]} 已存在本机")).to_be_visible()
    expect(table.locator("li button.counted", has_text=rooms[1])).to_be_visible()
    picture(table, "count-offline-tablet")
    table.context.set_offline(False)
    site.all_sent(table)
    rows = site.rows_of(hub)
    row = rows["balance", f"{here.plan['plan']}/S1/{rooms[1]}"]
    assert {line["state"] for line in row["lines"]} == {"holds"}


def test_an_invigilator_counts_their_own_room_in_the_room_once_the_plan_allows_it(hub, table, phone, here, picture):
    rooms = rooms_of([row for (kind, _), row in site.rows_of(hub).items() if kind == "room"])
    mine = min((one for one in here.people if one["role"] == INVIGILATOR), key=lambda one: one["person"])
    site.visit(phone, "/sign-in")
    signing.type_scan(phone, here.badge_text(mine))
    expect(phone.get_by_text("本计划没有定在考场内登记启封和清点数")).to_be_visible()
    picture(phone, "count-in-room-off-phone")

    site.visit(table, "/office/plan")
    table.get_by_label("监考可在考场内用平板登记启封和清点数").check()
    looked(table, picture, "policies-of-the-draw-and-the-room")
    table.get_by_role("button", name="保存试卷规定").click()
    expect(table.get_by_text("试卷规定已保存")).to_be_visible()
    signing.set_pin(hub, mine)

    site.visit(phone, "/count")
    signing.sign_in(phone, mine)
    site.visit(phone, "/count")
    phone.get_by_role("group", name="场次").get_by_role("button").first.click()
    expect(phone.locator("li button strong")).to_have_text([rooms[2]])
    looked(phone, picture, "count-in-room")
    phone.locator("li button").click()
    phone.get_by_role("group", name="缺考几人？").get_by_role("button", name="1", exact=True).click()
    for figure, drawn in (("领取试卷", 31), ("领取答题卡", 31)):
        enter(phone, figure, drawn)
    phone.locator("button.confirm").click()
    expect(phone.get_by_text(f"考场 {rooms[2]} 已清点")).to_be_visible()
    counts = site.rows_of(hub)["counts", f"{here.plan['plan']}/S1/{rooms[2]}"]
    assert (counts["counts"]["proctor"]["absent"], counts["last"]["proctor"]["person"]) == (1, mine["person"])
