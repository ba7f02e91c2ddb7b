"""Devices joining and leaving. Enrolment is the hub's own fact: it has seen the code and the proof of the key."""

from typing import Literal

from pydantic import Field, StrictStr
from sqlalchemy import Connection

from protocol.fact import b64url
from server.desk import grant, shown
from server.desk.act import Act, Body, Desk, Hub
from server.domain.device import Numbers, not_allowed
from server.domain.refusal import Refusal
from server.store import device as devices
from server.store.journal import Transaction


class Jwk(Body):
    """A public P-256 key (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: StrictStr
    y: StrictStr


class EnrolBody(Body):
    """A device joins: its id, kind, name and public key."""

    device: StrictStr = Field(pattern=r"^d[0-9]+$")
    kind: Literal["tablet", "phone", "gate", "reader", "office", "hub"]
    name: StrictStr = Field(min_length=1, max_length=40)
    jwk: Jwk


class RevokeBody(Body):
    """A device leaves, and why."""

    device: StrictStr = Field(min_length=1, max_length=64)
    reason: Literal["lost", "replaced", "finished", "other"]


def load_enrol(_connection: Connection, hub: Hub, _act: Act, _body: EnrolBody) -> dict[int, str]:
    """Read the badge keys, to be shown once the hub itself has joined."""
    return {kid: b64url(key.public_bytes_raw()) for kid, key in hub.badge_keys.items()}


def decide_enrol(_loaded: dict[int, str], _act: Act, _body: EnrolBody) -> None:
    """Take it: code and proof were checked where the fact was made."""


def keep_enrol(tx: Transaction, act: Act, body: EnrolBody, loaded: dict[int, str]) -> None:
    """Add the device and show it; with the hub's own, show the keys by which badges are verified."""
    device = devices.Device(
        body.device, body.kind, body.name, body.jwk.model_dump(), "enrolled", act.received
    )  # fmt: skip
    devices.add(tx.connection, device)
    shown.device(tx, act.seq, device, Numbers(), cloned=False)
    if body.kind == "hub":
        for kid, x in loaded.items():
            shown.badge_key(tx, act.seq, kid, x)


def load_revoke(connection: Connection, _hub: Hub, _act: Act, body: RevokeBody) -> devices.Device | None:
    """Read the device."""
    return next((device for device in devices.every(connection) if device.device == body.device), None)


def decide_revoke(loaded: devices.Device | None, _act: Act, body: RevokeBody) -> None:
    """Refuse what was never enrolled, is already revoked, or is the hub's own.

    Raises:
        Refusal: ``device-unknown``, ``already-revoked`` or ``not-allowed``.
    """
    if loaded is None:
        raise Refusal("device-unknown", field="device", device=body.device)
    if loaded.kind in ("hub", "office"):
        raise not_allowed("hub", field="device")
    if loaded.state == "revoked":
        raise Refusal("already-revoked", field="device")


def keep_revoke(tx: Transaction, act: Act, body: RevokeBody, _loaded: devices.Device | None) -> None:
    """Revoke the device; the door shows it, because it knows the device's numbers. Who signed in on it no longer is."""
    devices.revoke(tx.connection, body.device)
    grant.of_device(tx, act, body.device)


ENROL = Desk("device.enrol", EnrolBody, load_enrol, decide_enrol, keep_enrol)
REVOKE = Desk("device.revoke", RevokeBody, load_revoke, decide_revoke, keep_revoke)
