"""Signing in on a device on other days than the plan's own: for what is left to do, by a badge that still is one."""

import pytest

from tests.exam_day import PLAN

CHIEF, PIN = 1, "739152"


@pytest.fixture
def tablet(day, device):
    return device("tablet")


@pytest.fixture
def chief(client, tablet):
    """The chief has a PIN; returns who signs in on the tablet with it."""
    body = {"plan": PLAN, "person": CHIEF, "pin": PIN}
    assert client.post("/api/pins", json=body, headers=tablet.headers).status_code == 200
    return lambda **shown: client.post("/api/sign-in", json={"pin": PIN, **shown}, headers=tablet.headers)


def code(answer):
    return answer.json["error"]["code"]


def test_three_days_later_they_sign_in_by_badge_number_or_name_for_what_is_left(chief, day, clock, rows):
    number = rows("person")[f"{PLAN}/{CHIEF}"]["number"]
    clock.at("09:00", day="2026-11-25")
    for shown in ({"badge": day.qr(CHIEF)}, {"number": number}, {"plan": PLAN, "person": CHIEF}):
        given = chief(**shown)
        assert given.status_code == 200, given.text
        assert given.json["scope"]["acts"] == ["marking", "carry", "amend"]


def test_two_evenings_before_neither_badge_nor_name_signs_anybody_in(chief, day, clock):
    clock.at("18:00", day="2026-11-20")
    assert code(chief(badge=day.qr(CHIEF))) == "wrong-day"
    assert code(chief(plan=PLAN, person=CHIEF)) == "sign-in-day"


def test_a_revoked_badge_signs_nobody_in_days_later_either(chief, day, clock, office):
    office.hand("badge.revoke", {"badge": day.badges[CHIEF], "reason": "lost"})
    clock.at("09:00", day="2026-11-25")
    assert code(chief(badge=day.qr(CHIEF))) == "badge-revoked"
