"""What a photo's Exif says: when, by which camera, where."""

from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

_TAGS, _INSIDE, _GPS = ExifTags.Base, ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo
LONGEST = 80  # characters of a name that a camera may write
_ON_ITS_SIDE = (5, 6, 7, 8)


def read(picture: Image.Image) -> dict[str, Any]:
    """Return ``taken_at``, ``make``, ``model``, ``serial``, ``place`` as ``Looked`` has them, those that are there."""
    try:
        exif = picture.getexif()
        inside, gps = exif.get_ifd(_INSIDE), exif.get_ifd(_GPS)
    except Exception:  # a damaged Exif is no damaged photo, and Pillow raises whatever struct and its readers raise
        return {}
    found = {
        "taken_at": _time(inside.get(_TAGS.DateTimeOriginal), inside.get(_TAGS.OffsetTimeOriginal)),
        "make": text(exif.get(_TAGS.Make)),
        "model": text(exif.get(_TAGS.Model)),
        "serial": text(inside.get(_TAGS.BodySerialNumber)),
        "place": _place(gps),
    }
    return {name: value for name, value in found.items() if value is not None}


def on_its_side(picture: Image.Image) -> bool:
    """Tell whether a picture is shown turned by a quarter; an HEIF reader has turned it by itself, and says no."""
    try:
        return picture.getexif().get(_TAGS.Orientation, 1) in _ON_ITS_SIDE
    except Exception:  # likewise
        return False


def text(value: object) -> str | None:
    """Return what a camera wrote as one short line; None where nothing can be read."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    line = "".join(sign for sign in value.split("\0")[0] if sign.isprintable()).strip()
    return line[:LONGEST] or None


def _time(value: object, offset: object) -> str | None:
    said, zone = text(value), text(offset)
    if said is None:
        return None
    try:
        at = datetime.strptime(said[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras know no zone
    except ValueError:
        return None
    if zone is not None:
        try:
            return datetime.fromisoformat(at.isoformat() + zone).isoformat()
        except ValueError:
            pass
    return at.isoformat()


def _place(gps: dict[int, Any]) -> tuple[float, float] | None:
    try:
        north = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S")
        east = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None


def _degrees(parts: Any, turned: bool) -> float:
    value = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    return round(-value if turned else value, 6)
