"""Has originals looked at in the workshop, and keeps what was made of them; the keeper states it."""

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from imaging import sparing
from imaging.kind import KINDS
from imaging.looked import DISK_BROKEN, ENDED_READER, NO_ROOM, TOO_SLOW
from imaging.task import FILM, LOOK, POSTER, THUMBNAIL, Made
from imaging.workshop import Crowded
from server.domain.evidence.piece import Evidence, version_of
from server.domain.upload import RESERVE
from server.store import derived
from server.store.journal import Transaction
from server.web.core import Core
from server.web.room import Room

log = logging.getLogger(__name__)

#: What pictures and films are made with, as the journal names it.
TOOL = f"imaging Pillow {version('pillow')} OpenCV {version('opencv-python-headless')}"
#: What is asked of each, in this order: what a screen waits for comes first.
ASKED = {"photo": ((LOOK, THUMBNAIL),), "video": ((LOOK, POSTER), (LOOK, FILM))}
#: Faults that tell of the hub, busy or short of memory or its disk broken, not of the file: it is looked at again.
NOT_ITS_OWN = frozenset({TOO_SLOW, ENDED_READER, DISK_BROKEN})
#: How often it is looked at until the next start, and the seconds in between.
TRIES, PAUSE = 3, 60.0
#: Characters of a fault that a fact holds.
LONGEST = 120


