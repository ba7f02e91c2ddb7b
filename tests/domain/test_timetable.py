"""Moments of a session, countdowns and bells, and the signals that are given."""

from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.role import BY_CODE, ROLES
from server.domain.plan import Session, Step, plan_from_row, plan_to_row, timetable
from server.domain.refusal import Refusal
from server.domain.timetable import (
    BELL_LATE,
    DEFAULTS,
    EARLY,
    Course,
    Extension,
    bells,
    countdown,
    ends_at,
    extend,
    give,
    phase,
    points_of,
    points_shown,
    running,
    upcoming,
)
from tests.exam_day import PLAN_ROW

PLAN = plan_from_row(PLAN_ROW)
S1, S2 = PLAN.sessions
BARE = replace(PLAN, timetable=())
COURSE = Course(S1)
CE, DU = BY_CODE["CE"].number, BY_CODE["DU"].number
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
EXTRA = Extension(15, "考区电话 0791-1234 号指令：停电补时")


def clocks(points):
    return [f"{point.at:%H:%M} {point.signal or '-'}" for point in points]


def refused(rule, *arguments, **more):
    with pytest.raises(Refusal) as caught:
        rule(*arguments, **more)
    return caught.value


# the timetable as data


def test_jiangxis_theory_day():
    assert clocks(points_of(BARE, COURSE)) == [
        "07:00 -", "07:50 -", "08:00 -", "08:20 -", "08:30 -", "08:40 short", "08:50 short", "09:00 long", "09:10 -",
        "09:30 -", "10:15 -", "10:30 long", "10:50 -", "11:30 -",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", DEFAULTS)
def test_every_kind_of_session_starts_and_ends_with_the_long_bell(kind):
    session = replace(S1, kind=kind)
    rung = [point.at for point in points_of(BARE, Course(session)) if point.signal == "long"]
    assert rung == [session.starts, session.ends]


def test_a_plans_own_steps_stand_before_the_default_ones():
    assert [point.name for point in points_of(PLAN, COURSE)] == ["考生入场", "考试开始"]


def test_another_province_has_other_offsets():
    guangdong = (
        Step("监考领卷", -35, "start", None), Step("入场", -25, "start", "short"), Step("开始", 0, "start", "long"),
        Step("停止入场", 5, "start", None), Step("结束", 0, "end", "long"),
    )  # fmt: skip
    plan = replace(BARE, timetable=timetable((S1, S2), {"theory": guangdong}))
    assert clocks(points_of(plan, COURSE)) == ["08:25 -", "08:35 short", "09:00 long", "09:05 -", "10:30 long"]
    assert clocks(points_of(plan, Course(S2)))[0] == "13:25 -"


# what comes next


def test_the_next_moment_and_how_long_it_is():
    points = points_of(BARE, COURSE)
    assert upcoming(points, S1.starts - MINUTE).at == S1.starts
    assert upcoming(points, S1.starts).name == "流动监考巡查，复核身份"
    assert upcoming(points, S1.ends + timedelta(hours=2)) is None


def test_a_countdown_ends_at_the_moment_itself():
    assert countdown(S1.starts, S1.starts - MINUTE) == 60
    assert countdown(S1.starts, S1.starts - timedelta(milliseconds=1)) == 1
    assert countdown(S1.starts, S1.starts) == 0
    assert countdown(S1.starts, S1.starts + MINUTE) == 0


def test_a_device_ahead_of_the_hub_counts_longer():
    assert countdown(S1.starts, S1.starts - MINUTE, skew=timedelta(seconds=20)) == 80
    assert countdown(S1.starts, S1.starts - MINUTE, skew=timedelta(seconds=-20)) == 40


@settings(deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(-(10**8), 10**8))
def test_devices_with_any_skew_show_the_same_countdown(left, skew):
    now = S1.starts - timedelta(microseconds=left)
    off = timedelta(microseconds=skew)
    assert countdown(S1.starts, now + off, skew=off) == countdown(S1.starts, now)
    assert 0 <= countdown(S1.starts, now) * 10**6 - max(left, 0) < 10**6


def test_a_bell_sounds_once_and_not_when_a_device_wakes_up_later():
    points = points_of(BARE, COURSE)
    assert [point.name for point in bells(points, S1.starts - SECOND, S1.starts)] == ["考试开始"]
    assert bells(points, S1.starts, S1.starts + SECOND) == []
    assert bells(points, S1.starts - MINUTE, S1.starts + BELL_LATE) != []
    assert bells(points, S1.starts - MINUTE, S1.starts + BELL_LATE + SECOND) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 14400), min_size=1))
