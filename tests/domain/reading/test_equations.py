"""A room whose candidates all stayed away: cards that were counted in its bag are to be read as any others."""

from dataclasses import replace

import pytest

from server.domain.reading.batch import Settlement
from server.domain.reading.listed import Counted, ReadingPolicy
from tests.domain.reading.session import batch, candidates, report
from tests.reading_day import ABSENT, file_of, listed, number, session_cards

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


def test_a_voided_card_alone_in_the_bag_of_a_room_where_nobody_came_keeps_nothing_waiting():
    counted = counts(1) | {"103": Counted(1, void=1, absent=10)}
    assert report(batch(REST), on=ON, counts=counted).green
    assert report(batch(REST), on=ON, counts=counted, complete=False).green


def test_cards_of_absent_candidates_that_were_not_read_are_missing_once():
    read = [card for card in session_cards() if card.room != "103"]
    counted = {"101": Counted(10, absent=2), "102": Counted(10, absent=2), "103": Counted(3, absent=10)}
    found = report(batch(read), on=ON, counts=counted, policy=ReadingPolicy("bagged"))
    assert [(one.code, one.room) for one in found.faults] == [("missing-room", "103")]


# A room whose only card lies in another room's pile


ALONE = number("103", 1)
LISTED = [one for one in candidates() if one.room != "103" or one.number == ALONE]
ASTRAY = batch(
    [
        replace(card, room="102") if card.number == ALONE else card
        for card in session_cards(mark_absent=False)
        if card.room != "103" or card.number == ALONE
    ]
)


def settled_astray(**more):
    (fault,) = [one for one in report(ASTRAY, on=LISTED, **more).faults if one.code == "wrong-room"]
    kept = Settlement("fact", fault.key, {"what": "keep-number"}, 1, 2, "号码与笔迹相符")
    return report(ASTRAY, on=LISTED, settlements=[kept], **more)


def test_a_room_whose_every_card_lies_in_another_pile_waits_for_nothing_once_that_is_settled():
    assert settled_astray(complete=False).rooms["103"].state == "waiting"
    found = settled_astray()
    assert [one.code for one in found.faults if one.is_open] == []
    assert found.green


def test_a_card_counted_in_its_own_bag_and_read_in_another_is_counted_again_in_both():
    counted = {"101": Counted(8, absent=2), "102": Counted(8, absent=2), "103": Counted(1, absent=0)}
    found = settled_astray(counts=counted)
    opened = [one for one in found.faults if one.is_open]
    assert [(one.code, one.room) for one in opened] == [("count-bag", "102"), ("count-bag", "103")]
    assert not found.green
