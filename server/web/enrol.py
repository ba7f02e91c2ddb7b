"""Devices join by a one-time code and a key of their own."""

import secrets
import time
from datetime import datetime, timedelta
from typing import Any

import uuid6
from apiflask import APIBlueprint
from flask import Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from protocol import fact as facts
from protocol.fact import Malformed
from server.domain.device import ENROLABLE, ROLE_OF_KIND
from server.domain.refusal import Refusal
from server.intake import Handed
from server.store import device as devices
from server.store.committer import stamp, utc_now
from server.store.journal import Transaction
from server.web import addresses, guard
from server.web.core import Core, core, settled

bp = APIBlueprint("enrol", __name__, tag="devices")

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: codes are typed from a screen
CODE_LENGTH = 8
CODE_LASTS = timedelta(minutes=10)
SETUP_LASTS = timedelta(hours=12)
SETUP_NAME = "主考平板"
HUB = "d0"

#: Wrong codes allowed within ``TRY_WINDOW`` seconds from one address, so that nobody can lock the others out, and from
#: all together: 2^40 codes cannot be guessed at this pace.
TRIES, ALL_TRIES, TRY_WINDOW = 10, 1000, 60.0


PRINTABLE = r"^[^\x00-\x1f\x7f]+$"


class EnrolIn(BaseModel):
    """What a device that joins hands in; ``proof`` is ES256 over the code's UTF-8 bytes by the new key.

    Without a ``name`` it gets the one that was given when its code was made.
    """

    model_config = ConfigDict(strict=True)
    code: str = Field(min_length=1, max_length=64)
    jwk: dict[str, Any]
    name: str | None = Field(default=None, min_length=1, max_length=40, pattern=PRINTABLE)
    proof: str = Field(max_length=200)


class CodeIn(BaseModel):
    """What the new device will be; ``replaces`` is the device that ended whose place it takes."""

    model_config = ConfigDict(strict=True)
    kind: str = Field(pattern=f"^({'|'.join(ENROLABLE)})$")
    name: str = Field(min_length=1, max_length=40, pattern=PRINTABLE)
    replaces: str | None = Field(default=None, max_length=64)


def packed(code: str) -> str:
    """Return a code as kept: capitals, without dashes and spaces."""
    return "".join(character for character in code.upper() if character.isalnum())


def make_code(tx: Transaction, kind: str, name: str, lasts: timedelta, replaces: str | None = None) -> tuple[str, str]:
    """Make a one-time code; return it as shown (``XXXX-XXXX``) and when it expires (RFC 3339, UTC)."""
    secret = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    expires = stamp(datetime.fromisoformat(tx.received) + lasts)
    devices.add_code(tx.connection, secret, kind, name, expires, replaces)
    return f"{secret[:4]}-{secret[4:]}", expires


def make_setup_code(tx: Transaction) -> tuple[str, str]:
    """Make the code printed at start, for the chief's first device; the one printed before ends."""
    devices.drop_codes(tx.connection, SETUP_NAME)
    return make_code(tx, "tablet", SETUP_NAME, SETUP_LASTS)


def hub_fact(hub: Core, tx: Transaction, kind: str, body: dict[str, Any]) -> None:
    """Let the hub itself state a fact, signed with its own device key."""
    known = hub.door.known.get(HUB)
    raw = {
        "id": str(uuid6.uuid7()),
        "kind": kind,
        "at": tx.received,
        "device": HUB,
        "device_seq": known.numbers.top + 1 if known else 1,
        "grant": None,
        "body": body,
    }
    sig = facts.sign(hub.keys.hub, facts.canonical(raw))
    (receipt,) = hub.door.accept(tx, [Handed(raw, sig, acted=False)], HUB)
    if receipt.refusal is not None:
        raise receipt.refusal


def add_device(
    hub: Core, tx: Transaction, kind: str, name: str, jwk: dict[str, Any], token: str, replaces: str | None = None
) -> str:
    """Enrol a device with its key; return its id."""
    device = f"d{len(hub.door.known)}"
    taking = {} if replaces is None else {"replaces": replaces}
    hub_fact(hub, tx, "device.enrol", {"device": device, "kind": kind, "name": name, "jwk": jwk} | taking)
    devices.add_token(tx.connection, device, token)
    return device


