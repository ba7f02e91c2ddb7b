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


#: A camcorder's note of 2026-11-23 10:15:09, eight hours ahead.
AT_TEN = "02 18 10 20 26 11 19 23 10 15 09"


def mdpm(told):
    """A unit of H.264 that notes what a camcorder tells (tags in hex) of the picture that follows."""
    note = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM" + bytes.fromhex(told)
    return b"\x06\x05" + bytes([len(note)]) + note + b"\x80"


def dated_stream(told=AT_TEN):
    """The camcorder's stream with a note before its first picture, as AVCHD has it."""
    data = MTS.read_bytes()
    packets = [data[at : at + 192] for at in range(0, len(data), 192)]
    begins = [at for at, one in enumerate(packets) if one[5] & 0x40 and b"\0\0\1\xe0" in one]
    pid = packets[begins[0]][5:7]
    mine = [
        at
        for at in range(begins[0], begins[1])
        if packets[at][5] & 0x1F == pid[0] & 0x1F and packets[at][6:7] == pid[1:]
    ]
    whole = b"".join(_payload(packets[at]) for at in mine)
    place = 9 + whole[8]
    whole = whole[:4] + b"\0\0" + whole[6:place] + b"\0\0\0\1" + mdpm(told) + whole[place:]
    made = [_packet(pid, whole[at : at + 182], first=at == 0) for at in range(0, len(whole), 182)]
    return b"".join(
        [*packets[: mine[0]], *made, *(packets[at] for at in range(mine[0], len(packets)) if at not in mine)]
    )


def _payload(packet):
    return packet[9 + packet[8] :] if packet[7] & 0x20 else packet[8:]


def _packet(pid, payload, *, first):
    """A packet of 192 bytes, filled up where there is less to carry."""
    filled = 183 - len(payload)
    fill = bytes([filled]) + (b"\0" + b"\xff" * (filled - 1) if filled else b"")
    return bytes(4) + b"\x47" + bytes([pid[0] & 0x1F | (0x40 if first else 0), pid[1], 0x30]) + fill + payload


def dated_avi(path, said=b"Mon Nov 23 10:15:09 2026\n\0"):
    """A camera's AVI whose description tells when it was filmed."""
    data = filmed(path, "MJPG").read_bytes()
    chunk = b"IDIT" + struct.pack("<I", len(said)) + said + b"\0" * (len(said) % 2)
    size = struct.unpack("<I", data[16:20])[0]
    end = 20 + size
    path.write_bytes(
        data[:4] + struct.pack("<I", len(data) + len(chunk) - 8) + data[8:16] + struct.pack("<I", size + len(chunk))
        + data[20:end] + chunk + data[end:]
    )  # fmt: skip
    return path


def frames_of(path):
    """Every frame of a film as its decoder shows it, shrunk to its grey mean and time (ms)."""
    capture, found = cv2.VideoCapture(str(path)), []
    while True:
        there, frame = capture.read()
        if not there:
            return found
        found.append((round(capture.get(cv2.CAP_PROP_POS_MSEC)), zlib.crc32(np.ascontiguousarray(frame).tobytes())))
