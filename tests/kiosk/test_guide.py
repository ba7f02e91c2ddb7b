"""Where to go and what comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.clock import Clock
from kiosk.guide import awaits_draw, counts, current_plan, next_point, report, running, where_to
from protocol.role import PROCTOR, ROLES

PLAN = {
    "plan": 2026112,
    "days": ["2026-11-22"],
    "zone": "Asia/Shanghai",
    "sessions": [
        {"id": "S1", "name": "理论一", "starts": "2026-11-22T09:00:00+08:00", "ends": "2026-11-22T10:30:00+08:00"},
        {"id": "S2", "name": "实操", "starts": "2026-11-22T13:00:00+08:00", "ends": "2026-11-22T16:00:00+08:00"},
    ],
    "timetable": [
        {"at": "2026-11-22T08:30:00+08:00", "name": "考务会", "session": "S1", "signal": None},
        {"at": "2026-11-22T08:00:00+08:00", "name": "签到", "session": "S1", "signal": None},
        {"at": "2026-11-22T09:00:00+08:00", "name": "开考", "session": "S1", "signal": "long"},
    ],
}
ROOMS = {"2026112/101": {"room": "101", "name": "101 教室", "building": "一号楼", "floor": 1}}


def at(text):
    return datetime.fromisoformat(f"2026-11-22T{text}:00+08:00")


def test_the_next_point_is_the_first_after_now_whatever_the_order():
    assert next_point(PLAN, at("07:59"))["name"] == "签到"
    assert next_point(PLAN, at("08:00"))["name"] == "考务会"
    assert next_point(PLAN, at("09:00")) is None


def test_a_person_goes_to_the_room_of_each_session_that_is_not_over():
    person = {"rooms": {"S1": "101", "S2": "202"}}
    lines = where_to(person, PLAN, ROOMS.get, at("08:00"))
    assert [(line["session"], line["room"], line["building"]) for line in lines] == [
        ("理论一", "101 教室", "一号楼"),
        ("实操", "202", ""),
    ]
    assert [line["session"] for line in where_to(person, PLAN, ROOMS.get, at("10:30"))] == ["实操"]
    assert where_to({"rooms": {}}, PLAN, ROOMS.get, at("08:00")) == []


def test_a_room_that_the_coming_draw_may_change_is_not_told():
    step = {"at": "2026-11-22T08:20:00+08:00", "name": "抽签确定考场", "session": "S1", "signal": None}
    plan = PLAN | {"timetable": [*PLAN["timetable"], step]}
    person = {"role": PROCTOR.number, "rooms": {"S1": "101", "S2": "202"}}
    drawn = {"2026112/S1/rooms": {"drawn": {"root": ""}}}

    def told(draws, now):
        return [line["session"] for line in where_to(person, plan, ROOMS.get, at(now), draws.get)]

    assert told({}, "08:00") == ["实操"]
    assert told({"2026112/S1/rooms": {"drawn": None}}, "08:00") == ["实操"]
    assert told(drawn, "08:30") == told({}, "09:00") == ["理论一", "实操"]


def test_whoever_is_drawn_for_a_room_is_told_so_until_the_draw():
    step = {"at": "2026-11-22T08:20:00+08:00", "name": "抽签确定考场", "session": "S1", "signal": None}
    plan = PLAN | {"timetable": [*PLAN["timetable"], step]}
    proctor = {"role": PROCTOR.number, "sessions": [], "rooms": {}}
    drawn = {"2026112/S1/rooms": {"drawn": {"root": ""}}}

    def awaits(person, now="08:00", draws=None):
        return awaits_draw(person, plan, at(now), (draws or {}).get)

    assert awaits(proctor)
    assert not awaits(proctor, draws=drawn)
    assert not awaits(proctor, "09:00")
    assert not awaits(proctor | {"sessions": ["S2"]})
    assert not awaits(proctor | {"role": 7})
    assert report(PROCTOR.number, undrawn=True) == ("考务办公室，等待抽签", "Exam office, until rooms are drawn")


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_every_role_reports_somewhere(role):
    zh, en = report(role.number)
    assert zh
    assert en


def test_an_unknown_role_reports_to_the_office():
    assert report(None) == report(999) == ("考务办公室", "Exam office")


def test_todays_plan_comes_before_the_next_and_that_before_the_last():
    def plan(number, *days):
        return {"plan": number, "days": list(days)}

    past, today, coming = plan(1, "2026-11-01"), plan(2, "2026-11-21", "2026-11-22"), plan(3, "2026-12-01")
    day = date(2026, 11, 22)
    assert current_plan([coming, past, today], day) is today
    assert current_plan([coming, past], day) is coming
    assert current_plan([past], day) is past
    assert current_plan([], day) is None
    assert current_plan([plan(4)], day) is None


def test_every_plan_of_today_runs_and_where_there_is_none_the_next():
    def plan(number, *days):
        return {"plan": number, "days": list(days)}

    first, second, coming = plan(1, "2026-11-22"), plan(2, "2026-11-21", "2026-11-23"), plan(3, "2026-12-01")
    assert running([coming, first, second], date(2026, 11, 22)) == [first, second]
    assert running([coming], date(2026, 11, 22)) == [coming]
    assert running([], date(2026, 11, 22)) == []


def test_people_are_counted_by_where_they_are():
    people = [{"state": state} for state in ("in", "in", "out", "expected", "new-state")]
    assert counts(people) == {"in": 2, "out": 1, "expected": 2}


def test_the_clock_goes_by_the_answer_that_took_least():
    clock, here = Clock(), datetime.now(UTC)
    assert clock.skew == timedelta()
    clock.learn(here + timedelta(hours=1), here, 0.2)
    clock.learn(here + timedelta(hours=5), here, 2.0)
    assert abs(clock.skew - timedelta(hours=1)) < timedelta(seconds=1)
    clock.learn(here - timedelta(hours=1), here, 0.1)
    assert abs(clock.now() - (datetime.now(UTC) - timedelta(hours=1))) < timedelta(seconds=5)
