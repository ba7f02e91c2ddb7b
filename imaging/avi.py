"""When a camera filmed an AVI: its chunk IDIT, in the words of whoever made the camera."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

#: Bytes of the beginning in which it stands, before the pictures.
BEGINNING = 256 * 1024
_DEEPEST = 4  # lists in lists
_LONGEST = 64
_SINCE = 1980  # a clock that was never set writes its beginning
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: ``Mon Nov 23 10:15:00 2026``, as C writes it.
_WORDS = re.compile(rb"(?:[a-z]{3},? +)?([a-z]{3}) +(\d{1,2}) +(\d{1,2}):(\d\d):(\d\d) +(\d{4})", re.IGNORECASE)
#: ``2026/11/23 10:15:00``, ``2026-11-23 10:15``, ``2026:11:23  10:15:00``, ``2026/11/ 3 10:15AM``.
_NUMBERS = re.compile(
    rb"(\d{4})[-/:] ?(\d{1,2})[-/:] ?(\d{1,2})/? +(\d{1,2}):(\d\d)(?::(\d\d))? ?([ap]m)?", re.IGNORECASE
)


def taken(path: Path) -> str | None:
    """Return the time that a film tells, RFC 3339 without offset: what the camera's clock showed. None: it tells none.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(BEGINNING)
    return next(filter(None, map(read, _dates(head, 12, len(head)))), None)


def _dates(head: bytes, start: int, stop: int, depth: int = 0) -> Iterator[bytes]:
    while start + 8 <= stop:
        name, size = head[start : start + 4], int.from_bytes(head[start + 4 : start + 8], "little")
        data = start + 8
        if name == b"IDIT":
            yield head[data : min(stop, data + size, data + _LONGEST)]
        elif name == b"LIST" and depth < _DEEPEST and head[data : data + 4] != b"movi":
            yield from _dates(head, data + 4, min(stop, data + size), depth + 1)
        start = data + size + size % 2


def read(said: bytes) -> str | None:
    """Read a time as cameras write it; None where it is none."""
    words, numbers = _WORDS.match(said.strip()), _NUMBERS.match(said.strip())
    if words is not None:
        month, day, hour, minute, second, year = words.groups()
        named = month.decode().lower()
        parts = (int(year), _MONTHS.index(named) + 1 if named in _MONTHS else 0, day, hour, minute, second)
    elif numbers is not None:
        year, month, day, hour, minute, second, half = numbers.groups()
        parts = (int(year), int(month), day, _hour(int(hour), half), minute, second or 0)
    else:
        return None
    try:
        at = datetime(*map(int, parts))  # type: ignore[arg-type]  # noqa: DTZ001 - cameras know no zone
    except ValueError:
        return None
    return at.isoformat() if at.year >= _SINCE else None


def _hour(hour: int, half: bytes | None) -> int:
    """Return the hour of the day; 24, which is none, where a clock of twelve hours shows no such hour."""
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower() == b"pm" else 0) if 1 <= hour <= 12 else 24
