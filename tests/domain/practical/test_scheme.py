"""Scoring schemes: what can be scored by, and how points are written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.practical.scheme import (
    Combine,
    Item,
    Scheme,
    Wanted,
    check,
    points,
    scheme_from_row,
    scheme_to_row,
    with_items,
)
from server.domain.refusal import Refusal

ITEMS = (
    Item("1", "第一题", "接线", 6000, "松动一处扣 5 分"),
    Item("2", "第一题", "短路", 0, "", failing=True),
    Item("3", "第二题", "检修", 4000, ""),
)
SCHEME = Scheme(20261122, "电工", 4, "电工四级", ITEMS)


def refused(scheme):
    with pytest.raises(Refusal) as refusal:
        check(scheme)
    return refusal.value.code


def test_a_scheme_with_points_and_a_reachable_pass_can_be_scored_by():
    check(SCHEME)
    assert SCHEME.full == 10000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"items": ()}, "scheme-empty"),
        ({"items": (ITEMS[1],)}, "scheme-empty"),
        ({"items": (*ITEMS, ITEMS[0])}, "scheme-twice"),
        ({"items": (ITEMS[0], replace(ITEMS[2], full=0))}, "scheme-item"),
        ({"combine": Combine(passing=10001)}, "scheme-pass"),
        ({"combine": Combine(passing=0)}, "scheme-pass"),
        ({"combine": Combine(threshold=10001)}, "scheme-threshold"),
        ({"media": (*SCHEME.media, SCHEME.media[0])}, "scheme-twice"),
        ({"media": (Wanted("w", "photo", "practical", " ", 1, "candidate"),)}, "scheme-media-words"),
        ({"media": (Wanted("w", "photo", "practical", "接线", 1, "candidate", item="9"),)}, "scheme-media-item"),
        ({"media": (Wanted("w", "photo", "room", "全景", 1, "room", "before"),)}, "scheme-media-room"),
        ({"media": (Wanted("w", "photo", "room", "全景", 1, "room", item="1"),)}, "scheme-media-room"),
        ({"media": (Wanted("w", "photo", "practical", "接线", 1, "candidate", shortest=5),)}, "scheme-media-length"),
    ],
)
def test_what_nobody_could_score_by_is_refused(changes, code):
    assert refused(replace(SCHEME, **changes)) == code


def test_pictures_are_asked_for_of_an_item_at_a_time_and_of_a_length():
    check(replace(SCHEME, media=(Wanted("w", "video", "practical", "检修", 2, "candidate", "after", "3", 5, 1),)))
    check(replace(SCHEME, media=()))


def test_a_scheme_is_read_back_as_it_was_written():
    assert scheme_from_row(scheme_to_row(SCHEME)) == SCHEME


def test_what_an_older_hub_asked_for_is_asked_for_at_any_time_and_of_any_item():
    row = scheme_to_row(SCHEME)
    row["media"] = [{"id": "v", "what": "video", "purpose": "practical", "words": "录像", "least": 1, "per": "station"}]
    (wanted,) = scheme_from_row(row).media
    assert (wanted.when, wanted.item, wanted.shortest) == ("any", None, 0)


def test_with_other_items_pictures_of_an_item_that_is_gone_may_show_any():
    bound = Wanted("w", "photo", "practical", "检修", 1, "candidate", item="3")
    scheme = replace(SCHEME, media=(bound, replace(bound, id="v", item="1")))
    assert [one.item for one in with_items(scheme, ITEMS[:2]).media] == [None, "1"]


@given(st.integers(-(10**7), 10**7))
def test_points_are_written_exactly(hundredths):
    whole, _, part = points(hundredths).lstrip("-").partition(".")
    assert int(whole) * 100 + int(part.ljust(2, "0")) == abs(hundredths)
    assert not points(hundredths).endswith(("0", ".")) or "." not in points(hundredths)


def test_points_read_as_people_write_them():
    assert [points(value) for value in (6000, 9250, 5, 0, -1050)] == ["60", "92.5", "0.05", "0", "-10.5"]
