"""How much stations may bring, to the file and the byte."""

from datetime import timedelta

import pytest

from server.domain.reading.inflow import (
    ALL_BYTES,
    ALL_FILES,
    AT_ONCE,
    MOST_BYTES,
    MOST_FILES,
    Brought,
    counts,
    may_bring,
)
from server.domain.refusal import Refusal
from tests.exam_day import MORNING


@pytest.mark.parametrize(
    ("own", "every", "coming"),
    [
        (Brought(), Brought(), 0),
        (Brought(MOST_FILES - 1, 0), Brought(ALL_FILES - 1, 0), AT_ONCE - 1),
        (Brought(1, MOST_BYTES - 10), Brought(1, ALL_BYTES - 10), 0),
    ],
)
def test_up_to_the_limits_files_come(own, every, coming):
    may_bring(10, own, every, coming)


@pytest.mark.parametrize(
    ("own", "every", "coming", "code"),
    [
        (Brought(MOST_FILES, 0), Brought(MOST_FILES, 0), 0, "reader-station-full"),
        (Brought(1, MOST_BYTES - 9), Brought(1, MOST_BYTES - 9), 0, "reader-station-full"),
        (Brought(), Brought(ALL_FILES, 0), 0, "reader-hub-full"),
        (Brought(), Brought(1, ALL_BYTES - 9), 0, "reader-hub-full"),
        (Brought(), Brought(), AT_ONCE, "reader-at-once"),
    ],
)
def test_beyond_them_it_is_said_what_is_and_what_may_be(own, every, coming, code):
    with pytest.raises(Refusal) as refused:
        may_bring(10, own, every, coming)
    assert refused.value.code == code
    said = refused.value.said("zh")
    assert "{" not in said["says"] + said["fix"]


@pytest.mark.parametrize(
    ("ago", "counted"),
    [
        (timedelta(0), True),
        (timedelta(hours=24) - timedelta(seconds=1), True),
        (timedelta(hours=24), False),
        (timedelta(days=300), False),
        (-timedelta(minutes=5), True),
        (-timedelta(days=300), False),
    ],
)
def test_a_file_counts_for_a_day(ago, counted):
    assert counts(MORNING - ago, MORNING) is counted
