"""Reading and marking after the plan's last day: the same people sign in, sign and release, as the plan says."""

import pytest

from server.domain.refusal import Refusal
from tests.exam_day import PLAN
from tests.practical_day import accepted, code
from tests.reading_day import SESSION
from tests.reading_room import CHECKER, LEADER, MONITOR, OPERATOR, clean

NEXT = "2026-11-23"


@pytest.fixture
def read(room):
    """A session read and complete before midnight, with its keys."""
    sha256 = room.bring(clean())
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    return sha256


def test_after_midnight_of_the_last_day_a_batch_is_closed_and_its_scores_are_released(room, read, clock):
    clock.at("00:00", day=NEXT)
    room.who = None
    accepted(room.close(read))
    accepted(room.release())


def test_days_later_a_record_sheet_is_put_right_and_a_release_has_its_signers_until_the_period_ends(room, read, clock):
    accepted(room.close(read))
    accepted(room.release())
    clock.at("23:59", day="2026-12-22")
    room.who = None
    accepted(room.sheet("101", by=CHECKER, misconduct=[], reason="复查后补正"))
    assert code(room.release(reason="复查后更正")) == "release-unchanged", "both who sign were taken"
    clock.at("00:00", day="2026-12-23")
    room.who = None
    with pytest.raises(Refusal) as refusal:
        room.sign_in(OPERATOR)
    assert refusal.value.code == "sign-in-day"


def test_a_badge_signs_no_longer_than_the_plan_says_and_the_plan_may_say_otherwise(room, read, clock):
    chief = room.sign_in(LEADER, room.chief)
    accepted(chief.hand("plan.policy", {"plan": PLAN, "policy": {"reading_days": 2}}))
    clock.at("23:00", day="2026-11-24")
    room.who = None
    room.sign_in(OPERATOR)
    clock.at("00:00", day="2026-11-25")
    assert code(room.close(read)) in ("grant-expired", "wrong-day")
    clock.at("23:00", day="2026-11-24")
    assert room.row("reading_session", SESSION)["closed"] == 0
    accepted(room.close(read))


def test_at_the_gate_nothing_changes_after_the_last_day(room, clock):
    clock.at("00:00", day=NEXT)
    told = room.chief.hand("duty.check_in", {"place": "gate-1", "badge": room.qr(CHECKER)})
    assert code(told) == "wrong-day"


def test_a_leader_leads_no_more_and_marks(room, clock):
    clock.at("08:00", day=NEXT)
    given = room.chief.sign_in(room.numbers[LEADER])
    assert given["scope"]["acts"] == ["marking", "carry"]
    told = room.chief.hand("grant.revoke", {"grant": given["grant"], "reason": "lost"})
    assert code(told) == "grant-scope"
