"""An assessor who works without having checked in is on the board, until they have, or sign out."""

from datetime import timedelta

import pytest

from tests.exam_day import PLAN
from tests.practical_day import ASSESSORS, EX, QS


@pytest.fixture
def told(rows):
    """State of the alert about each assessor."""
    kept = "assessor-not-in/"
    return lambda: {key.removeprefix(kept): row["state"] for key, row in rows("alert").items() if key.startswith(kept)}


@pytest.fixture
def passes(workshop, device):
    """Let somebody pass the gate."""
    gate = device("gate")

    def way(which, person, **who):
        receipt = gate.hand(f"duty.check_{which}", {"place": "东门", "badge": workshop.qr(person, **who)})
        assert receipt.verdict == "accepted", receipt.refusal

    return way


LEADER = f"{PLAN}/{ASSESSORS[0]}"


def test_the_board_says_who_signed_in_without_checking_in_until_they_do(workshop, device, told, passes, rows):
    assert told() == {}
    device("phone").sign_in(ASSESSORS[0])
    assert told() == {LEADER: "open"}
    says = rows("alert")[f"assessor-not-in/{LEADER}"]["says"]["zh"]
    assert "没有签到" in says
    passes("in", ASSESSORS[0], role=EX)
    assert told() == {LEADER: "closed"}
    passes("out", ASSESSORS[0], role=EX)
    assert told() == {LEADER: "open"}


def test_who_signs_out_is_no_longer_on_the_board(workshop, device, told):
    phone = device("phone")
    phone.sign_in(ASSESSORS[0])
    assert told() == {LEADER: "open"}
    grant, phone.grant = phone.grant, None
    assert phone.hand("grant.end", {"grant": grant}).verdict == "accepted"
    assert told() == {LEADER: "closed"}


def test_who_checks_out_after_their_time_on_a_device_was_over_is_not_on_the_board(
    workshop, device, told, passes, clock
):
    passes("in", ASSESSORS[0], role=EX)
    device("phone").sign_in(ASSESSORS[0], lasts=timedelta(hours=1))
    clock.at("09:30")
    passes("out", ASSESSORS[0], role=EX)
    assert told() == {}


def test_whose_time_on_a_device_is_over_leaves_the_board_with_the_next_who_comes_or_goes(
    workshop, device, told, passes, clock
):
    device("phone").sign_in(ASSESSORS[0], lasts=timedelta(hours=1))
    assert told() == {LEADER: "open"}
    clock.at("09:30")
    passes("in", ASSESSORS[1], role=EX)
    assert told() == {LEADER: "closed"}


def by_device(_workshop, tablet, phone):
    tablet.hand("device.revoke", {"device": phone.id, "reason": "lost"})


def by_revoking(_workshop, tablet, phone):
    tablet.hand("grant.revoke", {"grant": phone.grant, "reason": "mistake"})


def by_badge(workshop, tablet, _phone):
    tablet.hand("badge.revoke", {"badge": workshop.badges[ASSESSORS[0]], "reason": "lost"})


def by_list(_workshop, tablet, _phone):
    tablet.hand("staff.change", {"plan": PLAN, "person": ASSESSORS[0], "listed": False})


def by_role(_workshop, tablet, _phone):
    tablet.hand("staff.change", {"plan": PLAN, "person": ASSESSORS[0], "role": QS})


def by_somebody_else(_workshop, _tablet, phone):
    phone.sign_in(1)


@pytest.mark.parametrize("ended", [by_device, by_revoking, by_badge, by_list, by_role, by_somebody_else])
def test_whoever_is_no_longer_signed_in_leaves_the_board_however_that_ended(workshop, device, told, hub, ended):
    phone, tablet = device("phone"), device("tablet")
    phone.sign_in(ASSESSORS[0])
    tablet.sign_in(1)
    assert told() == {LEADER: "open"}
    ended(workshop, tablet, phone)
    assert told() == {LEADER: "closed"}
    hub.committer.call(hub.door.rebuild)
    assert told() == {LEADER: "closed"}


def test_who_signs_in_again_stays_on_the_board_with_one_alert(workshop, device, told, rows):
    phone = device("phone")
    phone.sign_in(ASSESSORS[0])
    before = rows("alert")[f"assessor-not-in/{LEADER}"]
    phone.sign_in(ASSESSORS[0])
    assert rows("alert")[f"assessor-not-in/{LEADER}"] == before


def test_of_others_who_sign_in_nothing_is_said(workshop, device, told):
    device("phone").sign_in(1)
    assert told() == {}


def test_a_rebuild_tells_the_same(workshop, device, told, hub):
    device("phone").sign_in(ASSESSORS[0])
    before = told()
    hub.committer.call(hub.door.rebuild)
    assert told() == before == {LEADER: "open"}
