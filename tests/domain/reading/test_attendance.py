"""A record sheet entered: who it may name, and when it says why."""

import pytest

from server.domain.reading.attendance import Attendance, Replaced, attendance_from_row, attendance_to_row, mark
from server.domain.refusal import Refusal

LISTED = {"1", "2", "3"}
AWAY = Attendance(frozenset({"1"}), frozenset({"2"}), (Replaced("3", "A1", "A2"),), 3)


def code(*given):
    with pytest.raises(Refusal) as told:
        mark(*given)
    assert told.value.said("en")["fix"]
    return told.value.code


def test_a_sheet_that_agrees_with_what_was_counted_needs_no_reason():
    mark(AWAY, LISTED, {"absent": 1, "misconduct": 1, "void_lines": 1, "cards_bag": 3}, None, "")
    mark(AWAY, LISTED, {}, AWAY, "")


@pytest.mark.parametrize(("said", "counted", "before", "expected"), [
    (Attendance(frozenset({"9"})), {}, None, "attendance-unknown"),
    (Attendance(replaced=(Replaced("9", "", ""),)), {}, None, "attendance-unknown"),
    (Attendance(frozenset({"1"}), frozenset({"1"})), {}, None, "attendance-both"),
    (Attendance(frozenset({"1"}), replaced=(Replaced("1", "", ""),)), {}, None, "attendance-replaced"),
    (AWAY, {"absent": 2}, None, "attendance-differs"),
    (AWAY, {"cards_bag": 2}, None, "attendance-differs"),
    (AWAY, {}, Attendance(), "attendance-again"),
])  # fmt: skip
def test_what_cannot_be_or_differs_without_a_reason_is_refused(said, counted, before, expected):
    assert code(said, LISTED, counted, before, "") == expected


def test_a_reason_lets_a_difference_pass_and_nothing_that_cannot_be():
    mark(AWAY, LISTED, {"absent": 2}, Attendance(), "座次表没有签名")
    assert code(Attendance(frozenset({"9"})), LISTED, {}, None, "座次表没有签名") == "attendance-unknown"


def test_a_sheet_is_kept_and_read_back():
    assert attendance_from_row(attendance_to_row(AWAY)) == AWAY
    assert attendance_from_row(None) is None
