"""Reads badges' QR codes from one frame of a camera: plainly first, then sharpened and enlarged where a code may be.

A badge held up is small, a little out of focus and moving. zxing reads it plainly in about three of four frames; most
of the rest it reads once the frame is sharpened at half its contrast, so that no edge is cut off at black or white,
and then enlarged. The first retry takes the whole frame, the later ones windows of it: where a code was found but not
made out, where one was seen last, and where edges stand closest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from protocol.token import MAX_LENGTH, PREFIX

Grey = npt.NDArray[np.uint8]

FORMAT = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)  # not the small kinds: those are found in noise
WINDOW = 320  # pixels a side: a code of 4 pixels a module with room around it; nearer ones need no enlarging
WHOLE = 1_100_000  # pixels; up to here the first retry takes the whole frame
WORK = 12_000_000  # enlarged pixels looked at in one frame, about 50 ms on a small computer
PLACES = 3  # windows of close edges looked at
CELL = 16  # pixels; how finely edges are counted


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a frame, in pixels; ``right`` and ``bottom`` are the first ones outside."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point is inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """The point half way."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Code:
    """One QR code that was read, and where it stands in the frame."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Retry:
    """One way to look again: ``radius`` (pixels) and ``amount`` of the sharpening, then ``times`` enlarged."""

    times: int
    radius: float
    amount: float
    soften: float = 0.0


FIRST = Retry(2, 1.2, 2.0)
RETRIES = (Retry(3, 1.2, 2.0), Retry(3, 1.2, 3.5), Retry(2, 2.2, 3.5), Retry(3, 1.67, 6.0, soften=0.6))


def badges(codes: Iterable[Code]) -> list[Code]:
    """Return those that are written as badges; other codes held into the camera are nobody's."""
    return [code for code in codes if code.text.startswith(PREFIX) and len(code.text) <= MAX_LENGTH]


class Decoder:
    """Reads frame after frame, and remembers where codes were."""

    def __init__(self, work: int = WORK) -> None:
        """Look at no more than ``work`` enlarged pixels in one frame."""
        self._work = work
        self._last: list[Box] = []

    def read(self, grey: Grey, known: frozenset[str] = frozenset()) -> list[Code]:
        """Return every code that can be read in a frame, each once.

        Args:
            grey: the frame.
            known: texts that need no answer any more. While nothing else is read, the search for a second person's
                badge goes on.
        """
        found, unread = _look(grey, _all(grey), None)
        if unread or not _new(found, known):
            found = self._again(grey, found, unread, known)
        if found:
            self._last = [code.box for code in found]
        return found

    def _again(self, grey: Grey, found: list[Code], unread: list[Box], known: frozenset[str]) -> list[Code]:
        left = self._work
        for retry, box in self._plan(grey, found, unread):
            cost = (box.right - box.left) * (box.bottom - box.top) * retry.times**2
            if cost > left:
                continue
            left -= cost
            more, missed = _look(grey, box, retry)
            unread += missed if box == _all(grey) else []
            before = len(found)
            found = _together(found, more)
            if len(found) > before and _new(found, known):
                unread[:] = [one for one in unread if not _at_one(one, found)]
                if not unread:
                    break
        return found

    def _plan(self, grey: Grey, found: Sequence[Code], unread: list[Box]) -> Iterator[tuple[Retry, Box]]:
        """Return what to try, the likeliest first; ``unread`` grows while the plan is worked off."""
        height, width = grey.shape
        small = height * width <= WHOLE
        if small:
            yield FIRST, _all(grey)
        seen = [_window(box.middle, grey) for box in [*unread, *self._last]]
        if not found:
            seen += [_window(place, grey) for place in _busy(grey)]
        windows = list(dict.fromkeys(_apart(seen)))
        for retry in RETRIES if small else (FIRST, *RETRIES):
            for box in windows:
                yield retry, box


