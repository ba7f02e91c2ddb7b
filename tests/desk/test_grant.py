"""Grants given, taken over, ended and revoked; what is stated under them before and afterwards."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import grant as tokens
from server.intake import witness
from server.web import sign_in
from tests.exam_day import CHIEF, GUARD, PLAN, STAFF_ROWS
from tests.intake.test_rebuild import projections

HEAD, ROVER, GUARDIAN = 1, 7, 8


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def tablet(device):
    return device("tablet")


@pytest.fixture
def signed_in(day, phone):
    """The guard has signed in on the phone."""
    return phone.sign_in(GUARDIAN)


@pytest.fixture
def check_in(phone):
    def hand(person, **sent):
        return phone.hand("duty.check_in", {"place": "gate-1", "person": person, "plan": PLAN}, **sent)

    return hand


def test_a_grant_is_shown_to_every_device_and_its_token_says_the_same(signed_in, hub, phone, rows, device, client):
    row = rows("grant")[signed_in["grant"]]
    assert {name: row[name] for name in ("plan", "person", "role", "device", "state", "ended")} == {
        "plan": PLAN, "person": GUARDIAN, "role": GUARD, "device": phone.id, "state": "open", "ended": None,
    }  # fmt: skip
    assert row["scope"] == {"acts": ["gate"], "place": None}
    said = tokens.read(row["token"], {1: hub.keys.badge.public_key()})
    assert (said.grant, said.person, said.device, said.acts) == (signed_in["grant"], GUARDIAN, phone.id, ("gate",))
    assert (said.not_before, said.expires) == (row["nbf"], row["exp"])
    assert row["exp"] - row["nbf"] == 4 * 3600
    reader = device("reader")
    seen = client.get("/api/changes", headers=reader.headers).json["rows"]
    assert signed_in["grant"] in [one["key"] for one in seen if one["kind"] == "grant"]


def test_the_feed_tells_who_signed_in_where(signed_in, rows, phone):
    line = max(rows("feed").values(), key=lambda one: one["seq"])
    assert (line["kind"], line["person"], line["about"]) == ("grant.give", GUARDIAN, phone.id)


def test_a_fact_under_a_grant_is_accepted_and_names_it(signed_in, check_in, entries):
    receipt = check_in(2)
    assert receipt.verdict == "accepted"
    assert f'"grant":"{signed_in["grant"]}"' in entries()[-1].fact


@pytest.mark.parametrize("cited", ["f" * 16, "g12", "' OR 1=1 --"])
def test_a_grant_nobody_gave_is_refused_and_the_attempt_is_kept(signed_in, phone, check_in, cited, entries):
    phone.grant = cited
    assert code(check_in(2)) == "grant-unknown"
    assert entries()[-1].code == "grant-unknown"


def test_a_grant_of_another_device_is_worth_nothing(signed_in, device):
    thief = device("phone")
    thief.grant = signed_in["grant"]
    told = thief.hand("duty.check_in", {"place": "gate-1", "person": 2, "plan": PLAN})
    assert code(told) == "grant-other-device"


def test_a_grant_bound_to_a_place_holds_there_only(day, phone):
    phone.sign_in(GUARDIAN, place="gate-2")
    for place, said in (("gate-1", "grant-place"), ("gate-2", None)):
        told = phone.hand("duty.check_in", {"place": place, "person": 2, "plan": PLAN})
        assert code(told) == said


def test_whoever_signs_in_next_ends_the_grant_before(signed_in, phone, check_in, rows):
    phone.sign_in(ROVER)
    assert rows("grant")[signed_in["grant"]]["state"] == "ended"
    assert rows("grant")[signed_in["grant"]]["token"] is None
    phone.grant = signed_in["grant"]
    assert code(check_in(2)) == "grant-ended"


def test_a_window_ends_by_itself(day, phone, check_in, clock):
    phone.sign_in(GUARDIAN, lasts=timedelta(minutes=20))
    clock.go_on(minutes=19)
    assert check_in(2).verdict == "accepted"
    clock.go_on(minutes=1)
    assert code(check_in(3)) == "grant-expired"


def test_without_the_hub_acts_before_the_end_hold_and_acts_after_it_are_disputed(
    signed_in, phone, check_in, tablet, clock, rows
):
    before = clock.now
    clock.go_on(minutes=5)
    revoked = tablet.hand("grant.revoke", {"grant": signed_in["grant"], "reason": "lost"})
    assert revoked.verdict == "accepted"
    assert rows("grant")[signed_in["grant"]]["state"] == "revoked"
    clock.go_on(minutes=5)
    assert check_in(2, at=before, acted=True).verdict == "accepted"
    late = check_in(3, at=clock.now - timedelta(minutes=1), acted=True)
    assert (late.verdict, code(late)) == ("disputed", "grant-revoked")
    assert rows("dispute")[str(late.seq)]["holds"] is True
    assert code(check_in(4)) == "grant-revoked"
    assert rows("person")[f"{PLAN}/4"]["state"] == "expected"


@pytest.fixture
def revoked(signed_in, day, clock):
    """The guard's grant was revoked five minutes after it was given; the moment before that."""
    clock.go_on(minutes=4)
    before = clock.now
    clock.go_on(minutes=1)
    assert day.office.hand("grant.revoke", {"grant": signed_in["grant"], "reason": "lost"}).verdict == "accepted"
    clock.go_on(minutes=5)
    return before


