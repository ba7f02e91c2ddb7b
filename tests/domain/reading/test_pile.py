"""In whose pile a card lay where no room stands on it: a room of one or two has a pile of its own as any other."""

from dataclasses import replace

import pytest

from tests.domain.reading.session import batch, candidates, report, told
from tests.reading_day import number, session_cards

BARE = [replace(card, room="") for card in session_cards(mark_absent=False)]


def of_two(room):
    """A session whose ``room`` has two candidates."""
    few = {number(room, 1), number(room, 2)}
    return (
        [card for card in BARE if number(room, 0)[:-3] != card.number[:-3] or card.number in few],
        [one for one in candidates() if one.room != room or one.number in few],
    )


@pytest.mark.parametrize("room", ["101", "102", "103"])
def test_the_cards_of_a_room_of_two_are_in_no_wrong_pile(room):
    cards, on = of_two(room)
    assert report(batch(cards), on=on).clean


def test_a_card_away_from_its_rooms_others_lay_in_the_pile_around_it():
    stray = next(card for card in BARE if card.number == number("103", 1))
    rest = [card for card in BARE if card is not stray]
    moved = [*rest[:4], stray, *rest[4:]]
    assert report(batch(moved)).clean  # its room is read, and nothing on it speaks of another
    alone = [one for one in moved if one.number[:-3] != stray.number[:-3] or one is stray]
    (fault,) = (one for one in report(batch(alone), on=candidates()).faults if one.code == "wrong-room")
    assert told(fault) == ("wrong-room", "103", stray.number)
