"""A room of two trades from its labels to the balance: a bag for each, packed, opened, brought back and sealed."""

import re
from datetime import datetime, timedelta

import pypdfium2
import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from server.domain.objects import label_number
from server.domain.policy import JIANGXI, policy_to_row
from tests.browser import signing, site
from tests.browser.bags import state
from tests.browser.looks import looked
from tests.running import ZONE, until

SESSION, ROOM = "S1", "106"
#: Who sits in the sample day's room 106: trade, grade in words, how many.
COOKS, BEAUTICIANS = ("中式烹调师", "四级", 10), ("美容师", "三级", 20)
STRIPS = [label_number("ST", serial) for serial in (1, 2)]


class Mixed:
    """The day, and the people of the room."""

    def __init__(self, day):
        self.day, self.plan = day, day.plan["plan"]
        self.chief, self.keeper, self.rover = (
            next(one for one in day.people if one["role"] == BY_CODE[code].number) for code in ("CE", "VK", "RP")
        )
        self.pair = [one for one in day.people if one["role"] == BY_CODE["PR"].number][:2]
        self.rest = [one for one in day.people if one["role"] == BY_CODE["PR"].number][2:]
        with self.office() as hub:
            grant = signing.at_the_office(hub, self.chief)
            policy = policy_to_row(JIANGXI) | {"opens_before": 60}
            policy["legs"] |= {"L4": {"opens": [-120, "start"]}}
            places = [{"person": one["person"], "room": ROOM} for one in self.pair]
            places += [{"person": one["person"], "room": None} for one in self.rest]
            state(hub, grant, ("plan.policy", {"plan": self.plan, "policy": policy}),
                  ("duty.assign", {"plan": self.plan, "session": SESSION, "places": places}))  # fmt: skip
            here = {"place": "考务办公室", "plan": self.plan}
            for one in (self.chief, self.rover, *self.pair):
                state(hub, grant, ("duty.check_in", here | {"person": one["person"]}))
        self.labels = {}

    def office(self):
        return open_hub(Config(self.day.data, f"sqlite:///{self.day.data / 'kaowu.db'}"))

    def know(self, hub):
        """Note the room's labels, by kind and trade, once they are registered."""
        for (kind, _), row in site.rows_of(hub).items():
            if kind == "item" and (row["session"], row["room"]) == (SESSION, ROOM):
                self.labels[row["kind"], (row["group"] or {}).get("trade")] = row["label"]

    def scan(self, page, kind, trade=None):
        label = self.labels[kind, trade]
        signing.type_scan(page, f"KL1:{self.day.plan['site']['number']}:{self.plan}:{label}")

    def enter(self, leg, objects, givers, receivers):
        """A handoff that was signed on paper just now."""
        signed = datetime.now(ZONE) - timedelta(milliseconds=1)
        with self.office() as hub:
            state(hub, signing.at_the_office(hub, self.chief), ("custody.enter", {
                "plan": self.plan, "leg": leg, "objects": objects, "look": {"intact": True}, "form": "handoff",
                "givers": [{"person": one["person"]} for one in givers], "entered_by": self.chief["person"],
                "receivers": [{"person": one["person"]} for one in receivers],
                "at": signed.isoformat(timespec="milliseconds"),
            }))  # fmt: skip


@pytest.fixture(scope="module")
def it(here):
    return Mixed(here)


@pytest.fixture(scope="module")
def page(it, chief, hub):
    """The chief's tablet, the chief signed in."""
    signing.set_pin(hub, it.chief)
    site.visit(chief, "/custody")
    signing.sign_in(chief, it.chief)
    return chief


def register(page, it, hub, picture):
    """One button registers a bag for each trade; each label says whose it is."""
    site.visit(page, "/office/forms")
    page.get_by_role("button", name=re.compile("登记缺少的")).click()
    expect(page.get_by_text(re.compile(r"已登记 \d+ 件"))).to_be_visible()
    it.know(hub)
    assert {trade for kind, trade in it.labels if kind == "PP"} == {COOKS[0], BEAUTICIANS[0]}
    packed = {trade: site.rows_of(hub)["item", f"{it.plan}/{it.labels['PP', trade]}"]["packed"]["papers"]
              for trade in (COOKS[0], BEAUTICIANS[0])}  # fmt: skip
    assert packed == {COOKS[0]: 11, BEAUTICIANS[0]: 21}
    with it.office() as office:
        pdf = office.get(f"/api/forms/labels.pdf?session={SESSION}&room={ROOM}&kinds=PP")
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded().split()
    assert {COOKS[0], COOKS[1], BEAUTICIANS[0], BEAUTICIANS[1]} <= set(text)
    looked(page, picture, "mixed-registered")


