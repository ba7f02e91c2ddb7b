"""What single cells may be."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.unreadable import Unreadable
from server.domain.imports.problem import Noted
from server.domain.imports.values import (
    digits,
    id_check_digit,
    id_number,
    is_blank,
    level,
    person_name,
    phone,
    plain,
    whole,
)

GOOD_ID = "36919119860701089" + id_check_digit("36919119860701089")


def refused(read, cell):
    with pytest.raises(Unreadable) as caught:
        read(cell)
    return caught.value.code


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\u200b", "\n"])
def test_what_cannot_be_seen_is_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", 0, "无", False])
def test_zero_and_words_are_not_blank(cell):
    assert not is_blank(cell)


def test_a_whole_float_is_the_number_a_person_typed():
    assert plain(101.0) == "101"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("#REF!", "cell-error"),
        (datetime(2026, 1, 2), "cell-date"),  # noqa: DTZ001
        (date(2026, 1, 2), "cell-date"),
        (True, "cell-type"),
        (2601012041101101001, "number-ruined"),
        (2.60101204110110e18, "number-ruined"),
        ("2.60E+18", "number-ruined"),
        ("张\ufffd", "cell-character"),
        ("张\ue000", "cell-character"),
    ],
)
def test_what_a_spreadsheet_ruined_is_named(cell, code):
    assert refused(plain, cell) == code


def test_fifteen_digits_are_still_exact_and_sixteen_are_not():
    assert plain(999_999_999_999_999) == "999999999999999"
    assert refused(plain, 1_000_000_000_000_000) == "number-ruined"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("  欧阳文涛\u200b", "欧阳文涛"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("陈䶮", "陈䶮"),
        ("John Smith", "John Smith"),
    ],
)
def test_names_are_kept_and_only_their_gaps_and_dots_evened(written, name):
    assert person_name(written) == name


def test_a_name_of_51_characters_is_too_long():
    assert len(person_name("王" * 50)) == 50
    assert refused(person_name, "王" * 51) == "cell-long"


@pytest.mark.parametrize(
    "cell", [3, "3", "３", "三级", "高级工", "高级工/三级", "高级工（三级）", "三级 / 高级工", "高级"]
)
def test_level_three_is_written_in_many_ways(cell):
    assert level(cell) == 3


@pytest.mark.parametrize("cell", [0, 6, "六级", "高级工/四级", "工", "3.5", 3.5])
def test_other_levels_are_unknown(cell):
    assert refused(level, cell) == "level-unknown"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (19900000001, "19900000001"),
        ("199 0000 0001", "19900000001"),
        ("+86 199-0000-0001", "19900000001"),
        ("０７９１-88000000", "0791-88000000"),
        ("079188000000", "0791-88000000"),
    ],
)
def test_phone_numbers_are_evened(cell, number):
    assert phone(cell) == number


@pytest.mark.parametrize("cell", ["1990000000", "199000000012", "12900000001", "电话", "88000000"])
def test_what_is_no_phone_number_is_refused(cell):
    assert refused(phone, cell) == "phone-form"


def test_the_published_example_of_an_identity_number_fits():
    assert id_check_digit("11010519491231002") == "X"
    assert id_number("11010519491231002x") == "11010519491231002X"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (GOOD_ID[:-1], "id-form"),
        (GOOD_ID[:-1] + "Y", "id-form"),
        ("36919119860231089" + "0", "id-birth"),
        (int(GOOD_ID.replace("X", "0")), "number-ruined"),
        ("３６９", "id-form"),
        ("٣" * 18, "id-form"),
    ],
)
def test_wrong_identity_numbers_are_named_by_what_is_wrong(cell, code):
    assert refused(id_number, cell) == code


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_of_an_identity_number_is_found(place, shift):
    wrong = str((int(GOOD_ID[place]) + shift) % 10)
    assert refused(id_number, GOOD_ID[:place] + wrong + GOOD_ID[place + 1 :]) in ("id-check", "id-birth")


def test_identity_and_admission_numbers_may_be_written_full_width_and_in_groups():
    assert digits("２６０１ 0120") == "26010120"


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_are_taken_exactly_within_their_range(number):
    read = whole(1, 500)
    if 1 <= number <= 500:
        assert read(number) == read(str(number)) == number
    else:
        assert refused(read, number) == "out-of-range"


@pytest.mark.parametrize("cell", ["1.5", 1.5, "三", "1e3", "0x10", "1_000", "٣"])
def test_what_is_no_whole_number_is_refused(cell):
    assert refused(whole(1, 500), cell) == "not-whole"


READERS = (plain, person_name, digits, phone, id_number, level, whole(1, 500))


@given(
    st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.binary()),
    st.sampled_from(READERS),
)
def test_no_cell_makes_a_reader_fail_otherwise_than_by_saying_so(cell, read):
    with suppress(Unreadable):
        assert isinstance(read(cell), str | int | Noted)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("国家职业资格三级（高级工）", 3),
        ("三级高级工", 3),
        ("Ⅲ级", 3),
        ("三级/高级工", 3),
        ("四级", 4),
        ("初级技能", 5),
        ("高级技师", 1),
        ("一级（高级技师）", 1),
        ("技师", 2),
        (4.0, 4),
        ("4.0", 4),
        ("'5", 5),
    ],
)
def test_levels_are_read_however_certificates_write_them(written, read):
    assert level(written) == read


@pytest.mark.parametrize("written", ["特级技师", "首席技师", "高级工程师", "学徒工", "33", "-3", "级"])
def test_what_only_resembles_a_level_is_unknown(written):
    assert refused(level, written) == "level-unknown"


@pytest.mark.parametrize(
    "written",
    [
        "'2601012041101101001",
        "２６０１０１２０４１１０１１０１００１",
        "260101 2041101 101001",
        "\t2601012041101101001",
    ],
)
def test_a_number_kept_as_text_loses_only_what_is_not_its_own(written):
    assert digits(written) == "2601012041101101001"


@pytest.mark.parametrize("cell", ["2601012041101101001.0", "2.6E+18", "2.636E+18", 2601012041101101001, 2.6e18])
def test_a_number_that_was_a_number_is_ruined(cell):
    assert refused(digits, cell) == "number-ruined"


@given(st.integers(10**15, 10**19), st.booleans())
def test_no_number_cell_beyond_fifteen_digits_is_ever_taken(number, as_float):
    assert refused(digits, float(number) if as_float else number) == "number-ruined"


@given(st.integers(0, 10**15 - 1))
def test_every_number_within_fifteen_digits_is_taken_whole(number):
    assert digits(number) == digits(float(number)) == str(number)
