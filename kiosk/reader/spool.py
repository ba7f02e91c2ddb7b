"""The station's spool: every file it ever took, by content, and how far each has come on its way to the hub.

The bytes lie beside the database, each file named by its SHA-256: ``copied`` as long as they have a name of their own,
then ``spooled``, and from there on never lost. What the hub has to be told of them is a delivery, made in the same
transaction: ``waiting``, ``sent`` (on its way at least once), then ``acknowledged`` or ``refused``. The fact that a
delivery hands in stands in the same database, so that both move together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.identity import Station
from kiosk.outbox import Entry, Outbox, acknowledges
from kiosk.reader.disk import Disk, digest

FOLDER = "cards"
PART = ".part"
KIND = "reading.batch"
NONE: Mapping[str, Any] = MappingProxyType({})
YEARS = range(1970, 2201)  # of which a file's time is told; others are a clock that was never set

migrations = Migrations("reader")


@migrations()
def m0001_batches(db: Database) -> None:
    """Files by content, what the hub is told of them, and which content each name had when it was looked at last."""
    db.execute(
        "CREATE TABLE batch (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL,"
        " modified TEXT, taken TEXT NOT NULL, part TEXT NOT NULL,"
        " state TEXT NOT NULL CHECK (state IN ('copied', 'spooled'))) STRICT"
    )
    db.execute(
        "CREATE TABLE delivery (turn INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES batch, name TEXT NOT NULL,"
        " again TEXT, plan INTEGER, fact TEXT UNIQUE, why TEXT, known TEXT,"
        " state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'acknowledged', 'refused'))) STRICT"
    )
    db.execute("CREATE INDEX delivery_by_state ON delivery (state)")
    db.execute(
        "CREATE TABLE sighting (folder TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,"
        " changed INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (folder, name)) STRICT"
    )


@migrations()
def m0002_readings(db: Database) -> None:
    """Which reading each delivery is of, when its file was changed and taken: the same bytes may be of two runs."""
    for column in ("passes INTEGER", "modified TEXT", "taken TEXT"):
        db.execute(f"ALTER TABLE delivery ADD COLUMN {column}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file stands in its folder: its size in bytes, and when it was changed (nanoseconds since 1970)."""

    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A file by its content. ``modified``, ``taken``: when it was changed and copied, by this computer's clock."""

    sha256: str
    size: int
    folder: str
    name: str
    modified: str | None
    taken: str
    part: str
    state: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the hub is told of a file: that it is here or, where a name has its bytes again, that it is here again.

    ``again``: the content that the name had before. ``why``: what the hub, or the way to it, says against it;
    ``known``: the station that had brought the same bytes before, where it was another. ``passes``: which reading of
    the cards it is; None: as the program is told. ``modified``, ``taken``: as a batch's; None: those of its first copy.
    """

    turn: int
    sha256: str
    name: str
    again: str | None
    plan: int | None
    fact: str | None
    why: str | None
    known: str | None
    state: str
    passes: int | None = None
    modified: str | None = None
    taken: str | None = None


class Spool(Outbox):
    """The spool as one thread sees it."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        """Open the spool in the station's folder, making it where there is none.

        Raises:
            Unwritable: it is no spool, or the disk does not take it.
            OSError: the folder cannot be written.
        """
        super().__init__(folder)
        self.disk = disk or Disk()
        self.cards = folder / FOLDER
        self.cards.mkdir(mode=0o700, exist_ok=True)
        with self._told():
            migrations.apply(self._db)

    def path(self, sha256: str) -> Path:
        """Return where the bytes of a spooled file lie."""
        return self.cards / sha256

    def mend(self) -> None:
        """Finish what a power cut interrupted; before anything else is done.

        A file that was copied gets its name. Bytes nobody speaks of are removed: what they came from is still where it
        was, for nobody was told that it was taken.
        """
        for batch in self._batches("state = 'copied'"):
            part = self.cards / batch.part
            at = next((one for one in (self.path(batch.sha256), part) if _holds(one, batch.sha256)), None)
            if at is None:
                with self._writing():
                    self._db.execute("DELETE FROM batch WHERE sha256 = ?", [batch.sha256])
            else:
                self._settle(at, batch.sha256, batch.folder, batch.name, None)
        for left in self.cards.glob(f"*{PART}"):
            self.disk.remove(left)

    def try_refused(self) -> None:
        """Hand in once more what the hub refused: the program was started anew, maybe told another plan or session."""
        with self._writing():
            every = self._deliveries("1 ORDER BY turn")
            newest = {(delivery.sha256, delivery.passes or 1): delivery for delivery in every}
            for delivery in newest.values():
                if delivery.state == "refused":
                    names = ("sha256", "name", "again", "passes", "modified", "taken")
                    row = {name: getattr(delivery, name) for name in names}
                    self._db.table("delivery").insert(row | {"state": "waiting"})

    def batches(self) -> list[Batch]:
        """Return every file, the one taken first first."""
        return self._batches("state = 'spooled' ORDER BY rowid")

    def batch(self, sha256: str) -> Batch | None:
        """Return a file by its hash."""
        return next(iter(self._batches("sha256 = ?", sha256)), None)

    def deliveries(self) -> list[Delivery]:
        """Return all that the hub was or is to be told, in order."""
        return self._deliveries("1 ORDER BY turn")

    def on_their_way(self) -> list[Delivery]:
        """Return what the hub has not acknowledged yet, the oldest first."""
        return self._deliveries("state IN ('waiting', 'sent') ORDER BY turn")

    def sightings(self) -> dict[tuple[str, str], tuple[Stamp, str]]:
        """Return, by folder and name, how files stood when their content was taken last, and that content's hash."""
        return {
            (row["folder"], row["name"]): (Stamp(row["size"], row["changed"]), row["sha256"])
            for row in self._rows("SELECT * FROM sighting ORDER BY folder, name")
        }

    def take_file(
        self, part: Path, sha256: str, folder: str, name: str, stamp: Stamp, now: datetime, passes: int | None = None
    ) -> bool:
        """Take a copied file that is on the disk already; tell whether the hub has to be told.

        Args:
            part: the copy, made to last, in the spool's folder.
            sha256: of the copy.
            folder: where it was found.
            name: under what name.
            stamp: how it stood there while it was copied.
            now: this computer's clock, aware.
            passes: which reading of the cards it is; None: as the program is told when it is sent.

        Raises:
            Unwritable, OSError: it was not taken; the file is taken up again later.
        """
        new = self.batch(sha256) is None
        told = {"passes": passes, "modified": moment_of(stamp.changed), "taken": now.isoformat(timespec="milliseconds")}
        if new:
            row = {
                "sha256": sha256, "size": stamp.size, "folder": folder, "name": name, "modified": told["modified"],
                "taken": told["taken"], "part": part.name, "state": "copied",
            }  # fmt: skip
            with self._writing():
                self._db.table("batch").insert(row)
        at = self.path(sha256)
        if new or not _holds(at, sha256):  # or somebody emptied the spool: what has to be sent must be there
            return self._settle(part, sha256, folder, name, stamp, told)
        due = self._settle(at, sha256, folder, name, stamp, told)
        self.disk.remove(part)
        return due

    def _settle(
        self, at: Path, sha256: str, folder: str, name: str, stamp: Stamp | None, said: Mapping[str, Any] = NONE
    ) -> bool:
        """Give the bytes that lie ``at`` their name, then say in one go that they are here and what the hub is told.

        The hub is told of new bytes, of bytes that a name has again after it had others, and of the bytes of a second
        reading that were changed at another time: a clean stack may come to the same. Returns whether it is.
        """
        if at != self.path(sha256):
            self.disk.rename(at, self.path(sha256))
        self.disk.sync_folder(self.cards)
        with self._writing():
            self._db.execute("UPDATE batch SET state = 'spooled' WHERE sha256 = ?", [sha256])
            before = self._rows("SELECT sha256 FROM sighting WHERE folder = ? AND name = ?", folder, name)
            again = before[0]["sha256"] if before and before[0]["sha256"] != sha256 else None
            told = self._deliveries("sha256 = ?", sha256)
            first = self._batches("sha256 = ?", sha256)[0].modified
            run = said.get("passes") == 2 and said["modified"] not in {one.modified or first for one in told}
            due = again is not None or not told or run
            if due:
                row = {"sha256": sha256, "name": name, "again": again, "state": "waiting"}
                self._db.table("delivery").insert(row | dict(said))
            if stamp is not None or again is not None:
                self._see(folder, name, stamp or Stamp(-1, -1), sha256)
        return due

    def _see(self, folder: str, name: str, stamp: Stamp, sha256: str) -> None:
        self._db.execute(
            "INSERT INTO sighting VALUES (?, ?, ?, ?, ?) ON CONFLICT (folder, name) DO UPDATE SET"
            " size = excluded.size, changed = excluded.changed, sha256 = excluded.sha256",
            [folder, name, stamp.size, stamp.changed, sha256],
        )

    def stated(self, station: Station, delivery: Delivery, told: Mapping[str, Any]) -> Entry:
        """Return the signed fact of a delivery, made on the first asking and the same ever after.

        Args:
            station: who states it.
            delivery: what is told.
            told: what the spool does not know: plan, station, profile, session; pass, where a delivery has none.
        """
        with self._writing():
            kept = self._deliveries("turn = ?", delivery.turn)[0]
            if kept.fact is not None:
                return self._entries("id = ?", kept.fact)[0]
            batch = self._batches("sha256 = ?", delivery.sha256)[0]
            body = {"sha256": batch.sha256, "size": batch.size, "name": delivery.name}
            body |= {"modified": kept.modified or batch.modified, "again": delivery.again} | dict(told)
            body["pass"] = kept.passes or body["pass"]
            entry = self._numbered(station, KIND, body, datetime.fromisoformat(kept.taken or batch.taken))
            self._db.execute(
                "UPDATE delivery SET fact = ?, plan = ? WHERE turn = ?", [entry.id, told["plan"], delivery.turn]
            )
            return entry

    def sending(self, delivery: Delivery) -> None:
        """Note that a delivery is on its way."""
        with self._writing():
            self._db.execute("UPDATE delivery SET state = 'sent' WHERE turn = ? AND state = 'waiting'", [delivery.turn])

    def held_up(self, delivery: Delivery, why: str) -> None:
        """Note why a delivery has not arrived yet."""
        with self._writing():
            self._db.execute(
                "UPDATE delivery SET why = ? WHERE turn = ? AND state IN ('waiting', 'sent')", [why, delivery.turn]
            )

    def arrived(self, delivery: Delivery, entry: Entry, receipt: Any, known: str | None = None) -> bool:
        """Note the hub's word; tell whether it is one on this very fact.

        ``known`` names the station that had brought the same bytes, where it was another.
        """
        if not acknowledges(receipt, entry):
            return False
        refusal = receipt.get("refusal")
        why = f"{refusal['says']} → {refusal['fix']}" if refusal else None
        state = "refused" if receipt["verdict"] == "refused" else "acknowledged"
        with self._writing():
            self._acknowledged([entry], [receipt])
            self._db.execute(
                "UPDATE delivery SET state = ?, why = ?, known = ? WHERE turn = ?", [state, why, known, delivery.turn]
            )
        return True

    def look_again(self, sha256: str) -> None:
        """Have a file taken anew whose bytes have gone bad here: it may still be where it came from."""
        with self._writing():
            self._db.execute("UPDATE sighting SET size = -1, changed = -1 WHERE sha256 = ?", [sha256])
        self.disk.remove(self.path(sha256))

    def _batches(self, where: str, *values: Any) -> list[Batch]:
        return [Batch(**row) for row in self._rows(f"SELECT * FROM batch WHERE {where}", *values)]  # noqa: S608 - our own

    def _deliveries(self, where: str, *values: Any) -> list[Delivery]:
        return [Delivery(**row) for row in self._rows(f"SELECT * FROM delivery WHERE {where}", *values)]  # noqa: S608 - likewise


def _holds(path: Path, sha256: str) -> bool:
    """Tell whether these bytes lie there, whole."""
    try:
        return digest(path) == sha256
    except OSError:
        return False


def moment_of(changed: int) -> str | None:
    """Write a file's time with this computer's offset; None where it has none that a calendar knows."""
    try:
        moment = datetime.fromtimestamp(changed / 1e9).astimezone()
    except (OverflowError, OSError, ValueError):
        return None
    return moment.isoformat(timespec="milliseconds") if moment.year in YEARS else None