#: What was made, or read: its SHA-256 and what is noted of it, by what it is.
Notes = dict[str, tuple[str, dict[str, Any]]]
#: What a screen waits for: it is flushed after the fact that names it, and made again where a power cut tore it.
AWAITED = ("thumb", "poster")
#: What a fact names of each file that was made.
NAMED = ("sha256", "size", "tool")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the workshop found: what the fact says of it, and what is noted beside the journal with that fact."""

    said: dict[str, Any]
    notes: Notes


def _after_a_pause(work: Callable[[], None]) -> None:
    timer = threading.Timer(PAUSE, work)
    timer.daemon = True
    timer.start()


class Looker:
    """Asks the workshop about one piece of evidence at a time as often as it has to; results wait for the keeper."""

    def __init__(self, hub: Core) -> None:
        """Ask nothing yet."""
        self._hub = hub
        self._lock = threading.Lock()
        self._asked: dict[str, str] = {}  # evidence -> the upload that is looked at
        self._made: dict[str, list[tuple[Evidence, int, Made]]] = {}
        self._failed: dict[str, int] = {}  # evidence -> how often the hub could not look, since it started
        self._waits: set[str] = set()  # evidence that is asked for again after a pause
        self.later: Callable[[Callable[[], None]], None] = _after_a_pause
        self.ring: Callable[[str], None] = lambda _evidence: None
        self._room = Room(lambda: hub.media.free(), lambda evidence: self.ring(evidence), lambda work: self.later(work))

    def lacks(self, known: Evidence) -> int | None:
        """Return the turn to begin with where something that is to be made of its bytes is not there, else None."""
        if known.found is None or known.found.upload != known.upload:
            return 0
        made = {"thumb": known.found.thumb, "poster": known.found.poster, "film": known.found.film}
        with self._hub.db.reading() as connection:
            sizes = derived.sizes(connection, known.evidence)
        there = {what: self._hub.derived.there(known.evidence, what, sizes.get(what)) for what in made}
        if any(told and not there[what] for what, told in made.items()):
            return 0
        if known.found.fault in NOT_ITS_OWN and self._may_again(known):
            return 0
        if known.media == "photo" or not known.found.readable or known.found.film:
            return None
        with self._hub.db.reading() as connection:
            done = derived.of(connection, known.evidence).get(derived.TURNS, {})
        return None if done.get("of") == known.upload or not self._may_again(known) else 1

    def lost(self) -> Iterator[str]:
        """Give evidence of which a file that was made is gone, or has not the bytes that were noted of it."""
        with self._hub.db.reading() as connection:
            noted = derived.files(connection)
        for evidence, what, size in noted:
            if not self._hub.derived.there(evidence, what, size):
                yield evidence

    def _may_again(self, known: Evidence) -> bool:
        if self._room.holds(known.evidence):
            return False
        with self._lock:
            return known.evidence not in self._waits and self._failed.get(known.evidence, 0) < TRIES

    def heard(self, known: Evidence, made: Made) -> bool:
        """Return whether an answer may be the last; where it was the hub's fault, it asks again after a pause."""
        if made.fault == NO_ROOM and known.upload is not None:
            self._room.wait(known.evidence, sparing.needed(self._hub.media.path(known.upload)), failed=True)
            return False
        if (made.looked.fault or made.fault) not in NOT_ITS_OWN:
            return True
        with self._lock:
            tries = self._failed[known.evidence] = self._failed.get(known.evidence, 0) + 1
        if tries < TRIES:
            self._again(known)
        return False

    def _again(self, known: Evidence) -> None:
        """Have it looked at again after a pause."""
        with self._lock:
            self._waits.add(known.evidence)

        def due() -> None:
            with self._lock:
                self._waits.discard(known.evidence)
            self.ring(known.evidence)

        self.later(due)

    def begin(self, known: Evidence) -> None:
        """Have made what is lacking; nothing where nothing is, or it is being made."""
        turn = self.lacks(known)
        if turn is not None:
            self.ask(known, turn)

    def ask(self, known: Evidence, turn: int = 0, *, goes_on: bool = False) -> None:
        """Have its bytes looked at; once at a time, unless this ``goes_on`` after an answer."""
        upload = known.upload
        if upload is None:
            return
        with self._lock:
            if not goes_on and (self._asked.get(known.evidence) == upload or known.evidence in self._waits):
                return
            self._asked[known.evidence] = upload
        wanted, path, into = ASKED[known.media][turn], self._hub.media.path(upload), None
        if FILM in wanted:
            count = sparing.needed(path)
            if not self._room.has(count):
                self.over(known)
                self._room.wait(known.evidence, count)
                return
            into = self._hub.derived.room(known.evidence, "film")
        try:
            future = self._hub.workshop.submit(path, wanted, into, RESERVE)
        except Crowded:
            self.over(known)
            self._again(known)
            return
        future.add_done_callback(lambda made: self._done(known, turn, made))

    def over(self, known: Evidence) -> None:
        """Forget that it was asked for."""
        with self._lock:
            self._asked.pop(known.evidence, None)

    def leave(self, known: Evidence) -> None:
        """Forget what was asked and answered about evidence that was removed."""
        self._room.leave(known.evidence)
        self.results(known.evidence)
        self.over(known)

    def _done(self, known: Evidence, turn: int, made: "Future[Made]") -> None:
        if made.cancelled():
            return
        if made.exception() is not None:
            log.error("evidence %s could not be looked at", known.evidence, exc_info=made.exception())
            self.over(known)
            self._again(known)
            return
        with self._lock:
            self._made.setdefault(known.evidence, []).append((known, turn, made.result()))
        self.ring(known.evidence)

    def results(self, evidence: str) -> list[tuple[Evidence, int, Made]]:
        """Return what the workshop has answered about evidence since, oldest first."""
        with self._lock:
            return self._made.pop(evidence, [])

    def keep(self, known: Evidence, made: Made) -> Kept:
        """Keep the files that were made; return what the fact says of them, and of all that was made before."""
        looked = made.looked
        before = known.found.hints if known.found is not None and known.found.upload == known.upload else ()
        files: dict[str, bytes | Path | None] = {
            "thumb": made.thumbnail,
            "poster": made.poster,
            "film": self._hub.derived.written(known.evidence, "film") if made.film else None,
        }
        notes: Notes = {}
        for what, file in files.items():
            if file is not None:
                sha256, size = self._hub.derived.keep(known.evidence, what, file)
                if what not in AWAITED:
                    self._hub.derived.last(known.evidence, what)
                notes[what] = (sha256, {"size": size, "tool": TOOL, "upload": known.upload})
        kind = KINDS.get(looked.kind or "")
        said = {
            "upload": known.upload,
            "type": None if kind is None else kind.mime,
            "width": looked.width,
            "height": looked.height,
            "duration_ms": looked.duration_ms,
            "codec": looked.codec,
            "taken": looked.taken_at,
            "make": looked.make,
            "model": looked.model,
            "serial": looked.serial,
            "placed": looked.place is not None,
            "hints": list(looked.hints or before),
            "readable": looked.readable,
            "fault": (looked.fault or made.fault or "")[:LONGEST] or None,
            "derived": self._derived(known, notes),
        }
        return Kept(said, self._placed(made, notes))

    @contextmanager
    def shown(self, known: Evidence, made: Made) -> Iterator[None]:
        """Let screens have a photo's small picture while the fact that names it is written."""
        if made.thumbnail is None:
            yield
            return
        self._hub.fresh[known.evidence] = made.thumbnail
        try:
            for tell in self._hub.on_picture:
                tell(known.device, known.evidence, version_of(hashlib.sha256(made.thumbnail).hexdigest()))
            yield
        finally:
            self._hub.fresh.pop(known.evidence, None)

    def settle(self, known: Evidence, kept: Kept) -> None:
        """Make the files last that a screen waited for; the others do already."""
        for what in kept.notes:
            if what in AWAITED:
                self._hub.derived.last(known.evidence, what)

    def turns_done(self, known: Evidence) -> None:
        """Note that nothing more is to be made of an original, so that no later start asks again."""
        body = {"of": known.upload}
        sha256 = hashlib.sha256(json.dumps(body).encode()).hexdigest()

        def note(tx: Transaction) -> None:
            derived.note(tx.connection, known.evidence, derived.TURNS, sha256, body)

        self._hub.committer.call(note)

    def _placed(self, made: Made, notes: Notes) -> Notes:
        looked = made.looked
        if looked.place is not None:
            place = {"place": list(looked.place)}
            notes["place"] = (hashlib.sha256(json.dumps(place).encode()).hexdigest(), place)
        return notes

    def _derived(self, known: Evidence, notes: Notes) -> list[dict[str, Any]]:
        with self._hub.db.reading() as connection:
            before = derived.of(connection, known.evidence)
        made = {what: one for what, one in before.items() if one.get("upload") == known.upload}
        made |= {what: {**body, "sha256": sha256} for what, (sha256, body) in notes.items()}
        return [{"what": what, **{name: one[name] for name in NAMED}} for what, one in sorted(made.items())]