def test_a_device_that_looks_often_enough_misses_no_bell_and_rings_none_twice(looks):
    points = points_of(BARE, COURSE)
    begins = S1.starts - timedelta(hours=2)
    moments = sorted({begins + timedelta(seconds=second) for second in [*looks, *range(0, 14401, 60)]})
    rung = [bell for since, now in pairwise(moments) for bell in bells(points, since, now)]
    assert rung == [point for point in points if point.signal and begins < point.at <= moments[-1]]


# signals


def given_signal(signal="start", at=S1.starts, course=COURSE, role=CE, present=True, reason=""):
    return give(course, signal, role, at, PLAN, present=present, reason=reason)


def started():
    return given_signal()


def test_a_session_begins_and_ends_by_the_chiefs_signals():
    assert phase(COURSE) == "before"
    assert phase(started()) == "running"
    assert phase(given_signal("end", S1.ends, started())) == "ended"
    assert started().started == S1.starts


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_only_the_chief_and_the_deputies_give_signals(role):
    if role.code in ("CE", "DCE"):
        assert given_signal(role=role.number).started
    else:
        assert refused(given_signal, role=role.number).code == "signal-role"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"present": False}, "signaller-not-in"),
        ({"course": Course(S1, S1.starts)}, "signal-given"),
        ({"signal": "end", "at": S1.ends}, "signal-before-start"),
        ({"at": S1.starts - EARLY - SECOND}, "signal-early"),
        ({"at": S1.starts + MINUTE + SECOND}, "signal-late"),
        ({"signal": "end", "at": S1.ends - MINUTE, "course": Course(S1, S1.starts)}, "signal-early"),
        ({"signal": "end", "at": S1.ends, "course": Course(S1, S1.starts, S1.ends)}, "signal-given"),
    ],
)
def test_signals_that_are_not_given(changes, code):
    assert refused(given_signal, **changes).code == code


def test_a_signal_given_early_says_when_it_is_due():
    said = refused(given_signal, at=(S1.starts - 5 * MINUTE).astimezone(UTC)).said("zh")
    assert said["says"] == "开考时间是 09:00，不能提前"


def test_a_late_start_needs_a_reason_and_moves_no_end():
    course = given_signal(at=S1.starts + 5 * MINUTE, reason="考生因交通晚到")
    assert course.started == S1.starts + 5 * MINUTE
    assert ends_at(course) == S1.ends


# more time


def extended(extension=EXTRA, course=None, role=CE, ordered_by=DU, at=S1.ends, present=True):
    return extend(course or started(), extension, role, ordered_by, ("101", "102"), at, present=present)


def test_more_time_on_the_areas_order_moves_the_end_and_what_follows():
    course = extended()
    assert ends_at(course) == S1.ends + 15 * MINUTE
    assert clocks(points_of(BARE, course))[-4:] == ["10:30 -", "10:45 long", "11:05 -", "11:45 -"]
    assert refused(given_signal, "end", S1.ends, course).code == "signal-early"
    assert given_signal("end", S1.ends + 15 * MINUTE, course).ended


def test_more_time_for_one_room_leaves_the_others_alone():
    course = extended(replace(EXTRA, rooms=frozenset({"101"})))
    assert ends_at(course, "101") == S1.ends + 15 * MINUTE
    assert ends_at(course, "102") == S1.ends
    assert ends_at(course) == S1.ends + 15 * MINUTE
    both = extended(Extension(5, "指令"), course)
    assert (ends_at(both, "101"), ends_at(both, "102")) == (S1.ends + 20 * MINUTE, S1.ends + 5 * MINUTE)


def test_the_end_is_given_to_the_rooms_without_more_time_of_their_own():
    course = extended(replace(EXTRA, rooms=frozenset({"101"})))
    ended = given_signal("end", S1.ends, course)
    assert (ended.ended, ends_at(ended, "101")) == (S1.ends, S1.ends + 15 * MINUTE)
    assert refused(given_signal, "end", S1.ends, extended(course=course)).code == "signal-early"


def test_where_every_room_has_more_time_the_end_is_given_when_the_first_of_them_ends():
    both = extended(Extension(20, "指令", frozenset({"102"})), extended(replace(EXTRA, rooms=frozenset({"101"}))))
    rooms = ("101", "102")
    assert refused(give, both, "end", CE, S1.ends, PLAN, rooms, present=True).code == "signal-early"
    assert give(both, "end", CE, S1.ends + 15 * MINUTE, PLAN, rooms, present=True).ended


