"""How much card-reader stations may bring in a day: files and bytes of one station and of all, how many at a time.

A day of 10,000 candidates is some hundred files of some ten MB together. What goes beyond these limits is a folder
that was named by mistake or a program gone astray, and must not fill the disk that facts are written to. Over the
years nothing is limited but by the disk's reserve (``server.domain.upload.RESERVE``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.refusal import Refusal

GIB = 1024**3
#: How long a file counts from when it came.
COUNTED = timedelta(hours=24)
#: Files that one device brings in that time, and their bytes; and those of all devices.
MOST_FILES, MOST_BYTES = 2_000, 8 * GIB
ALL_FILES, ALL_BYTES = 10_000, 32 * GIB
#: Files of one device that may be on their way at a time.
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Brought:
    """What came lately or is on its way: so many files, so many bytes."""

    files: int = 0
    bytes: int = 0

    def more(self, size: int) -> "Brought":
        """Return it with one file more."""
        return Brought(self.files + 1, self.bytes + size)


def counts(came: datetime, now: datetime) -> bool:
    """Tell whether a file still counts; one that came by a clock which was far ahead does not."""
    return abs(now - came) < COUNTED


def may_bring(size: int, own: Brought, every: Brought, coming: int) -> None:
    """Let a new file come.

    Args:
        size: its bytes.
        own: what of its device counts.
        every: what of all devices counts.
        coming: files of its device that are on their way.

    Raises:
        Refusal: ``reader-at-once``, ``reader-station-full`` or ``reader-hub-full``.
    """
    if coming >= AT_ONCE:
        raise Refusal("reader-at-once", most=AT_ONCE)
    after = own.more(size)
    if after.files > MOST_FILES or after.bytes > MOST_BYTES:
        raise Refusal(
            "reader-station-full", files=own.files, bytes=_gib(own.bytes), most_files=MOST_FILES,
            most_bytes=_gib(MOST_BYTES),
        )  # fmt: skip
    after = every.more(size)
    if after.files > ALL_FILES or after.bytes > ALL_BYTES:
        raise Refusal(
            "reader-hub-full", files=every.files, bytes=_gib(every.bytes), most_files=ALL_FILES,
            most_bytes=_gib(ALL_BYTES),
        )  # fmt: skip


def _gib(count: int) -> str:
    return f"{count / GIB:.1f} GB"
