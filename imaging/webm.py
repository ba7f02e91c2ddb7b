"""WebM films as browsers record them: without a duration and without an index, and cut off where something broke.

Read for what they hold, and copied, not unpacked, into a film that has both.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO

from imaging import ebml, sparing
from imaging.copying import copy
from imaging.exif import text
from imaging.looked import DAMAGED, Looked, Unreadable

_SCALE, _DURATION, _MADE, _MUXER, _WRITER = 0x2AD7B1, 0x4489, 0x4461, 0x4D80, 0x5741
_ENTRY, _NUMBER, _TYPE, _CODEC, _VIDEO, _WIDTH, _HEIGHT = 0xAE, 0xD7, 0x83, 0x86, 0xE0, 0xB0, 0xBA
_SEEK, _SEEK_ID, _SEEK_AT = 0x4DBB, 0x53AB, 0x53AC
_POINT, _TIME, _WHERE, _TRACK, _AT, _INSIDE = 0xBB, 0xB3, 0xB7, 0xF7, 0xF1, 0xF0
_SEEN = 1  # the type of a track that is seen
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
#: Milliseconds of the last frame where nothing tells how long frames last.
FRAME = 40
MAKER = b"kaowu"
TAIL = 2 * 1024 * 1024  # bytes of a film's end that are read first
#: How a cluster begins: its mark, a length, its time.
_MARKED = re.compile(rb"\x1f\x43\xb6\x75(?=\x01.{7}\xe7|[\x10-\xff].{0,3}\xe7)", re.DOTALL)


@dataclass(slots=True)
class Cluster:
    """Blocks that follow one another: their time, where they lie, and the frames one can begin at (time, place)."""

    time: int
    start: int
    end: int
    keys: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Film:
    """What a file holds. ``header``, ``info``, ``tracks``: data of these elements. Times are in ``scale`` nanoseconds.

    ``length``: the end of the last frame. ``behind``: the first byte that is no whole element.
    """

    header: bytes = b""
    info: bytes = b""
    tracks: bytes = b""
    scale: int = 1_000_000
    said: float | None = None
    made: datetime | None = None
    seen: int | None = None
    codec: str | None = None
    width: int | None = None
    height: int | None = None
    cues: bool = False
    clusters: list[Cluster] = field(default_factory=list)
    length: int = 0
    behind: int = 0


def look(path: Path) -> Looked:
    """Return what a film says of itself; ``damaged`` beside what could be read where its end is missing.

    Raises:
        Unreadable: ``damaged``: there is no film in it.
    """
    with path.open("rb") as file:
        film, size = read(file), path.stat().st_size
    told = film.said if film.said else film.length
    return Looked(
        kind="webm",
        width=film.width,
        height=film.height,
        duration_ms=round(told * film.scale / 1e6) or None,
        codec=film.codec,
        taken_at=film.made.isoformat() if film.made else None,
        taken_from="container" if film.made else None,
        seekable=bool(film.said and film.cues),
        readable=film.width is not None,  # sound alone shows nothing
        fault=DAMAGED if film.behind < size else None,
    )


def read(file: BinaryIO) -> Film:
    """Read how a film is built, as far as it is there.

    Raises:
        Unreadable: ``damaged``: it tells no tracks, or no whole frame came.
    """
    film, times = Film(), _Times()
    _take(film, file, ebml.walk(file, 0, file.seek(0, 2)), times)
    return _checked(film, times)


def _take(film: Film, file: BinaryIO, elements: Iterable[ebml.Element], times: "_Times") -> None:
    """Add what elements tell."""
    for one in elements:
        film.behind = max(film.behind, one.end)
        if one.id in (ebml.HEADER, ebml.INFO, ebml.TRACKS):
            _describe(film, one, _data(file, one))
        elif one.id == ebml.CUES:
            film.cues = True
        elif one.id == ebml.CLUSTER:
            film.clusters.append(Cluster(0, one.end, one.end))
        elif film.clusters:
            _in_cluster(film, film.clusters[-1], one, file, times)


def _checked(film: Film, times: "_Times") -> Film:
    film.clusters = [cluster for cluster in film.clusters if cluster.end > cluster.start]
    film.length = times.end
    if not film.tracks or not film.clusters:
        raise Unreadable(DAMAGED, "no film in it")
    return film


def remux(path: Path, out: Path, spare: int = 0) -> None:
    """Copy a film's frames into one with duration and index; the frames are the same, bit for bit.

    Raises:
        Unreadable: ``damaged``: there is no film in it.
        OSError: as ``sparing.opened``.
    """
    with path.open("rb") as file, sparing.opened(out, path.stat().st_size, spare) as into:
        film = read(file)
        into.write(_front(film))
        for cluster in film.clusters:
            into.write(_cluster_head(cluster))
            copy(file, into, cluster.start, cluster.end)


def newest(path: Path, out: Path) -> bool:
    """Write a film of the newest frames alone, from the last cluster on that has one to begin with.

    However long the film runs, only its description and its end are read.

    Raises:
        Unreadable: ``damaged``: there is no film in it.
    """
    with path.open("rb") as file, out.open("wb") as into:
        film = _end(file)
        starts = [at for at, cluster in enumerate(film.clusters) if cluster.keys]
        rest = film.clusters[starts[-1] if starts else 0 :]
        into.write(_front(replace(film, clusters=rest)))
        for cluster in rest:
            into.write(_cluster_head(cluster))
            copy(file, into, cluster.start, cluster.end)
    return True


def _end(file: BinaryIO) -> Film:
    """Read a film's description and as much of its end as holds a frame to begin with.

    Where clusters begin is found by their mark; what follows a mark that is none is no element, and is left out.
    """
    stop = file.seek(0, 2)
    length = TAIL
    while length < stop:
        file.seek(stop - length)
        tail = file.read(length)
        film, times = Film(), _Times()
        _take(film, file, _description(file, stop), times)
        for mark in _MARKED.finditer(tail):
            film.clusters.clear()
            _take(film, file, ebml.walk(file, stop - length + mark.start(), stop), times)
            if any(cluster.keys for cluster in film.clusters) and film.tracks:
                return _checked(film, times)
        length *= 8
    return read(file)


def _description(file: BinaryIO, stop: int) -> Iterator[ebml.Element]:
    return takewhile(lambda one: one.id != ebml.CLUSTER, ebml.walk(file, 0, stop))


class _Times:
    """How long the film is so far: the end of the frame that is shown last."""

    def __init__(self) -> None:
        self.end, self._before = 0, -1

    def frame(self, at: int, lasts: int | None, *, seen: bool) -> None:
        if seen:
            usual = at - self._before if 0 <= self._before < at else FRAME
            self._before = at
            self.end = max(self.end, at + (lasts or min(usual, 1000)))
        else:
            self.end = max(self.end, at)


def _data(file: BinaryIO, one: ebml.Element) -> bytes:
    if one.size is None or one.size > ebml.MOST:
        raise Unreadable(DAMAGED, f"{one.size} bytes of description")
    file.seek(one.data)
    return file.read(one.size)


def _describe(film: Film, one: ebml.Element, data: bytes) -> None:
    if one.id == ebml.HEADER:
        film.header = data
    elif one.id == ebml.INFO:
        film.info = data
        _info(film, dict(ebml.inside(data)))
    else:
        film.tracks = data
        for number, entry in ebml.inside(data):
            if number == _ENTRY:
                _track(film, dict(ebml.inside(entry)))


def _info(film: Film, said: dict[int, bytes]) -> None:
    film.scale = ebml.natural(said.get(_SCALE, b"")) or 1_000_000
    film.said = _float(said.get(_DURATION, b""))
    if len(made := said.get(_MADE, b"")) == 8:
        try:
            film.made = _EPOCH + timedelta(microseconds=int.from_bytes(made, "big", signed=True) // 1000)
        except OverflowError:
            film.made = None


def _float(data: bytes) -> float | None:
    form = {4: ">f", 8: ">d"}.get(len(data))
    value = struct.unpack(form, data)[0] if form else 0.0
    return float(value) if 0 < value < 1e12 else None


def _track(film: Film, entry: dict[int, bytes]) -> None:
    if film.seen is not None or ebml.natural(entry.get(_TYPE, b"")) != _SEEN:
        return
    film.seen = ebml.natural(entry.get(_NUMBER, b""))
    film.codec = text(entry.get(_CODEC, b""))
    size = dict(ebml.inside(entry.get(_VIDEO, b"")))
    film.width = ebml.natural(size.get(_WIDTH, b"")) or None
    film.height = ebml.natural(size.get(_HEIGHT, b"")) or None


def _in_cluster(film: Film, cluster: Cluster, one: ebml.Element, file: BinaryIO, times: _Times) -> None:
    if one.id == ebml.TIMESTAMP:
        cluster.time = ebml.natural(_data(file, one))
        cluster.start = cluster.end = one.end
        return
    if one.id not in (ebml.SIMPLE_BLOCK, ebml.GROUP):
        return
    cluster.end = one.end
    head, lasts, key = _block(file, one)
    track, long = ebml.variable(head)
    if len(head) < long + 3:
        return
    at = max(0, cluster.time + int.from_bytes(head[long : long + 2], "big", signed=True))
    seen = film.seen is None or track == film.seen
    times.frame(at, lasts, seen=seen)
    if seen and (head[long + 2] & 0x80 if key is None else key):
        cluster.keys.append((at, one.start - cluster.start))


def _block(file: BinaryIO, one: ebml.Element) -> tuple[bytes, int | None, bool | None]:
    """Return how a block begins, how long its frame lasts, and whether one can begin there, where a group tells it."""
    if one.id == ebml.SIMPLE_BLOCK:
        file.seek(one.data)
        return file.read(min(12, one.size or 0)), None, None
    head, lasts, key = b"", None, True
    for part in ebml.walk(file, one.data, one.end):
        file.seek(part.data)
        if part.id == ebml.BLOCK:
            head = file.read(min(12, part.size or 0))
        elif part.id == ebml.LASTS:
            lasts = ebml.natural(file.read(min(8, part.size or 0)))
        elif part.id == ebml.REFERENCE:
            key = False
    return head, lasts, key


def _front(film: Film) -> bytes:
    """Return everything before the first cluster: lengths are all of one size, so every place is known beforehand."""
    info = b"".join(_info_out(film))
    tracks = ebml.element(ebml.TRACKS, film.tracks)
    head_size, cues_size = len(_seek_head(0, 0, 0)), len(_cues(film, [0] * len(film.clusters)))
    info_at, tracks_at = head_size, head_size + len(info)
    cues_at = tracks_at + len(tracks)
    places, place = [], cues_at + cues_size
    for cluster in film.clusters:
        places.append(place)
        place += len(_cluster_head(cluster)) + cluster.end - cluster.start
    front = _seek_head(info_at, tracks_at, cues_at) + info + tracks + _cues(film, places)
    return ebml.element(ebml.HEADER, film.header) + ebml.named(ebml.SEGMENT, place) + front


def _info_out(film: Film) -> Iterator[bytes]:
    kept = [ebml.element(number, data) for number, data in ebml.inside(film.info) if number not in (_DURATION, _WRITER)]
    length = ebml.element(_DURATION, struct.pack(">d", float(film.length)))
    yield ebml.element(ebml.INFO, b"".join([*kept, ebml.element(_WRITER, MAKER), length]))


def _seek_head(*places: int) -> bytes:
    found = zip((ebml.INFO, ebml.TRACKS, ebml.CUES), places, strict=True)
    return ebml.element(
        ebml.SEEK_HEAD,
        b"".join(
            ebml.element(
                _SEEK, ebml.element(_SEEK_ID, number.to_bytes(4, "big")) + ebml.element(_SEEK_AT, _eight(place))
            )
            for number, place in found
        ),
    )


def _cues(film: Film, places: list[int]) -> bytes:
    points = []
    for cluster, place in zip(film.clusters, places, strict=True):
        ahead = len(_cluster_head(cluster)) - len(ebml.named(ebml.CLUSTER, 0))
        for at, within in cluster.keys:
            where = (_TRACK, film.seen or 1), (_AT, place), (_INSIDE, ahead + within)
            told = b"".join(ebml.element(number, _eight(value)) for number, value in where)
            points.append(ebml.element(_POINT, ebml.element(_TIME, _eight(at)) + ebml.element(_WHERE, told)))
    return ebml.element(ebml.CUES, b"".join(points))


def _cluster_head(cluster: Cluster) -> bytes:
    time = ebml.element(ebml.TIMESTAMP, _eight(cluster.time))
    return ebml.named(ebml.CLUSTER, len(time) + cluster.end - cluster.start) + time


def _eight(value: int) -> bytes:
    return value.to_bytes(8, "big")
