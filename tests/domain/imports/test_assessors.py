"""The file of assessors: one row for each card, also where somebody holds several."""

import pytest

from server.domain.imports import Known, check

HEADER = ["工号", "考评员证号", "考评职业", "考评等级", "有效期至", "连续次数", "考场", "组长"]


def row(staff_no="R0001", card="C1", trade="电工", *, room="", leader=""):
    return [staff_no, card, trade, 1, "2027-12-31", 0, room, leader]


@pytest.fixture
def read(xlsx, known):
    listed = Known(known.plan, known.rooms, {"R0001", "R0002"})
    return lambda *rows: check("考评员.xlsx", xlsx([HEADER, *rows]), listed)


def test_somebody_has_a_row_for_the_card_of_each_trade_and_leads_once(read):
    checked = read(row(room="101", leader="是"), row(card="D1", trade="焊工", room="101", leader="是"), row("R0002"))
    assert (checked.errors, checked.warnings) == ((), ())
    assert [(one["staff_no"], one["card"], one["trade"]) for one in checked.rows] == [
        ("R0001", "C1", "电工"), ("R0001", "D1", "焊工"), ("R0002", "C1", "电工"),
    ]  # fmt: skip


def test_two_cards_of_one_person_for_one_trade_name_the_first_row_and_nothing_is_taken(read):
    (error,) = read(row(), row(card="C2")).errors
    assert (error.code, error.row, error.column) == ("twice", 3, "工号")


def test_a_room_has_one_leader(read):
    (error,) = read(row(room="101", leader="是"), row("R0002", room="101", leader="是")).errors
    assert (error.code, error.row, error.column) == ("twice", 3, "组长")
