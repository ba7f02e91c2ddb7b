"""The same roster, however it was written, gives the same rows; and what is wrong in it is found where it stands."""

import pytest

from server.domain.imports import check
from server.domain.imports.values import id_check_digit
from tests.domain.imports.messy import HEADER, book, dbf_of, old_book, text_table, ways

COUNT = 8
NAMES = ("张三", "欧阳文涛", "陈䶮", "㛃小明", "阿依古丽·买买提", "李静", "李静", "王伟")


def candidate(seat, **changed):
    first = "36919119860701" + f"{seat:03d}"
    values = {
        "准考证号": f"2601012041101101{seat:03d}",
        "姓名": NAMES[(seat - 1) % len(NAMES)],
        "证件号": first + id_check_digit(first),
        "单位": "某厂",
        "职业": "电工",
        "级别": "4",
        "场次": "S1",
        "考场号": "101",
        "座位号": str(seat),
    } | changed
    return [values[name] for name in HEADER]


ROWS = [candidate(seat) for seat in range(1, COUNT + 1)]
WAYS = ways(ROWS)


def truth():
    keys = ("admission_no", "name", "id_no", "unit", "trade", "level", "session", "room", "seat")
    return [
        dict(zip(keys, row, strict=True)) | {"level": int(row[5]), "seat": int(row[8])} for row in ROWS
    ]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_however_it_is_written_the_rows_are_the_same(way, known):
    name, data = WAYS[way]
    checked = check(name, data, known)
    assert checked.errors == ()
    assert list(checked.rows) == truth()
    assert checked.total == COUNT
    assert {warning.code for warning in checked.warnings} <= {"rows-passed", "rows-deleted", "sheet-ignored"}


def test_what_was_passed_over_is_said_with_its_rows(known):
    warnings = {found.code: found for found in check(*WAYS["xlsx, title, notes and foot"], known).warnings}
    assert set(warnings) == {"rows-passed"}
    assert "有 2 行不是数据" in warnings["rows-passed"].says
    assert "第 13、14 行" in warnings["rows-passed"].says


def test_deleted_records_are_counted(known):
    (warning,) = check(*WAYS["dbf, wrong code page, deleted rows"], known).warnings
    assert (warning.code, "2 条" in warning.says) == ("rows-deleted", True)


def test_a_hidden_sheet_is_not_read_and_named(known):
    data = book([("考生", [HEADER, *ROWS]), ("旧名单", [HEADER, *ROWS])], hidden=["旧名单"])
    checked = check("a.xlsx", data, known)
    assert (checked.errors, checked.total) == ((), COUNT)
    assert [(found.code, found.sheet) for found in checked.warnings] == [("sheet-ignored", "旧名单")]


def test_a_name_is_never_filled_down_from_a_merged_cell(known):
    rows = [candidate(1), candidate(2, 姓名=None)]
    (error,) = check("a.xlsx", book([("考生", [HEADER, *rows])], [("考生", "B2:B3")]), known).errors
    assert (error.code, error.row, error.letter) == ("blank", 3, "B")


def test_rooms_without_merged_cells_are_not_filled_down(known):
    data = text_table([HEADER, candidate(1), candidate(2, 考场号="")])
    assert [(found.code, found.row) for found in check("a.csv", data, known).errors] == [("blank", 3)]


def test_a_number_shown_with_leading_zeros_is_read_as_shown(plan, known):
    def shown(made):
        made["考场"]["A2"].number_format = "000"

    data = book([("考场", [["考场号", "座位数"], [7, 30]])], change=shown)
    assert [row["room"] for row in check("a.xlsx", data, known).rows] == ["007"]


@pytest.mark.parametrize("row", [["第二场"], [None] * 9 + ["接下页"], [None] * 10 + [31]])
def test_a_heading_in_a_cell_of_its_own_and_a_row_with_its_number_only_are_passed_over(row, known):
    whole = [*HEADER, "页", "序号"]
    checked = check("a.xlsx", book([("考生", [whole, candidate(1), row, candidate(2)])]), known)
    assert (checked.errors, checked.total) == ((), 2)
    assert [found.code for found in checked.warnings if found.code == "rows-passed"]


