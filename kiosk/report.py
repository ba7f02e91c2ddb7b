"""Tells the hub how the station is, so that a silent one's unsent scans are known by name."""

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.hub import Away, Hub, Refused
from kiosk.outbox import Outbox, Unwritable

EVERY = 15.0  # seconds between two reports
PLACE_LENGTH = 64  # characters the hub takes


class Reporter:
    """Reports in a thread of its own; the hub's silence is no trouble of the gate's."""

    def __init__(
        self, folder: Path, origin: str, hub: Hub, clock: Clock, place: str, through: Callable[[], int]
    ) -> None:
        """Report on the spool in ``folder``.

        Args:
            folder: the station's folder.
            origin: names the hub's journal.
            hub: asked as this station.
            clock: knows how far this computer's clock is off.
            place: what the gate is called.
            through: the number of the last change that was read.
        """
        self._folder, self._origin, self._hub = folder, origin, hub
        self._clock, self._place, self._through = clock, place[:PLACE_LENGTH], through
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="report", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Report no more; one still on its way is not waited for."""
        self._ending.set()

    def _run(self) -> None:
        while not self._ending.is_set():
            with suppress(Away, Refused, Unwritable, OSError):
                self._hub.report(self.report())
            self._ending.wait(EVERY)

    def report(self) -> dict[str, Any]:
        """Return what the station says of itself (``POST /api/status``).

        Raises:
            Unwritable: the spool cannot be read.
        """
        with closing(Outbox(self._folder)) as outbox:
            waiting, _ = outbox.count_waiting(self._origin)
            oldest = outbox.waiting(self._origin, 1)
            last = outbox.last_waiting(self._origin)
            refused = len(outbox.needs_person())
        return {
            "waiting": waiting,
            "needs_person": refused,
            "oldest": oldest[0].fact["at"] if oldest else None,
            "last": last,
            "skew_ms": round(self._clock.skew.total_seconds() * 1000),
            "battery": None,
            "persisted": True,
            "build": "",
            "rows_through": self._through(),
            "screen": "kaowu-station",
            "place": self._place,
        }
