"""Badges from hand to hand: spare ones bound, badges handed out and collected, and where all of them are."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from protocol.token import mint
from server.domain.badge import Badge, account
from server.store import badge as badges
from tests.exam_day import CHIEF, PLAN, PROCTOR


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def bind(by, badge, person, **more):
    return by.hand("badge.bind", {"plan": PLAN, "person": person, "badge": badge, **more})


def come_in(by, badge):
    return by.hand("duty.check_in", {"place": "gate-1", "badge": badge})


def give_back(by, **what):
    return by.hand("badge.return", {"place": "office", **what})


@pytest.fixture
def spare(day):
    """A spare badge for invigilators: its id and QR text."""
    (badge,) = day.spares()
    return badge, day.spare_qr(badge)


@pytest.fixture
def forgetful(day):
    """Person 9, who has no badge any more."""
    day.office.hand("badge.revoke", {"badge": day.badges[9], "reason": "lost", "note": ""})
    return 9


def test_a_spare_badge_belongs_to_nobody_and_lets_nobody_in(day, phone, spare, rows):
    badge, qr = spare
    row = rows("badge")[badge]
    assert (row["person"], row["spare"], row["role"]) == (0, True, PROCTOR)
    assert code(come_in(phone, qr)) == "badge-unbound"


def test_a_bound_spare_badge_lets_its_holder_in(day, phone, spare, forgetful, rows):
    badge, qr = spare
    assert bind(phone, qr, forgetful).verdict == "accepted"
    assert come_in(phone, qr).verdict == "accepted"
    person = rows("person")[f"{PLAN}/{forgetful}"]
    assert (person["state"], person["badge"], person["number"]) == ("in", badge, rows("badge")[badge]["number"])
    assert rows("badge")[badge]["person"] == forgetful


def test_a_spare_badge_is_bound_by_its_typed_number(day, phone, spare, forgetful, rows):
    badge, _ = spare
    number = rows("badge")[badge]["number"]
    done = phone.hand("badge.bind", {"plan": PLAN, "person": forgetful, "number": number})
    assert done.verdict == "accepted"
    assert rows("person")[f"{PLAN}/{forgetful}"]["number"] == number


def test_one_spare_badge_goes_to_one_person(day, phone, spare, forgetful):
    bind(phone, spare[1], forgetful)
    assert code(bind(phone, spare[1], 6, reason="lost")) == "badge-bound"


def test_bound_twice_without_the_hub_is_disputed_and_the_first_stands(day, phone, device, spare, forgetful, rows):
    bind(phone, spare[1], forgetful)
    other = device("phone")
    late = other.hand("badge.bind", {"plan": PLAN, "person": 6, "badge": spare[1], "reason": "lost"}, acted=True)
    assert late.verdict == "disputed"
    assert rows("badge")[spare[0]]["person"] == forgetful


def test_a_badge_of_another_role_is_not_bound(day, phone, forgetful):
    (badge,) = day.spares(CHIEF)
    assert code(bind(phone, day.spare_qr(badge, CHIEF), forgetful)) == "badge-role-differs"


def test_somebodys_own_badge_is_no_spare_one(day, phone, forgetful):
    assert code(bind(phone, day.qr(6), forgetful)) == "badge-not-spare"


@pytest.mark.parametrize(("shown", "expected"), [
    ("KW1:NONSENSE", "badge-unreadable"), ("forged", "badge-forged"), ("unknown", "badge-unknown"),
    ("revoked", "badge-revoked"),
])  # fmt: skip
def test_a_badge_that_is_not_good_is_not_bound(day, phone, spare, forgetful, shown, expected):
    badge, qr = spare
    if shown == "forged":
        qr = mint(day.says(1, badge=badge, person=0, role=PROCTOR), Ed25519PrivateKey.generate(), 1)
    elif shown == "unknown":
        qr = day.spare_qr("00" * 8)
    elif shown == "revoked":
        day.office.hand("badge.revoke", {"badge": badge, "reason": "damaged", "note": ""})
    else:
        qr = shown
    assert code(bind(phone, qr, forgetful)) == expected


def test_whoever_has_a_badge_says_what_became_of_it_and_it_stops(day, phone, spare, rows):
    assert code(bind(phone, spare[1], 2)) == "reason-needed"
    assert bind(phone, spare[1], 2, reason="forgotten").verdict == "accepted"
    assert code(come_in(phone, day.qr(2))) == "badge-revoked"
    assert rows("badge")[day.badges[2]]["reason"] == "forgotten"


def test_a_reissue_stops_the_old_badge_in_the_same_act(day, phone, rows):
    new = [{"badge": "ab" * 8, "person": 2, "replaces": day.badges[2], "reason": "damaged"}]
    assert day.office.hand("badge.issue", {"plan": PLAN, "badges": new}).verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"]["badge"] == "ab" * 8
    assert rows("badge")[day.badges[2]]["state"] == "revoked"
    assert code(come_in(phone, day.qr(2))) == "badge-revoked"
    assert come_in(phone, day.qr(2, badge="ab" * 8)).verdict == "accepted"


def test_a_reissue_of_a_badge_that_is_not_theirs_changes_nothing(day, rows):
    new = [{"badge": "ab" * 8, "person": 2, "replaces": day.badges[3], "reason": "damaged"}]
    assert code(day.office.hand("badge.issue", {"plan": PLAN, "badges": new})) == "badge-not-theirs"
    assert rows("badge")[day.badges[3]]["state"] == "issued"


@pytest.mark.parametrize("new", [
    {"person": 0}, {"person": 0, "role": 99}, {"person": 2, "role": 8}, {"person": 2, "replaces": "ab" * 8},
    {"person": 0, "role": 8, "replaces": "ab" * 8, "reason": "lost"}, {"person": 2, "reason": "lost"},
])  # fmt: skip
def test_a_badge_that_is_neither_spare_nor_somebodys_is_malformed(day, new):
    body = {"plan": PLAN, "badges": [{"badge": "cd" * 8, **new}]}
    assert code(day.office.hand("badge.issue", body)) == "malformed"


def test_a_collected_badge_is_back_and_cannot_be_collected_again(day, phone, rows):
    assert give_back(phone, badge=day.qr(2)).verdict == "accepted"
    assert rows("badge")[day.badges[2]]["returned"] is not None
    assert code(give_back(phone, badge=day.qr(2))) == "already-returned"


def test_a_badge_is_collected_by_number_and_by_name_too(day, phone, rows):
    assert give_back(phone, number=day.number(2)).verdict == "accepted"
    assert give_back(phone, person=3, plan=PLAN).verdict == "accepted"
    assert rows("badge")[day.badges[3]]["returned"] is not None


def test_a_revoked_badge_that_turns_up_is_collected(day, phone, forgetful, rows):
    assert give_back(phone, badge=day.qr(forgetful)).verdict == "accepted"
    assert rows("badge")[day.badges[forgetful]]["state"] == "revoked"


def test_whoever_has_no_badge_gives_none_back(day, phone, forgetful):
    assert code(give_back(phone, person=forgetful, plan=PLAN)) == "badge-none"


def test_a_forged_badge_handed_in_is_told_to_the_chief(day, phone, rows):
    assert code(give_back(phone, badge=day.qr(2, key=Ed25519PrivateKey.generate()))) == "badge-forged"
    assert code(give_back(phone, badge="nonsense")) == "badge-unreadable"
    assert rows("alert")[f"badge-forged/{phone.id}"]["state"] == "open"


def test_a_collected_badge_that_is_shown_again_is_with_its_holder_again(day, phone, rows):
    come_in(phone, day.qr(2))
    phone.hand("duty.check_out", {"place": "gate-1", "badge": day.qr(2)})
    give_back(phone, badge=day.qr(2))
    assert come_in(phone, day.qr(2)).verdict == "accepted"
    assert rows("badge")[day.badges[2]]["returned"] is None


def test_badges_handed_out_together_are_out(day, rows):
    ids = [day.badges[2], day.badges[3]]
    assert day.office.hand("badge.hand_out", {"plan": PLAN, "badges": ids}).verdict == "accepted"
    assert all(rows("badge")[one]["out"] for one in ids)


def test_badges_of_another_plan_are_not_handed_out(day):
    body = {"plan": PLAN + 1, "badges": [day.badges[2]]}
    assert code(day.office.hand("badge.hand_out", body)) == "badge-unknown"


def test_printing_again_needs_a_reason(day, rows):
    def print_it(reason):
        return day.office.hand("badge.print", {"plan": PLAN, "badges": [day.badges[2]], "reason": reason, "note": ""})

    assert print_it("first").verdict == "accepted"
    assert code(print_it("first")) == "reprint-reason"
    assert print_it("jam").verdict == "accepted"
    assert rows("badge")[day.badges[2]]["prints"] == 2


def test_a_revoked_badge_is_not_printed(day, forgetful):
    body = {"plan": PLAN, "badges": [day.badges[forgetful]], "reason": "first", "note": ""}
    assert code(day.office.hand("badge.print", body)) == "badge-revoked"


def test_phones_bind_and_collect_but_do_not_make_or_print(day, phone):
    new = {"plan": PLAN, "badges": [{"badge": "ab" * 8, "person": 0, "role": PROCTOR}]}
    assert code(phone.hand("badge.issue", new)) == "not-allowed"
    body = {"plan": PLAN, "badges": [day.badges[2]], "reason": "first", "note": ""}
    assert code(phone.hand("badge.print", body)) == "not-allowed"


def test_every_badge_of_the_day_is_accounted_for(day, phone, spare, hub):
    come_in(phone, day.qr(2))
    come_in(phone, day.qr(3))
    bind(phone, spare[1], 4, reason="lost")
    give_back(phone, badge=day.qr(3))
    day.office.hand("badge.hand_out", {"plan": PLAN, "badges": [day.badges[5]]})
    with hub.db.reading() as connection:
        held = badges.every(connection, PLAN, revoked=True)
    came = {person.post.person for _, person, _ in held if person is not None and person.post.state != "expected"}
    counted = account((badge for badge, _, _ in held), came)
    # nine of the staff and a spare one; 2, the spare one and 5 are out, 3 is back, 4's was lost
    assert counted.made == 10
    assert (counted.out, counted.returned, counted.written_off, counted.in_office) == (3, 1, 1, 5)


MOMENTS = st.none() | st.datetimes()
BADGES = st.lists(
    st.builds(
        Badge,
        st.just("00" * 8), st.just(1), st.integers(0, 5), st.just(8), st.integers(1, 9), st.just(0), st.just(1),
        st.sampled_from(["issued", "revoked"]), st.none(), st.booleans(), MOMENTS, MOMENTS, st.integers(0, 3),
    )
)  # fmt: skip


@given(BADGES, st.sets(st.integers(1, 5)))
def test_made_is_always_in_the_office_out_returned_or_written_off(made, came):
    counted = account(made, came)
    assert counted.made == len(made)
    assert counted.made == counted.in_office + counted.out + counted.returned + counted.written_off
