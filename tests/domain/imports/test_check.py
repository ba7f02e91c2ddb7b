"""One file as a whole: its kind, its header, its list of problems."""

from dataclasses import asdict
from string import Formatter

import pytest

from server.domain.imports import Known, Problem, check, kind_of
from server.domain.imports.messages import MESSAGES
from server.domain.imports.problem import SHOWN, Place, problem

STAFF = ["工号", "姓名", "岗位"]


def details(sentences):
    return {name for _, name, _, _ in Formatter().parse(sentences) if name}


def codes(problems):
    return [found.code for found in problems]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("考场号,楼栋,座位数", "rooms"),
        ("考场,座位", "rooms"),
        ("准考证号,姓名,证件号,职业,级别,场次,考场号,座位号", "candidates"),
        ("准考证号,姓名,证件号,职业", "candidates"),
        ("工号,姓名,岗位", "staff"),
        ("姓名,岗位,电话,证件号", "staff"),
        ("Staff No.,NAME,Role", "staff"),
    ],
)
def test_the_kind_is_told_from_the_header(header, kind):
    assert kind_of("x.csv", f"{header}\n".encode()) == kind


def test_plans_and_portraits_are_told_by_their_names():
    assert kind_of("plan.yaml", b"") == "plan"
    assert kind_of("photos/R0001.jpg", b"") == "portraits"


def test_a_table_of_something_else_is_answered_with_its_own_header():
    found = kind_of("x.csv", "菜名,价格\n".encode())
    assert isinstance(found, Problem)
    assert found.code == "kind-unknown"
    assert "菜名、价格" in found.says


def test_a_picture_outside_photos_is_told_to_be_no_table():
    found = kind_of("R0001.jpg", b"\xff\xd8\xff\xe0")
    assert isinstance(found, Problem)
    assert found.code == "file-image"


def test_case_width_spaces_stars_and_notes_in_a_header_do_not_matter(xlsx, known):
    data = xlsx([["*工 号", "姓名（中文）", " 岗位\n", "Ｐｈｏｎｅ"], ["R1", "张三", "监考", "19900000001"]])
    checked = check("a.xlsx", data, known)
    assert (checked.errors, checked.warnings, len(checked.rows)) == ((), (), 1)


def test_every_missing_column_is_one_error_and_no_row_is_read(known):
    checked = check("a.csv", "工号,电话\nR1,1\nR2,2\n".encode(), known)
    assert [(error.code, error.row, error.column) for error in checked.errors] == [
        ("column-missing", 1, "姓名"),
        ("column-missing", 1, "岗位"),
    ]
    assert (checked.total, checked.rows) == (2, ())


def test_a_column_that_stands_twice_is_an_error(known):
    checked = check("a.csv", "工号,姓名,岗位,*岗 位\nR1,张三,监考,主考\n".encode(), known)
    assert [(error.code, error.column, error.letter) for error in checked.errors] == [("column-twice", "*岗 位", "D")]


def test_of_two_names_for_one_column_the_more_usual_is_read_and_the_other_named(known):
    checked = check("a.csv", "工号,姓名,职务,岗位,电话\nR1,张三,院长,监考,19900000001\n".encode(), known)
    assert [(found.code, found.column) for found in checked.warnings] == [("column-beside", "职务")]
    assert [row["role"] for row in checked.rows] == [8]


def test_an_unknown_column_is_passed_over_with_a_warning(known):
    checked = check("a.csv", "工号,姓名,岗位,血型,电话\nR1,张三,监考,A,19900000001\n".encode(), known)
    assert [(warning.code, warning.column) for warning in checked.warnings] == [("column-unknown", "血型")]
    assert len(checked.rows) == 1


def test_the_sheet_that_fits_is_read_and_the_others_are_named(xlsx, known):
    data = xlsx(
        [["说明"], ["请勿修改"]],
        title="填表说明",
        more=[("人员", [[*STAFF, "电话"], ["R1", "张三", "监考", "19900000001"]])],
    )
    checked = check("a.xlsx", data, known)
    assert len(checked.rows) == 1
    assert [(warning.code, warning.sheet) for warning in checked.warnings] == [("sheet-ignored", "填表说明")]


