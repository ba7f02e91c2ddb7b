"""A camera's card as a folder: what lies on it, read and never written."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from imaging.kind import HEAD, Kind, sniff

PIECE = 1024 * 1024
#: Folders and files that cameras and computers keep for themselves: small pictures, second films of low quality, lists.
OWN_FOLDERS = {"thmbnl", "sub", "system volume information", "$recycle.bin", "lost.dir", ".trashes", ".spotlight-v100"}
OWN_FILES = {".thm", ".lrv"}
#: Endings of what people take for photos and film; of such a file that is not taken, the name is told.
LOOKS_LIKE = {
    ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".bmp", ".tif", ".tiff", ".raw", ".dng",
    ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".webm", ".mp4", ".m4v", ".mov", ".avi", ".mts", ".m2ts", ".mkv",
    ".mpg", ".mpeg", ".wmv", ".3gp", ".flv", ".mxf", ".insv",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file that is taken. ``name``: its path on the card; ``modified``: when it was last written (aware)."""

    path: Path
    name: str
    kind: Kind
    size: int
    modified: datetime

    @property
    def source(self) -> str:
        """What kind of device the card is from, by how it lays its files out."""
        folders = {part.lower() for part in Path(self.name).parts[:-1]}
        if folders & {"avchd", "bdmv", "m4root", "avf_info", "clip"} or self.kind.code == "mts":
            return "camcorder"
        return "camera" if "dcim" in folders else "file"


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is not taken, and why; ``broken``: its card may be damaged."""

    name: str
    why: str
    broken: bool = False


def found(card: Path) -> Iterator[File | Left]:
    """Give the files of a card, however deep they lie, by their names, then folders that cannot be read."""
    unread: list[OSError] = []
    for folder, inside, names in os.walk(card, onerror=unread.append):
        inside[:] = sorted(one for one in inside if one.lower() not in OWN_FOLDERS and not one.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.suffix.lower() not in OWN_FILES:
                one = _looked_at(card, path)
                if one is not None:
                    yield one
    yield from (_unread(card, error) for error in unread)


def _unread(card: Path, error: OSError) -> Left:
    """Tell of a folder whose list cannot be read: what lies in it nobody knows, the other folders may be whole."""
    inside = Path(error.filename).relative_to(card)
    name = inside.as_posix() if inside.parts else card.name
    why = f"文件夹读不出（{error.strerror}），里面的都没有收 / cannot be read, nothing in it was taken"
    return Left(f"{name}/", why, broken=True)


def _looked_at(card: Path, path: Path) -> File | Left | None:
    name = path.relative_to(card).as_posix()
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            return None
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD))
    except OSError as error:
        return Left(name, f"读不出（{error.strerror}）/ cannot be read", broken=True)
    if kind is not None:
        return File(path, name, kind, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC))
    if path.suffix.lower() not in LOOKS_LIKE:
        return None
    if about.st_size == 0:
        return Left(name, "是空文件 / empty", broken=True)
    return Left(name, "不是可收的照片或录像格式，原件留在卡上 / of no kind that is taken; it stays on the card")


def sha256_of(file: File, read: Callable[[int], None]) -> str:
    """Return the SHA-256 of a file; ``read`` hears how many bytes were read."""
    digest = hashlib.sha256()
    with file.path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
            read(len(piece))
    return digest.hexdigest()
