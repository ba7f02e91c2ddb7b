"""A device with no room for that somebody acted without the hub: the act counts, and the hub hears that it was done."""

import pytest
from playwright.sync_api import expect

from tests.browser import signing, site
from tests.browser.looks import looked
from tests.browser.papers import papers_of, table_at
from tests.running import serving, until

#: Leaves no room for one thing alone: that somebody acted without the hub.
NO_ROOM = """() => {
  const put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (value, ...key) {
    const acted = this.name === 'outbox' && value.state === 'waiting' && value.acted
    if (acted) throw new DOMException('full', 'QuotaExceededError')
    return put.call(this, value, ...key)
  }
}"""
#: The line above every screen while a page alone knows of what was done.
BAR = ".unmarked.notice"
KEPT = "已存本机，请写在纸上"


@pytest.fixture(scope="module")
def papers(day, tmp_path_factory):
    return papers_of(day.copied(tmp_path_factory.mktemp("papers") / "data"))


def at_the_gate(gate, papers, person, picture):
    site.scan(gate, papers.day.badge_text(person))
    said = site.answer(gate, "waiting")
    for words in (person["name"], KEPT, "会自动上传", "不要再做一次"):
        assert words in said
    looked(gate, picture, "unkept-gate", ("phone", "tablet"))
    site.go_on(gate)
    expect(gate.locator(BAR)).to_contain_text("有 1 笔")
    looked(gate, picture, "unkept-gate-after", ("phone", "tablet"))


def at_collecting(gate, papers, out, others, picture):
    """Badges come back one after another: what must be read stays beside the next."""
    site.turn_to(gate, "收证")
    for person in (out, *others):
        site.scan(gate, papers.day.badge_text(person))
        expect(gate.locator(".taken")).to_contain_text(person["name"])
        expect(gate.locator(".taken")).to_contain_text(KEPT)
    expect(gate.locator(".late")).to_have_count(len(others))
    looked(gate, picture, "unkept-collect", ("phone", "tablet"))
    for _ in others:
        gate.locator(".late button").first.click()
    expect(gate.locator(".late")).to_have_count(0)


def at_the_table(one, first, second, picture):
    one.issue(first)
    one.says("unmarked", first)
    one.says("unmarked", KEPT)
    looked(one.page, picture, "unkept-table", ("phone", "tablet"))
    one.scan(one.papers.code("RSET", second))
    expect(one.page.locator(".answer.late.unmarked")).to_contain_text(first)
    expect(one.page.locator(".set")).to_contain_text(second)
    expect(one.page.locator(".mine")).to_contain_text("待上传")
    looked(one.page, picture, "unkept-table-next", ("phone", "tablet"))
    one.scan(one.papers.code("RSET", first))
    one.says("wrong", "已于")
    looked(one.page, picture, "unkept-table-twice", ("phone", "tablet"))


@pytest.mark.timeout(300)
def test_what_was_done_without_the_hub_counts_though_the_disk_had_no_room_for_that(papers, browser, picture):
    chief = papers.people("CE")[0]
    first, second, *_ = papers.rooms
    guest, out, *others = papers.people("EX")[:4]
    with serving(papers.day.data) as hub:
        signing.set_pin(hub, chief)
        with (
            site.device(browser, site.hub_origin(hub), site.PHONE) as gate,
            table_at(browser, hub, papers, chief, "一号台") as one,
        ):
            site.enrol(gate, hub, "phone", "东门手机")
            site.visit(gate, "/check-in")
            site.visit(one.page, "/pack")
            for room in (first, second):
                one.pack(room)
                expect(one.page.locator(".answer.accepted")).to_contain_text(room)
            site.visit(one.page, "/table")
            for page in (gate, one.page):
                site.controlled(page)
                page.watch.expected.extend([site.HUB_GONE, "QuotaExceededError|DOMException"])
                page.evaluate(NO_ROOM)
            assert hub.stop() == 0
            at_the_gate(gate, papers, guest, picture)
            at_collecting(gate, papers, out, others, picture)
            at_the_table(one, first, second, picture)
            with serving(papers.day.data, ports=(hub.port, hub.tls_port)) as again:
                for page in (gate, one.page):
                    page.evaluate("dispatchEvent(new Event('online'))")
                    site.all_sent(page)
                    expect(page.locator(BAR)).to_have_count(0)
                plan = papers.day.plan["plan"]
                until(lambda: site.rows_of(again)["person", f"{plan}/{guest['person']}"]["state"] == "in")
                acts = [row for (kind, _), row in site.rows_of(again).items() if kind == "custody"]
    assert [(row["objects"], row["acted"]) for row in acts if row["leg"] == "L3"] == [
        ([papers.labels["RSET", first]], True)
    ]
