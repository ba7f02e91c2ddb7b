"""Photos: what they are and small pictures of them, unpacked no larger than is needed."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pi_heif
from PIL import Image, ImageOps

from imaging import exif, hints
from imaging.kind import AVIF, HEIC, JPEG, PNG, WEBP, Kind
from imaging.looked import DAMAGED, MOST_PIXELS, TOO_MANY_PIXELS, Looked, Unreadable

THUMBNAIL = 512  # pixels of the longer side
QUALITY = 80
#: What Pillow may read a kind as; nothing else is tried, whatever a file looks like.
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF", AVIF: "AVIF"}

pi_heif.register_heif_opener(thumbnails=False)


def look(path: Path, kind: Kind) -> Looked:
    """Return what a photo says of itself, and hints about its quality; reads all of it, so a cut-off one is told.

    Raises:
        Unreadable: ``damaged`` where not even its size can be read, ``too-many-pixels``.
    """
    return both(path, kind)[0]


def thumbnail(path: Path, kind: Kind) -> bytes:
    """Return a JPEG of at most ``THUMBNAIL`` pixels a side, the way up it is shown, without Exif.

    Raises:
        Unreadable: ``damaged``, ``too-many-pixels``.
    """
    looked, small = both(path, kind)
    if small is None:
        raise Unreadable(looked.fault or DAMAGED)
    return small


def both(path: Path, kind: Kind) -> tuple[Looked, bytes | None]:
    """Return what a photo is and its thumbnail by unpacking it once; no thumbnail where it is cut off.

    Raises:
        Unreadable: ``damaged`` where not even its size can be read, ``too-many-pixels``.
    """
    with _opened(path, kind) as picture:
        width, height = picture.size
        turned = exif.on_its_side(picture)
        looked = Looked(
            kind=kind.code,
            width=height if turned else width,
            height=width if turned else height,
            codec=kind.code,
            **exif.read(picture),
        )
        looked = replace(looked, taken_from="exif" if looked.taken_at else None)
        share = hints.SIDE / max(width, height)
        picture.draft("RGB", (round(width * share), round(height * share)))  # a JPEG is unpacked at a half, a quarter …
        try:
            picture.load()
            shown = ImageOps.exif_transpose(picture)
            judged = hints.of(np.asarray(shown.convert("L"), np.uint8))
            small = jpeg(shown)
        except Exception:  # hostile bytes find what nobody thought of; what the photo says of itself stays
            return replace(looked, fault=DAMAGED), None
        return replace(looked, readable=True, hints=judged), small


def jpeg(picture: Image.Image) -> bytes:
    """Return a picture as a small JPEG that holds nothing but the picture."""
    plain = _on_white(picture)
    plain.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.HAMMING, reducing_gap=2.0)
    plain.info.clear()  # comments and profiles would be written along
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, exif=b"", icc_profile=None)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture in plain colours; what is see-through shows white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


@contextmanager
def _opened(path: Path, kind: Kind) -> Iterator[Image.Image]:
    """Open a photo as what it is, and look at its size before anything is unpacked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd Exif is no matter here
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(path, formats=(_FORMATS[kind],))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Unreadable(TOO_MANY_PIXELS, str(error)) from error
        except (OSError, ValueError, SyntaxError, OverflowError, MemoryError, RuntimeError, EOFError) as error:
            raise Unreadable(DAMAGED, str(error)) from error
        with picture:
            if picture.size[0] * picture.size[1] > MOST_PIXELS:
                raise Unreadable(TOO_MANY_PIXELS, f"{picture.size[0]} x {picture.size[1]}")
            yield picture
