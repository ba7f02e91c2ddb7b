"""People without a badge, walk-ins and substitutes at the gate: bound, added, checked in; mistakes taken back."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import camera, site
from tests.browser.hands import by_hand

PROCTOR, CLERK = BY_CODE["PR"].number, BY_CODE["OP"].number
QUICK = 30  # seconds for a substitute, all in
A_HAND = 70  # ms between keys; whoever types faster is a hand scanner
FITS = "(form => form.scrollHeight <= form.clientHeight)(document.querySelector('.other'))"


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """A day with spare badges for invigilators and clerks."""
    copied = day.copied(tmp_path_factory.mktemp("here") / "data")
    return copied.with_spares(PROCTOR, 12).with_spares(CLERK, 2)


@pytest.fixture(scope="module")
def everybody(here):
    return iter([one for one in here.people if one["role"] == PROCTOR])


@pytest.fixture
def person(everybody):
    """An invigilator no other test here uses; they have a badge."""
    return next(everybody)


@pytest.fixture(scope="module")
def box(here):
    """The spare badges for invigilators in their box."""
    return iter(here.spares(PROCTOR))


@pytest.fixture
def spare(box):
    return next(box)


@pytest.fixture
def gate(phone):
    """The phone at the gate, whatever the test before left on it."""
    site.visit(phone, "/check-in")
    return phone


def row_of(hub, person):
    return site.rows_of(hub)["person", f"{person['plan']}/{person['person']}"]


def badge_of(hub, spare):
    return site.rows_of(hub)["badge", spare["badge"]]


def test_someone_without_a_badge_is_found_by_name_and_checked_in(gate, hub, person, picture):
    site.open_card(gate, person)
    picture(gate, "person-card-phone")
    gate.get_by_role("button", name="签到（无证牌）").click()
    said = site.answer(gate, "accepted")
    assert person["name"] in said
    assert row_of(hub, person)["state"] == "in"


def test_a_forgotten_badge_is_replaced_by_a_spare_one_in_one_go(gate, hub, here, person, spare, picture):
    site.open_card(gate, person)
    gate.get_by_role("button", name="绑定备用证牌并签到").click()
    picture(gate, "reason-phone")
    gate.get_by_role("button", name="忘带").click()
    picture(gate, "scan-spare-phone")
    site.scan(gate, here.spare_text(spare))
    said = site.answer(gate, "accepted")
    picture(gate, "answer-bound-phone")
    for words in ("已签到", person["name"], f"已绑定备用证牌 {spare['number']}", f"原证牌 {person['number']} 已失效"):
        assert words in said
    row = row_of(hub, person)
    assert (row["state"], row["number"]) == ("in", spare["number"])
    assert site.rows_of(hub)["badge", person["badge"]]["state"] == "revoked"


def test_the_old_badge_of_someone_bound_anew_is_turned_away(gate, here, person, spare):
    site.open_card(gate, person)
    gate.get_by_role("button", name="绑定备用证牌并签到").click()
    gate.get_by_role("button", name="遗失").click()
    site.type_number(gate, spare["number"])
    site.answer(gate, "accepted")
    site.go_on(gate)
    site.scan(gate, here.badge_text(person))
    assert "作废" in site.answer(gate, "refused")
    site.go_on(gate)


def test_a_badge_that_is_no_spare_one_is_told_at_once_and_nothing_is_lost(gate, here, person, everybody, spare):
    other = next(everybody)
    site.open_card(gate, person)
    gate.get_by_role("button", name="绑定备用证牌并签到").click()
    gate.get_by_role("button", name="损坏").click()
    site.scan(gate, here.badge_text(other))
    expect(gate.get_by_role("alert")).to_contain_text(f"这张是 {other['name']} 的证牌，不是备用证牌")
    site.scan(gate, here.spare_text(here.spares(CLERK)[0]))
    expect(gate.get_by_role("alert")).to_contain_text("这张是“考务人员”的备用证牌，需要“监考”的")
    site.scan(gate, here.spare_text(spare))
    assert person["name"] in site.answer(gate, "accepted")


def test_a_spare_badge_scanned_first_asks_whose_it_shall_be(gate, hub, here, person, spare, picture):
    site.scan(gate, here.spare_text(spare))
    expect(gate.get_by_text("这是备用证牌（监考）")).to_be_visible()
    picture(gate, "whose-phone")
    gate.get_by_label("姓名、工号、编号、单位或手机尾号").fill(person["staff_no"])
    gate.locator(".search li button").first.click()
    gate.get_by_role("button", name="忘带").click()
    assert person["name"] in site.answer(gate, "accepted")
    assert badge_of(hub, spare)["person"] == person["person"]


def test_a_walk_in_is_added_bound_and_checked_in_within_half_a_minute(gate, hub, chief, here, spare, picture):
    with by_hand(gate, "walk-in") as effort:
        site.show_way(gate, "搜姓名")
        gate.get_by_role("button", name="名单中没有？登记临时人员").click()
        expect(gate.get_by_label("姓名", exact=True)).to_be_focused()
        picture(gate, "walk-in-phone")
        assert gate.evaluate(
            "document.querySelector('.other').scrollHeight <= document.querySelector('.other').clientHeight"
        )
        gate.keyboard.type("欧阳临时")
        gate.keyboard.press("Enter")
        gate.keyboard.type("13800005678", delay=A_HAND)
        gate.keyboard.press("Enter")
        gate.keyboard.type("第三技校")
        gate.keyboard.press("Enter")
        site.scan(gate, here.spare_text(spare))
        said = site.answer(gate, "accepted")
    # By the hand alone: how long this machine takes for it is no figure of the gate's.
    assert (effort.keys, effort.characters, effort.holds) == (11 + 3, 4 + 4, 1)
    assert effort.taps > 0
    assert effort.seconds() < QUICK, effort
    picture(gate, "answer-walk-in-phone")
    for words in ("已签到", "欧阳临时", "监考", "已登记为临时人员", f"已绑定备用证牌 {spare['number']}"):
        assert words in said
    (row,) = [row for (kind, _), row in site.rows_of(hub).items() if kind == "person" and row["name"] == "欧阳临时"]
    assert (row["state"], row["number"], row["tail"], row["confirmed"]) == ("in", spare["number"], "5678", False)
    site.go_on(gate)
    expect(gate.locator(".recent")).to_contain_text("欧阳临时")
    assert "13800005678" not in gate.evaluate("JSON.stringify(localStorage)")


def test_a_substitute_takes_over_rooms_and_the_replaced_leaves_the_list(gate, hub, here, person, spare):
    site.show_way(gate, "搜姓名")
    gate.get_by_role("button", name="名单中没有？登记临时人员").click()
    gate.get_by_label("姓名", exact=True).fill("司马代")
    gate.get_by_role("button", name="顶替谁").click()
    gate.get_by_label("被顶替的人").fill(person["staff_no"])
    gate.locator(".search li button").first.click()
    expect(gate.get_by_text(f"顶替 {person['name']}")).to_be_visible()
    site.scan(gate, here.spare_text(spare))
    assert "司马代" in site.answer(gate, "accepted")
    gone = row_of(hub, person)
    assert (gone["listed"], gone["rooms"]) == (False, {})
    (row,) = [row for (kind, _), row in site.rows_of(hub).items() if kind == "person" and row["name"] == "司马代"]
    assert row["replaces"] == person["person"]
    assert row["sessions"] == person["sessions"]


def test_a_spare_badge_scanned_first_leads_to_a_walk_in_who_needs_but_a_name(gate, hub, here):
    spare = here.spares(CLERK)[0]
    site.scan(gate, here.spare_text(spare))
    gate.get_by_role("button", name="名单中没有这个人？登记临时人员").click()
    gate.get_by_label("姓名", exact=True).fill("诸葛新")
    gate.get_by_role("button", name="登记并签到").click()
    said = site.answer(gate, "accepted")
    assert "诸葛新" in said
    assert "考务人员" in said


def test_a_walk_in_without_a_name_is_asked_for_it(gate, here, spare):
    site.show_way(gate, "搜姓名")
    gate.get_by_role("button", name="名单中没有？登记临时人员").click()
    site.scan(gate, here.spare_text(spare))
    expect(gate.get_by_role("alert")).to_contain_text("请填写姓名")
    expect(gate.get_by_text(f"备用证牌 {spare['number']} 已扫")).to_be_visible()
    gate.get_by_label("姓名", exact=True).fill("端木无")
    gate.get_by_role("button", name="登记并签到").click()
    assert "端木无" in site.answer(gate, "accepted")


def test_a_mistaken_check_in_is_taken_back_on_the_spot(gate, hub, chief, here, person, picture):
    site.scan(gate, here.badge_text(person))
    site.answer(gate, "accepted")
    gate.locator(".verdict").get_by_role("button", name="撤销").click()
    expect(gate.locator(".recent")).to_contain_text(re.compile(f"已撤销：{person['name']} 签到"))
    picture(gate, "undone-phone")
    assert row_of(hub, person)["state"] == "expected"


def test_a_check_in_is_taken_back_from_the_list_of_the_last_acts(gate, hub, here, person, picture):
    site.scan(gate, here.badge_text(person))
    site.answer(gate, "accepted")
    site.go_on(gate)
    gate.get_by_role("button", name=re.compile("^刚才")).click()
    listed = gate.get_by_role("dialog").locator("li", has_text=person["name"]).first
    expect(listed).to_contain_text("主机已记录")
    picture(gate, "recent-phone")
    listed.get_by_role("button", name="撤销").click()
    expect(listed).to_contain_text("已撤销")
    assert row_of(hub, person)["state"] == "expected"
    gate.get_by_role("dialog").get_by_role("button", name="关闭").first.click()


def test_an_act_overtaken_by_another_device_is_not_taken_back_and_says_why(gate, hub, chief, here, person):
    site.scan(gate, here.badge_text(person))
    site.answer(gate, "accepted")
    site.go_on(gate)
    site.visit(chief, "/check-in")
    site.turn_to(chief, "签退")
    site.scan(chief, here.badge_text(person))
    site.answer(chief, "accepted")
    site.go_on(chief)
    site.heard(gate, "person", f"{person['plan']}/{person['person']}", state="out")
    gate.get_by_role("button", name=re.compile("^刚才")).click()
    listed = gate.get_by_role("dialog").locator("li", has_text=person["name"]).first
    listed.get_by_role("button", name="撤销").click()
    expect(gate.get_by_role("dialog")).to_contain_text("没有撤销")
    assert row_of(hub, person)["state"] == "out"


def test_a_tablet_shows_camera_and_form_side_by_side(browser, hub, here, spare, picture):
    with site.device(browser, site.hub_origin(hub), site.TABLET) as tablet:
        site.enrol(tablet, hub, "gate", "西门平板")
        site.visit(tablet, "/check-in")
        site.show_way(tablet, "搜姓名")
        tablet.get_by_role("button", name="名单中没有？登记临时人员").click()
        expect(tablet.locator("video")).to_be_visible()
        picture(tablet, "walk-in-tablet")
        tablet.get_by_label("姓名", exact=True).fill("公孙平")
        site.scan(tablet, here.spare_text(spare))
        assert "公孙平" in site.answer(tablet, "accepted")
        picture(tablet, "answer-walk-in-tablet")


def test_a_printed_spare_badge_before_the_camera_makes_a_walk_in(launch, hub, here, tmp_path):
    pdf = tmp_path / "spares.pdf"
    pdf.write_bytes(site.office(hub).get(f"/api/badges.pdf?plan={here.plan['plan']}&role={CLERK}").body)
    spare = here.spares(CLERK)[-1]
    page = len([one for one in here.badge_rows.values() if one["role"] == CLERK])
    scene = camera.held_up(camera.printed(pdf, tmp_path, page))
    assert camera.code_of(scene) == here.spare_text(spare), "the film itself cannot be read"
    with (
        launch(camera.film(tmp_path / "camera.y4m", scene)) as eyes,
        site.device(eyes, site.hub_origin(hub), site.PHONE, permissions=["camera"]) as eye,
    ):
        eye.add_init_script(site.NOTED)
        site.enrol(eye, hub, "phone", "北门手机")
        site.go_on(eye)  # it was seen before the phone had its rows
        expect(eye.get_by_text("这是备用证牌（考务人员）")).to_be_visible()
        # The camera sees it again and again: on this way it is the badge that is meant.
        eye.get_by_role("button", name="名单中没有这个人？登记临时人员").click()
        eye.get_by_label("姓名", exact=True).fill("呼延实")
        eye.get_by_role("button", name="登记并签到").click()
        said = site.answer_to_camera(eye, "accepted")
        for words in ("呼延实", "已签到", spare["number"]):
            assert words in said


def test_without_the_hub_a_walk_in_waits_whole_and_the_spare_badge_is_taken(gate, hub, here, spare, picture):
    site.settled(gate)
    gate.watch.expected.append(site.HUB_GONE)
    gate.context.set_offline(True)
    site.show_way(gate, "搜姓名")
    gate.get_by_role("button", name="名单中没有？登记临时人员").click()
    gate.get_by_label("姓名", exact=True).fill("西门离")
    site.scan(gate, here.spare_text(spare))
    said = site.answer(gate, "waiting")
    picture(gate, "walk-in-offline-phone")
    for words in ("已存本机，待上传", "西门离", f"已绑定备用证牌 {spare['number']}"):
        assert words in said
    site.go_on(gate)
    gate.get_by_role("button", name="待上传 3").click()
    # What the hub refused in a test before may stand beside it: this is what waits.
    waits = gate.get_by_role("dialog").locator("section", has_text="已存本机，待上传").locator("li")
    expect(waits).to_have_count(3)
    picture(gate, "queue-walk-in-phone")
    gate.get_by_role("dialog").get_by_role("button", name="关闭").click()
    site.scan(gate, here.spare_text(spare))
    assert "已经签到" in site.answer(gate, "refused")
    site.go_on(gate)
    gate.reload()
    gate.get_by_role("button", name=re.compile("^刚才")).click()
    expect(gate.get_by_role("dialog").locator("li").first).to_contain_text(
        re.compile("西门离.*已存本机，待上传", re.DOTALL)
    )
    gate.get_by_role("dialog").get_by_role("button", name="关闭").first.click()
    gate.context.set_offline(False)
    site.settled(gate)
    site.all_sent(gate)
    rows = site.rows_of(hub).values()
    (row,) = [row for row in rows if row.get("name") == "西门离"]
    assert (row["state"], row["number"]) == ("in", spare["number"])
