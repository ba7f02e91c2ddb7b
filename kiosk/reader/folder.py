"""Watched folders: which files there are, which of them are card files at rest, and which are still being written.

A look at the folder, over and over, is the truth; no event of the system is. A name, a time or an inode tells nothing
about what is in a file: only its bytes, as they were copied, do. Nothing is ever written, moved or locked there.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk.reader.disk import PIECE, digest
from kiosk.reader.spool import PART, Spool, Stamp, moment_of
from protocol.name import tellable
from reading.whole import Whole, whole

REST = 3.0  # seconds a file must not have changed for, beyond one look
PATIENCE = 4  # times longer where its end does not tell whether it is whole
END = 68 * 1024  # bytes at either end that tell whether a file is whole
MOST = 64 * 1024 * 1024  # bytes the hub takes
READ_AGAIN = 8 * 1024 * 1024  # bytes of files at rest that are compared with what was taken, each look
FURTHEST = 2**62  # nanoseconds from 1970 that the spool can note; a clock that was never set may be beyond
NAMELESS = 255  # bytes of the longest name a system has

#: What programs leave beside their files while they work, and what other copying programs make of two versions.
PASSING_STARTS = ("~$", ".", "~wrl")
PASSING_ENDS = (".part", ".tmp", ".temp", ".crdownload", ".partial", ".swp", ".lnk", "~")
PASSING_PARTS = (".sync-conflict-",)
PASSING_NAMES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})


def passing(name: str) -> bool:
    """Tell whether a name is no file's that anybody exported."""
    low = name.lower()
    return (
        low.startswith(PASSING_STARTS)
        or low.endswith(PASSING_ENDS)
        or low in PASSING_NAMES
        or any(part in low for part in PASSING_PARTS)
    )


