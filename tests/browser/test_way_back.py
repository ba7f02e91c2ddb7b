"""After the exam: sets leave the site, come to the vault, go to the card reader and back, and one day are destroyed."""

import re
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import product

import pytest
from playwright.sync_api import expect

from server.cli.client import open_hub
from server.config import Config
from server.domain.objects import label_number
from tests.browser import cases, signing, site
from tests.browser.looks import looked
from tests.browser.papers import IN_SET, Papers, papers_of
from tests.browser.test_papers import table_at
from tests.running import serving, until

GOOD = ".answer.accepted"
TO_READER = ("CP", "RS", "SL")


class Back:
    """A day whose rooms have come back: their papers are at the site office."""

    def __init__(self, day, papers, hub, picture):
        self.day, self.papers, self.hub, self._picture = day, papers, hub, picture
        first = {code: papers.people(code)[0] for code in ("CE", "VK", "RO", "CK", "SV", "AD")}
        self.chief, self.keeper, self.operator, self.checker, self.monitor, self.head = first.values()
        self.courier, self.escort = papers.people("CO")[:2]
        for one in (self.chief, self.keeper):
            signing.set_pin(hub, one)

    def codes(self, *kinds):
        return [self.papers.code(kind, room) for kind in kinds for room in self.papers.rooms]

    def state(self, kind):
        rows = site.rows_of(self.hub)
        labels = [self.papers.labels[kind, room] for room in self.papers.rooms]
        return {rows["item", f"{self.day.plan['plan']}/{label}"]["state"] for label in labels}

    def walk(self, table, leg, objects, people, name):
        """Choose the leg, scan what goes and the badges of all who sign, look at it, and end it at one tap."""
        table.page.locator("#leg").select_option(leg)
        for text in objects:
            table.scan(text)
        for person in people:
            table.scan(self.day.badge_text(person))
        finish = table.page.get_by_role("button", name=re.compile("交接 [0-9]+ 件"))
        expect(finish).to_be_visible()
        self.looked(table.page, name)
        finish.click()
        expect(table.page.locator(GOOD)).to_be_visible()

    def looked(self, page, name):
        """Take a picture in every size; nothing is wider than the screen."""
        looked(page, self._picture, f"back-{name}")


def out_and_back(it, table):
    """Sets are packed, handed out and brought back."""
    site.visit(table.page, "/pack")
    for number, room in enumerate(it.papers.rooms, 1):
        table.pack(room)
        expect(table.page.locator(".due .count")).to_contain_text(f"{number}/{len(it.papers.rooms)}")
    site.visit(table.page, "/table")
    for leg in ("L3", "L4"):
        table.page.locator("#leg").select_option(leg)
        for room in it.papers.rooms:
            table.issue(room)
            expect(table.page.locator(f"{GOOD} .room")).to_contain_text(re.compile(rf"\b{room}\b"))


def sealed(it):
    """The chief counts and seals what came back."""
    acts = []
    for room in it.papers.rooms:
        for kind, what in (("PP", "papers"), ("CP", "cards")):
            label = it.papers.labels[kind, room]
            look = {"intact": False, "seals": [], "counts": [{"label": label, "counted": {what: 31}}], "reasons": []}
            acts.append(("custody.seal", {
                "label": label, "seal": label_number("ST", len(acts) + 1), "closer": {"person": it.chief["person"]},
                "proctors": [{"person": one["person"]} for one in it.papers.pairs[room]], "look": look, "aside": {},
                "place": "考务办公室",
            }))  # fmt: skip
    cases.stated(it.hub, it.day, it.chief, *acts)


def left_and_found_again(it, table):
    """Somebody scans the first set, leaves for another screen and comes back: it lies there still."""
    table.page.locator("#leg").select_option("L5")
    table.scan(it.papers.code("RSET", it.papers.rooms[0]))
    expect(table.page.locator(".things")).to_contain_text(it.papers.labels["RSET", it.papers.rooms[0]])
    site.visit(table.page, "/custody")
    site.visit(table.page, "/table")
    expect(table.page.get_by_text("还没有交接完的")).to_be_visible()
    expect(table.page.locator(".things")).to_contain_text(it.papers.labels["RSET", it.papers.rooms[0]])
    table.page.get_by_role("button", name="取消这套").click()


def unpacked(it, vault):
    """In the vault each set is opened, so that its cards can go to the reader alone."""
    for room in it.papers.rooms:
        site.visit(vault.page, "/custody")
        signing.type_scan(vault.page, it.papers.code("RSET", room))
        vault.page.get_by_role("button", name="拆开", exact=True).click()
        signing.type_scan(vault.page, it.day.badge_text(it.keeper))
        go = vault.page.locator("button.primary", has_text="拆开")
        expect(go).to_be_enabled()
        go.click()
        expect(vault.page.get_by_text("已记录")).to_be_visible()
    it.looked(vault.page, "3-unpacked")


