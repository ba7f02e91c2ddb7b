"""One portrait file: ``photos/<staff number or ID number>.jpg``; only its header is read here."""

import io
import re
import warnings
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

from formats.table import refuse_unsized
from formats.unreadable import Unreadable
from server.domain.imports.known import Checked, Known
from server.domain.imports.problem import Place, problem

SUFFIXES = (".jpg", ".jpeg", ".png")
OWNER = re.compile(r"[0-9A-Za-z_-]{1,20}")
SMALLEST, LARGEST = 120, 8000  # pixels each way


def is_portrait(name: str) -> bool:
    """Say whether a file's name and folder make it a portrait."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in SUFFIXES and path.parent.name == "photos"


def check_portrait(name: str, data: bytes, known: Known) -> Checked:
    """Check one portrait; its row is ``{"owner"}``, the staff number or ID number it is named by."""
    plan = known.plan.number if known.plan else None
    owner = PurePosixPath(name.replace("\\", "/")).stem
    try:
        refuse_unsized(data)
        if not OWNER.fullmatch(owner):
            raise Unreadable("portrait-name", value=owner)
        width, height = _size(data)
        if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
            raise Unreadable("portrait-size", width=width, height=height)
    except Unreadable as wrong:
        return Checked("portraits", plan, total=1, errors=(problem(Place(name), wrong.code, **wrong.details),))
    return Checked("portraits", plan, total=1, rows=({"owner": owner},))


def _size(data: bytes) -> tuple[int, int]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
                return image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as wrong:
        raise Unreadable("portrait-form") from wrong
