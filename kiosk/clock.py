"""The hub's time on this computer, whose own clock may be wrong."""

import threading
import time
from datetime import UTC, datetime, timedelta

FORGET = 600.0  # seconds after which an older measurement gives way to any newer one


class Clock:
    """Learns how far the hub's clock is from this computer's; until then this computer's own counts."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._turn = threading.Lock()
        self._skew = timedelta()
        self._way = float("inf")
        self._learnt = 0.0

    def learn(self, hub: datetime, asked: datetime, took: float) -> None:
        """Learn from one answer: the shorter its way took, the better its time.

        Args:
            hub: the hub's clock as the answer gave it.
            asked: this computer's clock when it asked, aware.
            took: seconds until the answer was there.
        """
        with self._turn:
            now = time.monotonic()
            if took > self._way and now - self._learnt < FORGET:
                return
            self._way, self._learnt = took, now
            self._skew = hub - (asked + timedelta(seconds=took / 2))

    def now(self) -> datetime:
        """Return the hub's time, aware."""
        with self._turn:
            return datetime.now(UTC) + self._skew

    @property
    def skew(self) -> timedelta:
        """How far the hub is ahead of this computer."""
        with self._turn:
            return self._skew
