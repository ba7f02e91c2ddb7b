"""The boxes of MP4 and MOV files: a length, a name of four letters and data, one after the other and in one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from imaging.looked import DAMAGED, Unreadable

#: Bytes of a box that is held in memory: the index of a film of many hours.
MOST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its name, where it begins, where its data do and where the next one begins."""

    name: bytes
    start: int
    data: int
    end: int


def walk(file: BinaryIO, start: int, stop: int) -> Iterator[Box]:
    """Give the boxes from ``start`` to below ``stop``; the last may end behind ``stop`` where a file is cut off."""
    place = start
    while place + 8 <= stop:
        file.seek(place)
        box = _box(file.read(16), place, stop)
        if box is None:
            return
        yield box
        place = box.end


def _box(head: bytes, place: int, stop: int) -> Box | None:
    size, data = int.from_bytes(head[:4], "big"), place + 8
    if size == 1 and len(head) == 16:
        size, data = int.from_bytes(head[8:16], "big"), place + 16
    elif size == 0:
        size = stop - place
    return Box(head[4:8], place, data, place + size) if place + size >= data and size >= 8 else None


def read(file: BinaryIO, box: Box) -> bytes:
    """Return a box's data.

    Raises:
        Unreadable: ``damaged``: there is more of it than any film has.
    """
    if box.end - box.data > MOST:
        raise Unreadable(DAMAGED, f"{box.name!r} of {box.end - box.data} bytes")
    file.seek(box.data)
    return file.read(box.end - box.data)


def inside(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give name and data of each whole box directly in ``data``."""
    place = 0
    while place + 8 <= len(data):
        box = _box(data[place : place + 16], place, len(data))
        if box is None or box.end > len(data):
            return
        yield box.name, data[box.data : box.end]
        place = box.end


def first(data: bytes, *names: bytes) -> bytes:
    """Return the data of the first box of a name, in the first box of the name before it, and so on; else nothing."""
    for name in names:
        data = next((held for found, held in inside(data) if found == name), b"")
    return data


def made(name: bytes, *parts: bytes) -> bytes:
    """Return a box as bytes."""
    data = b"".join(parts)
    return (len(data) + 8).to_bytes(4, "big") + name + data


def number(data: bytes, place: int, length: int = 4) -> int:
    """Read a natural number; 0 where the data end before."""
    return int.from_bytes(data[place : place + length], "big")
