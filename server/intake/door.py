"""Judging facts in their turn.

``Door.judge`` runs in the committer's thread inside one transaction. What rules may refuse is refused with the fact
kept; only what cannot even be named (no id, no number) is answered without a place in the journal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from protocol import fact as facts
from protocol.fact import Fact
from server.desk import dispute, feed, shown
from server.desk.act import Act, Body, Desk, Hub, happened
from server.desk.registry import DESKS
from server.domain import device as rules
from server.domain import grant as grant_rules
from server.domain.device import Numbers, numbers_of
from server.domain.grant import Grant
from server.domain.record import Entry
from server.domain.refusal import Refusal
from server.intake import witness
from server.intake.arrival import Arrival, Handed, arrive, malformed
from server.store import device as devices
from server.store import grant as grants
from server.store import journal, tables
from server.store import plan as plans
from server.store.db import Connection
from server.store.device import Device
from server.store.journal import Transaction

MAX_BATCH = 500
#: Facts of one batch that are judged in one go: who comes back with a long queue takes turns with those who scan.
TURN = 10
#: Refusals of the door itself: never a dispute, whatever the device says about having acted.
DOOR_CODES = frozenset(
    {"malformed", "bad-signature", "id-reused", "number-reused", "device-unknown", "device-revoked",
     "unknown-kind", "not-allowed"}
)  # fmt: skip


#: Refusals that are shown to the chief whatever desk the fact was for.
ALERTED_CODES = DOOR_CODES | {"grant-dated-back"}

#: Refusals that are a dispute whatever the device says about having acted: what it did long ago comes only now.
DISPUTED_CODES = frozenset({"device-written-off"})

#: Accepted facts after which a device is another than before.
DEVICE_KINDS = frozenset({"device.enrol", "device.revoke", "device.write_off", "device.check"})

#: A fact on its desk: the desk, the act, its body and what was loaded for it.
Work = tuple[Desk, Act, Any, Any]


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

    def owed(self) -> tuple[tuple[int, int], ...]:
        """Return the ranges of numbers that it used and that have not arrived."""
        return self.numbers.expecting(self.device.last).missing

    def may_tell(self, fact: Fact) -> bool:
        """Tell whether its facts still count: always while it is enrolled, afterwards only what was done before."""
        ended = self.device.ended
        return self.device.state == "enrolled" or rules.done_before_its_end(
            self.device.reason, None if ended is None else datetime.fromisoformat(ended), fact.at
        )


class Handing:
    """A batch as a job for the committer."""

    def __init__(self, door: "Door", batch: Sequence[Handed], session_device: str) -> None:
        """``session_device`` hands the batch in; nothing is read yet."""
        self._door, self._batch, self._device = door, batch, session_device
        self._arrivals: list[tuple[Arrival | None, bool]] = []
        self.fact_ids: list[str] = []

    def prepare(self) -> None:
        """Read the facts and check their signatures."""
        self._arrivals = [self._door.arrive(handed, self._device) for handed in self._batch]
        self.fact_ids = [arrival.id for arrival, _ in self._arrivals if arrival is not None]

    def __call__(self, tx: Transaction) -> list[Receipt]:
        """Judge the batch."""
        return self._door.judge(tx, self._arrivals, self._device)


class Door:
    """Judges facts and keeps them. Its state belongs to the committer's thread; others may look at ``known``."""

    def __init__(self, hub: Hub, desks: Mapping[str, Desk] = DESKS) -> None:
        """Know nothing until ``load``."""
        self.hub = hub
        self.known: dict[str, Known] = {}
        self._desks = desks
        self._reports = witness.Reports()

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

    def arrive(self, handed: Handed, session_device: str) -> tuple[Arrival | None, bool]:
        """Read a fact and tell whether the device it names signed it."""
        arrival = arrive(handed, session_device, self._desks, self.hub)
        known = self.known.get(arrival.device) if arrival is not None else None
        signed = arrival is not None and known is not None and arrival.signed_by(known.key)
        if signed and arrival is not None and known is not None:
            self._keep_details(arrival, known)
        return arrival, signed

    def _keep_details(self, arrival: Arrival, known: Known) -> None:
        """Keep what stands beside a fact before the fact is judged; only of those who may hand it in."""
        details = arrival.details()
        if details is not None and arrival.desk is not None and known.role in rules.MAY[arrival.desk.kind]:
            self.hub.files.keep(details)

    def accept(self, tx: Transaction, batch: Sequence[Handed], session_device: str) -> list[Receipt]:
        """Read and judge a batch; ``session_device`` is the device that hands it in."""
        return self.judge(tx, [self.arrive(handed, session_device) for handed in batch], session_device)

    def judge(
        self, tx: Transaction, arrivals: Sequence[tuple[Arrival | None, bool]], session_device: str
    ) -> list[Receipt]:
        """Judge facts in their order and keep them, each with its receipt."""
        tx.recall(arrival.id for arrival, _ in arrivals if arrival is not None)
        return [
            _unnamed() if arrival is None else self._one(tx, arrival, session_device, signed=signed)
            for arrival, signed in arrivals
        ]

    def _one(self, tx: Transaction, arrival: Arrival, session_device: str, *, signed: bool) -> Receipt:
        prior = tx.by_id[arrival.id]
        for before in prior:
            if before.digest == arrival.digest:
                said = Refusal.restored(before.code, before.refusal) if before.code else None
                return Receipt(arrival.id, arrival.digest, before.seq, before.verdict, said, before.leaf, first=False)
        known = self.known.get(arrival.device) or _founder(tx, arrival)
        signed = signed or (known is not None and arrival.signed_by(known.key))  # enrolled after the fact was read
        # A number is taken by whoever proved to be the device: by signature, or, where no signature can be checked,
        # by the session that handed it in. Otherwise anyone could use up another device's numbers.
        proven = signed or (not arrival.canonical and arrival.device == session_device)
        numbered = proven and known is not None and not known.numbers.used(arrival.number)
        work: Work | None = None
        refusal: Refusal | None = None
        try:
            _may_enter(arrival, known, bool(prior), signed=signed, numbered=numbered)
            desk, fact, body = _work(arrival, known)
            acted = arrival.handed.acted
            at, now = happened(fact, tx.received, acted), happened(fact, tx.now, acted)
            grant = _grant(tx, fact)
            act = Act(fact, tx.next_seq, tx.received, at, now, acted, ready=arrival.ready, grant=grant)
            loaded = desk.load(tx.connection, self.hub, act, body)
            work = (desk, act, body, loaded)
            desk.decide(loaded, act, body)
            self._authorised(tx, act, body)
            self._not_dated_back(tx, act)
            _not_given_up(known, fact)
        except Refusal as refused:
            refusal = refused
        entry = _enter(tx, arrival, _verdict(refusal, arrival), refusal, numbered=numbered)
        _settle(tx, entry, work, refusal)
        self._after(tx, arrival, entry, refusal)
        return Receipt(arrival.id, arrival.digest, entry.seq, entry.verdict, refusal, entry.leaf, first=True)

    def hear(self, device: str, last: int, at: datetime) -> None:
        """Note what a device reported at ``at`` (the hub's clock): ``last`` is its highest number waiting, 0 for none.

        By no fact, so a restart forgets it: it only adds to what the journal can tell.
        """
        known = self.known.get(device)
        if known is not None:
            self._reports.hear(device, max(last, known.numbers.top), at)

    def _authorised(self, tx: Transaction, act: Act, body: Body) -> None:
        """Refuse a fact whose grant does not hold. Last: who was let in on a forged badge is refused for that."""
        fact, place, plan = act.fact, getattr(body, "place", None), getattr(body, "plan", None)
        without = fact.grant is None and self._excused(tx, fact, plan)
        grant_rules.cites(
            fact.grant, act.grant, fact.kind, fact.device, place,
            plan=plan, at=act.at, now=act.now, acted=act.acted, without=without,
        )  # fmt: skip

    def _excused(self, tx: Transaction, fact: Fact, plan: int | None) -> bool:
        if fact.kind not in grant_rules.BEFOREHAND | grant_rules.BY_COMMAND:  # the many that no plan has to be read for
            return False
        role = self.known[fact.device].role
        about = None if plan is None else plans.get(tx.connection, plan)
        return grant_rules.excused(fact.kind, role, about, datetime.fromisoformat(tx.now))

    def _not_dated_back(self, tx: Transaction, act: Act) -> None:
        """Ask what tells when it was made, where it was done without the hub under a grant that is over."""
        if act.acted and act.grant is not None and act.grant.state != "open":
            number, reports = act.fact.device_seq, self._reports.of(act.fact.device)
            grant_rules.not_dated_back(act.grant, number, [*reports, *witness.of_journal(tx, act.fact.device, number)])

    def _after(self, tx: Transaction, arrival: Arrival, entry: Entry, refusal: Refusal | None) -> None:
        """Move on what the door knows of devices, and show what changed."""
        if refusal is not None and refusal.code in ALERTED_CODES:
            feed.alert(tx, entry.seq, entry.received, refusal, arrival.device)
        if entry.verdict == "accepted" and arrival.kind in DEVICE_KINDS:
            self._device_changed(tx, entry)
        known = self.known.get(arrival.device)
        if known is None:
            return
        missing, cloned = known.owed(), known.cloned
        if entry.numbered:
            known.numbers = known.numbers.take(arrival.number)
        known.cloned = cloned or entry.code == "number-reused"
        if known.owed() != missing or known.cloned != cloned:
            shown.device(tx, entry.seq, known.device, known.numbers, cloned=known.cloned)

    def _device_changed(self, tx: Transaction, entry: Entry) -> None:
        for device in devices.every(tx.connection):
            before = self.known.get(device.device)
            if before is None:
                self.known[device.device] = _known(device, Numbers(), cloned=False)
            elif before.device != device:
                before.device = device
                shown.device(tx, entry.seq, device, before.numbers, cloned=before.cloned)

    def rebuild(self, tx: Transaction) -> int:
        """Throw the projections away and fold the journal again, by the verdicts it holds; return its size."""
        tables.empty_projections(tx.connection)
        self.known = {}
        size = 0
        for entry in journal.entries(tx.connection):
            self._fold(tx, entry)
            size = entry.seq
        return size

    def _fold(self, tx: Transaction, entry: Entry) -> None:
        handed = Handed(facts.loads(entry.fact), entry.sig, entry.acted)
        arrival = arrive(handed, entry.device, self._desks, self.hub)
        if arrival is None:
            return
        refusal = Refusal.restored(entry.code, entry.refusal) if entry.code else None
        work: Work | None = None
        if entry.code not in DOOR_CODES:
            desk, fact, body = _work(arrival, None)
            at = happened(fact, entry.received, entry.acted)
            grant = _grant(tx, fact)
            act = Act(fact, entry.seq, entry.received, at, at, entry.acted, ready=arrival.ready, grant=grant)
            work = (desk, act, body, desk.load(tx.connection, self.hub, act, body))
        _settle(tx, entry, work, refusal)
        self._after(tx, arrival, entry, refusal)


