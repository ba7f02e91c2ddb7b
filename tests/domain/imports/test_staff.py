"""The staff file: roles, phones, rooms."""

import pytest

from protocol.role import ROLES
from server.domain.imports import Known, check
from server.domain.imports.staff import SYNONYMS
from server.domain.imports.values import id_check_digit

HEADER = ["工号", "姓名", "岗位", "单位", "电话", "场次", "考场", "备注", "证件号"]


def row(number, **changed):
    values = {
        "工号": f"R{number:04d}",
        "姓名": "李四",
        "岗位": "监考",
        "单位": "某校",
        "电话": f"1990000{number:04d}",
        "场次": "",
        "考场": "",
        "备注": "",
        "证件号": "",
    } | changed
    return [values[name] for name in HEADER]


@pytest.fixture
def read(xlsx, known):
    return lambda *rows: check("人员.xlsx", xlsx([HEADER, *rows]), known)


def only(checked):
    (error,) = checked.errors
    return error.code, error.row, error.column


def test_a_good_row_is_read_into_plain_values(read):
    checked = read(row(1, 场次="S1、下午理论", 考场=101))
    assert (checked.errors, checked.warnings) == ((), ())
    assert checked.rows == (
        {
            "staff_no": "R0001",
            "name": "李四",
            "role": 8,
            "unit": "某校",
            "phone": "19900000001",
            "sessions": ["S1", "S2"],
            "room": "101",
            "note": "",
            "id_no": None,
        },
    )


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_every_role_is_read_by_its_chinese_name_its_english_name_and_its_code(read, role):
    checked = read(row(1, 岗位=role.zh), row(2, 岗位=role.en.upper()), row(3, 岗位=role.code))
    assert (checked.errors, checked.warnings) == ((), ())
    assert {good["role"] for good in checked.rows} == {role.number}


def test_vice_director_alone_is_read_as_the_areas_with_a_warning(read):
    checked = read(row(1, 岗位="副主任"))
    assert checked.rows[0]["role"] == 4
    (warning,) = checked.warnings
    assert (warning.code, warning.row, warning.column) == ("role-synonym", 2, "岗位")
    assert "考区副主任" in warning.says


def test_every_synonym_leads_to_a_role_and_is_none_itself():
    names = {role.zh for role in ROLES}
    assert set(SYNONYMS.values()) <= names
    assert not names & set(SYNONYMS)


def test_an_unknown_role_is_answered_with_all_that_are_allowed(read):
    checked = read(row(1, 岗位="监督员"))
    assert only(checked) == ("role-unknown", 2, "岗位")
    assert all(role.zh in checked.errors[0].fix for role in ROLES)


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"工号": ""}, "blank", "工号"),
        ({"工号": "王/1"}, "code-form", "工号"),
        ({"工号": "R" * 21}, "code-form", "工号"),
        ({"姓名": None}, "blank", "姓名"),
        ({"岗位": ""}, "blank", "岗位"),
        ({"电话": "12345"}, "phone-form", "电话"),
        ({"场次": "S1、S7"}, "session-unknown", "场次"),
        ({"考场": "999"}, "room-unknown", "考场"),
        ({"岗位": "门卫", "考场": "101"}, "room-not-for-role", "考场"),
        ({"岗位": "流动监考", "考场": "101"}, "room-not-for-role", "考场"),
        ({"证件号": "369191198607010890"[:-1] + "1"}, "id-check", "证件号"),
        ({"姓名": "#N/A"}, "cell-error", "姓名"),
    ],
)
def test_each_wrong_value_is_one_error_in_its_own_cell(read, changed, code, column):
    checked = read(row(2), row(1, **changed))
    assert only(checked) == (code, 3, column)
    assert checked.warnings == ()
    assert len(checked.rows) == 1


def test_a_staff_number_that_stands_twice_names_the_first_row(read):
    checked = read(row(1), row(1))
    assert only(checked) == ("twice", 3, "工号")
    assert "第 2 行" in checked.errors[0].says


def test_an_identity_number_that_stands_twice_is_refused(read):
    number = "36919119860701089" + id_check_digit("36919119860701089")
    assert only(read(row(1, 证件号=number), row(2, 证件号=number))) == ("twice", 3, "证件号")


def test_several_people_of_one_name_are_normal(read):
    checked = read(row(1), row(2), row(3))
    assert (checked.errors, checked.warnings) == ((), ())


@pytest.mark.parametrize("written", ["", "全部", "所有", "ALL"])
def test_blank_or_all_sessions_mean_every_session(read, written):
    assert read(row(1, 场次=written)).rows[0]["sessions"] == []


def test_sessions_may_be_parted_by_any_usual_sign_and_named_twice(read):
    assert read(row(1, 场次="s1，S2; S1")).rows[0]["sessions"] == ["S1", "S2"]


def test_a_missing_phone_is_a_warning_and_the_person_is_taken(read):
    checked = read(row(1, 电话=""))
    assert checked.rows[0]["phone"] == ""
    assert [warning.code for warning in checked.warnings] == ["phone-missing"]


def test_a_shared_phone_is_a_warning(read):
    assert [warning.code for warning in read(row(1), row(2, 电话="19900000001")).warnings] == ["phone-twice"]


def test_the_second_invigilator_of_a_room_is_expected_and_the_third_is_not(read):
    assert read(row(1, 考场="101"), row(2, 考场="101")).warnings == ()
    (warning,) = read(row(1, 考场="101"), row(2, 考场="101"), row(3, 考场="101")).warnings
    assert (warning.code, warning.row) == ("room-crowded", 4)


def test_a_room_shared_by_session_is_not_crowded(read):
    rows = [row(number, 考场="101", 场次=session) for number, session in enumerate(("S1", "S1", "S2", "S2"), start=1)]
    assert read(*rows).warnings == ()


def test_a_room_needs_the_rooms_file_and_staff_without_rooms_does_not(xlsx, plan):
    known = Known(plan)
    assert check("a.xlsx", xlsx([HEADER, row(1)]), known).errors == ()
    assert only(check("a.xlsx", xlsx([HEADER, row(1, 考场="101")]), known)) == ("rooms-first", 2, "考场")
