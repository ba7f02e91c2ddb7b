"""At the gate and on the board: who is let in, who is turned away and in which words, and what the chief sees of it."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from protocol.number import badge_number
from server.sample.day import SITE_NUMBER
from tests.browser import site


@pytest.fixture(scope="module")
def board(chief):
    """The chief's board, marked: a reload would lose the mark."""
    chief.evaluate("window.marked = true")
    yield chief
    assert chief.evaluate("window.marked") is True, "the board was loaded again"


@pytest.fixture
def gate(phone):
    """The phone at the gate, whatever the test before left on it; its camera sees no badge."""
    if phone.locator(".verdict").count():
        phone.reload()
        site.settled(phone)
    return phone


@pytest.fixture(scope="module")
def everybody(here):
    return iter(here.people)


@pytest.fixture
def person(everybody):
    """Somebody no other test here uses."""
    return next(everybody)


def feed(board):
    return board.get_by_role("region", name="实时动态").locator("li").first


def alerts(board):
    return board.get_by_role("region", name="需要处理")


def turned_away(gate, *words):
    said = site.answer(gate, "refused")
    site.go_on(gate)
    for word in ("未通过", *words):
        assert re.search(word, said), said


def let_in(gate, person, word="已签到"):
    said = site.answer(gate, "accepted")
    assert word in said
    assert person["name"] in said
    site.go_on(gate)


def test_a_scanned_badge_lets_in_and_the_board_moves_by_itself(gate, board, here, person):
    site.scan(gate, here.badge_text(person))
    let_in(gate, person)
    expect(feed(board)).to_contain_text(re.compile(rf"{person['name']}.*东门手机.*已签到", re.DOTALL))
    expect(board.get_by_role("region", name="工作人员")).to_contain_text(re.compile(r"已到\s*1"))


def test_a_badge_scanned_twice_says_when_and_where_it_was_in(gate, board, here, person):
    site.scan(gate, here.badge_text(person))
    let_in(gate, person)
    site.scan(gate, here.badge_text(person))
    turned_away(gate, person["name"], r"已于 \d\d:\d\d 在 东门手机 签到", "无需重复签到")
    expect(feed(board)).to_contain_text(re.compile(r"未通过.*已于", re.DOTALL))


def test_a_typed_number_lets_in(gate, board, person):
    site.type_number(gate, person["number"])
    let_in(gate, person)
    expect(feed(board)).to_contain_text(person["name"])


def test_a_number_typed_on_the_large_keys_lets_in(gate, person):
    site.show_way(gate, "输编号")
    keys = gate.locator(".pad .keys")
    for digit in person["number"][:5]:
        keys.get_by_role("button", name=digit, exact=True).click()
    assert person["number"][-1].isalpha()
    keys.get_by_role("button", name=person["number"][-1], exact=True).click()
    expect(gate.get_by_label("证牌编号")).to_have_value(person["number"])
    gate.locator(".pad button.submit").click()
    let_in(gate, person)


def test_a_name_search_lets_in(gate, board, person):
    site.pick_name(gate, person)
    let_in(gate, person)
    expect(feed(board)).to_contain_text(person["name"])


def test_a_wrong_number_is_caught_before_anything_is_recorded(gate, person):
    wrong = person["number"][:-1] + ("A" if person["number"][-1] != "A" else "B")
    site.type_number(gate, wrong)
    expect(gate.get_by_text(f"编号 {wrong} 的校验字符不符")).to_be_visible()
    expect(gate.locator(".verdict")).to_have_count(0)


def test_a_number_nobody_has_is_turned_away(gate):
    site.type_number(gate, badge_number(9999))
    turned_away(gate, "没有编号为 09999-", "按姓名查找")


def test_a_forged_badge_is_turned_away_and_alarms_the_chief(gate, board, here, person):
    site.scan(gate, here.badge_text(person, key=Ed25519PrivateKey.generate()))
    turned_away(gate, "证牌签名不符", "报告主考")
    expect(alerts(board)).to_contain_text(re.compile(r"紧急.*证牌签名不符.*报告主考", re.DOTALL))
    expect(feed(board)).to_contain_text("证牌签名不符")


def test_a_badge_revoked_in_the_office_is_turned_away_and_alarms_the_chief(browser, gate, hub, board, here, person):
    with site.device(browser, site.hub_origin(hub), site.DESKTOP) as office:
        site.enrol(office, hub, "tablet", "考务办电脑")
        office.goto("/office/staff")
        office.get_by_label("姓名、工号、单位、电话或证牌编号").fill(person["staff_no"])
        office.get_by_role("button", name=person["name"], exact=True).click()
        office.get_by_role("button", name="作废", exact=True).click()
        office.get_by_label("原因").select_option(label="遗失")
        office.get_by_role("button", name="作废证牌").click()
        expect(office.get_by_text(f"{person['name']}的证牌已作废")).to_be_visible()
    site.scan(gate, here.badge_text(person))
    turned_away(gate, "证牌已作废（遗失）", "收回此证牌")
    expect(alerts(board)).to_contain_text("证牌已作废（遗失）")
    expect(alerts(board)).to_contain_text(f"持证人：{person['name']}")


def test_a_badge_of_another_plan_is_turned_away_and_the_chief_sees_it(gate, board, here, person):
    site.scan(gate, here.badge_text(person, plan=4711, badge="ffffffffffffffff"))
    turned_away(gate, "4711", "考务办公室重新制证")
    expect(feed(board)).to_contain_text("这张证牌属于计划 4711")


def test_a_badge_of_another_site_is_turned_away_and_the_chief_sees_it(gate, board, here, person):
    site.scan(gate, here.badge_text(person, site=99, badge="eeeeeeeeeeeeeeee"))
    turned_away(gate, f"属于考点 99，本考点为 {SITE_NUMBER}")
    expect(feed(board)).to_contain_text("这张证牌属于考点 99")


def test_any_other_code_is_turned_away(gate, board):
    site.scan(gate, "https://example.org/menu")
    turned_away(gate, "不是考务证牌的二维码", "重扫")


def test_out_for_a_while_and_back_in(gate, board, here, person):
    badge = here.badge_text(person)
    site.scan(gate, badge)
    let_in(gate, person)
    gate.get_by_role("button", name="签退", exact=True).first.click()
    expect(gate.get_by_text("当前为签退")).to_be_visible()
    site.scan(gate, badge)
    let_in(gate, person, "已签退")
    expect(feed(board)).to_contain_text(re.compile(rf"{person['name']}.*已签退", re.DOTALL))
    site.scan(gate, badge)
    turned_away(gate, "尚未签到，不能签退")
    gate.locator(".direction").get_by_role("button", name="签到", exact=True).click()
    site.scan(gate, badge)
    let_in(gate, person)


def test_a_phone_at_the_gate_sees_only_the_gate(gate):
    expect(gate.get_by_role("navigation", name="主导航")).to_have_count(0)
    for path in ("/board", "/office", "/devices"):
        gate.goto(path)
        expect(gate).to_have_url(re.compile(r"/check-in$"))
