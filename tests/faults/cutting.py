"""A card-reader station whose power goes at a chosen moment, and a disk that then loses what was not made to last.

The hub is real; the station's parts run in this process, step by step, so that a cut falls exactly where it is wanted:
before or after each thing asked of the disk, of the spool's database and of the hub.
"""

import random
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kiosk.hub import Away, Hub, Refused, address
from kiosk.identity import Station
from kiosk.reader.disk import Disk
from kiosk.reader.folder import Folders
from kiosk.reader.sending import Sender, Wanted
from kiosk.reader.spool import Spool

EVERY = 0.05  # seconds between two looks


class Cut(BaseException):
    """The power went."""


@dataclass
class Power:
    """Counts the moments at which the power may go; it goes at the one numbered ``at``."""

    at: int | None = None
    passed: int = 0

    def moment(self):
        self.passed += 1
        if self.passed == self.at:
            raise Cut


class Losing(Disk):
    """A disk on which only what was made to last outlives a cut."""

    def __init__(self, power):
        self.power = power
        self.unsynced = {}  # what was written and not made to last: file -> path
        self.entries = []  # what was done to folders since they were made to last

    def create(self, path):
        self.power.moment()
        file = super().create(path)
        self.unsynced[path] = file
        self.entries.append(("created", path, None))
        return file

    def sync(self, file):
        self.power.moment()
        super().sync(file)
        self.unsynced = {path: one for path, one in self.unsynced.items() if one is not file}
        self.power.moment()

    def rename(self, old, new):
        self.power.moment()
        before = new.read_bytes() if new.exists() else None
        super().rename(old, new)
        if old in self.unsynced:
            self.unsynced[new] = self.unsynced.pop(old)
        self.entries.append(("renamed", old, (new, before)))
        self.power.moment()

    def sync_folder(self, folder):
        self.power.moment()
        super().sync_folder(folder)
        self.entries.clear()
        self.power.moment()

    def remove(self, path):
        self.power.moment()
        super().remove(path)

    def lose(self, chance):
        """Take back what was not made to last; of bytes written, some may have reached the disk."""
        for path in list(self.unsynced):
            with suppress(FileNotFoundError):
                size = path.stat().st_size
                with path.open("r+b") as file:
                    file.truncate(chance.randrange(size) if size else 0)
        for what, path, more in reversed(self.entries):
            if what == "created":
                path.unlink(missing_ok=True)
            elif more[0].exists():
                more[0].replace(path)
                if more[1] is not None:
                    more[0].write_bytes(more[1])
        self.unsynced.clear()
        self.entries.clear()


class NeverSynced(Losing):
    """Planted: bytes are renamed without being made to last first."""

    def sync(self, file):
        self.power.moment()
        file.flush()


class NeverSyncedFolder(Losing):
    """Planted: the new name is not made to last before the database speaks of it."""

    def sync_folder(self, _folder):
        self.power.moment()


class CutSpool(Spool):
    """A spool whose database may lose its power before or after a commit."""

    def __init__(self, folder, disk):
        super().__init__(folder, disk)

    @contextmanager
    def _writing(self):
        with super()._writing():
            yield
            self.disk.power.moment()
        self.disk.power.moment()


class TooSure(CutSpool):
    """Planted: a file counts as arrived when it is sent, not when the hub says so."""

    def sending(self, delivery):
        with self._writing():
            self._db.execute("UPDATE delivery SET state = 'acknowledged' WHERE turn = ?", [delivery.turn])


@dataclass
class Line:
    """The way to the hub: away for the first ``away`` tries; the power may go before and after the hub took a file."""

    hub: Hub
    power: Power
    away: int = 0

    def hand_in_file(self, path, sha256, signed):
        self.power.moment()
        if self.away > 0:
            self.away -= 1
            raise Away("unreachable", reached=False)
        answer = self.hub.hand_in_file(path, sha256, signed)
        self.power.moment()
        return answer


@dataclass
class Agent:
    """A station that starts again after each cut, its ``cuts`` counted in moments from each start."""

    folder: object
    watched: object
    station: Station
    hub: Hub
    plan: int
    chance: random.Random
    cuts: list = field(default_factory=list)
    away: int = 0
    disk: type = Losing
    kind: type = CutSpool
    now: float = 1000.0
    on: tuple | None = None
    went: int = 0

    def start(self):
        power = Power(self.cuts.pop(0) if self.cuts else None)
        disk = self.disk(power)
        try:
            spool = self.kind(self.folder, disk)
            self.on = (power, disk, spool, None, None)
            spool.mend()
            line = Line(self.hub, power, self.away)
            sender = Sender(spool, line, self.station, Wanted("3", self.plan), lambda *_: None)
            self.on = (power, disk, spool, Folders([self.watched], spool, EVERY), sender)
        except Cut:
            self.off()

    def off(self):
        power, disk, spool, *_ = self.on
        power.at = None
        spool.close()
        disk.lose(self.chance)
        self.on, self.went = None, self.went + 1

    def step(self):
        """Look once and send once, starting first where the power had gone; return whether it still has power."""
        if self.on is None:
            self.start()
        if self.on is None:
            return False
        *_, folders, sender = self.on
        self.now += EVERY * 1.01
        try:
            folders.look(self.now)
            with suppress(Refused):
                sender.round()
        except Cut:
            self.off()
            return False
        return True

    def told(self):
        """What the station calls taken: of this the original is no longer needed."""
        if self.on is None:
            return set()
        return {batch.sha256 for batch in self.on[2].batches()}

    def rest(self):
        """Let it work with all the power it wants until nothing is left to do."""
        self.cuts.clear()
        for _ in range(60):
            if self.step() and not self.on[2].on_their_way() and not self.on[3].waiting:
                return
            if self.on is not None:
                self.on[0].at = None
        raise AssertionError([self.on[2].deliveries(), self.on[3].waiting, self.on[2].sightings()])

    def end(self):
        if self.on is not None:
            self.on[2].close()
            self.on = None


def hub_of(process, token):
    """The hub as a station with this token asks it."""
    return Hub(address(f"http://localhost:{process.port}", None), "zh").known_as(token)


class DayOff(datetime):
    """A clock that is a day off."""

    by = timedelta()

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.by
