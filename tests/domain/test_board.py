"""The chief's board: who is in, which rooms are covered, what needs a person."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.role import BY_CODE, PROCTOR
from server.domain.board import Listened, RoleCount, board, serves, silent, to_json
from server.domain.duty import Post
from server.domain.plan import Plan, Point, Room, Session, Site, Sitting, Step, timetable

NINE = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
S1 = Session("S1", "上午理论", "theory", NINE, NINE + timedelta(minutes=90))
S2 = Session("S2", "下午理论", "theory", NINE + timedelta(hours=5), NINE + timedelta(hours=6))
ENTRY = Point(NINE - timedelta(minutes=20), "考生入场", "S1", "short")
START = Point(NINE, "考试开始", "S1", "long")
PLAN = Plan(
    number=7, code="JX", name="", mark="", centre="", area="", site=Site(1, "", ""), days=(date(2026, 11, 22),),
    zone="Asia/Shanghai", check_in_opens=90, check_in_closes=30, proctors_per_room=2, duty_phone="",
    sessions=(S1, S2), timetable=(ENTRY, START),
)  # fmt: skip
ROOMS = [
    Room("101", "101", "", 1, 30, {"S1": Sitting(30), "S2": Sitting(20)}),
    Room("102", "102", "", 1, 30, {"S1": Sitting(12)}),
    Room("103", "103", "", 1, 30),
]
CHIEF = BY_CODE["CE"].number
SECOND = timedelta(seconds=1)


def post(person, *, role=PROCTOR.number, listed=True, sessions=(), room=None, state="expected"):
    rooms = {} if room is None else {"S1": room}
    return Post(7, person, role, listed, sessions, rooms, state, NINE, "gate-1")


def of(posts, now=NINE, session=S1):
    return board(PLAN, session, ROOMS, posts, now)


def test_people_are_counted_by_role_with_those_who_are_not_in():
    shown = of([post(1, role=CHIEF, state="in"), post(2), post(3, state="in"), post(4, state="out")])
    assert shown.roles == (RoleCount(CHIEF, 1, 1, ()), RoleCount(PROCTOR.number, 3, 1, (2, 4)))


def test_only_who_serves_the_session_is_counted():
    posts = [post(1, listed=False), post(2, sessions=("S2",)), post(3, sessions=("S1",)), post(4)]
    assert [serves(each, S1) for each in posts] == [False, False, True, True]
    assert of(posts).roles == (RoleCount(PROCTOR.number, 2, 0, (3, 4)),)


def test_a_room_is_covered_when_its_invigilators_are_in():
    posts = [post(1, room="101", state="in"), post(2, room="101", state="in"), post(3, room="102", state="in")]
    shown = of([*posts, post(4, room="102")])
    assert [(room.room, room.expected, room.needed, room.assigned, room.present) for room in shown.rooms] == [
        ("101", 30, 2, 2, 2), ("102", 12, 2, 2, 1)
    ]  # fmt: skip
    assert shown.can_open == 1


def test_only_invigilators_cover_a_room():
    shown = of([post(1, room="101", state="in"), post(2, role=CHIEF, room="101", state="in")])
    assert (shown.rooms[0].assigned, shown.rooms[0].present) == (1, 1)


def test_rooms_without_candidates_in_the_session_are_left_out():
    assert [room.room for room in of([], session=S2).rooms] == ["101"]


@pytest.mark.parametrize(
    ("now", "point"), [(ENTRY.at - SECOND, ENTRY), (ENTRY.at, START), (START.at - SECOND, START), (START.at, None)]
)
def test_the_next_point_is_the_first_still_to_come(now, point):
    assert of([], now).next_point == point


def codes(shown):
    return {alert["code"] for alert in shown.alerts}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NINE - timedelta(minutes=60) - SECOND, set()),
        (NINE - timedelta(minutes=60), {"staff-missing"}),
        (NINE - timedelta(minutes=30) - SECOND, {"staff-missing"}),
        (NINE - timedelta(minutes=30), {"staff-missing", "rooms-uncovered"}),
        (S1.ends - SECOND, {"staff-missing", "rooms-uncovered"}),
        (S1.ends, set()),
    ],
)
def test_alerts_begin_and_end_on_the_second(now, expected):
    assert codes(of([post(1, room="101")], now)) == expected


@pytest.mark.parametrize(("minutes", "expected"), [
    (76, set()), (75, {"staff-missing"}), (46, {"staff-missing"}), (45, {"staff-missing", "rooms-uncovered"}),
])  # fmt: skip
def test_alerts_begin_at_the_plans_own_steps(minutes, expected):
    steps = [Step("考务人员报到", -75, "start", None, "staff"), Step("领卷", -45, "start", None, "papers")]
    own = replace(PLAN, timetable=timetable((S1,), {"theory": steps}))
    assert codes(board(own, S1, ROOMS, [post(1, room="101")], NINE - timedelta(minutes=minutes))) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(71, set()), (70, {"staff-missing"})])
def test_nobody_is_missing_before_check_in_opens(minutes, expected):
    early = timetable((S1,), {"theory": [Step("工作人员到齐", -90, "start", None, "staff")]})
    own = replace(PLAN, check_in_opens=70, timetable=early)
    assert codes(board(own, S1, ROOMS, [post(1, room="101")], NINE - timedelta(minutes=minutes))) == expected


def test_steps_of_another_session_are_not_this_ones():
    afternoon = timetable((S2,), {"theory": [Step("工作人员到齐", -90, "start", None, "staff")]})
    own = replace(PLAN, timetable=afternoon)
    assert own.due_at(S1, "staff") == NINE - timedelta(minutes=60)
    assert own.due_at(S2, "staff") == S2.starts - timedelta(minutes=90)


def test_alerts_name_role_count_and_rooms():
    shown = of([post(1, room="101"), post(2), post(3, room="102", state="in")])
    assert list(shown.alerts) == [
        {"code": "staff-missing", "role": "监考", "count": 2},
        {"code": "rooms-uncovered", "rooms": ["101", "102"]},
    ]


def test_a_room_nobody_was_given_is_not_uncovered_yet():
    assert codes(of([post(1, state="in")])) == set()


@given(
    st.lists(
        st.builds(
            post, st.integers(1, 500), role=st.sampled_from([CHIEF, PROCTOR.number]),
            room=st.sampled_from([None, "101", "102"]), state=st.sampled_from(["expected", "in", "out"]),
        ),
        max_size=20,
    )
)  # fmt: skip
def test_expected_is_present_plus_missing(posts):
    shown = of(posts)
    assert sum(count.expected for count in shown.roles) == len(posts)
    assert all(count.expected == count.present + len(count.missing) for count in shown.roles)
    assert all(0 <= room.present <= room.assigned for room in shown.rooms)
    assert shown.can_open == sum(room.present >= room.needed for room in shown.rooms)


def test_a_board_is_written_for_programs():
    written = to_json(of([post(1, room="101")], ENTRY.at - SECOND))
    assert written["next_point"] == {
        "at": "2026-11-22T08:40:00+08:00", "name": "考生入场", "session": "S1", "signal": "short",
        "edge": "start", "due": None,
    }  # fmt: skip
    assert written["rooms"][0]["room"] == "101"
    assert to_json(of([], START.at))["next_point"] is None


def test_silent_devices_are_named_the_longest_silent_first():
    now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def heard(name, minutes, waiting=None):
        return Listened(name, name, "phone", None if minutes is None else now - timedelta(minutes=minutes), waiting)

    devices = [heard("东门", 4), heard("西门", 6), heard("二号台", 20, 3), heard("南门", None)]
    names = [one["name"] for one in silent(devices, now - timedelta(minutes=30), now)]
    assert names == ["南门", "二号台", "西门"]
    fresh = silent(devices, now - timedelta(minutes=1), now)
    assert "南门" not in {one["name"] for one in fresh}, "a hub just started has had no time to hear of it"
