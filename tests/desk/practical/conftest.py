"""A workshop in which a practical session is held, with an assessor signed in on the phone at its door."""

import pytest

from tests.practical_day import ASSESSORS, Stations, prepare_practical


@pytest.fixture
def workshop(day, device):
    """The exam day with its practical session; the clock stands at 08:00."""
    prepare_practical(day, device("tablet"))
    return day


@pytest.fixture
def stations(workshop, device):
    """The acts at the stations, by the assessor who leads the team."""
    phone = device("phone")
    phone.sign_in(ASSESSORS[0])
    return Stations(phone, workshop)