def _may_enter(arrival: Arrival, known: Known | None, reused: bool, *, signed: bool, numbered: bool) -> None:
    if reused:
        raise Refusal("id-reused", field="id", id=arrival.id)
    if not arrival.canonical:
        raise malformed("fact", "integers up to 2^53-1, no fractions, well-formed Unicode")
    if isinstance(arrival.fact, Refusal):
        raise arrival.fact
    if known is None:
        raise Refusal("device-unknown", field="device", device=arrival.device)
    if not signed:
        raise Refusal("bad-signature", field="sig", device=arrival.device)
    if not known.may_tell(arrival.fact):
        raise Refusal("device-revoked", field="device", device=arrival.device)
    if not numbered:
        raise Refusal("number-reused", field="device_seq", device=arrival.device, number=arrival.number)


def _work(arrival: Arrival, known: Known | None) -> tuple[Desk, Fact, Body]:
    """Return desk, fact and body; ``known`` is asked whether it may (None: it was allowed when it was journaled)."""
    if isinstance(arrival.fact, Refusal):
        raise arrival.fact
    if arrival.desk is None or arrival.body is None:
        raise Refusal("unknown-kind", field="kind", kind=arrival.fact.kind)
    if known is not None:
        rules.may(known.role, arrival.fact.kind)
    if isinstance(arrival.body, Refusal):
        raise arrival.body
    return arrival.desk, arrival.fact, arrival.body


