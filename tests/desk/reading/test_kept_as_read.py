"""A re-reading of which two people decided that the earlier reading stands: it holds nothing up any more."""

from dataclasses import replace

import pytest

from tests.practical_day import accepted, code
from tests.reading_day import SESSION, file_of, session_cards
from tests.reading_room import CHECKER, LEADER, MONITOR, OPERATOR, clean


def changed(cards):
    one = cards[0]
    return [replace(one, answers=("" if one.answers[0] else "A", *one.answers[1:])), *cards[1:]]


def test_both_files_close_and_scores_go_out_after_the_old_reading_was_kept(room):
    cards = session_cards()
    first = room.bring(file_of("txt", cards[:20]), "A.TXT")
    again = room.bring(file_of("txt", [*changed(cards[:10]), *cards[20:]]), "B.TXT")
    room.sheets()
    ((key, kind),) = room.faults().items()
    assert kind == "re-read"
    assert code(room.close(again)) == "close-held"
    accepted(room.propose(key, "keep-old", reason="重读的不是这一叠卡"))
    accepted(room.settle(key))
    assert room.row("batch", again)["state"] == "read"
    assert room.row("batch", again)["held"] == []
    accepted(room.close(again))
    accepted(room.close(first))
    room.enter_keys(CHECKER, MONITOR)
    accepted(room.release())


@pytest.fixture
def kept(room):
    """A room read again of which two people kept the first reading: both files, and the re-reading's fault."""
    cards = session_cards()
    first = room.bring(clean(), "A.TXT")
    again = room.bring(file_of("txt", changed(cards)), "B.TXT")
    room.sheets()
    ((key, _),) = room.faults().items()
    accepted(room.propose(key, "keep-old", reason="重读的不是这一叠卡"))
    accepted(room.settle(key))
    return first, again, key


def approve(room, batch, by=LEADER, reason="第一遍卡纸，重读全场"):
    return room.hand("reading.approve", {"session": SESSION, "room": "101", "batch": batch, "reason": reason}, by)


def test_a_leader_may_still_take_the_re_reading_with_the_reason(room, kept):
    _, again, key = kept
    assert room.row("batch", again)["kept"] == ["101"]
    assert code(approve(room, again, OPERATOR)) == "reading-role"
    assert code(approve(room, again, reason="无")) == "reading-reason"
    accepted(approve(room, again))
    assert room.place_of(session_cards()[0].number)["batch"] == again
    fault = room.row("reading_fault", f"{SESSION}/{key}")
    assert (fault["state"], fault["settled"]) == ("settled", None), "what was decided first is over"
    assert [one["batch"] for one in room.row("reading_room", f"{SESSION}/101")["approvals"]] == [again]
    assert room.row("batch", again)["kept"] == []
    assert code(approve(room, again)) == "approve-none"


@pytest.mark.parametrize("signed", [0, 1])
def test_nobody_takes_it_once_three_have_signed_for_the_room(room, kept, signed):
    accepted(room.close(kept[signed]))
    assert code(approve(room, kept[1])) == "approve-signed"


def test_nobody_takes_it_once_scores_went_out(room, kept):
    first, again, _ = kept
    accepted(room.close(first))
    room.enter_keys(CHECKER, MONITOR)
    accepted(room.release())
    assert code(approve(room, again)) == "approve-signed"


def test_a_room_twice_in_its_file_is_settled_by_one_act(room):
    cards = session_cards()
    batch = room.bring(file_of("txt", [*cards, *cards[10:20]]))
    room.sheets()
    ((key, kind),) = room.faults().items()
    assert kind == "room-twice"
    accepted(room.propose(key, "keep-old", reason="当面数卡，只有一叠"))
    accepted(room.settle(key))
    assert room.faults() == {}
    accepted(room.close(batch))


def test_a_leader_may_look_at_the_cards_of_a_random_check(room):
    room.bring(clean())
    room.sheets()
    drawn = room.draw_check(by=LEADER)
    accepted(room.check(drawn[:2], by=LEADER))
    assert code(room.hand("reading.check", {"session": SESSION, "check": 2, "cards": []}, OPERATOR)) == "reading-role"