@bp.post("/api/enrol")
@guard.open_to_all
@bp.input(EnrolIn)
@bp.doc(summary="Enrol a device with a one-time code", responses={200: "Device and token", 403: "Code refused"})
def enrol(json_data: EnrolIn) -> Response:
    """Give a device its identity; the code is good once."""
    hub, token = core(), guard.new_token()
    _slow_down(hub)
    try:
        key = facts.key_from_jwk(json_data.jwk)
    except Malformed as error:
        raise Refusal("bad-request", field="jwk", expected=error.expected) from error
    if not facts.verifies_raw(key, json_data.code.encode(), json_data.proof):
        raise Refusal("bad-proof", field="proof")
    secret, jwk = packed(json_data.code), facts.jwk_of(key)

    def join(tx: Transaction) -> tuple[str, str | None] | Refusal:
        code = devices.code(tx.connection, secret)
        refusal = _unusable(code, tx.received)
        if code is None or refusal is not None:
            return refusal or Refusal("code-wrong", field="code")
        devices.use_code(tx.connection, secret, tx.received)
        name = json_data.name or code.name
        return add_device(hub, tx, code.kind, name, jwk, token, code.replaces), code.replaces

    result = hub.commit(join)
    if isinstance(result, Refusal) and result.code == "code-wrong":
        hub.wrong_codes.append((time.monotonic(), request.remote_addr or ""))
    device, replaces = settled(result)
    hub.tokens[devices.hashed(token)] = device
    response = jsonify(device=device, token=token, place=_place(hub, replaces), **_identity(hub, device))
    guard.set_cookie(response, token)
    return response


def _place(hub: Core, replaces: str | None) -> str | None:
    """Return where the device stood whose place the new one takes, as it said last."""
    heard = hub.presence.heard.get(replaces or "")
    return heard.report["place"] or None if heard else None


def _unusable(code: devices.Code | None, now: str) -> Refusal | None:
    if code is None:
        return Refusal("code-wrong", field="code")
    if code.used is not None:
        return Refusal("code-used", field="code")
    return Refusal("code-expired", field="code") if code.expires < now else None


def _slow_down(hub: Core) -> None:
    now, wrong = time.monotonic(), hub.wrong_codes
    while wrong and wrong[0][0] < now - TRY_WINDOW:
        wrong.popleft()
    mine = [moment for moment, address in wrong if address == request.remote_addr]
    if len(mine) >= TRIES or len(wrong) >= ALL_TRIES:
        first = mine[0] if len(mine) >= TRIES else wrong[0][0]
        raise Refusal("too-many-tries", seconds=int(first + TRY_WINDOW - now) + 1)


def _identity(hub: Core, device: str) -> dict[str, Any]:
    known = hub.door.known[device].device
    return {
        "kind": known.kind,
        "role": ROLE_OF_KIND[known.kind],
        "name": known.name,
        "origin": hub.journal.origin,
        "verifier_key": hub.journal.verifier_key,
    }


@bp.get("/api/me")
@bp.doc(summary="The calling device", responses={200: "Device, role and the highest number the hub has of it"})
def me() -> dict[str, Any]:
    """Tell a device who it is, and the highest number of its own that the hub has."""
    hub, device = core(), guard.caller().device
    top = hub.door.known[device].numbers.top
    return {"device": device, "device_seq": top, "now": stamp(utc_now()), **_identity(hub, device)}


@bp.post("/api/enrol-codes")
@guard.only("chief", "office")
@bp.input(CodeIn)
@bp.doc(summary="Make a one-time code for a new device", responses={200: "Code, expiry and links for its QR"})
def codes(json_data: CodeIn) -> dict[str, Any]:
    """Make a code that enrols one device within ten minutes."""
    hub = core()

    def make(tx: Transaction) -> tuple[str, str] | Refusal:
        if json_data.replaces is not None:
            refusal = _irreplaceable(hub, json_data.replaces)
            if refusal is not None:
                return refusal
            devices.drop_successors_codes(tx.connection, json_data.replaces)
        return make_code(tx, json_data.kind, json_data.name, CODE_LASTS, json_data.replaces)

    code, expires = settled(hub.commit(make))
    return {
        "code": code,
        "expires": expires,
        "links": addresses.links(hub.config, f"/enrol#code={code}"),
        "welcome": hub.trust.pages(),  # for a device that does not trust the hub yet
    }


def _irreplaceable(hub: Core, device: str) -> Refusal | None:
    """Say why no device can take the place of this one: it must have ended, and nobody taken its place yet."""
    known = hub.door.known.get(device)
    if known is None:
        return Refusal("device-unknown", field="replaces", device=device)
    one = known.device
    if one.state == "enrolled":
        return Refusal("device-in-use", field="replaces", name=one.name)
    successor = hub.door.known.get(one.replaced_by or "")
    if successor is not None:
        return Refusal("already-replaced", field="replaces", name=one.name, successor=successor.device.name)
    return None
