"""Who signs in on other days than the plan's own, for what and until when; on which days each leg is walked."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from protocol.role import BY_CODE, ROLES
from server.domain.custody.legs import LEGS, days_of, leg_of, on_day
from server.domain.grant import HOLDERS
from server.domain.other_days import KEPT, lasts, may, open_at, signing
from server.domain.plan import plan_from_row
from server.domain.policy import JIANGXI, Policy
from server.domain.refusal import Refusal
from tests.exam_day import PLAN_ROW, ZONE

PLAN = plan_from_row(PLAN_ROW)
BEGINS = datetime(2026, 11, 22, tzinfo=ZONE)
ENDS = BEGINS + timedelta(days=1)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
EVENING, AFTER, MONTHS = BEGINS - 5 * HOUR, ENDS + timedelta(days=3, hours=9), ENDS + timedelta(days=200, hours=9)


def role(code):
    return BY_CODE[code].number


def groups(code, at, policy=JIANGXI):
    try:
        return may(PLAN, policy, role(code), at)
    except Refusal as refusal:
        return refusal.code


NO = "sign-in-day"


@pytest.mark.parametrize(
    ("code", "evening", "after", "months"),
    [
        ("VK", ("carry",), ("carry",), ("carry",)),
        ("CO", ("carry",), ("carry",), NO),
        ("CE", ("carry",), ("marking", "carry", "amend"), ("carry", "amend")),
        ("DCE", ("carry",), ("marking", "carry", "amend"), ("amend",)),
        ("OP", NO, ("marking", "amend"), ("amend",)),
        ("AD", NO, ("marking", "carry"), ("carry",)),
        ("DU", NO, ("marking",), NO),
        ("RP", ("carry",), NO, NO),
        ("RO", NO, ("reading",), NO),
        ("CK", NO, ("reading",), NO),
        ("SV", NO, ("reading",), NO),
        ("PR", NO, NO, NO),
        ("GA", NO, NO, NO),
        ("EX", NO, NO, NO),
        ("IT", NO, NO, NO),
    ],
)
def test_who_is_granted_what(code, evening, after, months):
    assert (groups(code, EVENING), groups(code, AFTER), groups(code, MONTHS)) == (evening, after, months)
    assert groups(code, BEGINS) is None, "on the plan's own days it is what it always was"


def test_where_couriers_bring_the_papers_a_roving_invigilator_has_nothing_to_do_the_evening_before():
    assert groups("RP", EVENING, Policy()) == NO
    assert groups("CE", EVENING, Policy()) == ("carry",)


@pytest.mark.parametrize("one", ROLES)
def test_nobody_signs_in_who_holds_no_device_and_nobody_earlier_than_papers_may_leave(one):
    early = BEGINS - timedelta(days=1) - SECOND
    assert not open_at(PLAN, JIANGXI, one.number, early)
    if one.number not in HOLDERS:
        assert not any(open_at(PLAN, JIANGXI, one.number, at) for at in (EVENING, AFTER, MONTHS))


def test_days_are_whole_days_in_the_plans_zone():
    midnight = BEGINS - timedelta(days=1)
    assert (groups("VK", midnight - SECOND), groups("VK", midnight)) == (NO, ("carry",))
    last = ENDS + timedelta(days=30)
    assert (groups("CO", last - SECOND), groups("CO", last)) == (("carry",), NO)
    western = replace(PLAN, zone="Asia/Urumqi")
    assert may(western, JIANGXI, role("VK"), midnight + 3 * HOUR) == ("carry",)
    with pytest.raises(Refusal):
        may(western, JIANGXI, role("VK"), midnight + HOUR)


def test_a_grant_ends_with_what_it_is_for():
    begins, ends = (int(moment.timestamp()) for moment in (BEGINS, ENDS))
    until = int((ENDS + timedelta(days=30)).timestamp())
    assert lasts(PLAN, JIANGXI, role("CE"), ("lead", "custody"), BEGINS) == (begins, ends)
    assert lasts(PLAN, JIANGXI, role("CE"), ("custody",), BEGINS) == (begins, ends)
    assert lasts(PLAN, JIANGXI, role("CO"), ("custody",), BEGINS) == (begins, until)
    assert lasts(PLAN, JIANGXI, role("VK"), ("custody",), BEGINS) == (begins, KEPT)
    assert lasts(PLAN, JIANGXI, role("RO"), ("reading",), BEGINS) == (begins, until)
    assert lasts(PLAN, JIANGXI, role("VK"), ("carry",), EVENING)[1] == begins, "on the plan's day they sign in for it"
    assert lasts(PLAN, JIANGXI, role("CE"), ("marking", "carry", "amend"), AFTER)[1] == until
    assert lasts(PLAN, JIANGXI, role("CE"), ("amend",), AFTER)[1] == KEPT


def test_badges_sign_for_papers_besides_their_days_and_on_these_by_their_own():
    assert signing(PLAN, JIANGXI, BEGINS) is None
    assert signing(PLAN, JIANGXI, ENDS - SECOND) is None
    assert signing(PLAN, JIANGXI, ENDS) == (int((BEGINS - timedelta(days=1)).timestamp()), KEPT)


@pytest.mark.parametrize(
    ("leg", "first", "last"),
    [
        ("L1", 21, date(2026, 11, 22)), ("L2", 21, date(2026, 11, 22)), ("L3", 22, date(2026, 11, 22)),
        ("L4", 22, date(2026, 11, 22)), ("L5", 21, date(2026, 12, 22)), ("L6", 21, date(2026, 12, 22)),
        ("L7", 22, date(2026, 12, 22)), ("L8", 22, None), ("L9", 22, None),
    ],
)  # fmt: skip
def test_each_leg_has_its_days(leg, first, last):
    assert days_of(LEGS[leg], PLAN, Policy()) == (date(2026, 11, first), last)


def test_a_leg_on_another_day_is_refused_with_what_is_and_what_was_expected():
    leg = leg_of("L6", JIANGXI)
    on_day(leg, PLAN, JIANGXI, ENDS + HOUR)
    with pytest.raises(Refusal) as refusal:
        on_day(leg, PLAN, JIANGXI, ENDS + timedelta(days=30))
    said = refusal.value.said("zh")
    assert refusal.value.code == "leg-day"
    assert all(words in said["says"] for words in ("2026-12-23", "送回保密室", "2026-11-21 — 2026-12-22"))
    on_day(leg_of("L9", JIANGXI), PLAN, JIANGXI, ENDS + timedelta(days=3650))
