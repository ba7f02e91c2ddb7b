"""The gate's camera: a thread of its own reads it and keeps the newest frame only; a camera that ends is opened again.

A camera is a number (0 is the first), a device file, or the address of a stream. A film is played as if it were one.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Read once when the library is loaded: its own complaints would stand between the gate's answers, and a stream that
# loses packets shows half of a badge.
os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp")

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

WIDTH, HEIGHT = 1920, 1080  # asked of a camera; it gives what it can. Half of it halves how far away a badge is read
PATIENCE = 5000  # milliseconds for a stream to open, or to send its next frame
FIRST_RETRY, LAST_RETRY = 0.5, 10.0  # seconds
USUAL_RATE = 25.0  # frames a second of a film that does not say
STREAMS = frozenset({"rtsp", "rtsps", "rtp", "udp", "tcp", "http", "https"})


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture (BGR). ``number`` counts from 1; ``shown`` is when it came (monotonic seconds)."""

    number: int
    picture: Picture
    shown: float


class NoFilm(ValueError):
    """The file cannot be played as a film. ``args[0]`` is the file."""


class Source:
    """What both kinds of camera share: the newest frame, for as many readers as want it."""

    def __init__(self, name: str) -> None:
        """Nothing is read until ``start``."""
        self.name = name
        self._news = threading.Condition()
        self._newest: Frame | None = None
        self._state = "opening"
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    @property
    def state(self) -> str:
        """``opening``, ``on``, ``away`` (tried again by itself) or ``ended`` (nothing comes any more)."""
        with self._news:
            return self._state

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Read no more."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE / 1000 + 1)

    def newest(self) -> Frame | None:
        """Return the newest frame, None before the first."""
        with self._news:
            return self._newest

    def next(self, after: int, seconds: float) -> Frame | None:
        """Wait for a frame newer than number ``after``; None where none came in time, or none will come."""
        with self._news:
            self._news.wait_for(lambda: self._is_newer(after) or self._state == "ended", seconds)
            return self._newest if self._is_newer(after) else None

    def _is_newer(self, after: int) -> bool:
        return self._newest is not None and self._newest.number > after

    def _say(self, state: str) -> None:
        with self._news:
            self._state = state
            self._news.notify_all()

    def _show(self, picture: Picture) -> None:
        with self._news:
            number = self._newest.number + 1 if self._newest else 1
            self._newest = Frame(number, picture, time.monotonic())
            self._state = "on"
            self._news.notify_all()

    def _run(self) -> None:
        raise NotImplementedError


class Camera(Source):
    """A camera or a stream, opened again whenever it ends."""

    def __init__(self, where: str, opened: Callable[[str], Any] | None = None) -> None:
        """Read ``where``; ``opened`` opens it as OpenCV does."""
        super().__init__(_plain(where))
        self._where, self._open = where, opened or open_camera

    def _run(self) -> None:
        failures = 0
        while not self._ending.is_set():
            capture = self._open(self._where)
            try:
                failures = 0 if self._read(capture) else failures + 1
            finally:
                capture.release()
            self._say("away")
            self._ending.wait(min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(failures, 10)))

    def _read(self, capture: Any) -> bool:
        """Read until nothing comes any more; tell whether anything came."""
        came = False
        while not self._ending.is_set():
            good, picture = capture.read() if capture.isOpened() else (False, None)
            if not good or picture is None or not picture.size:
                break
            came = True
            self._show(picture)
        return came


class Film(Source):
    """A film, played at its own rate as if it were the camera; who is too slow misses frames, as before a camera."""

    def __init__(self, path: Path) -> None:
        """Play the film in ``path``.

        Raises:
            NoFilm: it cannot be read as one.
        """
        super().__init__(path.name)
        self._capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        if not path.is_file() or not self._capture.isOpened():
            raise NoFilm(str(path))
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if 1 <= rate <= 240 else USUAL_RATE
        self.began = 0.0

    def seconds(self, frame: Frame) -> float:
        """Return where in the film a frame stands."""
        return max(0.0, frame.shown - self.began)

    def _run(self) -> None:
        self.began = time.monotonic()
        due = self.began
        while not self._ending.wait(max(0.0, due - time.monotonic())):
            good, picture = self._capture.read()
            if not good:
                break
            self._show(np.asarray(picture, np.uint8))
            due += 1 / self.rate
        self._ending.wait(max(0.0, due - time.monotonic()))  # the last frame stands as long as every other
        self._capture.release()
        self._say("ended")


def open_camera(where: str) -> Any:
    """Open a camera by its number, its device file or a stream's address, as OpenCV does."""
    if where.isdigit():
        capture = cv2.VideoCapture(int(where))
    elif urlsplit(where).scheme in STREAMS:
        patience = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, PATIENCE, cv2.CAP_PROP_READ_TIMEOUT_MSEC, PATIENCE]
        return cv2.VideoCapture(where, cv2.CAP_FFMPEG, patience)
    else:
        capture = cv2.VideoCapture(where)
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))  # uncompressed, USB carries 5 frames a second
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return capture


def _plain(where: str) -> str:
    """Write a camera's address without the password it may hold."""
    parts = urlsplit(where)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.scheme in STREAMS else where


def there_is_one() -> bool:
    """Tell whether this computer has a camera, as far as its device files say."""
    return any(Path("/dev").glob("video[0-9]*"))
