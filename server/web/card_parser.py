"""Parses batches: one real thread that reads each file that is due and states what it found.

What is due stands in the database, so it goes on after a crash where it stood; facts only ring the bell. Neither the
loop nor the writer ever waits for a file to be read.
"""

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reading import FileFault, Parsed, Profile, Template, foreign, guessed, likeliest, parse, shipped, unguessed
from reading.profile import Group
from server.desk.reading import batch_row, profile
from server.desk.reading import parse as parses
from server.desk.reading.cards import parsed_text
from server.domain.plan import Plan
from server.domain.reading.placing import session_of
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store import reading
from server.store.committer import Stopped
from server.store.journal import Transaction
from server.store.refused import AWAY as NOT_KEPT
from server.web.core import Core
from server.web.enrol import hub_fact

log = logging.getLogger(__name__)

#: Seconds to look again after something went wrong (a full disk, a database that is away).
AGAIN = 5.0
#: Seconds it waits for more facts to come: few of them bring a file.
PAUSE = 0.1
#: What is no fault of a file: the disk or the database is away, the hub stops.
AWAY = (*NOT_KEPT, Stopped)
#: Seconds after which it looks although nobody rang: a commit whose bell was lost.
IDLE = 30.0


class Meanwhile(RuntimeError):
    """Something else was stated of a batch while it was read."""


@dataclass(frozen=True, slots=True)
class Due:
    """A batch to parse: as it stands, the fact for whose sake, the profiles, what the plan says of numbers."""

    batch: dict[str, Any]
    cause: int
    profiles: dict[str, Profile]
    sessions: tuple[str, ...]
    template: Template | None
    listed: frozenset[str]


class CardParser:
    """Keeps up with the batches that come. Nothing happens before ``start``, or ``work``."""

    def __init__(self, hub: Core) -> None:
        """Listen to commits."""
        self._hub = hub
        self._bell = threading.Condition()
        self._rung = True
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="card-parser", daemon=True)
        hub.committer.on_commit.append(lambda _size: self._ring())

    def start(self) -> None:
        """Go on with whatever is due, and follow what comes."""
        self._thread.start()

    def stop(self) -> None:
        """End after the file that is being read."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _ring(self) -> None:
        with self._bell:
            self._rung = True
            self._bell.notify()

    def _run(self) -> None:
        while True:
            with self._bell:
                if not (self._rung or self._stopping):
                    self._bell.wait(IDLE)
                self._bell.wait_for(lambda: self._stopping, PAUSE)
                if self._stopping:
                    return
                self._rung = False
            try:
                self.work()
            except Stopped:
                return
            except Exception:
                log.exception("batches are looked at again in %s s", AGAIN)
                with self._bell:
                    self._bell.wait(AGAIN)
                    self._rung = True

    def work(self) -> int:
        """Parse what is due now; return how many batches that were.

        Raises:
            Exception: a batch could not be told of at all; those behind it were parsed.
        """
        done, failed = 0, dict[tuple[int, str], Exception]()
        while (found := self._next(failed)) is not None:
            try:
                self._one(*found)
                done += 1
            except AWAY:
                raise
            except Exception as error:
                log.exception("batch %s is looked at again", found[1][:12])
                failed[found] = error
        for one in failed.values():
            raise one
        return done

    def _next(self, failed: Collection[tuple[int, str]]) -> tuple[int, str] | None:
        with self._hub.db.reading() as connection:
            due = reading.due(connection)
        return next((one for one in due if one not in failed), None) if not self._stopping else None

    def _one(self, plan: int, sha256: str) -> None:
        hub = self._hub
        with hub.db.reading() as connection:
            due = _read(connection, plan, sha256)
        if due is None:
            hub.committer.call(lambda tx: reading.keep(tx.connection, plan, "due", sha256, None))
            return
        raw = hub.door.hub.files.read(sha256)
        try:
            self._tell(plan, sha256, due, *_parsed(raw, due))
        except (*AWAY, Meanwhile):
            raise
        except Exception:
            # Whatever a file does to the hub, those behind it are read, and somebody is told of this one.
            log.exception("batch %s could not be parsed", sha256[:12])
            self._tell(plan, sha256, due, None, _nothing("not-parsed", ""))

    def _tell(self, plan: int, sha256: str, due: Due, used: Profile | None, parsed: Parsed) -> None:
        """State what was found.

        Raises:
            Meanwhile: something else was stated of the batch since it was read; it is due again.
        """
        hub = self._hub
        found = hub.door.hub.files.keep(parsed_text(sha256, parsed))
        with hub.db.reading() as connection:
            session = _session(connection, plan, due, parsed)
        body = {
            "plan": plan, "batch": sha256, "version": due.batch["version"] + 1, "session": session,
            "profile": None if used is None else {
                "id": used.id[:60], "title": used.title[:200], "title_en": used.title_en[:200], "digest": used.digest,
            },
            "taken": parsed.taken, "cards": len(parsed.cards), "faults": len(parsed.faults), "found": found,
            "cause": due.cause,
        }  # fmt: skip
        with hub.db.reading() as connection:
            parses.ahead(connection, hub.door.hub, body)
        refused = hub.committer.call(lambda tx: _state(hub, tx, body))
        if refused is not None:
            raise Meanwhile(f"batch {sha256[:12]}: {refused.code}")


def _state(hub: Core, tx: Transaction, body: dict[str, Any]) -> Refusal | None:
    """State it; refused where something else was stated meanwhile, and then it is due again."""
    try:
        hub_fact(hub, tx, "reading.parse", body)
    except Refusal as refused:
        return refused
    return None


def _read(connection: Connection, plan: int, sha256: str) -> Due | None:
    batch, known = batch_row.get(connection, plan, sha256), plans.get(connection, plan)
    due = reading.get(connection, plan, "due", sha256)
    if batch is None or known is None or due is None:
        return None
    sessions = tuple(session.id for session in known.sessions if session.kind == "theory")
    return Due(
        batch, due["seq"], profile.in_force(connection, plan), sessions, template_of(known),
        frozenset(row["admission_no"] for row in plans.candidate_bodies(connection, plan)),
    )  # fmt: skip


def template_of(plan: Plan) -> Template | None:
    """Return how the plan's admission numbers are made up; None where it does not say."""
    groups = tuple(Group(part.part, part.digits) for part in plan.admission_no)
    return Template(groups) if groups else None


