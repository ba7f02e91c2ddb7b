"""The bytes of photos and video on disk: one file for each upload, appended to, flushed, never rewritten.

What lies in a file beyond the acknowledged offset was never acknowledged: the next bytes are written over it.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from server.store.files import sync_folder

PIECE = 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{32}")
#: Flushes what was written and its length, not the times of the file; where the system cannot, everything.
_flush = getattr(os, "fdatasync", os.fsync)


class Digest(Protocol):
    """A running SHA-256."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take more bytes in."""

    def copy(self) -> "Digest":
        """Return another that stands where this one stands."""

    def digest(self) -> bytes:
        """Return the digest so far."""

    def hexdigest(self) -> str:
        """Return the digest so far, in hex."""


class Media:
    """A folder of uploads."""

    def __init__(self, folder: Path) -> None:
        """Keep files below ``folder``."""
        self._folder = folder

    def path(self, upload: str) -> Path:
        """Return where an upload's bytes lie."""
        if not _NAME.fullmatch(upload):
            raise ValueError(f"not the id of an upload: {upload!r}")
        return self._folder / upload[:2] / upload

    def create(self, upload: str) -> None:
        """Make an empty file that is there after a power cut."""
        path = self.path(upload)
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self._folder)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        sync_folder(path.parent)

    def cut(self, upload: str, size: int) -> None:
        """Take away what lies behind the acknowledged bytes of an upload that has ended; never any of these."""
        path = self.path(upload)
        with suppress(FileNotFoundError):  # whether it is there is what the check of all files tells
            if path.stat().st_size > size:
                os.truncate(path, size)

    def remove(self, upload: str) -> None:
        """Remove an upload's bytes; removing them twice is removing them once."""
        self.path(upload).unlink(missing_ok=True)

    def empty(self) -> Iterator[str]:
        """Give the uploads of which there is a file and not one byte in it."""
        for folder in self._folder.glob("[0-9a-f][0-9a-f]"):
            with os.scandir(folder) as found:
                yield from [one.name for one in found if _NAME.fullmatch(one.name) and one.stat().st_size == 0]

    def keep_side(self, upload: str, text: bytes) -> None:
        """Write what is on record about an original beside it, in place of what was written before."""
        side = self.side(upload)
        part = side.with_suffix(".part")
        with part.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(side)
        sync_folder(side.parent)

    def side(self, upload: str) -> Path:
        """Return where the side file of an original lies."""
        return self.path(upload).with_suffix(".json")

    def free(self) -> int:
        """Return the bytes that are free on the disk."""
        folder = self._folder
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def digest(self, upload: str, offset: int) -> Digest:
        """Return the SHA-256 of the first ``offset`` bytes, ready to take more in."""
        found = hashlib.sha256()
        for piece in self.read(upload, 0, offset):
            found.update(piece)
        return found

    def read(self, upload: str, start: int, stop: int) -> Iterator[bytes]:
        """Return the bytes from ``start`` to below ``stop`` in pieces.

        Raises:
            EOFError: the file is shorter: somebody took bytes away that were acknowledged.
        """
        return pieces(self.path(upload), start, stop)


def pieces(path: Path, start: int, stop: int) -> Iterator[bytes]:
    """Return a file's bytes from ``start`` to below ``stop`` in pieces.

    Raises:
        EOFError: the file is shorter.
    """
    with path.open("rb") as file:
        file.seek(start)
        while start < stop:
            piece = file.read(min(PIECE, stop - start))
            if not piece:
                raise EOFError(f"{path} ends at {start}, {stop} bytes should be there")
            yield piece
            start += len(piece)


class Tail:
    """The end of one upload while one request appends to it; ``digest`` is that of all bytes up to ``offset``.

    Nothing counts before ``flush`` returned; ``drop`` forgets what was written. ``part`` is the digest of what this
    request brought, by the algorithm it is ``checked`` with.
    """

    def __init__(self, media: Media, upload: str, offset: int, digest: Digest, checked: str | None = None) -> None:
        """Open the file; ``offset`` bytes of it were acknowledged."""
        self._file = os.open(media.path(upload), os.O_WRONLY)
        self._from, self.offset = offset, offset
        self._before, self.digest, self._checked = digest, digest.copy(), checked
        self.part: Digest | None = hashlib.new(checked, usedforsecurity=False) if checked else None

    @property
    def brought(self) -> tuple[int, int]:
        """Where what this request brought begins, and how many bytes it is."""
        return self._from, self.offset - self._from

    def sha256(self) -> str | None:
        """Return the SHA-256 (hex) of what this request brought; None where it would have to be computed anew."""
        if self._checked == "sha256" and self.part is not None:
            return self.part.hexdigest()
        return self.digest.hexdigest() if self._from == 0 else None

    def append(self, piece: bytes | bytearray | memoryview) -> None:
        """Write a piece and take it into both digests.

        Raises:
            OSError: the disk is full or broken; what fitted counts, if it is flushed.
        """
        view = memoryview(piece)
        while view:
            count = os.pwrite(self._file, view, self.offset)
            self.digest.update(view[:count])
            if self.part is not None:
                self.part.update(view[:count])
            self.offset, view = self.offset + count, view[count:]

    def flush(self) -> None:
        """Return once everything that was written is on disk."""
        _flush(self._file)

    def drop(self) -> None:
        """Take back what was written."""
        with suppress(OSError):
            os.ftruncate(self._file, self._from)
        self.offset, self.digest = self._from, self._before

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
