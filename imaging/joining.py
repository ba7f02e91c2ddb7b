"""Joins a film of fragments into one piece with an index in front, so that a browser can jump in it at once."""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from imaging import boxes, fragments
from imaging.copying import copy
from imaging.fragments import Fragment, Frame, Run

_LONGEST = 0xFFFFFFFF
_FILE_TYPE = boxes.made(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
_HEAD = 16  # bytes before the frames: a length of eight bytes, for films of more than 4 GB


@dataclass(frozen=True, slots=True)
class Track:
    """One track's frames: ``lasts``, ``sizes``, ``shifts``, ``keys`` of each; where its runs lie in the new film.

    ``late``: how much later than the film it begins, in its own time, of which a second has ``scale``.
    """

    data: bytes
    scale: int
    late: int
    lasts: Sequence[int]
    sizes: Sequence[int]
    shifts: Sequence[int]
    keys: Sequence[bool]
    runs: Sequence[tuple[int, int]]

    @property
    def length(self) -> int:
        """How long its frames last in all, in its own time."""
        return sum(self.lasts)


def join(file: BinaryIO, into: BinaryIO, moov: bytes, found: Sequence[Fragment]) -> None:
    """Write a film of fragments in one piece; the frames are the same, bit for bit."""
    runs = [run for part in found for run in part.runs if run.frames]
    sizes = [sum(frame.size for frame in run.frames) for run in runs]
    front = len(_FILE_TYPE) + len(_described(moov, runs, sizes, 0)) + _HEAD
    into.write(_FILE_TYPE + _described(moov, runs, sizes, front))
    into.write(struct.pack(">I4sQ", 1, b"mdat", _HEAD + sum(sizes)))
    for run, size in zip(runs, sizes, strict=True):
        copy(file, into, run.place, run.place + size)


def _described(moov: bytes, runs: Sequence[Run], sizes: Sequence[int], front: int) -> bytes:
    """Return the description with an index for frames that begin ``front`` bytes into the file."""
    all_tracks = [_track(data, runs, sizes, front) for data in fragments.tracks(moov)]
    scale = _scale(boxes.first(moov, b"mvhd"))
    length = max((round((one.late + one.length) * scale / one.scale) for one in all_tracks), default=0)
    parts, waiting = [], iter(all_tracks)
    for name, data in boxes.inside(moov):
        if name == b"mvhd":
            parts.append(boxes.made(name, _lasting(data, 16, 24, length)))
        elif name == b"trak":
            parts.append(_track_box(next(waiting), scale))
        elif name != b"mvex":
            parts.append(boxes.made(name, data))
    return boxes.made(b"moov", *parts)


def _scale(head: bytes) -> int:
    return boxes.number(head, 20 if head and head[0] == 1 else 12) or 1


def _track(data: bytes, runs: Sequence[Run], sizes: Sequence[int], front: int) -> Track:
    mine, places, place = fragments.number_of(data), [], front
    lasts: list[int] = []
    frames: list[Frame] = []
    late = now = 0
    for run, size in zip(runs, sizes, strict=True):
        if run.track == mine:
            if run.begin is not None:
                if not lasts:
                    late = now = run.begin
                elif run.begin > now:  # what was not recorded in between: the frame before it stands still
                    lasts[-1] += run.begin - now
                    now = run.begin
            places.append((place, len(run.frames)))
            frames += run.frames
            lasts += [frame.lasts for frame in run.frames]
            now += sum(frame.lasts for frame in run.frames)
        place += size
    told = ([frame.size for frame in frames], [frame.shift for frame in frames], [frame.key for frame in frames])
    return Track(data, fragments.scale_of(data), late, lasts, *told, places)


def _track_box(one: Track, scale: int) -> bytes:
    length = round((one.late + one.length) * scale / one.scale)
    parts = []
    for name, data in boxes.inside(one.data):
        if name == b"tkhd":
            parts.append(boxes.made(name, _lasting(data, 20, 28, length)))
            if one.late:
                parts.append(_begins_late(one, scale))
        elif name == b"mdia":
            parts.append(boxes.made(name, *_media(data, one)))
        elif name != b"edts":
            parts.append(boxes.made(name, data))
    return boxes.made(b"trak", *parts)


def _lasting(head: bytes, place: int, wide: int, length: int) -> bytes:
    """Return a head with another length, at ``place`` or, where it is of the wide kind, at ``wide``."""
    if head and head[0] == 1:
        return head[:wide] + length.to_bytes(8, "big") + head[wide + 8 :]
    return head[:place] + min(length, _LONGEST).to_bytes(4, "big") + head[place + 4 :]


def _begins_late(one: Track, scale: int) -> bytes:
    nothing, all_of_it = round(one.late * scale / one.scale), round(one.length * scale / one.scale)
    told = struct.pack(">IIIiIIiI", 0, 2, min(nothing, _LONGEST), -1, 0x10000, min(all_of_it, _LONGEST), 0, 0x10000)
    return boxes.made(b"edts", boxes.made(b"elst", told))


def _media(mdia: bytes, one: Track) -> Iterator[bytes]:
    for name, data in boxes.inside(mdia):
        if name == b"mdhd":
            yield boxes.made(name, _lasting(data, 16, 24, one.length))
        elif name == b"minf":
            yield boxes.made(
                name,
                *(
                    boxes.made(inner, *_table(held, one)) if inner == b"stbl" else boxes.made(inner, held)
                    for inner, held in boxes.inside(data)
                ),
            )
        else:
            yield boxes.made(name, data)


def _table(stbl: bytes, one: Track) -> Iterator[bytes]:
    yield boxes.made(b"stsd", boxes.first(stbl, b"stsd"))
    yield _counted(b"stts", 0, [(len(list(same)), value) for value, same in groupby(one.lasts)], ">II")
    if any(one.shifts):
        yield _counted(b"ctts", 1, [(len(list(same)), value) for value, same in groupby(one.shifts)], ">Ii")
    if not all(one.keys):
        yield _counted(b"stss", 0, [(place,) for place, key in enumerate(one.keys, 1) if key], ">I")
    together = _changes([count for _, count in one.runs])
    yield _counted(b"stsc", 0, [(place, count, 1) for place, count in together], ">III")
    yield boxes.made(b"stsz", struct.pack(f">III{len(one.sizes)}I", 0, 0, len(one.sizes), *one.sizes))
    yield _counted(b"co64", 0, [(place,) for place, _ in one.runs], ">Q")


def _changes(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give each count that differs from the one before, with its place from 1."""
    before = None
    for place, count in enumerate(counts, 1):
        if count != before:
            yield place, count
        before = count


def _counted(name: bytes, version: int, entries: Sequence[tuple[int, ...]], form: str) -> bytes:
    write: Callable[..., bytes] = struct.Struct(form).pack
    data = b"".join(write(*entry) for entry in entries)
    return boxes.made(name, struct.pack(">B3xI", version, len(entries)), data)
