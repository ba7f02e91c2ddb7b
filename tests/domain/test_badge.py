"""Whether a badge is good: here, in this plan, on this day, not revoked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from protocol.token import Token
from server.domain.badge import REASONS, Badge, belongs, in_time, revoke, usable, validity
from server.domain.plan import Plan, Site
from server.domain.refusal import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
SITE = Site(360101, "第一职业技术学校", "一职校")
PLAN = Plan(
    number=7, code="JX", name="", mark="", centre="", area="", site=SITE, days=(date(2026, 11, 22),),
    zone="Asia/Shanghai", check_in_opens=90, check_in_closes=30, proctors_per_room=2, duty_phone="", sessions=(),
    timetable=(),
)  # fmt: skip
MIDNIGHT = datetime(2026, 11, 22, tzinfo=SHANGHAI)
NBF, EXP = int(MIDNIGHT.timestamp()), int((MIDNIGHT + timedelta(days=1)).timestamp())
BADGE = Badge("00112233445566ff", 7, 17, 8, 1, NBF, EXP, "issued", None)
TOKEN = Token("00112233445566ff", 17, 8, 360101, 7, NBF, EXP)
SECOND = timedelta(seconds=1)


def refused(rule, *arguments):
    with pytest.raises(Refusal) as caught:
        rule(*arguments)
    return caught.value


def test_badges_are_valid_from_the_first_days_beginning_to_the_last_days_end():
    assert validity(PLAN) == (NBF, EXP)
    three = replace(PLAN, days=(date(2026, 11, 24), date(2026, 11, 22)))
    assert validity(three) == (NBF, EXP + 2 * 86400)


def test_a_day_is_the_days_of_the_plans_zone():
    assert validity(replace(PLAN, zone="Asia/Urumqi")) == (NBF + 7200, EXP + 7200)


def test_a_badge_of_this_plan_and_site_belongs_here():
    other = replace(PLAN, number=8)
    assert belongs(TOKEN, [other, PLAN]) is PLAN


def test_another_site_is_named_with_our_own():
    refusal = refused(belongs, replace(TOKEN, site=360102), [PLAN])
    assert refusal.code == "wrong-site"
    assert refusal.said("zh")["says"] == "这张证牌属于考点 360102，本考点为 360101 一职校"


def test_before_any_plan_is_imported_every_site_is_another():
    assert refused(belongs, TOKEN, []).code == "wrong-site"


def test_another_plan_of_the_same_site_is_another_plan():
    refusal = refused(belongs, replace(TOKEN, plan=9), [PLAN])
    assert (refusal.code, refusal.params) == ("wrong-plan", {"found": 9})


def test_a_plan_of_the_other_site_of_two_is_another_plan():
    other = replace(PLAN, number=9, site=Site(360102, "", "二职校"))
    assert refused(belongs, replace(TOKEN, plan=9), [PLAN, other]).code == "wrong-plan"


@pytest.mark.parametrize("at", [MIDNIGHT, MIDNIGHT + timedelta(hours=12), MIDNIGHT + timedelta(days=1) - SECOND])
def test_a_badge_is_valid_all_day(at):
    in_time(NBF, EXP, "Asia/Shanghai", at)
    in_time(NBF, EXP, "Asia/Shanghai", at.astimezone(UTC))


@pytest.mark.parametrize("at", [MIDNIGHT - SECOND, MIDNIGHT - timedelta(milliseconds=1), MIDNIGHT + timedelta(days=1)])
def test_one_second_outside_the_day_is_the_wrong_day(at):
    refusal = refused(in_time, NBF, EXP, "Asia/Shanghai", at)
    assert (refusal.code, refusal.params) == ("wrong-day", {"valid": "2026-11-22"})


def test_several_days_are_named_from_first_to_last():
    refusal = refused(in_time, NBF, EXP + 86400, "Asia/Shanghai", MIDNIGHT - SECOND)
    assert refusal.params == {"valid": "2026-11-22 — 2026-11-23"}


def test_a_badge_that_was_issued_is_usable():
    assert usable(BADGE) is BADGE


def test_a_badge_nobody_issued_is_unknown():
    assert refused(usable, None).code == "badge-unknown"


@pytest.mark.parametrize("reason", [*REASONS, None])
def test_a_revoked_badge_says_why(reason):
    refusal = refused(usable, replace(BADGE, state="revoked", reason=reason))
    zh, en = REASONS[reason or "other"]
    assert refusal.code == "badge-revoked"
    assert zh in refusal.said("zh")["says"]
    assert en in refusal.said("en")["says"]


def test_a_badge_is_revoked_once():
    revoke(BADGE)
    assert refused(revoke, replace(BADGE, state="revoked", reason="lost")).code == "already-revoked"
    assert refused(revoke, None).code == "badge-unknown"
