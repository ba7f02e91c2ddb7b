"""What can be found out about a fact without the database: is it well formed, who signed it, what its body says."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from pydantic import ValidationError

from protocol import fact as facts
from protocol.fact import Fact, Malformed
from server.desk.act import Body, Desk, Hub
from server.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Handed:
    """One fact as handed in: the parsed JSON, its signature, and whether the act already happened.

    ``beside`` is what may not stand in a fact (a person's name and phone): text that the body's ``details`` names by
    its SHA-256.
    """

    raw: Any
    sig: Any
    acted: bool
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A fact that can be journaled: its id, number and text, and all that can be known of it without the database.

    ``device`` is the device it names, or the one that handed it in. ``canonical`` is False where it has no canonical
    form, so that nobody can have signed it. ``fact`` and ``body`` are refusals where they cannot be read; ``ready`` is
    what the desk's ``prepare`` made of the body.
    """

    id: str
    number: int
    device: str
    kind: str | None
    text: bytes
    digest: str
    canonical: bool
    handed: Handed
    fact: Fact | Refusal
    desk: Desk | None
    body: Body | Refusal | None
    ready: Any

    def details(self) -> bytes | None:
        """Return what was handed in beside the fact, where it is what the body names."""
        named, beside = getattr(self.body, "details", None), self.handed.beside
        if named is None or beside is None:
            return None
        text = beside.encode("utf-8", "surrogatepass")
        return text if hashlib.sha256(text).hexdigest() == named else None

    def signed_by(self, key: EllipticCurvePublicKey) -> bool:
        """Tell whether the device with this key signed it."""
        return self.canonical and facts.verifies(key, self.text, self.handed.sig)


def arrive(handed: Handed, session_device: str, desks: Mapping[str, Desk], hub: Hub) -> Arrival | None:
    """Read one fact handed in by ``session_device``; None where its id and number cannot be read."""
    identity = facts.identity(handed.raw)
    if identity is None:
        return None
    device = handed.raw.get("device")
    try:
        text, canonical = facts.canonical(handed.raw), True
    except Malformed:
        text, canonical = facts.fallback_bytes(handed.raw), False
    fact = _fact(handed.raw)
    desk = desks.get(fact.kind) if isinstance(fact, Fact) else None
    body = _body(desk, fact.body) if desk is not None and isinstance(fact, Fact) else None
    prepared = desk is not None and desk.prepare is not None and isinstance(body, Body)
    return Arrival(
        id=identity[0],
        number=identity[1],
        device=device if isinstance(device, str) and 0 < len(device) <= 64 and device.isprintable() else session_device,
        kind=facts.kind_of(handed.raw),
        text=text,
        digest=facts.digest(text),
        canonical=canonical,
        handed=handed,
        fact=fact,
        desk=desk,
        body=body,
        ready=desk.prepare(hub, body) if prepared and desk and desk.prepare else None,
    )


def malformed(field: str, expected: str) -> Refusal:
    """Return the refusal of a fact that is not written as the contract asks."""
    return Refusal("malformed", field=field[:80], expected=expected[:200])


def _fact(raw: Any) -> Fact | Refusal:
    try:
        return facts.parse(raw)
    except Malformed as error:
        return malformed(error.field, error.expected)


def _body(desk: Desk, raw: dict[str, Any]) -> Body | Refusal:
    try:
        return desk.body.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return malformed(".".join(["body", *map(str, first["loc"])]), first["msg"])
