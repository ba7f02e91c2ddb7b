"""Signing in on a device in the room: an invigilator, for the count of their room, where the plan allows it."""

from dataclasses import replace

import pytest

from server.domain.policy import JIANGXI, policy_to_row
from tests.exam_day import PLAN

CHIEF, PROCTOR, PIN = 1, 2, "739152"


@pytest.fixture
def phone(day, device):
    return device("phone")


@pytest.fixture
def tablet(day, device):
    return device("tablet")


@pytest.fixture
def set_pin(client, tablet):
    return lambda person: client.post(
        "/api/pins", json={"plan": PLAN, "person": person, "pin": PIN}, headers=tablet.headers
    )


@pytest.fixture
def sign_in(client, phone):
    return lambda **said: client.post("/api/sign-in", json={"pin": PIN, **said}, headers=phone.headers)


def code(answer):
    return answer.json["error"]["code"]


def test_an_invigilator_signs_in_to_count_where_the_plan_lets_them_and_is_told_why_not_where_it_does_not(
    set_pin, tablet, sign_in, day, phone
):
    for refused in (set_pin(PROCTOR), sign_in(plan=PLAN, person=PROCTOR), sign_in(badge=day.qr(PROCTOR))):
        assert (refused.status_code, code(refused)) == (403, "counts-in-room-off")
    assert "清点台" in refused.json["error"]["fix"]
    tablet.sign_in(CHIEF)
    policy = policy_to_row(replace(JIANGXI, counts_in_room=True))
    assert tablet.hand("plan.policy", {"plan": PLAN, "policy": policy}).verdict == "accepted"
    assert set_pin(PROCTOR).status_code == 200
    given = sign_in(badge=day.qr(PROCTOR))
    assert (given.status_code, given.json["scope"]["acts"]) == (200, ["room"])
    phone.grant = given.json["grant"]
    signal = {"plan": PLAN, "session": "S1", "what": "start"}
    assert phone.hand("session.signal", signal).verdict == "refused"
