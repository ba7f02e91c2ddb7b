"""Hands in what the spool holds, oldest first, until the hub has acknowledged it.

Runs in a thread of its own: a hub that does not answer never keeps a scan from being stored.
"""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.hub import Away, Hub, Refused
from kiosk.outbox import Entry, Outbox, Unwritable

BATCH = 50  # facts of one request; even codes of the longest kind stay below the hub's 1 MB
FIRST_RETRY, LAST_RETRY = 1.0, 60.0  # seconds
PROBE = 2.0  # seconds between looks whether the hub is back
SLOW = 1.0  # seconds; when the last try took longer, people are not kept waiting for the next

#: Told of one fact: the hub's word is in its receipt; without one it waits, and ``why`` says for what.
Told = Callable[[Entry, str | None], None]


def retry_after(failures: int, chance: float) -> float:
    """Return the seconds to the next try: 1 doubling to 60, of which ``chance`` (0 to 1) takes up to half away.

    Args:
        failures: tries in a row that failed, from 1.
        chance: spreads the stations, so that they do not all return in the same moment.
    """
    ceiling = min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(failures - 1, 10))
    return max(FIRST_RETRY, ceiling * (1 - chance / 2))


class Delivery:
    """One station's hand-in, from ``start`` to ``finish``."""

    def __init__(self, folder: Path, origin: str, hub: Hub, told: Told, trouble: Callable[[Unwritable], None]) -> None:
        """Hand in what the spool in ``folder`` holds for the hub of ``origin``.

        Args:
            folder: the station's folder.
            origin: names the hub's journal.
            hub: asked as this station.
            told: called for each verdict, and once for each fact that has to wait.
            trouble: called when the spool cannot take the hub's word; it is tried again.
        """
        self._folder, self._origin, self._hub = folder, origin, hub
        self._told, self._trouble = told, trouble
        self._new = threading.Event()
        self._last_round = False
        self._failures = 0
        self._unreachable = False
        self._slow: str | None = None  # why the last try failed, where it took long
        self._broke: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def start(self) -> None:
        """Begin, with what earlier runs left."""
        self._thread.start()

    def stored(self) -> None:
        """A fact was stored: hand it in now, whatever the last try came to.

        Raises:
            RuntimeError: nothing is handed in any more, by a fault of this program; the cause says which.
        """
        if self._broke is not None:
            raise RuntimeError("the delivery has ended") from self._broke
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
            self._broke = error
            raise

    def _work(self) -> None:
        outbox = self._opened()
        if outbox is None:
            return
        try:
            while True:
                last = self._last_round
                self._new.clear()
                began = time.monotonic()
                why = self._round(outbox)
                delivered = why is None
                self._slow = why if time.monotonic() - began > SLOW else None
                self._failures = 0 if delivered else self._failures + 1
                if last:
                    return
                if delivered:
                    self._new.wait()
                else:
                    self._rest()
        finally:
            outbox.close()

    def _opened(self) -> Outbox | None:
        """Open the spool, its own: a connection belongs to one thread. None where it cannot be until the end."""
        while True:
            last = self._last_round
            self._new.clear()
            try:
                return Outbox(self._folder)
            except (Unwritable, OSError) as error:
                if last:
                    return None
                self._trouble(error if isinstance(error, Unwritable) else Unwritable(str(error)))
                self._new.wait(LAST_RETRY)

    def _round(self, outbox: Outbox) -> str | None:
        """Hand in all that waits; return None, or why something still waits."""
        try:
            if self._slow is not None:
                self._wait_openly(outbox, self._slow)
            while batch := outbox.waiting(self._origin, BATCH):
                why = self._hand_in(outbox, batch)
                if why is not None:
                    self._wait_openly(outbox, why)
                    return why
        except Unwritable as error:
            self._trouble(error)
            return "no-receipt"
        return None

    def _hand_in(self, outbox: Outbox, batch: list[Entry]) -> str | None:
        """Hand in one batch; return None, or why nothing of it was acknowledged."""
        self._unreachable = False
        try:
            receipts = self._hub.send([entry.signed() for entry in batch])
        except Away as away:
            self._unreachable = not away.reached
            return away.why
        except Refused as refused:
            return f"{refused.says} → {refused.fix}" if refused.fix else refused.says
        taken = outbox.take(batch, receipts)
        for entry in taken:
            self._told(entry, None)
        return None if taken else "no-receipt"

    def _wait_openly(self, outbox: Outbox, why: str) -> None:
        """Tell the gate of each fact that has to wait, once; from here on the person has passed without the hub."""
        unspoken = outbox.unspoken(self._origin)
        if unspoken:
            outbox.acted(unspoken)
        for entry in unspoken:
            self._told(entry, why)

    def _rest(self) -> None:
        """Wait for the next try; less when something is stored, or when an unreachable hub is back."""
        end = time.monotonic() + retry_after(self._failures, random.random())  # noqa: S311 - spreads, hides nothing
        while (left := end - time.monotonic()) > 0:
            if self._new.wait(min(left, PROBE)):
                return
            if self._unreachable and self._hub.up():
                return
