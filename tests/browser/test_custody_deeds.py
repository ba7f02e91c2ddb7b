"""Where a label is looked up, its bag is opened, supplied, corrected and sealed; one deed with the hub away."""

import pytest
from playwright.sync_api import expect

from server.domain.policy import JIANGXI, policy_to_row
from tests.browser import filming, signing, site
from tests.browser.bags import STRIPS, Bags, at_whereabouts, begin, find, state
from tests.browser.looks import looked
from tests.running import until


@pytest.fixture(scope="module")
def bags(here):
    return Bags(here)


@pytest.fixture(scope="module")
def page(bags, chief, hub):
    """The chief's tablet at the papers' whereabouts, the chief signed in."""
    return at_whereabouts(chief, hub, bags)


def done(page, state="已记录"):
    expect(page.locator(".life [role=status]")).to_contain_text(state)


def open_both(page, bags, hub, picture):
    """Too early, it is told before and turned away; in time both bags of the room are opened by one tap."""
    begin(page, bags, "PP", "启封")
    deed = page.locator(".deed")
    expect(deed.get_by_role("status").first).to_contain_text("才能启封")
    for number, seat in enumerate(("5", "12"), 1):
        deed.get_by_label(f"查验封条的考生 {number}").fill(seat)
    expect(deed.locator("fieldset")).to_contain_text(bags.pair[0]["name"])
    deed.get_by_role("button", name="封条完好，启封").click()
    expect(deed.get_by_role("alert")).to_contain_text("才能启封")
    looked(page, picture, "deeds-open-early")
    assert bags.item(hub, "PP")["state"] == "issued"
    with bags.hub() as office:
        policy = policy_to_row(JIANGXI) | {"opens_before": 60}
        policy["legs"]["L4"] = {"opens": [-120, "start"]}
        state(office, bags.grant, ("plan.policy", {"plan": bags.plan, "policy": policy}))
    expect(deed.get_by_text("才能启封")).to_have_count(0)
    signing.type_scan(page, bags.day.badge_text(bags.pair[0]))
    expect(deed.locator("fieldset")).to_contain_text("已扫证牌")
    looked(page, picture, "deeds-open")
    deed.get_by_role("button", name="封条完好，启封").click()
    done(page)
    expect(page.locator(".life")).to_contain_text("查验封条的考生座位：5、12")
    assert [bags.item(hub, kind)["state"] for kind in ("PP", "CP")] == ["opened", "opened"]
    looked(page, picture, "deeds-opened")


def supply_from_spare(page, bags, hub, picture):
    """The chief opens the spare before a monitor, and cards go from it to the room."""
    begin(page, bags, "SP", "启用备用")
    deed = page.locator(".deed")
    deed.get_by_label("为什么启用").fill(f"{bags.room} 考场漏印两张答题卡")
    expect(deed.get_by_role("button", name="封条完好，启封")).to_be_disabled()
    signing.type_scan(page, bags.day.badge_text(bags.monitor))
    expect(deed.locator("fieldset").nth(1)).to_contain_text(bags.monitor["name"])
    deed.get_by_role("button", name="封条或数目不符").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("封条的情况").fill("一角翘起，没有断")
    photo = filming.snapshot()
    dialog.locator("input[type=file]").set_input_files(photo)
    expect(dialog.get_by_text("随本次记录提交")).to_be_visible()
    looked(page, picture, "deeds-except")
    dialog.get_by_role("button", name="写明").click()
    expect(deed.get_by_text("已写明异常 1 处")).to_be_visible()
    looked(page, picture, "deeds-spare")
    deed.get_by_role("button", name="带异常启封").click()
    done(page)
    expect(page.locator(".life")).to_contain_text("一角翘起，没有断")
    assert bags.item(hub, "SP")["broken"]
    (row,) = filming.arrived(hub, 1)
    opened = [one["fact"]["id"] for one in site.entries(hub) if one["fact"]["kind"] == "custody.open"]
    assert (row["purpose"], row["about"], filming.on_disk(hub, row)) == ("seal", opened[-1], photo["buffer"])
    expect(page.locator(".life li", has_text="一角翘起")).to_contain_text("已存入主机，一致")
    looked(page, picture, "deeds-except-kept")
    page.locator(".deeds").get_by_role("button", name="补发").click()
    deed.locator(".step").get_by_role("button").last.click()
    deed.get_by_role("button", name="漏印、错印").click()
    looked(page, picture, "deeds-supply")
    deed.get_by_role("button", name="补发 2（答题卡）").click()
    done(page)
    assert (bags.item(hub, "CP")["counts"], bags.item(hub, "SP")["counts"]["cards"]) == ({"cards": 33}, 3)


