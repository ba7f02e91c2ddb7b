"""A room whose candidates all stayed away: cards that were counted in its bag are to be read as any others."""

import pytest

from server.domain.reading.batch import Settlement
from server.domain.reading.listed import Counted
from tests.domain.reading.session import batch, candidates, report
from tests.reading_day import ABSENT, file_of, listed, session_cards

AWAY = {one.number for one in listed() if one.room == "103"}
ON = candidates(away={*ABSENT, *AWAY})
REST = [card for card in session_cards(mark_absent=False) if card.room != "103"]


def counts(bag):
    return {"101": Counted(8, absent=2), "102": Counted(8, absent=2), "103": Counted(bag, absent=10)}


def test_an_empty_bag_of_a_room_where_nobody_came_is_right():
    found = report(batch(REST), on=ON, counts=counts(0))
    assert found.green


@pytest.mark.parametrize("bag", [1, 10])
def test_cards_counted_in_a_room_where_nobody_came_are_missed_once_all_are_read(bag):
    waiting = report(batch(REST), on=ON, counts=counts(bag), complete=False)
    assert (waiting.faults, waiting.rooms["103"].state, waiting.green) == ((), "waiting", False)
    found = report(batch(REST), on=ON, counts=counts(bag))
    (fault,) = found.faults
    assert (fault.code, fault.room, fault.detail["expected"], fault.detail["found"]) == ("count-bag", "103", bag, 0)
    recount = Settlement("fact", fault.key, {"what": "recount", "bag": 0}, 1, 2, "两人重新清点，袋是空的")
    again = report(batch(REST), on=ON, counts=counts(bag), settlements=[recount])
    assert again.green


def test_cards_that_may_be_in_a_cut_file_are_that_files_fault():
    cut = batch(raw=file_of("txt", REST).rstrip(b"\x1a")[:-30])
    assert [one.code for one in report(cut, on=ON, counts=counts(3)).faults] == ["cut"]
