"""Reads the hub's changes, over and over, so that the gate knows who is expected when the hub is away."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.clock import Clock
from kiosk.hub import Away, Hub, Refused
from kiosk.rows import Rows, read_page

EVERY = 3.0  # seconds between two questions
LIMIT = 1000  # rows of one answer: well below the hub's 4 MB
ZONE = ZoneInfo("Asia/Shanghai")  # the days of a plan are this zone's

HubState = Literal["unknown", "on", "away", "over"]


class Sync:
    """The station's rows, kept up to date in a thread of its own."""

    def __init__(self, hub: Hub, rows: Rows, clock: Clock, changed: Callable[[], None]) -> None:
        """Read ``hub``'s changes into ``rows``.

        Args:
            hub: asked as this station.
            rows: where they are kept.
            clock: learns the hub's time.
            changed: called after each question.
        """
        self._hub, self._rows, self._clock, self._changed = hub, rows, clock, changed
        self._wake = threading.Event()
        self._ending = False
        self._state: HubState = "unknown"
        self._why = ""
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    @property
    def state(self) -> tuple[HubState, str]:
        """How the hub answered last, and where it did not, why (a code of ``words``, or its own sentence).

        ``over``: it does not know this station any more.
        """
        return self._state, self._why

    def start(self) -> None:
        """Begin; a station that never read anything reads first, or it could judge nobody once the hub is away."""
        if not self._rows.through:
            self.once()
        self._thread.start()

    def now(self) -> None:
        """Ask at once: something has just changed."""
        self._wake.set()

    def stop(self) -> None:
        """Ask no more; an answer still on its way is not waited for."""
        self._ending = True
        self._wake.set()

    def _run(self) -> None:
        while not self._ending:
            self._wake.clear()
            self.once()
            self._changed()
            self._wake.wait(EVERY)

    def once(self) -> None:
        """Read all that changed since the last time, as far as the hub answers."""
        try:
            while self._page():
                pass
            self._state, self._why = "on", ""
        except Away as away:
            self._state, self._why = "away", away.why
        except Refused as refused:
            over = refused.code in ("not-enrolled", "device-revoked")
            self._state, self._why = ("over" if over else "away"), refused.says
            if over:
                with suppress(OSError):  # tried again at the next question
                    self._rows.forget()
        except ValueError:
            self._state, self._why = "away", "no-hub"
        with suppress(OSError):
            self._rows.forget_past(self._clock.now().astimezone(ZONE).date())

    def _page(self) -> bool:
        """Read one answer; tell whether there is more."""
        after = self._rows.through
        asked, began = datetime.now(UTC), time.monotonic()
        page = read_page(self._hub.changes(after, LIMIT))
        self._clock.learn(page.now, asked, time.monotonic() - began)
        if page.size < after:  # the hub was restored from an older copy: what it told since is not so any more
            with suppress(OSError):
                self._rows.forget()
            return True
        self._rows.take(page)
        return page.more and page.through > after
