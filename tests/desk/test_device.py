"""Devices joining and leaving."""

from datetime import datetime

import pytest

from protocol.fact import b64url, jwk_of
from server.web import enrol
from server.web.guard import session_of


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_a_new_hub_begins_its_journal_with_itself_and_the_office(hub, rows):
    assert hub.journal.size == 2
    assert {key: (one["kind"], one["role"], one["state"]) for key, one in rows("device").items()} == {
        "d0": ("hub", "hub", "enrolled"), "d1": ("office", "office", "enrolled")
    }  # fmt: skip


def test_the_key_by_which_badges_are_verified_is_shown(hub, rows):
    assert rows("badge_key") == {"1": {"kid": 1, "x": b64url(hub.keys.badge.public_key().public_bytes_raw())}}


def test_an_enrolled_device_is_shown_with_its_kind_role_and_name(device, rows):
    gate = device("gate", "东门")
    shown = rows("device")[gate.id]
    assert (shown["kind"], shown["role"], shown["name"], shown["state"]) == ("gate", "gate", "东门", "enrolled")
    assert (shown["missing"], shown["missing_count"], shown["cloned"]) == ([], 0, False)


def test_no_device_enrols_another(device):
    tablet = device("tablet")
    body = {"device": "d9", "kind": "tablet", "name": "x", "jwk": {"kty": "EC", "crv": "P-256", "x": "A", "y": "B"}}
    assert code(tablet.hand("device.enrol", body)) == "not-allowed"


def test_a_revoked_devices_session_ends(device, office, hub, rows):
    phone = device("phone")
    assert office.hand("device.revoke", {"device": phone.id, "reason": "lost"}).verdict == "accepted"
    assert rows("device")[phone.id]["state"] == "revoked"
    assert session_of(hub, phone.token) is None


@pytest.mark.parametrize(
    ("first", "again"), [("lost", "lost"), ("lost", "flat"), ("lost", "other"), ("flat", "broken"), ("other", "flat")]
)
def test_a_device_is_revoked_once_for_a_reason_as_grave(device, office, rows, first, again):
    phone = device("phone")
    office.hand("device.revoke", {"device": phone.id, "reason": first})
    assert code(office.hand("device.revoke", {"device": phone.id, "reason": again})) == "device-ended"
    assert rows("device")[phone.id]["reason"] == first


@pytest.mark.parametrize(
    ("first", "again"), [("flat", "lost"), ("finished", "lost"), ("other", "lost"), ("flat", "other")]
)
def test_a_device_that_ended_in_order_may_turn_out_to_be_lost(device, office, rows, clock, first, again):
    phone = device("phone")
    end = {"device": phone.id, "reason": first, "last": 3, "oldest": "2026-11-22T07:58:00+08:00"}
    assert office.hand("device.revoke", end).verdict == "accepted"
    before = rows("device")[phone.id]
    clock.go_on(minutes=30)
    assert office.hand("device.revoke", {"device": phone.id, "reason": again}).verdict == "accepted"
    assert rows("device")[phone.id] == before | {"reason": again}, "when it ended and what it owed stay known"


@pytest.mark.parametrize(("who", "expected"), [("d0", "not-allowed"), ("d1", "not-allowed"), ("d99", "device-unknown")])
def test_the_hubs_own_devices_and_unknown_ones_are_not_revoked(office, rows, who, expected):
    before = rows("device")
    assert code(office.hand("device.revoke", {"device": who, "reason": "lost"})) == expected
    assert rows("device") == before


@pytest.mark.parametrize("reason", ["", "stolen", None])
def test_a_reason_is_one_of_six(office, device, reason):
    assert code(office.hand("device.revoke", {"device": device("phone").id, "reason": reason})) == "malformed"


def test_many_missing_numbers_are_counted_and_the_first_are_named(device, rows):
    phone = device("phone")
    phone.hand("custody.seal", {}, number=1000)
    shown = rows("device")[phone.id]
    assert (shown["missing"], shown["missing_count"]) == (list(range(1, 21)), 999)


CHECKED = {"build": "abc", "results": {"camera": "ok", "battery": "absent"}}


def test_a_device_says_how_it_was_prepared_and_the_newest_holds(device, rows, clock):
    phone = device("phone")
    assert phone.hand("device.check", CHECKED | {"results": {"camera": "failed"}}).verdict == "accepted"
    assert rows("device")[phone.id]["checked"]["results"] == {"camera": "failed"}
    clock.go_on(minutes=3)
    phone.hand("device.check", CHECKED)
    checked = rows("device")[phone.id]["checked"]
    assert datetime.fromisoformat(checked.pop("at")) == clock.now
    assert checked == CHECKED


@pytest.mark.parametrize("results", [{"camera": "green"}, {"coffee": "ok"}, {"camera": None}, []])
def test_a_check_names_what_is_checked(device, results):
    assert code(device("phone").hand("device.check", CHECKED | {"results": results})) == "malformed"


@pytest.fixture
def flat(device, office):
    """A phone that was known to have used five numbers when it went flat; the hub has the first two."""
    phone = device("phone", "东门手机")
    for _ in range(2):
        phone.hand("device.check", CHECKED)
    end = {"device": phone.id, "reason": "flat", "last": 5, "oldest": "2026-11-22T07:58:00+08:00"}
    assert office.hand("device.revoke", end).verdict == "accepted"
    return phone


def test_what_a_device_that_ended_still_owes_is_named(flat, rows, clock):
    shown = rows("device")[flat.id]
    assert (shown["missing"], shown["missing_count"]) == ([3, 4, 5], 3)
    assert (shown["state"], shown["reason"], shown["oldest"]) == ("revoked", "flat", "2026-11-22T07:58:00+08:00")
    assert shown["ended"] is not None
    assert shown["written_off"] is None


def test_what_it_owes_can_be_written_off_once_with_a_reason(flat, office, rows):
    body = {"device": flat.id, "note": "屏幕已碎，按签到表补录"}
    assert office.hand("device.write_off", body).verdict == "accepted"
    assert rows("device")[flat.id]["written_off"]["note"] == "屏幕已碎，按签到表补录"
    assert rows("device")[flat.id]["written_off"]["device"] == office.id
    assert code(office.hand("device.write_off", body)) == "already-written-off"


@pytest.mark.parametrize("note", ["", "  ", "长" * 201, None])
def test_nothing_is_written_off_without_a_reason(flat, office, note):
    assert code(office.hand("device.write_off", {"device": flat.id, "note": note})) == "malformed"


def test_nothing_is_written_off_of_a_device_in_use_or_unknown(device, office):
    phone = device("phone")
    assert code(office.hand("device.write_off", {"device": phone.id, "note": "x"})) == "device-in-use"
    assert code(office.hand("device.write_off", {"device": "d99", "note": "x"})) == "device-unknown"


@pytest.mark.parametrize("beside", [{"last": -1}, {"oldest": "08:31"}, {"oldest": "2026-11-22T08:31:00"}])
def test_what_was_last_heard_of_a_device_has_its_form(device, office, beside):
    body = {"device": device("phone").id, "reason": "flat"} | beside
    assert code(office.hand("device.revoke", body)) == "malformed"


def test_a_successor_is_shown_on_both_devices(hub, clock, flat, rows):
    joined = hub.committer.call(
        lambda tx: enrol.add_device(hub, tx, "phone", "东门手机", jwk_of(flat.key.public_key()), "token", flat.id)
    )
    assert rows("device")[joined]["replaces"] == flat.id
    assert rows("device")[flat.id]["replaced_by"] == joined
