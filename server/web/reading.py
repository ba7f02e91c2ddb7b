"""An upload's bytes for who looks at them, while it grows, too: ranges, and waiting for more."""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial

from flask import Response, request
from werkzeug.datastructures import Range

from server.domain.upload import Upload
from server.web.core import Core

#: Seconds a caller may wait for more, and after which it looks again unless a request woke it before: where the hub
#: itself ends an upload, nobody is woken.
LONGEST, PACE = 25, 0.1
#: What is served came from outside: it is never run, framed or guessed at.
SEALED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
}


def answer(hub: Core, find: Callable[[], Upload]) -> Response:
    """Return the bytes below the acknowledged offset, or of them the range that was asked for.

    ``Upload-Complete`` (``?1`` or ``?0``) tells whether more will come. Asked for a range that begins where an open
    upload ends, it waits for as long as ``Prefer: wait=SECONDS`` says, then answers 204; so it does where
    whoever waited learns that no more will come.
    """
    upload = find()
    start = _start(_asked(_tag(upload)))
    if start is not None:
        upload = _grown(hub, find, upload, start)
    told = {"Upload-Complete": "?1" if upload.state == "complete" else "?0", "Upload-Offset": str(upload.offset)}
    if start == upload.offset and (upload.state == "open" or _waited() > 0):
        return Response(status=204, headers=told | SEALED)
    whole = str(upload.offset) if upload.state == "complete" else "*"
    response = sealed(hub, partial(hub.media.read, upload.upload), upload.offset, whole, _tag(upload))
    response.headers.update(told)
    return response


def sealed(
    hub: Core, read: Callable[[int, int], Iterator[bytes]], size: int, whole: str, tag: str | None = None
) -> Response:
    """Return ``size`` bytes, or of them the range that was asked for, as a file that is never run or shown.

    ``read`` gives the bytes from one place to below another; ``whole`` is how many there are in all, ``*`` for unknown.
    ``tag``: what names exactly these bytes (``ETag``), so that a download that broke off is taken up where it was.
    """
    asked, told = _asked(tag), SEALED | ({} if tag is None else {"ETag": f'"{tag}"'})
    first, stop = 0, size
    if asked is not None:
        first, stop = _within(asked, size)
        if first >= stop:
            return Response(status=416, headers=told | {"Content-Range": f"bytes */{size}"})
        told |= {"Content-Range": f"bytes {first}-{stop - 1}/{whole}"}
    response = Response(_pieces(hub, read(first, stop)), mimetype="application/octet-stream")
    response.status_code = 206 if "Content-Range" in told else 200
    response.headers.update(told | {"Content-Disposition": "attachment"})
    response.content_length = stop - first
    return response


def _tag(upload: Upload) -> str | None:
    """Return what names all of an upload's bytes; None while they grow, and where only some of them are shown."""
    return upload.sha256 if upload.offset == upload.length else None


def _asked(tag: str | None) -> Range | None:
    """Return the one range of bytes that is asked for; None where all are, and where ``If-Range`` means other bytes."""
    asked, only_of = request.range, request.headers.get("If-Range")
    if only_of is not None and (tag is None or only_of.strip() != f'"{tag}"'):
        return None
    return asked if asked is not None and asked.units == "bytes" and len(asked.ranges) == 1 else None


def _within(asked: Range, size: int) -> tuple[int, int]:
    """Return from where to below where a range reaches; of a file that is shorter than its last bytes, all of it."""
    start, stop = asked.ranges[0]
    start = start or 0
    return (start, min(size, size if stop is None else stop)) if start >= 0 else (max(0, size + start), size)


def _start(asked: Range | None) -> int | None:
    """Return where an open-ended range begins."""
    if asked is None:
        return None
    start, stop = asked.ranges[0]
    return start if stop is None and start is not None and start >= 0 else None


def _grown(hub: Core, find: Callable[[], Upload], upload: Upload, start: int) -> Upload:
    """Wait until an open upload has more than ``start`` bytes, as long as the caller would wait."""
    until = time.monotonic() + _waited()
    seen = -1
    while upload.state == "open" and upload.offset <= start and time.monotonic() < until:
        moves = hub.writers.moves[upload.upload]
        if moves != seen:
            upload, seen = find(), moves
        else:
            hub.writers.wait(upload.upload, seen, hub.waiting, PACE)
    return upload


def _waited() -> int:
    """Return how many seconds the caller would wait for more."""
    wish = re.search(r"\bwait=(\d{1,4})\b", request.headers.get("Prefer", ""))
    return min(LONGEST, int(wish[1])) if wish else 0


def _pieces(hub: Core, pieces: Iterator[bytes]) -> Iterator[bytes]:
    while (piece := hub.waiting.run(lambda: next(pieces, b""))) != b"":
        yield piece
