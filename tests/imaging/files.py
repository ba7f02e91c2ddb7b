"""Files as cameras and browsers make them, and as nobody should.

``recordings/`` holds what a Chromium recorded with its make-believe camera (WebM and MP4, as slices come, never
finished), a photo in the coding that iPhones use, and a stream of H.264 and AC-3 as camcorders write (AVCHD).
"""

import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

RECORDINGS = Path(__file__).parent / "recordings"
WEBM, MP4, HEIC, MTS = (RECORDINGS / name for name in ("browser.webm", "browser.mp4", "phone.heic", "camcorder.mts"))


def scene(width=1200, height=900):
    """A picture with edges of all directions, as a workbench has: bars, circles, text."""
    picture = Image.new("RGB", (width, height), (120, 130, 140))
    draw = ImageDraw.Draw(picture)
    for place in range(0, width, 60):
        draw.rectangle((place, 0, place + 25, height // 3), fill=(place % 255, 60, 200 - place % 180))
        draw.ellipse((place, height // 2, place + 50, height // 2 + 50), fill=(240, 240, 235))
        draw.line((place, height, place + 80, height // 2), fill=(20, 20, 20), width=3)
    return picture


def photo(picture=None, kind="JPEG", **options):
    out = io.BytesIO()
    (picture or scene()).save(out, kind, **options)
    return out.getvalue()


def exif(orientation=1, **inside):
    """Exif as a camera writes it: ``taken``, ``offset``, ``serial``, ``gps``."""
    made = Image.Exif()
    made[0x0112], made[0x010F], made[0x0110] = orientation, "Canon", "EOS 80D"
    details = made.get_ifd(0x8769)
    for number, name in ((0x9003, "taken"), (0x9011, "offset"), (0xA431, "serial")):
        if name in inside:
            details[number] = inside[name]
    if "gps" in inside:
        north, east = inside["gps"]
        made.get_ifd(0x8825).update({1: "N", 2: (north, 0.0, 0.0), 3: "E", 4: (east, 30.0, 0.0)})
    return made


def bomb(width=20_000, height=20_000):
    """A PNG of few bytes that unpacks to 400 million white pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (width // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def filmed(path, code, frames=20, pace=10):
    """Write a film of a grey picture that gets brighter, with OpenCV's own writers."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), pace, (160, 120))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(np.full((120, 160, 3), 60 + number * 8, np.uint8))
    writer.release()
    return path


def avchd(stream):
    """Put four bytes of time before each packet of a transport stream, as camcorders do."""
    packets = (stream[at : at + 188] for at in range(0, len(stream), 188))
    return b"".join(struct.pack(">I", number * 300) + packet for number, packet in enumerate(packets))


def frames_of(path):
    """Every frame of a film as its decoder shows it, shrunk to its grey mean and time (ms)."""
    capture, found = cv2.VideoCapture(str(path)), []
    while True:
        there, frame = capture.read()
        if not there:
            return found
        found.append((round(capture.get(cv2.CAP_PROP_POS_MSEC)), zlib.crc32(np.ascontiguousarray(frame).tobytes())))
