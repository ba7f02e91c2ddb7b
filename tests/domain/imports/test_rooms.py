"""The rooms file."""

from server.domain.imports import Known, check
from server.domain.plan import room_from_row

HEADER = ["考场号", "考场名称", "楼栋", "楼层", "座位数"]


def test_a_room_is_read_into_the_hubs_row(xlsx, known):
    checked = check("rooms.xlsx", xlsx([HEADER, [101, "1号楼101", "1号楼", 1, 30]]), known)
    assert (checked.kind, checked.plan, checked.errors, checked.warnings) == ("rooms", 20261122, (), ())
    (row,) = checked.rows
    assert row == {
        "room": "101",
        "name": "1号楼101",
        "building": "1号楼",
        "floor": 1,
        "seats": 30,
        "sessions": {},
    }
    assert room_from_row(row).seats == 30


def test_name_building_and_floor_may_be_left_out(known):
    (row,) = check("rooms.csv", "考场号,座位数\nA-1,15\n".encode(), known).rows
    assert (row["name"], row["building"], row["floor"]) == ("A-1", "", None)


def test_a_room_that_stands_twice_names_both_rows(xlsx, known):
    checked = check(
        "rooms.xlsx", xlsx([HEADER, [101, "", "", 1, 30], [102, "", "", 1, 30], ["101", "", "", 2, 30]]), known
    )
    (error,) = checked.errors
    assert (error.code, error.sheet, error.row, error.column) == ("twice", "表", 4, "考场号")
    assert "第 2 行" in error.says
    assert [row["room"] for row in checked.rows] == ["101", "102"]


def test_a_slash_in_a_room_number_is_refused_because_it_parts_the_rows_key(known):
    (error,) = check("rooms.csv", "考场号,座位数\n1/01,15\n".encode(), known).errors
    assert error.code == "code-form"


def test_rooms_need_a_plan_first():
    checked = check("rooms.csv", "考场号,座位数\n101,15\n".encode(), Known())
    assert [error.code for error in checked.errors] == ["plan-first"]
    assert (checked.total, checked.rows) == (1, ())
