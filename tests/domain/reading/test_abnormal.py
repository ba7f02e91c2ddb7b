"""Abnormal lists: who is listed and why, and who is not."""

import pytest

from server.domain.policy import Policy
from server.domain.reading.abnormal import Bounds, abnormal, bounds_of
from server.domain.reading.key import Key, Question
from server.domain.reading.marking import Sheet, mark
from tests.reading_day import keys, number, plant, session_cards, sheets

SUBJECT = "电工/4"
KEYS = {(SUBJECT, ""): Key(SUBJECT, "", tuple(Question("single", ("A",), 100) for _ in range(20)), 1200)}


def listed(*cards):
    told = [
        Sheet(f"{seat:03d}", room, str(seat), SUBJECT, "", tuple(marks)) for seat, (room, marks) in enumerate(cards, 1)
    ]
    return [(line.what, line.number, line.other) for line in abnormal(mark(told, KEYS), KEYS)]


def test_an_ordinary_room_has_no_list():
    assert listed(("101", "A" * 12 + "BCDBCDBC"), ("101", "BCDBCDBC" + "A" * 12)) == []


@pytest.mark.parametrize(
    ("marks", "what"),
    [
        ("B" * 20, ["zero"]),
        ("A" + "B" * 19, ["low"]),
        ("A" * 20, ["high"]),
        (["A"] * 14 + [""] * 6, ["blank"]),
    ],
)
def test_what_one_card_is_listed_for(marks, what):
    assert [one[0] for one in listed(("101", marks))] == what


def test_two_in_a_room_with_the_same_wrong_answers_are_a_pair():
    same = "A" * 12 + "BCDBCDBC"
    assert listed(("101", same), ("101", same)) == [("identical", "001", "002")]


def test_two_who_know_everything_are_no_pair():
    assert listed(("101", "A" * 19 + "B"), ("101", "A" * 19 + "B")) == []


def test_the_same_answers_in_another_room_are_no_pair():
    same = "A" * 12 + "BCDBCDBC"
    assert listed(("101", same), ("102", same)) == []


def test_two_with_papers_a_and_b_of_one_trade_and_level_are_a_pair_and_two_of_other_levels_are_none():
    marks, other = tuple("A" * 12 + "BCDBCDBC"), "电工/3"
    held = {(of, paper): Key(of, paper, KEYS[SUBJECT, ""].questions, 1200) for of in (SUBJECT, other) for paper in "AB"}
    told = [Sheet("1", "101", "1", SUBJECT, "A", marks), Sheet("2", "101", "2", SUBJECT, "B", marks)]
    told.append(Sheet("3", "101", "3", other, "A", marks))
    found = abnormal(mark(told, held), held)
    assert [(line.number, line.other) for line in found if line.what == "identical"] == [("1", "2")]


def test_questions_that_both_left_out_are_not_alike():
    left = ["A"] * 12 + [""] * 5 + ["B", "C", "D"]
    assert "identical" not in {one[0] for one in listed(("101", left), ("101", left))}


def test_the_bounds_are_data():
    told = [Sheet("1", "101", "1", SUBJECT, "", ("A",) * 16 + ("B",) * 4)]
    marked = mark(told, KEYS)
    assert abnormal(marked, KEYS) == []
    (line,) = abnormal(marked, KEYS, Bounds(high=80))
    assert (line.what, line.score, line.full) == ("high", 1600, 2000)


def test_the_bounds_are_the_plans():
    told = [Sheet("1", "101", "1", SUBJECT, "", ("A",) * 16 + ("B",) * 4)]
    marked = mark(told, KEYS)
    assert [line.what for line in abnormal(marked, KEYS, bounds_of(Policy(abnormal_high=80)))] == ["high"]
    assert [line.what for line in abnormal(marked, KEYS, bounds_of(Policy(abnormal_high=81)))] == []
    assert bounds_of(Policy(abnormal_beyond=8, abnormal_wrong=9)) == Bounds(beyond=8.0, wrong=9)


def day(cards):
    return abnormal(mark(sheets(cards), keys()), keys())


def test_nobody_of_six_hundred_who_worked_alone_is_in_a_pair_and_the_planted_one_is_found():
    cards = session_cards([str(room) for room in range(101, 121)], seats=30, absent=())
    assert [line for line in day(cards) if line.what == "identical"] == []
    copied, planted = plant(cards, "identical", number("107", 5))
    found = [line for line in day(copied) if line.what == "identical"]
    assert [(line.room, line.number, line.other) for line in found] == [("107", planted.number, planted.other)]
    (line,) = found
    assert line.same == line.of


def hundred(right, *, blank=0, room="101", seat=1, wrong="B"):
    marks = ("A",) * right + ("",) * blank + (wrong,) * (100 - right - blank)
    return Sheet(f"{room}-{seat}", room, str(seat), SUBJECT, "", marks)


HUNDRED = {(SUBJECT, ""): Key(SUBJECT, "", tuple(Question("single", ("A",), 100) for _ in range(100)), 6000)}


def counts_listed(cards, what, policy):
    return {int(line.room) for line in abnormal(mark(cards, HUNDRED), HUNDRED, bounds_of(policy)) if line.what == what}


@pytest.mark.parametrize(
    ("what", "card", "reached"),
    [
        ("high", hundred, lambda count, bound: count >= bound),
        ("low", hundred, lambda count, bound: 0 < count <= bound),
        ("blank", lambda count, room: hundred(0, blank=count, room=room), lambda count, bound: count >= bound),
    ],
)
def test_whoever_is_at_a_bound_is_listed_and_nobody_below_it_at_every_per_cent(what, card, reached):
    cards = [card(count, room=str(count)) for count in range(101)]
    for bound in range(101):
        policy = Policy(**{"abnormal_low": 0, f"abnormal_{what}": bound})
        taken = counts_listed(cards, "low", policy) | {0} if what == "high" else set()  # one line tells of a score
        assert counts_listed(cards, what, policy) == {n for n in range(101) if reached(n, bound)} - taken, bound


def test_two_at_the_bound_of_equal_answers_are_listed_and_none_below_it_at_every_per_cent():
    cards = [
        sheet
        for same in range(101)
        for sheet in (hundred(same, room=str(same)), hundred(same, room=str(same), seat=2, wrong="C"))
    ]
    for bound in range(101):
        policy = Policy(abnormal_same=bound, abnormal_wrong=0, abnormal_beyond=1000)
        assert counts_listed(cards, "identical", policy) == set(range(bound, 101)), bound
