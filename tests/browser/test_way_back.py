"""After the exam: sets leave the site, come to the vault, go to the card reader and back, and one day are destroyed."""

import re
from contextlib import ExitStack
from itertools import product

import pytest
from playwright.sync_api import expect

from server.domain.objects import label_number
from tests.browser import cases, signing, site
from tests.browser.papers import papers_of
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
        before = page.viewport_size
        for size, (width, height) in site.SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            self._picture(page, f"back-{name}-{size}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {size}"
        page.set_viewport_size(before)


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