def correct_count(page, bags, hub, picture):
    """Clerk and chief correct a count; those who took part have to be told, and the table says so when they sign."""
    find(page, bags, "CP")
    page.locator(".life li", has_text="启封").get_by_role("button", name="更正").click()
    deed = page.locator(".deed")
    deed.get_by_role("button", name="数目").click()
    deed.get_by_label("答题卡（上次 33）").fill("32")
    deed.get_by_label("原因").fill("重数：补发的只有一张进了考场")
    signing.type_scan(page, bags.day.badge_text(bags.clerk))
    expect(deed.get_by_text("更正后须当面告知")).to_contain_text(bags.pair[1]["name"])
    looked(page, picture, "deeds-correct")
    deed.get_by_role("button", name="更正", exact=True).click()
    done(page)
    expect(page.locator(".life")).to_contain_text(f"须告知：{bags.pair[0]['name']}")
    looked(page, picture, "deeds-corrected")
    assert bags.item(hub, "CP")["counts"] == {"cards": 32}
    site.visit(page, "/board")
    expect(page.get_by_role("listitem").filter(has_text="已由考务人员和主考更正")).to_be_visible()
    picture(page, "deeds-corrected-board")


def tell_at_table(page, bags, picture):
    """The list of rooms still out leads to their counts; those who come back hear what was corrected meanwhile."""
    site.visit(page, "/table")
    page.get_by_label("交接环节").select_option("L4")
    looked(page, picture, "deeds-table-back")
    page.locator(".due").get_by_role("link", name=bags.room).click()
    expect(page.get_by_role("heading", name=f"考场 {bags.room} · 清点")).to_be_visible()
    site.visit(page, "/table")
    signing.type_scan(page, bags.day.badge_text(bags.pair[0]))
    expect(page.get_by_text("请当面告知")).to_be_visible()
    looked(page, picture, "deeds-tell")
    page.get_by_role("button", name="取消这套").click()


def seal_both(page, bags, hub, picture):
    """Back from the room: a card short is red and needs a reason; the other bag is sealed with the hub away."""
    with bags.hub() as office:
        bags.enter(office, "L4", [bags.labels["PP"], bags.labels["CP"]], bags.pair, [bags.chief])
    site.visit(page, "/custody")
    find(page, bags, "CP")
    expect(page.locator(".life")).to_contain_text("已交回")
    begin(page, bags, "CP", "核验密封")
    deed = page.locator(".deed")
    signing.type_scan(page, bags.qr(STRIPS[0]))
    expect(deed.get_by_label("新封条编号")).to_have_value(STRIPS[0])
    deed.get_by_role("textbox", name="装入袋中的答题卡").fill("31")
    expect(deed.get_by_text("应有 32，现在 31，缺 1 张")).to_be_visible()
    expect(deed.get_by_role("button", name="数目不符，写明原因后密封")).to_be_disabled()
    looked(page, picture, "deeds-seal-short")
    deed.get_by_role("group", name="另放的答题卡").get_by_role("button").last.click()
    expect(deed.get_by_text("与交回时的答题卡 32 相符")).to_be_visible()
    deed.get_by_role("button", name="数目无误，密封").click()
    done(page)
    bag = bags.item(hub, "CP")
    assert (bag["state"], bag["seal"], bag["counts"], bag["aside"]) == (
        "verified", STRIPS[0], {"cards": 31}, {"cards": 1}
    )  # fmt: skip
    begin(page, bags, "PP", "核验密封")
    page.watch.expected.append(site.HUB_GONE)
    page.context.set_offline(True)
    deed.get_by_label("新封条编号").fill(STRIPS[1])
    deed.get_by_role("button", name="数目无误，密封").click()
    done(page, "已存本机")
    expect(page.locator(".life")).to_contain_text("已核验密封")
    looked(page, picture, "deeds-sealed-here")
    page.context.set_offline(False)
    until(lambda: bags.item(hub, "PP")["seal"] == STRIPS[1], 60)


