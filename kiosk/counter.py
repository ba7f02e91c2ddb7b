"""The gate itself: takes one scan after another, from whatever read it, and answers on terminal and page."""

import collections
import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.answers import Answers
from kiosk.clock import Clock
from kiosk.delivery import Delivery
from kiosk.guide import awaits_draw, current_plan, next_point, report, where_to
from kiosk.hub import Hub
from kiosk.identity import Station
from kiosk.judge import STOPS, Holder, holder_of
from kiosk.outbox import Entry, Outbox, Unwritable
from kiosk.report import Reporter
from kiosk.rows import Rows
from kiosk.scan import Unread, read_scan
from kiosk.sync import ZONE
from kiosk.words import WORDS, Screen
from protocol.role import BY_NUMBER

HEADINGS: Mapping[str, str] = {"duty.check_in": "in", "duty.check_out": "out", "duty.undo": "undone"}
UNDO_FOR = 10  # seconds the page offers to take a check-in back
OUTCOMES = ("accepted", "refused", "disputed", "waiting")


@dataclass(frozen=True, slots=True)
class Scan:
    """One act at the gate.

    ``line`` is what a scanner or a person typed; ``who`` somebody picked from the list, or ``undoes`` with the fact to
    be taken back. ``film``: seconds into the film where it was read.
    """

    line: bytes = b""
    who: Mapping[str, Any] | None = None
    film: float | None = None


