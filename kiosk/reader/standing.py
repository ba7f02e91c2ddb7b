"""How a card-reader station stands: every file it knows, what became of it, and the counts that the hub is told.

Files seen = received by the hub + waiting + needing a person; there is no other kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kiosk.reader.folder import Waiting
from kiosk.reader.spool import Batch, Delivery, Spool
from protocol.name import told

#: Why a file in a watched folder waits -> after how many seconds a person has to look at it; None: never.
PATIENT = MappingProxyType(
    {"settling": None, "in-use": 120.0, "not-whole": 60.0, "empty": None, "not-copied": 60.0, "too-large": 0.0,
     "bad-name": 0.0, "gone": 0.0}
)  # fmt: skip
NAME_TOLD = 60  # characters of a name the hub is told
WHY_TOLD = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the page shows it.

    ``state``: ``received`` ``refused`` (by the hub), ``unused`` (the hub has it and could not use it), ``aside`` (two
    people at the hub decided not to use it), ``sent``
    ``waiting`` (in the spool), ``folder`` (not taken yet) or ``person`` (not taken, and somebody has to look at it).
    ``why`` is a word's code or the hub's own sentence; ``told`` fills a word. ``again``: its name had other content
    before; ``replaced``: it has other content since.
    ``known``: the station that had brought the same content; ``aliases``: its other names. ``may_force``: a person may
    have it taken as it is.
    """

    name: str
    folder: str
    size: int
    state: str
    at: str | None = None
    why: str | None = None
    told: Mapping[str, str | int] = field(default_factory=dict)
    again: bool = False
    replaced: bool = False
    known: str | None = None
    aliases: tuple[str, ...] = ()
    may_force: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """All files, the newest first, and their counts."""

    files: tuple[Seen, ...] = ()

    @property
    def seen(self) -> int:
        """How many files are known."""
        return len(self.files)

    @property
    def received(self) -> int:
        """How many the hub has and nobody has to look at."""
        return sum(one.state in ("received", "aside") for one in self.files)

    @property
    def person(self) -> tuple[Seen, ...]:
        """Those that need a person."""
        return tuple(one for one in self.files if one.state in ("refused", "unused", "person"))

    @property
    def unused(self) -> int:
        """How many the hub has and could not use."""
        return sum(one.state == "unused" for one in self.files)

    @property
    def resting(self) -> int:
        """How many are not taken yet: these are nowhere but in their folder."""
        return sum(one.state == "folder" for one in self.files)

    @property
    def waiting(self) -> int:
        """How many are on their way, or not at rest yet."""
        return self.seen - self.received - len(self.person)


def standing(
    spool: Spool,
    waiting: Mapping[tuple[str, str], Waiting],
    plan: int | None,
    now: float,
    unused: Mapping[str, str] = MappingProxyType({}),
    aside: Mapping[str, str] = MappingProxyType({}),
) -> Standing:
    """Return how a station stands.

    Args:
        spool: read by the calling thread.
        waiting: the files seen and not taken yet.
        plan: whose files are counted; what waits is, of whatever plan.
        now: monotonic.
        unused: by hash, what the hub says of files that it has and could not use; a word's code, or its sentence.
        aside: by hash, on what grounds two people put a file aside.
    """
    newest: dict[str, Delivery] = {}
    replaced: set[str] = set()
    for delivery in spool.deliveries():
        before = newest.get(delivery.sha256, delivery)
        same = (before.passes or 1) == (delivery.passes or 1)
        if same or before.state == "acknowledged":  # of two readings the one that is not done with
            newest[delivery.sha256] = delivery
        replaced = replaced - {delivery.sha256} | {delivery.again or ""}
    names: dict[str, list[str]] = {}
    for (_, name), (_, sha256) in spool.sightings().items():
        names.setdefault(sha256, []).append(name)
    taken = [
        _taken(batch, newest[batch.sha256], names.get(batch.sha256, ()), batch.sha256 in replaced, unused, aside)
        for batch in spool.batches()
        if batch.sha256 in newest and _counts(newest[batch.sha256], plan)
    ]
    left = [_left(folder, name, one, now) for (folder, name), one in sorted(waiting.items())]
    return Standing((*reversed(left), *reversed(taken)))


def _counts(delivery: Delivery, plan: int | None) -> bool:
    return delivery.state in ("waiting", "sent") or plan is None or delivery.plan in (None, plan)


def _taken(
    batch: Batch,
    delivery: Delivery,
    names: Sequence[str],
    replaced: bool,
    unused: Mapping[str, str],
    aside: Mapping[str, str],
) -> Seen:
    state, why = delivery.state, delivery.why
    if state == "acknowledged":
        state = "received"
        if batch.sha256 in unused and not replaced:  # exported anew, the newer file is the one that counts
            state, why = "unused", unused[batch.sha256]
        elif batch.sha256 in aside:
            state, why = "aside", aside[batch.sha256]
    others = tuple(name for name in names if name != batch.name)
    return Seen(
        batch.name, batch.folder, batch.size, state, batch.taken, why,
        again=delivery.again is not None, replaced=replaced, known=delivery.known, aliases=others,
    )  # fmt: skip


def _left(folder: str, name: str, one: Waiting, now: float) -> Seen:
    patience = PATIENT.get(one.why)
    person = patience is not None and now - one.since >= patience
    half = person and one.why == "not-whole"
    return Seen(
        name, folder, one.stamp.size, "person" if person else "folder", why="left-half" if half else one.why,
        told=dict(one.told), may_force=half,
    )  # fmt: skip


def beat(stood: Standing, station: str, folders: Sequence[tuple[str, bool]], clock: str, say: Any) -> dict[str, Any]:
    """Return what the hub is told (``POST /api/reader/heartbeat``).

    Args:
        stood: how the station stands.
        station: what it calls itself.
        folders: the last part of each watched folder's name, and whether it can be read.
        clock: this computer's clock, RFC 3339.
        say: writes a word's code, or leaves a sentence as it is.
    """
    left = [one for one in stood.person if one.state != "unused"]
    return {
        "station": station,
        "folders": [{"name": told(name, NAME_TOLD), "state": "read" if there else "away"} for name, there in folders],
        "seen": stood.seen,
        "received": stood.received + stood.unused,  # what it could not use the hub knows, and tells its own people
        "waiting": stood.waiting,
        "refused": [{"name": told(one.name, NAME_TOLD), "why": say(one)[:WHY_TOLD]} for one in left[:50]],
        "clock": clock,
    }
