"""Item analysis: figures worked out by hand, and the sample's questions found as hard as they were made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.reading.items import analyse, analysis_to_row
from server.domain.reading.key import Key, Question
from server.domain.reading.marking import Sheet, mark
from tests.reading_day import keys, listed, session_cards, sheets

ONE_LETTER = tuple(Question("single", ("A",), 100) for _ in range(4))
KEY = Key("电工/4", "", ONE_LETTER, passing=200)
KEYS = {("电工/4", ""): KEY}


def of(*answers):
    return [
        Sheet(f"{place:03d}", "101", str(place), "电工/4", "", tuple("" if one == "." else one for one in marks))
        for place, marks in enumerate(answers, 1)
    ]


def only(*answers):
    (one,) = analyse(mark(of(*answers), KEYS), KEYS)
    return one


def test_nothing_scored_gives_no_analysis():
    assert analyse([], KEYS) == []


def test_scores_and_difficulty_of_a_few_cards():
    found = only("AAAA", "AAAB", "AABB", "A.BB")
    assert (found.cards, found.full, found.mean, found.lowest, found.highest, found.passed) == (
        4,
        400,
        250,
        100,
        400,
        3,
    )
    assert [item.difficulty for item in found.items] == [1, 0.75, 0.5, 0.25]
    assert {item.discrimination for item in found.items} == {None}, "too few cards to say"
    assert found.items[1].given == (("A", 3), ("", 1))


def test_the_best_are_set_against_the_weakest():
    found = only(*["AAAA"] * 12, *["AABB"] * 12, *["BBBA"] * 9)
    first, *_, last = found.items
    assert (first.discrimination, last.discrimination) == (1, 0)
    assert first.correlation > 0.4
    assert last.correlation < first.correlation
    assert "poor" in last.remarks


def test_a_question_is_correlated_with_the_others_and_not_with_itself():
    first, second, *_ = only(*["AB.."] * 6, *["BA.."] * 6).items
    assert (round(first.correlation, 6), round(second.correlation, 6)) == (-1, -1)


@given(st.integers(10, 40).flatmap(lambda cards: st.lists(st.text("AB", min_size=4, max_size=4),
                                                          min_size=cards, max_size=cards)))  # fmt: skip
def test_correlations_are_those_of_the_book(answers):
    found = only(*answers).items
    points = np.array([[one == "A" for one in marks] for marks in answers], dtype=float)
    for place, item in enumerate(found):
        own, rest = points[:, place], np.delete(points, place, axis=1).sum(axis=1)
        if own.std() == 0 or rest.std() == 0:
            assert item.correlation is None
        else:
            assert item.correlation == pytest.approx(np.corrcoef(own, rest)[0, 1])


def test_a_question_that_the_weakest_have_right_and_the_best_wrong_asks_for_a_look_at_the_key():
    found = only(*["AAAB"] * 15, *["BBBA"] * 15)
    assert [item.remarks for item in found.items] == [(), (), (), ("reversed",)]


def test_of_few_cards_nothing_is_remarked_that_chance_may_have_made():
    found = only(*["AAAB"] * 14, *["BBBA"] * 15)
    assert found.items[3].discrimination < 0
    assert [item.remarks for item in found.items] == [(), (), (), ()]


def test_questions_that_nobody_or_everybody_has_right_are_named():
    found = only(*["ABA."] * 6, *["ABB."] * 6)
    assert [item.remarks[:1] for item in found.items] == [("easy",), ("hard",), (), ("hard",)]
    assert found.items[0].correlation is None, "nothing differs"


def test_papers_are_analysed_apart():
    both = {("电工/4", paper): Key("电工/4", paper, ONE_LETTER, 200) for paper in "AB"}
    told = [Sheet(str(place), "101", "1", "电工/4", "AB"[place % 2], ("A",) * 4) for place in range(6)]
    assert [(one.paper, one.cards) for one in analyse(mark(told, both), both)] == [("A", 3), ("B", 3)]


def test_who_has_no_score_is_not_counted():
    away = [Sheet("900", "101", "9", "电工/4", "", ("A",) * 4, absent=True)]
    (one,) = analyse(mark([*of("AAAA", "BBBB"), *away], KEYS), KEYS)
    assert one.cards == 2


@pytest.fixture(scope="module")
def sample():
    """Two hundred of the sample's cards, marked."""
    rooms = [str(room) for room in range(101, 121)]
    cards = session_cards(rooms, absent=())
    assert len(cards) == len(listed(rooms))
    return analyse(mark(sheets(cards), keys()), keys())


def test_the_samples_papers_tell_the_able_from_the_others(sample):
    assert [one.cards for one in sample] == [100, 100]
    for one in sample:
        assert one.reliability > 0.85
        apart = [item.discrimination for item in one.items]
        assert sum(apart) / len(apart) > 0.2
        assert sum(one.bands) == one.cards


def test_a_row_holds_plain_figures_to_a_thousandth(sample):
    row = analysis_to_row(sample[0])
    assert row["items"][0]["difficulty"] == round(sample[0].items[0].difficulty, 3)
    assert isinstance(row["mean"], int)
