"""Errors planted in a good day are all found, each in its own row and column, and nothing else is."""

from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from server.domain.imports import check
from server.sample.book import csv_text, xlsx
from server.sample.files import ROOMS_HEADER

ANYWHERE = {
    "candidates.xlsx": {
        ("准考证号", "12345"): "admission-form",
        ("准考证号", "2.6E+18"): "number-ruined",
        ("准考证号", ""): "blank",
        ("姓名", " "): "blank",
        ("姓名", "#VALUE!"): "cell-error",
        ("证件号", "36919119860701089"): "id-form",
        ("证件号", "369191198613010890"): "id-birth",
        ("职业", "飞行员"): "trade-unknown",
        ("级别", "六级"): "level-unknown",
        ("场次", "S8"): "session-unknown",
        ("考场号", "000"): "room-unknown",
        ("座位号", 99): "seat-range",
        ("座位号", "甲"): "not-whole",
    },
    "staff.xlsx": {
        ("工号", ""): "blank",
        ("工号", "甲 1"): "code-form",
        ("姓名", ""): "blank",
        ("岗位", "司机"): "role-unknown",
        ("电话", "110"): "phone-form",
        ("场次", "S1、S8"): "session-unknown",
        ("证件号", "1"): "id-form",
        ("备注", "长" * 201): "cell-long",
    },
}


def table(day, name):
    header, *rows = load_workbook(BytesIO((day.folder / name).read_bytes()), read_only=True).active.iter_rows(
        values_only=True
    )
    return list(header), [list(row) for row in rows]


def found(checked):
    return {(error.row, error.column, error.code) for error in checked.errors}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(ANYWHERE)), st.data())
def test_twenty_planted_errors_give_exactly_those_twenty(day_of, name, data):
    day = day_of(3, 2)
    header, rows = table(day, name)
    picked = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=20, max_size=20, unique=True))
    planted = set()
    for place in picked:
        column, value = data.draw(st.sampled_from(list(ANYWHERE[name])))
        rows[place][header.index(column)] = value
        planted.add((place + 2, column, ANYWHERE[name][column, value]))
    checked = check(name, xlsx("表", header, rows), day.known)
    assert found(checked) == planted
    assert len(checked.errors) == 20
    assert len(checked.rows) == checked.total - 20 == len(rows) - 20


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([("candidates.xlsx", "准考证号"), ("staff.xlsx", "工号"), ("staff.xlsx", "证件号")]), st.data())
def test_a_repeated_number_is_found_in_the_later_row_and_names_the_earlier(day_of, file, data):
    name, column = file
    day = day_of(3, 2)
    header, rows = table(day, name)
    first, later = sorted(data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2, unique=True)))
    rows[later][header.index(column)] = rows[first][header.index(column)]
    checked = check(name, xlsx("表", header, rows), day.known)
    assert found(checked) == {(later + 2, column, "twice")}
    assert f"第 {first + 2} 行" in checked.errors[0].says


def test_a_person_moved_onto_a_taken_seat_is_found_in_the_later_row(day_of):
    day = day_of(3, 2)
    header, rows = table(day, "candidates.xlsx")
    seat = header.index("座位号")
    rows[4][seat] = rows[2][seat]
    assert found(check("c.xlsx", xlsx("表", header, rows), day.known)) == {(6, "座位号", "seat-taken")}


def test_errors_planted_in_the_rooms_are_found(day_of):
    day = day_of(20, 3)
    rows = [[row["room"], row["name"], row["building"], row["floor"], row["seats"]] for row in day.rooms.rows]
    rows[0][0] = ""
    rows[3][4] = "许多"
    rows[7][0] = rows[5][0]
    rows[9][3] = "顶"
    rows[19][4] = 0
    assert found(check("rooms.csv", csv_text(ROOMS_HEADER, rows), day.known)) == {
        (2, "考场号", "blank"),
        (5, "座位数", "not-whole"),
        (9, "考场号", "twice"),
        (11, "楼层", "not-whole"),
        (21, "座位数", "out-of-range"),
    }