def test_a_room_that_still_runs_after_the_end_may_get_more_time_again():
    only = replace(EXTRA, rooms=frozenset({"101"}))
    ended = given_signal("end", S1.ends, extended(only))
    again = extended(only, ended, at=S1.ends + 14 * MINUTE)
    assert ends_at(again, "101") == S1.ends + 30 * MINUTE
    for late, rooms in ((S1.ends + 15 * MINUTE, {"101"}), (S1.ends + MINUTE, {"102"}), (S1.ends + MINUTE, set())):
        assert refused(extended, replace(only, rooms=frozenset(rooms)), ended, at=late).code == "extension-not-running"


def test_a_room_with_more_time_has_its_last_steps_and_its_bell_at_its_own_time():
    shown = points_shown(BARE, extended(replace(EXTRA, rooms=frozenset({"101", "102"}))))
    own = [(f"{point.at:%H:%M}", point.name, point.signal) for point in shown if "101" in point.name]
    assert own == [("10:30", "提醒剩余 15 分钟（101、102）", None), ("10:45", "考试结束（101、102）", "long")]
    assert [point for point in shown if "101" not in point.name] == list(points_of(BARE, COURSE))


@pytest.mark.parametrize(
    ("minutes", "step", "before", "after"),
    [
        (45, Step("停止入场", 30, "start", None), "09:30", "09:30"),
        (150, Step("可以交卷", 90, "start", None), "10:30", "10:30"),
        (90, Step("提醒剩余 60 分钟", -60, "end", "short"), "09:30", "09:50"),
    ],
)
def test_more_time_moves_what_hangs_on_the_end_and_nothing_else(minutes, step, before, after):
    session = replace(S1, ends=S1.starts + minutes * MINUTE)
    plan = replace(PLAN, sessions=(session,), timetable=timetable((session,), {"theory": [step]}))
    longer = Course(session, extensions=(Extension(20, "指令"),))
    for read in (plan, plan_from_row(plan_to_row(plan))):
        assert [f"{point.at:%H:%M}" for point in points_of(read, Course(session))] == [before]
        assert [f"{point.at:%H:%M}" for point in points_of(read, longer)] == [after]


def test_an_older_row_without_edges_is_read_by_the_nearer_one():
    row = plan_to_row(replace(PLAN, timetable=timetable((S1,), DEFAULTS)))
    for point in row["timetable"]:
        del point["edge"]
    assert [point.edge for point in plan_from_row(row).timetable] == ["start"] * 10 + ["end"] * 4


def test_papers_are_handed_out_by_the_end_of_the_last_room():
    plan = running(PLAN, {"S1": S1.ends + 15 * MINUTE})
    assert (plan.session("S1").ends, plan.session("S2")) == (S1.ends + 15 * MINUTE, S2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": BY_CODE["PR"].number}, "signal-role"),
        ({"present": False}, "signaller-not-in"),
        ({"course": Course(S1, S1.starts, S1.ends)}, "extension-not-running"),
        ({"ordered_by": CE}, "extension-order"),
        ({"extension": replace(EXTRA, order=" ")}, "extension-order"),
        ({"extension": replace(EXTRA, minutes=0)}, "extension-minutes"),
        ({"extension": replace(EXTRA, minutes=181)}, "extension-minutes"),
        ({"extension": replace(EXTRA, rooms=frozenset({"999"}))}, "extension-room"),
    ],
)
def test_more_time_is_not_given(changes, code):
    assert refused(extended, **changes).code == code


def test_extensions_add_up_to_three_hours_at_most():
    assert ends_at(extended(replace(EXTRA, minutes=1))) == S1.ends + MINUTE
    two = extended(replace(EXTRA, minutes=120))
    assert refused(extended, replace(EXTRA, minutes=61), two).params["most"] == 60
    assert ends_at(extended(replace(EXTRA, minutes=60), two)) == S1.ends + 180 * MINUTE


def test_the_chief_alone_gives_no_more_time():
    said = refused(extended, ordered_by=CE).said("zh")
    assert said["fix"].startswith("先请示考区（考区主任、考区副主任、总值班）")


def test_a_session_past_midnight():
    night = Session(
        "N1", "夜场", "practical", S1.starts.replace(hour=23), S1.starts.replace(hour=23) + timedelta(hours=3)
    )
    points = points_of(BARE, Course(night))
    assert points[-1].at.day == 23
    assert upcoming(points, night.starts).at == night.starts + 30 * MINUTE
