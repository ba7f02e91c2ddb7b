"""Marking: every rule of the key, and that what cannot be marked has no score."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.reading.key import LETTERS, RULES, VOIDED, Key, Question
from server.domain.reading.marking import Beyond, Sheet, beyond, earned, mark, states
from server.domain.reading.release import sums, unmarked

SHEET = Sheet("2636001", "101", "1", "电工/4", "A", ("A", "BC"))
KEY = Key("电工/4", "A", (Question("single", ("A",), 100), Question("all", ("BC",), 200)), passing=180)
KEYS = {("电工/4", "A"): KEY}


@pytest.mark.parametrize(
    ("rule", "answer", "worth"),
    [
        ("single", "A", 300), ("single", "B", 0), ("single", "", 0), ("single", "*", 0), ("single", "AB", 0),
        ("given", "", 300), ("given", "*", 300), ("dropped", "A", 0),
    ],
)  # fmt: skip
def test_a_question_of_one_letter(rule, answer, worth):
    assert earned(Question(rule, () if rule in VOIDED else ("A",), 300), answer) == worth


@pytest.mark.parametrize(
    ("rule", "answer", "worth"),
    [
        ("all", "ABD", 200), ("all", "AB", 0), ("all", "ABCD", 0), ("all", "", 0), ("all", "*", 0),
        ("share", "ABD", 200), ("share", "AB", 133), ("share", "D", 67), ("share", "ABC", 0), ("share", "C", 0),
        ("share", "", 0), ("share", "ABCD", 0),
        ("part", "ABD", 200), ("part", "AB", 50), ("part", "D", 50), ("part", "AC", 0), ("part", "", 0),
    ],
)  # fmt: skip
def test_a_question_of_several_letters(rule, answer, worth):
    assert earned(Question(rule, ("ABD",), 200, 50 if rule == "part" else 0), answer) == worth


def test_where_several_answers_are_right_the_best_counts():
    assert earned(Question("single", ("A", "C"), 100), "C") == 100
    assert earned(Question("share", ("AB", "ABCD"), 200), "AB") == 200


def test_a_card_is_marked_by_the_key_of_its_subject_and_paper():
    (one,) = mark([SHEET], KEYS)
    assert (one.state, one.total, one.earned, one.passed) == ("scored", 300, (100, 200), True)
    (low,) = mark([replace(SHEET, answers=("A", "B"))], KEYS)
    assert (low.total, low.passed) == (100, False)


ANSWERS = st.none() | st.lists(st.sampled_from(["A", "BC", "", "*", "?"]), max_size=3).map(tuple)
SHEETS = st.lists(
    st.builds(
        replace, st.just(SHEET), paper=st.sampled_from(["", "A", "B"]), answers=ANSWERS, absent=st.booleans(),
        void=st.booleans(), lost=st.booleans(),
    )
)  # fmt: skip


@given(SHEETS, st.sampled_from([{}, KEYS, {("电工/4", ""): KEY}, KEYS | {("电工/4", "B"): KEY}]))
def test_where_each_stands_is_told_without_marking_as_marking_tells_it(sheets, keys):
    found = mark(sheets, keys)
    assert states(sheets, keys) == [one.state for one in found]
    known, all_of_it = unmarked(states(sheets, keys)), sums(found)
    for name in ("candidates", "scored", "absent", "void", "lost"):
        assert getattr(known, name) == getattr(all_of_it, name)


def test_a_key_for_all_papers_marks_those_without_one_of_their_own():
    (one,) = mark([replace(SHEET, paper="B")], {("电工/4", ""): KEY})
    assert one.total == 300
    (none,) = mark([replace(SHEET, paper="B")], KEYS)
    assert (none.state, none.total) == ("no-key", None)


def test_a_key_for_all_papers_marks_no_subject_of_which_there_are_two():
    whole = {("电工/4", ""): KEY}
    two = [SHEET, replace(SHEET, paper="B")]
    assert [one.state for one in mark(two, whole)] == ["no-key"] * 2
    assert [one.state for one in mark(two, whole | KEYS)] == ["scored", "no-key"]
    assert [one.state for one in mark(two[1:], whole, {("电工/4", "A")})] == ["no-key"]
    assert [one.state for one in mark([replace(SHEET, paper="")], whole, {("焊工/4", "A")})] == ["scored"]
    with_absent = [SHEET, replace(SHEET, paper="B", answers=None, absent=True), replace(SHEET, paper="")]
    assert [one.state for one in mark(with_absent, whole)] == ["scored", "absent", "scored"]


@pytest.mark.parametrize("rule", sorted(VOIDED))
def test_an_unsure_mark_where_nothing_is_marked_holds_nothing_up(rule):
    key = replace(KEY, questions=(Question(rule, (), 100), KEY.questions[1]))
    (one,) = mark([replace(SHEET, answers=("?", "BC"))], {("电工/4", "A"): key})
    assert (one.state, one.total) == ("scored", 300 if rule == "given" else 200)


def test_a_key_shorter_than_what_is_answered_is_told():
    marked = mark([SHEET, replace(SHEET, answers=("A", "BC", "", "D", "")), replace(SHEET, absent=True)], KEYS)
    assert beyond(marked) == [Beyond("电工/4", "A", 2, 4, 1)]
    assert beyond(mark([SHEET], KEYS)) == []


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"absent": True}, "absent"),
        ({"void": True}, "void"),
        ({"void": True, "absent": True}, "void"),
        ({"answers": None}, "unread"),
        ({"answers": None, "lost": True}, "lost"),
        ({"answers": ("A", "?")}, "unsure"),
        ({"answers": ("A",)}, "unfit"),
        ({"subject": "焊工/4"}, "no-key"),
    ],
)
def test_what_cannot_be_marked_has_no_score_and_says_why(changes, state):
    (one,) = mark([replace(SHEET, **changes)], KEYS)
    assert (one.state, one.total, one.earned, one.passed) == (state, None, (), None)


def test_answers_beyond_the_paper_do_not_count_and_an_unsure_one_there_holds_nothing_up():
    (one,) = mark([replace(SHEET, answers=("A", "BC", "D", "?"))], KEYS)
    assert (one.state, one.total) == ("scored", 300)


@given(
    st.sampled_from(RULES),
    st.sets(st.sampled_from(LETTERS), min_size=1).map(lambda of: "".join(sorted(of))),
    st.one_of(st.just(""), st.just("*"), st.sets(st.sampled_from(LETTERS)).map(lambda of: "".join(sorted(of)))),
    st.integers(2, 10_000),
)
def test_no_answer_earns_less_than_nothing_or_more_than_the_question_is_worth(rule, right, answer, points):
    question = Question(rule, () if rule in VOIDED else (right,), points, points // 2 if rule == "part" else 0)
    worth = earned(question, answer)
    assert 0 <= worth <= points
    assert earned(question, right) == (0 if rule == "dropped" else points)
