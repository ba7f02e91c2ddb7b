"""Group commit: one real thread writes; all that waits while it writes goes into the next transaction.

One durable commit costs a disk flush however much is in it, so the price of ``synchronous=FULL`` is shared by
everyone who waits. A job that fails spoils nothing: its group is rolled back and each job is tried alone.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from server.domain.record import Entry
from server.store.db import CLOSED, Database
from server.store.journal import Journal, Transaction

log = logging.getLogger(__name__)

GROUP = 256

T = TypeVar("T")

#: Work inside a transaction. A job may have ``prepare``, called first, and ``fact_ids``: what is known of them is read
#: for a whole group at once.
Job = Callable[[Transaction], Any]
Done = Callable[[Any, BaseException | None], None]
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the hub's clock."""
    return datetime.fromtimestamp(time.time(), UTC)


def stamp(moment: datetime) -> str:
    """Write a moment as the hub keeps times: RFC 3339, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _nothing() -> None:
    """Prepare nothing."""


def _tell(listeners: Iterable[Callable[[T], None]], what: T) -> None:
    for notify in listeners:
        try:
            notify(what)
        except Exception:  # what is on disk stays acknowledged, whoever cannot be told
            log.exception("a listener failed")


class Stopped(RuntimeError):
    """The hub is stopping and takes nothing more."""


@dataclass(slots=True)
class Measures:
    """Counters for /metrics: groups committed, jobs in them, seconds spent committing (the flush)."""

    groups: int = 0
    jobs: int = 0
    commit_seconds: float = 0.0


class Committer:
    """The one thread that writes.

    ``on_reload`` is called (in that thread) after a failed transaction, for state others keep beside the journal;
    ``on_entries`` after each commit that added entries, with these, before anybody hears of their verdicts;
    ``on_commit`` then, with the journal's size.
    """

    def __init__(self, db: Database, journal: Journal, clock: Clock = utc_now) -> None:
        """Nothing is taken before ``start``."""
        self.journal = journal
        self.measures = Measures()
        self.on_reload: list[Callable[[], None]] = []
        self.on_entries: list[Callable[[list[Entry]], None]] = []
        self.on_commit: list[Callable[[int], None]] = []
        self._db = db
        self._clock = clock
        self._waiting: deque[tuple[Job, Done]] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._stale = False  # whether what is kept beside the database may differ from it
        self._session = 0  # the session that what is kept beside the database was read in
        self._closed = False  # whether the database could not be written when it was needed last
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)

    def start(self) -> None:
        """Begin to write; what is kept beside the database was just read."""
        self._session = self._db.session()
        self._thread.start()

    @property
    def thread_id(self) -> int | None:
        """The operating system's number of the writer's thread, once it runs."""
        return self._thread.native_id

    def stop(self) -> None:
        """Finish what was taken, then end."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join()

    def submit(self, job: Job, done: Done) -> None:
        """Take a job; ``done(result, error)`` is called in the writer's thread after its commit is on disk.

        Raises:
            Stopped: the hub is stopping.
        """
        with self._wake:
            if self._stopping:
                raise Stopped("the hub is stopping")
            self._waiting.append((job, done))
            self._wake.notify()

    def call(self, job: Job) -> Any:
        """Run one job and wait for its commit; for threads that may block."""
        future: Future[Any] = Future()

        def done(result: Any, error: BaseException | None) -> None:
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        self.submit(job, done)
        return future.result()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._stopping:
                    self._wake.wait()
                if not self._waiting:
                    return
                group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
            self._settle(group)

    def _settle(self, group: list[tuple[Job, Done]]) -> None:
        try:
            results = self._commit([job for job, _ in group])
        except CLOSED as error:  # trying each alone would make everybody wait for the same server
            self._say_closed(error)
            for _, done in group:
                done(None, error)
            return
        except Exception as error:
            if len(group) > 1:
                for one in group:
                    self._settle([one])
                return
            log.exception("a job was rolled back")
            group[0][1](None, error)
            return
        for (_, done), result in zip(group, results, strict=True):
            done(result, None)

    def _say_closed(self, error: Exception) -> None:
        if not self._closed:
            log.error("nothing is taken until the database can be written again: %r (%s)", error, error.__cause__)
        self._closed = True

    def _commit(self, jobs: list[Job]) -> list[Any]:
        if self._stale or self._db.session() != self._session:
            self._reload()
        if self._closed:
            log.warning("the database can be written again, facts are taken")
            self._closed = False
        try:
            with self._db.writing() as connection:
                transaction = self.journal.begin(connection, stamp(self._clock()))
                for job in jobs:
                    getattr(job, "prepare", _nothing)()
                transaction.recall(fact_id for job in jobs for fact_id in getattr(job, "fact_ids", ()))
                results = [job(transaction) for job in jobs]
                transaction.flush()
                before = time.perf_counter()
        except CLOSED:  # read again before the next group
            self._stale = True
            raise
        except Exception:
            self._stale = True
            try:
                self._reload()
            except Exception:
                log.exception("the journal could not be read again; the hub takes no facts until it can")
            raise
        self.measures.commit_seconds += time.perf_counter() - before
        self.measures.groups += 1
        self.measures.jobs += len(jobs)
        self.journal.adopt(transaction)
        if transaction.entries:
            _tell(self.on_entries, transaction.entries)
            self._announce()
        return results

    def _announce(self) -> None:
        _tell(self.on_commit, self.journal.size)

    def _reload(self) -> None:
        # A failed commit may be on disk or not (a full disk, a lost file): what the database says now is the truth.
        # The right to write comes first: while a lost session still has it, its last commit may yet go through.
        session, before = self._db.session(), self.journal.size
        with self._db.reading() as connection:
            self.journal.load(connection)
        for reload in self.on_reload:
            reload()
        self._session, self._stale = session, False
        if self.journal.size != before:
            self._announce()
