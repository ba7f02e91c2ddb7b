"""Camcorders' transport streams (AVCHD): their pictures copied into an MP4 that browsers play.

Only H.264 is copied, and only pictures: the sound of camcorders (AC-3) is played by no browser. The original keeps it.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO

from imaging import boxes, joining, mdpm, sparing
from imaging.fragments import Fragment, Frame, Run
from imaging.looked import DAMAGED, Unreadable

_PACKET = 188
_MARK = 0x47
_PROGRAMS, _H264 = 0, 0x1B
_SCALE = 90_000  # units of a stream's time in a second
_WRAP = 1 << 33  # where that time begins anew
_READ = 8192  # packets read at a time
_TABLES_WITHIN = 100_000  # packets: the tables come every tenth of a second
_TIME_WITHIN = 30  # pictures: the time is noted with the first, and every half second anew
_LONGEST = 32 * 1024 * 1024  # bytes of one picture
_USUAL = 3600  # how long the last picture lasts where nothing tells
_CODE = re.compile(rb"\x00\x00\x01")
_WHOLE, _NOTE, _SPS, _PPS = 5, 6, 7, 8  # types of units in H.264
_LEFT_OUT = (9, 10, 11, 12)  # borders and filling, which MP4 has no use for
_BEGIN_HERE = 6  # a note that says: pictures can be shown from here on


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: when it is unpacked and when shown, in the stream's time, and its units."""

    unpacked: int
    shown: int
    units: tuple[bytes, ...]

    @property
    def key(self) -> bool:
        """Whether it can be shown without others."""
        return any(
            unit[0] & 31 == _WHOLE or (unit[0] & 31 == _NOTE and unit[1:2] == bytes([_BEGIN_HERE]))
            for unit in self.units
        )


def remux(path: Path, out: Path, size: tuple[int, int], spare: int = 0) -> bool:
    """Copy the pictures of a stream into an MP4; False where they are not H.264.

    Raises:
        Unreadable: ``damaged``: there is no picture in it to begin with.
        OSError: as ``sparing.opened``.
    """
    part = out.with_name(f"{out.name}.frames.part")
    try:
        with path.open("rb") as file:
            pid = _video(file)
            if pid is None:
                return False
            with sparing.opened(part, sparing.STREAM * path.stat().st_size, spare) as frames:
                written = _write(pictures(file, pid), frames)
                if written is None:
                    raise Unreadable(DAMAGED, "no picture to begin with")
                described, run = written
                length = frames.tell()
                with sparing.opened(out, length, spare) as into:
                    moov = _moov(described, size)
                    joining.join(frames, into, moov, [Fragment(0, run.place, (run,))])
    finally:
        part.unlink(missing_ok=True)
    return True


def taken(path: Path) -> str | None:
    """Return when a camcorder took a stream, as its first pictures tell (RFC 3339); None where they tell nothing."""
    try:
        with path.open("rb") as file:
            pid = _video(file)
            for picture in islice(pictures(file, pid), _TIME_WITHIN) if pid is not None else ():
                for unit in picture.units:
                    if (at := mdpm.read(unit)) is not None:
                        return at
    except (Unreadable, ValueError, LookupError):  # a time is worth having, not worth losing the film for
        return None
    return None


def _packets(file: BinaryIO) -> Iterator[bytes]:
    """Give the packets of a stream, without the times that camcorders put before each."""
    file.seek(0)
    ahead = 4 if file.read(5)[4:] == bytes([_MARK]) else 0
    file.seek(0)
    length = _PACKET + ahead
    while data := file.read(length * _READ):
        for at in range(ahead, len(data) - _PACKET + 1, length):
            if data[at] == _MARK:
                yield data[at : at + _PACKET]


def _payload(packet: bytes) -> bytes:
    told = packet[3] >> 4 & 3
    if not told & 1:
        return b""
    return packet[5 + packet[4] :] if told & 2 else packet[4:]


def _video(file: BinaryIO) -> int | None:
    """Return the number under which a stream's H.264 goes; None where there is none."""
    described: set[int] = set()
    for packet in islice(_packets(file), _TABLES_WITHIN):
        pid = _number(packet)
        if not packet[1] & 0x40 or (pid != _PROGRAMS and pid not in described):
            continue
        payload = _payload(packet)
        section = payload[1 + payload[0] :] if payload else b""
        if pid == _PROGRAMS:
            described |= _programs(section)
        elif section[:1] == b"\x02":
            return _pictures(section)
    return None


def _number(packet: bytes) -> int:
    return (packet[1] & 0x1F) << 8 | packet[2]


def _end(section: bytes) -> int:
    return min(len(section), 3 + (boxes.number(section, 1, 2) & 0xFFF) - 4)


def _programs(section: bytes) -> set[int]:
    """Return the numbers under which programs are described."""
    told = range(8, _end(section) - 3, 4)
    return {boxes.number(section, at + 2, 2) & 0x1FFF for at in told if boxes.number(section, at, 2)}


