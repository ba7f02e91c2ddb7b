"""Files kept by content: imported files, the rows read from them, portraits. Written once, never changed."""

import hashlib
import os
import re
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")


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


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in a folder last."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows flushes a rename by itself and cannot open folders
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
