"""Which form of the paper a card should show: whichever way a site hands them out, none of its cards stands out."""

from dataclasses import replace

import pytest

from reading import Card
from server.domain.reading.batch import Effective
from server.domain.reading.fault import Row
from server.domain.reading.listed import Listed, Roster
from server.domain.reading.paper import Turns

ODD_ROOMS = {"001": 25, "002": 29, "003": 1, "004": 7}


def roster(rooms, *, on=True):
    """A list, its numbers counted on from room to room or anew in each."""
    every, total = [], 0
    for room, size in rooms.items():
        for seat in range(1, size + 1):
            total += 1
            number = f"036026{room}{total if on else seat:03d}"
            every.append(Listed(number, "考生", "S1", room, str(seat)))
    return Roster(every)


def cards(of, form):
    """A card each, of the form that ``form`` gives a candidate by their place on the list."""
    read = [
        Card(row, None, one.number, ("A",), paper=form(one, row - 1), seat=one.seat)
        for row, one in enumerate(of.every, 1)
    ]
    return [Effective(Row("f" * 64, card.row), card, card, one.room) for card, one in zip(read, of.every, strict=True)]


def standing_out(read, of):
    turns = Turns(read, of)
    return [
        card.card.number
        for card in read
        if (due := turns.due(card, of.of[card.card.number])) and card.card.paper not in due
    ]


WAYS = {
    "by seat": lambda one, place: "BA"[int(one.seat) % 2],
    "by number": lambda one, place: "BA"[int(one.number[-1]) % 2],
    "down the list": lambda one, place: "AB"[place % 2],
    "each room from another form": lambda one, place: "BA"[(int(one.seat) + (one.room in ("002", "004"))) % 2],
    "as it comes": lambda one, place: "AABABBBABAAB"[place * 5 % 12],
    "one form alone": lambda one, place: "A",
}


@pytest.mark.parametrize("on", [True, False], ids=["numbers on from room to room", "numbers anew in each room"])
@pytest.mark.parametrize("way", WAYS)
def test_no_card_stands_out_whichever_way_the_forms_were_handed_out(way, on):
    of = roster(ODD_ROOMS, on=on)
    assert standing_out(cards(of, WAYS[way]), of) == []


@pytest.mark.parametrize("way", ["by seat", "by number", "down the list", "each room from another form"])
def test_the_one_card_of_the_other_form_stands_out(way):
    of = roster(ODD_ROOMS)
    read = cards(of, WAYS[way])
    for place in (0, 30, 53):
        one = read[place]
        other = replace(one, card=replace(one.card, paper="AB"["BA".index(one.card.paper)]))
        assert standing_out([*read[:place], other, *read[place + 1 :]], of) == [one.card.number]


def test_a_room_of_one_tells_nothing_where_its_card_alone_is_of_the_other_form():
    of = roster({"001": 30, "002": 30, "003": 1})
    assert standing_out(cards(of, lambda one, place: "BA"[(place + (one.room == "003")) % 2]), of) == []


def test_a_card_confirmed_at_anothers_seat_may_be_of_either_form():
    of = roster({"001": 30, "002": 20})
    read = cards(of, WAYS["by seat"])
    moved = [replace(one, card=replace(one.card, seat="6")) if one.card.seat == "3" else one for one in read]
    assert standing_out(moved, of) == []
    other = [replace(one, card=replace(one.card, paper="B")) if one.card.seat == "6" else one for one in moved]
    assert standing_out(other, of) == []


def test_a_small_room_whose_cards_are_mostly_of_the_other_form_tells_nothing():
    of = roster({"001": 30, "002": 30, "003": 4})
    turned = ("1", "2", "3")
    read = cards(of, lambda one, place: "BA"[(place + (one.room == "003" and one.seat in turned)) % 2])
    assert standing_out(read, of) == []