class Counter:
    """One run of the program at one gate."""

    def __init__(
        self,
        folder: Path,
        station: Station,
        hub: Hub,
        screen: Screen,
        *,
        kind: str,
        place: str,
        rows: Rows,
        clock: Clock,
        answers: Answers,
    ) -> None:
        """Check people in or out.

        Args:
            folder: the station's folder.
            station: who states the facts.
            hub: asked as this station.
            screen: where verdicts are shown.
            kind: ``duty.check_in`` or ``duty.check_out``.
            place: what the gate is called.
            rows: who is expected.
            clock: the hub's time.
            answers: shown on the page.

        Raises:
            Unwritable: the spool cannot be opened.
        """
        self.station, self.kind, self.place = station, kind, place
        self.screen, self.rows, self.clock, self.answers = screen, rows, clock, answers
        self._outbox = Outbox(folder)
        # The hub's rules then go by the time of the scan, not by the time of sending.
        self._outbox.acted(self._outbox.unspoken(station.origin))
        self._scans: queue.Queue[Scan | None] = queue.Queue()
        self._delivery = Delivery(folder, station.origin, hub, self._told, self._trouble)
        self._reporter = Reporter(folder, station.origin, hub, clock, place, lambda: rows.through)
        self._known: dict[str, Holder] = {}
        self._films: dict[str, float] = {}
        self._open: set[str] = set()
        self._news = threading.Condition()
        self._outcomes: dict[str, str] = {}
        self.waiting = self._outbox.count_waiting(station.origin)[0]

    def give(self, scan: Scan) -> None:
        """Take a scan, from any thread."""
        self._scans.put(scan)

    def end(self) -> None:
        """Take what was given so far, then end."""
        self._scans.put(None)

    def run(self) -> int:
        """Take one scan after another; return how many still wait at the end."""
        outbox, origin = self._outbox, self.station.origin
        self._delivery.start()
        self._reporter.start()
        try:
            while (scan := self._next()) is not None:
                self._take(outbox, scan)
        except KeyboardInterrupt:
            self.screen.line()
        self._reporter.stop()
        self._delivery.finish()
        left, _ = outbox.count_waiting(origin)
        outbox.close()
        return left

    def settled(self, seconds: float) -> bool:
        """Wait until every scan was answered, by the hub's word or as waiting; tell whether that came in time."""
        with self._news:
            return self._news.wait_for(lambda: not self._open and self._scans.empty(), seconds)

    def unsent(self) -> int:
        """Return how many facts wait for the hub; one it is just being asked about does not."""
        with self._news:
            return max(0, self.waiting - len(self._open))

    def tally(self) -> dict[str, int]:
        """Return how many scans of this run came to what: ``accepted``, ``refused``, ``disputed``, ``waiting``."""
        with self._news:
            found = collections.Counter(self._outcomes.values())
        return {state: found[state] for state in OUTCOMES}

    def _next(self) -> Scan | None:
        while True:  # a wait without end would not hear Ctrl-C on every system
            try:
                return self._scans.get(timeout=1.0)
            except queue.Empty:
                continue

    def _take(self, outbox: Outbox, scan: Scan) -> None:
        try:
            who = read_scan(scan.line) if scan.who is None else dict(scan.who)
        except Unread as unread:
            self._unmade("unread", self.screen.word(unread.args[0]))
            return
        if who is None:
            return
        undoes = who.get("undoes")
        kind, body = ("duty.undo", who) if undoes else (self.kind, {"place": self.place} | who)
        holder = self._known.get(undoes, Holder()) if undoes else self._holder(who)
        stopped = holder.doubt if holder.doubt in STOPS else None
        try:
            entry = outbox.put(self.station, kind, body, datetime.now().astimezone(), stopped)
        except Unwritable as error:
            self._unmade("lost", self.screen.word("lost-fix", detail=error))
            return
        with self._news:
            self._known[entry.id] = holder
            self._open.add(entry.id)
            self.waiting += 1
        if scan.film is not None:
            self._films[entry.id] = scan.film
        self.answers.put(self._answer(entry, holder) | {"state": "asking"})
        self._delivery.stored()

    def _holder(self, who: Mapping[str, Any]) -> Holder:
        leaving = self.kind == "duty.check_out"
        return holder_of(who, self.rows, self.clock.now().timestamp(), leaving=leaving)

    def _unmade(self, heading: str, sentence: str) -> None:
        """Answer a scan of which no fact was made."""
        self.screen.verdict(heading, "", sentence)
        self.answers.put({"id": f"{heading}-{time.monotonic_ns()}", "state": heading, "says": sentence, "fix": ""})

    def _told(self, entry: Entry, why: str | None) -> None:
        """Answer a scan: with the hub's word, or (``why``) without it."""
        screen, holder = self.screen, self._known.get(entry.id, Holder())
        label = about(entry, holder.person, self._film(entry))
        shown = self._answer(entry, holder)
        if why is not None:
            reason = screen.word(why) if why in WORDS else why
            doubt = screen.word(f"doubt-{holder.doubt}") if holder.doubt else ""
            heading = "refused" if entry.stopped else "waiting"
            fix = screen.word("doubt-fix" if entry.stopped else "waiting-fix")
            note = screen.word("stored") if entry.stopped else ""
            screen.verdict(heading, label, doubt, reason, fix, note)
            said = {"state": heading, "says": doubt or reason, "fix": fix, "note": note or (reason if doubt else "")}
            self._settle(entry, shown | said | {"own": True}, "waiting")
            return
        show(screen, entry, f"{label} · {screen.word('later')}" if entry.acted else label)
        self._settle(entry, shown | verdict_of(screen, entry), entry.state)

    def _settle(self, entry: Entry, shown: Mapping[str, Any], state: str) -> None:
        with self._news:
            before = self._outcomes.get(entry.id)
            ours = entry.id in self._known
            if ours:
                self._outcomes[entry.id] = state
            if state != "waiting":
                self.waiting = max(0, self.waiting - 1)
            self._open.discard(entry.id)
            self._news.notify_all()
        if ours:
            self.answers.put({**shown, "late": before == "waiting"})

    def _trouble(self, error: Unwritable) -> None:
        self.screen.say("lost-receipt", detail=error)

    def _film(self, entry: Entry) -> str:
        at = self._films.get(entry.id)
        return "" if at is None else self.screen.word("film-read", at=f"{at:.2f}")

    def _answer(self, entry: Entry, holder: Holder) -> dict[str, Any]:
        """Write who a scan is about, where they go and what comes next, for the page."""
        now = self.clock.now()
        role = BY_NUMBER.get(holder.role or 0)
        person = holder.person
        plan = self.rows.one("plan", str(holder.plan)) or current_plan(self.rows.all("plan"), now.date())
        undrawn = person is not None and plan is not None and awaits_draw(person, plan, now, self._draw)
        zh, en = report(holder.role, undrawn=undrawn)
        return {
            "id": entry.id,
            "number": entry.number,
            "at": entry.fact["at"],
            "kind": HEADINGS[entry.fact["kind"]],
            "name": person["name"] if person else "",
            "unit": person["unit"] if person else "",
            "badge": holder.number or entry.fact["body"].get("number") or "",
            "role": role and {"zh": role.zh, "en": role.en, "colour": role.colour, "bars": role.family.value},
            "rooms": self._where_to(person, plan, now) if person and plan else [],
            "report": {"zh": zh, "en": en},
            "next": next_point(plan, now) if plan else None,
            "undoes": entry.fact["body"].get("undoes"),
            "undo": UNDO_FOR if entry.state == "accepted" and entry.fact["kind"] != "duty.undo" else 0,
        }

    def _where_to(self, person: Mapping[str, Any], plan: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
        return where_to(person, plan, lambda key: self.rows.one("room", key), now, self._draw)

    def _draw(self, key: str) -> Mapping[str, Any] | None:
        return self.rows.one("draw", key)


def about(entry: Entry, person: Mapping[str, Any] | None = None, film: str = "") -> str:
    """Name a scan: its number on this station, the clock, the badge number where one was typed, and who it is."""
    fact = entry.fact
    clock = datetime.fromisoformat(fact["at"]).astimezone(ZONE)
    name = person["name"] if person else None
    return " · ".join(
        filter(None, (f"#{entry.number}", f"{clock:%H:%M:%S}", fact["body"].get("number"), name, film or None))
    )


def verdict_of(screen: Screen, entry: Entry) -> dict[str, Any]:
    """Write the hub's word on a scan for the page."""
    if entry.state == "accepted":
        return {"state": HEADINGS[entry.fact["kind"]], "says": "", "fix": "", "note": ""}
    refusal = _refusal(entry)
    fix = str(refusal.get("fix") or "")
    note = screen.word("disputed-fix") if entry.state == "disputed" else ""
    return {"state": entry.state, "says": str(refusal.get("says") or ""), "fix": fix, "note": note}


def show(screen: Screen, entry: Entry, label: str) -> None:
    """Show the hub's word on a scan in the terminal."""
    said = verdict_of(screen, entry)
    screen.verdict(said["state"], label, said["says"], said["fix"], said["note"])


def _refusal(entry: Entry) -> Mapping[str, Any]:
    said = (entry.receipt or {}).get("refusal")
    return said if isinstance(said, dict) else {}
