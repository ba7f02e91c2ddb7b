"""What the hub made of originals (thumbnails, posters, films that can be sought in), and what it read in them.

Beside the journal: made again where it is gone.
"""

import hashlib
import json
import os
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from server.store import tables
from server.store.files import sync_folder

DERIVED = tables.derived.c
#: What is noted of a film of which all was made that is to be; ``of`` names the upload.
TURNS = "turns"
_NAME = re.compile(r"[0-9a-f]{32}")
_PIECE = 1024 * 1024


class Derived:
    """A folder of files made of originals, one for each of what was made."""

    def __init__(self, folder: Path) -> None:
        """Keep files below ``folder``."""
        self._folder = folder

    def path(self, evidence: str, what: str) -> Path:
        """Return where a file lies."""
        if not (_NAME.fullmatch(evidence) and what.isalpha()):
            raise ValueError(f"not evidence: {evidence!r} {what!r}")
        return self._folder / evidence[:2] / f"{evidence}.{what}"

    def room(self, evidence: str, what: str) -> Path:
        """Return a place that nothing stands at, for a file that is to be kept."""
        place = self.written(evidence, what)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        return place

    def written(self, evidence: str, what: str) -> Path:
        """Return where a file is written that is to be kept."""
        return self.path(evidence, what).with_suffix(f".{what}.part")

    def there(self, evidence: str, what: str, size: int | None) -> bool:
        """Tell whether a file is there in full: with the bytes that were noted of it; None: nothing was noted.

        One that a power cut emptied or tore before it was made to ``last`` is not.
        """
        try:
            return self.path(evidence, what).stat().st_size == size
        except FileNotFoundError:
            return False

    def keep(self, evidence: str, what: str, made: bytes | Path) -> tuple[str, int]:
        """Put bytes, or a file written in ``room``, in their place; return SHA-256 and size. See ``last``."""
        part = made if isinstance(made, Path) else self.room(evidence, what)
        if not isinstance(made, Path):
            part.write_bytes(made)
        digest, size = hashlib.sha256(), 0
        with part.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        part.replace(self.path(evidence, what))
        return digest.hexdigest(), size

    def last(self, evidence: str, what: str) -> None:
        """Return once a file that was kept outlasts a power cut; nothing where it is no file, or gone."""
        place = self.path(evidence, what)
        with suppress(FileNotFoundError):
            with place.open("rb+") as file:
                os.fsync(file.fileno())
            sync_folder(place.parent)

    def remove(self, evidence: str) -> None:
        """Remove everything made of an original."""
        folder = self.path(evidence, "any").parent
        if folder.exists():
            for file in folder.glob(f"{evidence}.*"):
                file.unlink(missing_ok=True)


def note(connection: Connection, evidence: str, what: str, sha256: str, body: Mapping[str, Any]) -> None:
    """Note what was made, or read, of evidence."""
    connection.execute(delete(tables.derived).where(DERIVED.evidence == evidence, DERIVED.what == what))
    text = json.dumps(dict(body), ensure_ascii=False, sort_keys=True)
    connection.execute(insert(tables.derived), {"evidence": evidence, "what": what, "sha256": sha256, "body": text})


def of(connection: Connection, evidence: str) -> dict[str, dict[str, Any]]:
    """Return what was made of evidence, by what it is, each with its ``sha256``."""
    found = connection.execute(select(tables.derived).where(DERIVED.evidence == evidence).order_by(DERIVED.what))
    return {row.what: {**json.loads(row.body), "sha256": row.sha256} for row in found}


def sizes(connection: Connection, evidence: str) -> dict[str, int]:
    """Return the bytes of each file that was made of evidence, by what it is."""
    return {what: body["size"] for what, body in of(connection, evidence).items() if "size" in body}


def bytes_of(connection: Connection, evidence: Collection[str]) -> dict[str, int]:
    """Return the bytes of all files that were made of each of these; nothing of those of which none was made."""
    query = select(DERIVED.evidence, DERIVED.body).where(DERIVED.evidence.in_(evidence))
    found: dict[str, int] = {}
    for row in connection.execute(query):
        found[row.evidence] = found.get(row.evidence, 0) + int(json.loads(row.body).get("size", 0))
    return found


def files(connection: Connection) -> list[tuple[str, str, int]]:
    """Return every file that was made: evidence, what it is, and its bytes."""
    rows = connection.execute(select(DERIVED.evidence, DERIVED.what, DERIVED.body).order_by(DERIVED.evidence))
    noted = [(row.evidence, row.what, json.loads(row.body)) for row in rows]
    return [(evidence, what, body["size"]) for evidence, what, body in noted if "size" in body]


def forget(connection: Connection, evidence: str) -> None:
    """Forget everything made of evidence."""
    connection.execute(delete(tables.derived).where(DERIVED.evidence == evidence))


def every(connection: Connection) -> dict[str, dict[str, str]]:
    """Return the SHA-256 of everything made of originals, by evidence, then by what it is."""
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(select(DERIVED.evidence, DERIVED.what, DERIVED.sha256).order_by(DERIVED.evidence)):
        found.setdefault(row.evidence, {})[row.what] = row.sha256
    return found
