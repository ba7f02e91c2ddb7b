"""What signs mean: letters, letters of varying width, bit masks, the machine's own codes, and the number's columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.codes import UNKNOWN, Columns, Signs, split, unknown
from reading.profile import Coding, Group, Number, Place, Section, Template


def signs(coding, **more):
    given_so = {"options": "ABCD", "signs": "ABCD", **more}
    return Signs(Section(first=1, last=1, place=Place(at=1), coding=coding, **given_so))


def test_one_letter_a_question():
    read = signs(Coding.LETTER, blank=(".", ""), multi=("*", ">"), unsure=("?",))
    assert [read[sign] for sign in "ABCD. *>?"] == ["A", "B", "C", "D", "", "", "*", "*", "?"]
    assert read["E"] == UNKNOWN + "E"
    assert read["AB"] == UNKNOWN + "AB"


def test_options_may_be_written_as_digits():
    read = signs(Coding.LETTER, signs="1234", blank=("0",))
    assert [read[sign] for sign in "12340"] == ["A", "B", "C", "D", ""]
    assert read["A"] == UNKNOWN + "A"


def test_letters_of_varying_width_come_in_order():
    read = signs(Coding.LETTERS, multiple=True)
    assert [read[sign] for sign in ("", " ", "A", "CA", "DCBA", " BD ")] == ["", "", "A", "AC", "ABCD", "BD"]
    assert read["AA"] == UNKNOWN + "AA"
    assert read["AE"] == UNKNOWN + "AE"


def test_letters_may_be_parted():
    read = signs(Coding.LETTERS, multiple=True, between="-")
    assert (read["B-D"], read["A"]) == ("BD", "A")
    assert read["BD"] == UNKNOWN + "BD"


def test_more_letters_than_a_single_choice_allows_are_too_many_marks():
    assert signs(Coding.LETTERS)["CB"] == "*BC"
    assert signs(Coding.MASK)["6"] == "*BC"
    assert split(("A", "*BC", "", "*", "D")) == (("A", "*", "", "*", "D"), ((2, "BC"),))


@given(st.integers(0, 15))
def test_a_mask_is_read_from_either_end(bits):
    low, high = signs(Coding.MASK, multiple=True), signs(Coding.MASK, multiple=True, high=True)
    assert low[f"{bits:X}"] == "".join("ABCD"[place] for place in range(4) if bits >> place & 1)
    assert high[f"{bits:X}"] == "".join("ABCD"[place] for place in range(4) if bits >> (3 - place) & 1)
    assert low[f"{bits:x}"] == low[f"{bits:X}"]


@given(st.integers(0, 127))
def test_a_mask_of_seven_options_takes_two_digits(bits):
    read = signs(Coding.MASK, multiple=True, options="ABCDEFG", signs="ABCDEFG")
    assert read[f"{bits:02X}"] == "".join("ABCDEFG"[place] for place in range(7) if bits >> place & 1)


@pytest.mark.parametrize("sign", ["G", "1F", "-1", "0x", "10"])
def test_a_mask_with_a_bit_too_many_or_another_sign_is_unknown(sign):
    assert signs(Coding.MASK, multiple=True)[sign] == UNKNOWN + sign


def test_codes_of_the_machine_are_read_by_its_table():
    read = signs(Coding.TABLE, multiple=True, table={"1": "A", "5": "AC", "Z": "ABCD"}, blank=("0",))
    assert [read[sign] for sign in "15Z0"] == ["A", "AC", "ABCD", ""]
    assert read["2"] == UNKNOWN + "2"


def test_an_unknown_sign_is_found_by_its_place():
    assert unknown(("A", "", "*", "BC")) == -1
    assert unknown(("A", UNKNOWN + "E", "B")) == 1


def test_a_numbers_columns_are_read_one_by_one():
    number = Number(Place(at=1), Template((Group("号", 6),)), blank=("", "."), multi=("*", ">"), unsure=("?",))
    columns = Columns(number)
    assert columns.of_bytes(b"01 .*>?x") == "01__**?!"
    assert columns.of_text("01 .*>?x") == "01__**?!"
    assert columns.of_text("０12") == "!12"
