"""Crests as they are kept: small PNGs of nothing but pixels."""

import io

from PIL import Image, ImageOps

SIDE = 512  # pixels; 15.6 mm at 600 dpi is 369
LARGEST = 12_000  # pixels a side that are still opened
MOST = 16_000_000  # pixels that are unpacked: a few hundred kilobytes can hold a hundred times as many
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def clean(data: bytes) -> bytes:
    """Return a PNG or JPEG as PNG, upright, at most ``SIDE`` pixels, without metadata.

    Raises:
        ValueError: the bytes are no such picture, or one too large to be a crest.
    """
    try:
        return _clean(data)
    except Exception as error:  # a file that lies: the library lets what it meets escape
        raise ValueError("no picture") from error


def _clean(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
        if max(opened.size) > LARGEST:
            raise ValueError("too large")
        opened.draft("RGB", (2 * SIDE, 2 * SIDE))
        if opened.width * opened.height > MOST:
            raise ValueError("too large")
        image = ImageOps.exif_transpose(opened).convert("RGBA")
    image.thumbnail((SIDE, SIDE))
    opaque = image.getchannel("A").getextrema() == (255, 255)
    plain = Image.frombytes("RGBA", image.size, image.tobytes())  # leaves behind what else the file said
    out = io.BytesIO()
    (plain.convert("RGB") if opaque else plain).save(out, "PNG", optimize=True)
    return out.getvalue()


def is_crest(data: bytes) -> bool:
    """Tell whether a file kept by content may be handed out as a crest: rosters and portraits are none."""
    return data.startswith(SIGNATURE)
