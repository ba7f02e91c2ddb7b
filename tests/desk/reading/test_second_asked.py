"""A plan may want every card, or a share of them, read a second time before scores go out."""

import pytest

from server.desk.reading import told
from tests.exam_day import PLAN
from tests.practical_day import accepted, code
from tests.reading_day import SESSION, file_of, number, session_cards
from tests.reading_room import CHECKER, LEADER, MONITOR, clean


def wants(room, share):
    accepted(room.hand("plan.policy", {"policy": {"second_pass": share}}, LEADER, device=room.chief))


def passes(room):
    return room.row("reading_session", SESSION)["passes"]


@pytest.fixture
def read(room):
    """Every room green, keys entered, files signed; nothing was read a second time."""
    room.bring(clean())
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    room.close_all()
    return room


def again(room, rooms):
    """Read these rooms' cards a second time, with another station's file."""
    cards = [one for one in session_cards() if one.room in rooms]
    room.bring(file_of("txt", cards), "第二遍.TXT", session=SESSION, **{"pass": 2})


def test_where_all_are_wanted_scores_wait_for_the_last_card(read):
    wants(read, 100)
    assert passes(read) == {
        "compared": 0, "of": 30, "settled": 0, "differ": 0, "wanted": 30, "share": 100,
    }  # fmt: skip
    refused = read.release()
    assert (code(refused), refused.refusal.params["expected"], refused.refusal.params["found"]) == (
        "release-second-pass", 30, 0,
    )  # fmt: skip
    again(read, ("101", "102"))
    assert code(read.release()) == "release-second-pass"
    assert passes(read)["compared"] == 20
    again(read, ("103",))
    accepted(read.release())


def test_where_a_share_is_wanted_that_share_is_enough(read):
    wants(read, 33)
    assert passes(read)["wanted"] == 10
    again(read, ("102",))
    accepted(read.release())


def test_where_none_is_wanted_none_is_told_and_none_is_waited_for(read):
    assert passes(read) is None
    accepted(read.release())


def test_whoever_would_release_is_told_before(read):
    wants(read, 100)
    with read.hub.db.reading() as connection:
        held_up = told.scores_told(connection, PLAN, SESSION, None)["holds_up"]
    assert held_up["code"] == "release-second-pass"
    assert "计划要求第二遍至少读 30 张答题卡（100%），已读 0 张" in held_up["says"]["zh"]


def test_a_card_that_cannot_be_read_again_waits_for_two_people_and_for_no_machine(read):
    wants(read, 100)
    cards = [one for one in session_cards() if one.number != number("102", 4)]
    read.bring(file_of("txt", cards), "第二遍.TXT", session=SESSION, **{"pass": 2})
    ((torn, kind),) = read.faults().items()
    assert kind == "pass-differs"
    accepted(read.propose(torn, "accept", reason="卡面撕裂，机器读不了"))
    assert code(read.release()) == "release-rooms"
    accepted(read.settle(torn, by=LEADER))
    read.close_all()
    assert (passes(read)["compared"], passes(read)["settled"], passes(read)["of"]) == (29, 1, 30)
    assert read.row("reading_room", f"{SESSION}/102")["second"] == {"compared": 9, "of": 10, "settled": 1}
    accepted(read.release())
