"""The hub's rows as this station keeps them: who is expected, which badges hold, so that a gate works without the hub.

They stand in a file of their own beside the spool, because they can be fetched again and are thrown away: when the
station is no longer enrolled, and when a plan's days are over.
"""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

FILE = "rows.db"
KINDS = frozenset({"plan", "room", "person", "badge", "badge_key", "draw"})  # what a gate needs, and nothing more
PERSONAL = ("person", "badge")
NOTED = timedelta(minutes=1)  # how often an answer without news is written down

migrations = Migrations("rows")


@migrations()
def m0001_rows(db: Database) -> None:
    """The newest row of each kind and key, and how far they were read from which hub."""
    db.execute(
        "CREATE TABLE row (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT"
    )
    db.execute(
        "CREATE TABLE source (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL,"
        " through INTEGER NOT NULL, read TEXT) STRICT"
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of ``GET /api/changes``; see ``docs/rows.md``. ``size`` is how long the hub's journal is."""

    rows: Sequence[Mapping[str, Any]]
    through: int
    more: bool
    size: int
    now: datetime


class Rows:
    """The rows as every thread of the station sees them: all in memory, each change on disk too."""

    def __init__(self, folder: Path, origin: str) -> None:
        """Load the rows of the hub of ``origin``; those of another hub are forgotten, and so is what is damaged."""
        self._path, self._origin = folder / FILE, origin
        self._turn = threading.RLock()
        self._held: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self._through = 0
        self._read_at: datetime | None = None
        self._noted: datetime | None = None
        try:
            self._load()
        except (OSError, ValueError, KeyError):  # damaged: it can all be read again
            for path in folder.glob(f"{FILE}*"):
                path.unlink()
            # A disk that takes nothing costs what the next start would know, not what this one does.
            with suppress(OSError):
                self._load()

    def _load(self) -> None:
        self._path.touch(mode=0o600)
        with self._opened() as db:
            migrations.apply(db)
            source = next(iter(db["source"].rows), None)
            if source is None or source["origin"] != self._origin:
                self._empty(db)
                return
            self._through = source["through"]
            self._read_at = datetime.fromisoformat(source["read"]) if source["read"] else None
            for row in db["row"].rows:
                self._held[row["kind"]][row["key"]] = json.loads(row["value"])

    @property
    def through(self) -> int:
        """Where to read on."""
        with self._turn:
            return self._through

    @property
    def read_at(self) -> datetime | None:
        """When the hub was last asked and answered, by the hub's clock; None where it never was."""
        with self._turn:
            return self._read_at

    def take(self, page: Page) -> None:
        """Keep what an answer holds."""
        kept = [row for row in page.rows if row["kind"] in KINDS]
        with self._turn:
            if kept or page.through != self._through or self._noted is None or page.now - self._noted > NOTED:
                # A full disk costs what the next start would know, not what this one does.
                with suppress(OSError), self._opened() as db, db.atomic():
                    for row in kept:
                        _write(db, row["kind"], row["key"], row["value"])
                    db.execute("UPDATE source SET through = ?, read = ?", [page.through, page.now.isoformat()])
                self._noted = page.now
            for row in kept:
                of_kind = self._held[row["kind"]]
                if row["value"] is None:
                    of_kind.pop(row["key"], None)
                else:
                    of_kind[row["key"]] = dict(row["value"])
            self._through, self._read_at = page.through, page.now

    def forget(self) -> None:
        """Throw everything away, and read from the beginning.

        Raises:
            OSError: the disk does not take it; it is forgotten here, and to be tried again.
        """
        with self._turn:
            for of_kind in self._held.values():
                of_kind.clear()
            self._through, self._read_at, self._noted = 0, None, None
            with self._opened() as db:
                self._empty(db)

    def forget_past(self, today: date) -> None:
        """Throw away the people and badges of plans whose last day is before ``today``; the plan itself stays."""
        with self._turn:
            past = {plan["plan"] for plan in self.all("plan") if max(plan["days"], default="9999") < today.isoformat()}
            gone = [
                (kind, key) for kind in PERSONAL for key, value in self._held[kind].items() if value.get("plan") in past
            ]
            if not gone:
                return
            with self._opened() as db:
                with db.atomic():
                    for kind, key in gone:
                        _write(db, kind, key, None)
                _truncate(db)
            for kind, key in gone:
                del self._held[kind][key]

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Return the values of every row of a kind, in the order of their keys."""
        with self._turn:
            return [value for _, value in sorted(self._held[kind].items())]

    def one(self, kind: str, key: str) -> dict[str, Any] | None:
        """Return one row's value."""
        with self._turn:
            return self._held[kind].get(key)

    def person(self, plan: int, person: int) -> dict[str, Any] | None:
        """Return one person."""
        return self.one("person", f"{plan}/{person}")

    def people(self, plan: int) -> list[dict[str, Any]]:
        """Return the listed people of a plan."""
        return [person for person in self.all("person") if person["plan"] == plan and person.get("listed")]

    def by_number(self, number: str, at: float) -> dict[str, Any] | None:
        """Return the badge with this number; numbers repeat from plan to plan: one valid ``at`` (Unix) comes first."""
        same = [badge for badge in self.all("badge") if badge.get("number") == number]
        return next((badge for badge in same if badge["nbf"] <= at < badge["exp"]), same[0] if same else None)

    def _empty(self, db: Database) -> None:
        with db.atomic():
            db.execute("DELETE FROM row")
            db.execute(
                "INSERT INTO source (one, origin, through, read) VALUES (1, ?, 0, NULL)"
                " ON CONFLICT (one) DO UPDATE SET origin = excluded.origin, through = 0, read = NULL",
                [self._origin],
            )
        _truncate(db)

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        """Open the file for one change: a connection belongs to one thread.

        Raises:
            OSError: the disk does not take it.
        """
        db = Database(self._path)
        try:
            db.enable_wal()
            db.execute("PRAGMA secure_delete=ON").fetchall()  # a name taken away is overwritten, not only unlinked
            yield db
        except db.conn.Error as error:
            raise OSError(f"{self._path}: {error}") from error
        finally:
            db.close()


def _write(db: Database, kind: str, key: str, value: Mapping[str, Any] | None) -> None:
    if value is None:
        db.execute("DELETE FROM row WHERE kind = ? AND key = ?", [kind, key])
        return
    db.execute(
        "INSERT INTO row (kind, key, value) VALUES (?, ?, ?)"
        " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
        [kind, key, json.dumps(value, ensure_ascii=False)],
    )


def _truncate(db: Database) -> None:
    """Take what was deleted out of the log beside the database too."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def read_page(answer: Mapping[str, Any]) -> Page:
    """Read the hub's answer.

    Raises:
        ValueError: it is not written as one.
    """
    rows, through, size = answer.get("rows"), answer.get("through"), answer.get("size")
    if not isinstance(rows, list) or not isinstance(through, int) or not isinstance(size, int):
        raise ValueError("not an answer of rows")
    if not all(_is_row(row) for row in rows):
        raise ValueError("not a row")
    now = datetime.fromisoformat(str(answer.get("now")))
    if now.tzinfo is None:
        raise ValueError("a time without zone")
    return Page(rows, through, answer.get("more") is True, size, now)


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("kind"), str)
        and isinstance(row.get("key"), str)
        and isinstance(row.get("value"), dict | None)
    )
