"""Journal append: what tree and signed checkpoints cost.

32 callers each append one fact at a time through the committer and wait until it is on disk. Ours is the hub's
journal: leaf, RFC 9162 tree and one signed checkpoint for each commit. The baseline is the same committer, database and
rows without leaf, tree and checkpoint. No HTTP, signature of a device or rule on either side. The runs alternate.
"""

import hashlib
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert

from bench.table import Row, row
from protocol.tree import Frontier
from server.domain.record import Entry
from server.store import tables
from server.store.committer import Committer, Job
from server.store.db import Database
from server.store.journal import Journal, Transaction

CALLERS = 32
FACTS = 400  # by each caller
RUNS = 5
BODY = (
    '{"at":"2026-06-20T08:01:02.345+08:00","body":{"badge":"%s","place":"gate-1"},"device":"d7","kind":"duty.check_in"}'
)


class Plain(Journal):
    """The journal without evidence: it counts, and keeps no tree."""

    def begin(self, connection: Connection, received: str) -> Transaction:
        """Open a transaction that keeps entries alone."""
        return PlainTransaction(self, connection, max(received, self.last_received), received)


class PlainTransaction(Transaction):
    """Entries without leaf, tree or checkpoint."""

    def append(self, **said: Any) -> Entry:
        """Add one entry at the end."""
        entry = Entry(seq=self.next_seq, received=self.received, leaf="", **said)
        self.entries.append(entry)
        self.frontier = Frontier(self.frontier.size + 1)
        return entry

    def flush(self) -> None:
        """Write the entries; the caller commits."""
        rows = [{name: getattr(entry, name) for name in Entry.__slots__} for entry in self.entries]
        self.connection.execute(insert(tables.journal), rows)


def run() -> list[Row]:
    """Append with and without evidence, in turn."""
    ours, baseline = [], []
    for _ in range(RUNS):
        ours.append(rate(Journal))
        baseline.append(rate(Plain))
    goal = "ours >= 12000 and ratio >= 0.8"
    return [row(f"journal append, {CALLERS} callers", ours, baseline, "facts/s", goal)]


def rate(kind: Callable[[str, Ed25519PrivateKey], Journal], database: str | None = None) -> float:
    """Append to an empty ``database`` (an SQLite file where none is given); return facts a second."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(database or f"sqlite:///{Path(folder) / 'journal.db'}")
        committer = Committer(db, kind(f"kaowu/{uuid.uuid4()}", Ed25519PrivateKey.generate()))
        committer.start()
        callers = [[_job(caller, number) for number in range(FACTS)] for caller in range(CALLERS)]
        finished = threading.Semaphore(0)
        started = time.perf_counter()
        for jobs in callers:
            _append(committer, iter(jobs), finished)
        for _ in callers:
            finished.acquire()
        seconds = time.perf_counter() - started
        assert committer.journal.size == CALLERS * FACTS, "facts are missing"
        committer.stop()
        db.close()
        return CALLERS * FACTS / seconds


def _append(committer: Committer, jobs: Iterator[Job], finished: threading.Semaphore) -> None:
    """Hand in one caller's next fact whenever its last one is on disk, as the hub's event loop does."""

    def done(_entry: Entry | None, error: BaseException | None) -> None:
        job = next(jobs, None)
        if error is not None or job is None:
            finished.release()
        else:
            committer.submit(job, done)

    committer.submit(next(jobs), done)


def _job(caller: int, number: int) -> Job:
    fact = BODY % hashlib.sha256(f"{caller}/{number}".encode()).hexdigest()
    said: dict[str, Any] = {
        "fact_id": str(uuid.uuid4()),
        "digest": hashlib.sha256(fact.encode()).hexdigest(),
        "device": f"d{caller + 1}",
        "device_seq": number + 1,
        "kind": "duty.check_in",
        "fact": fact,
        "sig": "A" * 86,
        "acted": False,
        "verdict": "accepted",
        "code": None,
        "refusal": None,
        "numbered": True,
    }
    return lambda transaction: transaction.append(**said)


if __name__ == "__main__":
    print(run())