def pack(page, it, picture):
    """The set says whose bag is missing, and is not closed before it has both."""
    bags = [it.labels["PP", COOKS[0]], it.labels["PP", BEAUTICIANS[0]], it.labels["CP", None]]
    it.enter("L1", bags, [it.keeper], [it.chief, it.rover])
    site.visit(page, "/pack")
    for kind, trade in (("RSET", None), ("PP", BEAUTICIANS[0]), ("CP", None), ("SL", None), ("RS", None)):
        it.scan(page, kind, trade)
    on_table = page.locator(".set")
    expect(on_table).to_contain_text(f"还缺 试卷袋（{COOKS[0]} {COOKS[1]}）")
    expect(on_table).to_contain_text(f"试卷袋（{BEAUTICIANS[0]} {BEAUTICIANS[1]}）")
    looked(page, picture, "mixed-pack")
    it.scan(page, "PP", COOKS[0])
    expect(on_table).not_to_contain_text("还缺")
    page.get_by_role("button", name="就这样封装").click()  # scratch paper stays outside
    expect(page.locator(".answer.accepted")).to_contain_text("封装完成")
    site.visit(page, "/table")
    it.scan(page, "RSET")
    expect(page.locator(".things")).to_contain_text(f"试卷袋（{COOKS[0]} {COOKS[1]}） 11份")
    looked(page, picture, "mixed-table")
    page.get_by_role("button", name="取消这套").click()


def open_all(page, it, picture):
    """All three bags of the room are opened by one tap."""
    it.enter("L3", [it.labels["RSET", None]], [it.chief], it.pair)
    site.visit(page, "/custody")
    page.get_by_role("button", name="按考场").click()
    expect(page.locator("table")).to_contain_text(f"试卷袋（{COOKS[0]} {COOKS[1]}）")
    looked(page, picture, "mixed-rooms")
    page.get_by_role("button", name="查找").click()
    it.scan(page, "CP")
    page.locator(".deeds").get_by_role("button", name="启封").click()
    deed = page.locator(".deed")
    expect(deed.locator(".both")).to_contain_text(BEAUTICIANS[0])
    for number, seat in enumerate(("5", "12"), 1):
        deed.get_by_label(f"查验封条的考生 {number}").fill(seat)
    looked(page, picture, "mixed-open")
    deed.get_by_role("button", name="封条完好，启封").click()
    expect(page.locator(".life [role=status]")).to_contain_text("已记录")


def count_back(page, it, hub, picture):
    """Back at the table both bags stand beside the room's figures; all 32 papers are there."""
    it.enter("L4", [it.labels["RSET", None]], it.pair, [it.chief])
    site.visit(page, "/count")
    page.get_by_role("group", name="场次").get_by_role("button").first.click()
    it.scan(page, "RSET")
    expect(page.locator(".bags")).to_contain_text(f"试卷袋（{COOKS[0]} {COOKS[1]}） {it.labels['PP', COOKS[0]]} 11")
    page.get_by_role("group", name="缺考几人？").get_by_role("button", name="0", exact=True).click()
    expect(page.get_by_text("全部相符")).to_be_visible()
    looked(page, picture, "mixed-count")
    page.locator("button.confirm").click()
    expect(page.get_by_text(f"考场 {ROOM} 已清点")).to_be_visible()


def seal_crossed(page, it, hub, picture):
    """A cook's paper lies in the other bag: the sum is right, each bag's own figure is told, and so is the balance."""
    site.visit(page, "/custody")
    deed = page.locator(".deed")
    for trade, strip, papers in ((COOKS[0], STRIPS[0], 10), (BEAUTICIANS[0], STRIPS[1], 22)):
        it.scan(page, "PP", trade)
        page.locator(".deeds").get_by_role("button", name="核验密封").click()
        expect(deed.locator(".bags")).to_contain_text("本考场交回清点 32 份")
        inside = deed.get_by_role("textbox", name="装入袋中的试卷")
        if trade == COOKS[0]:
            expect(inside).to_have_value("11")
            inside.fill(str(papers))
        else:
            expect(inside).to_have_value(str(papers))
            expect(deed.get_by_text("多出的可能是本考场另一工种的试卷")).to_be_visible()
        deed.get_by_label("新封条编号").fill(strip)
        deed.get_by_label("数目不符的原因").fill("一份中式烹调师的卷夹在美容师的卷里")
        looked(page, picture, f"mixed-seal-{papers}")
        deed.get_by_role("button", name="数目不符，写明原因后密封").click()
        expect(page.locator(".life [role=status]")).to_contain_text("已记录")
    wanted = {"papers": "holds", "papers-returned": "holds", "packed-papers": "holds", "by-bag": "differs"}

    def states():
        lines = site.rows_of(hub)["balance", f"{it.plan}/{SESSION}/{ROOM}"]["lines"]
        return {line["code"]: line["state"] for line in lines if line["code"] in wanted}

    until(lambda: states() == wanted, 30, "the balance of both bags")
    site.visit(page, "/balance")
    told = page.get_by_text(f"{ROOM} 号考场：按袋核对试卷不符").first
    expect(told).to_contain_text(f"{COOKS[0]} {COOKS[1]}（{it.labels['PP', COOKS[0]]}）应有 11，袋内 10，少 1 份")
    looked(page, picture, "mixed-balance")


def test_two_trades_of_a_room_keep_their_own_bags_from_label_to_return(page, it, hub, picture):
    register(page, it, hub, picture)
    pack(page, it, picture)
    open_all(page, it, picture)
    count_back(page, it, hub, picture)
    seal_crossed(page, it, hub, picture)
