"""A newcomer's rehearsal: every screen says what it is, and with typed numbers papers go from the vault to a room."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import signing, site
from tests.browser.looks import looked
from tests.running import KAOWU, serving, until

GOOD = ".answer.accepted"
#: Whether the lower edge of the first refusal on the page can be seen.
UNCOVERED = """() => {
  const refusal = document.querySelector('main .notice.bad')
  const { left, bottom } = refusal.getBoundingClientRect()
  return refusal.contains(document.elementFromPoint(left + 20, bottom - 4))
}"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("rehearsal") / "data", (KAOWU, "serve", "--rehearsal")) as running:
        yield running


@pytest.fixture(scope="module")
def people(hub):
    """The people of a role, in the order of their staff numbers."""
    rows = sorted(of_kind(hub, "person"), key=lambda row: row["staff_no"])
    return lambda code: [row for row in rows if row["role"] == BY_CODE[code].number]


def of_kind(hub, wanted):
    """The rows of a kind as the hub has them now."""
    return [row for (kind, _), row in site.rows_of(hub).items() if kind == wanted]


def typed(page, *texts):
    for text in texts:
        page.locator(".typed input").fill(text)
        page.locator(".typed button[type=submit]").click()


def test_papers_go_from_the_vault_to_a_room_by_typed_numbers_alone(chief, hub, people, picture):
    pin = re.search(r"PIN in this rehearsal: ([0-9]{4})", hub.said())[1]
    head, rover, keeper = people("CE")[0], people("RP")[0], people("VK")[0]
    room = min(row["room"] for row in of_kind(hub, "room") if "S1" in row["sessions"])
    pair = [one for one in people("PR") if one["rooms"].get("S1") == room]
    mine = [row for row in of_kind(hub, "item") if (row["session"], row["room"]) == ("S1", room)]
    label = {row["kind"]: row["label"] for row in mine}
    site.visit(chief, "/check-in")
    for one in (head, rover, *pair):
        site.type_number(chief, one["number"])
        site.answer(chief, "accepted")
        site.go_on(chief)
    signing.sign_in(chief, head, pin)

    site.visit(chief, "/table")
    chief.locator("#leg").select_option("L1")
    expect(chief.locator(".set")).to_contain_text(f"登录不算签字：{head['name']}也要出示自己的证牌")
    typed(chief, label["PP"], label["CP"], keeper["number"], head["number"], rover["number"])
    chief.get_by_role("button", name=re.compile("交接 2 件")).click()
    expect(chief.locator(GOOD)).to_be_visible()

    site.visit(chief, "/pack")
    typed(chief, label["RSET"], *(label[kind] for kind in ("PP", "CP", "SL", "RS", "SC")))
    expect(chief.locator(".due .count")).to_contain_text("1/3")
    site.visit(chief, "/table")
    chief.locator("#leg").select_option("L3")
    typed(chief, label["RSET"], *(one["number"] for one in pair))
    expect(chief.locator(f"{GOOD} .room")).to_contain_text(room)
    site.visit(chief, "/board")
    expect(chief.get_by_role("region", name="考场")).to_contain_text("试卷已发 1/3")
    looked(chief, picture, "rehearsal-board")


def test_every_screen_says_that_it_is_a_rehearsal(chief, hub, people, picture):
    for path in ("/board", "/check-in", "/table", "/draw", "/office/plan", "/this-device"):
        site.visit(chief, path)
        expect(chief.get_by_text("演练：时间缩短了")).to_be_visible()


def test_policies_are_changed_in_plain_words_by_who_has_signed_in(chief, hub, people, picture):
    site.visit(chief, "/office/plan")
    expect(chief.get_by_text("全部按通常做法")).to_be_visible()
    chief.get_by_label("试卷怎样到考点").select_option("couriers")
    chief.get_by_label("启封时查验封条的考生").fill("1")
    chief.get_by_label("同场监考来自不同单位").uncheck()
    looked(chief, picture, "rehearsal-policies")
    chief.get_by_role("button", name="保存试卷规定").click()
    expect(chief.get_by_text("试卷规定已保存")).to_be_visible()
    (policy,) = of_kind(hub, "policy")
    assert (policy["witnesses"], policy["legs"]) == (1, {})
    assert (policy["draw_units"], policy["draw_experience"], policy["counts_in_room"]) == (False, True, False)


def test_of_two_who_change_policies_at_once_the_second_reads_what_the_first_has_changed(
    browser, chief, hub, people, picture
):
    pin = re.search(r"PIN in this rehearsal: ([0-9]{4})", hub.said())[1]
    mine, theirs = "启用备用袋、值班卷时在场监督人数", "启封时查验封条的考生"
    with site.device(browser, site.hub_origin(hub)) as late:
        site.enrol(late, hub, "tablet", "副主考平板")
        signing.sign_in(late, people("DCE")[0], pin)
        for page in (chief, late):
            site.visit(page, "/office/plan")
        expect(late.get_by_label(theirs)).to_have_value("1")
        late.watch.expected.append(site.HUB_GONE)
        late.route("**/api/changes*", lambda route: route.abort())  # what the first one saves is not here yet
        for page, field, value in ((chief, theirs, "3"), (late, mine, "2")):
            page.get_by_label(field).fill(value)
            page.get_by_role("button", name="保存试卷规定").click()
            if page is chief:
                expect(chief.get_by_text("试卷规定已保存")).to_be_visible()
        said = "您打开之后，别人改了试卷规定：启封时查验封条的考生（1 → 3）。您的改动没有保存"
        expect(late.get_by_text(said)).to_be_visible()
        until(lambda: late.evaluate(UNCOVERED), 20, "the whole refusal in sight")
        looked(late, picture, "rehearsal-policies-changed")
        late.unroute("**/api/changes*")
        expect(late.get_by_label(theirs)).to_have_value("3")
        expect(late.get_by_label(mine)).to_have_value("2")
        late.get_by_role("button", name="保存试卷规定").click()
        expect(late.get_by_text("试卷规定已保存")).to_be_visible()
    (policy,) = of_kind(hub, "policy")
    assert (policy["witnesses"], policy["spare_monitors"]) == (3, 2)
