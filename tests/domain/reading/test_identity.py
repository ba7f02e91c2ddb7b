"""Two cards of one number: the same card read twice, or another's with a wrong number."""

from dataclasses import replace

import pytest

from server.domain.reading.said import says
from tests.domain.reading.session import batch, report
from tests.reading_day import number, session_cards

CARDS = session_cards(mark_absent=False)
ONE, LOST = number("102", 2), number("102", 9)


def place(of):
    return next(at for at, card in enumerate(CARDS) if card.number == of)


def test_a_card_read_twice_that_differs_in_one_answer_is_nobody_elses():
    one = CARDS[place(ONE)]
    other = "B" if one.answers[0] == "A" else "A"
    again = replace(one, answers=(other, *one.answers[1:]))
    at = place(LOST)
    twice = [*CARDS[: place(ONE) + 1], again, *CARDS[place(ONE) + 1 : at], *CARDS[at + 1 :]]
    first, second = sorted(report(batch(twice)).faults, key=lambda fault: fault.code)
    assert (first.code, first.number, first.candidate) == ("duplicate-different", ONE, None)
    assert (second.code, second.number) == ("present-no-card", LOST)


def test_one_that_differs_in_many_is_most_likely_that_of_whoever_lacks_one():
    one = CARDS[place(ONE)]
    wrong = [replace(one, answers=card.answers) if card.number == LOST else card for card in CARDS]
    (fault,) = report(batch(wrong)).faults
    assert (fault.code, fault.number, fault.candidate) == ("duplicate-different", ONE, LOST)


@pytest.mark.parametrize(
    ("marked", "says_zh", "says_en"),
    [
        ("*" + ONE[1:], "第 1 位填涂了两个以上；", "column 1 with several marks;"),
        (f"{ONE[:4]}__{ONE[6:]}", "第 5、6 位没有填涂；", "column 5, 6 blank;"),
        (
            f"{ONE[:4]}_{ONE[5:-1]}*",
            "第 5 位没有填涂，第 19 位填涂了两个以上；",
            "column 5 blank, column 19 with several marks;",
        ),
        ("_" * 19, "各位都没有填涂；", "every column blank;"),
    ],
)
def test_each_column_of_a_number_that_is_no_digit_is_told_as_what_it_is(marked, says_zh, says_en):
    wrong = [replace(card, number=marked) if card.number == ONE else card for card in CARDS]
    (fault,) = report(batch(wrong)).faults
    zh, en = says(fault)
    assert says_zh in zh
    assert says_en in en
