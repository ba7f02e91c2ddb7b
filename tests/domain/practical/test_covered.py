"""Which part of the working time no film shows."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.practical.covered import lasting, missing, uncovered, worth_naming

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
MINUTES = st.integers(-90, 150)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def spans(*told):
    return [(at(start), at(end)) for start, end in told]


def minutes(gaps):
    return [tuple((moment - NINE) / timedelta(minutes=1) for moment in gap) for gap in gaps]


@pytest.mark.parametrize(
    ("films", "gaps"),
    [
        ([(-5, 65)], []),
        ([(0, 60)], []),
        ([], [(0, 60)]),
        ([(-30, -1)], [(0, 60)]),
        ([(61, 90)], [(0, 60)]),
        ([(0, 12), (31, 60)], [(12, 31)]),
        ([(31, 60), (0, 12)], [(12, 31)]),
        ([(-5, 20), (20, 40), (30, 61)], []),
        ([(10, 20), (15, 18), (40, 50)], [(0, 10), (20, 40), (50, 60)]),
        ([(10, 50), (20, 30)], [(0, 10), (50, 60)]),
    ],
)
def test_films_cover_a_time_together(films, gaps):
    assert minutes(uncovered(at(0), at(60), spans(*films))) == gaps


@pytest.mark.parametrize(("allowed", "told"), [(0, 2), (1, 2), (2, 0), (5, 0)])
def test_what_is_left_out_is_told_once_it_is_more_than_allowed_in_all(allowed, told):
    films = spans((0, 20), (21, 40), (41, 60))
    assert len(missing(at(0), at(60), films, timedelta(minutes=allowed))) == told


def test_seconds_between_two_parts_are_named_only_where_nothing_longer_lacks():
    second = (at(20), at(20) + timedelta(seconds=1))
    assert worth_naming([second, (at(30), at(40))]) == ((at(30), at(40)),)
    assert worth_naming([second]) == (second,)


@given(st.lists(st.tuples(MINUTES, st.integers(0, 90))), st.integers(0, 90))
def test_each_minute_is_either_shown_by_a_film_or_lies_in_a_gap(films, length):
    told = [(start, start + lasts) for start, lasts in films]
    gaps = minutes(uncovered(at(0), at(length), spans(*told)))
    for minute in range(length):
        shown = any(start <= minute and minute + 1 <= end for start, end in told)
        lacks = any(start <= minute and minute + 1 <= end for start, end in gaps)
        assert shown != lacks


@given(st.lists(st.tuples(MINUTES, st.integers(0, 90))), st.integers(0, 90), st.randoms())
def test_the_order_and_repetition_of_films_change_nothing_and_one_more_never_lacks_more(films, length, rng):
    told = spans(*((start, start + lasts) for start, lasts in films))
    gaps = uncovered(at(0), at(length), told)
    mixed = told + told
    rng.shuffle(mixed)
    assert uncovered(at(0), at(length), mixed) == gaps
    assert all(at(0) <= start < end <= at(length) for start, end in gaps)
    assert all(one[1] < other[0] for one, other in pairwise(gaps))
    assert lasting(uncovered(at(0), at(length), told[1:])) >= lasting(gaps)