@dataclass(slots=True)
class Waiting:
    """A file that was seen and not taken yet. ``since``: of how it stands now (monotonic); ``why``: a word's code.

    ``told`` fills that word; ``first`` is when it was seen first.
    """

    stamp: Stamp
    since: float
    looks: int = 0
    why: str = "settling"
    told: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A file as one look sees it."""

    folder: str
    name: str
    stamp: Stamp

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.folder) / self.name


class Folders:
    """The watched folders as one thread looks at them."""

    def __init__(
        self,
        folders: Sequence[Path],
        spool: Spool,
        rest: float = REST,
        ends: Callable[[bytes, bytes, int, str], Whole] = whole,
        passes: int = 1,
    ) -> None:
        """Look at ``folders``, taking what is at rest into ``spool``.

        Args:
            folders: what is watched; one that is not there is looked for again.
            spool: opened by the thread that looks.
            rest: seconds a file must not have changed for.
            ends: tells by a file's two ends whether it is whole.
            passes: which reading of the cards is taken.
        """
        self.folders = [str(folder.resolve()) for folder in folders]
        self._spool, self._rest, self._ends, self._passes = spool, rest, ends, passes
        self.waiting: dict[tuple[str, str], Waiting] = {}
        self.away: dict[str, str] = {}
        self.inner: dict[str, tuple[str, ...]] = {}  # folders inside them, the newest first: not looked into
        self._taken = spool.sightings()
        self._forced: set[tuple[str, str]] = set()
        self._turn = 0

    @property
    def settling(self) -> bool:
        """Whether a file has only to rest: the next look may then come sooner."""
        return any(one.why == "settling" for one in self.waiting.values())

    def force(self, folder: str, name: str) -> None:
        """Have a file taken as it is though its end says that it is not whole: a person said so."""
        self._forced.add((folder, name))

    def look(self, now: float) -> list[str]:
        """Look once, at ``now`` (monotonic); take what is at rest and return the hashes the hub has to be told of.

        Raises:
            Unwritable: the spool does not take it.
        """
        found = [one for folder in self.folders for one in self._inside(folder)]
        here = {(one.folder, one.name) for one in found}
        stamps = {one.stamp for one in found}
        for gone in [at for at in self.waiting if at not in here and at[0] not in self.away]:
            left = self.waiting[gone]
            # nothing was in it, or it only has another name, or it was taken before
            if left.stamp.size == 0 or left.stamp in stamps or self._held(gone, left.stamp):
                del self.waiting[gone]
            elif left.why != "gone":
                self.waiting[gone] = Waiting(left.stamp, now, why="gone")
        new = [sha256 for one in found if (sha256 := self._one(one, now)) is not None]
        self._read_again(found, now)
        return new

    def _held(self, at: tuple[str, str], stamp: Stamp) -> bool:
        """Tell whether what a name had is in the spool: a power cut leaves a file taken whose time nobody noted."""
        _, sha256 = self._taken.get(at, (None, ""))
        batch = self._spool.batch(sha256)
        same = batch is not None and (batch.size, batch.modified) == (stamp.size, moment_of(stamp.changed))
        return same and self._spool.path(sha256).exists()

    def _inside(self, folder: str) -> Iterator[Found]:
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.away[folder] = error.strerror or str(error)
            return
        self.away.pop(folder, None)
        inner: list[tuple[int, str]] = []
        for entry in listed:
            if passing(entry.name):
                continue
            if _is_folder(entry):
                inner.append((-_changed(entry), entry.name))
                continue
            try:
                if not entry.is_file():
                    continue
                stat = Path(entry.path).stat()  # a directory's own listing may be old on Windows and on shares
            except OSError:
                continue  # renamed or removed meanwhile
            yield Found(folder, entry.name, _stamp(stat))
        self.inner[folder] = tuple(name for _, name in sorted(inner))

    def _one(self, found: Found, now: float) -> str | None:
        """Take a file that is at rest; return its hash where the hub has to be told."""
        at = (found.folder, found.name)
        taken = self._taken.get(at)
        if taken is not None and taken[0] == found.stamp:
            self.waiting.pop(at, None)
            return None
        before = self.waiting.get(at)
        if before is None or before.stamp != found.stamp or before.why == "gone":
            self.waiting[at] = Waiting(found.stamp, now)
            return None
        before.looks += 1
        if not self._may(found, before, now):
            return None
        return self._take(found, before)

    def _may(self, found: Found, waiting: Waiting, now: float) -> bool:
        """Tell whether a file that has not changed since the last look may be taken, and why not."""
        if now - waiting.since < self._rest:
            return False
        unfit = _unfit(found)
        if unfit is not None:
            waiting.why = unfit
            return False
        try:
            end = self._end(found.path, found.stamp.size, found.name)
        except OSError:
            waiting.why = "in-use"  # on Windows: the reader's program has not let go of it
            return False
        if end == Whole.GROWING and (found.folder, found.name) not in self._forced:
            waiting.why = "not-whole"
            return False
        long_enough = now - waiting.since >= self._rest * PATIENCE and waiting.looks >= PATIENCE
        return end != Whole.UNKNOWN or long_enough

    def _end(self, path: Path, size: int, name: str) -> Whole:
        with path.open("rb") as file:
            head = file.read(END)
            file.seek(max(0, size - END))
            return self._ends(head, file.read(END), size, name)

    def _take(self, found: Found, waiting: Waiting) -> str | None:
        """Copy a file and take the copy; a file that changes meanwhile is left for later."""
        spool, at = self._spool, (found.folder, found.name)
        part = spool.cards / f"{os.getpid()}.{os.urandom(8).hex()}{PART}"
        try:
            whole_copy = self._copied(found, part)
        except OSError as error:
            self._spool.disk.remove(part)
            waiting.why, waiting.told = "not-copied", {"detail": error.strerror or str(error)}
            return None
        if not whole_copy:
            spool.disk.remove(part)
            del self.waiting[at]
            return None
        sha256 = digest(part)
        due = spool.take_file(part, sha256, *at, found.stamp, datetime.now(UTC).astimezone(), self._passes)
        self._taken[at] = (found.stamp, sha256)
        self._forced.discard(at)
        del self.waiting[at]
        return sha256 if due else None

    def _copied(self, found: Found, part: Path) -> bool:
        """Copy a file and make the copy last; tell whether it stood still all the while."""
        disk = self._spool.disk
        with found.path.open("rb") as source, disk.create(part) as copy:
            count = 0
            while piece := source.read(PIECE):
                copy.write(piece)
                count += len(piece)
            disk.sync(copy)
        if count != found.stamp.size or _stamp(found.path.stat()) != found.stamp:
            return False
        forced = (found.folder, found.name) in self._forced
        return forced or self._end(part, count, found.name) != Whole.GROWING

    def _read_again(self, found: Sequence[Found], now: float) -> None:
        """Compare some of the files at rest with what was taken of them: a clock that stands still hides a change."""
        still = [one for one in found if self._taken.get((one.folder, one.name), (None,))[0] == one.stamp]
        left = READ_AGAIN
        for _ in range(len(still)):
            one = still[self._turn % len(still)]
            left -= one.stamp.size
            if left < 0 and left + one.stamp.size != READ_AGAIN:
                return  # the next look goes on here; a file larger than all of it is read alone
            self._turn += 1
            try:
                same = digest(one.path) == self._taken[one.folder, one.name][1]
            except OSError:
                continue
            if not same:
                del self._taken[one.folder, one.name]
                self.waiting[one.folder, one.name] = Waiting(one.stamp, now)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _changed(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat().st_mtime_ns
    except OSError:
        return 0


def _stamp(stat: os.stat_result) -> Stamp:
    return Stamp(stat.st_size, max(-FURTHEST, min(stat.st_mtime_ns, FURTHEST)))


def _unfit(found: Found) -> str | None:
    """Return why a file cannot be a card file whatever it holds, or None."""
    if found.stamp.size == 0:
        return "empty"
    if found.stamp.size > MOST:
        return "too-large"
    return None if tellable(found.name) and len(found.name) <= NAMELESS else "bad-name"
