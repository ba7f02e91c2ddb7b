"""Records that come as a file instead of by the device itself: the same door, after each has proved whose it is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.desk.registry import DESKS
from server.domain.refusal import Refusal
from server.intake.arrival import Arrival, Handed, arrive
from server.intake.door import TURN, Door, Receipt
from server.intake.turns import Commit, judged
from server.store import journal
from server.store.db import Connection


@dataclass(frozen=True, slots=True)
class Left:
    """A record that was not taken, or was taken as refused or disputed, and why. ``number`` 0: it cannot be read."""

    device: str
    number: int
    kind: str | None
    at: str | None
    verdict: str
    refusal: Refusal


@dataclass(slots=True)
class Takeover:
    """The records of one file on their way in.

    What no device signed never reaches the door: judged there, an altered record would take the id of the true one.
    ``counts`` are by verdict, with ``already`` (the hub had it), ``doubled`` (twice in the file) and ``left-out`` (not
    handed in); ``of_devices`` the same by device.
    """

    door: Door
    session_device: str
    counts: Counter[str] = field(default_factory=Counter)
    of_devices: dict[str, Counter[str]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    _proven: list[tuple[Arrival, Handed]] = field(default_factory=list)

    def sort_out(self, batch: Sequence[Handed]) -> None:
        """Read every record and check whose it is; in the order in which each device made its own."""
        seen: set[tuple[str, str]] = set()
        for handed in batch:
            arrival = arrive(handed, self.session_device, DESKS, self.door.hub)
            if arrival is None:
                self._leave(None, Refusal("queue-unreadable", field="id"))
            elif (refusal := self._unproven(arrival)) is not None:
                self._leave(arrival, refusal)
            elif (arrival.id, arrival.digest) in seen:
                self._count(arrival.device, "doubled")
            else:
                seen.add((arrival.id, arrival.digest))
                self._proven.append((arrival, handed))
        self._proven.sort(key=lambda one: (one[0].device, one[0].number))

    def hand_in(self, commit: Commit) -> None:
        """Hand everything in, so many at a time that others have their turn; what the hub fails on is left out."""
        for part in self._parts():
            receipts = judged(commit, self.door, [handed for _, handed in part], self.session_device)
            for (arrival, _), receipt in zip(part, receipts, strict=True):
                self._take(arrival, receipt)

    def look_up(self, connection: Connection) -> None:
        """Only tell which ones the hub has already; the others count as ``new``."""
        for part in self._parts():
            there = {(entry.fact_id, entry.digest) for entry in journal.find(connection, [one.id for one, _ in part])}
            for arrival, _ in part:
                self._count(arrival.device, "already" if (arrival.id, arrival.digest) in there else "new")

    def names(self) -> Iterator[tuple[str, str, Mapping[str, int]]]:
        """Return each device, its name and its counts."""
        for device, counts in sorted(self.of_devices.items()):
            known = self.door.known.get(device)
            yield device, known.device.name if known else "", counts

    def _parts(self) -> Iterator[list[tuple[Arrival, Handed]]]:
        for start in range(0, len(self._proven), TURN):
            yield self._proven[start : start + TURN]

    def _unproven(self, arrival: Arrival) -> Refusal | None:
        known = self.door.known.get(arrival.device)
        if known is None:
            return Refusal("device-unknown", field="device", device=arrival.device)
        return None if arrival.signed_by(known.key) else Refusal("queue-edited", field="sig")

    def _take(self, arrival: Arrival, receipt: Receipt) -> None:
        if receipt.seq is None and receipt.refusal is not None:
            self._leave(arrival, Refusal("queue-hub-error"))
            return
        if not receipt.first:
            self._count(arrival.device, "already")
            return
        self._count(arrival.device, receipt.verdict)
        if receipt.refusal is not None:
            self.left.append(_left(arrival, receipt.verdict, receipt.refusal))

    def _leave(self, arrival: Arrival | None, refusal: Refusal) -> None:
        self._count("" if arrival is None else arrival.device, "left-out")
        self.left.append(_left(arrival, "left-out", refusal))

    def _count(self, device: str, what: str) -> None:
        self.counts[what] += 1
        self.of_devices.setdefault(device, Counter())[what] += 1


def _left(arrival: Arrival | None, verdict: str, refusal: Refusal) -> Left:
    if arrival is None:
        return Left("", 0, None, None, verdict, refusal)
    at = arrival.handed.raw.get("at")
    shown = at if isinstance(at, str) and len(at) <= 40 else None
    return Left(arrival.device, arrival.number, arrival.kind, shown, verdict, refusal)
