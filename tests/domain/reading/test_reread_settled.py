"""A room read again after a number was put right: the new reading is held against what two people settled."""

from dataclasses import replace

import pytest

from server.domain.reading.batch import Settlement
from server.domain.reading.said import says
from server.domain.reading.settling import completed
from tests.domain.reading.session import batch, report
from tests.reading_day import number, plant, session_cards

RIGHT = number("101", 4)
WRONG = "99" + RIGHT[2:]
CARDS = session_cards()
MISREAD = [replace(card, number=WRONG) if card.number == RIGHT else card for card in CARDS]


@pytest.fixture
def settled():
    """The first file, in which one number was misread, and how that was settled."""
    first = batch(MISREAD)
    (fault,) = report(first).faults
    place = fault.places[0]
    said = {"what": "give-number", "batch": place.batch, "row": place.row, "number": RIGHT}
    return first, Settlement("fact", fault.key, said, 1, 2, "看卡上手写号码")


def with_another_answer(cards, of):
    return [
        replace(card, answers=("D" if card.answers[0] != "D" else "A", *card.answers[1:]))
        if card.number == of
        else card
        for card in cards
    ]


def rereads(first, again, settlement):
    return [one for one in report(first, again, settlements=[settlement]).faults if one.code == "re-read"]


def test_a_re_reading_that_has_the_number_as_settled_differs_in_nothing(settled):
    assert rereads(settled[0], batch(CARDS, name="B"), settled[1]) == []


def test_the_same_marks_read_again_differ_in_nothing_either(settled):
    again = batch(with_another_answer(MISREAD, number("102", 1)), name="B")
    assert [one.room for one in rereads(settled[0], again, settled[1])] == ["102"]


def test_where_something_else_differs_it_is_said_that_the_number_was_put_right(settled):
    again = batch(with_another_answer(MISREAD, number("101", 1)), name="B")
    (fault,) = rereads(settled[0], again, settled[1])
    cells = {cell.field: cell for cell in fault.detail["cells"]}
    assert (cells["number"].first, cells["number"].second, cells["number"].marked) == (RIGHT, WRONG, WRONG)
    assert cells["answers"].marked is None
    zh, en = says(fault)
    assert f"{RIGHT}（已更正，原读作 {WRONG}）→{WRONG}" in zh
    assert f"put right, read as {WRONG}" in en


def test_a_re_reading_that_reads_a_third_number_is_held_against_the_settled_one(settled):
    third = "98" + RIGHT[2:]
    again = batch([replace(card, number=third) if card.number == WRONG else card for card in MISREAD], name="B")
    (fault,) = rereads(settled[0], again, settled[1])
    assert [(cell.first, cell.second) for cell in fault.detail["cells"]] == [(RIGHT, third)]


# Swapped cards: both numbers that the machine read are listed


@pytest.fixture
def swapped():
    """A file in which two cards bear each other's number, the cards, and how that was settled."""
    cards, _ = plant(session_cards(), "swapped", number("102", 4))
    first = batch(cards)
    (fault,) = report(first).faults
    said = completed(fault, {"what": "swap-numbers"})
    return first, cards, Settlement("fact", fault.key, said, 1, 2, "按座次表和笔迹")


def of_room(cards):
    return [card for card in cards if card.room == "102"]


def test_a_room_with_swapped_numbers_put_right_reads_again_without_a_difference(swapped):
    first, cards, settlement = swapped
    found = report(first, batch(of_room(cards)), settlements=[settlement])
    assert [one.code for one in found.faults] == ["swapped"]
    assert found.green


def test_a_room_whose_swapped_cards_were_marked_anew_differs_from_what_was_settled_in_nothing(swapped):
    first, _, settlement = swapped
    assert rereads(first, batch(of_room(CARDS)), settlement) == []


def test_beside_swapped_numbers_only_what_is_read_otherwise_differs(swapped):
    first, cards, settlement = swapped
    other = number("102", 1)
    (fault,) = rereads(first, batch(with_another_answer(of_room(cards), other)), settlement)
    assert [(cell.number, cell.field, cell.question) for cell in fault.detail["cells"]] == [(other, "answers", 1)]
