"""The crest a site has put in place of the product's own: a PNG or JPEG as plain samples."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

MOST = 512  # pixels a side
LIGHT = 170  # grey value above which a picture is meant for a dark ground


@dataclass(frozen=True, eq=False, slots=True)
class Raster:
    """Samples by rows: three bytes a pixel, and one byte of opacity a pixel where not all is opaque.

    ``light``: a cut-out picture in light colours, to stand on the band itself; any other gets a white ground.
    """

    width: int
    height: int
    rgb: bytes
    alpha: bytes | None
    light: bool


def read(path: Path) -> Raster | None:
    """Read a crest; None where the file is gone or no picture: the badges are printed with the product's own."""
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > 4 * MOST:
                return None
            picture.thumbnail((MOST, MOST))
            return _raster(picture.convert("RGBA"))
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _raster(picture: Image.Image) -> Raster:
    alpha = picture.getchannel("A")
    opaque = alpha.getextrema() == (255, 255)
    seen = picture.convert("L").histogram(alpha.point(lambda value: 255 * (value > 127)))
    light = not opaque and sum(seen[LIGHT:]) > 0.8 * sum(seen)
    rgb = picture.convert("RGB").tobytes()
    return Raster(picture.width, picture.height, rgb, None if opaque else alpha.tobytes(), light)
