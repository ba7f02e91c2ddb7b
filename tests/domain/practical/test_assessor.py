"""Assessors with cards of several trades: which card is good for what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.domain.practical.assessor import (
    Assessor,
    Card,
    Exam,
    assessor_from_row,
    assessor_to_row,
    card_for,
    fits,
    times_running,
    valid,
)
from server.domain.refusal import Refusal

DAY = date(2026, 11, 22)
LATER, AGO = DAY + timedelta(days=400), DAY - timedelta(days=1)
HELD = Assessor(1, 7, "C7", "焊工", 3, LATER, 0, (Card("D7", "电工", 4, AGO), Card("E7", "钳工", 1, DAY)))


def refused(*groups, held=HELD):
    with pytest.raises(Refusal) as refusal:
        valid(held, groups, DAY, 2)
    return refusal.value.code, refusal.value.params


def test_each_card_is_good_for_its_own_trade_and_levels():
    wanted = [("焊工", 4), ("焊工", 2), ("电工", 5), ("钳工", 1), ("车工", 5)]
    assert [fits(HELD, *one) for one in wanted] == [True, False, True, True, False]
    assert [card_for(HELD, *one).card for one in wanted] == ["C7", "C7", "D7", "E7", "C7"]


def test_of_two_cards_for_a_trade_the_one_that_is_good_longest_counts():
    assert card_for(replace(HELD, others=(Card("N7", "焊工", 5, DAY),)), "焊工", 5).card == "C7"
    assert card_for(replace(HELD, until=AGO, others=(Card("N7", "焊工", 5, DAY),)), "焊工", 5).card == "N7"


def test_somebody_assesses_a_room_by_the_cards_that_are_good_for_it_and_no_other():
    assert [one.card for one in valid(HELD, [("焊工", 4), ("钳工", 3)], DAY, 2).cards] == ["C7", "E7"]
    assert [one.card for one in valid(HELD, [("焊工", 4), ("电工", 4)], DAY, 2).cards] == ["C7"]
    assert [one.card for one in valid(HELD, [], DAY, 2).cards] == ["C7", "E7"]


def test_who_has_no_good_card_for_a_room_hears_of_the_one_that_is_for_it():
    assert refused(("电工", 4)) == ("assessor-expired", {"which": 2, "until": str(AGO), "day": str(DAY)})
    code, said = refused(("车工", 5))
    assert (code, said["wanted"], said["wanted_level"]) == ("assessor-unfit", "车工", 5)
    assert refused(("车工", 5), held=None)[0] == "assessor-unknown"


def test_an_exam_counts_by_any_card_of_whoever_assessed_in_it():
    exams = [
        Exam(DAY - timedelta(days=30), {"D7"}, {("电工", 5)}),
        Exam(DAY - timedelta(days=60), {"X"}, {("车工", 5)}),
        Exam(DAY - timedelta(days=90), {"C7"}, {("焊工", 4)}),
        Exam(DAY - timedelta(days=120), {"X"}, {("电工", 5)}),
        Exam(DAY - timedelta(days=150), {"C7"}, {("焊工", 4)}),
    ]
    assert times_running(HELD, exams, DAY) == 2


def test_rows_name_further_cards_only_where_there_are_any():
    assert assessor_from_row(assessor_to_row(HELD)) == HELD
    assert "others" not in assessor_to_row(replace(HELD, others=()))