def _grant(tx: Transaction, fact: Fact) -> Grant | None:
    """Return the grant a fact cites; asking costs nothing where none is cited."""
    return None if fact.grant is None else grants.get(tx.connection, fact.grant)


def _not_given_up(known: Known | None, fact: Fact) -> None:
    """Leave to a person what comes after it was given up. After the grant: what breaks another rule says which."""
    if known is not None and known.device.written_off is not None:
        rules.not_given_up(fact.kind, known.device.name)


def _founder(tx: Transaction, arrival: Arrival) -> Known | None:
    """Return the hub's own device for the first entry of all, which enrols it and is signed by the key it names."""
    if tx.next_seq != 1 or arrival.kind != "device.enrol" or not arrival.canonical:
        return None
    jwk = arrival.handed.raw["body"]["jwk"]
    return _known(Device(arrival.device, "hub", "", jwk, "enrolled", tx.received), Numbers(), cloned=False)


def _known(device: Device, numbers: Numbers, *, cloned: bool) -> Known:
    return Known(device, rules.ROLE_OF_KIND[device.kind], facts.key_from_jwk(dict(device.jwk)), numbers, cloned)


def _unnamed() -> Receipt:
    return Receipt(None, None, None, "refused", malformed("id", "id and device_seq"), None, first=True)


