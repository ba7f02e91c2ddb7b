"""A tablet in the room, where the plan allows it: bags are opened and counted there, one of them with the hub away."""

import pytest
from playwright.sync_api import expect

from server.domain.policy import JIANGXI, policy_to_row
from tests.browser import signing, site
from tests.browser.bags import SESSION, Bags, state
from tests.browser.looks import looked


@pytest.fixture(scope="module")
def bags(here):
    return Bags(here)


def allow(bags, allowed):
    with bags.hub() as office:
        policy = policy_to_row(JIANGXI) | {"opens_before": 60, "counts_in_room": allowed}
        state(office, bags.grant, ("plan.policy", {"plan": bags.plan, "policy": policy}))


@pytest.fixture(scope="module")
def tablet(bags, hub, phone):
    """A device in the room, on which one of its invigilators has signed in as the plan allows."""
    allow(bags, True)
    signing.set_pin(hub, bags.pair[0])
    site.visit(phone, "/count")
    signing.sign_in(phone, bags.pair[0])
    site.visit(phone, "/count")
    phone.get_by_role("group", name="场次").get_by_role("button").first.click()
    phone.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})
    return phone


def begin(page, thing):
    page.locator(".sealed").get_by_role("button", name=f"启封 {thing}").click()
    for number, seat in enumerate(("5", "12"), 1):
        page.get_by_label(f"查验封条的考生 {number}").fill(seat)
    return page.locator(".deed")


def open_cards(tablet, bags, hub, picture):
    """A card less than was packed is red, is explained, and stands on record with who opened the bag."""
    expect(tablet.locator(".sealed h2")).to_have_text(f"{bags.room} 考场的袋还没启封")
    looked(tablet, picture, "in-room-sealed")
    deed = begin(tablet, "答题卡袋")
    deed.get_by_label("同时启封").uncheck()
    expect(deed.get_by_role("textbox", name="开袋清点答题卡")).to_have_value("31")
    looked(tablet, picture, "in-room-open")
    deed.get_by_role("button", name="开袋清点答题卡减一").click()
    expect(deed.get_by_text("答题卡：应有 31，现在 30，缺 1 张")).to_be_visible()
    expect(deed.get_by_role("button", name="带异常启封")).to_be_disabled()
    deed.get_by_label("数目不符的原因").fill("两名监考点了两遍")
    looked(tablet, picture, "in-room-open-short")
    deed.get_by_role("button", name="带异常启封").click()
    expect(tablet.get_by_text("已启封，已记录")).to_be_visible()
    card_bag = bags.item(hub, "CP")
    assert (card_bag["state"], card_bag["counts"]) == ("opened", {"cards": 30})


def open_papers_without_the_hub(tablet, bags, hub, picture):
    tablet.watch.expected.append(site.HUB_GONE)
    tablet.context.set_offline(True)
    begin(tablet, "试卷袋").get_by_role("button", name="封条完好、数目相符，启封").click()
    expect(tablet.get_by_text("已启封，存在本机")).to_be_visible()
    expect(tablet.locator(".sealed")).to_have_count(0)
    picture(tablet, "in-room-opened-here-tablet")
    tablet.context.set_offline(False)
    site.all_sent(tablet)
    assert bags.item(hub, "PP")["state"] == "opened"
    opened = [one["fact"]["body"] for one in site.entries(hub) if one["fact"]["kind"] == "custody.open"]
    assert [one["look"]["counts"][0]["counted"] for one in opened] == [{"cards": 30}, {"papers": 31}]
    assert {signed["person"] for one in opened for signed in one["people"]} == {one["person"] for one in bags.pair}


def collect(tablet, bags, hub, picture):
    """Who is absent, a voided card, what was collected: all of it is stated in the room."""
    tablet.locator("li button", has_text=bags.room).click()
    tablet.get_by_role("group", name="缺考几人？").get_by_role("button", name="1", exact=True).click()
    for figure in ("记录单更换行数", "作废答题卡"):
        tablet.get_by_role("group", name=figure, exact=True).get_by_role("textbox").fill("1")
    picture(tablet, "in-room-count-tablet")
    tablet.locator("button.confirm").click()
    expect(tablet.get_by_text(f"考场 {bags.room} 已清点")).to_be_visible()
    stated = site.rows_of(hub)["counts", f"{bags.plan}/{SESSION}/{bags.room}"]
    figures = stated["counts"]["proctor"]
    collected = ("present", "absent", "cards_void", "cards_bag", "papers_returned")
    assert [code for code in collected if code not in figures] == []
    assert (figures["absent"], figures["cards_void"]) == (1, 1)
    assert stated["last"]["proctor"]["person"] == bags.pair[0]["person"]


def refused_once_it_is_not_allowed(tablet, bags, picture):
    allow(bags, False)
    tablet.locator("li button", has_text=bags.room).click()
    tablet.get_by_role("group", name="缺考几人？").get_by_role("button", name="2", exact=True).click()
    tablet.get_by_label("与先前不同的原因").fill("复点")
    tablet.locator("button.confirm").click()
    expect(tablet.get_by_role("alert")).to_contain_text("本计划没有定在考场内登记启封和清点数")
    looked(tablet, picture, "in-room-off")


def test_in_the_room_bags_are_opened_and_counted_and_what_is_collected_is_stated(tablet, bags, hub, picture):
    open_cards(tablet, bags, hub, picture)
    open_papers_without_the_hub(tablet, bags, hub, picture)
    collect(tablet, bags, hub, picture)
    refused_once_it_is_not_allowed(tablet, bags, picture)
