"""MP4 and MOV: films of phones and cameras in one piece, and of browsers in fragments."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from imaging import boxes, fragments, joining, sparing
from imaging.boxes import Box
from imaging.exif import text
from imaging.fragments import Fragment
from imaging.kind import Kind
from imaging.looked import DAMAGED, Looked, Unreadable

_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
#: The two places where phones write who made a film: Apple's keys, and the older letters.
_KEYS = {
    b"com.apple.quicktime.make": "make",
    b"com.apple.quicktime.model": "model",
    b"com.apple.quicktime.creationdate": "made",
    b"com.apple.quicktime.location.ISO6709": "place",
}
_LETTERS = {b"\xa9mak": "make", b"\xa9mod": "model", b"\xa9day": "made", b"\xa9xyz": "place"}
_PLACE = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
_FEW = 16  # boxes at the end that are looked at first: some seconds of a film that a browser records
_TURNED = b"\x00\x00\x00\x00\x00\x01\x00\x00"  # the first row of a matrix that turns by a quarter
_TURNED_BACK = b"\x00\x00\x00\x00\xff\xff\x00\x00"


@dataclass(frozen=True, slots=True)
class File:
    """How a file is built: its whole boxes on top, the description's data, its fragments; ``whole``: nothing is cut."""

    top: list[Box]
    moov: bytes
    fragments: list[Fragment]
    whole: bool


def look(path: Path, kind: Kind) -> Looked:
    """Return what a film says of itself; ``damaged`` beside what could be read where its end is missing.

    Raises:
        Unreadable: ``damaged``: its description is missing.
    """
    with path.open("rb") as file:
        found = _read(file)
    seen = fragments.track(found.moov, b"vide")
    said = _said(found.moov)
    # Sound alone is whole, though it shows nothing; a track of pictures that no longer says so is not.
    whole = found.whole and bool(seen or not any(map(_of_pictures, fragments.tracks(found.moov))))
    taken = _day(said.get("made")) or _made(boxes.first(found.moov, b"mvhd"))
    width, height = _size(seen)
    return Looked(
        kind=kind.code,
        width=width,
        height=height,
        duration_ms=_length(found),
        codec=fragments.codec(seen),
        taken_at=taken,
        taken_from="container" if taken else None,
        make=said.get("make"),
        model=said.get("model"),
        place=_where(said.get("place")),
        seekable=not found.fragments,
        readable=bool(seen),
        fault=None if whole else DAMAGED,
    )


def remux(path: Path, out: Path, spare: int = 0) -> bool:
    """Copy a film of fragments into one in one piece; False where it is in one piece already.

    Raises:
        Unreadable: ``damaged``.
        OSError: as ``sparing.opened``.
    """
    with path.open("rb") as file:
        found = _read(file)
        if not found.fragments:
            return False
        with sparing.opened(out, path.stat().st_size, spare) as into:
            joining.join(file, into, found.moov, found.fragments)
    return True


def newest(path: Path, out: Path) -> bool:
    """Write a film of the newest fragments, from the last picture on that can be shown without others.

    False where the film is in one piece: then nothing is written. However long it runs, only its end is read.

    Raises:
        Unreadable: ``damaged``: its description is missing.
    """
    with path.open("rb") as file:
        top, moov, _ = _top(file)
        count = _FEW
        while True:
            tail = fragments.read(file, top[-count:], moov)
            first = fragments.last_to_begin_with(moov, tail)
            if first is not None or count >= len(top):
                break
            count *= 8
        if not tail:
            return False
        with out.open("wb") as into:
            joining.join(file, into, moov, tail[0 if first is None else tail.index(first) :])
    return True


def _read(file: BinaryIO) -> File:
    top, moov, whole = _top(file)
    return File(top, moov, fragments.read(file, top, moov), whole)


def _top(file: BinaryIO) -> tuple[list[Box], bytes, bool]:
    """Return the whole boxes on top, the description's data, and whether nothing is cut."""
    size = file.seek(0, 2)
    top, whole = [], True
    for box in boxes.walk(file, 0, size):
        if box.end > size:
            whole = False
            break
        top.append(box)
    if not top or top[-1].end < size:
        whole = False
    moov = next((boxes.read(file, box) for box in top if box.name == b"moov"), None)
    if moov is None:
        raise Unreadable(DAMAGED, "no description")
    return top, moov, whole


def _length(found: File) -> int | None:
    if found.fragments:
        return fragments.length_ms(found.moov, found.fragments)
    head = boxes.first(found.moov, b"mvhd")
    wide = bool(head) and head[0] == 1
    scale = boxes.number(head, 20 if wide else 12)
    length = boxes.number(head, 24, 8) if wide else boxes.number(head, 16)
    return round(length * 1000 / scale) or None if scale else None


def _of_pictures(track: bytes) -> bool:
    return any(name == b"vmhd" for name, _ in boxes.inside(boxes.first(track, b"mdia", b"minf")))


def _size(track: bytes) -> tuple[int | None, int | None]:
    head = boxes.first(track, b"tkhd")
    shift = 12 if head and head[0] == 1 else 0
    matrix = head[40 + shift : 48 + shift]
    width, height = boxes.number(head, 76 + shift, 2), boxes.number(head, 80 + shift, 2)
    if matrix in (_TURNED, _TURNED_BACK):
        width, height = height, width
    return width or None, height or None


def _made(head: bytes) -> str | None:
    seconds = boxes.number(head, 4, 8) if head and head[0] == 1 else boxes.number(head, 4)
    try:
        at = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return at.isoformat() if at.year >= 1980 else None  # a clock that was never set writes its beginning


def _said(moov: bytes) -> dict[str, str]:
    """Return what a camera wrote about itself: make, model, made, place."""
    found: dict[str, str] = {}
    for name, data in boxes.inside(boxes.first(moov, b"udta")):
        if name in _LETTERS and (told := text(data[4:])):
            found.setdefault(_LETTERS[name], told)
    meta = boxes.first(moov, b"meta")
    names = _names(boxes.first(meta, b"keys"))
    for name, data in boxes.inside(boxes.first(meta, b"ilst")):
        known = _KEYS.get(names.get(int.from_bytes(name, "big"), b""))
        if known and (told := text(boxes.first(data, b"data")[8:])):
            found[known] = told
    return found


def _names(keys: bytes) -> dict[int, bytes]:
    return {place: name for place, (_, name) in enumerate(boxes.inside(keys[8:]), 1)}


def _day(said: str | None) -> str | None:
    try:
        at = datetime.fromisoformat(said) if said else None
    except ValueError:
        return None
    return at.isoformat() if at is not None and "T" in (said or "") else None


def _where(said: str | None) -> tuple[float, float] | None:
    found = _PLACE.match(said or "")
    if found is None:
        return None
    north, east = float(found[1]), float(found[2])
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None
