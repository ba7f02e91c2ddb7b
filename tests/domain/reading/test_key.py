"""Answer keys: what can be marked by, and two entries that must say the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.reading.key import (
    LETTERS,
    RULES,
    VOIDED,
    Difference,
    Entry,
    Key,
    Question,
    Standing,
    check,
    differences,
    key_from_row,
    key_to_row,
    of_list,
    standing,
    withdraw,
)
from server.domain.refusal import Refusal

ONE = Question("single", ("C",), 100)
SOME = Question("all", ("AC",), 200)
KEY = Key("电工/4", "A", (ONE, SOME), passing=180)


def refused(key):
    with pytest.raises(Refusal) as told:
        check(key)
    assert told.value.said("zh")["says"]
    assert told.value.said("en")["says"]
    return told.value.code, told.value.params.get("number")


def test_a_key_that_says_what_is_right_at_each_question_can_be_marked_by():
    assert check(KEY).full == 300


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paper": "C"}, "key-paper"),
        ({"questions": ()}, "key-size"),
        ({"questions": (ONE,) * 501}, "key-size"),
        ({"passing": 0}, "key-passing"),
        ({"passing": 301}, "key-passing"),
    ],
)
def test_a_paper_that_is_none_is_refused(changes, code):
    assert refused(replace(KEY, **changes)) == (code, None)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question("single", ("A",), 0), "key-points"),
        (Question("single", ("A",), 10_001), "key-points"),
        (Question("single", (), 100), "key-answer"),
        (Question("single", ("",), 100), "key-answer"),
        (Question("single", ("X",), 100), "key-answer"),
        (Question("all", ("CA",), 100), "key-answer"),
        (Question("all", ("AA",), 100), "key-answer"),
        (Question("single", ("AB",), 100), "key-single"),
        (Question("part", ("AB",), 100, 100), "key-part"),
        (Question("part", ("AB",), 100, 0), "key-part"),
    ],
)
def test_a_question_that_cannot_be_marked_is_named_by_its_number(question, code):
    assert refused(replace(KEY, questions=(ONE, question, SOME))) == (code, 2)


def test_a_voided_question_needs_no_answer_and_a_dropped_one_lowers_the_full_score():
    key = check(replace(KEY, questions=(ONE, SOME, Question("given", (), 100), Question("dropped", (), 100))))
    assert key.full == 400


def test_two_entries_that_differ_are_told_apart_question_by_question():
    other = replace(KEY, questions=(replace(ONE, answers=("D",)), replace(SOME, points=150)), passing=200)
    assert differences(KEY, other) == [
        Difference(None, "passing", "1.8", "2"),
        Difference(1, "answer", "C", "D"),
        Difference(2, "points", "2", "1.5"),
    ]


def test_an_entry_that_lacks_the_last_question_differs_in_how_many_there_are():
    shorter = replace(KEY, questions=(ONE,))
    assert differences(KEY, shorter) == [Difference(None, "questions", "2", "1")]


def test_one_persons_entry_is_not_enough_however_often_they_enter_it():
    assert standing([]).state == "none"
    assert standing([Entry(1, "a", KEY), Entry(1, "b", KEY)]).state == "one"


def test_two_people_who_say_the_same_make_the_key_hold():
    now = standing([Entry(1, "a", KEY), Entry(2, "b", KEY)])
    assert (now.state, now.key, now.people) == ("agreed", KEY, (1, 2))


def test_whoever_corrects_their_entry_makes_it_hold_and_nobody_alone_ends_that():
    wrong = replace(KEY, questions=(replace(ONE, answers=("D",)), SOME))
    entries = [Entry(1, "a", KEY), Entry(2, "b", wrong)]
    assert standing(entries).state == "differ"
    entries.append(Entry(2, "c", KEY))
    assert standing(entries).state == "agreed"
    entries.append(Entry(3, "d", wrong))
    assert (standing(entries).state, standing(entries).key) == ("differ", KEY)


def test_whoever_enters_anew_is_compared_though_two_others_agreed_before():
    other = replace(KEY, passing=200)
    now = standing([Entry(1, "a", other), Entry(2, "b", KEY), Entry(3, "c", KEY), Entry(1, "d", other)])
    assert (now.state, now.people, now.key) == ("differ", (3, 1), KEY)


def test_what_two_agreed_on_holds_until_two_agree_on_something_else():
    other = replace(KEY, passing=200)
    entries = [Entry(1, "a", KEY), Entry(2, "b", KEY), Entry(3, "c", other)]
    assert standing(entries).key == KEY
    now = standing([*entries, Entry(1, "d", other)])
    assert (now.state, now.key) == ("agreed", other)


def test_whoever_entered_by_mistake_withdraws_it_and_an_agreed_key_goes_when_both_do():
    assert standing([Entry(1, "a", KEY), Entry(1, "b", None)]) == Standing("none", None)
    entries = [Entry(1, "a", KEY), Entry(2, "b", KEY), Entry(1, "c", None)]
    assert (standing(entries).state, standing(entries).key) == ("one", KEY)
    assert standing([*entries, Entry(2, "d", None)]) == Standing("none", None)


def test_only_an_own_entry_that_stands_is_withdrawn():
    withdraw([Entry(1, "a", KEY)], 1)
    for entries, person in (([], 1), ([Entry(1, "a", KEY)], 2), ([Entry(1, "a", KEY), Entry(1, "b", None)], 1)):
        with pytest.raises(Refusal, match="key-none"):
            withdraw(entries, person)


def test_a_key_of_what_nobody_on_the_list_has_is_refused():
    of_list("电工/4", {"电工/4"})
    with pytest.raises(Refusal, match="key-subject"):
        of_list("电工/3", {"电工/4"})


def test_what_does_not_count_is_no_difference():
    pairs = [
        (Question("single", ("A", "C"), 100), Question("single", ("C", "A"), 100)),
        (Question("all", ("AC",), 200, 50), Question("all", ("AC",), 200)),
        (Question("dropped", ("A",), 100), Question("dropped", (), 100)),
        (Question("given", ("B",), 100), Question("given", ("D",), 100)),
    ]
    for one, other in pairs:
        assert differences(replace(KEY, questions=(one,)), replace(KEY, questions=(other,))) == []


QUESTIONS = st.builds(
    lambda rule, answers, points: Question(
        rule, () if rule in VOIDED else answers, points, 50 if rule == "part" else 0
    ),
    st.sampled_from(RULES),
    st.sets(st.sampled_from(LETTERS), min_size=1, max_size=3).map(lambda of: tuple(sorted(of))),
    st.integers(51, 1000),
)  # fmt: skip


@given(st.lists(QUESTIONS, min_size=1, max_size=20).map(tuple))
def test_what_is_written_is_read_back_and_has_the_same_digest(questions):
    key = Key("电工/4", "B", questions, passing=1)
    back = key_from_row(key_to_row(key))
    assert (back, back.digest) == (key, key.digest)
    assert not differences(back, key)


def test_letters_may_be_typed_in_any_order_and_case():
    row = key_to_row(KEY)
    row["questions"][1]["answers"] = [" ca "]
    assert key_from_row(row) == KEY
