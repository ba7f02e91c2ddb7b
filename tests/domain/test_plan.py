"""The plan's rows and its timetable."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.plan import (
    DUES,
    Group,
    NumberPart,
    Plan,
    Room,
    Session,
    Site,
    Sitting,
    Step,
    due_named,
    plan_from_row,
    plan_to_row,
    room_from_row,
    room_to_row,
    timetable,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=SHANGHAI)
MORNING = Session("S1", "上午理论", "theory", NINE, NINE + timedelta(minutes=90))
WORKSHOP = Session("P1", "实操", "practical", NINE + timedelta(minutes=30), NINE + timedelta(minutes=210))
STEPS = (
    Step("考试开始", 0, "start", "long"),
    Step("考生入场", -20, "start", "short"),
    Step("提醒剩余时间", -15, "end", None),
    Step("考试结束", 0, "end", "long"),
)


@pytest.fixture
def plan() -> Plan:
    return Plan(
        number=20261122,
        code="JX-20261122",
        name="职业技能鉴定",
        mark="江西职业技能鉴定",
        centre="省中心",
        area="南昌考区",
        site=Site(12, "某职业学院", "某职院"),
        days=(date(2026, 11, 22),),
        zone="Asia/Shanghai",
        check_in_opens=90,
        check_in_closes=30,
        proctors_per_room=2,
        duty_phone="19900000001",
        sessions=(MORNING, WORKSHOP),
        timetable=timetable((MORNING, WORKSHOP), {"theory": STEPS}),
        trades=("电工",),
        admission_no=(NumberPart("year", 2), NumberPart("room", 3)),
    )


def test_points_stand_in_order_of_time_whatever_the_order_of_the_steps():
    points = timetable((MORNING,), {"theory": STEPS})
    assert [(point.at.strftime("%H:%M"), point.name) for point in points] == [
        ("08:40", "考生入场"),
        ("09:00", "考试开始"),
        ("10:15", "提醒剩余时间"),
        ("10:30", "考试结束"),
    ]


def test_a_session_kind_without_steps_has_no_points():
    assert timetable((WORKSHOP,), {"theory": STEPS}) == ()


def test_a_plan_comes_back_from_its_row_unchanged(plan):
    assert plan_from_row(plan_to_row(plan)) == plan


def test_the_row_carries_the_plans_offset(plan):
    row = plan_to_row(plan)
    assert row["sessions"][0]["starts"] == "2026-11-22T09:00:00+08:00"
    assert row["timetable"][0]["at"] == "2026-11-22T08:40:00+08:00"


def test_times_sent_in_another_offset_are_read_into_the_plans_zone(plan):
    row = plan_to_row(plan)
    row["sessions"][0]["starts"] = "2026-11-22T01:00:00+00:00"
    assert plan_from_row(row).sessions[0].starts.hour == 9


def test_the_hubs_own_keys_in_a_row_are_passed_over(plan):
    assert plan_from_row(plan_to_row(plan) | {"imported_seq": 7}) == plan


def test_a_session_is_found_by_its_id_and_an_unknown_one_is_none(plan):
    assert plan.session("P1") == WORKSHOP
    assert plan.session("S9") is None


def test_a_session_is_called_by_its_name_and_by_its_id_too_where_two_are_called_alike(plan):
    assert plan.called("S1") == "上午理论"
    assert plan.called("S9") == "S9"
    twins = replace(plan, sessions=(MORNING, replace(MORNING, id="S2")))
    assert (twins.called("S1"), twins.called("S2")) == ("上午理论（S1）", "上午理论（S2）")


def test_the_admission_number_is_as_long_as_its_parts(plan):
    assert plan.admission_digits == 5
    assert replace(plan, admission_no=()).admission_digits == 0


def test_a_room_comes_back_from_its_row_unchanged():
    room = Room("101", "101", "一号楼", 1, 30, {"S1": Sitting(30, (Group("电工", 4, 20), Group("焊工", 3, 10)))})
    assert room_from_row(room_to_row(room)) == room


def test_a_room_without_floor_or_sittings_is_a_room():
    assert room_from_row({"room": "A1", "name": "A1", "building": "", "seats": 5}) == Room("A1", "A1", "", None, 5)


@given(st.lists(st.tuples(st.integers(-240, 240), st.sampled_from(["start", "end"])), max_size=12))
def test_every_step_of_every_session_becomes_one_point_at_its_offset(offsets):
    steps = [Step(f"第{index}步", offset, edge, None) for index, (offset, edge) in enumerate(offsets)]
    points = timetable((MORNING, WORKSHOP), {"theory": steps, "practical": steps})
    assert len(points) == 2 * len(steps)
    assert [point.at for point in points] == sorted(point.at for point in points)
    for step in steps:
        (point,) = [p for p in points if p.session == "S1" and p.name == step.name]
        edge = MORNING.starts if step.edge == "start" else MORNING.ends
        assert point.at - edge == timedelta(minutes=step.offset)


DUE_STEPS = [Step("抽签确定考场", -45, "start", None, "draw"), Step("全员到位", -70, "start", None, "staff")]


def due_row(plan):
    return plan_to_row(replace(plan, timetable=timetable(plan.sessions, {"theory": DUE_STEPS})))


def test_what_is_due_at_a_step_comes_back_from_the_row(plan):
    back = plan_from_row(due_row(plan))
    assert back.due_at(MORNING, "draw") == NINE - timedelta(minutes=45)
    assert back.due_at(MORNING, "staff") == NINE - timedelta(minutes=70)


def test_what_the_timetable_has_no_step_for_is_due_as_usual(plan):
    assert [plan.due_at(WORKSHOP, what) for what in DUES] == [
        WORKSHOP.starts - timedelta(minutes=minutes) for minutes in (60, 40, 30)
    ]


def test_an_older_row_says_it_by_the_names_of_its_steps_before_the_start(plan):
    steps = [
        Step("领取试卷，核对密封", -120, "start", None), Step("监考员到齐，开会", -65, "start", None),
        Step("抽签", -45, "start", None), Step("监考领取试卷袋、答题卡袋", -35, "start", None),
        Step("下一场监考抽签", 10, "start", None), Step("下一场抽签", -10, "end", None),
    ]  # fmt: skip
    row = plan_to_row(replace(plan, timetable=timetable(plan.sessions, {"theory": steps})))
    for point in row["timetable"]:
        del point["due"]
    back = plan_from_row(row)
    assert [(point.name, point.due) for point in back.timetable if point.due] == [
        ("监考员到齐，开会", "staff"), ("抽签", "draw"), ("监考领取试卷袋、答题卡袋", "papers")
    ]  # fmt: skip


def test_of_two_steps_for_one_thing_the_first_counts(plan):
    twice = [*DUE_STEPS, Step("第二次抽签", -20, "start", None, "draw")]
    again = replace(plan, timetable=timetable(plan.sessions, {"theory": twice}))
    assert again.due_at(MORNING, "draw") == NINE - timedelta(minutes=45)


def test_of_several_draws_the_rooms_counts_and_nothing_else_is_marked_for_it(plan):
    twice = [Step("流动监考抽签定片区", -50, "start", None, "draw"), Step("监考抽签定考场", -40, "start", None, "draw")]
    made = replace(plan, timetable=timetable(plan.sessions, {"theory": twice, "practical": twice[:1]}))
    row = plan_to_row(replace(made, timetable=tuple(replace(one, due="draw") for one in made.timetable)))
    for back in (made, plan_from_row(row)):
        assert back.due_at(MORNING, "draw") == NINE - timedelta(minutes=40)
        assert back.due_at(WORKSHOP, "draw") == WORKSHOP.starts - timedelta(minutes=50)
        assert [point.name for point in back.timetable if point.session == "S1" and point.due] == ["监考抽签定考场"]


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("工作人员到齐，召开考务会", "staff"), ("监考到齐", "staff"), ("考生到齐，宣读规则", None),
        ("抽签确定考场", "draw"), ("考生抽取工位", None),
        ("监考员领卷", "papers"), ("监考领取试卷袋、答题卡袋", "papers"), ("领取试卷，核对密封", None),
    ],
)  # fmt: skip
def test_a_step_is_known_by_its_name(name, due):
    assert due_named(name) == due
