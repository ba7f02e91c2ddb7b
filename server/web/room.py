"""Copies that wait until the hub's disk has room for them, besides what is kept free for records."""

import threading
from collections.abc import Callable
from contextlib import suppress

from server.domain.upload import RESERVE

Later = Callable[[Callable[[], None]], None]
#: Pauses between two tries of a copy that failed though there seemed to be room, at most; they double each time.
MOST_PAUSES = 64


class Room:
    """The disk is looked at once in a pause, however many copies wait; the oldest comes first."""

    def __init__(self, free: Callable[[], int], ring: Callable[[str], None], later: Later) -> None:
        """``free`` tells the disk's free bytes, ``ring`` of which evidence there is room, ``later`` does after a pause.

        ``later`` and ``ring`` are called by whichever thread.
        """
        self._free, self._ring, self._later = free, ring, later
        self._lock = threading.Lock()
        self._waits: dict[str, tuple[int, int]] = {}  # evidence -> bytes it needs, pauses until it is thought of
        self._failed: dict[str, int] = {}
        self._looks = False

    def has(self, count: int) -> bool:
        """Tell whether there is room for so many bytes."""
        return count <= self._free() - RESERVE

    def holds(self, evidence: str) -> bool:
        """Tell whether evidence waits."""
        with self._lock:
            return evidence in self._waits

    def wait(self, evidence: str, count: int, *, failed: bool = False) -> None:
        """Ring of evidence after a pause, as soon as there is room for so many bytes.

        ``failed``: it was tried and the disk was full all the same; each time it waits twice as long.
        """
        with self._lock:
            tries = self._failed.get(evidence, 0) + failed
            if failed:
                self._failed[evidence] = tries
            self._waits[evidence] = count, min(MOST_PAUSES, 1 << tries >> 1)
            begins, self._looks = not self._looks, True
        if begins:
            self._later(self._look)

    def leave(self, evidence: str) -> None:
        """Forget evidence."""
        with self._lock:
            self._waits.pop(evidence, None)
            self._failed.pop(evidence, None)

    def _look(self) -> None:
        left, found = 0, []
        with suppress(OSError):  # a disk that is away has no room
            left = self._free() - RESERVE
        with self._lock:
            for evidence, (count, pauses) in list(self._waits.items()):
                if pauses > 1:
                    self._waits[evidence] = count, pauses - 1
                elif count <= left:
                    left -= count
                    del self._waits[evidence]
                    found.append(evidence)
            again = self._looks = bool(self._waits)
        for evidence in found:
            self._ring(evidence)
        if again:
            self._later(self._look)
