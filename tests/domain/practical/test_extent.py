"""From when to when a film shows what was before the camera, and when nobody can tell."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.practical.covered import lasting, uncovered
from server.domain.practical.extent import UNTOLD, extent

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def of(lasts, stated, *pauses, clocked=True):
    """A film from 9 o'clock on, in minutes since then."""
    spans = [(at(start), at(end)) for start, end in pauses]
    length = None if lasts is None else timedelta(minutes=lasts)
    ended, rested = extent(NINE, length, None if stated is None else at(stated), spans, clocked=clocked)
    minutes = lambda moment: (moment - NINE) / timedelta(minutes=1)  # noqa: E731 - said once
    return (
        None if ended is None else minutes(ended),
        None if rested is None else [(minutes(start), minutes(end)) for start, end in rested],
    )


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ((65, 65), (65, [])),
        ((65, 65.5), (65, [])),
        ((65, None), (65, [])),
        ((65, 0), (65, [])),
        ((None, 65), (65, [])),
        ((None, None), (None, [])),
        ((None, 0), (None, [])),
        ((53, 65, (22, 34)), (65, [(22, 34)])),
        ((53, 65.5, (22, 34)), (65, [(22, 34)])),
        ((None, 65, (22, 34)), (65, [(22, 34)])),
        ((53, 65, (22, 30), (26, 34)), (65, [(22, 30), (26, 34)])),
        ((22, 65, (22, 65)), (65, [(22, 65)])),
    ],
)
def test_a_film_ends_by_its_length_and_what_it_left_out(told, shown):
    assert of(*told) == shown


def test_a_film_that_is_shorter_than_its_time_rested_and_nobody_knows_when():
    assert of(53, 65) == (65, None)
    assert of(53, 65, (22, 25)) == (65, None)


def test_a_film_that_shows_its_pauses_or_whose_clock_was_set_back_tells_no_times():
    assert of(65, 65, (22, 34)) == (65, None)
    assert of(65, -5, (22, 34)) == (65, None)


def test_when_a_file_was_brought_says_nothing_of_its_length():
    assert of(5, 60, clocked=False) == (5, [])


PAUSES = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=8)


@given(PAUSES, st.integers(1, 60), st.integers(0, int(UNTOLD.total_seconds())))
def test_whatever_is_told_of_pauses_a_film_shows_as_long_as_it_is_and_nothing_within_them(pauses, after, late):
    reached, spans = NINE, []
    for runs, rests in pauses:
        begun = reached + timedelta(minutes=runs)
        reached = begun + timedelta(minutes=rests)
        spans.append((begun, reached))
    end = reached + timedelta(minutes=after)
    lasts = lasting(uncovered(NINE, end, spans))
    ended, rested = extent(NINE, lasts, end + timedelta(seconds=late), spans, clocked=True)
    shown = uncovered(NINE, ended, rested)
    assert (ended, lasting(shown)) == (end, lasts)
    assert all(stop <= begun or start >= until for start, stop in shown for begun, until in spans)


@given(PAUSES, st.integers(2, 60))
def test_with_one_pause_untold_no_time_is(pauses, untold):
    length = timedelta(minutes=sum(runs for runs, _ in pauses) + 1)
    stated = NINE + length + timedelta(minutes=sum(rests for _, rests in pauses) + untold)
    reached, spans = NINE, []
    for runs, rests in pauses:
        begun = reached + timedelta(minutes=runs)
        reached = begun + timedelta(minutes=rests)
        spans.append((begun, reached))
    assert extent(NINE, length, stated, spans, clocked=True) == (stated, None)
