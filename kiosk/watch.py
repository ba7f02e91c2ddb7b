"""Watches the camera for badges: each badge shown is told once, however long it is held up."""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import cv2
import numpy as np

from decoding.frame import Code, Decoder, Grey, badges, glance
from kiosk.camera import Frame, Source

AGAIN = 8.0  # seconds a badge must have been out of sight to be told once more
THUMB = (48, 27)  # how coarsely two frames are compared
STILL = 1.5  # grey levels; less between two frames is noise of the camera
REST = 0.2  # seconds between hard looks at a scene where nothing moves

#: Told of a badge's text, and of the frame it was first read in.
Shown = Callable[[str, Frame], None]


@dataclass
class Recent:
    """What was shown lately, so that a badge held up is not sent again and again."""

    again: float = AGAIN
    _seen: dict[str, float] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def fresh(self, text: str, now: float) -> bool:
        """Note that a badge is in sight; tell whether it was not, for ``again`` seconds.

        Args:
            text: the badge's text.
            now: seconds of any clock that only rises.
        """
        with self._turn:
            last = self._seen.get(text)
            self._seen[text] = now
            return last is None or now - last > self.again

    def known(self, now: float) -> frozenset[str]:
        """Return the texts that need no answer now."""
        with self._turn:
            self._seen = {text: last for text, last in self._seen.items() if now - last <= self.again}
            return frozenset(self._seen)


class Watch:
    """Looks at the newest frame, over and over, with two pairs of eyes.

    One reads every frame plainly and is never late; the other looks again, harder and longer, at as many frames as it
    has time for.
    """

    def __init__(self, source: Source, recent: Recent, shown: Shown) -> None:
        """Tell ``shown`` of each badge that comes into sight; it may be called from two threads."""
        self._source, self._recent, self._shown = source, recent, shown
        self._decoder = Decoder()
        self._thumb: Grey | None = None
        self._looked = 0.0
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._over_and_over, args=[look], name=look.__name__, daemon=True)
            for look in (self._glance, self._look)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ending.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(5)

    def wait(self) -> None:
        """Wait until the camera has ended and its last frame was looked at."""
        for thread in self._threads:
            thread.join()

    def _over_and_over(self, look: Callable[[Frame, Grey], list[Code]]) -> None:
        if look == self._look:
            _stand_back()
        number = 0
        while not self._ending.is_set():
            frame = self._source.next(number, 1.0)
            if frame is not None:
                number = frame.number
                grey = np.asarray(cv2.cvtColor(frame.picture, cv2.COLOR_BGR2GRAY), np.uint8)
                for code in badges(look(frame, grey)):
                    if self._recent.fresh(code.text, time.monotonic()):
                        self._shown(code.text, frame)
            elif self._source.state == "ended":
                return

    def _glance(self, _frame: Frame, grey: Grey) -> list[Code]:
        return glance(grey)

    def _look(self, _frame: Frame, grey: Grey) -> list[Code]:
        now = time.monotonic()
        if not self._moved(grey) and now - self._looked < REST:
            return []
        self._looked = now
        return self._decoder.read(grey, self._recent.known(now))

    def _moved(self, grey: Grey) -> bool:
        """Tell whether anything moves: an empty gate must not keep the computer busy."""
        thumb = np.asarray(cv2.resize(grey, THUMB, interpolation=cv2.INTER_AREA), np.uint8)
        before, self._thumb = self._thumb, thumb
        return before is None or float(np.mean(cv2.absdiff(before, thumb))) > STILL


def _stand_back() -> None:
    """Let this thread wait for the others where the computer is busy: a plain look must never be late."""
    if sys.platform == "linux":  # elsewhere priorities are the whole program's
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