@pytest.mark.timeout(600)
def test_papers_go_back_to_the_vault_through_the_reader_and_to_destruction(tmp_path, browser, picture):
    files = site.sample_day(tmp_path / "files", rooms=3, seed=3, begins=-10)
    day = site.prepare_day(tmp_path / "data", files)
    papers = papers_of(day)
    with ExitStack() as stack:
        it = Back(day, papers, stack.enter_context(serving(day.data)), picture)
        with table_at(browser, it.hub, papers, it.chief, "交接台") as table:
            out_and_back(it, table)
            sealed(it)
            for kind, room in product(("PP", "CP"), it.papers.rooms):
                site.heard(table.page, "item", f"{day.plan['plan']}/{papers.labels[kind, room]}", state="verified")
            left_and_found_again(it, table)
            it.walk(table, "L5", it.codes("RSET"), (it.chief, it.courier, it.escort), "1-sent")
        until(lambda: it.state("PP") == {"sent"}, 60)
        vault = stack.enter_context(table_at(browser, it.hub, papers, it.keeper, "保密室"))
        it.walk(vault, "L6", it.codes("RSET"), (it.courier, it.escort, it.keeper), "2-stored")
        until(lambda: it.state("CP") == {"stored"}, 60)
        unpacked(it, vault)
        site.visit(vault.page, "/table")
        at_reader = (it.operator, it.checker, it.monitor)
        it.walk(vault, "L7", it.codes(*TO_READER), (it.keeper, *at_reader), "4-to-reader")
        until(lambda: it.state("CP") == {"reading"}, 60)
        it.walk(vault, "L8", it.codes(*TO_READER), (*at_reader, it.keeper), "5-from-reader")
        until(lambda: it.state("CP") == {"read"}, 60)
        it.walk(vault, "L9", it.codes("CP"), (it.keeper, it.head, it.monitor), "6-destroyed")
        until(lambda: it.state("CP") == {"destroyed"}, 60)
        assert it.state("PP") == {"stored"}
        site.visit(vault.page, "/custody")
        signing.type_scan(vault.page, papers.code("CP", papers.rooms[0]))
        for words in ("考场领卷", "考场交回", "考点送出", "送回保密室", "领取读卡", "读卡后交回", "销毁"):
            expect(vault.page.locator(".life")).to_contain_text(words)
        it.looked(vault.page, "7-life")


def forms_of(papers, stored):
    """What the site signed on paper on the day: bags from the vault, and unopened back into it past midnight."""
    first = {code: papers.people(code)[0]["person"] for code in ("CE", "RP", "VK")}
    chief, rover, keeper, couriers = *first.values(), [one["person"] for one in papers.people("CO")[:2]]
    day = papers.day.plan["days"][0]
    bags = [papers.labels[kind, room] for kind in ("PP", "CP") for room in papers.rooms]

    def form(leg, givers, receivers, at):
        return ("custody.enter", {
            "leg": leg, "objects": bags, "givers": [{"person": one} for one in givers],
            "receivers": [{"person": one} for one in receivers], "look": {"intact": True}, "form": "handoff",
            "at": at, "entered_by": chief,
        })  # fmt: skip

    return (
        form("L1", [keeper], [chief, rover], f"{day}T07:00:00+08:00"),
        form("L5", [chief], couriers, f"{day}T23:40:00+08:00"),
        form("L6", couriers, [keeper], f"{stored}T00:30:00+08:00"),
    )


def labelled(day):
    """Register the bags of the day's rooms; the hub's own command needs nobody to sign in."""
    with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
        session = day.plan["sessions"][0]["id"]
        rooms = sorted(row["room"] for row in hub.rows("room") if session in row["sessions"])
        new = [
            {"kind": kind, "session": session, "room": room, "packed": packed}
            for room in rooms for kind, packed in IN_SET[:2]
        ]  # fmt: skip
        (receipt,) = hub.facts([("custody.label", {"plan": day.plan["plan"], "objects": new})])
        assert receipt["verdict"] == "accepted", receipt
        labels = {(row["kind"], row["room"]): row["label"] for row in hub.rows("item")}
    return Papers(day, session, rooms, labels, {})


def test_days_later_forms_are_entered_and_card_bags_go_to_the_reader_and_back(tmp_path, browser, picture):
    day = site.prepare_day(tmp_path / "data", site.sample_day(tmp_path / "files", rooms=2, seed=3, ago=3))
    papers = labelled(day)
    after = date.fromisoformat(day.plan["days"][0]) + timedelta(days=1)
    with ExitStack() as stack:
        it = Back(day, papers, stack.enter_context(serving(day.data)), picture)
        cases.stated(it.hub, it.day, it.chief, *forms_of(papers, after))
        vault = stack.enter_context(table_at(browser, it.hub, papers, it.keeper, "保密室"))
        at_reader = (it.operator, it.checker, it.monitor)
        it.walk(vault, "L7", it.codes("CP"), (it.keeper, *at_reader), "later-1-to-reader")
        until(lambda: it.state("CP") == {"reading"}, 60)
        it.walk(vault, "L8", it.codes("CP"), (*at_reader, it.keeper), "later-2-from-reader")
        until(lambda: it.state("CP") == {"read"}, 60)
        it.walk(vault, "L9", it.codes("CP"), (it.keeper, it.head, it.monitor), "later-3-destroyed")
        until(lambda: it.state("CP") == {"destroyed"}, 60)
        vault.page.locator("a.signed-in").click()
        expect(vault.page.get_by_text("考试日前后的试卷交接")).to_be_visible()
        it.looked(vault.page, "later-4-granted")
        signing.set_pin(it.hub, papers.people("GA")[0])
        answer = site.office(it.hub).post("/api/sign-in", {
            "plan": day.plan["plan"], "person": papers.people("GA")[0]["person"], "pin": signing.PIN,
        })  # fmt: skip
        assert answer.json["error"]["code"] == "sign-in-day"
