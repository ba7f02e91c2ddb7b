"""The reading follows what custody changes of a session's cards, and nothing is worked out for what changes none."""

import pytest

from server.desk.reading import live
from tests.desk.balance.conftest import Table
from tests.exam_day import PLAN
from tests.paper_day import CE, FIRST, accepted, papers_at_site, signer, signers


class Followed(Table):
    """The tables of a day whose record sheets are entered already: a device that had no network tells the rest."""

    def chain(self):
        return self.rows("reading_session")[f"{PLAN}/S1"]["chain"]

    def bag(self, room):
        return self.rows("reading_room")[f"{PLAN}/S1/{room}"]["bag"]

    def sheet(self, room, **more):
        body = {"plan": PLAN, "session": "S1", "room": room, "absent": []}
        accepted(self.papers.table.hand("attendance.mark", body | more))


@pytest.fixture
def table(day, device, clock, rows):
    return Followed(papers_at_site(day, device, clock), rows, clock)


@pytest.fixture
def shown(monkeypatch):
    """The sessions that were worked out since."""
    found = []
    told = live.show

    def show(tx, act, plan, session, **more):
        found.append(session)
        told(tx, act, plan, session, **more)

    monkeypatch.setattr(live, "show", show)
    return found


def test_cards_that_are_told_to_have_gone_into_the_rooms_are_issued_at_once(table):
    for room in ("101", "102"):
        table.sheet(room)
    assert table.chain()["out"] is None
    table.out("101", "102")
    assert table.chain()["out"] == 62


def test_a_handoff_that_changes_no_figure_works_nothing_out(table, shown):
    table.sheet("101")
    table.out("101", "102")
    assert set(shown) == {"S1"}
    shown.clear()
    table.back("101", "102")
    assert shown == []


def test_what_goes_into_a_room_and_holds_no_cards_works_nothing_out(table, shown):
    table.sheet("101")
    shown.clear()
    table.clock.at("08:30")
    papers = table.papers
    accepted(papers.table.hand("custody.handoff", papers.body("L3", [papers.labels["SL", "101"]], [CE], FIRST)))
    assert shown == []


def test_before_anything_of_the_reading_is_known_a_handoff_has_the_hub_work_nothing_out(table, monkeypatch):
    monkeypatch.setattr(live.sessions, "standing", pytest.fail)
    table.out("101", "102")


def test_a_card_bag_that_was_registered_by_mistake_and_withdrawn_is_waited_for_no_more(table):
    table.out("101", "102")
    table.sheet("101")
    table.back("101", "102")
    label, counter = table.papers.labels["CP", "101"], table.papers.table
    accepted(counter.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    (strip,) = (row["label"] for row in table.rows("item").values() if row["kind"] == "ST")
    look = {"counts": [{"label": label, "counted": {"cards": 3}}], "reasons": [{"label": label, "words": "有备用卡"}]}
    body = {
        "plan": PLAN, "label": label, "seal": strip, "closer": signer(CE), "proctors": signers(*FIRST),
        "opened": True, "look": look, "aside": {"cards": 28},
    }  # fmt: skip
    accepted(counter.hand("custody.seal", body))
    assert table.bag("101") == 3

    before = {row["label"] for row in table.rows("item").values()}
    new = {"plan": PLAN, "objects": [{"kind": "CP", "session": "S1", "room": "101"}], "there": len(before)}
    accepted(counter.hand("custody.label", new))
    (mistaken,) = {row["label"] for row in table.rows("item").values()} - before
    assert table.bag("101") is None
    accepted(counter.hand("custody.withdraw", {"plan": PLAN, "label": mistaken, "reason": "登记重了"}))
    assert table.bag("101") == 3
