"""Crests are small PNGs; a file of a few kilobytes must not fill the memory."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from server.store import crest, portrait

ROOT = Path(__file__).parents[2]
MEMORY = 400  # MB above what the program takes by being loaded
CLEANER = """
import resource, sys
from server.store import crest, portrait
with open("/proc/self/statm") as file:
    loaded = int(file.read().split()[0]) * resource.getpagesize()
limit = loaded + int(sys.argv[2]) * 1_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
clean = {"crest": crest.clean, "portrait": portrait.clean}[sys.argv[1]]
try:
    sys.stdout.write(str(len(clean(sys.stdin.buffer.read())) < 100_000))
except ValueError as error:
    sys.stdout.write(f"refused: {error.__cause__}")
"""


def blank_png(side):
    """A black PNG of ``side`` by ``side`` pixels in a few kilobytes."""

    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packed = zlib.compressobj(9)
    lines = b"".join(packed.compress(bytes(1 + 3 * side)) for _ in range(side)) + packed.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", lines) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "side", "said"),
    [("crest", 11_000, "refused: too large"), ("crest", 4000, "True"), ("portrait", 8000, "True")],
)
def test_a_huge_picture_takes_little_memory(kind, side, said):
    ran = subprocess.run(
        [sys.executable, "-c", CLEANER, kind, str(MEMORY)],
        cwd=ROOT, input=blank_png(side), capture_output=True, check=False,
    )  # fmt: skip
    assert ran.stdout.decode() == said, ran.stderr.decode()[-500:]


@pytest.mark.parametrize("clean", [crest.clean, portrait.clean])
def test_a_picture_that_lies_on_its_side_is_turned_up(clean):
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (900, 300), "navy").save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(clean(out.getvalue()))) as image:
        assert image.height == pytest.approx(3 * image.width, abs=3)
