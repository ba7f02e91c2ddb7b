"""The legs as data: each leads somewhere, names roles there are, and is open when the plan says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.role import BY_CODE
from server.domain.custody.item import AFTER, BEFORE, ORDER, STATES
from server.domain.custody.legs import LEGS, SIDES, STAGES, clock, in_time, leg_of, legs_from, moment
from server.domain.objects import KINDS
from server.domain.policy import JIANGXI, Policy
from server.domain.refusal import Refusal
from tests.domain.custody.papers import PLAN, at, refused

SESSION = PLAN.sessions[0]


@pytest.mark.parametrize("leg", LEGS.values(), ids=lambda leg: leg.id)
def test_a_leg_leads_from_one_place_to_another_by_people_who_exist(leg):
    assert leg.start != leg.end
    assert {leg.start, leg.end} <= STAGES.keys()
    for side in SIDES:
        assert all(code in BY_CODE for code in leg.roles(side))
    assert leg.givers >= 1
    assert leg.receivers >= 1
    assert AFTER[leg.id, leg.end] in STATES


@pytest.mark.parametrize("leg", LEGS)
def test_a_leg_leads_on_in_life(leg):
    after = {ORDER.index(state) for (one, _), state in AFTER.items() if one == leg}
    assert max(ORDER.index(state) for state in BEFORE[leg]) < min(after)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.legs], ids=lambda kind: kind.code)
def test_the_legs_of_a_kind_follow_on_each_other(kind):
    stage = "vault" if kind.begins == "sealed" else "site"
    for leg in kind.legs:
        if LEGS[leg].start != stage:  # the site keeps what goes to no room, and destruction is the end of some ways
            assert leg in ("L5", "L7", "L9")
        stage = LEGS[leg].end


def test_transport_takes_two_and_a_room_takes_two():
    needed = {leg.id: (leg.givers, leg.receivers) for leg in LEGS.values()}
    assert needed == {
        "L1": (1, 2), "L2": (2, 1), "L3": (1, 2), "L4": (2, 1), "L5": (1, 2), "L6": (2, 1), "L7": (1, 2), "L8": (2, 1),
        "L9": (1, 1),
    }  # fmt: skip


def test_a_plan_changes_a_leg_and_only_that_one():
    policy = Policy(legs={"L3": {"receivers": 1}})
    assert leg_of("L3", policy).receivers == 1
    assert leg_of("L4", policy) == LEGS["L4"]
    assert leg_of("L3", Policy()) == LEGS["L3"]


def test_a_leg_there_is_not_or_that_the_plan_does_not_use():
    assert refused(leg_of, "L10", Policy()).code == "leg-unknown"
    said = refused(leg_of, "L2", JIANGXI)
    assert said.said("zh")["says"] == "本计划不使用“送达考点”这一环节"
    assert [leg.id for leg in legs_from("vault", JIANGXI)] == ["L1", "L7", "L9"]
    assert legs_from("road", JIANGXI)[0].id == "L6"


@settings(deadline=None)
@given(st.integers(-600, 600))
def test_a_set_may_go_out_from_an_hour_before_the_start_to_the_end(minute):
    when = SESSION.starts + timedelta(minutes=minute)
    if -60 <= minute <= 90:
        in_time(LEGS["L3"], SESSION, PLAN, when)
    else:
        with pytest.raises(Refusal, match="leg-not-open" if minute < -60 else "leg-closed"):
            in_time(LEGS["L3"], SESSION, PLAN, when)


def test_a_session_past_midnight_is_told_with_its_day():
    night = replace(SESSION, starts=at("23:30"), ends=at("01:00", day=23))
    in_time(LEGS["L4"], night, PLAN, at("00:10", day=23))
    said = refused(in_time, LEGS["L3"], night, PLAN, at("01:01", day=23))
    assert said.params["closed"] == "01:00"
    early = refused(in_time, LEGS["L3"], night, PLAN, at("10:00", day=21))
    assert early.params["opens"] == "11-22 22:30"


def test_a_moment_counts_from_either_edge():
    assert moment(SESSION, -10, "start") == at("08:50")
    assert moment(SESSION, 20, "end") == at("10:50")
    assert clock(at("08:50"), PLAN, at("09:00")) == "08:50"
