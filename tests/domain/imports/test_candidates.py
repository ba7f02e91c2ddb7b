"""The candidates file: numbers, seats, people."""

from dataclasses import replace

import pytest

from server.domain.imports import Known, check
from server.domain.imports.values import id_check_digit

HEADER = ["准考证号", "姓名", "证件号", "单位", "职业", "级别", "场次", "考场号", "座位号"]


def id_no(serial):
    first = f"36919119860701{serial:03d}"
    return first + id_check_digit(first)


def row(seat, **changed):
    values = {
        "准考证号": f"2601012041101101{seat:03d}",
        "姓名": "张三",
        "证件号": id_no(seat),
        "单位": "某厂",
        "职业": "电工",
        "级别": 4,
        "场次": "S1",
        "考场号": "101",
        "座位号": seat,
    } | changed
    return [values[name] for name in HEADER]


@pytest.fixture
def read(xlsx, known):
    return lambda *rows: check("考生.xlsx", xlsx([HEADER, *rows]), known)


def only(checked):
    (error,) = checked.errors
    return error.code, error.row, error.column


def test_a_good_row_is_read_into_plain_values(read):
    checked = read(row(1, 级别="中级工", 场次="上午理论"))
    assert (checked.errors, checked.warnings, checked.total) == ((), (), 1)
    assert checked.rows == (
        {
            "admission_no": "2601012041101101001",
            "name": "张三",
            "id_no": id_no(1),
            "unit": "某厂",
            "trade": "电工",
            "level": 4,
            "session": "S1",
            "room": "101",
            "seat": 1,
        },
    )


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"姓名": "  "}, "blank", "姓名"),
        ({"准考证号": None}, "blank", "准考证号"),
        ({"准考证号": 2601012041101101001}, "number-ruined", "准考证号"),
        ({"准考证号": "2.60101E+18"}, "number-ruined", "准考证号"),
        ({"准考证号": "2601012041101101000"}, "number-ruined", "准考证号"),
        ({"准考证号": "260101204110110100"}, "admission-form", "准考证号"),
        ({"准考证号": "26010120411011010012"}, "admission-form", "准考证号"),
        ({"准考证号": "26010120411011010O1"}, "admission-form", "准考证号"),
        ({"证件号": id_no(1)[:-1]}, "id-form", "证件号"),
        ({"职业": "电 工 师"}, "trade-unknown", "职业"),
        ({"级别": "六级"}, "level-unknown", "级别"),
        ({"场次": "S9"}, "session-unknown", "场次"),
        ({"考场号": "999"}, "room-unknown", "考场号"),
        ({"座位号": 31}, "seat-range", "座位号"),
        ({"座位号": "一"}, "not-whole", "座位号"),
        ({"座位号": 0}, "out-of-range", "座位号"),
    ],
)
def test_each_wrong_value_is_one_error_in_its_own_cell(read, changed, code, column):
    checked = read(row(2), row(1, **changed))
    assert only(checked) == (code, 3, column)
    assert [good["seat"] for good in checked.rows] == [2]


def test_the_last_seat_of_the_room_is_taken_and_one_more_is_not(read):
    assert read(row(30)).errors == ()
    assert only(read(row(31)))[0] == "seat-range"


def test_two_people_on_one_seat_name_each_other(read):
    checked = read(row(1), row(2, 座位号=1))
    assert only(checked) == ("seat-taken", 3, "座位号")
    assert "第 2 行" in checked.errors[0].says


def test_the_same_seat_in_another_session_is_free(read):
    assert read(row(1), row(2, 座位号=1, 场次="S2")).errors == ()


def test_a_row_copied_whole_is_one_error_not_three(read):
    assert only(read(row(1), row(1))) == ("twice", 3, "准考证号")


def test_one_person_on_two_seats_of_a_session_is_refused(read):
    assert only(read(row(1), row(2, 证件号=id_no(1)))) == ("id-same-session", 3, "证件号")


def test_one_person_may_sit_two_sessions(read):
    assert read(row(1), row(2, 证件号=id_no(1), 场次="S2")).errors == ()


def test_a_number_whose_parts_say_another_seat_is_taken_with_a_warning(read):
    checked = read(row(1, 座位号=7))
    assert checked.errors == ()
    (warning,) = checked.warnings
    assert (warning.code, warning.row) == ("admission-part", 2)
    assert "001" in warning.says
    assert "007" in warning.says


def test_a_number_of_another_year_is_taken_with_a_warning(read):
    (warning,) = read(row(1, 准考证号="2501012041101101001")).warnings
    assert "25" in warning.says
    assert "year" in warning.says_en


def test_without_a_template_any_digits_make_a_number(xlsx, known):
    free = Known(replace(known.plan, admission_no=()), known.rooms)
    assert check("a.xlsx", xlsx([HEADER, row(1, 准考证号="1234567")]), free).errors == ()
    assert only(check("a.xlsx", xlsx([HEADER, row(1, 准考证号="12A")]), free))[0] == "admission-form"


