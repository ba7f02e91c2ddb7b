"""A parse's session is worked out before the writer has the fact, and worked out anew where anything changed since."""

import threading

import pytest

from server.desk.reading import parse
from server.desk.reading import session as sessions
from server.store import reading
from tests.exam_day import PLAN
from tests.practical_day import accepted
from tests.reading_day import SESSION, file_of, number, plant, session_cards
from tests.reading_room import CHECKER, clean

GREEN = {"101": "green", "102": "green", "103": "green"}


@pytest.fixture
def worked_out(room, monkeypatch):
    """The threads by which sessions were worked out, told apart: the writer's, and others."""
    found = []
    really = sessions._standing

    def noted(*args):
        writes = threading.get_native_id() == room.hub.committer.thread_id
        found.append("writer" if writes else "other")
        return really(*args)

    monkeypatch.setattr(sessions, "_standing", noted)
    return found


def test_the_writer_finds_a_batch_s_session_worked_out(room, worked_out):
    room.sheets()
    worked_out.clear()
    room.bring(clean())
    assert worked_out == ["other"]
    assert room.states() == GREEN


def test_a_batch_assigned_to_another_session_is_worked_out_in_both(room, worked_out):
    room.sheets()
    batch = room.bring(clean())
    worked_out.clear()
    room.assign(batch, session="S2", second=CHECKER)
    assert room.row("batch", batch)["session"] == "S2"
    assert worked_out.count("writer") <= 1, "the assignment's own"
    assert set(room.states().values()) == {"waiting"}


def test_what_changed_meanwhile_counts(room, monkeypatch):
    cards, _ = plant(session_cards(), "unknown-number", number("101", 1))
    really = parse.ahead

    def then_more(*args):
        really(*args)
        room.sheets()

    monkeypatch.setattr(parse, "ahead", then_more)
    room.bring(file_of("txt", cards))
    assert room.states() == GREEN | {"101": "faults"}
    assert list(room.faults().values()) == ["unknown-number"]


def test_what_is_worked_out_ahead_is_what_is_worked_out_without(room, monkeypatch):
    cards, _ = plant(session_cards(), "blank-card", number("102", 2))
    room.sheets()
    room.bring(file_of("txt", cards))
    ahead = {kind: room.rows(kind) for kind in ("reading_session", "reading_room", "reading_fault")}
    sessions.STANDINGS._kept.clear()
    sessions.CARDS._kept.clear()
    accepted(room.sheet("103"))
    assert {kind: room.rows(kind) for kind in ahead if kind != "reading_room"} == {
        kind: rows for kind, rows in ahead.items() if kind != "reading_room"
    }


@pytest.fixture
def short_of_room(monkeypatch):
    """A shelf on which no more than the newest parse's cards find room."""
    monkeypatch.setattr(sessions, "CARDS", sessions.Shelf(1, sessions.CARDS._weight))


def test_cards_that_left_the_shelf_before_they_were_kept_are_worked_out_all_the_same(room, short_of_room):
    cards = session_cards()
    room.sheets()
    for first in (0, 10, 20):
        room.bring(file_of("txt", cards[first : first + 10]))
    assert (room.states(), room.faults()) == (GREEN, {})


def test_cards_that_are_not_in_the_store_yet_are_asked_for_again(room):
    batch = room.bring(clean())
    with room.hub.db.reading() as connection:
        to_come = reading.get(connection, PLAN, "batch", batch) | {"version": 2, "found": "0" * 64}
        assert sessions.cards_of_batch(connection, to_come) == ()
        assert len(sessions.cards_of_batch(connection, to_come | {"version": 1})) == len(session_cards())


def test_the_shelf_holds_as_many_cards_as_it_may_and_the_newest_parse():
    shelf = sessions.Shelf(5, len)
    for key, cards in (("a", (1, 2)), ("b", (3, 4)), ("c", (5, 6)), ("d", (1,) * 9)):
        shelf.get(key, lambda cards=cards: cards)
        assert sum(map(len, shelf._kept.values())) <= 5 or list(shelf._kept) == ["d"]
    shelf.drop("d")
    assert not shelf._kept


def test_what_a_parse_found_is_let_go_once_it_is_kept(room):
    room.bring(clean())
    assert not parse.CONTENTS._kept


def test_another_batch_is_another_session(room):
    room.sheets()
    batch = room.bring(clean())
    with room.hub.db.reading() as connection:
        row = reading.get(connection, PLAN, "batch", batch)
        as_kept = reading.fingerprint(connection, PLAN, SESSION)
        assert reading.fingerprint(connection, PLAN, SESSION, {batch: row}) == as_kept
        assert reading.fingerprint(connection, PLAN, SESSION, {batch: row | {"state": "refused"}}) != as_kept
        assert reading.fingerprint(connection, PLAN, SESSION, {batch: None}) != as_kept
