"""Large files that are written only as long as the disk has room for them besides what is to stay free."""

import errno
import io
import os
import shutil
from pathlib import Path
from typing import BinaryIO, cast

from imaging.kind import HEAD, MTS, sniff

#: Bytes that are written between two looks at the disk.
EVERY = 8 * 1024 * 1024
#: How often its original's bytes the copy of a stream takes while it is made: its pictures are written apart first.
STREAM = 2
_BUFFER = 1024 * 1024


def needed(path: Path) -> int:
    """Return the bytes that the copy of a film takes while it is made; 0 where its file cannot be read."""
    try:
        with path.open("rb") as file:
            kind, size = sniff(file.read(HEAD)), os.fstat(file.fileno()).st_size
    except OSError:
        return 0
    return size * (STREAM if kind is MTS else 1)


def opened(path: Path, count: int, spare: int) -> BinaryIO:
    """Open a new file that will be ``count`` bytes long, or about; ``spare`` bytes of the disk stay free meanwhile.

    Raises:
        OSError: ``ENOSPC``: there is no room, or, from a ``write`` on, no more. ``spare`` 0: whatever the disk says.
    """
    if spare:
        _look(path, count, spare)
    return cast(BinaryIO, io.BufferedRandom(_File(path, spare), _BUFFER))


def _look(path: Path, count: int, spare: int) -> None:
    if count > shutil.disk_usage(path.parent).free - spare:
        raise OSError(errno.ENOSPC, f"no room for {count} B besides {spare} B", str(path))


class _File(io.FileIO):
    """A file that looks at its disk while it grows."""

    def __init__(self, path: Path, spare: int) -> None:
        super().__init__(path, "w+")
        self._path, self._spare, self._left = path, spare, EVERY

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]  # what is written here
        if self._spare and self._left <= 0:
            _look(self._path, EVERY, self._spare)
            self._left = EVERY
        count = super().write(data)
        self._left -= count
        return count
