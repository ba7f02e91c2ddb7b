"""Brings what the spool holds to the hub, oldest first, until the hub has acknowledged it; for ever, if need be.

Runs in a thread of its own, so that a hub that does not answer never keeps a file from being taken.
"""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.delivery import retry_after
from kiosk.hub import Away, Hub, Refused
from kiosk.identity import Station
from kiosk.outbox import Unwritable
from kiosk.reader.disk import digest
from kiosk.reader.spool import Delivery, Spool

PROBE = 2.0  # seconds between looks whether the hub is back
#: Refusals that end the enrolment: nothing can be handed in until somebody enrols the station again.
OVER = ("not-enrolled", "device-revoked", "not-allowed")

#: By which rule a file counts as both readings (``server.desk.reading.batch``): only where it may be of another run.
RULE = 1

#: Told of a delivery that arrived: whether the hub took it, and why not.
Told = Callable[[Delivery, bool, str | None], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What this station was told about the files it brings. ``plan`` None: the hub says which."""

    station: str
    plan: int | None = None
    session: str | None = None
    profile: str | None = None
    passes: int = 1

    def said(self, plan: int) -> dict[str, Any]:
        """Return what a fact says of it."""
        return {
            "plan": plan, "station": self.station, "session": self.session, "profile": self.profile,
            "pass": self.passes, "rule": RULE,
        }  # fmt: skip


class Sender:
    """Hands in what waits, one round after another; used by one thread."""

    def __init__(self, spool: Spool, hub: Hub, station: Station, wanted: Wanted, told: Told) -> None:
        """Hand in what ``spool`` holds.

        Args:
            spool: opened by the thread that sends.
            hub: asked as this station.
            station: who states the facts.
            wanted: what is told of every file.
            told: called for each file that arrived.
        """
        self._spool, self._hub, self._station, self._wanted, self._told = spool, hub, station, wanted, told
        self.plan = wanted.plan
        self.unreachable = False

    def round(self) -> str | None:
        """Hand in all that waits; return None, or why something still waits (a word's code, or the hub's sentence).

        Raises:
            Unwritable: the spool cannot be read or written.
        """
        why, self.unreachable = None, False
        for delivery in self._spool.on_their_way():
            if self.plan is None:
                return "no-plan"
            try:
                why = self._hand_in(delivery, self.plan) or why
            except Away as away:
                self.unreachable = not away.reached
                self._spool.held_up(delivery, away.why)
                return away.why
            except Refused as refused:
                why = f"{refused.says} → {refused.fix}" if refused.fix else refused.says
                self._spool.held_up(delivery, why)
                if refused.code in OVER:
                    return why
        return why

    def _hand_in(self, delivery: Delivery, plan: int) -> str | None:
        """Hand in one file; return None, or why it has not arrived."""
        spool, path = self._spool, self._spool.path(delivery.sha256)
        entry = spool.stated(self._station, delivery, self._wanted.said(plan))
        if not path.exists() or digest(path) != delivery.sha256:
            spool.look_again(delivery.sha256)
            spool.held_up(delivery, "spool-damaged")
            return "spool-damaged"
        spool.sending(delivery)
        answer = self._hub.hand_in_file(path, delivery.sha256, entry.signed())
        receipt = answer.get("receipt")
        if not spool.arrived(delivery, entry, receipt, _brought_before(answer, entry.id)):
            spool.held_up(delivery, "no-receipt")
            return "no-receipt"
        refusal = receipt.get("refusal") if isinstance(receipt, dict) else None
        self._told(delivery, refusal is None, refusal and f"{refusal['says']} → {refusal['fix']}")
        return None


def _brought_before(answer: Mapping[str, Any], fact: str) -> str | None:
    """Return the station that had brought the same bytes before; None where nobody had."""
    batch = answer.get("batch")
    if not isinstance(batch, dict) or batch.get("fact") in (None, fact):
        return None
    station = batch.get("station")
    return station if isinstance(station, str) else "—"


class Sending:
    """A station's hand-in, from ``start`` to ``finish``."""

    def __init__(
        self,
        folder: Path,
        make: Callable[[Spool], Sender],
        hub: Hub,
        changed: Callable[[str | None], None],
        fails: Callable[[BaseException], None],
    ) -> None:
        """Hand in what the spool in ``folder`` holds.

        Args:
            folder: the station's folder.
            make: makes the sender on the spool of the thread that sends.
            hub: asked whether it is back.
            changed: called after each round with why something waits, None where nothing does.
            fails: called where nothing is handed in any more, by a fault of this program.
        """
        self._folder, self._make, self._hub, self._changed, self._fails = folder, make, hub, changed, fails
        self._new = threading.Event()
        self._last_round = False
        self._failures = 0
        self._plan: int | None = None
        self._thread = threading.Thread(target=self._run, name="sending", daemon=True)

    def start(self) -> None:
        """Begin, with what earlier runs left."""
        self._thread.start()

    def taken(self) -> None:
        """A file was taken: hand it in now, whatever the last try came to."""
        self._new.set()

    def plan_is(self, plan: int | None) -> None:
        """The hub says which plan's cards are read now."""
        if plan is not None and plan != self._plan:
            self._plan = plan
            self._new.set()

    def finish(self) -> None:
        """Try once more, then end."""
        self._last_round = True
        self._new.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._fails(error)
            raise

    def _work(self) -> None:
        spool = Spool(self._folder)
        sender = self._make(spool)
        asked = sender.plan is not None
        try:
            while True:
                last = self._last_round
                self._new.clear()
                if not asked and self._plan is not None:
                    sender.plan = self._plan
                why = self._round(sender)
                self._failures = 0 if why is None else self._failures + 1
                self._changed(why)
                if last:
                    return
                if why is None:
                    self._new.wait()
                else:
                    self._rest(sender)
        finally:
            spool.close()

    def _round(self, sender: Sender) -> str | None:
        try:
            return sender.round()
        except (Unwritable, OSError):
            return "spool-unwritable"

    def _rest(self, sender: Sender) -> None:
        """Wait for the next try; less when a file is taken, or when a hub that was away is back."""
        left = retry_after(self._failures, random.random())  # noqa: S311 - spreads, hides nothing
        while left > 0:
            if self._new.wait(min(left, PROBE)):
                return
            left -= PROBE
            if sender.unreachable and self._hub.up():
                return