@pytest.mark.parametrize("row", [["260101204110110100"], [None, "张三"], [None, None, None, "某某单位"]])
def test_a_number_or_a_name_alone_in_its_row_stays_an_error(row, known):
    checked = check("a.xlsx", book([("考生", [HEADER, candidate(1), row])]), known)
    assert {error.row for error in checked.errors} == {3}


#: Each planted error: the column, the cell, the code it gives.
PLANTED = [
    ("准考证号", "2.6010120411011E+18", "number-ruined"),
    ("准考证号", 2601012041101101000, "number-ruined"),
    ("准考证号", 2.601012041101101e18, "number-ruined"),
    ("准考证号", "2601012041101100000", "number-ruined"),
    ("准考证号", "260101204110110100", "admission-form"),
    ("准考证号", None, "blank"),
    ("姓名", "　 ", "blank"),
    ("姓名", "张?三", "name-form"),
    ("姓名", "12345", "name-form"),
    ("姓名", "张\ufffd", "cell-character"),
    ("证件号", "369191198607010119", "id-check"),
    ("证件号", "369191198613010890", "id-birth"),
    ("证件号", "36919119860701089", "id-form"),
    ("证件号", 369191198607010000, "number-ruined"),
    ("证件号", "369191198607010000", "number-ruined"),
    ("职业", "飞行员", "trade-unknown"),
    ("级别", "六级", "level-unknown"),
    ("级别", "高级工/四级", "level-unknown"),
    ("场次", "S8", "session-unknown"),
    ("考场号", "999", "room-unknown"),
    ("座位号", "99", "seat-range"),
    ("座位号", "甲", "not-whole"),
    ("座位号", "0", "out-of-range"),
]


@pytest.mark.parametrize(("column", "cell", "code"), PLANTED)
def test_an_error_planted_below_a_title_on_a_second_sheet_is_found_by_sheet_row_and_column(column, cell, code, known):
    first = [candidate(seat) for seat in range(1, 5)]
    second = [candidate(seat) for seat in range(5, 9)]
    second[2][HEADER.index(column)] = cell
    sheets = [("第一场", [HEADER, *first]), ("第二场", [["名单"], [None], HEADER, *second, ["合计", None, "4人"]])]
    checked = check("a.xlsx", book(sheets), known)
    places = [(found.sheet, found.row, found.column, found.letter, found.code) for found in checked.errors]
    assert places == [("第二场", 6, column, "ABCDEFGHI"[HEADER.index(column)], code)]
    assert len(checked.rows) == 7


def test_errors_in_every_format_are_found_at_the_same_place(known):
    rows = [candidate(1), candidate(2, 姓名=""), candidate(3, 场次="S9"), candidate(4, 座位号="1")]
    files = {
        "a.xlsx": book([("考生", [HEADER, *rows])]),
        "a.xls": old_book([("考生", [HEADER, *rows])]),
        "a.csv": text_table([HEADER, *rows], encoding="gb18030"),
        "a.tsv": text_table([HEADER, *rows], "\t"),
        "a.dbf": dbf_of(HEADER, rows),
    }
    for name, data in files.items():
        found = [(error.row, error.column, error.letter, error.code) for error in check(name, data, known).errors]
        assert found == [
            (3, "姓名", "B", "blank"),
            (4, "场次", "G", "session-unknown"),
            (5, "座位号", "I", "seat-taken"),
        ], name


def test_what_stands_twice_on_two_sheets_names_the_sheet_of_the_first(known):
    data = book([("甲", [HEADER, candidate(1)]), ("乙", [HEADER, candidate(1)])])
    (error,) = check("a.xlsx", data, known).errors
    assert (error.code, error.sheet, error.row) == ("twice", "乙", 2)
    assert "表“甲”第 2 行" in error.says
