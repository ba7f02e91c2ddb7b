"""Devices, the hash of their tokens, and one-time enrolment codes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from server.domain.device import ROLE_OF_KIND
from server.store import tables

DEVICE, CODE, TOKEN = tables.device.c, tables.enrol_code.c, tables.device_token.c


@dataclass(frozen=True, slots=True)
class Device:
    """One enrolled device. ``enrolled`` is the hub's time (RFC 3339, UTC); ``state`` is ``enrolled`` or ``revoked``.

    ``ended`` and ``reason``: when (the hub's time) and why it was revoked. ``last`` and ``oldest``: the last number it
    was known to have used then, and when its oldest act was that had not arrived (RFC 3339). ``written_off``
    ``{at, device, note}``: somebody gave up what it still owed. ``checked`` ``{at, build, results}``: its preparation.
    """

    device: str
    kind: str
    name: str
    jwk: Mapping[str, Any]
    state: str
    enrolled: str
    ended: str | None = None
    reason: str | None = None
    last: int | None = None
    oldest: str | None = None
    written_off: Mapping[str, Any] | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    checked: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code as kept: what it enrols, until when, when it was used, and whose place the device takes."""

    kind: str
    name: str
    expires: str
    used: str | None
    replaces: str | None = None


def hashed(secret: str) -> str:
    """Return what is kept of a token or code (both are random, so a plain hash is enough)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def every(connection: Connection) -> Iterator[Device]:
    """Return all devices."""
    rows = connection.execute(select(tables.device)).all()
    successor = {row.replaces: row.device for row in rows if row.replaces is not None}
    for row in rows:
        yield Device(
            row.device,
            row.kind,
            row.name,
            json.loads(row.jwk),
            row.state,
            row.enrolled,
            row.ended,
            row.reason,
            row.last,
            row.oldest,
            _read(row.written_off),
            row.replaces,
            successor.get(row.device),
            _read(row.checked),
        )


def get(connection: Connection, device: str) -> Device | None:
    """Return one device, or None."""
    return next((one for one in every(connection) if one.device == device), None)


def _read(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)


def role_of(connection: Connection, device: str) -> str | None:
    """Return the role of a device, or None where there is no such device."""
    kind = connection.execute(select(DEVICE.kind).where(DEVICE.device == device)).scalar()
    return None if kind is None else ROLE_OF_KIND[kind]


def add(connection: Connection, device: Device) -> None:
    """Add a device."""
    jwk = json.dumps(dict(device.jwk), sort_keys=True)
    row = {
        "device": device.device,
        "kind": device.kind,
        "name": device.name,
        "jwk": jwk,
        "state": device.state,
        "enrolled": device.enrolled,
        "replaces": device.replaces,
    }
    connection.execute(insert(tables.device), row)


def revoke(connection: Connection, device: str, at: str, reason: str, last: int | None, oldest: str | None) -> None:
    """End a device at ``at``. Its token opens nothing any more, but is still known, so that it can be told why."""
    end = {"state": "revoked", "ended": at, "reason": reason, "last": last, "oldest": oldest}
    connection.execute(update(tables.device).where(DEVICE.device == device).values(**end))


def write_off(connection: Connection, device: str, written_off: Mapping[str, Any]) -> None:
    """Note that somebody gave up what a device still owed."""
    text = json.dumps(dict(written_off), ensure_ascii=False, sort_keys=True)
    connection.execute(update(tables.device).where(DEVICE.device == device).values(written_off=text))


def check(connection: Connection, device: str, checked: Mapping[str, Any]) -> None:
    """Note what was found when a device was prepared."""
    text = json.dumps(dict(checked), ensure_ascii=False, sort_keys=True)
    connection.execute(update(tables.device).where(DEVICE.device == device).values(checked=text))


def tokens(connection: Connection) -> dict[str, str]:
    """Return device by token hash."""
    query = select(TOKEN.token_sha256, TOKEN.device)
    return {token: device for token, device in connection.execute(query)}


def add_token(connection: Connection, device: str, token: str) -> None:
    """Keep the hash of a device's token."""
    connection.execute(insert(tables.device_token), {"token_sha256": hashed(token), "device": device})


def add_code(
    connection: Connection, code: str, kind: str, name: str, expires: str, replaces: str | None = None
) -> None:
    """Keep the hash of a one-time code."""
    row = {
        "code_sha256": hashed(code),
        "kind": kind,
        "name": name,
        "expires": expires,
        "used": None,
        "replaces": replaces,
    }
    connection.execute(insert(tables.enrol_code), row)


def code(connection: Connection, secret: str) -> Code | None:
    """Return what a code enrols, or None."""
    row = connection.execute(select(tables.enrol_code).where(CODE.code_sha256 == hashed(secret))).first()
    return None if row is None else Code(row.kind, row.name, row.expires, row.used, row.replaces)


def use_code(connection: Connection, secret: str, at: str) -> None:
    """Mark a code as used."""
    connection.execute(update(tables.enrol_code).where(CODE.code_sha256 == hashed(secret)).values(used=at))


def drop_codes(connection: Connection, name: str) -> None:
    """Forget unused codes of this name (a new set-up code ends the old one)."""
    connection.execute(delete(tables.enrol_code).where(CODE.name == name, CODE.used.is_(None)))


def drop_successors_codes(connection: Connection, device: str) -> None:
    """Forget unused codes for a device that takes this one's place: only the newest is good."""
    connection.execute(delete(tables.enrol_code).where(CODE.replaces == device, CODE.used.is_(None)))
