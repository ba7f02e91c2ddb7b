"""Files that the profiles that ship do not quite fit: what would be lost stops them, and they can be made to fit."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading import fitting, guess, parse, shipped
from server.domain.reading import dbf
from tests.examples import examples

DAY = date(2026, 11, 22)
BY_ID = {profile.id: profile for profile in shipped()}
CSV, BOOK, DBF = (BY_ID[f"nanhao-sample-{one}"] for one in ("csv", "xlsx", "dbf"))
TITLES = ("序号", "准考证号", "姓名", "科目代码", "卷型", "考场号", "座位号")


def number(place, digits=12):
    return f"{place:03d}".rjust(digits, "0").replace("0", "3", 1)


def rows(count, questions, digits=12, first=1):
    answers = ["ABCD"[n % 4] for n in range(questions)]
    return [
        [str(n), number(n, digits), "考生", "07", "A", "001", f"{n:02d}", *answers]
        for n in range(first, first + count)
    ]  # fmt: skip


def header(questions):
    return [*TITLES, *(f"第{n}题" for n in range(1, questions + 1))]


def text(questions, digits=12, sign=",", above=(), count=8):
    out = StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows([*above, header(questions), *rows(count, questions, digits)])
    return out.getvalue().encode()


def book(*sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, of in sheets:
        sheet = made.create_sheet(name)
        for row in of:
            sheet.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def table(kgt, width=12, marked=None, count=8):
    fields = [dbf.Field(name, long) for name, long in (("XH", 5), ("ZKZH", width), ("XM", 12), ("KMDM", 2), ("JX", 1))]
    fields += [dbf.Field("KCH", 3), dbf.Field("ZWH", 2), dbf.Field("KGT", len(kgt))]
    return dbf.write(
        fields,
        [(str(n), marked or number(n, width), "", "07", "A", "001", f"{n:02d}", kgt) for n in range(1, count + 1)],
        DAY,
    )


def codes(raw, profile):
    return {fault.code for fault in parse(raw, profile).faults}


def by_itself(raw, digits=12):
    fitted = guess(raw, fitting(raw, shipped(), digits))
    assert fitted is not None
    return parse(raw, fitted)


@pytest.mark.parametrize(("raw", "profile"), [(text(81), CSV), (book(("a", [header(81), *rows(8, 81)])), BOOK)])
def test_a_file_of_more_questions_than_the_profile_is_stopped(raw, profile):
    assert codes(raw, profile) == {"answer-count"}


def test_answers_after_the_last_ones_of_a_table_stop_it_and_blanks_do_not():
    assert codes(table("A" * 60 + "1" * 20 + "A"), DBF) == {"answer-count", "more"}
    assert parse(table("A" * 60 + "1" * 20 + "   "), DBF).taken


@pytest.mark.parametrize("questions", [20, 60, 61, 80, 100, 150])
@pytest.mark.parametrize("digits", [9, 12, 19])
def test_the_titles_tell_how_many_questions_and_the_list_how_long_numbers_are(questions, digits):
    for raw in (text(questions, digits), book(("a", [header(questions), *rows(8, questions, digits)]))):
        parsed = by_itself(raw, digits)
        assert parsed.taken, parsed.faults
        assert [len(card.answers) for card in parsed.cards] == [questions] * 8
        assert [card.number for card in parsed.cards] == [number(n, digits) for n in range(1, 9)]


@pytest.mark.parametrize("digits", [9, 14, 19])
def test_a_table_of_longer_numbers_is_never_cut(digits):
    raw = table("A" * 60 + "1" * 20, digits)
    assert {"number-length", "column-width"} & codes(raw, DBF)
    assert [card.number for card in by_itself(raw, digits).cards] == [number(n, digits) for n in range(1, 9)]


@pytest.mark.parametrize("sign", ["\t", ";", ","])
def test_whatever_parts_the_cells_and_whatever_a_person_wrote_above_them(sign):
    parsed = parse(text(80, sign=sign, above=[["读卡结果"]]), CSV)
    assert parsed.taken, parsed.faults
    assert [card.row for card in parsed.cards] == list(range(1, 9))


def test_every_sheet_of_a_workbook_is_read():
    raw = book(
        ("001", [["读卡结果"], header(80), *rows(8, 80)]),
        ("说明", [["这里没有卡"]]),
        ("002", [header(80), *rows(5, 80, first=9)]),
    )
    parsed = parse(raw, BOOK)
    assert parsed.taken, parsed.faults
    assert [card.row for card in parsed.cards] == list(range(1, 14))
    assert parsed.header == {"sheets": "001 1-8; 002 9-13"}


@pytest.mark.parametrize("other", [[header(79), *rows(5, 79, first=9)], rows(5, 80, first=9)])
def test_a_sheet_of_cards_that_lacks_a_column_stops_the_workbook_and_is_named(other):
    parsed = parse(book(("001", [header(80), *rows(8, 80)]), ("002", other)), BOOK)
    (fault,) = parsed.faults
    assert (fault.code, parsed.taken) == ("missing-column", False)
    assert "[002]" in fault.found


def test_boxes_are_read_where_a_file_has_them():
    of = [[*row, "1" if n == 2 else "0"] for n, row in enumerate(rows(8, 80))]
    found = parse(book(("a", [[*header(80), "缺考"], *of])), BOOK).cards
    assert [card.absent for card in found] == [False, False, True, *[False] * 5]
    assert found[0].misconduct is None


def test_a_number_too_short_is_ruined_only_where_a_program_took_its_zeros():
    raw = text(80).replace(b"300000000005", b"30000000005")
    assert codes(raw, CSV) == {"number-length"}
    parsed = parse(text(80).replace(b"300000000005", b"5"), CSV, listed={"000000000005"}.__contains__)
    assert {fault.code for fault in parsed.faults} == {"ruined-number"}


def test_a_number_field_of_a_table_gets_its_zeros_back_by_the_list_alone():
    raw = bytearray(table("A" * 60 + "1" * 20, marked=" 36026101005"))
    at = raw.index(b"ZKZH") + 11
    raw[at : at + 1] = b"N"
    read = parse(bytes(raw), DBF, listed={"036026101005"}.__contains__)
    assert read.taken
    assert {card.number for card in read.cards} == {"036026101005"}
    assert [fault.code for fault in parse(bytes(raw), DBF, listed=set().__contains__).faults] == ["ruined-number"]


@given(
    questions=st.integers(1, 130),
    digits=st.integers(9, 19),
    count=st.integers(1, 6),
    form=st.sampled_from(["csv", "tab", "xlsx", "sheets", "dbf"]),
    fit=st.booleans(),
)
@settings(max_examples=examples(60))
def test_what_is_taken_has_every_row_and_every_question(questions, digits, count, form, fit):
    of = [header(questions), *rows(count, questions, digits)]
    raw = {
        "csv": lambda: text(questions, digits, count=count),
        "tab": lambda: text(questions, digits, "\t", count=count),
        "xlsx": lambda: book(("a", of)),
        "sheets": lambda: book(("a", of[:2]), ("b", [of[0], *of[2:]])),
        "dbf": lambda: table("A" * questions, digits, count=count),
    }[form]()
    profile = guess(raw, fitting(raw, shipped(), digits) if fit else shipped())
    parsed = None if profile is None else parse(raw, profile)
    if parsed is not None and parsed.taken:
        assert [card.number for card in parsed.cards] == [number(n, digits) for n in range(1, count + 1)]
        assert {len(card.answers) for card in parsed.cards} == {questions}
    elif form != "dbf":
        assert not fit
