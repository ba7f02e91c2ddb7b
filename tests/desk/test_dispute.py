"""Disputes: opened for whatever is judged so, settled by a named person, and the person's state explained by it."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exam_day import PLAN, staff_row
from tests.examples import examples
from tests.intake.test_rebuild import projections

REVOKED, OFF_LIST, AFTERNOON = 4, 9, 6


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def tablet(device):
    return device("tablet")


@pytest.fixture
def other(device):
    return device("phone", "西门手机")


@pytest.fixture
def chief(day, tablet):
    """Person 1, the chief examiner, is on duty."""
    assert tablet.hand("duty.check_in", {"place": "office", "person": 1, "plan": PLAN}).verdict == "accepted"
    return {"plan": PLAN, "person": 1}


@pytest.fixture
def settle(tablet, chief):
    def hand(receipt, outcome="stands", *, by=None, reason="mistake", note="", who=tablet, **sent):
        seq = getattr(receipt, "seq", receipt)
        if who.grant is None:
            who.sign_in(chief["person"])
        body = {"dispute": seq, "outcome": outcome, "by": by or chief, "reason": reason, "note": note}
        return who.hand("dispute.settle", body, **sent)

    return hand


@pytest.fixture
def person(rows):
    def read(number):
        row = rows("person")[f"{PLAN}/{number}"]
        return row["state"], row["at"], row["place"]

    return read


def come(by, day, person, *, place="gate-1", at=None, kind="duty.check_in"):
    """Scanned while the hub was away."""
    return by.hand(kind, {"place": place, "badge": day.qr(person)}, at=at, acted=True)


@pytest.fixture
def twice(day, phone, other, clock):
    """Two phones without the hub admit the same badge."""
    first, second = clock.now, clock.now + timedelta(minutes=2)
    clock.go_on(minutes=10)
    accepted = come(phone, day, 2, place="gate-1", at=first)
    clock.go_on(minutes=1)
    return accepted, come(other, day, 2, place="gate-2", at=second)


def test_both_sides_are_shown_with_device_place_and_both_clocks(twice, phone, other, rows):
    accepted, disputed = twice
    assert (accepted.verdict, disputed.verdict) == ("accepted", "disputed")
    assert list(rows("dispute")) == [str(disputed.seq)]
    row = rows("dispute")[str(disputed.seq)]
    assert row == {
        "seq": disputed.seq, "kind": "duty.check_in", "fact": disputed.id, "plan": PLAN, "person": 2,
        "place": "gate-2", "by": "badge", "device": other.id, "at": "2026-11-22T08:02:00.000+08:00",
        "received": "2026-11-22T00:11:00.000Z", "refusal": disputed.refusal.both(),
        "against": {
            "seq": accepted.seq, "kind": "duty.check_in", "device": phone.id, "place": "gate-1", "by": "badge",
            "at": "2026-11-22T08:00:00.000+08:00", "received": "2026-11-22T00:10:00.000Z",
        },
        "about": None, "holds": True, "state": "open", "settled": None,
    }  # fmt: skip


def test_only_chief_and_office_see_disputes(twice, hub, phone, tablet, client):
    def kinds(device):
        return {row["kind"] for row in client.get("/api/changes", headers=device.headers).json["rows"]}

    hub.load_tokens()
    assert "dispute" in kinds(tablet)
    assert "dispute" not in kinds(phone)


@pytest.mark.parametrize("outcome", ["stands", "holds"])
def test_somebody_who_is_in_stays_in_either_way(twice, settle, person, rows, outcome, tablet, chief):
    before = person(2)
    settled = settle(twice[1], outcome, reason="two-people", note="两个门都扫了")
    assert settled.verdict == "accepted"
    assert person(2) == before
    row = rows("dispute")[str(twice[1].seq)]
    assert row["state"] == "settled"
    assert row["settled"] == {
        "seq": settled.seq, "fact": settled.id, "by": chief, "device": tablet.id, "outcome": outcome,
        "at": "2026-11-22T08:11:00.000+08:00", "received": "2026-11-22T00:11:00.000Z", "reason": "two-people",
        "note": "两个门都扫了",
    }  # fmt: skip
    line = rows("feed")[str(settled.seq)]
    assert (line["kind"], line["person"], line["what"]) == ("dispute.settle", 2, [outcome, "two-people"])


def test_who_showed_a_revoked_badge_is_in_since_then_once_settled(day, phone, tablet, clock, settle, person):
    scanned = clock.now
    clock.go_on(minutes=10)
    tablet.hand("badge.revoke", {"badge": day.badges[REVOKED], "reason": "misprint"})
    disputed = come(phone, day, REVOKED, at=scanned)
    assert (disputed.verdict, code(disputed)) == ("disputed", "badge-revoked")
    assert person(REVOKED)[0] == "expected"
    assert settle(disputed, "holds").verdict == "accepted"
    assert person(REVOKED) == ("in", "2026-11-22T08:00:00.000+08:00", "gate-1")
    clock.go_on(minutes=1)
    out = phone.hand("duty.check_out", {"place": "gate-1", "person": REVOKED, "plan": PLAN})
    assert out.verdict == "accepted"


def test_who_was_off_the_list_is_in_once_settled(day, phone, tablet, settle, person):
    tablet.hand("staff.change", {"plan": PLAN, "person": OFF_LIST, "listed": False})
    picked = {"place": "gate-1", "person": OFF_LIST, "plan": PLAN}
    disputed = phone.hand("duty.check_in", picked, acted=True)
    assert code(disputed) == "not-on-list"
    settle(disputed, "holds")
    assert person(OFF_LIST)[0] == "in"


def test_what_was_settled_to_hold_can_be_taken_back_like_any_scan(day, phone, tablet, settle, person):
    disputed = come(phone, day, AFTERNOON)
    assert code(disputed) == "not-open"
    settle(disputed, "holds")
    assert person(AFTERNOON)[0] == "in"
    assert tablet.hand("duty.undo", {"undoes": disputed.id}).verdict == "accepted"
    assert person(AFTERNOON) == ("expected", None, None)


def test_a_badge_collected_meanwhile_is_with_its_holder_again(day, phone, tablet, settle, rows, clock):
    scanned = clock.now
    clock.go_on(minutes=1)
    tablet.hand("badge.return", {"place": "office", "badge": day.qr(AFTERNOON)})
    settle(come(phone, day, AFTERNOON, at=scanned), "holds")
    assert rows("badge")[day.badges[AFTERNOON]]["returned"] is None


def test_a_check_out_of_somebody_never_seen_holds(day, phone, settle, person):
    disputed = come(phone, day, 2, kind="duty.check_out")
    assert code(disputed) == "not-in"
    assert settle(disputed, "holds").verdict == "accepted"
    assert person(2)[0] == "out"


def test_what_happened_later_is_not_undone_by_what_was_before_it(day, phone, other, clock, settle, person, rows):
    went = clock.at("08:10")
    clock.at("08:30")
    phone.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    late = come(other, day, 2, place="gate-2", at=went, kind="duty.check_out")
    assert code(late) == "overtaken"
    assert rows("dispute")[str(late.seq)]["against"]["place"] == "gate-1"
    before = person(2)
    assert settle(late, "holds").verdict == "accepted"
    assert person(2) == before


@pytest.mark.parametrize("outcome", ["stands", "holds"])
def test_what_was_taken_back_leaves_the_other_to_hold(twice, settle, phone, tablet, person, outcome):
    assert tablet.hand("duty.undo", {"undoes": twice[0].id}).verdict == "accepted"
    settle(twice[1], outcome)
    held = ("in", "2026-11-22T08:02:00.000+08:00", "gate-2")
    assert person(2) == (held if outcome == "holds" else ("expected", None, None))


# what cannot be


def test_nobody_is_let_in_on_a_forged_badge(day, phone, settle, rows, person):
    disputed = phone.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(7, site=1)}, acted=True)
    row = rows("dispute")[str(disputed.seq)]
    assert (row["holds"], row["against"]) == (False, None)
    assert code(settle(disputed, "holds")) == "outcome-not-possible"
    assert person(7)[0] == "expected"
    assert settle(disputed, "stands").verdict == "accepted"


def test_a_spare_badge_that_changed_hands_lets_nobody_else_in(day, phone, tablet, settle, person):
    (spare,) = day.spares()
    shown = {"plan": PLAN, "person": 2, "badge": day.spare_qr(spare), "reason": "forgotten"}
    tablet.hand("badge.bind", shown)
    phone.hand("duty.check_in", {"place": "gate-1", "badge": day.spare_qr(spare)})
    disputed = phone.hand("duty.check_in", {"place": "gate-2", "badge": day.spare_qr(spare)}, acted=True)
    tablet.hand("staff.change", {"plan": PLAN, "person": 2, "role": 7})
    assert settle(disputed, "holds").verdict == "accepted"
    assert person(3)[0] == "expected"


def test_kinds_that_cannot_take_effect_afterwards_only_stand(day, tablet, settle, rows):
    disputed = tablet.hand("badge.revoke", {"badge": "0" * 16, "reason": "lost"}, acted=True)
    assert disputed.verdict == "disputed"
    assert rows("dispute")[str(disputed.seq)]["holds"] is False
    assert code(settle(disputed, "holds")) == "outcome-not-possible"
    assert settle(disputed, "stands", reason="other").verdict == "accepted"


def test_a_dispute_is_settled_once(twice, settle, rows):
    assert settle(twice[1], "stands").verdict == "accepted"
    before = rows("dispute")
    assert code(settle(twice[1], "holds")) == "dispute-settled"
    assert rows("dispute") == before


def test_two_chiefs_without_the_hub_the_later_settling_is_itself_shown(twice, settle, rows, device):
    first = settle(twice[1], "stands", acted=True)
    second = settle(twice[1], "holds", who=device("tablet"), acted=True)
    assert (first.verdict, second.verdict, code(second)) == ("accepted", "disputed", "dispute-settled")
    row = rows("dispute")[str(second.seq)]
    assert (row["kind"], row["person"], row["against"]["seq"]) == ("dispute.settle", 2, first.seq)
    assert code(settle(second, "holds")) == "outcome-not-possible"
    assert settle(second, "stands").verdict == "accepted"


@pytest.mark.parametrize("seq", [1, 9999, 2**53 - 1])
def test_what_is_no_dispute_cannot_be_settled(settle, seq):
    assert code(settle(seq)) == "dispute-unknown"


@pytest.mark.parametrize("by", [{"plan": PLAN, "person": 99}, {"plan": 1, "person": 1}, {"plan": PLAN, "person": 2}])
def test_nobody_settles_in_the_name_of_another(twice, settle, rows, by):
    before = rows("dispute")
    assert code(settle(twice[1], by=by)) == "grant-holder"
    assert rows("dispute") == before


def test_without_signing_in_nothing_is_settled(twice, tablet, chief, rows):
    before = rows("dispute")
    body = {"dispute": twice[1].seq, "outcome": "stands", "by": chief, "reason": "clock"}
    assert code(tablet.hand("dispute.settle", body)) == "grant-needed"
    assert rows("dispute") == before


def test_a_guard_signed_in_on_the_chiefs_tablet_settles_nothing(twice, tablet, chief):
    tablet.sign_in(8)
    body = {"dispute": twice[1].seq, "outcome": "stands", "by": {"plan": PLAN, "person": 8}, "reason": "clock"}
    assert code(tablet.hand("dispute.settle", body)) == "settler-role"
    chief_on_duty = body | {"by": chief}
    assert code(tablet.hand("dispute.settle", chief_on_duty)) == "grant-holder"


def test_a_chief_who_has_left_settles_nothing(twice, settle, tablet, clock):
    clock.go_on(minutes=1)
    tablet.hand("duty.check_out", {"place": "office", "person": 1, "plan": PLAN})
    assert code(settle(twice[1])) == "settler-not-in"
    clock.at("20:00")
    assert code(settle(twice[1])) == "grant-expired"
    tablet.sign_in(1)
    assert settle(twice[1]).verdict == "accepted"


def test_a_phone_settles_nothing(twice, settle, phone):
    assert code(settle(twice[1], who=phone)) == "not-allowed"


@pytest.mark.parametrize("changed", [{"outcome": "both"}, {"reason": ""}, {"note": "长" * 201}, {"by": 1}, {"by": {}}])
def test_a_body_that_is_not_as_it_should_be_is_malformed(twice, tablet, chief, changed):
    body = {"dispute": twice[1].seq, "outcome": "stands", "by": chief, "reason": "clock", "note": ""} | changed
    assert code(tablet.hand("dispute.settle", body)) == "malformed"


def test_two_facts_in_one_batch_find_each_other(day, phone, rows):
    made = [phone.make("duty.check_in", {"place": f"gate-{n}", "badge": day.qr(2)}, acted=True) for n in (1, 2)]
    first, second = phone.send(*made)
    assert rows("dispute")[str(second.seq)]["against"]["seq"] == first.seq


@pytest.mark.parametrize("outcome", ["stands", "holds"])
def test_a_badge_bound_twice_is_whose_it_is_settled_to_be(day, phone, other, tablet, rows, settle, outcome, hub):
    (spare,) = day.spares()
    for person in (2, 3):
        tablet.hand("badge.revoke", {"badge": day.badges[person], "reason": "lost"})
    bind = [{"plan": PLAN, "person": person, "badge": day.spare_qr(spare), "reason": "lost"} for person in (2, 3)]
    first = phone.hand("badge.bind", bind[0], acted=True)
    second = other.hand("badge.bind", bind[1], acted=True)
    row = rows("dispute")[str(second.seq)]
    assert (row["person"], row["against"]["seq"], row["against"]["device"]) == (3, first.seq, phone.id)
    assert settle(second, outcome).verdict == "accepted"
    having = {number: rows("person")[f"{PLAN}/{number}"]["badge"] for number in (2, 3)}
    assert having == ({2: None, 3: spare} if outcome == "holds" else {2: spare, 3: None})
    assert rows("badge")[spare]["person"] == (3 if outcome == "holds" else 2)
    assert code(tablet.hand("duty.undo", {"undoes": first.id})) == ("undo-overtaken" if outcome == "holds" else None)
    before = projections(hub)
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before


# rebuilt


def test_a_rebuild_settles_alike(twice, day, phone, other, tablet, settle, hub, clock):
    settle(twice[1], "holds")
    scanned = clock.now
    clock.go_on(minutes=2)
    tablet.hand("badge.revoke", {"badge": day.badges[REVOKED], "reason": "misprint"})
    settle(come(phone, day, REVOKED, at=scanned), "holds", reason="other", note="证牌刚换")
    settle(come(other, day, 3, kind="duty.check_out"), "stands", reason="forgot-undo")
    come(other, day, 3, kind="duty.check_out")
    before = projections(hub)
    assert len(before["dispute"]) == 4
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before


# whatever the order


MINUTE = timedelta(minutes=1)


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    clocks=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    order=st.sampled_from(list(permutations((0, 1)))),
    outcome=st.sampled_from(["stands", "holds"]),
)
def test_whatever_order_two_devices_facts_arrive_in_one_is_accepted_and_settling_explains_the_state(
    day, phone, other, hub, rows, clock, settle, clocks, order, outcome
):
    fresh = len(rows("person")) + 1
    added = day.office.add(f"新人{fresh}")
    number = next(row["person"] for row in rows("person").values() if row["added"] == added.id)
    began = max(clock.at("08:00"), datetime.fromisoformat(rows("person")[f"{PLAN}/1"]["at"]))
    clock.at("08:31")
    devices, receipts = (phone, other), {}
    for which in order:
        body = {"place": f"gate-{which}", "person": number, "plan": PLAN}
        at = began + clocks[which] * MINUTE
        receipts[which] = devices[which].hand("duty.check_in", body, at=at, acted=True)
    accepted, disputed = (receipts[which] for which in order)
    assert (accepted.verdict, disputed.verdict) == ("accepted", "disputed")

    def now():
        row = rows("person")[f"{PLAN}/{number}"]
        return row["state"], row["at"], row["place"]

    stood = ("in", (began + clocks[order[0]] * MINUTE).isoformat(timespec="milliseconds"), f"gate-{order[0]}")
    assert now() == stood
    row = rows("dispute")[str(disputed.seq)]
    assert (row["against"]["seq"], row["against"]["place"]) == (accepted.seq, stood[2])
    assert settle(disputed, outcome).verdict == "accepted"
    assert now() == stood  # both outcomes explain it: somebody is in, since the fact that came first
    assert rows("dispute")[str(disputed.seq)]["settled"]["outcome"] == outcome


def test_names_and_numbers_stay_out_of_a_dispute(twice, settle, rows):
    settle(twice[1])
    assert staff_row(2, name="钱乙")["name"] not in str(rows("dispute"))
