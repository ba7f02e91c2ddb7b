"""Reads badges' QR codes from one photo, as a phone takes it: large, maybe turned, maybe not a photo at all.

What comes from outside is looked at before it is unpacked: a small file can hold a picture that fills all memory.
"""

import io
import warnings
from collections.abc import Iterator

import cv2
import numpy as np
from PIL import Image

from decoding.frame import Decoder, Grey, badges, glance

FORMATS = ("JPEG", "PNG", "WEBP")
#: Pixels a picture may hold once unpacked; a JPEG is unpacked smaller where it is larger than needed.
MOST, MOST_JPEG = 25_000_000, 120_000_000
LONGEST_SIDE = 30_000  # pixels
SIDE = 2400  # pixels; the longer side of what is looked at first
#: Longer sides of what is looked at afterwards: a code that fills a photo is read best when it is smaller.
SIDES = (1200, 700)


class NotAPicture(ValueError):
    """This is no picture of a kind that phones make, or it is damaged."""


class TooLarge(ValueError):
    """It says that it holds more pixels than any phone takes."""


def read(data: bytes) -> list[str]:
    """Return the texts of the badges in a photo, each once.

    Raises:
        NotAPicture: it cannot be unpacked.
        TooLarge: it is not unpacked.
    """
    grey = unpacked(data)
    for sight in _sights(grey):
        found = list(dict.fromkeys(code.text for code in badges(glance(sight))))
        if found:
            return found
    return list(dict.fromkeys(code.text for code in badges(Decoder().read(grey))))


def unpacked(data: bytes) -> Grey:
    """Unpack a photo to shades of grey, its longer side at most ``SIDE`` pixels, the way its camera was held.

    Raises:
        NotAPicture: it cannot be unpacked.
        TooLarge: it is not unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sizes are judged here, not by Pillow's limit
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                _judge(picture)
                picture.draft("L", (SIDE, SIDE))  # a JPEG is unpacked at half, a quarter or an eighth
                turned = picture.getexif().get(0x0112, 1)
                grey = np.asarray(picture.convert("L"), np.uint8)
    except TooLarge:
        raise
    except Image.DecompressionBombError as error:
        raise TooLarge(str(error)) from error
    except (OSError, ValueError, SyntaxError, OverflowError) as error:
        raise NotAPicture(str(error)) from error
    return _smaller(_upright(grey, turned), SIDE)


def _judge(picture: Image.Image) -> None:
    width, height = picture.size
    most = MOST_JPEG if picture.format == "JPEG" else MOST
    if width * height > most or max(width, height) > LONGEST_SIDE:
        raise TooLarge(f"{width}x{height}")


def _upright(grey: Grey, turned: object) -> Grey:
    """Turn a picture the way its Exif orientation says; mirrored ones as they are, for zxing reads them."""
    turns = {3: 2, 6: 3, 8: 1}.get(turned if isinstance(turned, int) else 1, 0)
    return np.ascontiguousarray(np.rot90(grey, turns))


def _sights(grey: Grey) -> Iterator[Grey]:
    """Give the picture whole, and smaller."""
    yield grey
    for side in SIDES:
        if max(grey.shape) > side:
            yield _smaller(grey, side)


def _smaller(grey: Grey, side: int) -> Grey:
    height, width = grey.shape
    scale = side / max(height, width)
    if scale >= 1:
        return grey
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
