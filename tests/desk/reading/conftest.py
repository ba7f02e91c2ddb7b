"""The reading room at the door: a station of its own, the chief's tablet, and everybody who reads."""

import pytest

from tests.reading_room import Room, prepare_reading


@pytest.fixture
def room(hub, day, device):
    chief, station = device("tablet"), device("reader")
    return Room(hub, day, station, chief, prepare_reading(day, chief))