def test_a_rooms_bags_are_opened_supplied_corrected_and_sealed_where_they_are_looked_up(page, bags, hub, picture):
    open_both(page, bags, hub, picture)
    supply_from_spare(page, bags, hub, picture)
    correct_count(page, bags, hub, picture)
    tell_at_table(page, bags, picture)
    seal_both(page, bags, hub, picture)


def test_the_table_walks_every_leg_by_its_name(page, bags, picture):
    site.visit(page, "/table")
    choice = page.get_by_label("交接环节")
    expect(choice.locator("option")).to_have_count(8)  # the plan does not use the courier's own leg
    names = choice.locator("option").all_inner_texts()
    assert not [name for name in names if name.startswith("L")]
    choice.select_option("L7")
    for words in ("领取读卡", "交出人的证牌：1 人", "接收人的证牌：2 人", "监督人的证牌：1 人"):
        expect(page.locator(".set")).to_contain_text(words)
    looked(page, picture, "deeds-table-reader")


def test_by_room_every_thing_is_named_and_the_handoff_form_is_a_link_away(page, bags, picture):
    site.visit(page, "/custody")
    page.get_by_role("button", name="按考场", exact=True).click()
    expect(page.get_by_role("button", name=f"试卷袋 {bags.labels['PP']}")).to_be_visible()
    looked(page, picture, "deeds-rooms")
    form = page.get_by_role("link", name="试卷交接单（PDF）").get_attribute("href")
    answer = page.request.get(form)
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")


def test_in_english_every_step_is_said_in_english(page, bags, picture):
    site.visit(page, "/custody")
    page.get_by_role("button", name="EN", exact=True).click()
    find(page, bags, "SP")
    expect(page.get_by_role("button", name="Supply")).to_be_visible()
    looked(page, picture, "deeds-english")
    page.get_by_role("button", name="中文").click()


def test_a_bag_sealed_on_paper_is_entered_by_its_form_and_marked_as_such(page, bags, hub, picture):
    site.visit(page, "/custody")
    find(page, bags, "SP")
    begin(page, bags, "SP", "核验密封")
    deed = page.locator(".deed")
    deed.get_by_label("纸上已办，补录（考场记录单）").check()
    expect(deed.get_by_label("表上的时间")).to_be_visible()
    deed.get_by_label("新封条编号").fill(STRIPS[2])
    looked(page, picture, "deeds-on-paper")
    deed.get_by_role("button", name="数目无误，密封").click()
    done(page)
    expect(page.locator(".life li").last).to_contain_text(f"补录（{bags.chief['name']}")
    looked(page, picture, "deeds-on-paper-told")
    assert bags.item(hub, "SP")["seal"] == STRIPS[2]


def test_the_strip_that_a_bag_came_with_is_stated_by_two_scans(page, bags, hub, picture):
    site.visit(page, "/custody")
    unread = page.locator(".out details", has_text="还没登记封条")
    expect(unread.locator("summary")).to_contain_text("1")
    find(page, bags, "DP")
    expect(page.locator(".life")).not_to_contain_text(STRIPS[3])
    begin(page, bags, "DP", "登记封条")
    looked(page, picture, "deeds-strip")
    signing.type_scan(page, bags.qr(STRIPS[3]))
    done(page)
    expect(page.locator(".life")).to_contain_text(f"封条 {STRIPS[3]}")
    expect(page.locator(".life li").last).to_contain_text("登记封条")
    expect(unread).to_have_count(0)
    looked(page, picture, "deeds-strip-told")
    assert (bags.item(hub, "DP")["seal"], bags.item(hub, "DP")["state"]) == (STRIPS[3], "received")
