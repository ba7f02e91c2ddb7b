"""Brings together what was announced and what arrives: one real thread that states what the hub finds of evidence.

Everything it does follows from what is on disk, so it goes on after a crash where it stood; a request or a fact only
tells it where to look.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from imaging.task import Made
from server.desk.evidence import quarantine
from server.desk.evidence.side import side, signed
from server.domain import slices
from server.domain.evidence import rules
from server.domain.evidence.piece import Evidence
from server.domain.record import Entry
from server.domain.refusal import Refusal
from server.domain.upload import Upload
from server.store import derived, device, evidence, journal
from server.store import upload as uploads
from server.store.committer import Stopped, stamp
from server.store.journal import Transaction
from server.web.core import Core
from server.web.enrol import hub_fact
from server.web.looker import ASKED, Looker, Notes
from server.web.new_upload import tidy_at_start

log = logging.getLogger(__name__)

#: Kinds after which there may be something to do. A settled dispute may have been about any of them.
KINDS = frozenset(
    {"evidence.attach", "evidence.complete", "evidence.assign", "evidence.remove", "evidence.discard", "dispute.settle"}
)  # fmt: skip
#: What changes nothing but the side file.
LOOKS = frozenset({"evidence.view"})
#: Seconds after a look until the side file tells of it: whoever looks once looks again.
TOLD = 60.0
#: Seconds after which new facts are read.
PAUSE = 0.05
#: Seconds to look again after something went wrong (a full disk, a database that is away).
AGAIN = 5.0
#: Lost files that are made again at a start, so that what is recorded goes first; others are once somebody wants them.
MOST_LOST = 1000


class Keeper:
    """Keeps evidence and uploads together. Nothing happens before ``start``, or ``work``."""

    def __init__(self, hub: Core, looker: Looker | None = None) -> None:
        """Listen to facts and to uploads; ``looker`` has originals looked at, without it nobody does."""
        self._hub, self._looker = hub, looker
        if looker is not None:
            looker.ring = lambda evidence: self.look_at([evidence])
        self._bell = threading.Condition()
        self._due: dict[str, None] = {}  # evidence to look at, in order
        self._moved: dict[str, Upload] = {}  # uploads that moved since, as they stand
        self._seen = hub.journal.size
        self._holds: dict[str, str] = {}  # upload -> the evidence whose bytes it holds
        self._sides: dict[str, int] = {}  # evidence -> the newest fact that its side file holds
        self._looked_at: dict[str, float] = {}  # evidence -> when its side file is to tell of the looks
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._lost = threading.Thread(target=self._find_lost, name="lost", daemon=True)
        hub.committer.on_commit.append(lambda _size: self._ring())
        hub.on_upload.append(self.hear)

    def start(self) -> None:
        """Go on with whatever was not done, and follow what comes."""
        with self._hub.db.reading() as connection:
            self.look_at(evidence.unsettled(connection))
        tidy_at_start(self._hub)
        self._thread.start()
        self._lost.start()

    def stop(self) -> None:
        """End after what is being done."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        for thread in (self._thread, self._lost):
            if thread.is_alive():
                thread.join()
        self.tell_looks(all_of_them=True)

    def hear(self, upload: Upload) -> None:
        """Note that an upload began or moved on."""
        with self._bell:
            self._moved[upload.upload] = upload
            self._bell.notify()

    def evidence_of(self, upload: Upload) -> str | None:
        """Return the evidence whose bytes an upload holds; None where that is not stated yet."""
        return self._holds.get(upload.upload)

    def look_at(self, ids: Iterable[str]) -> None:
        """Note evidence to look at."""
        with self._bell:
            self._due.update(dict.fromkeys(ids))
            self._bell.notify()

    def _find_lost(self) -> None:
        """Look at evidence of which something that was made is lost; nothing that arrives waits for that."""
        for name in islice(self._looker.lost() if self._looker is not None else (), MOST_LOST):
            if self._stopping:
                return
            self.look_at([name])

    def _ring(self) -> None:
        with self._bell:
            self._bell.notify()

    def _run(self) -> None:
        while True:
            with self._bell:
                while not (self._stopping or self._due or self._moved or self._seen < self._hub.journal.size):
                    if not self._bell.wait(self._until_told()):
                        break
                if not (self._due or self._moved) and self._seen < self._hub.journal.size:
                    self._bell.wait(PAUSE)  # many facts come at once, few of them are about evidence
                if self._stopping:
                    return
            try:
                self.work()
            except Stopped:
                return
            except Exception:
                log.exception("evidence is looked at again in %s s", AGAIN)
                with self._bell:
                    self._bell.wait(AGAIN)

    def work(self) -> None:
        """Do what is due now."""
        self._read_facts()
        self._read_uploads()
        while (known := self._next()) is not None:
            try:
                self._step(known)
            except BaseException:
                self.look_at([known])
                raise
        self.tell_looks()

    def tell_looks(self, *, all_of_them: bool = False) -> None:
        """Write the side files that are to tell of looks by now."""
        for name in [one for one, at in self._looked_at.items() if all_of_them or at <= time.monotonic()]:
            self._write_side(name)
            del self._looked_at[name]

    def _until_told(self) -> float | None:
        return max(0.0, min(self._looked_at.values()) - time.monotonic()) if self._looked_at else None

    def _next(self) -> str | None:
        with self._bell:
            found = next(iter(self._due), None)
            if found is not None:
                del self._due[found]
            return found

    def _read_facts(self) -> None:
        size = self._hub.journal.size
        if self._seen >= size:
            return
        with self._hub.db.reading() as connection:
            entries = journal.of_kinds(connection, self._seen, KINDS | LOOKS)
            settled = any(entry.kind == "dispute.settle" for entry in entries)
            named = evidence.unsettled(connection) if settled else []
            said = [(entry, found) for entry in entries if (found := quarantine.evidence_of(entry)) is not None]
            named += [found for entry, found in said if entry.kind in KINDS]
        for entry, found in said:
            if entry.kind in LOOKS:
                self._looked_at.setdefault(found, time.monotonic() + TOLD)
        self._throw_away(entries)
        self._seen = size
        self.look_at(named)

    def _throw_away(self, entries: Iterable[Entry]) -> None:
        """Remove the bytes that two people threw away; again after a crash in between."""
        for upload in filter(None, map(quarantine.discarded, entries)):
            self._hub.media.remove(upload)
            self._hub.writers.ended_unheard(upload)

    def _read_uploads(self) -> None:
        with self._bell:
            moved, self._moved = self._moved, {}
        if not moved:
            return
        with self._hub.db.reading() as connection:
            self.look_at(filter(None, (_of(connection, upload) for upload in moved.values())))

    def _step(self, name: str) -> None:
        """Bring one piece of evidence as far as it can come now."""
        with self._hub.db.reading() as connection:
            known = evidence.find(connection, name)
            mine = [] if known is None else _uploads(connection, known)
        if known is None:
            return
        if known.removed is not None:
            self._take_away(known, mine)
        else:
            self._find(known, rules.chosen(mine, known))
        self._write_side(name)

    def _find(self, known: Evidence, upload: Upload | None) -> None:
        if upload is None:
            return
        if upload.state == "open" and known.word is not None and known.word.size <= upload.offset:
            upload = self._close(upload, self._ended(upload))
        if upload.state == "open" and self._gone(upload):
            ended = self._ended(upload)
            self._whole(known, ended, gone=True)  # first: an upload that has ended no longer tells why
            self._close(upload, ended)
        elif upload.state == "open":
            self._arriving(known, upload)
        else:
            self._whole(known, upload)

    def _gone(self, upload: Upload) -> bool:
        """Tell whether nothing more will come: its device has ended, and has been silent for long."""
        now = self._hub.trust.clock()
        if now - datetime.fromisoformat(upload.touched) < rules.GONE:
            return False
        with self._hub.db.reading() as connection:
            found = device.get(connection, upload.device)
        return found is not None and found.state == "revoked"

    def _arriving(self, known: Evidence, upload: Upload) -> None:
        self._holds[upload.upload] = known.evidence
        came_back = known.broken_off and upload.offset != known.received
        if came_back or (known.upload, known.length) != (upload.upload, upload.length):
            said = {"upload": upload.upload, "length": upload.length, "received": upload.offset}
            self.state("evidence.arrive", known, said)

    def _whole(self, known: Evidence, upload: Upload, *, gone: bool = False) -> None:
        self._holds.pop(upload.upload, None)
        equal = rules.matches(known.word, upload.offset, upload.sha256 or "")
        cut = rules.cut_off(known, upload.offset, gone=gone)
        told = (known.upload, known.size, known.sha256, known.equal, known.broken_off)
        if told != (upload.upload, upload.offset, upload.sha256, equal, cut):
            self._hub.media.cut(upload.upload, upload.offset)  # left by a crash before it was acknowledged
            said = {"upload": upload.upload, "size": upload.offset, "sha256": upload.sha256, "equal": equal}
            whole = rules.verified(known, upload.upload, upload.offset, upload.sha256 or "", equal, cut=cut)
            said |= {"slices": self._slices(upload)}
            if self._looker is not None:
                self._looker.begin(whole)  # its picture is made while this is written: a screen waits for it
            self.state("evidence.verify", known, said | ({"cut": True} if cut else {}))
            known = whole
        if self._looker is not None:
            self._look(self._looker, known)

    def _slices(self, upload: Upload) -> str | None:
        """Return the hash of the list of what each request brought; of one that came without a hash it is computed."""
        hub, name = self._hub, upload.upload
        with hub.db.reading() as connection:
            found = uploads.slices(connection, name)
        anew = {}
        for one in found:
            if one.sha256 is None:
                digest = hashlib.sha256()
                with suppress(OSError, EOFError):  # bytes that somebody took away: the check of all files tells
                    for piece in hub.media.read(name, one.offset, one.end):
                        digest.update(piece)
                    anew[one.offset] = digest.hexdigest()
        if anew:
            hub.committer.call(partial(_computed, name, anew))
        return slices.digest([replace(one, sha256=anew.get(one.offset, one.sha256)) for one in found])

    def _look(self, looker: Looker, known: Evidence) -> None:
        """State what the workshop has found, and ask it for what is lacking."""
        for asked, turn, made in looker.results(known.evidence):
            if asked.upload != known.upload:
                looker.over(known)
                continue
            try:
                self._looked(looker, known, turn, made)
            except BaseException:
                looker.over(known)
                raise
            return
        looker.begin(known)

    def _looked(self, looker: Looker, known: Evidence, turn: int, made: Made) -> None:
        last = looker.heard(known, made)
        fault = (known.found.fault, known.found.upload) if known.found is not None else None
        says_no_more = not made.looked.readable and fault == (made.looked.fault, known.upload)
        if made.film or (turn == 0 and not says_no_more):
            kept = looker.keep(known, made)
            with looker.shown(known, made):
                self.state("evidence.look", known, kept.said, kept.notes)
            looker.settle(known, kept)
        if last and turn + 1 < len(ASKED[known.media]) and made.looked.readable:
            looker.ask(known, turn + 1, goes_on=True)
            return
        looker.over(known)
        if last and known.media == "video":
            looker.turns_done(known)

    def _write_side(self, name: str) -> None:
        """Write what is on record beside the original, once all of it is here, and whenever more comes on record."""
        hub = self._hub
        with hub.db.reading() as connection:
            known = evidence.find(connection, name)
            if known is None or known.upload is None or known.size is None:
                return
            if self._sides.get(name) == known.history[-1]:
                return
            said = side(connection, known)
        hub.media.keep_side(known.upload, signed(said, hub.keys.journal, hub.journal.verifier_key))
        self._sides[name] = known.history[-1]

    def _ended(self, upload: Upload) -> Upload:
        """Return an upload as it is when it ends with the bytes that are here."""
        hub = self._hub
        running = hub.writers.digest(upload.upload, upload.offset) or hub.media.digest(upload.upload, upload.offset)
        now, digest = stamp(hub.trust.clock()), running.copy().hexdigest()
        return replace(upload, length=upload.offset, state="complete", sha256=digest, touched=now)

    def _close(self, upload: Upload, after: Upload) -> Upload:
        """End an upload that its device did not end: it has told us the whole, or is gone; the database is the guard.

        Whoever is writing to it just then finds it moved on, and asks how far it has come.
        """
        hub = self._hub
        if not hub.committer.call(lambda tx: uploads.advance(tx.connection, upload, after)):
            return upload
        hub.writers.ended_unheard(upload.upload)
        return after

    def _take_away(self, known: Evidence, mine: Iterable[Upload]) -> None:
        """Remove the bytes of evidence that two people removed; again after a crash in between."""
        if self._looker is not None:
            self._looker.leave(known)
        self._hub.derived.remove(known.evidence)
        self._hub.committer.call(lambda tx: derived.forget(tx.connection, known.evidence))
        for upload in mine:
            # The file first: what is named as ended is not looked for again.
            self._hub.media.remove(upload.upload)
            if upload.state != "ended":
                self._hub.committer.call(partial(_end, upload.upload))
                self._hub.writers.ended_unheard(upload.upload)

    def state(self, kind: str, known: Evidence, said: dict[str, Any], notes: Notes | None = None) -> None:
        """State what the hub found of evidence; what is noted beside the journal is kept with it."""
        body = {"plan": known.plan, "evidence": known.evidence} | said
        refused = self._hub.committer.call(partial(_state, self._hub, kind, body, notes or {}))
        if refused is not None:
            log.warning("%s of %s: %s", kind, known.evidence, refused.code)


