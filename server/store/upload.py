"""Uploads under way and done: how far each has come. The bytes are ``store.media``'s."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from server.domain.slices import Slice
from server.domain.upload import Upload
from server.store import tables
from server.store.prepared import Prepared

UPLOAD, SLICE = tables.upload.c, tables.slices.c
#: A film that runs brings four slices a second.
_ADD_SLICE = Prepared(insert(tables.slices).values({column.name: bindparam(column.name) for column in SLICE}))


def find(connection: Connection, upload: str) -> Upload | None:
    """Return an upload, or None where there never was one of this id."""
    row = connection.execute(select(tables.upload).where(UPLOAD.upload == upload)).first()
    return None if row is None else read([row])[0]


def read(rows: Iterable[Any]) -> list[Upload]:
    """Return the uploads of rows that have the columns of their table, whatever they have besides."""
    names = [field.name for field in fields(Upload)]
    return [Upload(**{name: row._mapping[name] for name in names}) for row in rows]


def add(connection: Connection, upload: Upload) -> None:
    """Begin an upload."""
    connection.execute(insert(tables.upload), {column.name: getattr(upload, column.name) for column in UPLOAD})


def advance(connection: Connection, before: Upload, after: Upload) -> bool:
    """Move an upload on, if it still is as it was; False where somebody else moved or ended it."""
    stood = (UPLOAD.upload == before.upload, UPLOAD.offset == before.offset, UPLOAD.state == "open")
    moved = {"length": after.length, "offset": after.offset, "state": after.state, "sha256": after.sha256}
    changed = update(tables.upload).where(*stood).values(**moved, touched=after.touched)
    return connection.execute(changed).rowcount == 1


def note(connection: Connection, upload: str, brought: Slice) -> None:
    """Note what a request brought; in the transaction that moves the upload on."""
    _ADD_SLICE(
        connection, upload=upload, offset=brought.offset, length=brought.length, sha256=brought.sha256,
        received=brought.received, said=int(brought.said),
    )  # fmt: skip


def slices(connection: Connection, upload: str) -> list[Slice]:
    """Return what the requests of an upload brought, in the order of their bytes."""
    rows = connection.execute(select(tables.slices).where(SLICE.upload == upload).order_by(SLICE.offset))
    return [Slice(row.offset, row.length, row.sha256, row.received, bool(row.said)) for row in rows]


def computed(connection: Connection, upload: str, offset: int, sha256: str) -> None:
    """Set the hash of a slice that came without one."""
    mine = (SLICE.upload == upload, SLICE.offset == offset, SLICE.sha256.is_(None))
    connection.execute(update(tables.slices).where(*mine).values(sha256=sha256))


def end(connection: Connection, upload: str) -> None:
    """Give an upload up; its line stays, so that its id never means another."""
    connection.execute(update(tables.upload).where(UPLOAD.upload == upload).values(state="ended"))


def counts(connection: Connection, device: str, since: str, until: str) -> tuple[int, int]:
    """Return how many unfinished uploads a device has, and how many it began between two times (RFC 3339, UTC).

    Those begun later than ``until`` are of a time before the hub's clock was put back.
    """
    mine = select(func.count()).select_from(tables.upload).where(UPLOAD.device == device)
    opened = connection.scalar(mine.where(UPLOAD.state == "open")) or 0
    return opened, connection.scalar(mine.where(UPLOAD.begun.between(since, until))) or 0


def left_alone(connection: Connection, before: str) -> list[Upload]:
    """Return the unfinished uploads whose last bytes came before a time (RFC 3339, UTC)."""
    return read(connection.execute(select(tables.upload).where(UPLOAD.state == "open", UPLOAD.touched < before)))


def alive(connection: Connection) -> list[Upload]:
    """Return the uploads that were not given up, the newest first."""
    return read(connection.execute(select(tables.upload).where(UPLOAD.state != "ended").order_by(UPLOAD.begun.desc())))


def ended(connection: Connection) -> list[str]:
    """Return the ids of the uploads that were given up, thrown away or removed."""
    return list(connection.scalars(select(UPLOAD.upload).where(UPLOAD.state == "ended")))


def naming(connection: Connection, fact: str) -> list[Upload]:
    """Return the uploads whose metadata name a fact, the ended ones too, in the order in which they began."""
    return read(connection.execute(select(tables.upload).where(UPLOAD.fact == fact).order_by(UPLOAD.begun)))
