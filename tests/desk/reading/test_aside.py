"""A whole file put aside: one person proposes it, another confirms, and from then on nothing waits for it."""

from dataclasses import replace

import pytest

from tests.practical_day import accepted, code
from tests.reading_day import SESSION, file_of, session_cards
from tests.reading_room import CHECKER, LEADER, OPERATOR, clean

REASON = "查明不是本场读卡文件"


def aside(batch):
    return f"aside/-/{batch[:12]}"


def drop(room, batch, by=CHECKER):
    accepted(room.propose(aside(batch), "drop-file", reason=REASON))
    return room.settle(aside(batch), by=by)


@pytest.fixture
def again(room):
    """Every room read twice, the second time with another answer: the hash of the second file."""
    cards = session_cards()
    room.bring(clean(), "A.TXT")
    changed = [replace(one, answers=("" if one.answers[0] else "A", *one.answers[1:])) for one in cards]
    batch = room.bring(file_of("txt", changed), "B.TXT")
    room.sheets()
    return batch


def test_a_file_that_read_every_room_again_is_turned_down_in_one_act(room, again):
    assert len(room.faults()) > 1, "each room waits for itself"
    accepted(drop(room, again))
    row = room.row("batch", again)
    assert (row["state"], row["held"], row["dropped"]["grounds"]) == ("dropped", [], REASON)
    assert not room.faults()
    assert room.place_of(session_cards()[0].number)["batch"] != again, "the first reading stands"


def test_what_is_proposed_waits_among_what_belongs_to_no_room(room, again):
    accepted(room.propose(aside(again), "drop-file", reason=REASON))
    row = room.row("reading_fault", f"{SESSION}/{aside(again)}")
    assert (row["state"], row["batch"], row["room"], row["holds_up"]) == ("proposed", again, None, False)
    assert "B.TXT" in row["says"]["zh"]
    assert room.row("batch", again)["state"] == "held"


def test_nobody_puts_a_file_aside_alone_and_no_checker_proposes_it(room, again):
    assert code(room.propose(aside(again), "drop-file", by=CHECKER, reason=REASON)) == "reading-role"
    accepted(room.propose(aside(again), "drop-file", reason=REASON))
    assert code(room.settle(aside(again), by=OPERATOR)) == "reading-role"
    assert room.row("batch", again)["state"] == "held"


def test_a_file_whose_cards_count_is_not_put_aside(room, again):
    first = next(row["sha256"] for row in room.rows("batch").values() if row["sha256"] != again)
    assert code(room.propose(aside(first), "drop-file", reason=REASON)) == "file-counts"


def test_a_file_that_came_to_count_meanwhile_is_not_put_aside(room, again):
    accepted(room.propose(aside(again), "drop-file", reason=REASON))
    proposal = room.row("reading_fault", f"{SESSION}/{aside(again)}")["proposal"]["fact"]
    said = {"session": SESSION, "room": "101", "batch": again, "reason": "第一遍卡纸，重读全场"}
    accepted(room.hand("reading.approve", said, LEADER))
    assert room.row("reading_fault", f"{SESSION}/{aside(again)}") is None, "nothing is left to confirm"
    assert code(room.settle(aside(again), proposal=proposal)) == "file-counts"


def test_only_a_leader_turns_down_a_re_reading_of_rooms_the_three_have_signed_for(room):
    first = room.bring(clean(), "A.TXT")
    room.sheets()
    accepted(room.close(first))
    changed = [replace(one, answers=("A", *one.answers[1:])) for one in session_cards()]
    again = room.bring(file_of("txt", changed), "B.TXT")
    assert code(drop(room, again)) == "reading-leader"
    accepted(room.settle(aside(again), by=LEADER))
    assert room.row("batch", again)["state"] == "dropped"


def test_a_file_of_no_session_is_put_aside_and_its_alert_ends(room):
    wrong = room.bring(b"no cards at all\r\n", "wrong.txt")
    assert room.row("batch", wrong)["session"] is None
    assert room.alerts("batch-refused") == ["open"]
    accepted(drop(room, wrong))
    assert room.row("batch", wrong)["state"] == "dropped", "also before any card of the session was read"
    assert room.alerts("batch-refused") == ["closed"]


def test_a_file_put_aside_by_mistake_is_in_use_again_once_two_assign_it_and_can_be_put_aside_anew(room, again):
    accepted(drop(room, again))
    assert code(room.assign(again, session=SESSION)) == "assign-second"
    accepted(room.assign(again, session=SESSION, second=CHECKER))
    assert room.row("batch", again)["state"] == "held"
    assert room.faults(), "its rooms wait for a word again"
    accepted(drop(room, again))
    assert room.row("batch", again)["state"] == "dropped"
    assert not room.faults()


def test_a_file_put_aside_is_signed_by_nobody(room, again):
    accepted(drop(room, again))
    assert code(room.close(again)) == "batch-dropped"


def test_a_file_dropped_for_its_own_fault_and_assigned_again_by_two_is_read(room):
    accepted(room.profile("csv"))
    room.sheets()
    batch = room.bring(clean("csv"), "A.CSV", session=SESSION, profile="sample-day-txt")
    ((key, _),) = room.faults().items()
    assert batch[:12] in key
    assert not key.endswith(batch[:12]), "it names a row behind the file"
    accepted(room.propose(key, "drop-file", reason=REASON))
    accepted(room.settle(key))
    assert room.row("batch", batch)["state"] == "dropped"
    accepted(room.assign(batch, session=SESSION, profile="sample-day-csv", second=CHECKER))
    assert room.row("batch", batch)["state"] == "read"
    assert set(room.states().values()) == {"green"}


def test_a_file_that_is_in_use_again_is_not_put_aside_by_one_person_with_the_earlier_proposal(room, again):
    accepted(room.propose(aside(again), "drop-file", reason=REASON))
    proposal = room.row("reading_fault", f"{SESSION}/{aside(again)}")["proposal"]["fact"]
    accepted(room.settle(aside(again), proposal=proposal))
    accepted(room.assign(again, session=SESSION, second=CHECKER))
    assert code(room.settle(aside(again), proposal=proposal)) == "proposal-unknown"
    assert room.row("batch", again)["state"] == "held"
