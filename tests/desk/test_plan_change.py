"""Plan and rooms changed by hand: what changes is a fact, what it breaks is refused."""

import pytest

from tests.exam_day import PLAN, PLAN_ROW
from tests.practical_day import accepted


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def change(day, **changes):
    return day.office.hand("plan.change", {"plan": PLAN, **changes})


def times(starts, ends, *, session="S1", name="上午理论", day="2026-11-22"):
    return {"id": session, "name": name, "starts": f"{day}T{starts}:00+08:00", "ends": f"{day}T{ends}:00+08:00"}


def room(number="103", *, seats=30, new=True, name="一号楼103"):
    return {
        "plan": PLAN, "room": number, "name": name, "building": "一号楼", "floor": 1, "seats": seats, "new": new,
    }  # fmt: skip


def test_what_changes_is_shown_and_the_rest_stays(day, rows):
    before = rows("plan")[str(PLAN)]
    done = change(day, name="补考", duty_phone="0791-8888", proctors_per_room=3, check_in={"opens": 60, "closes": 10})
    assert done.verdict == "accepted"
    after = rows("plan")[str(PLAN)]
    assert after == before | {
        "name": "补考", "duty_phone": "0791-8888", "proctors_per_room": 3, "check_in": {"opens": 60, "closes": 10},
    }  # fmt: skip


def test_check_in_follows_the_new_window(day, phone, clock):
    clock.at("07:50")
    change(day, check_in={"opens": 60, "closes": 10})
    scan = {"place": "gate-1", "badge": day.qr(2)}
    assert code(phone.hand("duty.check_in", scan)) == "not-open"
    clock.at("08:00")
    assert phone.hand("duty.check_in", scan).verdict == "accepted"


def test_the_timetable_moves_with_its_session(day, rows):
    change(day, sessions=[times("09:30", "11:15")])
    plan = rows("plan")[str(PLAN)]
    assert [point["at"][11:16] for point in plan["timetable"]] == ["09:10", "09:30"]
    assert plan["sessions"][0]["ends"] == "2026-11-22T11:15:00+08:00"


def due(minutes, what="draw", session="S1"):
    return {"session": session, "due": what, "minutes": minutes}


def draws_at(rows):
    points = rows("plan")[str(PLAN)]["timetable"]
    return [(point["at"][11:16], point["edge"]) for point in points if point["due"] == "draw"]


@pytest.fixture
def draws(day):
    """The day's plan with a draw at 8:20 in its timetable."""
    step = {"at": "2026-11-22T08:20:00+08:00", "name": "抽签确定考场", "session": "S1", "signal": None}
    accepted(day.take("plan", [PLAN_ROW | {"timetable": [*PLAN_ROW["timetable"], step]}]))
    return day


def test_a_step_at_which_something_is_due_is_moved_by_its_minutes_and_stays_with_its_session(draws, rows):
    assert draws_at(rows) == [("08:20", "start")]
    accepted(change(draws, dues=[due(45)]))
    assert draws_at(rows) == [("08:15", "start")]
    accepted(change(draws, sessions=[times("09:30", "11:15")]))
    assert draws_at(rows) == [("08:45", "start")]
    accepted(change(draws, sessions=[times("10:00", "11:45")], dues=[due(30)]))
    assert draws_at(rows) == [("09:30", "start")]


def test_nothing_is_due_before_check_in_opens(draws, rows):
    refused = change(draws, dues=[due(91)])
    assert code(refused) == "due-early"
    assert "开考前 91 分钟，早于签到开始（开考前 90 分钟）" in refused.refusal.said("zh")["says"]
    assert code(change(draws, check_in={"opens": 39, "closes": 30})) == "due-early"
    assert draws_at(rows) == [("08:20", "start")]
    accepted(change(draws, dues=[due(90)]))
    accepted(change(draws, check_in={"opens": 120, "closes": 30}, dues=[due(120)]))
    accepted(change(draws, check_in={"opens": 30, "closes": 30}, dues=[due(25)]))


def test_what_a_plan_has_due_too_early_does_not_hold_up_other_changes(draws):
    early = {"at": "2026-11-22T07:00:00+08:00", "name": "抽签", "session": "S1", "signal": None}
    accepted(draws.take("plan", [PLAN_ROW | {"timetable": [*PLAN_ROW["timetable"], early]}]))
    accepted(change(draws, duty_phone="0791-8888", sessions=[times("09:30", "11:15")]))