def alerts(rows):
    return {key.split("/")[0]: one["level"] for key, one in rows("alert").items()}


def test_what_counts_only_by_the_devices_clock_is_shown_to_the_chief(revoked, check_in, rows, phone, hub):
    assert check_in(2, at=revoked, acted=True).verdict == "accepted"
    assert alerts(rows) == {"grant-revoked-before": "note"}
    assert "phone机" in rows("alert")[f"grant-revoked-before/{phone.id}"]["says"]["zh"]
    before = projections(hub)
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before


def test_numbers_tell_that_an_act_was_dated_back(revoked, check_in, clock, rows):
    assert check_in(2, at=clock.now, acted=True).verdict == "disputed"
    told = check_in(3, at=revoked, acted=True)
    assert (told.verdict, code(told)) == ("disputed", "grant-dated-back")
    assert rows("person")[f"{PLAN}/3"]["state"] == "expected"
    assert rows("dispute")[str(told.seq)]["holds"] is True
    assert alerts(rows) == {"grant-dated-back": "alarm"}


def test_in_one_batch_too(revoked, phone, clock):
    made = [
        phone.make("duty.check_in", {"place": "gate-1", "person": person, "plan": PLAN}, at=at, acted=True)
        for person, at in ((2, clock.now), (3, revoked), (4, revoked))
    ]
    assert [code(one) for one in phone.send(*made)] == ["grant-revoked", "grant-dated-back", "grant-dated-back"]


def test_what_was_done_before_in_order_counts_in_whatever_order_it_arrives(revoked, phone, clock):
    early, late = (
        phone.make("duty.check_in", {"place": "gate-1", "person": person, "plan": PLAN}, at=at, acted=True)
        for person, at in ((2, revoked), (3, clock.now))
    )
    assert [one.verdict for one in phone.send(late, early)] == ["disputed", "accepted"]


def test_many_dated_back_in_a_row_pass_on_what_told_of_the_first(revoked, phone, check_in, clock, monkeypatch):
    monkeypatch.setattr(witness, "LOOKED_AT", 1)
    phone.hand("device.check", {"build": "abc", "results": {}})
    assert [code(check_in(person, at=revoked, acted=True)) for person in (2, 3, 4)] == ["grant-dated-back"] * 3


def test_who_signs_in_afterwards_cannot_act_under_what_ended_before(revoked, signed_in, phone, check_in):
    ended = phone.grant
    phone.sign_in(ROVER)
    assert check_in(2, at=revoked, acted=True).verdict == "accepted", "a slow clock"
    phone.grant = ended
    assert code(check_in(3, at=revoked, acted=True)) == "grant-dated-back"


STATUS = {
    "waiting": 0, "needs_person": 0, "oldest": None, "last": 0, "skew_ms": 0, "battery": None, "persisted": True,
    "build": "abc", "rows_through": 1, "screen": "/", "place": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("waiting", "verdicts"), [(0, ["disputed", "disputed"]), (1, ["accepted", "disputed"]), (2, ["accepted"] * 2)]
)
def test_a_device_that_reported_afterwards_used_no_other_number_before(
    revoked, client, phone, check_in, clock, waiting, verdicts
):
    check_in(4, at=revoked - timedelta(minutes=1), acted=True)
    last = phone.used + waiting if waiting else 0
    answer = client.post("/api/status", json=STATUS | {"waiting": waiting, "last": last}, headers=phone.headers)
    assert answer.status_code == 200, answer.json
    clock.go_on(minutes=1)
    assert [check_in(person, at=revoked, acted=True).verdict for person in (2, 3)] == verdicts


def test_a_fast_clock_is_no_witness_against_what_was_done_before(signed_in, phone, day, clock, check_in):
    assert check_in(4, at=clock.now + timedelta(hours=1)).verdict == "accepted"
    before = clock.now
    clock.go_on(minutes=5)
    day.office.hand("grant.revoke", {"grant": signed_in["grant"], "reason": "left"})
    assert check_in(2, at=before, acted=True).verdict == "accepted"


def test_a_forged_badge_stays_forged_under_a_dead_grant(signed_in, day, phone, rows):
    phone.grant = "f" * 16
    text = day.qr(2, key=Ed25519PrivateKey.generate())
    told = phone.hand("duty.check_in", {"place": "gate-1", "badge": text}, acted=True)
    assert (told.verdict, code(told)) == ("disputed", "badge-forged")
    assert rows("dispute")[str(told.seq)]["holds"] is False


