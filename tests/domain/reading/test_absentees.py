"""Absentees from whatever people write: every number counts, and what cannot be understood is refused."""

import json

import pytest

from server.domain.reading.absentees import marked_of
from server.domain.reading.list_rows import BadList
from server.domain.reading.lists import listed_of
from server.sample import book

NUMBERS = tuple(f"03602610{place}" for place in range(1001, 1013))
SEATS = {("1", str(place)): number for place, number in enumerate(NUMBERS, 1)}
AWAY = {NUMBERS[1], NUMBERS[4]}
ONE, OTHER = NUMBERS[1], NUMBERS[4]


def absent(text, name="a.txt"):
    return marked_of(name, text.encode(), set(NUMBERS), SEATS)


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}、{OTHER}",
        f"缺考：{ONE}, {OTHER}\n",
        f"1 0001 {ONE} 考生甲\n2 0002 {OTHER}缺考\n",
        f"2026-11-22 缺考名单\n{ONE.lstrip('0')}\n{OTHER}  # {NUMBERS[7]} 到了\n",
        "考场号,座位号\n001,02\n001,05\n",
        f"准考证号,姓名,准考证号,姓名\n{ONE},甲,{OTHER},乙\n",
        "准考证号,是否到考\n" + "\n".join(f"{one},{'否' if one in AWAY else '是'}" for one in NUMBERS),
        "准考证号,缺考\n" + "\n".join(f"{one},{'√' if one in AWAY else ''}" for one in NUMBERS),
        "准考证号,考试状态\n" + "\n".join(f"{one},{'缺考' if one in AWAY else '正常'}" for one in NUMBERS),
        json.dumps({"absent": sorted(AWAY)}),
        json.dumps([{"adm": one, "是否到考": "否" if one in AWAY else "是"} for one in NUMBERS]),
    ],
)
def test_who_was_absent_is_read_whatever_the_form(text):
    assert absent(text).absent == AWAY
    assert absent(text).strangers == ()


@pytest.mark.parametrize(
    "text",
    [
        "准考证号,缺考\n" + f"{ONE},Q\n",
        "准考证号,考试状态\n" + f"{ONE},待定\n",
        "准考证号,备注\n" + f"{ONE},缺考\n{OTHER},\n",
        "准考证号,到没到\n" + f"{ONE},是\n{OTHER},否\n",
        "准考证号,姓名\n" + "\n".join(f"{one},考生" for one in NUMBERS),
        "01 02 05\n",
        json.dumps({"001": ["02", "05"]}),
    ],
)
def test_what_cannot_be_understood_is_refused(text):
    with pytest.raises(BadList):
        absent(text)


@pytest.mark.parametrize("text", ["", "\n", "无\n", "缺考人数：0\n", "准考证号,姓名\n", "2026-11-22 上午\n", "[]"])
def test_a_list_of_nobody_is_a_list(text):
    assert absent(text).absent == frozenset()


def test_a_number_that_is_not_on_the_list_is_a_stranger():
    assert absent(f"{ONE}\n036026109999\n").strangers == ("036026109999",)


def test_a_roster_that_a_spreadsheet_kept_as_numbers_gets_its_zeros_back():
    raw = book.xlsx("名单", ("准考证号", "room_no", "seat_no"), [("036026101001", "001", "01")])
    assert [(one.number, one.room, one.seat) for one in listed_of("a.xlsx", raw)] == [("036026101001", "001", "01")]
