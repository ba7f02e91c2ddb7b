"""Who may sign in and for what, and whether a grant holds for an act."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.role import BY_CODE, ROLES
from server.domain.device import MAY
from server.domain.grant import (
    GROUPS,
    HOLDERS,
    LEADERS,
    LONGEST,
    NEEDED,
    SLOW_CLOCK,
    Grant,
    Witness,
    cites,
    covered,
    end,
    excused,
    granted,
    held_by,
    in_own_room,
    kinds,
    not_dated_back,
    only_on_paper,
    window,
)  # fmt: skip
from server.domain.plan import plan_from_row
from server.domain.policy import JIANGXI
from server.domain.refusal import Refusal
from tests.exam_day import PLAN_ROW, ZONE

PLAN = plan_from_row(PLAN_ROW)
NINE = datetime(2026, 11, 22, 9, tzinfo=ZONE)
BEGINS, ENDS = int(NINE.timestamp()), int((NINE + LONGEST).timestamp())
CHIEF, GUARD, PROCTOR, OPERATOR = (BY_CODE[code].number for code in ("CE", "GA", "PR", "RO"))
GATE = Grant("00" * 8, PLAN.number, 8, GUARD, "d7", ("gate",), None, BEGINS, ENDS)
SECOND = timedelta(seconds=1)


def code(call, *args, **named):
    try:
        call(*args, **named)
    except Refusal as refusal:
        return refusal.code
    return None


def refused(
    grant=GATE,
    *,
    cited="00" * 8,
    kind="duty.check_in",
    device="d7",
    place="gate-1",
    plan=PLAN.number,
    at=NINE,
    acted=False,
):
    return code(cites, cited, grant, kind, device, place, plan=plan, at=at, now=at, acted=acted)


def test_every_act_of_a_group_is_one_that_some_device_may_do():
    assert kinds(GROUPS) <= MAY.keys()
    assert kinds(["lead", "reading"]) >= NEEDED


def test_a_proctor_holds_no_device_and_every_head_leads():
    assert PROCTOR not in HOLDERS
    assert {role.code for role in ROLES if role.number in LEADERS} == {"CE", "DCE", "AD", "ADD", "OP", "DU"}


@pytest.mark.parametrize(
    ("role", "device", "asked", "got"),
    [
        ("CE", "chief", None, ("lead", "gate", "custody", "practical")),
        ("CE", "scanner", None, ("gate", "custody", "practical")),
        ("CE", "chief", ["gate"], ("gate",)),
        ("GA", "gate", None, ("gate",)),
        ("GA", "chief", ["gate", "lead"], ("gate",)),
        ("RP", "scanner", None, ("gate", "custody", "practical")),
        ("VK", "scanner", None, ("custody",)),
        ("RO", "reader", None, ("reading",)),
        ("CK", "reader", None, ("reading",)),
        ("CK", "gate", None, ("gate",)),
        ("SV", "reader", None, ("reading",)),
        ("CE", "reader", None, ("lead",)),
    ],
)
def test_what_a_role_gets_on_a_device(role, device, asked, got):
    assert granted(BY_CODE[role].number, device, asked, JIANGXI) == got


@pytest.mark.parametrize(
    ("role", "device", "asked", "said"),
    [
        ("PR", "scanner", None, "counts-in-room-off"),
        ("MED", "scanner", None, "sign-in-role"),
        ("GA", "chief", ["lead"], "sign-in-acts"),
        ("GA", "reader", None, "sign-in-acts"),
        ("CE", "scanner", ["lead"], "sign-in-acts"),
        ("CE", "chief", ["everything"], "sign-in-acts"),
    ],
)
def test_where_there_is_nothing_to_grant(role, device, asked, said):
    assert code(granted, BY_CODE[role].number, device, asked, JIANGXI) == said


@given(st.sampled_from([role.number for role in ROLES]), st.sampled_from(["chief", "scanner", "gate", "reader"]))
def test_a_grant_never_covers_more_than_the_role_may(role, device):
    try:
        groups = granted(role, device, None, JIANGXI)
    except Refusal:
        return
    assert set(groups) <= set(HOLDERS[role])


def test_an_invigilator_may_open_and_count_and_nothing_else_where_the_plan_lets_them_count_in_their_room():
    allowed = replace(JIANGXI, counts_in_room=True)
    assert granted(PROCTOR, "scanner", None, allowed) == ("room",)
    assert covered(replace(GATE, role=PROCTOR, acts=("room",))) == {"custody.open", "custody.count", "custody.attempt"}
    assert code(granted, PROCTOR, "scanner", ["custody"], allowed) == "sign-in-acts"
    assert code(granted, PROCTOR, "gate", None, allowed) == "sign-in-acts"
    assert code(granted, BY_CODE["MED"].number, "scanner", None, allowed) == "sign-in-role"


def test_under_an_invigilators_grant_they_act_in_their_own_name_while_the_plan_allows_it():
    allowed = replace(JIANGXI, counts_in_room=True)
    own = replace(GATE, role=PROCTOR, acts=("room",))
    me, other = own.person, own.person + 1
    assert code(in_own_room, own, own.plan, (other, me), allowed) is None
    assert code(in_own_room, own, own.plan, (other,), allowed) == "grant-holder"
    assert code(in_own_room, own, own.plan + 1, (me,), allowed) == "grant-holder"
    assert code(in_own_room, own, own.plan, (me,), JIANGXI) == "counts-in-room-off"
    assert code(in_own_room, GATE, own.plan, (other,), JIANGXI) is None


def test_whoever_operates_the_reader_enters_no_record_sheet_and_whoever_checks_does():
    held = {code: replace(GATE, role=BY_CODE[code].number, acts=("reading",)) for code in ("RO", "CK", "SV")}
    assert {code for code, grant in held.items() if "attendance.mark" in covered(grant)} == {"CK", "SV"}
    assert refused(held["RO"], kind="attendance.mark", place=None) == "grant-scope"
    assert refused(held["CK"], kind="attendance.mark", place=None) is None


def test_a_grant_holds_4_hours_or_less_and_never_beyond_its_days():
    late = ENDS + 3600
    assert window(NINE, None, late) == (BEGINS, ENDS)
    assert window(NINE, timedelta(minutes=20), late) == (BEGINS, BEGINS + 1200)
    assert window(NINE, timedelta(days=3), late) == (BEGINS, ENDS)
    assert window(NINE, None, BEGINS + 60) == (BEGINS, BEGINS + 60)


def test_most_acts_need_no_grant_and_settling_does():
    assert refused(None, cited=None) is None
    assert refused(None, cited=None, kind="dispute.settle") == "grant-needed"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"grant": None}, "grant-unknown"),
        ({"grant": None, "acted": True}, None),
        ({"grant": None, "acted": True, "kind": "dispute.settle"}, "grant-unknown"),
        ({"grant": None, "acted": True, "kind": "custody.handoff"}, "grant-unknown"),
        ({"grant": None, "acted": True, "kind": "duty.substitute"}, "grant-unknown"),
        (
            {
                "grant": replace(GATE, acts=("lead",), state="revoked", ended=NINE + SECOND),
                "acted": True,
                "kind": "dispute.settle",
            },
            "grant-revoked",
        ),
        ({"device": "d8"}, "grant-other-device"),
        ({"kind": "dispute.settle"}, "grant-scope"),
        ({"kind": "custody.seal"}, "grant-scope"),
        ({"grant": replace(GATE, acts=("new",))}, "grant-scope"),
        ({"plan": 1}, None),
        ({"grant": replace(GATE, acts=("custody",)), "kind": "custody.seal", "plan": 1}, "grant-other-plan"),
        ({"grant": replace(GATE, acts=("lead",)), "kind": "duty.draw", "plan": 1}, "grant-other-plan"),
        ({"grant": replace(GATE, acts=("custody",)), "kind": "custody.seal"}, None),
        ({"grant": replace(GATE, place="gate-2")}, "grant-place"),
        ({"grant": replace(GATE, place="gate-1")}, None),
        ({"grant": replace(GATE, place="gate-2"), "place": None}, None),
        ({"at": NINE - SECOND}, "grant-not-yet"),
        ({"at": NINE - SECOND, "acted": True}, None),
        ({"at": NINE - SLOW_CLOCK - SECOND, "acted": True}, "grant-not-yet"),
        ({"at": NINE + LONGEST - SECOND}, None),
        ({"at": NINE + LONGEST}, "grant-expired"),
        ({"at": NINE + LONGEST, "acted": True}, "grant-expired"),
        ({"grant": replace(GATE, state="revoked", ended=NINE + SECOND)}, "grant-revoked"),
        ({"grant": replace(GATE, state="ended", ended=NINE + SECOND)}, "grant-ended"),
        ({"grant": replace(GATE, state="revoked", ended=NINE + SECOND), "acted": True}, None),
        ({"grant": replace(GATE, state="revoked", ended=NINE), "acted": True}, "grant-revoked"),
        ({"grant": replace(GATE, state="revoked"), "acted": True}, "grant-revoked"),
    ],
)
def test_what_a_grant_holds_for(changes, said):
    assert refused(**{"grant": GATE} | changes) == said


MOMENTS = st.integers(-20_000, 40_000).map(lambda seconds: NINE + timedelta(seconds=seconds))


@given(MOMENTS, MOMENTS, st.booleans(), st.sampled_from(["open", "ended", "revoked"]))
def test_nothing_after_the_end_is_ever_covered(at, ended, acted, state):
    grant = replace(GATE, state=state, ended=None if state == "open" else ended)
    if refused(grant, at=at, acted=acted) is None:
        assert at.timestamp() < GATE.expires
        assert at >= NINE - SLOW_CLOCK
        assert state == "open" or (acted and at < ended)


@given(st.lists(st.tuples(st.integers(1, 30), MOMENTS), max_size=12), st.integers(1, 30), MOMENTS)
def test_what_was_made_after_the_end_as_lower_numbers_tell_is_dated_back_and_nothing_else(told, number, ended):
    grant = replace(GATE, state="revoked", ended=ended)
    witnesses = [Witness(*one) for one in told]
    expected = any(lower < number and at >= ended for lower, at in told)
    assert code(not_dated_back, grant, number, witnesses) == ("grant-dated-back" if expected else None)
    assert code(not_dated_back, GATE, number, witnesses) is None, "nothing is after the end of a grant that is open"


@given(st.lists(st.tuples(st.timedeltas(timedelta(), timedelta(hours=3)), st.booleans()), max_size=12), MOMENTS)
def test_whoever_tells_the_truth_in_the_order_of_their_numbers_is_never_dated_back(steps, ended):
    """Numbers rise with time: what was done before the end stands before whatever tells of a time after it."""
    grant, now, made = replace(GATE, state="ended", ended=ended), NINE - timedelta(hours=6), []
    for number, (step, _) in enumerate(steps, start=1):
        now += step
        made.append(Witness(number, now))
    for one, (_, claims) in zip(made, steps, strict=True):
        if claims and one.at < ended:
            assert code(not_dated_back, grant, one.number, made) is None


@pytest.mark.parametrize(
    ("kind", "role", "plan", "when", "may"),
    [
        ("custody.label", "chief", PLAN, NINE.replace(day=21), True),
        ("plan.policy", "chief", PLAN, NINE.replace(day=21), True),
        ("plan.policy", "chief", None, NINE.replace(day=21), False),
        ("custody.enter", "chief", PLAN, NINE.replace(day=21), False),
        ("duty.assign", "chief", PLAN, NINE.replace(hour=0), False),
        ("custody.label", "office", PLAN, NINE, True),
        ("duty.assign", "office", PLAN, NINE, False),
    ],
)
def test_a_plan_is_prepared_without_a_sign_in_before_its_first_day_and_labels_by_the_hubs_own_commands(
    kind, role, plan, when, may
):
    assert excused(kind, role, plan, when) is may


def test_an_act_in_somebodys_name_is_theirs():
    assert code(held_by, GATE, PLAN.number, 8) is None
    for grant, plan, person in ((None, PLAN.number, 8), (GATE, PLAN.number, 1), (GATE, 1, 8)):
        assert code(held_by, grant, plan, person) == "grant-holder"


def test_a_grant_ends_once():
    assert end(GATE) == GATE
    assert code(end, None) == "grant-unknown"
    assert code(end, replace(GATE, state="ended", ended=datetime.now(UTC))) == "grant-over"


# on other days (which, `other_days` tells)


def test_what_is_granted_alone_then_is_a_part_of_what_is_granted_on_the_plans_days():
    assert kinds(("marking",)) <= kinds(("lead",))
    assert kinds(("carry",)) <= kinds(("custody",))
    assert kinds(("amend",)) <= kinds(("lead", "custody"))
    assert not kinds(("carry",)) & {"custody.open", "custody.supply", "custody.count"}
    assert not kinds(("carry", "amend")) & (kinds(("gate",)) | {"duty.draw", "badge.issue", "grant.revoke"})


def test_whoever_asks_for_the_whole_is_given_what_is_left_of_it_where_the_device_may():
    left = ("marking", "carry", "amend")
    assert granted(CHIEF, "office", None, JIANGXI, only=left) == left
    assert granted(CHIEF, "chief", ["lead"], JIANGXI, only=left) == ("marking", "amend")
    assert granted(CHIEF, "chief", ["custody"], JIANGXI, only=left) == ("carry",)
    assert granted(CHIEF, "scanner", None, JIANGXI, only=left) == ("carry",), "from a form it is entered in the office"
    assert granted(OPERATOR, "reader", None, JIANGXI, only=("reading",)) == ("reading",)
    with pytest.raises(Refusal) as refusal:
        granted(CHIEF, "gate", None, JIANGXI, only=left)
    assert refusal.value.code == "sign-in-acts"


def test_what_was_not_done_in_the_plans_days_is_entered_from_a_form_alone():
    late, led = replace(GATE, role=CHIEF, acts=("carry", "amend")), replace(GATE, role=CHIEF, acts=("lead", "custody"))
    assert only_on_paper(late, "custody.open")
    assert not only_on_paper(late, "custody.seal"), "what was left open is closed before it leaves"
    assert not only_on_paper(led, "custody.open")
    assert not only_on_paper(late, "custody.undo"), "a slip at the vault is taken back"
    assert not only_on_paper(None, "custody.open")
