"""The one door: every fact, from every device, comes in here and leaves a receipt.

``Door.accept`` runs in the committer's thread inside one transaction. What rules may refuse is refused with the fact
kept; only what cannot even be named (no id, no number) is answered without a place in the journal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from pydantic import ValidationError
from sqlalchemy import Connection, delete

from protocol import fact as facts
from protocol.fact import Fact, Malformed
from server.desk import feed, shown
from server.desk.act import Act, Body, Desk, Hub
from server.desk.registry import DESKS
from server.domain import device as rules
from server.domain.device import Numbers, numbers_of
from server.domain.record import Entry
from server.domain.refusal import Refusal
from server.store import device as devices
from server.store import journal, tables
from server.store.device import Device
from server.store.journal import Transaction

MAX_BATCH = 500
#: Refusals of the door itself: never a dispute, whatever the device says about having acted.
DOOR_CODES = frozenset(
    {"malformed", "bad-signature", "id-reused", "number-reused", "device-unknown", "device-revoked",
     "unknown-kind", "not-allowed"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handed:
    """One fact as handed in: the parsed JSON, its signature, and whether the act already happened."""

    raw: Any
    sig: Any
    acted: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the hub answers for one fact. ``seq`` is None where the fact could not be journaled."""

    id: str | None
    digest: str | None
    seq: int | None
    verdict: str
    refusal: Refusal | None
    leaf: str | None
    first: bool


@dataclass(slots=True)
class Known:
    """A device as the door knows it; ``cloned`` once one of its numbers came twice."""

    device: Device
    role: str
    key: EllipticCurvePublicKey
    numbers: Numbers
    cloned: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """A fact that can be journaled: its id and number, its text and what that text hashes to."""

    id: str
    number: int
    device: str
    kind: str | None
    text: bytes
    digest: str
    canonical: bool
    fact: Fact | Malformed
    handed: Handed


class Handing:
    """A batch as a job for the committer."""

    def __init__(self, door: "Door", batch: Sequence[Handed], session_device: str) -> None:
        """``session_device`` hands the batch in; nothing is judged yet."""
        self._door, self._batch, self._device = door, batch, session_device
        identities = (facts.identity(handed.raw) for handed in batch)
        self.fact_ids = [identity[0] for identity in identities if identity is not None]

    def __call__(self, tx: Transaction) -> list[Receipt]:
        """Judge the batch."""
        return self._door.accept(tx, self._batch, self._device)


