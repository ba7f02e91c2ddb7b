"""DBF tables: fields, encodings, deleted records, and headers that lie."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.dbf import dbf, is_dbf
from formats.table import Table
from formats.unreadable import Unreadable
from tests.domain.imports.messy import dbf_of
from tests.examples import examples

HEADER = ["准考证号", "姓名"]
ROWS = [["2601", "张三"], ["2602", "陈䶮"]]


def refused(data):
    with pytest.raises(Unreadable) as caught:
        dbf(data)
    return caught.value.code, caught.value.details


@pytest.mark.parametrize("code_page", [0, 0x4D, 0x7A, 0x03, 0x01, 0xC9])
@pytest.mark.parametrize("version", [0x03, 0x30, 0x31, 0x83, 0xF5])
def test_chinese_is_read_whatever_version_and_code_page_say(code_page, version):
    found = dbf(dbf_of(HEADER, ROWS, code_page=code_page, version=version))
    assert found.rows == (("准考证号", "姓名"), ("2601", "张三"), ("2602", "陈䶮"))


def test_deleted_records_are_passed_over_and_counted():
    found = dbf(dbf_of(HEADER, ROWS, deleted=(0,)))
    assert (found.rows[1:], found.deleted) == ((("2602", "陈䶮"),), 1)


def test_a_file_cut_short_says_how_many_records_are_left():
    data = dbf_of(HEADER, ROWS)
    assert refused(data[:-8]) == ("dbf-count", {"stated": 2, "found": 1})


def test_a_record_that_the_header_does_not_count_is_no_padding():
    data = dbf_of(HEADER, ROWS)
    more = data.rstrip(b"\x1a") + " 2603李四".encode("gb18030").ljust(40)
    assert refused(more)[0] == "dbf-count"


@pytest.mark.parametrize("end", [b"", b"\x1a", b"\x1a\x1a", b"\0" * 600, b"\r\n", b" " * 100])
def test_padding_at_the_end_is_no_record(end):
    assert len(dbf(dbf_of(HEADER, ROWS).rstrip(b"\x1a") + end).rows) == 3


def test_a_name_cut_in_the_middle_of_a_character_shows_it():
    data = dbf_of(HEADER, [["2601", "欧阳文"]])
    cut = data.replace("欧阳文".encode("gb18030"), "欧阳文".encode("gb18030")[:5] + b" ")
    assert dbf(cut).rows[1][1] == "欧阳\ufffd"


def test_numbers_of_more_than_fifteen_digits_come_as_numbers_that_lost_some():
    data = dbf_of(["ZKZH"], [["2601012041101101001"]]).replace(b"ZKZH\0\0\0\0\0\0\0C", b"ZKZH\0\0\0\0\0\0\0N")
    assert isinstance(dbf(data).rows[1][0], float)


def test_memo_fields_are_left_out():
    data = dbf_of(["XM", "BZ"], [["张三", "0000000001"]]).replace(
        b"BZ".ljust(11, b"\0") + b"C", b"BZ".ljust(11, b"\0") + b"M"
    )
    assert dbf(data).rows == (("XM",), ("张三",))


def test_a_few_characters_of_gbk_are_not_taken_for_letters_of_utf8():
    assert dbf(dbf_of(["一"], [["一"]])).rows == (("一",), ("一",))
    assert dbf(dbf_of(["ZKZH"], [["0" * 13]])).rows[1] == ("0" * 13,), "a length of 13 is no end of the header"


names = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5)
cells = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E) | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    max_size=20,
)


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(names, min_size=1, max_size=4, unique=True), st.data())
def test_what_was_written_is_read(header, data):
    rows = data.draw(st.lists(st.tuples(*([cells] * len(header))), min_size=1, max_size=6))
    read = dbf(dbf_of(header, rows)).rows
    assert read[0] == tuple(header)
    padded = [(*row, *([None] * (len(header) - len(row)))) for row in read[1:]]
    wanted = [tuple(cell or None for cell in row) for row in rows]
    while wanted and not any(wanted[-1]):
        wanted.pop()
    assert padded == wanted


@settings(deadline=None, max_examples=examples(60))
@given(st.binary(max_size=300), st.integers(0, 400), st.binary(min_size=1, max_size=3))
def test_no_bytes_make_reading_fail_otherwise_than_by_saying_so(rubbish, place, byte):
    whole = dbf_of(HEADER, ROWS)
    for data in (rubbish, b"\x03" + rubbish, whole[:place] + byte + whole[place + len(byte) :]):
        is_dbf(data)
        with suppress(Unreadable):
            assert isinstance(dbf(data), Table)