def test_without_trades_in_the_plan_any_trade_is_taken(xlsx, known):
    free = Known(replace(known.plan, trades=()), known.rooms)
    assert check("a.xlsx", xlsx([HEADER, row(1, 职业="茶艺师")]), free).errors == ()


def test_candidates_need_the_rooms_first(xlsx, plan):
    checked = check("a.xlsx", xlsx([HEADER, row(1), row(2)]), Known(plan))
    assert [error.code for error in checked.errors] == ["rooms-first"]
    assert (checked.total, checked.rows) == (2, ())


def test_a_seat_beyond_the_rooms_is_taken_with_a_warning_where_the_plan_allows_it(xlsx, known):
    crowded = Known(replace(known.plan, overfull=True), known.rooms)
    checked = check("a.xlsx", xlsx([HEADER, row(31), row(32, 座位号=31)]), crowded)
    assert [warning.code for warning in checked.warnings if warning.row == 2] == ["seat-extra"]
    assert [(error.code, error.row) for error in checked.errors] == [("seat-taken", 3)], "two on one seat stay an error"


def test_one_id_number_under_two_names_is_refused_and_names_the_first(read):
    checked = read(row(1), row(2, 证件号=id_no(1), 姓名="李四", 场次="S2"))
    assert only(checked) == ("id-two-names", 3, "证件号")
    assert "第 2 行属于“张三”" in checked.errors[0].says


def test_an_old_id_number_is_read_as_the_new_one_with_a_warning(read):
    checked = read(row(1, 证件号=id_no(1)[:6] + id_no(1)[8:17]))
    assert (checked.errors, [warning.code for warning in checked.warnings]) == ((), ["id-old"])
    assert checked.rows[0]["id_no"] == id_no(1)


def test_a_number_without_a_seat_may_be_one_persons_for_all_sessions_and_nobody_elses(xlsx, known):
    free = Known(replace(known.plan, admission_no=()), known.rooms)

    def codes(*rows):
        return [error.code for error in check("a.xlsx", xlsx([HEADER, *rows]), free).errors]

    assert codes(row(1), row(1, 场次="S2")) == []
    assert codes(row(1), row(1, 座位号=2)) == ["twice"]
    assert codes(row(1), row(2, 准考证号=row(1)[0], 场次="S2")) == ["twice"]


def test_a_name_with_digits_is_taken_with_a_warning_and_one_with_a_lost_character_is_not(read):
    checked = read(row(1, 姓名="张三1"), row(2, 姓名="张??"))
    assert [(warning.code, warning.row) for warning in checked.warnings] == [("name-digits", 2)]
    assert only(checked) == ("name-form", 3, "姓名")


SHORT = [name for name in HEADER if name not in ("考场号", "座位号")]


def short(seat, number=None, **changed):
    """A row as centres often send it: the admission number alone says room and seat."""
    values = dict(zip(HEADER, row(seat, **changed), strict=True))
    return [number or values["准考证号"], *(values[name] for name in SHORT[1:])]


def test_without_their_columns_room_and_seat_are_read_from_the_admission_number(xlsx, known):
    checked = check("考生.xlsx", xlsx([SHORT, short(1), short(12)]), known)
    assert checked.errors == ()
    assert [(found["room"], found["seat"]) for found in checked.rows] == [("101", 1), ("101", 12)]


def test_a_room_the_number_names_and_nobody_has_is_told_at_the_number(xlsx, known):
    checked = check("考生.xlsx", xlsx([SHORT, short(1, number="2601012041101999001")]), known)
    assert only(checked) == ("room-unknown", 2, "准考证号")


def test_a_number_that_cannot_be_read_leaves_one_error_and_no_guess(xlsx, known):
    checked = check("考生.xlsx", xlsx([SHORT, short(1, number="26010")]), known)
    assert only(checked)[0] == "admission-form"


def test_where_the_plan_has_one_session_the_file_need_not_name_it(xlsx, known):
    one = replace(known, plan=replace(known.plan, sessions=known.plan.sessions[:1]))
    header = [name for name in HEADER if name != "场次"]
    values = dict(zip(HEADER, row(1), strict=True))
    data = xlsx([header, [values[name] for name in header]])
    assert [found["session"] for found in check("考生.xlsx", data, one).rows] == [one.plan.sessions[0].id]
    assert only(check("考生.xlsx", data, known))[0] == "column-missing"


def test_where_the_number_has_no_such_part_room_and_seat_must_be_there(xlsx, known):
    bare = replace(known, plan=replace(known.plan, admission_no=()))
    codes = [error.code for error in check("考生.xlsx", xlsx([SHORT, short(1)]), bare).errors]
    assert codes == ["column-missing", "column-missing"]
