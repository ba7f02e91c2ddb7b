"""What the papers' panels turn away is on record: told on the screen, kept while the hub is away, read on the board."""

import pytest
from playwright.sync_api import expect

from tests.browser import signing, site
from tests.browser.bags import Bags, at_whereabouts, begin, find
from tests.browser.looks import looked
from tests.running import until


@pytest.fixture(scope="module")
def bags(here):
    return Bags(here)


@pytest.fixture(scope="module")
def page(bags, chief, hub):
    """The chief's tablet at the papers' whereabouts, the chief signed in."""
    return at_whereabouts(chief, hub, bags)


def tried(hub):
    """The attempts on the hub's record, in their order: step, code, what came."""
    bodies = [one["fact"]["body"] for one in site.entries(hub) if one["fact"]["kind"] == "custody.attempt"]
    return [(body["step"], body["code"], body.get("came") or "badge") for body in bodies]


def test_wrong_scans_at_the_panels_are_told_kept_without_the_hub_and_read_by_the_chief(page, bags, hub, picture):
    cards, foreign = bags.code("CP"), f"KL1:999999:{bags.plan}:{bags.labels['CP']}"
    signing.type_scan(page, foreign)
    expect(page.get_by_role("alert").filter(has_text="属于考点 999999")).to_be_visible()
    expect(page.locator(".life")).to_have_count(0)

    begin(page, bags, "PP", "启封")
    deed = page.locator(".deed")
    for _ in range(2):  # a scanner that repeats
        signing.type_scan(page, cards)
        expect(deed.get_by_role("alert").filter(has_text="这里要扫证牌")).to_be_visible()
    looked(page, picture, "tried-open")
    signing.type_scan(page, bags.day.badge_text(bags.keeper))
    expect(deed.get_by_role("alert").filter(has_text="保管")).to_be_visible()
    came = [("find", "object-wrong-site", foreign), ("open", "badge-expected", cards),
            ("open", "role-not-for-act", "badge")]  # fmt: skip
    until(lambda: tried(hub) == came, 30)
    assert bags.item(hub, "PP")["state"] == "issued"

    page.watch.expected.append(site.HUB_GONE)
    page.context.set_offline(True)
    page.get_by_role("button", name="补录", exact=True).click()
    signing.type_scan(page, "KL1:HELLO")
    expect(page.get_by_role("alert").filter(has_text="不是本系统的标签编号")).to_be_visible()
    assert tried(hub) == came
    page.context.set_offline(False)
    until(lambda: tried(hub) == [*came, ("enter", "label-unreadable", "KL1:HELLO")], 60)
    site.all_sent(page)

    site.visit(page, "/board")
    line = page.get_by_role("listitem").filter(has_text="启封").filter(has_text="扫或输入了").first
    expect(line).to_contain_text(bags.chief["name"])
    expect(line).to_contain_text("在“主考平板”上")
    expect(line).to_contain_text("这里要扫证牌")
    expect(page.get_by_role("listitem").filter(has_text=f"出示了{bags.keeper['name']}的证牌")).to_be_visible()
    foreigner = page.get_by_role("listitem").filter(has_text="属于考点 999999")
    expect(foreigner).to_contain_text(f"查找：扫或输入了“答题卡袋 {bags.labels['CP']}”")
    line.scroll_into_view_if_needed()
    looked(page, picture, "tried-board")

    site.visit(page, "/custody")
    find(page, bags, "PP")
    page.get_by_text("没通过的扫描、输入").click()
    expect(page.locator(".tried")).to_have_count(2)
    page.locator(".tried").last.scroll_into_view_if_needed()
    looked(page, picture, "tried-life")


def test_a_number_below_zero_stops_the_count_until_it_is_put_right(page, bags, hub, picture):
    before = len(tried(hub))
    site.visit(page, "/count")
    page.get_by_role("button", name=bags.room).first.click()
    page.get_by_role("group", name="缺考几人").get_by_role("button", name="0", exact=True).click()
    blank = page.get_by_role("textbox", name="空白答题卡")
    blank.fill("-3")
    blank.blur()
    expect(page.get_by_role("alert").filter(has_text="“-3”不是数目")).to_be_visible()
    expect(page.locator("button.confirm")).to_be_disabled()
    looked(page, picture, "tried-count")
    until(lambda: tried(hub)[before:] == [("count", "number-not-whole", "-3")], 30)
    blank.fill("1")
    expect(page.get_by_text("不是数目")).to_have_count(0)
