"""Portraits: cleaned of the camera's notes, or turned down in one way."""

import io
import struct
import zlib

import pytest
from PIL import Image

from server.store import portrait


def png(*chunks):
    """A small PNG with further chunks (name, bytes) after its header."""
    out = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PNG")
    data, head = out.getvalue(), 33
    inner = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return data[:head] + inner + data[head:]


def test_a_portrait_is_kept_small_and_as_jpeg():
    with Image.open(io.BytesIO(portrait.clean(png()))) as image:
        assert (image.format, image.size) == ("JPEG", (200, 300))


@pytest.mark.parametrize("damaged", [png()[:-40], png((b"eXIf", b"MM\0*")), b"GIF89a", b""])
def test_a_damaged_picture_is_turned_down(damaged):
    with pytest.raises(ValueError, match="damaged"):
        portrait.clean(damaged)
