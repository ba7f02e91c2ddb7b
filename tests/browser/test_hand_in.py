"""Badges handed out at the meeting and collected at the end, one scan after another."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import site

PROCTOR = BY_CODE["PR"].number


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """A day with a few spare badges."""
    return day.copied(tmp_path_factory.mktemp("here") / "data").with_spares(PROCTOR, 4)


@pytest.fixture(scope="module")
def everybody(here):
    return iter([one for one in here.people if one["role"] == PROCTOR])


@pytest.fixture
def person(everybody):
    return next(everybody)


@pytest.fixture
def table(phone):
    """The phone at the table where badges go from hand to hand."""
    site.visit(phone, "/check-in")
    return phone


@pytest.fixture(scope="module")
def desk(browser, hub):
    """A tablet of the office at the same table."""
    with site.device(browser, site.hub_origin(hub), site.TABLET) as page:
        yield site.enrol(page, hub, "tablet", "收证平板")


def badge_of(hub, badge):
    return site.rows_of(hub)["badge", badge]


def said(table, state):
    card = table.locator(f".taken.{state}")
    expect(card).to_be_visible()
    return card


def test_badges_are_handed_out_one_scan_after_another_and_counted(table, hub, here, everybody, picture):
    site.turn_to(table, "发证")
    whole = len([row for row in here.badge_rows.values() if row["person"]])
    for number in (1, 2):
        person = next(everybody)
        site.scan(table, here.badge_text(person))
        expect(said(table, "accepted")).to_contain_text(person["name"])
        expect(table.locator(".taken .count")).to_contain_text(f"已发 {number} / 共 {whole}")
        assert badge_of(hub, person["badge"])["out"]
    picture(table, "hand-out-phone")
    site.scan(table, here.badge_text(person))
    expect(said(table, "already")).to_contain_text("已经发过")


def test_a_spare_badge_is_bound_when_it_is_handed_out_and_nobody_is_checked_in(table, hub, here, person):
    spare = here.spares(PROCTOR)[0]
    site.turn_to(table, "发证")
    site.scan(table, here.spare_text(spare))
    table.get_by_label("姓名、工号、编号、单位或手机尾号").fill(person["staff_no"])
    table.locator(".search li button").first.click()
    table.get_by_role("button", name="损坏").click()
    assert "已绑定证牌" in site.answer(table, "accepted")
    assert badge_of(hub, spare["badge"])["person"] == person["person"]
    assert site.rows_of(hub)["person", f"{person['plan']}/{person['person']}"]["state"] == "expected"


def test_badges_are_collected_and_the_rest_is_listed(table, desk, hub, here, everybody, picture):
    """Two are in, one of them has left; a third never came."""
    first, second = next(everybody), next(everybody)
    for one in (first, second):
        site.scan(table, here.badge_text(one))
        site.answer(table, "accepted")
        site.go_on(table)
    site.turn_to(table, "签退")
    site.scan(table, here.badge_text(first))
    site.answer(table, "accepted")
    site.go_on(table)

    site.turn_to(table, "收证")
    site.scan(table, here.badge_text(first))
    card = said(table, "accepted")
    expect(card).to_contain_text(first["name"])
    expect(card).to_contain_text(re.compile(r"已收回 1 / 应收回 \d+"))
    picture(table, "collect-phone")
    assert badge_of(hub, first["badge"])["returned"]
    site.scan(table, here.badge_text(first))
    expect(said(table, "already")).to_contain_text(re.compile(r"\d\d:\d\d 已收回过"))

    site.show_way(table, "未收回")
    expect(table.locator(".due li", has_text=second["name"])).to_contain_text("在岗")
    expect(table.locator(".due li", has_text=first["name"])).to_have_count(0)
    expect(table.get_by_text("遗失请到考务办公室登记")).to_be_visible()
    picture(table, "outstanding-phone")


def test_a_badge_of_somebody_still_on_duty_is_collected_and_says_so(table, hub, here, person, picture):
    site.scan(table, here.badge_text(person))
    site.answer(table, "accepted")
    site.go_on(table)
    site.turn_to(table, "收证")
    site.scan(table, here.badge_text(person))
    expect(said(table, "onDuty")).to_contain_text("此人还没有签退")
    picture(table, "on-duty-phone")
    table.get_by_role("button", name="一并签退").click()
    site.answer(table, "accepted")
    site.go_on(table)
    assert site.rows_of(hub)["person", f"{person['plan']}/{person['person']}"]["state"] == "out"
    expect(table.locator(".taken")).not_to_contain_text("此人还没有签退")


def test_the_office_writes_off_a_lost_badge_from_the_list(desk, hub, here, person, picture):
    site.visit(desk, "/check-in?do=collect")
    site.turn_to(desk, "签到")
    site.scan(desk, here.badge_text(person))
    site.answer(desk, "accepted")
    site.go_on(desk)
    site.turn_to(desk, "收证")
    site.show_way(desk, "未收回")
    line = desk.locator(".due li", has_text=person["name"])
    picture(desk, "collect-tablet")
    line.get_by_role("button", name="遗失").click()
    desk.get_by_role("button", name="登记遗失").click()
    expect(desk.get_by_text(f"{person['name']}的证牌已按遗失核销")).to_be_visible()
    expect(line).to_have_count(0)
    assert badge_of(hub, person["badge"])["state"] == "revoked"
    site.scan(desk, here.badge_text(person))
    expect(desk.locator(".taken")).to_contain_text("此证牌已作废，收下即可")


def test_a_badge_whose_code_cannot_be_read_is_collected_by_name(table, hub, here, person):
    site.turn_to(table, "收证")
    site.show_way(table, "搜姓名")
    table.get_by_label("姓名、工号、编号、单位或手机尾号").fill(person["staff_no"])
    table.locator(".search li button").first.click()
    expect(said(table, "accepted")).to_contain_text(person["name"])
    assert badge_of(hub, person["badge"])["returned"]


def test_what_is_no_badge_is_told_and_the_next_one_is_taken_at_once(table, here, person):
    site.turn_to(table, "收证")
    site.scan(table, "https://example.org/menu")
    expect(said(table, "refused")).to_contain_text("二维码")
    site.scan(table, here.badge_text(person))
    expect(said(table, "accepted")).to_contain_text(person["name"])


def test_without_the_hub_badges_are_collected_all_the_same_and_never_twice(table, hub, here, person):
    site.settled(table)
    table.watch.expected.append(site.HUB_GONE)
    table.context.set_offline(True)
    site.turn_to(table, "收证")
    site.scan(table, here.badge_text(person))
    expect(said(table, "waiting")).to_contain_text("已存本机，待上传")
    site.scan(table, here.badge_text(person))
    expect(said(table, "already")).to_contain_text("已收回过")
    expect(table.get_by_role("button", name="待上传 1")).to_be_visible()
    table.context.set_offline(False)
    site.all_sent(table)
    assert badge_of(hub, person["badge"])["returned"]
