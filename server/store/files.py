"""Files kept by content: imported files, the rows read from them, portraits. Written once, never changed."""

import hashlib
import os
import re
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")
#: Where files lie that have not arrived whole.
ARRIVING = "arriving"


class Files:
    """A folder of files named by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        """Keep files below ``folder``."""
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Write ``data`` durably and return its SHA-256 in hex; keeping it twice is keeping it once."""
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
        return name

    def arriving(self) -> "Part":
        """Begin a file whose bytes are still to come.

        Raises:
            OSError: the disk does not take it.
        """
        return Part(self._folder)

    def tidy(self) -> None:
        """Remove what had not arrived whole when the hub was killed; before anything arrives."""
        for left in (self._folder / ARRIVING).glob("*.part"):
            left.unlink(missing_ok=True)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file; None where there is none or its bytes no longer fit its name."""
        if not _NAME.fullmatch(name):
            return None
        try:
            data = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(data).hexdigest() == name else None

    def path(self, name: str) -> Path | None:
        """Return where a file lies, for programs that read it themselves, or None where there is none."""
        path = self._path(name) if _NAME.fullmatch(name) else None
        return path if path is not None and path.exists() else None

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


class Part:
    """A file on its way in: written beside the others and hashed as it comes, named once all of it is on disk.

    ``offset`` is how many bytes have come. Nothing of it counts before ``keep`` returned.
    """

    def __init__(self, folder: Path) -> None:
        """Begin with nothing, below the ``folder`` it is to be kept in."""
        self._folder = folder
        beside = folder / ARRIVING
        beside.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = beside / f"{os.getpid()}.{os.urandom(8).hex()}.part"
        self._file = self._path.open("xb", buffering=0)
        self._digest = hashlib.sha256()
        self.offset = 0

    @property
    def name(self) -> str:
        """The SHA-256 in hex of what has come."""
        return self._digest.hexdigest()

    def append(self, piece: bytes | bytearray | memoryview, /) -> None:
        """Write a piece and take it into the hash.

        Raises:
            OSError: the disk is full or broken.
        """
        view = memoryview(piece)
        while view:
            count = self._file.write(view) or 0
            self._digest.update(view[:count])
            self.offset, view = self.offset + count, view[count:]

    def keep(self) -> str:
        """Make the file last under its SHA-256, and return that; where it is kept already, once is enough.

        Raises:
            OSError: the disk is full or broken.
        """
        os.fsync(self._file.fileno())
        self._file.close()
        path = self._folder / self.name[:2] / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(path)
        sync_folder(path.parent)
        sync_folder(self._folder)
        return self.name

    def close(self) -> None:
        """Let go of it; what was not kept is gone."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in a folder last."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows flushes a rename by itself and cannot open folders
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
