"""Portraits as they are kept: small JPEGs without the camera's notes (place, time, maker)."""

import io

from PIL import Image, ImageOps

SIZE = (480, 640)  # pixels; 28 x 37 mm at 300 dpi is 331 x 437
QUALITY = 85


def clean(data: bytes) -> bytes:
    """Return the picture upright, at most ``SIZE``, as JPEG without metadata; ``data`` was checked to be a picture.

    Raises:
        ValueError: the picture is damaged.
    """
    try:
        return _clean(data)
    except Exception as error:  # a camera's damaged notes or a cut file: the library lets what it meets escape
        raise ValueError("the picture is damaged") from error


def _clean(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
        image = opened if opened.mode == "RGB" else opened.convert("RGB")
        image.thumbnail((2 * max(SIZE), 2 * max(SIZE)))  # first, so that a huge picture is in memory only once
        image = ImageOps.exif_transpose(image)
    image.thumbnail(SIZE)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
