"""The site's layout fits the admission number's three digits for the room, whatever its size."""

from random import Random

import pytest

from server.sample.site import LARGEST, rooms


@pytest.mark.parametrize("count", [1, 2, 3, 9, 67, 192, 250, LARGEST])
def test_rooms_are_as_many_as_asked_and_all_different(count):
    made = rooms(count, Random(1))
    assert len({room.number for room in made}) == len(made) == count
    assert all(len(room.number) == 3 and room.number.isdigit() for room in made)


def test_fewer_than_three_rooms_have_no_workshop_and_three_have_one():
    assert [room.trade for room in rooms(2, Random(1))] == [None, None]
    assert [room.trade is None for room in rooms(3, Random(1))] == [True, True, False]
