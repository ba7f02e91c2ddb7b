"""Signatures, gapless numbers, and what each device may do at the door."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from server.intake import Handed
from server.web.guard import session_of

PLAN = 20261122
AFTERNOON = 6  # who serves the second session only: not open at 08:00


def scan(day, person=2, place="gate-1"):
    return {"place": place, "badge": day.qr(person)}


def code(receipt):
    return receipt.refusal and receipt.refusal.code


# signatures, devices and their numbers


@pytest.mark.parametrize("sig", [None, "", "A" * 86, 7, {"sig": 1}, "é", "x" * 5000])
def test_a_bad_signature_is_refused_kept_and_does_not_use_the_number(day, phone, entries, rows, sig):
    made = phone.make("duty.check_in", scan(day))
    (refused,) = phone.send(replace(made, sig=sig))
    assert (refused.verdict, code(refused)) == ("refused", "bad-signature")
    assert entries()[-1].numbered is False
    assert rows("person")["20261122/2"]["state"] == "expected"
    assert rows("alert")[f"bad-signature/{phone.id}"]["state"] == "open"
    again = phone.hand("duty.check_in", scan(day), number=made.raw["device_seq"])
    assert again.verdict == "accepted"


def test_another_devices_signature_is_a_bad_one(day, phone, gate):
    stolen = replace(phone.make("duty.check_in", scan(day)), sig=None)
    signed_by_gate = gate.signed(stolen.raw)
    assert code(gate.send(signed_by_gate)[0]) == "bad-signature"


def test_nobody_can_use_up_another_devices_numbers(day, phone, gate, hub):
    garbage = {"id": "g1", "device_seq": 1, "device": phone.id, "body": {"a": 0.5}}
    gate.send(Handed(garbage, None, acted=False))
    assert not hub.door.known[phone.id].numbers.used(1)
    assert phone.hand("duty.check_in", scan(day)).verdict == "accepted"


def test_a_device_may_carry_anothers_facts(day, phone, gate, hub):
    (receipt,) = gate.send(phone.make("duty.check_in", scan(day)))
    assert receipt.verdict == "accepted"
    assert hub.door.known[phone.id].numbers.used(1)


def test_a_malformed_fact_uses_the_number_of_who_handed_it_in(phone, hub, rows):
    phone.send(Handed({"id": "m1", "device_seq": 1, "device": phone.id, "body": 0.5}, None, acted=False))
    assert hub.door.known[phone.id].numbers.used(1)
    assert rows("device")[phone.id]["missing"] == []


def test_a_device_nobody_enrolled_is_unknown(day, phone, entries):
    raw = phone.raw("duty.check_in", scan(day)) | {"device": "d99"}
    receipt = phone.hand(raw=raw)
    assert (code(receipt), entries()[-1].device) == ("device-unknown", "d99")


def test_a_number_used_twice_names_the_clone(day, phone, rows):
    phone.hand("duty.check_in", scan(day))
    twice = phone.hand("duty.check_in", scan(day, 3), number=1)
    assert (twice.verdict, code(twice)) == ("refused", "number-reused")
    assert "1" in twice.refusal.said("zh")["says"]
    assert rows("device")[phone.id]["cloned"] is True
    assert rows("alert")[f"number-reused/{phone.id}"]["level"] == "alarm"
    assert rows("person")["20261122/3"]["state"] == "expected"


def test_a_clone_stays_named_after_a_restart(day, phone, hub, rows):
    phone.hand("duty.check_in", scan(day))
    phone.hand("duty.check_in", scan(day, 3), number=1)
    with hub.db.reading() as connection:
        hub.door.load(connection)
    assert hub.door.known[phone.id].cloned
    assert hub.door.known[phone.id].numbers.top == 1


def test_gaps_are_named_and_closed(day, phone, rows):
    phone.hand("duty.check_in", scan(day, 2))
    phone.hand("duty.check_in", scan(day, 3), number=4)
    assert rows("device")[phone.id]["missing"] == [2, 3]
    phone.hand("duty.check_in", scan(day, 4), number=3)
    assert rows("device")[phone.id]["missing"] == [2]
    phone.hand("duty.check_in", scan(day, 5), number=2)
    assert (rows("device")[phone.id]["missing"], rows("device")[phone.id]["cloned"]) == ([], False)


def test_a_refused_fact_uses_its_number(day, phone, hub):
    assert phone.hand("duty.check_in", scan(day, AFTERNOON)).verdict == "refused"
    assert hub.door.known[phone.id].numbers.top == 1


def test_a_repeat_neither_uses_nor_reuses_a_number(day, phone, rows):
    made = phone.make("duty.check_in", scan(day))
    phone.send(made, made)
    phone.send(made)
    assert rows("device")[phone.id]["cloned"] is False


# who may


def test_a_kind_nobody_knows_is_refused_and_kept(phone, entries):
    receipt = phone.hand("custody.unheard", {"bag": "1"}, acted=True)
    assert (receipt.verdict, code(receipt)) == ("refused", "unknown-kind")
    assert (entries()[-1].kind, entries()[-1].numbered) == ("custody.unheard", True)


@pytest.mark.parametrize(
    ("kind", "doing", "body"),
    [
        ("reader", "duty.check_in", {"place": "x", "badge": "x"}),
        ("reader", "duty.check_out", {"place": "x", "badge": "x"}),
        ("phone", "badge.issue", {"plan": PLAN, "badges": [{"badge": "0" * 16, "person": 1}]}),
        ("phone", "badge.revoke", {"badge": "0" * 16, "reason": "lost", "note": ""}),
        ("gate", "duty.assign", {"plan": PLAN, "session": "S1", "places": [{"person": 2, "room": None}]}),
        ("gate", "device.revoke", {"device": "d2", "reason": "lost"}),
        ("phone", "import.commit", {}),
        ("tablet", "device.enrol", {}),
    ],
)
def test_what_a_devices_role_may_not_do_is_refused(day, device, kind, doing, body):
    receipt = device(kind).hand(doing, body, acted=True)
    assert (receipt.verdict, code(receipt)) == ("refused", "not-allowed")


def test_a_revoked_device_does_nothing_more(day, phone, device, rows, hub):
    tablet = device("tablet")
    assert tablet.hand("device.revoke", {"device": phone.id, "reason": "lost"}).verdict == "accepted"
    receipt = phone.hand("duty.check_in", scan(day), acted=True)
    assert (receipt.verdict, code(receipt)) == ("refused", "device-revoked")
    assert rows("device")[phone.id]["state"] == "revoked"
    assert session_of(hub, phone.token) is None


# devices that ended and had not handed in everything


def end(day, phone, reason, **beside):
    assert day.office.hand("device.revoke", {"device": phone.id, "reason": reason} | beside).verdict == "accepted"


@pytest.mark.parametrize("reason", ["flat", "broken", "replaced", "finished"])
@pytest.mark.parametrize("acted", [True, False])
def test_what_was_done_before_a_device_was_put_away_is_taken_from_another(day, phone, gate, clock, reason, acted):
    late = phone.make("duty.check_in", scan(day), at=clock.now, acted=acted)
    clock.go_on(minutes=5)
    end(day, phone, reason)
    clock.go_on(minutes=30)
    (receipt,) = gate.send(late)
    assert receipt.verdict == "accepted"


def test_what_it_owed_is_named_until_the_last_fact_came(day, phone, gate, clock, rows):
    phone.hand("duty.check_in", scan(day, 2))
    late = [phone.make("duty.check_in", scan(day, person), at=clock.now, acted=True) for person in (3, 4)]
    clock.go_on(minutes=1)
    end(day, phone, "flat", last=3)
    assert rows("device")[phone.id]["missing"] == [2, 3]
    gate.send(late[0])
    assert rows("device")[phone.id]["missing"] == [3]
    gate.send(late[1])
    assert (rows("device")[phone.id]["missing"], rows("device")[phone.id]["missing_count"]) == ([], 0)


@pytest.mark.parametrize(
    ("minutes", "verdict"), [(-1, "accepted"), (1.9, "accepted"), (2.1, "refused"), (9, "refused")]
)
def test_what_was_done_after_its_end_is_refused_and_shown(day, phone, gate, clock, rows, minutes, verdict):
    clock.go_on(minutes=20)
    end(day, phone, "flat")
    late = phone.make("duty.check_in", scan(day), at=clock.now + timedelta(minutes=minutes), acted=True)
    clock.go_on(minutes=10)
    (receipt,) = gate.send(late)
    assert (receipt.verdict, code(receipt)) == (verdict, None if verdict == "accepted" else "device-revoked")
    assert (f"device-revoked/{phone.id}" in rows("alert")) is (verdict == "refused")


@pytest.mark.parametrize("reason", ["lost", "other"])
def test_of_a_device_in_other_hands_nothing_is_taken_whatever_its_clock_says(day, phone, gate, clock, rows, reason):
    late = phone.make("duty.check_in", scan(day), at=clock.now - timedelta(minutes=20), acted=True)
    end(day, phone, reason, last=1)
    (receipt,) = gate.send(late)
    assert (receipt.verdict, code(receipt)) == ("refused", "device-revoked")
    assert rows("alert")[f"device-revoked/{phone.id}"]["level"] == "warn"
    assert rows("person")["20261122/2"]["state"] == "expected"
    assert rows("device")[phone.id]["missing"] == [], "it came, though it does not count"


def test_of_a_flat_device_that_turned_out_to_be_lost_nothing_more_is_taken(day, phone, gate, clock, rows):
    before, after = (phone.make("duty.check_in", scan(day, person), at=clock.now, acted=True) for person in (2, 3))
    clock.go_on(minutes=5)
    end(day, phone, "flat", last=2)
    assert gate.send(before)[0].verdict == "accepted"
    end(day, phone, "lost")
    (receipt,) = gate.send(after)
    assert (receipt.verdict, code(receipt)) == ("refused", "device-revoked")
    assert rows("person")["20261122/3"]["state"] == "expected"


# what was given up and comes all the same


def give_up(day, phone, clock, **beside):
    end(day, phone, "flat", **beside)
    clock.go_on(minutes=10)
    body = {"device": phone.id, "note": "屏幕已碎，按签到表补录"}
    assert day.office.hand("device.write_off", body).verdict == "accepted"


@pytest.mark.parametrize("acted", [True, False])
def test_what_comes_after_it_was_given_up_is_disputed_and_changes_nothing_yet(day, phone, gate, clock, rows, acted):
    late = phone.make("duty.check_in", scan(day), at=clock.now, acted=acted)
    give_up(day, phone, clock, last=1)
    (receipt,) = gate.send(late)
    assert (receipt.verdict, code(receipt)) == ("disputed", "device-written-off")
    assert rows("person")["20261122/2"]["state"] == "expected"
    shown = rows("dispute")[str(receipt.seq)]
    assert (shown["state"], shown["person"], shown["device"], shown["holds"]) == ("open", 2, phone.id, True)
    assert rows("device")[phone.id]["missing"] == [], "it came, though nobody has settled it"


def test_a_person_may_settle_that_it_happened(day, phone, device, clock, rows):
    late = phone.make("duty.check_in", scan(day), at=clock.now, acted=True)
    acted_at = late.raw["at"]
    give_up(day, phone, clock)
    tablet = device("tablet")
    tablet.hand("duty.check_in", scan(day, 1))
    tablet.sign_in(1)
    (receipt,) = tablet.send(late)
    body = {"dispute": receipt.seq, "outcome": "holds", "by": {"plan": PLAN, "person": 1}, "reason": "device"}
    settled = tablet.hand("dispute.settle", body)
    assert settled.verdict == "accepted", settled
    person = rows("person")["20261122/2"]
    assert person["state"] == "in"
    assert datetime.fromisoformat(person["at"]) == datetime.fromisoformat(acted_at)


def test_what_breaks_a_rule_besides_says_which(day, phone, gate, clock):
    late = phone.make("duty.check_in", scan(day), at=clock.now, acted=True)
    give_up(day, phone, clock)
    assert gate.hand("duty.check_in", scan(day)).verdict == "accepted"
    (receipt,) = gate.send(late)
    assert (receipt.verdict, code(receipt)) == ("disputed", "already-in")


def test_what_a_device_says_of_itself_is_no_dispute(day, phone, gate, clock):
    late = phone.make("device.check", {"build": "abc", "results": {}}, at=clock.now)
    give_up(day, phone, clock)
    assert gate.send(late)[0].verdict == "accepted"


def test_a_rebuild_keeps_the_disputes_of_what_was_given_up(day, phone, gate, clock, hub, rows):
    late = [phone.make("duty.check_in", scan(day, one), at=clock.now, acted=one == 2) for one in (2, 3)]
    give_up(day, phone, clock)
    gate.send(*late)
    before = rows("dispute"), rows("person"), rows("device")
    hub.committer.call(hub.door.rebuild)
    assert (rows("dispute"), rows("person"), rows("device")) == before


def test_a_rebuild_keeps_what_was_taken_of_a_device_that_ended(day, phone, gate, clock, hub, rows):
    late = phone.make("duty.check_in", scan(day), at=clock.now, acted=True)
    end(day, phone, "flat", last=2)
    gate.send(late)
    phone_row = rows("device")[phone.id]
    hub.committer.call(hub.door.rebuild)
    assert rows("device")[phone.id] == phone_row
    assert rows("person")["20261122/2"]["state"] == "in"
