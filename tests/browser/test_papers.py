"""Paper tables in real browsers: sets are packed, handed out at three tables, one leg with the hub away."""

import re
import sys
from time import perf_counter

import pytest
from playwright.sync_api import expect

from tests.browser import signing, site
from tests.browser.looks import fits
from tests.browser.papers import papers_of, table_at
from tests.running import serving, until

SETS = 67


def item(hub, papers, kind, room):
    plan = papers.day.plan["plan"]
    return site.rows_of(hub)["item", f"{plan}/{papers.labels[kind, room]}"]


@pytest.fixture(scope="module")
def papers(day, tmp_path_factory):
    return papers_of(day.copied(tmp_path_factory.mktemp("papers") / "data"))


def pack_all(one, papers, hub, picture):
    """T-60: a bag of another room is told at once, and the set goes on; whole, each set closes by itself."""
    first, second, *_ = rooms = papers.rooms
    site.visit(one.page, "/pack")
    one.scan(papers.code("RSET", first))
    one.scan(papers.code("PP", first))
    one.scan(papers.code("CP", second))
    one.says("wrong", f"是 {second} 考场的，现在是 {first} 考场")
    expect(one.page.locator(".set")).to_contain_text("还缺 答题卡袋")
    fits(one.page, picture, "papers-pack-wrong-room")
    for kind in ("CP", "RS", "SL"):
        one.scan(papers.code(kind, first))
    expect(one.page.locator(".answer.accepted")).to_contain_text("封装完成")
    for number, room in enumerate(rooms[1:], 2):
        one.pack(room)
        expect(one.page.locator(".due .count")).to_contain_text(f"{number}/{len(rooms)}")
    fits(one.page, picture, "papers-packed")
    until(lambda: item(hub, papers, "CP", rooms[3])["inside"] == papers.labels["RSET", rooms[3]])


def give_first(one, others, papers, hub, picture):
    """T-30: three scans, no tap; the other tables see it."""
    first, *_ = papers.rooms
    fits(one.page, picture, "papers-table-start")
    one.scan(papers.code("RSET", first))
    expect(one.page.locator(".set")).to_contain_text(papers.pairs[first][0]["name"])
    fits(one.page, picture, "papers-table-set")
    for badge in papers.badges(first):
        one.scan(badge)
    one.says("accepted", first)
    until(lambda: item(hub, papers, "PP", first)["holder"]["stage"] == "room")
    fits(one.page, picture, "papers-table-out")
    for table in others:
        expect(table.page.locator(".due")).to_contain_text(f"1/{len(papers.rooms)} 套已发")


def stop_the_wrong(two, three, papers, hub, picture):
    """Invigilators of another room do not get the set, none is given twice: told here and on the record."""
    _, second, third, *_ = papers.rooms
    two.scan(papers.code("RSET", second))
    two.scan(papers.badges(third)[0])
    two.says("wrong", f"抽到的是 {third} 考场，这是 {second} 考场的")
    fits(two.page, picture, "papers-table-wrong-room-phone")
    until(lambda: ("custody.handoff", "refused") in kept(hub))
    for badge in papers.badges(second):
        two.scan(badge)
    two.says("accepted", second)
    fits(two.page, picture, "papers-table-out-phone")
    expect(three.page.locator(".due")).to_contain_text(f"2/{len(papers.rooms)} 套已发")
    three.scan(papers.code("RSET", second))
    three.says("wrong", "已于")


def kept(hub):
    """Kinds and verdicts of what the hub's feed tells."""
    return {(row["kind"], row["verdict"]) for (kind, _), row in site.rows_of(hub).items() if kind == "feed"}


def take_back(three, papers, hub):
    """A slip is taken back on the same device within the minute, then the set is given again."""
    third = papers.rooms[2]
    three.issue(third)
    three.says("accepted", third)
    three.page.get_by_role("button", name="撤销").first.click()
    until(lambda: item(hub, papers, "RSET", third)["holder"]["stage"] == "site")
    expect(three.page.locator(".due")).to_contain_text(f"2/{len(papers.rooms)} 套已发")
    three.issue(third)
    until(lambda: item(hub, papers, "RSET", third)["holder"]["stage"] == "room")


def give_alone(one, papers, picture):
    """The hub is away: the set leaves all the same, and nobody gets it twice at this table."""
    fourth = papers.rooms[3]
    one.issue(fourth)
    one.says("waiting", "已存在本机")
    expect(one.page.locator(".mine")).to_contain_text("待上传")
    fits(one.page, picture, "papers-table-saved-here")
    one.scan(papers.code("RSET", fourth))
    one.says("wrong", "已于")