def _pictures(section: bytes) -> int | None:
    """Return the number of a program's H.264."""
    at, end = 12 + (boxes.number(section, 10, 2) & 0xFFF), _end(section)
    while at + 5 <= end:
        if section[at] == _H264:
            return boxes.number(section, at + 1, 2) & 0x1FFF
        at += 5 + (boxes.number(section, at + 3, 2) & 0xFFF)
    return None


def pictures(file: BinaryIO, pid: int) -> Iterator[Picture]:
    """Give the pictures of a stream that goes under a number."""
    held = bytearray()
    for packet in _packets(file):
        if _number(packet) != pid:
            continue
        if packet[1] & 0x40:
            yield from _picture(bytes(held))
            held.clear()
        held += _payload(packet)
        if len(held) > _LONGEST:
            raise Unreadable(DAMAGED, "a picture without end")
    yield from _picture(bytes(held))


def _picture(told: bytes) -> Iterator[Picture]:
    """Read one picture with its times; what has none is no picture."""
    if told[:3] != b"\x00\x00\x01" or len(told) < 19 or not told[7] & 0x80:
        return
    shown = _time(told, 9)
    unpacked = _time(told, 14) if told[7] & 0x40 else shown
    units = tuple(unit for unit in _units(told[9 + told[8] :]) if unit[0] & 31 not in _LEFT_OUT)
    if units:
        yield Picture(unpacked, shown, units)


def _time(told: bytes, at: int) -> int:
    return (told[at] >> 1 & 7) << 30 | (boxes.number(told, at + 1, 2) >> 1) << 15 | boxes.number(told, at + 3, 2) >> 1


def _units(data: bytes) -> Iterator[bytes]:
    marks = [mark.end() for mark in _CODE.finditer(data)]
    if not marks:
        return
    for start, end in zip(marks, [*(mark - 3 for mark in marks[1:]), len(data)], strict=True):
        unit = data[start:end].rstrip(b"\0")
        if unit:
            yield unit


def _write(found: Iterator[Picture], into: BinaryIO) -> tuple[bytes, Run] | None:
    """Write pictures as MP4 has them, from the first that can be shown alone; return what describes them, and where."""
    heads: dict[int, bytes] = {}
    times: list[tuple[int, int]] = []
    told: list[tuple[int, bool]] = []
    for picture in found:
        for unit in picture.units:
            if unit[0] & 31 in (_SPS, _PPS):
                heads.setdefault(unit[0] & 31, unit)
        if not told and not (picture.key and len(heads) == 2):
            continue
        size = 0
        for unit in picture.units:
            size += into.write(len(unit).to_bytes(4, "big") + unit)
        times.append((picture.unpacked, picture.shown))
        told.append((size, picture.key))
    if not told:
        return None
    lasts = [_lasts(before[0], after[0]) for before, after in pairwise(times)]
    lasts.append(lasts[-1] if lasts else _USUAL)
    frames = tuple(
        Frame(length, size, _shift(unpacked, shown), key)
        for length, (unpacked, shown), (size, key) in zip(lasts, times, told, strict=True)
    )
    return _avcc(heads[_SPS], heads[_PPS]), Run(1, 0, 0, frames)


def _lasts(before: int, after: int) -> int:
    length = (after - before) % _WRAP
    return length if 0 < length <= 10 * _SCALE else _USUAL


def _shift(unpacked: int, shown: int) -> int:
    later = (shown - unpacked) % _WRAP
    return later if later <= 10 * _SCALE else 0


def _avcc(sps: bytes, pps: bytes) -> bytes:
    heads = b"\xe1" + struct.pack(">H", len(sps)) + sps + b"\x01" + struct.pack(">H", len(pps)) + pps
    return b"\x01" + sps[1:4] + b"\xff" + heads


def _moov(avcc: bytes, size: tuple[int, int]) -> bytes:
    """Return the data of a description of one track of H.264, without an index."""
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    look = struct.pack(">6xH16xHHIIIH32xHh", 1, *size, 0x480000, 0x480000, 0, 1, 24, -1)
    table = boxes.made(b"stsd", struct.pack(">II", 0, 1), boxes.made(b"avc1", look, boxes.made(b"avcC", avcc)))
    place = boxes.made(b"dinf", boxes.made(b"dref", struct.pack(">II", 0, 1), boxes.made(b"url ", b"\0\0\0\1")))
    media = boxes.made(
        b"mdia",
        boxes.made(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, _SCALE, 0, 0x55C4, 0)),
        boxes.made(b"hdlr", struct.pack(">II4s12x", 0, 0, b"vide") + b"\0"),
        boxes.made(b"minf", boxes.made(b"vmhd", struct.pack(">I8x", 1)), place, boxes.made(b"stbl", table)),
    )
    head = struct.pack(">IIIIII8xHHHH", 7, 0, 0, 1, 0, 0, 0, 0, 0, 0) + matrix
    track = boxes.made(b"tkhd", head, struct.pack(">II", size[0] << 16, size[1] << 16))
    whole = struct.pack(">IIIIIIH10x", 0, 0, 0, 1000, 0, 0x10000, 0x100) + matrix + bytes(24) + struct.pack(">I", 2)
    return boxes.made(b"mvhd", whole) + boxes.made(b"trak", track, media)
