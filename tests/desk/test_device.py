"""Devices joining and leaving."""

import pytest

from protocol.fact import b64url
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


def test_a_device_is_revoked_once(device, office):
    phone = device("phone")
    office.hand("device.revoke", {"device": phone.id, "reason": "lost"})
    assert code(office.hand("device.revoke", {"device": phone.id, "reason": "lost"})) == "already-revoked"


@pytest.mark.parametrize(("who", "expected"), [("d0", "not-allowed"), ("d1", "not-allowed"), ("d99", "device-unknown")])
def test_the_hubs_own_devices_and_unknown_ones_are_not_revoked(office, rows, who, expected):
    before = rows("device")
    assert code(office.hand("device.revoke", {"device": who, "reason": "lost"})) == expected
    assert rows("device") == before


@pytest.mark.parametrize("reason", ["", "stolen", None])
def test_a_reason_is_one_of_four(office, device, reason):
    assert code(office.hand("device.revoke", {"device": device("phone").id, "reason": reason})) == "malformed"


def test_many_missing_numbers_are_counted_and_the_first_are_named(device, rows):
    phone = device("phone")
    phone.hand("custody.seal", {}, number=1000)
    shown = rows("device")[phone.id]
    assert (shown["missing"], shown["missing_count"]) == (list(range(1, 21)), 999)