def _state(hub: Core, kind: str, body: dict[str, Any], notes: Notes, tx: Transaction) -> Refusal | None:
    for what, (sha256, note) in notes.items():
        derived.note(tx.connection, body["evidence"], what, sha256, note)
    try:
        hub_fact(hub, tx, kind, body)
    except Refusal as refused:  # it was removed meanwhile
        return refused
    return None


def _computed(upload: str, found: Mapping[int, str], tx: Transaction) -> None:
    for offset, sha256 in found.items():
        uploads.computed(tx.connection, upload, offset, sha256)


def _end(upload: str, tx: Transaction) -> None:
    uploads.end(tx.connection, upload)


def _of(connection: Connection, upload: Upload) -> str | None:
    """Return the evidence that an upload is for, where it was announced."""
    fact = upload.fact
    known = evidence.of_upload(connection, upload.upload)
    if known is None and fact is not None:
        known = quarantine.named(connection, fact)
    return None if known is None else known.evidence


def _uploads(connection: Connection, known: Evidence) -> list[Upload]:
    """Return the uploads of evidence; of what is here and equal, or was taken in, the one that holds it.

    What somebody took in meanwhile as other evidence is not among them, whatever fact it names.
    """
    if known.upload is not None and ((known.equal is True and known.removed is None) or known.taken_in):
        found = uploads.find(connection, known.upload)
        return [] if found is None else [found]
    facts = (known.fact, *(one.fact for one in known.bringers))
    named = [upload for fact in facts for upload in uploads.naming(connection, fact)]
    holders = [(one, evidence.of_upload(connection, one.upload)) for one in named]
    return [one for one, holder in holders if holder is None or holder.evidence == known.evidence]
