"""Profiles of the sample's files: what was written is read, cell for cell, in every form."""

import pytest

from reading import load_profile, parse
from server.sample.card_files import CASES
from tests.reading_day import FORMS, LAYOUT, file_of, fitted, number, plant, profile_of, session_cards, sheets


def told(cards):
    """The cards as they are after reading; seats and rooms are as wide as the layout."""
    return [
        (one.number, one.name, one.subject, one.paper, one.room, int(one.seat), tuple(one.answers), one.absent,
         one.misconduct)
        for one in cards
    ]  # fmt: skip


def read(form, cards, layout=LAYOUT):
    found = parse(file_of(form, cards, layout), load_profile(profile_of(form, layout)))
    assert found.faults == ()
    assert found.taken
    return found.cards


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_back_cell_for_cell(form):
    cards = session_cards()
    canonical = [sheet.answers for sheet in sheets(cards)]
    assert told(read(form, cards)) == [
        (one.number, one.name, one.subject, one.paper, one.room, one.seat, answers, one.absent, one.misconduct)
        for one, answers in zip(cards, canonical, strict=True)
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("fault", "sign"), [("blank-digit", "_"), ("multi-digit", "*")])
def test_a_spoilt_digit_is_told_as_what_it_is(form, fault, sign):
    cards, planted = plant(session_cards(), fault, number("101", 4))
    (spoilt,) = [one.number for one in read(form, cards) if not one.number.isdigit()]
    assert spoilt == planted.other[:-2] + sign + planted.other[-1]


@pytest.mark.parametrize("form", FORMS)
def test_a_layout_as_narrow_as_the_cards_is_read_as_well(form):
    cards = session_cards()
    narrow = fitted(cards, CASES)
    assert [one.number for one in read(form, cards, narrow)] == [one.number for one in cards]
