"""Read what a PDF must know of a JPEG (size, colours, how the camera was held) without decoding it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
BARE = frozenset({0x01, *range(0xD0, 0xD8)})
SCAN, EXIF, ADOBE = 0xDA, 0xE1, 0xEE
ORIENTATION = 0x0112


class NoJpeg(ValueError):
    """The bytes are no JPEG that can be printed: another format, or cut short."""


@dataclass(frozen=True, slots=True)
class Jpeg:
    """One picture. ``width`` and ``height`` are pixels as stored; ``turned`` is the EXIF orientation, 1 to 8."""

    data: bytes
    width: int
    height: int
    components: int
    turned: int
    inverted: bool


def read(data: bytes) -> Jpeg:
    """Read a JPEG's header.

    Raises:
        NoJpeg: the header is not whole, the picture is empty, or its colours are not grey, RGB or CMYK.
    """
    turned, adobe = 1, False
    try:
        for marker, body in _segments(data):
            if marker == EXIF:
                turned = _orientation(body)
            elif marker == ADOBE:
                adobe = body.startswith(b"Adobe")
            elif marker in FRAMES:
                depth, height, width, components = struct.unpack_from(">BHHB", body)
                if depth != 8 or not width or not height or components not in (1, 3, 4):
                    raise NoJpeg("not 8-bit grey, RGB or CMYK")
                return Jpeg(data, width, height, components, turned, inverted=adobe and components == 4)
    except (struct.error, IndexError) as error:
        raise NoJpeg("the header is cut short") from error
    raise NoJpeg("no picture in it")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    if data[:2] != b"\xff\xd8":
        raise NoJpeg("not a JPEG")
    place = 2
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == SCAN:
            return
        if marker == 0xFF or marker in BARE:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        yield marker, data[place + 4 : place + 2 + length]
        place += 2 + length


def _orientation(body: bytes) -> int:
    if not body.startswith(b"Exif\0\0"):
        return 1
    tiff = body[6:]
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for entry in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * entry)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1  # a broken remark about the camera does not make the picture unprintable
    return 1
