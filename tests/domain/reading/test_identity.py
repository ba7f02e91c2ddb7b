"""Two cards of one number: the same card read twice, or another's with a wrong number."""

from dataclasses import replace

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
