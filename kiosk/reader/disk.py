"""What the station asks of its own disk, one call each, in the order that survives a power cut.

A file is written, made to last, renamed, and its folder made to last; only then does the spool's database speak of it.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PIECE = 1024 * 1024  # bytes


class Disk:
    """The disk the spool lies on."""

    def create(self, path: Path) -> BinaryIO:
        """Open a new file that only this account reads."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags, 0o600), "wb")

    def sync(self, file: BinaryIO) -> None:
        """Make what was written last."""
        file.flush()
        os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Give a file its name, in the place of whatever had it."""
        old.replace(new)

    def sync_folder(self, folder: Path) -> None:
        """Make what was created, renamed or removed in a folder last."""
        if not hasattr(os, "O_DIRECTORY"):
            return  # Windows keeps a rename in its own log and cannot open folders
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Remove a file; removing it twice is removing it once."""
        path.unlink(missing_ok=True)


def pieces(path: Path) -> Iterator[bytes]:
    """Return a file's bytes in pieces."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex, as it lies on the disk.

    Raises:
        OSError: it cannot be read.
    """
    found = hashlib.sha256()
    for piece in pieces(path):
        found.update(piece)
    return found.hexdigest()