def test_a_device_signs_out_of_its_own_grant_only(signed_in, phone, device, rows, check_in):
    phone.grant = None
    assert code(device("phone").hand("grant.end", {"grant": signed_in["grant"]})) == "grant-not-own"
    assert rows("grant")[signed_in["grant"]]["state"] == "open"
    assert phone.hand("grant.end", {"grant": signed_in["grant"]}).verdict == "accepted"
    assert code(phone.hand("grant.end", {"grant": signed_in["grant"]})) == "grant-over"
    late = phone.hand("grant.end", {"grant": signed_in["grant"]}, acted=True)  # somebody else's sign-in was faster
    assert (late.verdict, rows("grant")[signed_in["grant"]]["state"]) == ("accepted", "ended")
    assert code(phone.hand("grant.end", {"grant": "0" * 16})) == "grant-unknown"
    assert check_in(2).verdict == "accepted"


def test_only_chief_and_office_revoke(signed_in, phone, tablet, office):
    phone.grant = None
    body = {"grant": signed_in["grant"], "reason": "left"}
    assert code(phone.hand("grant.revoke", body)) == "not-allowed"
    assert office.hand("grant.revoke", body).verdict == "accepted"
    assert code(tablet.hand("grant.revoke", body)) == "grant-over"


@pytest.mark.parametrize("kind", ["grant.give", "pin.set"])
def test_no_device_gives_itself_a_grant_or_states_a_pin(signed_in, phone, tablet, kind):
    body = {"plan": PLAN, "person": GUARDIAN, "device": phone.id}
    if kind == "grant.give":
        body = {name: signed_in[name] for name in signed_in} | {"grant": "1" * 16}
    for who in (phone, tablet):
        who.grant = None
        assert code(who.hand(kind, body)) == "not-allowed"


def test_a_revoked_device_keeps_no_grant(signed_in, phone, tablet, rows):
    tablet.hand("device.revoke", {"device": phone.id, "reason": "lost"})
    assert rows("grant")[signed_in["grant"]]["state"] == "ended"


def leave_by_badge(day, tablet):
    tablet.hand("badge.revoke", {"badge": day.badges[GUARDIAN], "reason": "lost"})


def leave_the_list(_day, tablet):
    tablet.hand("staff.change", {"plan": PLAN, "person": GUARDIAN, "listed": False})


def leave_by_role(_day, tablet):
    tablet.hand("staff.change", {"plan": PLAN, "person": GUARDIAN, "role": CHIEF})


def leave_by_import(day, _tablet):
    day.take("staff", STAFF_ROWS[:7])


def leave_by_substitute(_day, tablet):
    tablet.add("何子", role=GUARD, phone="19900009999", replaces=GUARDIAN)


LEAVING = [leave_by_badge, leave_the_list, leave_by_role, leave_by_import, leave_by_substitute]


@pytest.mark.parametrize("leave", LEAVING)
def test_whoever_is_no_longer_who_they_were_keeps_no_grant(signed_in, day, tablet, device, rows, leave):
    other = device("phone").sign_in(ROVER)
    leave(day, tablet)
    assert rows("grant")[signed_in["grant"]]["state"] == "ended"
    assert rows("grant")[other["grant"]]["state"] == "open"


def test_a_badge_replaced_because_it_was_misprinted_ends_nothing(signed_in, day, tablet, rows):
    new = {"badge": "ab" * 8, "person": GUARDIAN, "replaces": day.badges[GUARDIAN], "reason": "misprint"}
    assert tablet.hand("badge.issue", {"plan": PLAN, "badges": [new]}).verdict == "accepted"
    assert rows("grant")[signed_in["grant"]]["state"] == "open"


@pytest.mark.parametrize(
    ("person", "at", "said"),
    [(2, "09:00", "counts-in-room-off"), (99, "09:00", "person-unknown"), (HEAD, "23:59", None)],
)
def test_who_may_be_given_a_grant(day, phone, hub, clock, person, at, said):
    clock.at(at)
    give = hub.committer.call(lambda tx: sign_in._try(hub, tx, sign_in.Whose(PLAN, person), phone.id, sign_in.Wish()))
    assert getattr(give, "code", None) == said


def test_a_rebuild_gives_the_same_grants(signed_in, day, tablet, phone, check_in, hub, clock):
    check_in(2)
    phone.sign_in(ROVER)
    tablet.sign_in(HEAD)
    clock.go_on(minutes=1)
    leave_by_badge(day, tablet)
    tablet.hand("grant.revoke", {"grant": phone.grant, "reason": "other"})
    check_in(3, acted=True)
    before = projections(hub)
    assert {row[8] for row in before["grant"]} == {"open", "ended", "revoked"}
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before
