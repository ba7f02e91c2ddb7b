"""The newest frame of films that still grow, for screens that cannot play them: made on request, not more often."""

import threading
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from imaging.task import LOOK, NEWEST, Made
from imaging.workshop import Crowded, Workshop
from server.web.waiting import Waiting

#: Seconds for which a frame is the newest, and seconds a request waits for one.
FRESH, PATIENCE = 2.0, 10.0
#: Films whose newest frame is remembered: those of one site's stations.
MOST = 200


class Frames:
    """Newest frames by evidence; whoever asks while one is being made waits for the same."""

    def __init__(self, workshop: Workshop) -> None:
        """Remember none; they are made in the workshop."""
        self._workshop = workshop
        self._lock = threading.Lock()
        self._made: dict[str, tuple[float, int, Future[Made]]] = {}

    def newest(self, waiting: Waiting, evidence: str, film: Path, size: int) -> bytes | None:
        """Return the newest frame of a film that has come as far as ``size``, as JPEG; None where there is none yet."""
        try:
            future = waiting.run(partial(self._asked, evidence, film, size))  # what it starts may run anywhere
        except Crowded:
            return None
        until = time.monotonic() + PATIENCE
        while not future.done() and time.monotonic() < until:
            waiting.pause(0.01)
        return future.result().poster if future.done() and not future.cancelled() else None

    def _asked(self, evidence: str, film: Path, size: int) -> "Future[Made]":
        with self._lock:
            now, before = time.monotonic(), self._made.get(evidence)
            if before is not None:
                at, seen, future = before
                if not future.done() or now - at < FRESH or seen == size:
                    return future
            new = self._workshop.submit(film, (LOOK, NEWEST))
            while len(self._made) >= MOST:
                del self._made[next(iter(self._made))]
            self._made[evidence] = (now, size, new)
            return new