def glance(grey: Grey) -> list[Code]:
    """Return what can be read plainly, without a second look."""
    return _look(grey, _all(grey), None)[0]


def _all(grey: Grey) -> Box:
    return Box(0, 0, grey.shape[1], grey.shape[0])


def _new(found: Sequence[Code], known: frozenset[str]) -> bool:
    return any(code.text not in known for code in found)


def _look(grey: Grey, box: Box, retry: Retry | None) -> tuple[list[Code], list[Box]]:
    """Return the codes in a part of a frame, and where one was seen but not made out."""
    part: Grey = np.ascontiguousarray(grey[box.top : box.bottom, box.left : box.right])
    times = 1
    if retry is not None:
        part, times = sharpened(part, retry), retry.times
    seen = zxingcpp.read_barcodes(part, formats=FORMAT, try_invert=False, return_errors=True)
    codes, unread = [], []
    for one in seen:
        place = _box(one.position, box, times)
        if one.valid and one.text:
            codes.append(Code(one.text, place))
        else:
            unread.append(place)
    return codes, unread


def sharpened(grey: Grey, retry: Retry) -> Grey:
    """Return a frame with its edges raised, at half its contrast, enlarged."""
    base = cv2.GaussianBlur(grey, (0, 0), retry.soften) if retry.soften else grey
    blurred = cv2.GaussianBlur(base, (0, 0), retry.radius)
    raised = cv2.addWeighted(base, (1 + retry.amount) / 2, blurred, -retry.amount / 2, 64)
    large = cv2.resize(raised, None, fx=retry.times, fy=retry.times, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8)


def _box(position: zxingcpp.Position, part: Box, times: int) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs, ys = [corner.x // times + part.left for corner in corners], [corner.y // times + part.top for corner in corners]
    return Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


def _window(place: tuple[float, float], grey: Grey) -> Box:
    """Return the window around a point, moved so that it lies in the frame."""
    height, width = grey.shape
    wide, high = min(WINDOW, width), min(WINDOW, height)
    left = min(max(0, int(place[0]) - wide // 2), width - wide)
    top = min(max(0, int(place[1]) - high // 2), height - high)
    return Box(left, top, left + wide, top + high)


def _apart(windows: Iterable[Box]) -> list[Box]:
    """Leave out windows that show nearly what an earlier one shows."""
    kept: list[Box] = []
    for window in windows:
        x, y = window.middle
        if all(max(abs(x - other.middle[0]), abs(y - other.middle[1])) > WINDOW / 5 for other in kept):
            kept.append(window)
    return kept


def _busy(grey: Grey) -> list[tuple[float, float]]:
    """Return the places where edges stand closest: a QR code has more of them than anything else in a scene."""
    height, width = grey.shape[0] // CELL, grey.shape[1] // CELL
    if height < 1 or width < 1:
        return []
    across = cv2.absdiff(grey[:, 2:], grey[:, :-2])[:-2, :]
    down = cv2.absdiff(grey[2:, :], grey[:-2, :])[:, :-2]
    edges = cv2.resize(np.minimum(across, down), (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    size = max(3, WINDOW // CELL // 3)
    close = cv2.blur(edges, (size, size), borderType=cv2.BORDER_REFLECT)
    places = []
    for _ in range(PLACES):
        _, most, _, (x, y) = cv2.minMaxLoc(close)
        if most <= 0:
            break
        places.append(((x + 0.5) * CELL, (y + 0.5) * CELL))
        reach = WINDOW // CELL // 3
        close[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] = 0
    return places


def _together(found: list[Code], more: Iterable[Code]) -> list[Code]:
    texts = {code.text for code in found}
    together = list(found)
    for code in more:
        if code.text not in texts:
            texts.add(code.text)
            together.append(code)
    return together


def _at_one(box: Box, codes: Iterable[Code]) -> bool:
    return any(code.box.holds(*box.middle) for code in codes)