def tell_all(one, papers, picture):
    """The custody page tells where a bag is and its whole life."""
    site.visit(one.page, "/custody")
    one.scan(papers.code("PP", papers.rooms[3]))
    for words in ("考场领卷", "断网时记下", "补录"):
        expect(one.page.locator(".life")).to_contain_text(words)
    fits(one.page, picture, "papers-life")
    for name, shot in (("按考场", "by-room"), ("谁手里", "holders"), ("补录", "enter")):
        one.page.get_by_role("button", name=name, exact=True).click()
        fits(one.page, picture, f"papers-{shot}")


@pytest.mark.timeout(600)
def test_three_tables_pack_and_hand_out_a_days_sets(papers, browser, picture):
    chief, rover, clerk = (papers.people(code)[0] for code in ("CE", "RP", "OP"))
    with serving(papers.day.data) as hub:
        for one in (chief, rover, clerk):
            signing.set_pin(hub, one)
        with (
            table_at(browser, hub, papers, chief, "一号台") as one,
            table_at(browser, hub, papers, rover, "二号台", site.PHONE) as two,
            table_at(browser, hub, papers, clerk, "三号台") as three,
        ):
            pack_all(one, papers, hub, picture)
            for table in (one, two, three):
                site.visit(table.page, "/table")
                site.controlled(table.page)
            give_first(one, (two, three), papers, hub, picture)
            stop_the_wrong(two, three, papers, hub, picture)
            take_back(three, papers, hub)
            for table in (one, two, three):
                table.page.watch.expected.append(site.HUB_GONE)
            assert hub.stop() == 0
            give_alone(one, papers, picture)
            with serving(papers.day.data, ports=(hub.port, hub.tls_port)) as again:
                for table in (one, two, three):
                    table.page.evaluate("dispatchEvent(new Event('online'))")
                    site.settled(table.page)
                given = [papers.rooms[3]]
                for room, table in zip(papers.rooms[4:], (two, three, one), strict=False):
                    table.issue(room)
                    given.append(room)
                for room in given:
                    until(lambda room=room: item(again, papers, "RSET", room)["holder"]["stage"] == "room", 120, room)
                tell_all(one, papers, picture)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_sixty_seven_sets_leave_three_tables(tmp_path, browser, capsys):
    day = site.prepare_day(tmp_path / "data", site.sample_day(tmp_path / "files", rooms=80, seed=5))
    papers = papers_of(day)
    holders = [papers.people("CE")[0], papers.people("RP")[0], papers.people("OP")[0]]
    rooms = papers.rooms[:SETS]
    assert len(rooms) == SETS
    with serving(day.data) as hub:
        for one in holders:
            signing.set_pin(hub, one)
        tables = [table_at(browser, hub, papers, one, f"{number}号台") for number, one in enumerate(holders, 1)]
        with tables[0] as one, tables[1] as two, tables[2] as three:
            site.visit(one.page, "/pack")
            for number, room in enumerate(rooms, 1):
                one.pack(room)
                expect(one.page.locator(".due .count")).to_contain_text(f"{number}/")
            for table in (one, two, three):
                site.visit(table.page, "/table")
                table.scans = 0
            began, waited = perf_counter(), []
            for number, room in enumerate(rooms):
                table = (one, two, three)[number % 3]
                start = perf_counter()
                table.issue(room)
                expect(table.page.locator(".answer.accepted .room")).to_contain_text(re.compile(rf"\b{room}\b"))
                waited.append(perf_counter() - start)
            seconds = perf_counter() - began
        out = [row for (kind, _), row in site.rows_of(hub).items() if kind == "item" and row["kind"] == "RSET"]
        assert sum(row["state"] == "issued" for row in out) == len(rooms)
        acts = [row for (kind, _), row in site.rows_of(hub).items() if kind == "custody" and row["leg"] == "L3"]
        scans, taps = (sum(getattr(table, name) for table in (one, two, three)) for name in ("scans", "taps"))
        assert (scans + taps) / len(rooms) <= 4
        with capsys.disabled():
            waited.sort()
            sys.stdout.write(
                f"\n{len(rooms)} sets at three tables: {len(acts)} acts, {scans / len(rooms):.1f} scans and "
                f"{taps / len(rooms):.1f} taps a set; machine {sum(waited) / len(waited):.2f} s a set on average, "
                f"longest {waited[-1]:.2f} s, {seconds:.0f} s for all one after another\n"
            )
