"""Films: what they are, one picture of them, and copies that browsers can jump in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from imaging import avi, hints, mp4, photo, stream, webm
from imaging.exif import text
from imaging.kind import MOV, MP4, MTS, WEBM, Kind
from imaging.looked import DAMAGED, MOST_PIXELS, TOO_MANY_PIXELS, Looked, Unreadable

Frame = npt.NDArray[np.uint8]

BLACK = 16  # mean grey value below which a frame is taken for a camera that is still opening its eye
TRIED = 30  # frames looked at for one that shows something
LONGEST = 7 * 24 * 3_600_000  # milliseconds that may be believed


def look(path: Path, kind: Kind) -> Looked:
    """Return what a film says of itself, by reading its description, not its pictures.

    Raises:
        Unreadable: ``damaged``, ``too-many-pixels``.
    """
    if kind is WEBM:
        looked = webm.look(path)
    elif kind in (MP4, MOV):
        looked = mp4.look(path, kind)
    else:
        at = stream.taken(path) if kind is MTS else avi.taken(path)
        looked = replace(_asked(path, kind), taken_at=at, taken_from="container" if at else None)
    if (looked.width or 0) * (looked.height or 0) > MOST_PIXELS:
        raise Unreadable(TOO_MANY_PIXELS, f"{looked.width} x {looked.height}")
    return looked


def poster(path: Path, kind: Kind, *, newest: bool = False) -> tuple[bytes, tuple[str, ...]]:
    """Return one frame as a small JPEG, and hints about its quality.

    ``newest``: the latest of a film that a browser records, else an early one that shows something.

    Raises:
        Unreadable: ``damaged``: there is no frame that can be shown.
    """
    with _newest(path, kind) if newest else nullcontext(None) as part:
        frame = _early(path) if part is None else _last(part)
    if frame is None:
        raise Unreadable(DAMAGED, "no frame")
    grey = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
    return photo.jpeg(Image.fromarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))), hints.of(grey)


def remux(path: Path, kind: Kind, out: Path, spare: int = 0) -> bool:
    """Copy a film into ``out``, so that browsers can jump in it; False where it needs none or none can be made.

    ``spare``: bytes of the disk that stay free.

    Raises:
        Unreadable: ``damaged``.
        OSError: ``ENOSPC``: there is no room; or the disk is broken.
    """
    if kind is WEBM and not webm.look(path).seekable:
        webm.remux(path, out, spare)
        return True
    if kind in (MP4, MOV):
        return mp4.remux(path, out, spare)
    if kind is MTS:
        looked = _asked(path, kind)
        return stream.remux(path, out, (looked.width or 0, looked.height or 0), spare)
    return False


@contextmanager
def _newest(path: Path, kind: Kind) -> Iterator[Path | None]:
    """Give the end of a film as a film of its own; None where it cannot be cut off, as of films that are not live."""
    cut = {WEBM: webm.newest, MP4: mp4.newest}.get(kind)
    if cut is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="kaowu-frame-") as folder:
        part = Path(folder) / f"newest{kind.suffix}"
        yield part if cut(path, part) else None


@contextmanager
def _opened(path: Path) -> Iterator[cv2.VideoCapture]:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    try:
        if not capture.isOpened():
            raise Unreadable(DAMAGED, "no film in it")
        width, height = capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        if width * height > MOST_PIXELS:
            raise Unreadable(TOO_MANY_PIXELS, f"{width} x {height}")
        yield capture
    finally:
        capture.release()


def _frames(capture: cv2.VideoCapture) -> Iterator[Frame]:
    while True:
        try:
            there, frame = capture.read()
        except cv2.error as error:
            raise Unreadable(DAMAGED, str(error)) from error
        if not there:
            return
        yield np.asarray(frame, np.uint8)


def _early(path: Path) -> Frame | None:
    """Return the first frame that is not black, of the first few; a black one where all are."""
    found = None
    with _opened(path) as capture:
        frames = _frames(capture)
        for _ in range(TRIED):
            frame = next(frames, None)
            if frame is None:
                break
            found = frame
            if float(frame[::8, ::8].mean()) >= BLACK:
                break
    return found


def _last(path: Path) -> Frame | None:
    found = None
    with _opened(path) as capture:
        for frame in _frames(capture):
            found = frame
    return found


def _asked(path: Path, kind: Kind) -> Looked:
    """Ask the decoder, for kinds that are kept as they came and shown by one picture only."""
    with _opened(path) as capture:
        count, pace = capture.get(cv2.CAP_PROP_FRAME_COUNT), capture.get(cv2.CAP_PROP_FPS)
        mark = int(capture.get(cv2.CAP_PROP_FOURCC))
        looked = Looked(
            kind=kind.code,
            width=int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)) or None,
            height=int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)) or None,
            codec=text(mark.to_bytes(4, "little")) if mark > 0 else None,
            readable=True,
        )
    length = count / pace * 1000 if pace > 0 and count > 0 else 0
    return replace(looked, duration_ms=round(length)) if 0 < length < LONGEST else looked
