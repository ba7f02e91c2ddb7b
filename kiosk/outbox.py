"""The station's own spool: facts are kept here, numbered and signed, before anything is sent.

One station program has the folder open at a time (``held``); within it every thread opens its own ``Outbox``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import uuid6
from filelock import FileLock, Timeout
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.identity import Station
from protocol import fact as facts

FILE, LOCK = "outbox.db", "station.lock"
VERDICTS = ("accepted", "refused", "disputed")

migrations = Migrations("outbox")


@migrations()
def m0001_outbox(db: Database) -> None:
    """Facts as they were signed; a number is used once per enrolment, and the database itself keeps that."""
    db.execute(
        "CREATE TABLE fact (place INTEGER PRIMARY KEY, origin TEXT NOT NULL, device TEXT NOT NULL,"
        " device_seq INTEGER NOT NULL CHECK (device_seq > 0), id TEXT NOT NULL UNIQUE, text TEXT NOT NULL,"
        " sig TEXT NOT NULL, digest TEXT NOT NULL, acted INTEGER NOT NULL DEFAULT 0,"
        " state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused', 'disputed')), receipt TEXT,"
        " UNIQUE (origin, device, device_seq)) STRICT"
    )
    db.execute("CREATE INDEX fact_by_state ON fact (state, origin, place)")
    db.execute(
        "CREATE TABLE number (origin TEXT NOT NULL, device TEXT NOT NULL, last INTEGER NOT NULL,"
        " PRIMARY KEY (origin, device)) STRICT"
    )


@migrations()
def m0002_stopped(db: Database) -> None:
    """Of which facts the gate was told, and where the station itself stopped a person, by which doubt."""
    db.execute("ALTER TABLE fact ADD COLUMN spoken INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE fact ADD COLUMN stopped TEXT")
    db.execute("UPDATE fact SET spoken = acted")


class Held(Exception):
    """Another station program has this folder open."""


class Unwritable(Exception):
    """The spool could not be read or written: disk full, taken out or damaged. Nothing of the act was kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of this station. ``text`` is its canonical JSON; ``receipt`` the hub's word, None while it waits.

    ``acted``: the person was let through without the hub's answer. ``stopped``: why the station by itself did not
    let them through (a doubt of ``kiosk.judge``), None where it had none.
    """

    id: str
    origin: str
    number: int
    text: str
    sig: str
    digest: str
    acted: bool
    state: str
    receipt: Mapping[str, Any] | None
    stopped: str | None = None

    @property
    def fact(self) -> dict[str, Any]:
        """The fact as it is handed in."""
        fact: dict[str, Any] = json.loads(self.text)
        return fact

    def signed(self) -> dict[str, Any]:
        """Write it as ``POST /api/facts`` takes it."""
        return {"fact": self.fact, "sig": self.sig, "acted": self.acted}


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep the station's folder to this program until the block ends, however it ends.

    Raises:
        Held: another program has it.
    """
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Held(str(folder)) from error
    try:
        yield
    finally:
        lock.release()