class Door:
    """Judges facts and keeps them. Its state belongs to the committer's thread; others may look at ``known``."""

    def __init__(self, hub: Hub, desks: Mapping[str, Desk] = DESKS) -> None:
        """Know nothing until ``load``."""
        self.hub = hub
        self.known: dict[str, Known] = {}
        self._desks = desks

    def load(self, connection: Connection) -> None:
        """Read the devices and the numbers they have used; at start, and after a failed commit."""
        used: dict[str, list[int]] = {}
        for device, number in journal.numbers(connection):
            used.setdefault(device, []).append(number)
        cloned = journal.devices_with(connection, "number-reused")
        self.known = {
            device.device: _known(device, numbers_of(used.get(device.device, ())), cloned=device.device in cloned)
            for device in devices.every(connection)
        }

    def accept(self, tx: Transaction, batch: Sequence[Handed], session_device: str) -> list[Receipt]:
        """Judge a batch in its order; ``session_device`` is the device that hands it in."""
        names = [_name(handed, session_device) for handed in batch]
        tx.recall(named.id for named in names if named)
        return [_unnamed() if named is None else self._one(tx, named, session_device) for named in names]

    def _one(self, tx: Transaction, named: _Named, session_device: str) -> Receipt:
        prior = tx.by_id[named.id]
        for before in prior:
            if before.digest == named.digest:
                said = Refusal.restored(before.code, before.refusal) if before.code else None
                return Receipt(named.id, named.digest, before.seq, before.verdict, said, before.leaf, False)
        known = self.known.get(named.device) or _founder(tx, named)
        signed = known is not None and named.canonical and facts.verifies(known.key, named.text, named.handed.sig)
        # A number is taken by whoever proved to be the device: by signature, or, where no signature can be checked,
        # by the session that handed it in. Otherwise anyone could use up another device's numbers.
        proven = signed or (not named.canonical and named.device == session_device)
        numbered = proven and known is not None and not known.numbers.used(named.number)
        act: Act | None = None
        work: tuple[Desk, Any, Any] | None = None
        refusal: Refusal | None = None
        try:
            self._may_enter(named, known, bool(prior), signed=signed, numbered=numbered)
            fact = _parsed(named)
            desk, body = self._desk(fact, known)
            act = _act(fact, tx, named.handed.acted)
            loaded = desk.load(tx.connection, self.hub, act, body)
            work = (desk, body, loaded)
            desk.decide(loaded, act, body)
        except Refusal as refused:
            refusal = refused
        entry = _enter(tx, named, _verdict(refusal, named.handed.acted), refusal, numbered=numbered)
        if act is not None and work is not None:
            _settle(tx, replace(act, verdict=entry.verdict), work, refusal)
        self._after(tx, named, entry, refusal)
        return Receipt(named.id, named.digest, entry.seq, entry.verdict, refusal, entry.leaf, True)

    def _may_enter(self, named: _Named, known: Known | None, reused: bool, *, signed: bool, numbered: bool) -> None:
        if reused:
            raise Refusal("id-reused", field="id", id=named.id)
        if not named.canonical:
            raise _malformed("fact", "integers up to 2^53-1, no fractions, well-formed Unicode")
        _parsed(named)
        if known is None:
            raise Refusal("device-unknown", field="device", device=named.device)
        if not signed:
            raise Refusal("bad-signature", field="sig", device=named.device)
        if known.device.state == "revoked":
            raise Refusal("device-revoked", field="device", device=named.device)
        if not numbered:
            raise Refusal("number-reused", field="device_seq", device=named.device, number=named.number)

    def _desk(self, fact: Fact, known: Known | None) -> tuple[Desk, Body]:
        desk = self._desks.get(fact.kind)
        if desk is None:
            raise Refusal("unknown-kind", field="kind", kind=fact.kind)
        if known is not None:
            rules.may(known.role, fact.kind)
        try:
            return desk, desk.body.model_validate(fact.body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            raise _malformed(".".join(["body", *map(str, first["loc"])]), first["msg"]) from error

    def _after(self, tx: Transaction, named: _Named, entry: Entry, refusal: Refusal | None) -> None:
        """Move on what the door knows of devices, and show what changed."""
        if refusal is not None and refusal.code in DOOR_CODES:
            feed.alert(tx, entry.seq, entry.received, refusal, named.device)
        if entry.verdict == "accepted" and named.kind in ("device.enrol", "device.revoke"):
            self._device_changed(tx, entry)
        known = self.known.get(named.device)
        if known is None:
            return
        missing, cloned = known.numbers.missing, known.cloned
        if entry.numbered:
            known.numbers = known.numbers.take(named.number)
        known.cloned = cloned or entry.code == "number-reused"
        if known.numbers.missing != missing or known.cloned != cloned:
            shown.device(tx, entry.seq, known.device, known.numbers, cloned=known.cloned)

    def _device_changed(self, tx: Transaction, entry: Entry) -> None:
        for device in devices.every(tx.connection):
            before = self.known.get(device.device)
            if before is None:
                self.known[device.device] = _known(device, Numbers(), cloned=False)
            elif before.device.state != device.state:
                before.device = device
                shown.device(tx, entry.seq, device, before.numbers, cloned=before.cloned)

    def rebuild(self, tx: Transaction) -> int:
        """Throw the projections away and fold the journal again, by the verdicts it holds; return its size."""
        for table in tables.PROJECTIONS:
            tx.connection.execute(delete(table))
        self.known = {}
        size = 0
        for entry in journal.entries(tx.connection):
            self._fold(tx, entry)
            size = entry.seq
        return size

    def _fold(self, tx: Transaction, entry: Entry) -> None:
        named = _name(Handed(facts.loads(entry.fact), entry.sig, entry.acted), entry.device)
        if named is None:
            return
        refusal = Refusal.restored(entry.code, entry.refusal) if entry.code else None
        if entry.code not in DOOR_CODES:
            fact = _parsed(named)
            desk = self._desks[fact.kind]
            body = desk.body.model_validate(fact.body)
            at = _judged(fact, entry.received, entry.acted)
            act = Act(fact, entry.seq, entry.received, at, entry.acted, entry.verdict)
            _settle(tx, act, (desk, body, desk.load(tx.connection, self.hub, act, body)), refusal)
        self._after(tx, named, entry, refusal)


def _founder(tx: Transaction, named: _Named) -> Known | None:
    """Return the hub's own device for the first entry of all, which enrols it and is signed by the key it names."""
    if tx.next_seq != 1 or named.kind != "device.enrol" or not named.canonical:
        return None
    jwk = named.handed.raw["body"]["jwk"]
    return _known(Device(named.device, "hub", "", jwk, "enrolled", tx.received), Numbers(), cloned=False)


def _known(device: Device, numbers: Numbers, *, cloned: bool) -> Known:
    return Known(device, rules.ROLE_OF_KIND[device.kind], facts.key_from_jwk(dict(device.jwk)), numbers, cloned)


def _unnamed() -> Receipt:
    return Receipt(None, None, None, "refused", _malformed("id", "id and device_seq"), None, first=True)


def _name(handed: Handed, session_device: str) -> _Named | None:
    identity = facts.identity(handed.raw)
    if identity is None:
        return None
    device = handed.raw.get("device")
    try:
        text, canonical = facts.canonical(handed.raw), True
    except Malformed:
        text, canonical = facts.fallback_bytes(handed.raw), False
    return _Named(
        id=identity[0],
        number=identity[1],
        device=device if isinstance(device, str) and 0 < len(device) <= 64 and device.isprintable() else session_device,
        kind=facts.kind_of(handed.raw),
        text=text,
        digest=facts.digest(text),
        canonical=canonical,
        fact=_read(handed.raw),
        handed=handed,
    )


def _parsed(named: _Named) -> Fact:
    if isinstance(named.fact, Malformed):
        raise _malformed(named.fact.field, named.fact.expected)
    return named.fact


def _read(raw: Any) -> Fact | Malformed:
    try:
        return facts.parse(raw)
    except Malformed as error:
        return error


def _malformed(field: str, expected: str) -> Refusal:
    return Refusal("malformed", field=field[:80], expected=expected[:200])


def _act(fact: Fact, tx: Transaction, acted: bool) -> Act:
    return Act(fact, tx.next_seq, tx.received, _judged(fact, tx.received, acted), acted)


def _judged(fact: Fact, received: str, acted: bool) -> datetime:
    """Return the moment rules judge by: a device's clock counts only for what it did alone, never ahead."""
    now = datetime.fromisoformat(received)
    return min(fact.at, now) if acted else now


def _verdict(refusal: Refusal | None, acted: bool) -> str:
    if refusal is None:
        return "accepted"
    return "disputed" if acted and refusal.code not in DOOR_CODES else "refused"


def _enter(tx: Transaction, named: _Named, verdict: str, refusal: Refusal | None, *, numbered: bool) -> Entry:
    sig = named.handed.sig
    return tx.append(
        fact_id=named.id,
        digest=named.digest,
        device=named.device,
        device_seq=named.number,
        kind=named.kind,
        fact=named.text.decode(),
        sig=sig if isinstance(sig, str) and len(sig) <= 128 and sig.isascii() else None,
        acted=named.handed.acted,
        verdict=verdict,
        code=None if refusal is None else refusal.code,
        refusal=None if refusal is None else refusal.kept(),
        numbered=numbered,
    )


def _settle(tx: Transaction, act: Act, work: tuple[Desk, Any, Any], refusal: Refusal | None) -> None:
    desk, body, loaded = work
    if refusal is None:
        desk.keep(tx, act, body, loaded)
    elif desk.turned_down is not None:
        desk.turned_down(tx, act, body, loaded, refusal)
