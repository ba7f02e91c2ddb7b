"""Labels: what is typed wrong is caught; kinds are whole."""

import string
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.number import ALPHABET
from server.domain.custody.legs import LEGS
from server.domain.objects import (
    BY_CODE,
    BY_LETTER,
    COUNTABLE,
    KINDS,
    Label,
    belongs,
    holds,
    label_number,
    label_qr,
    next_serial,
    read_label,
    seal_number,
)
from server.domain.refusal import Refusal

LABELLED = [kind.code for kind in KINDS if kind.letter]


def given_out(kind, last):
    return label_number(kind, next_serial(kind, last))


def refused(typed, rule=read_label, **more):
    with pytest.raises(Refusal) as caught:
        rule(typed, **more)
    return caught.value


def test_a_label_is_a_letter_a_serial_and_a_check_character():
    assert label_number("PP", 17) == "B017-S"
    assert label_number("CS", 1234) == "C1234-8"


@pytest.mark.parametrize(
    "typed", ["B017-S", "b017s", " B 017 s ", "b017—S", "Ｂ０１７－Ｓ", "BO17S", "B-017-s", "BOI7S"]
)
def test_what_people_type_is_read_all_the_same(typed):
    assert read_label(typed) == Label("PP", 17)


@pytest.mark.parametrize(
    "typed", ["", "B", "B017", "B17-S", "017-S", "O017-S", "Q017-S", "B01A7-S", "B017-S-X", "卷017-S", "B000-0"]
)
def test_what_is_no_label_is_refused(typed):
    assert refused(typed).code in ("label-unreadable", "label-check")


def test_a_wrong_check_character_says_what_to_do():
    said = refused("B018-S").said("zh")
    assert said["says"] == "编号“B018-S”有误：校验字符对不上"
    assert "重新输入" in said["fix"]


def test_what_a_refusal_repeats_is_short():
    assert len(refused("x" * 500).params["typed"]) == 24


@settings(deadline=None)
@given(st.sampled_from(LABELLED), st.integers(0, 10**6))
def test_a_label_reads_back_typed_and_scanned(kind, last):
    serial = next_serial(kind, last)
    assert read_label(label_number(kind, serial)) == Label(kind, serial)
    assert read_label(label_qr(12, 7, kind, serial)) == Label(kind, serial, 12, 7)
    assert label_number(kind, serial)[-1] not in "OI"


@settings(deadline=None)
@given(st.sampled_from(LABELLED), st.integers(0, 5000), st.data())
def test_one_wrong_character_is_caught(kind, last, data):
    label = given_out(kind, last)
    at = data.draw(st.sampled_from([at for at, character in enumerate(label) if character != "-"]))
    wrong = data.draw(st.sampled_from([one for one in ALPHABET if one != label[at]]))
    typed = label[:at] + wrong + label[at + 1 :]
    if (wrong, label[at]) in (("O", "0"), ("I", "1")):
        assert read_label(typed).number == label
        return
    assert refused(typed).code in ("label-check", "label-unreadable")


@settings(deadline=None)
@given(st.sampled_from(LABELLED), st.integers(0, 20000), st.data())
def test_two_neighbours_exchanged_are_caught(kind, last, data):
    packed = given_out(kind, last).replace("-", "")
    at = data.draw(st.integers(0, len(packed) - 2))
    typed = packed[:at] + packed[at + 1] + packed[at] + packed[at + 2 :]
    if typed != packed:
        assert refused(typed).code in ("label-check", "label-unreadable")


@settings(deadline=None)
@given(st.sampled_from(LABELLED), st.integers(0, 20000))
def test_a_check_character_left_out_is_caught(kind, last):
    assert refused(given_out(kind, last).partition("-")[0]).code in ("label-check", "label-unreadable")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    with suppress(Refusal):
        label = read_label(text)
        assert read_label(label.number).serial == label.serial


def test_few_serials_are_passed_over():
    serial, given_serials = 0, 0
    while serial < 2000:
        serial, given_serials = next_serial("PP", serial), given_serials + 1
    assert given_serials > 1800


# seals


def test_own_seals_carry_a_check_character():
    label = given_out("ST", 1176)
    assert seal_number(label.lower()) == label
    assert refused(given_out("PP", 3), seal_number).code == "seal-unreadable"


def test_factory_seals_are_typed_twice():
    assert seal_number(" s-1177 ", again="S1177", factory=True) == "S1177"
    said = refused("S-1177", seal_number, again="S-1171", factory=True)
    assert (said.code, said.params) == ("seal-typed-differs", {"first": "S1177", "second": "S1171"})
    assert refused("江西1", seal_number, factory=True).code == "seal-unreadable"


# what belongs where


def test_a_label_of_another_site_or_plan_is_told():
    label = read_label(label_qr(12, 7, "PP", 17))
    belongs(label, 12, 7)
    belongs(read_label("B017-S"), 1, 1)
    with pytest.raises(Refusal, match="object-wrong-site"):
        belongs(label, 13, 7)
    with pytest.raises(Refusal, match="object-wrong-plan"):
        belongs(label, 12, 8)


def test_kinds_are_whole_and_stand_on_each_other():
    assert len(BY_LETTER) == len(LABELLED)
    assert not set(BY_LETTER) & set("OI")
    for kind in KINDS:
        assert kind.holds <= set(BY_CODE)
        assert set(kind.counts) <= set(COUNTABLE)
        assert set(kind.legs) <= set(LEGS)
        assert set(kind.letter) <= set(string.ascii_uppercase)


def test_nothing_holds_itself_at_any_depth():
    def inside(code):
        return set().union(*({one} | inside(one) for one in BY_CODE[code].holds)) if BY_CODE[code].holds else set()

    assert all(kind.code not in inside(kind.code) for kind in KINDS)


def test_a_set_holds_bags_and_a_case_holds_sets():
    assert holds("RSET", "PP")
    assert holds("CS", "RSET")
    assert not holds("RSET", "CS")
    assert not holds("PP", "CP")