class Outbox:
    """The spool as one thread sees it."""

    def __init__(self, folder: Path) -> None:
        """Open the spool in the station's folder, making it where there is none.

        Raises:
            Unwritable: it is no spool, or the disk does not take it.
            OSError: the folder cannot be written.
        """
        (folder / FILE).touch(mode=0o600)
        self._db = Database(folder / FILE)
        with self._told():
            self._db.enable_wal()
            self._db.execute("PRAGMA synchronous=FULL")  # a commit is on disk when it returns
            migrations.apply(self._db)

    def close(self) -> None:
        """Close the spool."""
        self._db.close()

    def put(
        self, station: Station, kind: str, body: Mapping[str, Any], at: datetime, stopped: str | None = None
    ) -> Entry:
        """Keep a fact under the station's next number, signed, on disk when this returns.

        Args:
            station: who states it.
            kind: such as ``duty.check_in``.
            body: as ``docs/facts.md`` describes it.
            at: this computer's clock, aware.
            stopped: why the station does not let the person through by itself.

        Raises:
            Unwritable: it was not kept, and its number is still free.
        """
        with self._writing():
            return self._numbered(station, kind, body, at, stopped)

    def _numbered(
        self, station: Station, kind: str, body: Mapping[str, Any], at: datetime, stopped: str | None = None
    ) -> Entry:
        """Number and sign a fact within what is being written; see ``put``."""
        number = (self.last_number(station) or 0) + 1
        fact = {
            "id": str(uuid6.uuid7()),
            "kind": kind,
            "at": at.isoformat(timespec="milliseconds"),
            "device": station.device,
            "device_seq": number,
            "grant": None,
            "body": dict(body),
        }
        data = facts.canonical(fact)
        row = {
            "origin": station.origin,
            "device": station.device,
            "device_seq": number,
            "id": fact["id"],
            "text": data.decode(),
            "sig": facts.sign(station.key, data),
            "digest": facts.digest(data),
            "state": "waiting",
            "stopped": stopped,
        }
        self._db.table("fact").insert(row)
        self._set_last(station, number)
        return _entry(row)

    def last_number(self, station: Station) -> int | None:
        """Return the last number used under this enrolment; None where this spool has never heard of it."""
        found = self._rows("SELECT last FROM number WHERE origin = ? AND device = ?", station.origin, station.device)
        return int(found[0]["last"]) if found else None

    def start_after(self, station: Station, number: int) -> None:
        """Never use a number up to ``number``: the hub has them of this station already."""
        with self._writing():
            self._set_last(station, max(number, self.last_number(station) or 0))

    def waiting(self, origin: str, limit: int) -> list[Entry]:
        """Return the oldest facts that the hub of this ``origin`` has not acknowledged."""
        return self._entries("state = 'waiting' AND origin = ? ORDER BY place LIMIT ?", origin, limit)

    def unspoken(self, origin: str) -> list[Entry]:
        """Return the waiting facts of which nobody at the gate was told yet."""
        return self._entries("state = 'waiting' AND origin = ? AND spoken = 0 ORDER BY place", origin)

    def needs_person(self) -> list[Entry]:
        """Return what the hub refused or disputes, oldest first."""
        return self._entries("state IN ('refused', 'disputed') ORDER BY place")

    def count_waiting(self, origin: str) -> tuple[int, int]:
        """Return how many facts wait for the hub of this ``origin``, and how many for other hubs."""
        (found,) = self._rows(
            "SELECT count(*) FILTER (WHERE origin = ?) AS mine, count(*) AS every FROM fact WHERE state = 'waiting'",
            origin,
        )
        return int(found["mine"]), int(found["every"]) - int(found["mine"])

    def last_waiting(self, origin: str) -> int:
        """Return the highest number that waits for the hub of this ``origin``; 0 where none does."""
        (found,) = self._rows(
            "SELECT coalesce(max(device_seq), 0) AS last FROM fact WHERE state = 'waiting' AND origin = ?", origin
        )
        return int(found["last"])

    def acted(self, entries: Iterable[Entry]) -> None:
        """Note that the gate went by its own word here: people were let through, except whom the station stopped."""
        with self._writing():
            for entry in entries:
                self._db.execute(
                    "UPDATE fact SET spoken = 1, acted = (stopped IS NULL) WHERE id = ? AND state = 'waiting'",
                    [entry.id],
                )

    def take(self, sent: Sequence[Entry], receipts: Sequence[Any]) -> list[Entry]:
        """Note the hub's word on what was sent; return the facts it acknowledged.

        A receipt counts only where it repeats the fact's id and digest and says where in the journal it stands.
        """
        with self._writing():
            taken = self._acknowledged(sent, receipts)
        return [self._entries("id = ?", one)[0] for one in taken]

    def _acknowledged(self, sent: Sequence[Entry], receipts: Sequence[Any]) -> list[str]:
        """Note the hub's word within what is being written; return the ids of the facts it acknowledged."""
        taken = []
        for entry in sent:
            receipt = next((one for one in receipts if acknowledges(one, entry)), None)
            if receipt is None:
                continue
            self._db.execute(
                "UPDATE fact SET state = ?, receipt = ? WHERE id = ? AND state = 'waiting'",
                [receipt["verdict"], json.dumps(receipt), entry.id],
            )
            taken.append(entry.id)
        return taken

    def _set_last(self, station: Station, number: int) -> None:
        self._db.execute(
            "INSERT INTO number (origin, device, last) VALUES (?, ?, ?)"
            " ON CONFLICT (origin, device) DO UPDATE SET last = excluded.last",
            [station.origin, station.device, number],
        )

    def _rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        with self._told():
            cursor = self._db.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _entries(self, where: str, *values: Any) -> list[Entry]:
        return [_entry(row) for row in self._rows(f"SELECT * FROM fact WHERE {where}", *values)]  # noqa: S608 - our own

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock from the first read to the last write, so that two threads never share a number."""
        with self._told():
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.conn.execute("COMMIT")
            except BaseException:
                self._db.conn.rollback()
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what the database says in the spool's own word."""
        try:
            yield
        except self._db.conn.Error as error:
            raise Unwritable(str(error)) from error


def acknowledges(receipt: Any, entry: Entry) -> bool:
    """Tell whether a receipt repeats the fact's id and digest and says where in the journal it stands."""
    return (
        isinstance(receipt, dict)
        and receipt.get("id") == entry.id
        and receipt.get("digest") == entry.digest
        and receipt.get("verdict") in VERDICTS
        and isinstance(receipt.get("seq"), int)
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    receipt = row.get("receipt")
    return Entry(
        id=row["id"],
        origin=row["origin"],
        number=row["device_seq"],
        text=row["text"],
        sig=row["sig"],
        digest=row["digest"],
        acted=bool(row.get("acted")),
        state=row["state"],
        receipt=None if receipt is None else json.loads(receipt),
        stopped=row.get("stopped"),
    )
