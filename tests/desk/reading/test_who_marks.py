"""Whoever waits for the writer waits for no marking: it marks nobody before a release, and finds a batch's marked."""

import threading

import pytest

from server.desk.reading import scores
from tests.practical_day import accepted
from tests.reading_day import ABSENT, SESSION, file_of, number, plant, reread, session_cards
from tests.reading_room import CHECKER, MONITOR, clean


@pytest.fixture
def marked(room, monkeypatch):
    """The threads by which cards were marked, told apart: the writer's, and others."""
    found = []
    really = scores.mark

    def noted(*args):
        writes = threading.get_native_id() == room.hub.committer.thread_id
        found.append("writer" if writes else "other")
        return really(*args)

    monkeypatch.setattr(scores, "mark", noted)
    return found


def results(room):
    return room.row("reading_session", SESSION)["chain"]["results"]


def test_the_writer_marks_nobody_before_a_release(room, marked):
    cards, _ = plant(session_cards(), "unknown-number", number("101", 1))
    room.enter_keys(CHECKER, MONITOR)
    room.bring(file_of("txt", cards))
    room.sheets()
    ((key, _),) = room.faults().items()
    row = room.row("reading_fault", f"{SESSION}/{key}")
    accepted(room.propose(key, "give-number", number=row["candidate"]))
    accepted(room.settle(key))
    room.close_all()
    assert marked == []
    assert results(room)["scored"] == 30 - len(ABSENT)


def test_what_is_counted_before_a_release_is_what_is_marked(room):
    cards, _ = plant(session_cards(), "unknown-number", number("101", 1))
    room.enter_keys(CHECKER, MONITOR)
    room.bring(file_of("txt", cards))
    accepted(room.sheet("102"))
    found = room.scored()
    assert 0 < found["scored"] < 30
    assert {name: found[name] for name in ("scored", "absent", "void", "lost")}.items() <= results(room).items()


def test_after_a_release_the_writer_finds_a_batch_s_session_marked(room, marked):
    room.bring(clean())
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    room.close_all()
    accepted(room.release())
    marked.clear()
    room.bring(file_of("csv", [one for one in session_cards() if one.room == "101"]), "101.CSV")
    room.bring(file_of("txt", reread(session_cards(), number("102", 4))), "B.TXT", **{"pass": 2})
    assert "other" in marked
    assert marked.count("writer") == 0, marked
    assert room.row("reading_session", SESSION)["stale"] is False