def test_where_two_steps_are_draws_the_rooms_is_moved_and_its_alert_with_it(draws, rows):
    steps = [
        {"at": f"2026-11-22T{at}:00+08:00", "name": name, "session": "S1", "signal": None}
        for at, name in (("08:10", "流动监考抽签定片区"), ("08:20", "监考抽签定考场"))
    ]
    accepted(draws.take("plan", [PLAN_ROW | {"timetable": [*PLAN_ROW["timetable"], *steps]}]))
    assert draws_at(rows) == [("08:20", "start")]
    accepted(change(draws, dues=[due(35)]))
    assert draws_at(rows) == [("08:25", "start")]


@pytest.mark.parametrize(("wrong", "expected"), [
    (due(45, "papers"), "due-unknown"), (due(45, session="S9"), "session-unknown"), (due(45, "lunch"), "malformed"),
    (due(-1), "malformed"), (due(1441), "malformed"), (due("45"), "malformed"),
])  # fmt: skip
def test_a_step_that_cannot_be_moved_so_is_refused(draws, rows, wrong, expected):
    before = rows("plan")
    assert code(change(draws, dues=[wrong])) == expected
    assert rows("plan") == before


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, "malformed"), ({"dues": []}, "malformed"),
    ({"name": ""}, "malformed"), ({"name": " x"}, "malformed"), ({"name": "x\x07y"}, "malformed"),
    ({"duty_phone": "a"}, "malformed"),
    ({"proctors_per_room": 0}, "malformed"), ({"check_in": {"opens": -1, "closes": 0}}, "malformed"),
    ({"sessions": [times("09:00", "08:00")]}, "session-times"),
    ({"sessions": [times("09:00", "10:00", session="S9")]}, "session-unknown"),
    ({"sessions": [times("09:00", "10:00", day="2026-11-23")]}, "session-day"),
    ({"sessions": [times("09:00", "10:00") | {"starts": "2026-11-22T09:00:00"}]}, "malformed"),
    ({"sessions": [times("09:00", "10:00") | {"starts": "tomorrow"}]}, "malformed"),
    ({"sessions": [times("22:00", "23:00", day="0001-01-01") | {"starts": "0001-01-01T00:00:00+14:00"}]}, "malformed"),
    ({"sessions": [times("09:00", "10:00") | {"ends": "9999-12-31T23:59:59+00:00"}]}, "malformed"),
    ({"sessions": [times("09:00", "10:00") | {"starts": "1970-01-01T00:00:00+08:00"}]}, "session-times"),
])  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(day, rows, changes, expected):
    before = rows("plan")
    assert code(change(day, **changes)) == expected
    assert rows("plan") == before


def test_a_plan_that_is_not_there_is_not_changed(day):
    assert code(day.office.hand("plan.change", {"plan": 1, "name": "x"})) == "plan-unknown"


def test_a_room_is_added_changed_and_taken_away(day, rows):
    assert day.office.hand("room.change", room()).verdict == "accepted"
    assert day.office.hand("room.change", room(seats=20, new=False)).verdict == "accepted"
    assert rows("room")[f"{PLAN}/103"]["seats"] == 20
    assert day.office.hand("room.remove", {"plan": PLAN, "room": "103"}).verdict == "accepted"
    assert rows("room")[f"{PLAN}/103"] is None


def test_a_changed_room_keeps_its_candidates(day, rows):
    before = rows("room")[f"{PLAN}/101"]
    assert day.office.hand("room.change", room("101", seats=40, new=False, name="报告厅")).verdict == "accepted"
    assert rows("room")[f"{PLAN}/101"] == before | {"name": "报告厅", "seats": 40}


@pytest.mark.parametrize(("body", "expected"), [
    (room("101"), "room-exists"), (room("999", new=False), "room-unknown"),
    (room("101", seats=2, new=False), "room-too-small"), (room(seats=0), "malformed"), (room("1 1"), "malformed"),
    (room("1/1"), "malformed"), (room(name="\u202e考场"), "malformed"),
])  # fmt: skip
def test_a_room_that_cannot_be_is_refused(day, body, expected):
    assert code(day.office.hand("room.change", body)) == expected


def test_a_room_with_candidates_or_invigilators_stays(day):
    assert code(day.office.hand("room.remove", {"plan": PLAN, "room": "101"})) == "room-in-use"
    day.office.hand("room.change", room())
    seat = {"plan": PLAN, "session": "S1", "places": [{"person": 9, "room": "103"}]}
    day.office.sign_in(1)
    day.office.hand("duty.assign", seat)
    assert code(day.office.hand("room.remove", {"plan": PLAN, "room": "103"})) == "room-in-use"
    assert code(day.office.hand("room.remove", {"plan": PLAN, "room": "999"})) == "room-unknown"


def test_who_and_when_stand_in_the_feed(day, rows, office):
    done = change(day, duty_phone="0791-8888")
    line = rows("feed")[str(done.seq)]
    assert (line["kind"], line["device"], line["what"]) == ("plan.change", office.id, ["duty_phone"])
