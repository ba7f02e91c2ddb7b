"""Uploads under way and done: how far each has come. The bytes are ``store.media``'s."""

from sqlalchemy import Connection, func, insert, select, update

from server.domain.upload import Upload
from server.store import tables

UPLOAD = tables.upload.c


def find(connection: Connection, upload: str) -> Upload | None:
    """Return an upload, or None where there never was one of this id."""
    row = connection.execute(select(tables.upload).where(UPLOAD.upload == upload)).first()
    return None if row is None else Upload(**row._mapping)


def add(connection: Connection, upload: Upload) -> None:
    """Begin an upload."""
    connection.execute(insert(tables.upload), {column.name: getattr(upload, column.name) for column in UPLOAD})


def advance(connection: Connection, before: Upload, after: Upload) -> bool:
    """Move an upload on, if it still is as it was; False where somebody else moved or ended it."""
    stood = (UPLOAD.upload == before.upload, UPLOAD.offset == before.offset, UPLOAD.state == "open")
    moved = {"length": after.length, "offset": after.offset, "state": after.state, "sha256": after.sha256}
    changed = update(tables.upload).where(*stood).values(**moved, touched=after.touched)
    return connection.execute(changed).rowcount == 1


def end(connection: Connection, upload: str) -> None:
    """Give an upload up; its line stays, so that its id never means another."""
    connection.execute(update(tables.upload).where(UPLOAD.upload == upload).values(state="ended"))


def counts(connection: Connection, device: str, since: str) -> tuple[int, int]:
    """Return how many unfinished uploads a device has, and how many it began since a time (RFC 3339, UTC)."""
    mine = select(func.count()).select_from(tables.upload).where(UPLOAD.device == device)
    opened = connection.scalar(mine.where(UPLOAD.state == "open")) or 0
    return opened, connection.scalar(mine.where(UPLOAD.begun >= since)) or 0


def left_alone(connection: Connection, before: str) -> list[Upload]:
    """Return the unfinished uploads whose last bytes came before a time (RFC 3339, UTC)."""
    found = connection.execute(select(tables.upload).where(UPLOAD.state == "open", UPLOAD.touched < before))
    return [Upload(**row._mapping) for row in found]
