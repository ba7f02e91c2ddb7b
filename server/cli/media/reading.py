"""Reads a camera's card: hashes, times, what every file says of itself, and what of it is here already."""

import sys
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import click

from imaging.looked import Looked
from imaging.task import LOOK, Made
from imaging.workshop import Workshop
from server.cli.media import card
from server.cli.media.card import File, Left
from server.domain.evidence.card import Belongs, Clock, Shot, Told, imported_id, taken

#: How what has the same bytes stands: all of them are here, another device sends them just now, two people removed it.
Standing = Literal["coming", "there", "removed"]
_WEIGHT: tuple[Standing, ...] = ("coming", "there", "removed")
_STANDINGS: Mapping[str, Standing] = {
    "complete": "there", "equal": "there", "differs": "there", "unreadable": "there", "live": "coming",
    "arriving": "coming", "removed": "removed",
}  # fmt: skip
#: Files that the workshop is asked to look at before the first of them is hashed.
AHEAD = 200
_TOLD: Mapping[str | None, Told | None] = {"exif": "exif", "container": "container"}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file with its hash and what it says of itself; ``evidence``: its id; ``new``: the hub has it not yet."""

    file: File
    sha256: str
    shot: Shot
    looked: Looked
    evidence: str
    new: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan has already: id and standing by SHA-256 of what is here; ``used``: all ids there are."""

    here: Mapping[str, tuple[str, Standing]]
    used: Container[str]


def known_of(rows: Iterable[Mapping[str, Any]], own: str) -> Known:
    """Return what a plan has: an announcement alone is nothing, its device may never come back.

    What ``own``, the office's device, announced is here: the command line sends the bytes before it says so.
    """
    here: dict[str, tuple[str, Standing]] = {}
    used = set()
    for row in rows:
        used.add(str(row["evidence"]))
        standing = _STANDINGS.get(row["state"], "there" if row["device"] == own else None)
        before = here.get(row["sha256"])
        if row["sha256"] and standing and (before is None or _WEIGHT.index(standing) > _WEIGHT.index(before[1])):
            here[row["sha256"]] = (str(row["evidence"]), standing)
    return Known(here, used)


@dataclass(slots=True)
class Card:
    """What is on a card: what is taken, left, was removed before, or another device sends just now; whose each is."""

    taken: list[Taken] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)
    belongs: list[Belongs] = field(default_factory=list)


def read(folder: Path, plan: int, known: Known, clock: Clock) -> Card:
    """Look at everything on the card; nothing on it is changed.

    Args:
        folder: the card.
        plan: the plan that its files are taken into.
        known: what the plan has already.
        clock: the camera's.
    """
    found, here = Card(), dict(known.here)
    workshop = Workshop()
    try:
        files: list[File] = []
        for one in card.found(folder):
            if isinstance(one, Left):
                found.left.append(one)
            else:
                files.append(one)
        with bar(sum(file.size for file in files), "读取 / reading") as moved:
            for file, looking in _looking(workshop, files):
                _add(found, plan, (here, known.used), clock, (file, _hash(file, moved), looking))
    finally:
        workshop.stop()
    return found


def _looking(workshop: Workshop, files: Sequence[File]) -> Iterator[tuple[File, "Future[Made]"]]:
    """Give each file with the look at it under way, some of them ahead; the workshop takes only so many."""
    ahead: deque[tuple[File, Future[Made]]] = deque()
    for file in files:
        ahead.append((file, workshop.submit(file.path, (LOOK,))))
        if len(ahead) > AHEAD:
            yield ahead.popleft()
    yield from ahead


def _hash(file: File, moved: Callable[[int], None]) -> str | Left:
    try:
        return card.sha256_of(file, moved)
    except OSError as error:
        return Left(file.name, f"读到一半读不出（{error.strerror}）/ cannot be read to its end", broken=True)


def _add(
    found: Card, plan: int, known: tuple[dict[str, tuple[str, Standing]], Container[str]], clock: Clock,
    one: tuple[File, str | Left, "Future[Made]"],
) -> None:  # fmt: skip
    (here, used), (file, sha256, looking) = known, one
    if isinstance(sha256, Left):
        found.left.append(sha256)
        return
    before = here.get(sha256)
    if before is not None and before[1] != "there":
        (found.removed if before[1] == "removed" else found.coming).append(file.name)
        return
    evidence = imported_id(plan, sha256, used) if before is None else before[0]
    looked = looking.result().looked
    length = timedelta(milliseconds=looked.duration_ms) if looked.duration_ms else None
    if file.kind.media == "photo":
        length = timedelta()
    said = looked.taken_at, _TOLD.get(looked.taken_from)
    shot = taken(file.name, file.kind.media, *said, file.modified, length, clock)
    found.taken.append(Taken(file, sha256, shot, looked, evidence, before is None))
    here.setdefault(sha256, (evidence, "there"))


@contextmanager
def bar(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Show how far something has come, on a terminal; gives how to move it on."""
    with click.progressbar(length=max(1, length), label=label, hidden=not sys.stdout.isatty()) as shown:
        yield shown.update
