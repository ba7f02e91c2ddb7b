"""Several sheets become one score: by the plan's rule, in whole hundredths, rounded half up once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.practical.combine import combine, half_up, one_of
from server.domain.practical.scheme import Combine, Item, Scheme
from server.domain.practical.score import Scored, Sheet

ITEMS = (
    Item("a", "第一题", "接线", 6000, ""),
    Item("x", "第一题", "短路", 0, "", failing=True),
    Item("b", "第二题", "检修", 4000, ""),
)
TOTALS = st.lists(st.integers(0, 10_000), min_size=1, max_size=9)


def scheme(**how):
    return Scheme(1, "电工", 4, "", ITEMS, Combine(**how))


def sheet(a, b, *, fails=False):
    items = (Scored("a", "", 6000 - a, a), Scored("x", "短路", 0, 0, failed=fails), Scored("b", "", 4000 - b, b))
    return Sheet("f", "", items, b if fails else a + b)


def sheets(*given):
    return dict(enumerate(given, 1))


@pytest.mark.parametrize(
    ("rule", "totals", "score"),
    [
        ("mean", [8000, 8001, 8001], 8001),  # 8000.67
        ("mean", [8000, 8001], 8001),  # 8000.5 goes up
        ("mean", [8000, 8000, 8001], 8000),  # 8000.33
        ("trimmed", [0, 8000, 10_000], 8000),
        ("trimmed", [7000, 8000], 7500),  # two are not trimmed
        ("trimmed", [0, 7000, 8000, 9000, 10_000], 8000),
        ("median", [0, 7900, 10_000], 7900),
        ("median", [7000, 8001], 7501),
    ],
)
def test_the_rules_by_example(rule, totals, score):
    assert one_of(Combine(rule=rule), totals) == score


@given(TOTALS, st.sampled_from(["mean", "trimmed", "median"]))
def test_a_combined_score_lies_between_the_lowest_and_the_highest_whatever_their_order(totals, rule):
    score = one_of(Combine(rule=rule), totals)
    assert min(totals) <= score <= max(totals)
    assert score == one_of(Combine(rule=rule), sorted(totals, reverse=True))


@given(st.integers(0, 10**6), st.integers(1, 15))
def test_a_quotient_is_rounded_half_up(amount, by):
    exact = Fraction(amount, by)
    assert abs(half_up(amount, by) - exact) <= Fraction(1, 2)
    assert exact - half_up(amount, by) < Fraction(1, 2)  # a half never goes down


def test_no_sheet_is_no_score_and_not_0():
    assert combine(scheme(), {}) is None
    assert combine(scheme(), sheets(sheet(0, 0))).score == 0


def test_a_question_most_find_failed_earns_nothing_on_any_sheet():
    found = combine(scheme(), sheets(sheet(6000, 3000, fails=True), sheet(6000, 3000, fails=True), sheet(6000, 3000)))
    assert (found.failed, found.split) == (("第一题",), ("第一题",))
    assert set(found.totals.values()) == {3000}
    assert (found.score, found.spread, found.passed) == (3000, 0, False)


def test_a_question_one_of_three_finds_failed_counts_as_the_others_say_but_for_any():
    given_ = sheets(sheet(6000, 3000, fails=True), sheet(6000, 3000), sheet(6000, 3000))
    assert combine(scheme(failing="majority"), given_).score == 9000
    assert combine(scheme(failing="any"), given_).score == 3000
    assert combine(scheme(failing="majority"), given_).split == ("第一题",)


def test_items_that_one_left_out_of_a_question_most_find_met_are_named_and_not_taken_for_0():
    only_c = Sheet("f", "", (Scored("x", "短路", 0, 0, failed=True), Scored("b", "", 1000, 3000)), 3000)
    others = (sheet(6000, 3000), sheet(6000, 3000))
    assert combine(scheme(), sheets(only_c, *others)).skipped == ("a",)
    assert combine(scheme(), sheets(sheet(6000, 3000, fails=True), *others)).skipped == ()
    assert combine(scheme(failing="any"), sheets(only_c, *others)).skipped == (), "the question failed for all"


def test_the_spread_is_what_lies_between_the_highest_and_the_lowest_total():
    found = combine(scheme(), sheets(sheet(6000, 4000), sheet(5000, 4000), sheet(4500, 3400)))
    assert found.spread == 10_000 - 7900
    assert found.passed
