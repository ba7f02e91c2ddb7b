"""The file in which a device brings the records that never reached the hub (``kaowu-queue-1``).

Whole files are JSON. Of a file that was cut short or damaged each record that can still be read is read; whether it is
genuine is told by its signature, not by the file.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from protocol import fact as facts
from server.domain.refusal import Refusal

FORMAT = "kaowu-queue-1"
MOST = 20_000  # records: no device has as many, and each is read before any is taken
#: Records that cannot be read before the rest of a damaged file is given up, and characters of one record: reading what
#: somebody made up to be slow must not hold up the hub.
MOST_BROKEN, LONGEST = 100, 200_000
_FACTS = re.compile(r'"facts"\s*:\s*\[')
_RECORD = re.compile(r'\{\s*"fact"\s*:')
_DECODER = json.JSONDecoder()
_SHOWN = 60  # characters of a name from outside


@dataclass(frozen=True, slots=True)
class QueueFile:
    """What a file says of itself, and its records as they were handed in.

    ``damaged``: it is not whole JSON, so that records may be missing.
    """

    device: str
    name: str
    origin: str
    made: str
    records: tuple[Any, ...]
    damaged: bool


def read(data: bytes) -> QueueFile:
    """Read a file.

    Raises:
        Refusal: ``queue-not-file`` (something else, or nothing of it can be read), ``queue-format`` (a newer form).
    """
    try:
        whole = facts.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return _rest(data.decode("utf-8", "replace"))
    records = whole.get("facts") if isinstance(whole, dict) else None
    if not isinstance(records, list) or len(records) > MOST:
        raise Refusal("queue-not-file", field="facts")
    return _file(whole, records, damaged=False)


def of_hub(file: QueueFile, origin: str) -> None:
    """Refuse a file that belongs to another hub.

    Raises:
        Refusal: ``queue-other-hub``.
    """
    if file.origin != origin:
        raise Refusal("queue-other-hub", field="origin", name=file.name or "—")


def _rest(text: str) -> QueueFile:
    """Read what is left of a damaged file: its head, and each record that is whole."""
    start = _FACTS.search(text)
    if start is None:
        raise Refusal("queue-not-file", field="facts")
    try:
        head = facts.loads(text[: start.start()].rstrip().rstrip(",").lstrip("\ufeff") + "}")
    except (ValueError, RecursionError) as error:
        raise Refusal("queue-not-file", field="format") from error
    return _file(head if isinstance(head, dict) else {}, list(_whole_ones(text, start.end())), damaged=True)


def _whole_ones(text: str, position: int) -> Iterator[Any]:
    found = failed = 0
    while found < MOST and failed < MOST_BROKEN and (begin := _RECORD.search(text, position)) is not None:
        try:
            piece = text[begin.start() : begin.start() + LONGEST]
            _, end = _DECODER.raw_decode(piece)
            yield facts.loads(piece[:end])
            found, position = found + 1, begin.start() + end
        except (ValueError, RecursionError):
            failed, position = failed + 1, begin.end()


def _file(head: dict[str, Any], records: list[Any], *, damaged: bool) -> QueueFile:
    form = head.get("format")
    if not isinstance(form, str) or not form.startswith("kaowu-queue-"):
        raise Refusal("queue-not-file", field="format")
    if form != FORMAT:
        raise Refusal("queue-format", field="format", found=form[:_SHOWN], expected=FORMAT)
    device, name, origin, made = (_text(head.get(field)) for field in ("device", "name", "origin", "made"))
    return QueueFile(device, name, origin, made, tuple(records), damaged)


def _text(value: Any) -> str:
    return "".join(filter(str.isprintable, value))[:_SHOWN] if isinstance(value, str) else ""
