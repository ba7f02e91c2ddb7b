"""Files for the centre: numbers stay whole, nothing becomes a formula, every form says the same."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from formats.dbf import dbf
from server.domain.reading.centre import COLUMNS, Line, Result
from server.domain.reading.dbf import fitting
from server.domain.reading.export import FORMS, written

DAY = date(2026, 11, 22)
NUMBER, ID = "2636001001101101001", "36011119900101001X"
LINES = [
    Line("陈䶮", NUMBER, ID, "电工", 4, {"theory": Result(7050, passed=True)}),
    Line("阿依古丽·买买提", "0636001001101101002", "", "制冷空调系统安装维修工", 3, {"theory": Result(absent=True)}),
]
CELLS = [list(line.cells) for line in LINES]


def read(form, lines=LINES):
    raw = written(form, lines, DAY)
    if form == "xlsx":
        return [[cell or "" for cell in row] for row in load_workbook(BytesIO(raw)).active.iter_rows(values_only=True)]
    if form == "csv":
        assert raw.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(StringIO(raw.decode("utf-8-sig"))))
    return [[cell or "" for cell in row] for row in dbf(raw).rows]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_columns_and_the_lines_as_they_are(form):
    head, *rows = read(form)
    assert tuple(head) == COLUMNS
    assert rows == CELLS


def test_every_cell_of_the_workbook_is_text_and_said_to_be():
    sheet = load_workbook(BytesIO(written("xlsx", LINES, DAY))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


HOSTILE = ("=1+1", "@SUM(A1)", "+86", "-1", "\t=1", '=HYPERLINK("http://x")', " =1")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_never_becomes_a_formula(name):
    lines = [Line(name, "1", "", "电工", 4, {})]
    sheet = load_workbook(BytesIO(written("xlsx", lines, DAY))).active
    assert (sheet["A2"].data_type, sheet["A2"].value.strip()) == ("s", name.strip())
    assert read("csv", lines)[1][0] == f"'{name}"


def test_a_character_that_no_cell_may_hold_does_not_break_the_file():
    assert read("xlsx", [Line("王\x00伟\x0b", "1", "", "电工", 4, {})])[1][0] == "王伟"


def test_a_name_too_long_for_the_table_is_cut_at_a_whole_character():
    (_, row) = read("dbf", [Line("䶮" * 140, "1", "", "电工", 4, {})])
    assert row[0] == "䶮" * 127


@pytest.mark.parametrize(("width", "kept"), [(1, ""), (2, "王"), (3, "王"), (4, "王伟"), (40, "王伟")])
def test_a_text_is_never_cut_within_a_character(width, kept):
    assert fitting("王伟", width).decode("gb18030") == kept


@pytest.mark.parametrize("form", ["csv", "dbf"])
def test_the_same_lines_give_the_same_bytes(form):
    assert written(form, LINES, DAY) == written(form, LINES, DAY)


def test_nothing_to_write_is_a_file_with_the_columns():
    for form in FORMS:
        assert [tuple(row) for row in read(form, [])] == [COLUMNS]


def test_no_number_and_no_trade_is_cut_however_long_it_is():
    long = [Line("王伟", "9" * 40, ID, "民用建筑制冷空调系统安装维修与节能改造工" * 2, 4, {})]
    for form in FORMS:
        assert read(form, long)[1][:5] == list(long[0].cells[:5])
