"""Films in fragments, as browsers record MP4: read, and joined into one piece with an index."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from imaging import boxes
from imaging.boxes import Box
from imaging.exif import text
from imaging.looked import DAMAGED, Unreadable

_NO_SYNC = 0x10000  # of a frame's flags: it cannot be shown without others
_OFFSET, _FIRST_FLAGS = 0x1, 0x4  # what a run tells beside its frames
_LASTS, _SIZE, _FLAGS, _SHIFT = 0x100, 0x200, 0x400, 0x800  # what it tells of each
_BASE, _DESCRIPTION, _USUAL_LASTS, _USUAL_SIZE, _USUAL_FLAGS = 0x1, 0x2, 0x8, 0x10, 0x20
_MOST_FRAMES = 4_000_000  # of one film: more than a day of pictures and sound


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: how long it lasts and how much later it is shown, in its track's own time.

    ``size``: its bytes. ``key``: it can be shown without others.
    """

    lasts: int
    size: int
    shift: int
    key: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Frames of one track that lie together from ``place`` on; ``begin``: their time, where the fragment tells it."""

    track: int
    place: int
    begin: int | None
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a film, from ``start`` to below ``end`` of the file."""

    start: int
    end: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """What goes for frames of which nothing else is said."""

    lasts: int = 0
    size: int = 0
    flags: int = 0


def read(file: BinaryIO, top: Sequence[Box], moov: bytes) -> list[Fragment]:
    """Return the whole fragments of a file."""
    usual = {
        boxes.number(data, 4): Usual(*(boxes.number(data, place) for place in (12, 16, 20)))
        for name, data in boxes.inside(boxes.first(moov, b"mvex"))
        if name == b"trex"
    }
    found = []
    for box, after in zip(top, [*top[1:], None], strict=True):
        if box.name == b"moof" and after is not None and after.name == b"mdat":
            runs = tuple(_runs(boxes.read(file, box), box.start, usual))
            if all(run.place + sum(frame.size for frame in run.frames) <= after.end for run in runs):
                found.append(Fragment(box.start, after.end, runs))
    return found


def _runs(moof: bytes, start: int, usual: dict[int, Usual]) -> Iterator[Run]:
    for name, traf in boxes.inside(moof):
        if name != b"traf":
            continue
        head, time = boxes.first(traf, b"tfhd"), boxes.first(traf, b"tfdt")
        track, base, said = _head(head, start, usual)
        begin = (boxes.number(time, 4, 8) if time[0] == 1 else boxes.number(time, 4)) if time else None
        place = base
        for inner, trun in boxes.inside(traf):
            if inner == b"trun":
                run = _run(trun, track, base, place, begin, said)
                yield run
                place = run.place + sum(frame.size for frame in run.frames)
                begin = None if begin is None else begin + sum(frame.lasts for frame in run.frames)


def _head(head: bytes, start: int, usual: dict[int, Usual]) -> tuple[int, int, Usual]:
    flags, track = boxes.number(head, 1, 3), boxes.number(head, 4)
    at, base, before = 8, start, usual.get(track, Usual())
    if flags & _BASE:
        base, at = boxes.number(head, at, 8), at + 8
    if flags & _DESCRIPTION:
        at += 4
    values = [before.lasts, before.size, before.flags]
    for place, flag in enumerate((_USUAL_LASTS, _USUAL_SIZE, _USUAL_FLAGS)):
        if flags & flag:
            values[place], at = boxes.number(head, at), at + 4
    return track, base, Usual(*values)


def _run(trun: bytes, track: int, base: int, place: int, begin: int | None, usual: Usual) -> Run:
    flags, count, at = boxes.number(trun, 1, 3), boxes.number(trun, 4), 8
    if flags & _OFFSET:
        place, at = base + int.from_bytes(trun[at : at + 4], "big", signed=True), at + 4
    first = boxes.number(trun, at) if flags & _FIRST_FLAGS else None
    at += 4 if flags & _FIRST_FLAGS else 0
    long = 4 * sum(1 for flag in (_LASTS, _SIZE, _FLAGS, _SHIFT) if flags & flag)
    if place < 0 or count > _MOST_FRAMES or at + count * long > len(trun):
        raise Unreadable(DAMAGED, "a run that is longer than its box")
    frames = []
    for number in range(count):
        values = []
        for flag, other in ((_LASTS, usual.lasts), (_SIZE, usual.size), (_FLAGS, usual.flags), (_SHIFT, 0)):
            values.append(boxes.number(trun, at) if flags & flag else other)
            at += 4 if flags & flag else 0
        lasts, size, said, shift = values
        if number == 0 and first is not None:
            said = first
        shift -= 1 << 32 if trun[0] == 1 and shift >= 1 << 31 else 0
        frames.append(Frame(lasts, size, shift, not said & _NO_SYNC))
    return Run(track, place, begin, tuple(frames))


def tracks(moov: bytes) -> list[bytes]:
    """Return the data of a film's tracks."""
    return [data for name, data in boxes.inside(moov) if name == b"trak"]


def track(moov: bytes, handler: bytes) -> bytes:
    """Return the first track of a kind (``vide``: what is seen); nothing where there is none."""
    of_kind = (one for one in tracks(moov) if boxes.first(one, b"mdia", b"hdlr")[8:12] == handler)
    return next(of_kind, b"")


def codec(one: bytes) -> str | None:
    """Return a track's codec by its four letters."""
    return text(boxes.first(one, b"mdia", b"minf", b"stbl", b"stsd")[12:16])


def number_of(one: bytes) -> int:
    """Return a track's number."""
    head = boxes.first(one, b"tkhd")
    return boxes.number(head, 20 if head and head[0] == 1 else 12)


def scale_of(one: bytes) -> int:
    """Return how many units of a track's time a second has."""
    head = boxes.first(one, b"mdia", b"mdhd")
    return boxes.number(head, 20 if head and head[0] == 1 else 12) or 1


def length_ms(moov: bytes, found: Sequence[Fragment]) -> int | None:
    """Return when the track that lasts longest ends, in milliseconds."""
    longest = 0.0
    for one in tracks(moov):
        mine, now = number_of(one), 0
        for run in (run for part in found for run in part.runs if run.track == mine):
            now = max(now, run.begin or 0) + sum(frame.lasts for frame in run.frames)
        longest = max(longest, now * 1000 / scale_of(one))
    return round(longest) or None


def last_to_begin_with(moov: bytes, found: Sequence[Fragment]) -> Fragment | None:
    """Return the newest fragment that begins with a picture which can be shown without others; None: none does."""
    seen = number_of(track(moov, b"vide"))
    for part in reversed(found):
        first = next((run.frames[0] for run in part.runs if run.track == seen and run.frames), None)
        if first is not None and first.key:
            return part
    return None