def test_a_header_without_rows_is_an_error(known):
    assert codes(check("a.csv", "工号,姓名,岗位\n\n ,\n".encode(), known).errors) == ["rows-none"]


def test_a_table_of_blanks_has_no_header(known):
    assert codes(check("a.csv", b",,\n ,\n", known).errors) == ["header-missing"]


def test_blank_rows_are_not_counted_and_do_not_shift_the_numbers(xlsx, known):
    data = xlsx([STAFF, ["R1", "张三", "监考"], [None, " ", None], ["R2", "李四", "司机"]])
    checked = check("a.xlsx", data, known)
    assert checked.total == 2
    assert [(error.row, error.code) for error in checked.errors] == [(4, "role-unknown")]


def test_a_row_shorter_than_the_header_is_blank_at_its_end(known):
    checked = check("a.csv", "工号,姓名,岗位\nR1\n".encode(), known)
    assert [(error.column, error.code) for error in checked.errors] == [("姓名", "blank"), ("岗位", "blank")]


def test_the_kind_a_caller_states_overrules_the_guess(known):
    checked = check("a.csv", "考场号,座位数\n101,30\n".encode(), known, kind="staff")
    assert checked.kind == "staff"
    assert set(codes(checked.errors)) == {"column-missing"}


def test_exactly_as_many_problems_as_are_shown_get_no_last_line(known):
    rows = "".join(f"R{number},张三,司机\n" for number in range(SHOWN))
    assert codes(check("a.csv", f"工号,姓名,岗位\n{rows}".encode(), known).errors) == ["role-unknown"] * SHOWN


def test_one_problem_more_than_are_shown_is_counted_in_a_last_line(known):
    rows = "".join(f"R{number},张三,司机\n" for number in range(SHOWN + 1))
    errors = check("a.csv", f"工号,姓名,岗位\n{rows}".encode(), known).errors
    assert len(errors) == SHOWN + 1
    assert (errors[-1].code, "1 处" in errors[-1].says) == ("more", True)


def test_a_cell_cannot_flood_or_break_a_message(known):
    (error,) = check("a.csv", f"工号,姓名,岗位\nR1,张三,{'长' * 40}\n".encode(), known, "staff").errors
    assert error.code == "role-unknown"
    long = problem(Place("a"), "level-unknown", value="x\n" * 500)
    assert "\n" not in long.says
    assert len(long.says) < 90


def test_braces_in_a_cell_stay_braces(known):
    (error,) = check("a.csv", "工号,姓名,岗位\nR1,张三,{0.__class__}\n".encode(), known).errors
    assert "{0.__class__}" in error.says


def test_every_error_says_what_is_and_what_to_do_in_both_languages(known):
    bad = "工号,姓名,岗位,电话,考场\n,,,1,\nR1,张三,门卫,,101\nR2,李四,司机,x,\n"
    checked = check("a.csv", bad.encode(), known)
    assert len(checked.errors) == 7
    for found in checked.errors:
        sentences = asdict(found)
        assert all(sentences[key] and "{" not in sentences[key] for key in ("says", "fix", "says_en", "fix_en"))


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_ends_its_sentences_and_uses_the_same_details_in_both_languages(code):
    message = MESSAGES[code]
    assert message.says.endswith("。")
    assert message.fix.endswith("。")
    assert message.says_en.endswith(".")
    assert message.fix_en.endswith(".")
    assert details(message.says + message.fix) == details(message.says_en + message.fix_en)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("staff.xlsx", b"", "file-empty"),
        ("staff.xlsx", b"\xff\xd8\xff", "file-image"),
        ("staff.csv", '工号,"姓名\n'.encode(), "csv-broken"),
        ("plan.yaml", b"", "file-empty"),
    ],
)
def test_an_unreadable_file_is_one_error_and_never_an_exception(name, data, code):
    checked = check(name, data, Known())
    assert codes(checked.errors) == [code]
    assert checked.rows == ()
