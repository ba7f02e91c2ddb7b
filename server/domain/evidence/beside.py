"""What lies on a camera's card beside the photos and films that somebody took, told by its path alone.

Cameras keep small pictures and second films of low quality for themselves, computers what was deleted: taken for
evidence, a small picture would stand for a photo, every film would be there twice, and what somebody deleted for good.
"""

from pathlib import PurePosixPath
from typing import Literal

#: ``small``: a picture the camera shows a list with; ``second``: a film once more, of low quality; ``deleted``: in a
#: computer's bin; ``fragment``: left by a repair of the card; ``system``: a computer's own.
Beside = Literal["small", "second", "deleted", "fragment", "system"]

#: Folders, wherever they lie, and endings, both in small letters.
FOLDERS: dict[str, Beside] = {
    "thmbnl": "small", "sub": "second", "$recycle.bin": "deleted", "lost.dir": "fragment",
    "system volume information": "system",
}  # fmt: skip
ENDINGS: dict[str, Beside] = {".thm": "small", ".lrv": "second", ".lrf": "second"}
#: Endings of what people take for photos, films and sound; of such a file that is not taken, the name is told.
LOOKS_LIKE = frozenset((
    *ENDINGS,
    ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".hif", ".avif", ".gif", ".bmp", ".tif", ".tiff", ".raw",
    ".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".sr2", ".orf", ".rw2", ".raf", ".pef", ".srw", ".gpr",
    ".webm", ".mp4", ".m4v", ".mov", ".avi", ".mts", ".m2ts", ".mkv", ".mpg", ".mpeg", ".wmv", ".3gp", ".3g2", ".flv",
    ".mxf", ".insv", ".insp", ".360", ".m4a", ".wav", ".mp3", ".aac",
))  # fmt: skip


def beside(path: str) -> Beside | None:
    """Return as what a file lies beside the photos and films; None: its bytes tell whether it is one.

    Args:
        path: on the card, with ``/``.
    """
    *folders, name = path.lower().split("/")
    return next((FOLDERS[one] for one in folders if one in FOLDERS), ENDINGS.get(PurePosixPath(name).suffix))


def looks_like(path: str) -> bool:
    """Tell whether people take a file for a photo, a film or sound by its name."""
    return PurePosixPath(path.lower()).suffix in LOOKS_LIKE
