"""Devices joining and leaving. Enrolment is the hub's own fact: it has seen the code and the proof of the key."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictStr
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER, b64url
from server.desk import grant, shown
from server.desk.act import Act, Body, Desk, Hub
from server.domain.device import Numbers, graver, not_allowed
from server.domain.refusal import Refusal
from server.store import device as devices
from server.store.journal import Transaction

DeviceId = Annotated[StrictStr, Field(min_length=1, max_length=64)]


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time with its offset (RFC 3339)")
    return text


Moment = Annotated[StrictStr, Field(max_length=40), AfterValidator(_moment)]


class Jwk(Body):
    """A public P-256 key (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: StrictStr
    y: StrictStr


class EnrolBody(Body):
    """A device joins: its id, kind, name and public key; ``replaces`` is the device whose place it takes."""

    device: StrictStr = Field(pattern=r"^d[0-9]+$")
    kind: Literal["tablet", "phone", "gate", "reader", "office", "hub"]
    name: StrictStr = Field(min_length=1, max_length=40)
    jwk: Jwk
    replaces: DeviceId | None = None


class RevokeBody(Body):
    """A device leaves, and why; `last`: the number it is known to have used, `oldest`: its oldest act not handed in."""

    device: DeviceId
    reason: Literal["lost", "flat", "broken", "replaced", "finished", "other"]
    last: int | None = Field(default=None, ge=0, le=MAX_INTEGER)
    oldest: Moment | None = None


class WriteOffBody(Body):
    """What a device that left still owed is given up, and why."""

    device: DeviceId
    note: StrictStr = Field(min_length=1, max_length=200, pattern=r"\S")


Check = Literal[
    "certificate",
    "hub",
    "camera",
    "sound",
    "scanner",
    "storage",
    "clock",
    "version",
    "battery",
    "awake",
    "zone",
]


class CheckBody(Body):
    """What a device found when it was prepared; ``build`` is the version of its app."""

    build: StrictStr = Field(max_length=80)
    results: dict[Check, Literal["ok", "failed", "skipped", "absent"]]


def load_enrol(_connection: Connection, hub: Hub, _act: Act, _body: EnrolBody) -> dict[int, str]:
    """Read the badge keys, to be shown once the hub itself has joined."""
    return {kid: b64url(key.public_bytes_raw()) for kid, key in hub.badge_keys.items()}


def decide_enrol(_loaded: dict[int, str], _act: Act, _body: EnrolBody) -> None:
    """Take it: code, proof and the device replaced were checked where the fact was made."""


def keep_enrol(tx: Transaction, act: Act, body: EnrolBody, loaded: dict[int, str]) -> None:
    """Add the device and show it; with the hub's own, show the keys by which badges are verified."""
    device = devices.Device(
        body.device, body.kind, body.name, body.jwk.model_dump(), "enrolled", act.received, replaces=body.replaces
    )  # fmt: skip
    devices.add(tx.connection, device)
    shown.device(tx, act.seq, device, Numbers(), cloned=False)
    if body.kind == "hub":
        for kid, x in loaded.items():
            shown.badge_key(tx, act.seq, kid, x)


def load_device(connection: Connection, _hub: Hub, _act: Act, body: RevokeBody | WriteOffBody) -> devices.Device | None:
    """Read the device."""
    return devices.get(connection, body.device)


def decide_revoke(loaded: devices.Device | None, _act: Act, body: RevokeBody) -> None:
    """Refuse what was never enrolled, is the hub's own, or is revoked for a reason as grave.

    Raises:
        Refusal: ``device-unknown``, ``device-ended`` or ``not-allowed``.
    """
    if loaded is None:
        raise Refusal("device-unknown", field="device", device=body.device)
    if loaded.kind in ("hub", "office"):
        raise not_allowed("hub", field="device")
    if loaded.state == "revoked" and not graver(loaded.reason, body.reason):
        raise Refusal("device-ended", field="device", name=loaded.name)


def keep_revoke(tx: Transaction, act: Act, body: RevokeBody, loaded: devices.Device | None) -> None:
    """Revoke the device; the door shows it, because it knows the device's numbers. Who signed in on it no longer is.

    One that had ended keeps the time and what was known of it then, and gets the graver reason.
    """
    ended, last, oldest = act.received, body.last, body.oldest
    if loaded is not None and loaded.ended is not None:
        ended = loaded.ended
        last, oldest = (loaded.last if last is None else last), (loaded.oldest if oldest is None else oldest)
    devices.revoke(tx.connection, body.device, ended, body.reason, last, oldest)
    grant.of_device(tx, act, body.device)


def decide_write_off(loaded: devices.Device | None, _act: Act, body: WriteOffBody) -> None:
    """Refuse to give up what may still come by itself, or was given up before.

    Raises:
        Refusal: ``device-unknown``, ``device-in-use`` or ``already-written-off``.
    """
    if loaded is None:
        raise Refusal("device-unknown", field="device", device=body.device)
    if loaded.state == "enrolled":
        raise Refusal("device-in-use", field="device", name=loaded.name)
    if loaded.written_off is not None:
        raise Refusal("already-written-off", field="device", name=loaded.name)


def keep_write_off(tx: Transaction, act: Act, body: WriteOffBody, _loaded: devices.Device | None) -> None:
    """Note who gave it up; the door shows the device."""
    note = {"at": act.received, "device": act.fact.device, "note": body.note}
    devices.write_off(tx.connection, body.device, note)


def load_nothing(_connection: Connection, _hub: Hub, _act: Act, _body: CheckBody) -> None:
    """A check says all there is to know."""


def decide_check(_loaded: None, _act: Act, _body: CheckBody) -> None:
    """Take it: whoever may state facts was enrolled."""


def keep_check(tx: Transaction, act: Act, body: CheckBody, _loaded: None) -> None:
    """Note what the device found of itself; the door shows it."""
    at = act.at.isoformat(timespec="milliseconds")
    devices.check(tx.connection, act.fact.device, {"at": at, "build": body.build, "results": dict(body.results)})


ENROL = Desk("device.enrol", EnrolBody, load_enrol, decide_enrol, keep_enrol)
REVOKE = Desk("device.revoke", RevokeBody, load_device, decide_revoke, keep_revoke)
WRITE_OFF = Desk("device.write_off", WriteOffBody, load_device, decide_write_off, keep_write_off)
CHECK = Desk("device.check", CheckBody, load_nothing, decide_check, keep_check)
