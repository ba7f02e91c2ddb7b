"""A guess reads what the machine wrote, or there is none: never other letters, and never without a word."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading import Card, guess, guessed, load_profile, parse, shipped
from tests.domain.imports.messy import dbf_of, text_table
from tests.examples import examples
from tests.reading.machines import ALL, FIELDS, SINGLE, TITLES, WAYS, csv, dbf, decks, digits, line, packed, rows

BY_ID = {profile.id: profile for profile in shipped()}
#: Hexadecimal codes, as they follow each other on no card by chance.
CODES = "137F5C92E6"


def read(cards):
    return [(card.number, card.answers) for card in cards]


def deck(count=12):
    """Cards of single choices, every letter among the answers to each question."""
    return [
        Card(row, None, f"{row:012}", tuple("ABCD"[(row * 7 + n * 3 + n // 4) % 4] for n in range(ALL)), f"{row:05}",
             "考生", "07", "A", "001", f"{row:02}")
        for row in range(1, count + 1)
    ]  # fmt: skip


def letters(card, codes_from=ALL):
    return "".join(card.answers[:codes_from]) + "".join(CODES[(card.row + n) % 10] for n in range(codes_from, ALL))


def table(cards, kgt=letters):
    return dbf_of(FIELDS, [[*row[:7], kgt(card)] for row, card in zip(rows(cards), cards, strict=True)], code_page=0x4D)


def text(cards, header=True):
    lines = [line(card)[:-ALL] + letters(card).encode() for card in cards]
    head = [f"HDR{len(cards):06}20261122".encode()] if header else []
    return b"\r\n".join([*head, *lines, b""]) + b"\x1a"


@pytest.mark.parametrize("way", WAYS)
@given(cards=decks(digits, 8))
@settings(max_examples=examples(8))
def test_a_guess_is_the_profile_that_wrote_the_file_or_reads_the_same_cards_or_is_none(way, cards):
    raw = WAYS[way][1](cards)
    found = guess(raw, shipped())
    if found is not None:
        assert read(parse(raw, found).cards) == read(parse(raw, BY_ID[WAYS[way][0]]).cards)


@given(count=st.integers(1, 40))
@settings(max_examples=examples(10))
def test_single_choices_where_codes_are_due_are_never_read_as_codes(count):
    for raw in (table(deck(count)), text(deck(count)), text(deck(count), header=False)):
        found = guessed(raw, shipped())
        assert found.profile is None
        assert (found.doubt.code, found.doubt.field, found.doubt.stops) == ("profile-doubtful", "q61", True)


@pytest.mark.parametrize(("first", "count"), [(61, 30), (62, 12), (65, 12), (65, 6), (70, 4), (79, 2)])
def test_nor_where_only_the_first_of_them_are_single_choices(first, count):
    cards = deck(count)
    assert guess(table(cards, lambda card: letters(card, first)), shipped()) is None


@pytest.mark.parametrize(("count", "alike"), [(4, 3), (6, 3), (12, 1), (20, 1)])
def test_codes_of_a_few_cards_that_happen_to_look_like_letters_are_still_codes(count, alike):
    like_letters = ["BD", "ABD", "CD", "ACD"]
    cards = [
        replace(card, answers=(*card.answers[:60], *(like_letters[(card.row + n) % 4] for n in range(alike)),
                               *["BC", "", "A", "ABCD", "C"] * 4)[:ALL])
        for card in deck(count)
    ]  # fmt: skip
    raw = dbf(cards)
    assert read(parse(raw, guess(raw, shipped())).cards) == read(cards)


def test_single_choices_with_a_blank_among_them_are_no_codes_either():
    cards = deck()
    raw = table(cards, lambda card: letters(card)[:70] + "." + letters(card)[71:])
    assert guessed(raw, shipped()).doubt.code == "profile-doubtful"


def test_digits_for_letters_are_no_codes():
    ours = load_profile(BY_ID["nanhao-sample-dbf"].text.replace("coding: letter,", 'coding: letter, signs: "1234",'))
    digits_for = str.maketrans("ABCD", "1234")
    assert guess(table(deck(), lambda card: letters(card).translate(digits_for)), [ours]) is None
    true = table(
        deck(), lambda card: letters(card, SINGLE)[:SINGLE].translate(digits_for) + letters(card, SINGLE)[SINGLE:]
    )
    assert guess(true, [ours]) is ours


def test_a_question_to_which_most_give_several_letters_takes_more_than_one():
    cards = [replace(card, answers=(*card.answers[:40], *["ABD"] * 40)) for card in deck()]
    found = guessed(text_table([TITLES, *rows(cards)]), shipped())
    assert (found.profile, found.doubt.field) == (None, "q41")


def test_a_few_double_marks_are_no_doubt():
    cards = [replace(card, answers=("AB", *card.answers[1:])) if card.row < 4 else card for card in deck()]
    assert guess(text_table([TITLES, *rows(cards)]), shipped()).id == "nanhao-sample-csv"


def test_two_profiles_that_read_other_letters_are_both_named():
    low = BY_ID["nanhao-sample-dbf"]
    high = load_profile(low.text.replace("order: low", "order: high").replace("id: nanhao", "id: other"))
    raw = table(deck(), lambda card: letters(card, SINGLE))
    found = guessed(raw, [low, high])
    assert (found.profile, found.doubt.code) == (None, "profile-several")
    assert guess(raw, [low, load_profile(low.text.replace("id: nanhao", "id: other"))]) is low


def test_of_two_the_one_without_answers_it_cannot_read_is_taken():
    low = BY_ID["nanhao-sample-dbf"]
    section = low.text[low.text.index("  - {questions: 61-80") :]
    single = load_profile(
        low.text.replace(section, "").replace("questions: 1-60", "questions: 1-80").replace("id: nanhao", "id: one")
    )
    assert guess(table(deck()), [low, single]) is single
    assert (
        guess(dbf([replace(card, answers=(*card.answers[:60], *["BC", ""] * 10)) for card in deck()]), [single, low])
        is low
    )


def test_the_shipped_ways_are_still_guessed():
    cards = [replace(card, answers=(*card.answers[:60], *["BC", "", "A", "ABCD"] * 5)) for card in deck(3)]
    assert {packed(card)[60:] for card in cards} == {"601F" * 5}
    assert [guess(way(cards), shipped()).id for way in (csv, dbf)] == ["nanhao-sample-csv", "nanhao-sample-dbf"]
