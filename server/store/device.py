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
    """One enrolled device. ``enrolled`` is the hub's time (RFC 3339, UTC); ``state`` is ``enrolled`` or ``revoked``."""

    device: str
    kind: str
    name: str
    jwk: Mapping[str, Any]
    state: str
    enrolled: str


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code as kept: what it enrols, until when, and when it was used."""

    kind: str
    name: str
    expires: str
    used: str | None


def hashed(secret: str) -> str:
    """Return what is kept of a token or code (both are random, so a plain hash is enough)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def every(connection: Connection) -> Iterator[Device]:
    """Return all devices."""
    for row in connection.execute(select(tables.device)):
        yield Device(row.device, row.kind, row.name, json.loads(row.jwk), row.state, row.enrolled)


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
    }
    connection.execute(insert(tables.device), row)


def revoke(connection: Connection, device: str) -> None:
    """Revoke a device; its tokens end at once."""
    connection.execute(update(tables.device).where(DEVICE.device == device).values(state="revoked"))
    connection.execute(delete(tables.device_token).where(TOKEN.device == device))


def tokens(connection: Connection) -> dict[str, str]:
    """Return device by token hash."""
    query = select(TOKEN.token_sha256, TOKEN.device)
    return {token: device for token, device in connection.execute(query)}


def add_token(connection: Connection, device: str, token: str) -> None:
    """Keep the hash of a device's token."""
    connection.execute(insert(tables.device_token), {"token_sha256": hashed(token), "device": device})


def add_code(connection: Connection, code: str, kind: str, name: str, expires: str) -> None:
    """Keep the hash of a one-time code."""
    row = {"code_sha256": hashed(code), "kind": kind, "name": name, "expires": expires, "used": None}
    connection.execute(insert(tables.enrol_code), row)


def code(connection: Connection, secret: str) -> Code | None:
    """Return what a code enrols, or None."""
    row = connection.execute(select(tables.enrol_code).where(CODE.code_sha256 == hashed(secret))).first()
    return None if row is None else Code(row.kind, row.name, row.expires, row.used)


def use_code(connection: Connection, secret: str, at: str) -> None:
    """Mark a code as used."""
    connection.execute(update(tables.enrol_code).where(CODE.code_sha256 == hashed(secret)).values(used=at))


def drop_codes(connection: Connection, name: str) -> None:
    """Forget unused codes of this name (a new set-up code ends the old one)."""
    connection.execute(delete(tables.enrol_code).where(CODE.name == name, CODE.used.is_(None)))
