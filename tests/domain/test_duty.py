"""Check-in, check-out and rooms: every refusal, its boundary, and the order of the checks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.role import BY_CODE, PROCTOR
from protocol.token import Token
from server.domain.badge import Badge
from server.domain.duty import Post, Scan, assign, assigned, check_in, check_out, entered, left
from server.domain.plan import Plan, Room, Session, Site
from server.domain.refusal import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 11, 22, tzinfo=SHANGHAI)
NINE, TWO = MIDNIGHT.replace(hour=9), MIDNIGHT.replace(hour=14)
S1 = Session("S1", "上午理论", "theory", NINE, NINE + timedelta(minutes=90))
S2 = Session("S2", "下午理论", "theory", TWO, TWO + timedelta(minutes=90))
PLAN = Plan(
    number=7, code="JX", name="", mark="", centre="", area="", site=Site(360101, "第一职业技术学校", "一职校"),
    days=(date(2026, 11, 22),), zone="Asia/Shanghai", check_in_opens=90, check_in_closes=30, proctors_per_room=2,
    duty_phone="", sessions=(S1, S2), timetable=(),
)  # fmt: skip
NBF, EXP = int(MIDNIGHT.timestamp()), int((MIDNIGHT + timedelta(days=1)).timestamp())
BADGE = Badge("00112233445566ff", 7, 17, PROCTOR.number, 1, NBF, EXP, "issued", None)
TOKEN = Token("00112233445566ff", 17, PROCTOR.number, 360101, 7, NBF, EXP)
POST = Post(7, 17, PROCTOR.number, True, (), {}, "expected", None, None)
SCAN = Scan((PLAN,), TOKEN, None, BADGE, PLAN, POST)
SECOND = timedelta(seconds=1)
EIGHT = MIDNIGHT.replace(hour=8)
ROOMS = {"101": Room("101", "101", "", 1, 30)}


def scan(**post):
    return replace(SCAN, post=replace(POST, **post))


def refused(rule, *arguments):
    with pytest.raises(Refusal) as caught:
        rule(*arguments)
    refusal = caught.value
    assert refusal.said("zh")["fix"]
    assert refusal.said("en")["fix"]
    return refusal


# the window


@pytest.mark.parametrize("at", [NINE - timedelta(minutes=90), EIGHT, NINE, NINE + timedelta(minutes=30)])
def test_check_in_is_open_from_ninety_minutes_before_to_thirty_after(at):
    check_in(SCAN, at)
    check_in(SCAN, at.astimezone(UTC))


def test_one_second_earlier_is_not_open():
    refusal = refused(check_in, SCAN, NINE - timedelta(minutes=90) - SECOND)
    assert refusal.code == "not-open"
    assert refusal.said("zh")["says"] == "上午理论的签到 07:30 开始，现在未到时间"


def test_one_second_later_is_too_late_for_the_last_session():
    check_in(scan(sessions=("S1",)), NINE + timedelta(minutes=30))
    refusal = refused(check_in, scan(sessions=("S1",)), NINE + timedelta(minutes=30) + SECOND)
    assert refusal.code == "too-late"
    assert refusal.said("zh")["says"] == "上午理论的签到已于 09:30 结束"


def test_between_two_sessions_the_next_is_not_open_yet():
    refusal = refused(check_in, SCAN, NINE + timedelta(minutes=30) + SECOND)
    assert (refusal.code, refusal.params) == ("not-open", {"session": "下午理论", "opens": "12:30"})


def test_the_second_session_has_its_own_window():
    check_in(SCAN, TWO - timedelta(minutes=90))
    check_in(SCAN, TWO + timedelta(minutes=30))
    assert refused(check_in, SCAN, TWO + timedelta(minutes=30) + SECOND).code == "too-late"


def test_who_serves_the_afternoon_only_is_not_let_in_in_the_morning():
    afternoon = scan(sessions=("S2",))
    assert refused(check_in, afternoon, EIGHT).code == "not-open"
    check_in(afternoon, TWO)


def test_windows_are_data_of_the_plan():
    narrow = replace(PLAN, check_in_opens=10, check_in_closes=0)
    tight = replace(SCAN, plans=(narrow,), plan=narrow)
    check_in(tight, NINE)
    assert refused(check_in, tight, NINE - timedelta(minutes=10) - SECOND).code == "not-open"
    assert refused(check_in, replace(tight, post=replace(POST, sessions=("S1",))), NINE + SECOND).code == "too-late"


def test_sessions_that_are_no_longer_in_the_plan_leave_nobody_on_the_list():
    assert refused(check_in, scan(sessions=("S9",)), EIGHT).code == "not-on-list"


def night():
    starts = MIDNIGHT.replace(hour=23)
    late = Session("N1", "夜场", "practical", starts, starts + timedelta(hours=3))
    plan = replace(PLAN, sessions=(late,), days=(date(2026, 11, 22), date(2026, 11, 23)), check_in_closes=90)
    return plan, replace(SCAN, plans=(plan,), plan=plan, token=replace(TOKEN, expires=EXP + 86400))


def test_a_session_past_midnight_is_open_on_both_days():
    plan, late = night()
    check_in(late, MIDNIGHT + timedelta(hours=23))
    check_in(late, MIDNIGHT + timedelta(days=1, minutes=30))
    refusal = refused(check_in, late, MIDNIGHT + timedelta(days=1, minutes=30, seconds=1))
    assert (refusal.code, refusal.params["closed"]) == ("too-late", "00:30")
    assert plan.sessions[0].ends.day == 23


def test_a_moment_of_another_day_is_said_with_its_date():
    _, late = night()
    present = replace(late, post=entered(POST, "gate-1", MIDNIGHT + timedelta(hours=23)))
    refusal = refused(check_in, present, MIDNIGHT + timedelta(days=1, minutes=1))
    assert refusal.params["since"] == "11-22 23:00"


@given(st.integers(-1440, 1440 * 2))
def test_check_in_is_accepted_exactly_within_a_window(minute):
    at = MIDNIGHT + timedelta(minutes=minute)
    open_now = any(-90 <= (at - session.starts) / timedelta(minutes=1) <= 30 for session in (S1, S2))
    by_search = replace(SCAN, token=None, badge=None)
    if open_now:
        check_in(by_search, at)
    else:
        assert refused(check_in, by_search, at).code in ("not-open", "too-late")


# the badge


def test_a_fault_of_the_text_is_said_first():
    fault = Refusal("badge-forged")
    assert refused(check_in, Scan((), None, fault, None, None, None), EIGHT) is fault


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"token": replace(TOKEN, site=1)}, "wrong-site"),
        ({"token": replace(TOKEN, plan=8)}, "wrong-plan"),
        ({"token": replace(TOKEN, not_before=NBF + 86400, expires=EXP + 86400)}, "wrong-day"),
        ({"badge": None, "plan": None, "post": None}, "badge-unknown"),
        ({"badge": replace(BADGE, state="revoked", reason="lost")}, "badge-revoked"),
        ({"post": None}, "person-unknown"),
        ({"plan": None}, "person-unknown"),
        ({"post": replace(POST, listed=False)}, "not-on-list"),
        ({"post": entered(POST, "gate-1", EIGHT)}, "already-in"),
    ],
)
def test_each_reason_to_refuse(changed, code):
    assert refused(check_in, replace(SCAN, **changed), EIGHT).code == code


def test_the_order_of_the_checks_is_the_order_in_which_a_person_can_act():
    worst = Scan(
        (PLAN,), replace(TOKEN, site=1, plan=8, not_before=EXP, expires=EXP + 1), Refusal("badge-forged"),
        replace(BADGE, state="revoked", reason="lost"), PLAN, replace(POST, listed=False, state="in", at=EIGHT),
    )  # fmt: skip
    early = MIDNIGHT.replace(hour=7)
    steps = [
        ("badge-forged", {"fault": None}),
        ("wrong-site", {"token": replace(worst.token, site=360101)}),
        ("wrong-plan", {"token": replace(worst.token, site=360101, plan=7)}),
        ("wrong-day", {"token": TOKEN}),
        ("badge-revoked", {"badge": BADGE}),
        ("not-on-list", {"post": replace(worst.post, listed=True)}),
        ("already-in", {"post": POST}),
    ]
    for code, mended in steps:
        assert refused(check_in, worst, early).code == code
        worst = replace(worst, **mended)
    assert refused(check_in, worst, early).code == "not-open"
    check_in(worst, EIGHT)


def test_a_typed_number_is_judged_by_the_badge_on_record():
    typed = replace(SCAN, token=None)
    check_in(typed, EIGHT)
    tomorrow = replace(typed, badge=replace(BADGE, not_before=EXP, expires=EXP + 86400))
    assert refused(check_in, tomorrow, EIGHT).code == "wrong-day"
    revoked = replace(typed, badge=replace(BADGE, state="revoked", reason="left"))
    assert refused(check_in, revoked, EIGHT).code == "badge-revoked"


def test_a_person_picked_by_name_needs_no_badge():
    check_in(replace(SCAN, token=None, badge=None), EIGHT)
    assert refused(check_in, Scan((), None, None, None, PLAN, None), EIGHT).code == "person-unknown"


def test_who_is_in_is_told_since_when_and_where():
    refusal = refused(check_in, scan(state="in", at=EIGHT, place="gate-1"), NINE)
    assert refusal.said("zh")["says"] == "已于 08:00 在 gate-1 签到"


# out and back in


def test_who_is_in_can_go_and_come_back():
    present = entered(POST, "gate-1", EIGHT)
    assert (present.state, present.at, present.place) == ("in", EIGHT, "gate-1")
    check_out(replace(SCAN, post=present), NINE)
    gone = left(present, "gate-2", NINE)
    assert (gone.state, gone.at, gone.place) == ("out", NINE, "gate-2")
    check_in(replace(SCAN, post=gone), NINE + timedelta(hours=2))


@pytest.mark.parametrize("state", ["expected", "out"])
def test_who_is_not_in_cannot_go(state):
    assert refused(check_out, scan(state=state, at=EIGHT), NINE).code == "not-in"


def test_a_badge_is_looked_at_when_going_too():
    forged = Scan((), None, Refusal("badge-forged"), None, None, None)
    assert refused(check_out, forged, NINE).code == "badge-forged"


def test_going_is_possible_at_any_hour_of_the_day():
    check_out(scan(state="in", at=EIGHT), MIDNIGHT.replace(hour=23, minute=59))


def test_coming_back_is_possible_until_the_last_session_ends():
    gone = scan(state="out", at=NINE)
    check_in(gone, S2.ends)
    refusal = refused(check_in, gone, S2.ends + SECOND)
    assert (refusal.code, refusal.params["closed"]) == ("too-late", "15:30")


def test_who_serves_the_morning_only_cannot_come_back_in_the_afternoon():
    gone = scan(state="out", at=NINE, sessions=("S1",))
    check_in(gone, S1.ends)
    assert refused(check_in, gone, S1.ends + SECOND).code == "too-late"


# rooms


def test_an_invigilator_is_given_a_room_and_loses_it():
    assign(POST, PLAN, ROOMS, "S1", "101")
    with_room = assigned(POST, "S1", "101")
    assert with_room.rooms == {"S1": "101"}
    assert assigned(with_room, "S2", "101").rooms == {"S1": "101", "S2": "101"}
    assign(with_room, PLAN, ROOMS, "S1", None)
    assert assigned(with_room, "S1", None).rooms == {}
    assert POST.rooms == {}


@pytest.mark.parametrize(
    ("post", "session", "room", "code"),
    [
        (POST, "S9", "101", "session-unknown"),
        (None, "S1", "101", "person-unknown"),
        (replace(POST, listed=False), "S1", "101", "not-on-list"),
        (replace(POST, role=BY_CODE["RP"].number), "S1", "101", "not-a-proctor"),
        (POST, "S1", "999", "room-unknown"),
    ],
)
def test_what_cannot_be_assigned(post, session, room, code):
    assert refused(assign, post, PLAN, ROOMS, session, room).code == code


# what arrives late


@pytest.mark.parametrize(("rule", "state"), [(check_in, "out"), (check_out, "in")])
def test_what_was_done_without_the_hub_does_not_undo_what_happened_after_it(rule, state):
    known = scan(state=state, at=EIGHT, place="东门")
    rule(known, EIGHT, acted=True)
    with pytest.raises(Refusal) as caught:
        rule(known, EIGHT - SECOND, acted=True)
    assert (caught.value.code, caught.value.params) == ("overtaken", {"since": "08:00", "place": "东门"})


def test_a_hub_whose_clock_was_set_back_goes_on_checking_people_out():
    check_out(scan(state="in", at=EIGHT, place="东门"), EIGHT - timedelta(hours=3))
