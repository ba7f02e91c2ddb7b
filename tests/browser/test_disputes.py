"""Two phones without the hub admit the same badge; when they are back, the chief settles it on the tablet."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import signing, site

CHIEF = BY_CODE["CE"].number


@pytest.fixture(scope="module")
def other(browser, hub):
    """A phone at the west gate."""
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        yield site.enrol(page, hub, "phone", "西门手机")


@pytest.fixture(scope="module")
def head(here):
    """The chief examiner."""
    return next(one for one in here.people if one["role"] == CHIEF)


@pytest.fixture(scope="module")
def guest(here):
    """Whose badge is admitted twice."""
    return next(one for one in here.people if one["role"] == BY_CODE["PR"].number)


def admit_alone(page, text, person):
    """Admit somebody while the network is cut."""
    page.watch.expected.append(site.HUB_GONE)
    page.context.set_offline(True)
    site.scan(page, text)
    assert person["name"] in site.answer(page, "waiting")
    site.go_on(page)


def come_back(page):
    page.context.set_offline(False)
    site.all_sent(page)


def disputes(hub):
    return [row for (kind, _), row in site.rows_of(hub).items() if kind == "dispute"]


def in_sizes(page, picture, name):
    for size, (width, height) in site.SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        picture(page, f"{name}-{size}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{size}: wider than the screen"
    page.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})


def test_two_phones_that_disagree_meet_in_the_inbox_and_are_settled(
    hub, chief, phone, other, here, head, guest, picture
):
    site.scan(phone, here.badge_text(head))
    site.answer(phone, "accepted")
    site.go_on(phone)
    for page in (phone, other):
        admit_alone(page, here.badge_text(guest), guest)
    assert disputes(hub) == []
    come_back(phone)
    come_back(other)
    (row,) = disputes(hub)
    assert (row["person"], row["state"], row["refusal"]["code"]) == (guest["person"], "open", "already-in")
    assert row["device"] != row["against"]["device"]

    site.visit(chief, "/board")
    notice = chief.get_by_role("listitem").filter(has_text="存疑待核 1 条")
    expect(notice).to_contain_text(guest["name"])
    in_sizes(chief, picture, "dispute-board")
    notice.get_by_role("link", name="去核定").click()
    card = chief.locator("article")
    expect(card).to_have_count(1)
    expect(card).to_contain_text(guest["name"])
    sides = card.locator(".side")
    expect(sides.nth(0)).to_contain_text("东门手机")
    expect(sides.nth(1)).to_contain_text("西门手机")
    for side in (sides.nth(0), sides.nth(1)):
        expect(side).to_contain_text(re.compile(r"设备时间\s*\d\d:\d\d:\d\d"))
        expect(side).to_contain_text(re.compile(r"主机收到\s*\d\d:\d\d:\d\d"))
    expect(sides.nth(1)).to_contain_text("照旧在岗")
    in_sizes(chief, picture, "dispute-open")

    card.get_by_role("button", name="以先到的为准").click()
    dialog = chief.get_by_role("dialog")
    settle = dialog.get_by_role("button", name="核定", exact=True)
    dialog.get_by_text("两人用了同一证牌").click()
    expect(settle).to_be_disabled()
    expect(dialog).to_contain_text("请先用证牌和 PIN 登录")
    in_sizes(chief, picture, "dispute-unsigned")
    dialog.get_by_role("button", name="关闭").click()
    signing.set_pin(hub, head)
    signing.sign_in(chief, head)
    expect(chief).to_have_url(re.compile("/disputes$"))
    card.get_by_role("button", name="以先到的为准").click()
    dialog.get_by_text("两人用了同一证牌").click()
    expect(dialog.locator(".settler")).to_contain_text(head["name"])
    dialog.get_by_label(re.compile("说明")).fill("已当面核对")
    in_sizes(chief, picture, "dispute-settle")
    settle.click()

    expect(chief.get_by_text("已核定：以先到的为准")).to_be_visible()
    expect(card).to_have_count(0)
    done = chief.get_by_role("listitem").filter(has_text=guest["name"])
    for words in (f"{head['name']}于", "两人用了同一证牌", "已当面核对", "主考平板", "以先到的为准"):
        expect(done).to_contain_text(words)
    in_sizes(chief, picture, "dispute-settled")
    (row,) = disputes(hub)
    assert (row["state"], row["settled"]["by"]["person"]) == ("settled", head["person"])
    rows = site.rows_of(hub)
    assert rows["person", f"{here.plan['plan']}/{guest['person']}"]["state"] == "in"

    site.visit(chief, "/board")
    expect(chief.get_by_text("存疑待核 1 条")).to_have_count(0)
    expect(chief.get_by_role("region", name="实时动态").locator("li").first).to_contain_text(
        "存疑已核定 · 以先到的为准"
    )


def test_a_revoked_badge_may_hold(hub, chief, phone, here, head, guest, picture):
    """A badge was revoked while the phone was away; the chief says that its holder is here all the same."""
    person = next(one for one in here.people if one["role"] == guest["role"] and one["person"] != guest["person"])
    admit_alone(phone, here.badge_text(person), person)
    site.visit(chief, f"/office/staff?person={person['person']}")
    chief.get_by_role("button", name="作废", exact=True).first.click()
    chief.get_by_role("button", name="作废证牌").click()
    expect(chief.get_by_text(f"{person['name']}的证牌已作废")).to_be_visible()
    come_back(phone)

    site.visit(chief, "/disputes")
    card = chief.locator("article", has_text=person["name"])
    expect(card).to_contain_text("没有另一条记录与它矛盾")
    expect(card).to_contain_text(re.compile(rf"核定后：{person['name']}自 \d\d:\d\d 起在岗"))
    in_sizes(chief, picture, "dispute-rule")
    chief.get_by_role("button", name="EN", exact=True).click()
    for words in ("The rule", "The one in dispute", "Device clock", "is on duty since", "This one holds"):
        expect(card).to_contain_text(words)
    in_sizes(chief, picture, "dispute-english")
    chief.get_by_role("button", name="中文").click()
    card.get_by_role("button", name="以这一条为准").click()
    dialog = chief.get_by_role("dialog")
    expect(dialog.locator(".settler")).to_contain_text(head["name"])
    dialog.get_by_text("其他", exact=True).click()
    dialog.get_by_role("button", name="核定", exact=True).click()
    expect(chief.get_by_text("已核定：以这一条为准")).to_be_visible()
    expect(card).to_have_count(0)
    state = site.rows_of(hub)["person", f"{here.plan['plan']}/{person['person']}"]
    assert state["state"] == "in"
