"""Badges issued and revoked through the door."""

import pytest

from protocol.number import badge_number, next_serial

PLAN = 20261122
ID = "00112233445566ff"


@pytest.fixture
def staffed(day):
    """The day, with the badges of persons 2 and 3 revoked so that they can have new ones."""
    for person in (2, 3):
        revoke(day, day.badges[person])
    return day


def revoke(day, badge, reason="lost"):
    return day.office.hand("badge.revoke", {"badge": badge, "reason": reason, "note": "备注"})


def issue(day, *badges, plan=PLAN):
    made = [{"badge": badge, "person": person} for badge, person in badges]
    return day.office.hand("badge.issue", {"plan": plan, "badges": made})


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def nth_number(place):
    serial = 0
    for _ in range(place):
        serial = next_serial(serial)
    return badge_number(serial)


def test_the_hub_sets_role_validity_and_number(day, rows):
    badge = rows("badge")[day.badges[1]]
    begins = 1795276800  # 2026-11-22T00:00+08:00
    assert badge == {
        "badge": day.badges[1], "plan": PLAN, "person": 1, "role": 5, "number": badge_number(1), "state": "issued",
        "nbf": begins, "exp": begins + 86400, "reason": None,
        "spare": False, "out": None, "returned": None, "prints": 0,
    }  # fmt: skip
    person = rows("person")[f"{PLAN}/1"]
    assert (person["badge"], person["number"]) == (day.badges[1], badge_number(1))


def test_a_revoked_badge_is_taken_from_its_holder(day, rows):
    receipt = revoke(day, day.badges[2], "damaged")
    assert receipt.verdict == "accepted"
    assert (rows("badge")[day.badges[2]]["state"], rows("badge")[day.badges[2]]["reason"]) == ("revoked", "damaged")
    person = rows("person")[f"{PLAN}/2"]
    assert (person["badge"], person["number"]) == (None, None)
    assert rows("feed")[str(receipt.seq)]["person"] == 2


def test_numbers_are_never_given_twice(staffed, rows):
    assert issue(staffed, (ID, 2)).verdict == "accepted"
    assert rows("badge")[ID]["number"] == nth_number(10)
    assert len({badge["number"] for badge in rows("badge").values()}) == 10


def test_a_badge_in_use_is_revoked_before_another_is_made(day):
    assert code(issue(day, (ID, 2))) == "badge-exists"


def test_one_person_gets_one_badge_in_an_act(staffed):
    assert code(issue(staffed, (ID, 2), ("f" * 16, 2))) == "badge-exists"


def test_a_badge_id_is_used_once(staffed):
    assert code(issue(staffed, (staffed.badges[2], 2))) == "badge-id-reused"
    assert code(issue(staffed, (ID, 2), (ID, 3))) == "badge-id-reused"


@pytest.mark.parametrize(
    ("badges", "plan", "expected"),
    [([(ID, 99)], PLAN, "person-unknown"), ([(ID, 2)], 7, "plan-unknown")],
)
def test_nobody_unknown_gets_a_badge(staffed, badges, plan, expected):
    assert code(issue(staffed, *badges, plan=plan)) == expected


def test_who_is_no_longer_listed_gets_no_badge(staffed):
    staffed.take("staff", staffed.taken["staff"][:1])
    assert code(issue(staffed, (ID, 2))) == "not-on-list"


def test_where_one_cannot_be_made_none_is(staffed, rows):
    before = rows("badge")
    assert code(issue(staffed, (ID, 2), ("f" * 16, 99))) == "person-unknown"
    assert rows("badge") == before
    assert issue(staffed, (ID, 2)).verdict == "accepted"
    assert rows("badge")[ID]["number"] == nth_number(10)  # the refused act used up no number


@pytest.mark.parametrize("badge", ["", "0" * 15, "0" * 17, "G" * 16, "A" * 16, 7, None])
def test_a_badge_id_is_sixteen_small_hex_digits(day, badge):
    assert code(issue(day, (badge, 2))) == "malformed"
    assert code(revoke(day, badge)) == "malformed"


@pytest.mark.parametrize("reason", ["", "stolen", None, 7])
def test_a_reason_is_one_of_five(day, reason):
    assert code(revoke(day, day.badges[2], reason)) == "malformed"


def test_a_badge_is_revoked_once_and_nobody_elses(day):
    revoke(day, day.badges[2])
    assert code(revoke(day, day.badges[2])) == "already-revoked"
    assert code(revoke(day, ID)) == "badge-unknown"


def test_an_act_makes_at_least_one_badge_and_at_most_two_thousand(day):
    assert code(issue(day)) == "malformed"
    assert code(issue(day, *((f"{number:016x}", 2) for number in range(2001)))) == "malformed"
