"""Who may settle a dispute, and when the hub asks for their being on site."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.role import BY_CODE, ROLES
from server.domain import duty
from server.domain.dispute import SETTLERS, settle
from server.domain.duty import Done, Post
from server.domain.plan import plan_from_row
from server.domain.refusal import Refusal
from tests.exam_day import PLAN_ROW

PLAN = plan_from_row(PLAN_ROW)
NINE = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
OPENS, ENDS = NINE - timedelta(minutes=90), NINE.replace(hour=15, minute=30)
CHIEF = Post(PLAN.number, 1, BY_CODE["CE"].number, True, (), {}, "in", OPENS, "gate-1")
SECOND = timedelta(seconds=1)


def refused(state="open", settler=CHIEF, plan=PLAN, at=NINE, outcome="stands", can_hold=True):
    try:
        settle(state, settler, plan, at, outcome=outcome, can_hold=can_hold)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("outcome", ["stands", "holds"])
def test_a_chief_on_duty_settles_either_way(outcome):
    assert refused(outcome=outcome) is None


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_only_who_heads_the_site_and_its_office_settles(role):
    said = refused(settler=replace(CHIEF, role=role.number))
    assert said == (None if role.code in {"CE", "DCE", "AD", "ADD", "OP", "DU"} else "settler-role")


def test_there_is_no_dispute_to_settle():
    assert refused(state=None, settler=None) == "dispute-unknown"


def test_settled_is_settled():
    assert refused(state="settled", settler=None) == "dispute-settled"


@pytest.mark.parametrize(("settler", "plan"), [(None, PLAN), (replace(CHIEF, listed=False), PLAN), (CHIEF, None)])
def test_somebody_on_the_list_settles(settler, plan):
    assert refused(settler=settler, plan=plan) == "settler-unknown"


@pytest.mark.parametrize("state", ["expected", "out"])
@pytest.mark.parametrize("at", [OPENS, NINE, ENDS])
def test_whoever_is_not_on_site_settles_nothing_during_the_day(state, at):
    assert refused(settler=replace(CHIEF, state=state), at=at) == "settler-not-in"


@pytest.mark.parametrize("state", ["expected", "out"])
@pytest.mark.parametrize("at", [OPENS - SECOND, ENDS + SECOND, NINE - timedelta(days=1), NINE + timedelta(days=1)])
def test_before_the_gate_opens_and_after_the_last_session_nobody_need_be_checked_in(state, at):
    assert refused(settler=replace(CHIEF, state=state), at=at) is None


def test_the_night_between_two_days_is_no_part_of_them():
    second = replace(PLAN.sessions[0], id="S3", starts=NINE + timedelta(days=1), ends=NINE + timedelta(days=1, hours=1))
    two_days = replace(PLAN, sessions=(*PLAN.sessions, second))
    away = replace(CHIEF, state="out")
    assert refused(settler=away, plan=two_days, at=NINE.replace(hour=22)) is None
    assert refused(settler=away, plan=two_days, at=second.starts) == "settler-not-in"


def test_what_cannot_be_made_good_only_stands():
    assert refused(outcome="holds", can_hold=False) == "outcome-not-possible"
    assert refused(outcome="stands", can_hold=False) is None


def test_every_settler_has_a_role_of_the_day():
    assert {role.number for role in ROLES} > SETTLERS


# what a disputed scan still changes


@pytest.mark.parametrize("code", sorted(duty.WHO_UNKNOWN))
def test_nobody_is_let_in_on_the_word_of_a_badge_that_tells_not_who_it_was(code):
    assert not duty.can_hold(CHIEF, code)


@pytest.mark.parametrize("code", ["already-in", "badge-revoked", "not-on-list", "not-open", "too-late", "wrong-day"])
def test_where_it_is_known_who_it_was_the_scan_may_hold(code):
    assert duty.can_hold(CHIEF, code)
    assert not duty.can_hold(None, code)


@given(
    state=st.sampled_from(["expected", "in", "out"]),
    into=st.sampled_from(["in", "out"]),
    minutes=st.none() | st.integers(-60, 60),
)
def test_a_person_moves_only_into_another_state_and_never_back_in_time(state, into, minutes):
    post = replace(CHIEF, state=state, at=None if minutes is None else NINE + timedelta(minutes=minutes))
    assert duty.moves(post, into, NINE) == (state != into and (minutes is None or minutes <= 0))


def test_a_scan_contradicts_the_newest_act_on_duty_and_no_binding():
    done = [Done(str(n), kind, "d3", NINE, "expected", None, None)
            for n, kind in enumerate(("duty.check_in", "duty.check_out", "badge.bind"))]  # fmt: skip
    post = replace(CHIEF, acts=tuple(done))
    assert duty.contradicted(post, "already-in") == done[1]
    assert duty.contradicted(post, "badge-revoked") is None
    assert duty.contradicted(CHIEF, "not-in") is None
    assert duty.contradicted(None, "already-in") is None
