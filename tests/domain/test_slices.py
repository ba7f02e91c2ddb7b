"""What each request of an upload brought: how it is written, read again, and found to be the whole."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import slices as rules
from server.domain.slices import Slice

TEN = Slice(0, 10, "a" * 64, "2026-11-22T01:10:00.123Z", True)
REST = Slice(10, 5, None, "2026-11-22T01:10:00.373Z", False)


def test_a_line_names_place_length_hash_time_and_whose_hash_it_is():
    assert rules.lines([TEN, REST]) == [
        f"0 10 {'a' * 64} 2026-11-22T01:10:00.123Z device",
        "10 5 - 2026-11-22T01:10:00.373Z hub",
    ]
    assert len(rules.COLUMNS.split()) == 5


@given(st.lists(st.tuples(st.integers(0, 2**44), st.integers(1, 2**44), st.booleans(), st.booleans())))
def test_what_was_written_is_read_again(said):
    some = [Slice(at, count, "b" * 64 if known else None, TEN.received, own) for at, count, known, own in said]
    assert rules.read(rules.lines(some)) == some


@pytest.mark.parametrize("line", ["", "1 2", "x 10 - t hub", "0 10 - t hub more"])
def test_what_is_no_line_is_not_read(line):
    with pytest.raises(ValueError, match=r"."):
        rules.read([line])


def test_the_hash_of_a_list_is_that_of_its_lines_and_changes_with_any_of_them():
    text = "".join(f"{line}\n" for line in rules.lines([TEN, REST]))
    assert rules.digest([TEN, REST]) == hashlib.sha256(text.encode()).hexdigest()
    assert rules.digest([TEN, replace(REST, received=TEN.received)]) != rules.digest([TEN, REST])
    assert rules.digest([]) is None


def test_slices_follow_each_other_to_the_last_byte():
    assert rules.joined([TEN, REST], 15)
    assert rules.joined([REST], 15)  # what came before slices were noted has none
    assert not rules.joined([TEN, REST], 16)
    assert not rules.joined([TEN, replace(REST, offset=11)], 16)
    assert not rules.joined([TEN, replace(REST, length=0)], 10)
    assert not rules.joined([], 15)