def _parsed(raw: bytes | None, due: Due) -> tuple[Profile | None, Parsed]:
    """Read a file; one that is no card file but another of the exam day is called by its name."""
    if raw is None:
        return None, _nothing("file-lost", "")
    used, parsed = _by_profile(raw, due)
    # Cards that some profile found, or a profile that somebody named, say more of a file than its titles do.
    named = (due.batch["assigned"] or {}).get("profile") or due.batch["asked"]
    other = None if parsed.taken or parsed.cards or named is not None else foreign(raw)
    return (used, parsed) if other is None else (None, Parsed((), (other,), {}, ""))


def _by_profile(raw: bytes, due: Due) -> tuple[Profile | None, Parsed]:
    """Read a file by the profile it is to be read by, else by the one that fits it, else by any: its faults say why."""
    known = tuple(due.profiles.values())
    asked = (due.batch["assigned"] or {}).get("profile") or due.batch["asked"]
    if not known or (asked is not None and asked not in due.profiles):
        return None, _nothing("profile-unknown", asked or "—")
    if asked is not None:
        return due.profiles[asked], _by(raw, due.profiles[asked], due)
    # The plan's own go before those that ship with the hub; of both the one that finds numbers of its lists.
    own = tuple(one for one in known if one not in shipped())
    guesses = [guessed(raw, of, due.template) for of in (own, [one for one in shipped() if one in known])]
    doubt = next((one.doubt for one in guesses if one.doubt is not None), None)
    if doubt is not None and guesses[0].profile is None:
        return None, Parsed((), (doubt,), {}, "")
    found = [(one.profile, _by(raw, one.profile, due)) for one in guesses if one.profile is not None]
    if found:
        return max(found, key=lambda pair: any(card.number in due.listed for card in pair[1].cards))
    likely, parsed = likeliest([(profile, _by(raw, profile, due)) for profile in known])
    return None, unguessed(parsed, likely)


def _by(raw: bytes, used: Profile, due: Due) -> Parsed:
    return parse(raw, used, template=due.template, listed=due.listed.__contains__)


def _nothing(code: str, found: str) -> Parsed:
    return Parsed((), (FileFault(code, None, None, "", found, stops=True),), {}, "")


def _session(connection: Connection, plan: int, due: Due, parsed: Parsed) -> str | None:
    """Return the session the cards belong to: as somebody said, else the one that most of their numbers sit in."""
    said = (due.batch["assigned"] or {}).get("session") or due.batch["asked_session"]
    if said in due.sessions:
        return str(said)
    return session_of(
        reading.sessions_of(connection, plan, (card.number for card in parsed.cards)), due.sessions
    )  # fmt: skip
