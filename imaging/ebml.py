"""EBML, the grammar of WebM files: elements of an id, a length and data, one after the other.

Ids mean the same wherever they stand, so a file is read flat: what only holds others is entered, never skipped. A film
that still runs has no lengths for those, and ends anywhere; whatever is not whole is not given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

HEADER, SEGMENT, CLUSTER, GROUP = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0xA0
SEEK_HEAD, INFO, TRACKS, CUES, TAGS, VOID = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1254C367, 0xEC
TIMESTAMP, SIMPLE_BLOCK, BLOCK, REFERENCE, LASTS = 0xE7, 0xA3, 0xA1, 0xFB, 0x9B
_ENTERED = frozenset((SEGMENT, CLUSTER))
#: Lengths of elements that are held in memory; films are in blocks, which are not.
MOST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Element:
    """One element: where it begins, where its data do, how long they are (None: unknown, of one that is entered)."""

    id: int
    start: int
    data: int
    size: int | None

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.data + (self.size or 0)


def walk(file: BinaryIO, start: int, stop: int) -> Iterator[Element]:
    """Give the whole elements from ``start`` to below ``stop``, containers before what is in them.

    It ends where something is no element: nothing behind that can be trusted.
    """
    place = start
    while place < stop:
        file.seek(place)
        found = _element(file.read(12), place)
        if found is None:
            return
        if found.id in _ENTERED:
            yield found
            place = found.data
            continue
        if found.size is None or found.end > stop:
            return
        yield found
        place = found.end


def inside(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give id and data of each element directly in ``data``; it ends where something is no element."""
    place = 0
    while place < len(data):
        found = _element(data[place : place + 12], place)
        if found is None or found.size is None or found.end > len(data):
            return
        yield found.id, data[found.data : found.end]
        place = found.end


def _element(head: bytes, place: int) -> Element | None:
    if not head or head[0] < 0x10:
        return None
    named = 9 - head[0].bit_length()
    if len(head) <= named or head[named] == 0:
        return None
    long = 9 - head[named].bit_length()
    sized = head[named : named + long]
    if len(sized) < long:
        return None
    size = int.from_bytes(sized, "big") & ((1 << (7 * long)) - 1)
    unknown = size == (1 << (7 * long)) - 1
    number = int.from_bytes(head[:named], "big")
    return Element(number, place, place + named + long, None if unknown else size)


def element(number: int, data: bytes) -> bytes:
    """Return one element as bytes, its length in eight."""
    return named(number, len(data)) + data


def named(number: int, size: int) -> bytes:
    """Return how an element of ``size`` bytes begins: always as long, however long it is."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big") + (size | 1 << 56).to_bytes(8, "big")


def natural(data: bytes) -> int:
    """Read a natural number."""
    return int.from_bytes(data[:8], "big")


def variable(data: bytes) -> tuple[int, int]:
    """Read a number that tells its own length; return it and that length (0, 0 where there is none)."""
    if not data or data[0] == 0:
        return 0, 0
    long = 9 - data[0].bit_length()
    return int.from_bytes(data[:long], "big") & ((1 << (7 * long)) - 1), long
