"""An upload's bytes for who looks at them, while it grows, too: ranges, and waiting for more."""

import re
import time
from collections.abc import Callable, Iterator

from flask import Response, request
from werkzeug.datastructures import Range

from server.domain.upload import Upload
from server.web.core import Core

#: Seconds a caller may wait for more, and between two looks: ten who look on cost less than one who records.
LONGEST, PACE = 25, 0.03
#: What is served came from outside: it is never run, framed or guessed at.
SEALED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
}


def answer(hub: Core, find: Callable[[], Upload]) -> Response:
    """Return the bytes below the acknowledged offset, or of them the range that was asked for.

    ``Upload-Complete`` (``?1`` or ``?0``) tells whether more will come. Asked for a range that begins where an open
    upload ends, it waits for as long as ``Prefer: wait=SECONDS`` says, then answers 204.
    """
    upload, asked = find(), request.range
    start = _start(asked)
    if start is not None:
        upload = _grown(hub, find, upload, start)
    told = {"Upload-Complete": "?1" if upload.state == "complete" else "?0", "Upload-Offset": str(upload.offset)}
    if start == upload.offset and upload.state == "open":
        return Response(status=204, headers=told | SEALED)
    whole = upload.offset if upload.state == "complete" else "*"
    first, stop = 0, upload.offset
    if asked is not None and asked.units == "bytes" and len(asked.ranges) == 1:
        found = asked.range_for_length(upload.offset)
        if found is None:
            return Response(status=416, headers=told | SEALED | {"Content-Range": f"bytes */{upload.offset}"})
        first, stop = found
        told |= {"Content-Range": f"bytes {first}-{stop - 1}/{whole}"}
    response = Response(_pieces(hub, upload.upload, first, stop), mimetype="application/octet-stream")
    response.status_code = 206 if "Content-Range" in told else 200
    response.headers.update(told | SEALED | {"Content-Disposition": "attachment"})
    response.content_length = stop - first
    return response


def _start(asked: Range | None) -> int | None:
    """Return where an open-ended range begins."""
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    start, stop = asked.ranges[0]
    return start if stop is None and start is not None and start >= 0 else None


def _grown(hub: Core, find: Callable[[], Upload], upload: Upload, start: int) -> Upload:
    """Wait until an open upload has more than ``start`` bytes, as long as the caller would wait."""
    wish = re.search(r"\bwait=(\d{1,4})\b", request.headers.get("Prefer", ""))
    until = time.monotonic() + min(LONGEST, int(wish[1]) if wish else 0)
    seen = -1
    while upload.state == "open" and upload.offset <= start and time.monotonic() < until:
        moves = hub.writers.moves[upload.upload]
        if moves != seen:
            upload, seen = find(), moves
        else:
            hub.waiting.pause(PACE)
    return upload


def _pieces(hub: Core, upload: str, first: int, stop: int) -> Iterator[bytes]:
    pieces = hub.media.read(upload, first, stop)
    while (piece := hub.waiting.run(lambda: next(pieces, b""))) != b"":
        yield piece