def _verdict(refusal: Refusal | None, arrival: Arrival) -> str:
    if refusal is None:
        return "accepted"
    if arrival.kind in rules.NOT_DONE:
        return "refused"
    if refusal.code in DISPUTED_CODES:
        return "disputed"
    return "disputed" if arrival.handed.acted and refusal.code not in DOOR_CODES else "refused"


def _enter(tx: Transaction, arrival: Arrival, verdict: str, refusal: Refusal | None, *, numbered: bool) -> Entry:
    sig = arrival.handed.sig
    return tx.append(
        fact_id=arrival.id,
        digest=arrival.digest,
        device=arrival.device,
        device_seq=arrival.number,
        kind=arrival.kind,
        fact=arrival.text.decode(),
        sig=sig if isinstance(sig, str) and len(sig) <= 128 and sig.isascii() else None,
        acted=arrival.handed.acted,
        verdict=verdict,
        code=None if refusal is None else refusal.code,
        refusal=None if refusal is None else refusal.kept(),
        numbered=numbered,
    )


def _tell_late(tx: Transaction, entry: Entry, act: Act) -> None:
    """Show that something counts only because its device says that it was done before its grant was revoked."""
    if act.acted and act.grant is not None and act.grant.state == "revoked" and act.fact.kind not in rules.OF_ITSELF:
        device = devices.get(tx.connection, act.fact.device)
        told = Refusal("grant-revoked-before", name=device.name if device else act.fact.device)
        feed.alert(tx, entry.seq, entry.received, told, act.fact.device, plan=act.grant.plan)


def _settle(tx: Transaction, entry: Entry, work: Work | None, refusal: Refusal | None) -> None:
    if work is None:
        return
    desk, act, body, loaded = work
    act = replace(act, verdict=entry.verdict)
    if refusal is None:
        desk.keep(tx, act, body, loaded)
        _tell_late(tx, entry, act)
        return
    if desk.turned_down is not None:
        desk.turned_down(tx, act, body, loaded, refusal)
    if entry.verdict == "disputed":
        dispute.begin(tx, entry.fact, desk, act, body, loaded, refusal)
