"""The press: documents on their way to paper, one real thread for each printer that has work.

No facts: what was printed is told by ``badge.print``. A job outlives the hub; its document, which holds faces and
names, lies in a folder of its own that only the hub's account may open, and is deleted when the job has ended.
"""

import contextlib
import logging
import os
import shutil
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from uuid6 import uuid7

from printing import address, pages
from printing.capabilities import ONE_SIDED
from printing.delivery import Cancelled, Delivery, Interrupted
from printing.link import Pins
from printing.order import Order
from printing.pages import Sheets
from printing.printer import Printer
from printing.progress import DONE, ENDED, FAILED, HELD, STOPPED, WAITING, Patience, Progress
from server.domain.refusal import Refusal
from server.store import press as store
from server.store.committer import Clock, Committer, Stopped, stamp, utc_now
from server.store.db import Database
from server.store.journal import Transaction
from server.store.press import Job

log = logging.getLogger(__name__)

DOCUMENT = "document.pdf"
RANDOM = 12  # last digits of an id that are random, enough to know a job by among all that a printer ever had
AWAY = 2.0  # seconds between two tries to keep progress
STOP = 3.0  # seconds that stopping waits for a printer's answer; what is then unsaid is asked after the next start


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for: the printer's address and what people call it, a title, how often and how."""

    printer: str
    name: str
    title: str
    copies: int = 1
    sides: str = ONE_SIDED
    fit: bool = False


class Press:
    """The queue to the printers. Nothing is sent before ``start``; jobs handed in earlier wait."""

    def __init__(
        self,
        data: Path,
        db: Database,
        committer: Committer,
        clock: Clock = utc_now,
        patience: Patience | None = None,
    ) -> None:
        """Keep documents and printers' certificates below ``data``."""
        self.pins = Pins(data / "keys" / "printers.json")
        self._folder = data / "press"
        self._db, self._committer, self._clock, self._patience = db, committer, clock, patience
        self._lock = threading.Lock()
        self._queues: dict[str, deque[str]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._bells: dict[str, threading.Event] = {}
        self._cancelled: set[str] = set()
        self._running = False

    # Start and stop

    def start(self) -> None:
        """Go on with what had not ended, and delete documents that belong to nothing."""
        with self._db.reading() as connection:
            alive = store.alive(connection)
        if self._folder.exists():
            known = {job.job for job in alive}
            for left in self._folder.iterdir():
                if left.name not in known:
                    shutil.rmtree(left, ignore_errors=True)
        with self._lock:
            self._running = True
        for job in alive:
            if job.state != HELD:
                self._queue(job)

    def stop(self) -> None:
        """End after the printer's next answer; jobs go on at the next start."""
        with self._lock:
            self._running = False
            threads = list(self._threads.values())
            for bell in self._bells.values():
                bell.set()
        for thread in threads:
            thread.join(STOP)

    # What people do

    def add(self, wanted: Wanted, device: str, document: bytes) -> str:
        """Take a document and return its job's id.

        Raises:
            Trouble: ``printer-address``, or ``print-document``: it is not a PDF that can be printed.
        """
        address.read(wanted.printer)
        job = uuid7().hex  # in the order they were made, so that the list is, too
        folder = self._folder / job
        self._folder.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
        try:
            _write(folder / DOCUMENT, document)
            sheets = pages.look(folder / DOCUMENT)
            order = {**asdict(wanted), "pages": sheets.pages, "size": list(sheets.size)}
            said = {"done": 0, "pages": sheets.pages * wanted.copies}
            new = Job(job, wanted.printer, stamp(self._clock()), device, WAITING, None, order,
                      asdict(Progress(params=said)))  # fmt: skip
            self._committer.call(lambda tx: store.add(tx.connection, new))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._queue(new)
        return job

    def cancel(self, job_id: str) -> None:
        """Cancel a job: at once where it waits, else as soon as its printer has answered.

        Raises:
            Refusal: ``print-job-unknown`` or ``print-job-ended``.
        """
        job = self._alive(job_id)
        with self._lock:
            self._cancelled.add(job_id)
            bell = self._bells.get(job_id)
            if bell is not None:
                bell.set()
        if bell is None:
            self._remove_from_queue(job)
            self._cancelled.discard(job_id)
            self._settle(job, replace(_progress(job), state=STOPPED, code="job-cancelled"))

    def settle(self, job_id: str, *, printed: bool) -> None:
        """Take a person's word for a held job: it is on paper, or it is to be sent again.

        Raises:
            Refusal: ``print-job-unknown``, ``print-job-ended`` or ``print-job-not-held``.
        """
        job = self._alive(job_id)
        if job.state != HELD:
            raise Refusal("print-job-not-held")
        progress = _progress(job)
        if printed:
            done = progress.params.get("pages", 0)
            params = {"pages": done, "done": done}
            self._settle(job, replace(progress, state=DONE, code="job-done", params=params, done=done))
            return
        again = replace(progress, state=WAITING, code="job-waiting", number=None, offered=0.0)
        # Another name at the printer: the one before may still turn up in its list.
        order = {**job.order, "again": int(job.order.get("again", 0)) + 1}
        self._committer.call(lambda tx: store.move(tx.connection, job.job, asdict(again), None, order))
        self._queue(job)

    def jobs(self) -> list[Job]:
        """Return all jobs, the newest first."""
        with self._db.reading() as connection:
            return store.every(connection)

    def _alive(self, job_id: str) -> Job:
        with self._db.reading() as connection:
            job = store.get(connection, job_id)
        if job is None:
            raise Refusal("print-job-unknown")
        if job.ended is not None:
            raise Refusal("print-job-ended")
        return job

    # The threads

    def _queue(self, job: Job) -> None:
        """Put a job behind the others of its printer, and see that somebody works there."""
        with self._lock:
            if not self._running:
                return
            self._queues.setdefault(job.printer, deque()).append(job.job)
            if job.printer not in self._threads:
                name = f"press {len(self._threads) + 1}"
                thread = threading.Thread(target=self._work, args=(job.printer,), name=name, daemon=True)
                self._threads[job.printer] = thread
                thread.start()

    def _remove_from_queue(self, job: Job) -> None:
        with self._lock, contextlib.suppress(KeyError, ValueError):
            self._queues[job.printer].remove(job.job)

    def _work(self, uri: str) -> None:
        while True:
            with self._lock:
                waiting = self._queues.get(uri)
                if not waiting or not self._running:
                    del self._threads[uri]
                    return
                job_id = waiting.popleft()
                self._bells[job_id] = threading.Event()
            try:
                self._print(job_id)
            except (Interrupted, Stopped):
                pass
            except Exception:
                log.exception("print job %s failed", job_id)
                self._give_up(job_id)
            finally:
                with self._lock:
                    self._bells.pop(job_id, None)
                    self._cancelled.discard(job_id)

    def _print(self, job_id: str) -> None:
        with self._db.reading() as connection:
            job = store.get(connection, job_id)
        if job is None or job.ended is not None:
            return
        if not (self._folder / job_id / DOCUMENT).exists():
            lost = replace(_progress(job), state=FAILED, code="print-document", params={"why": "file lost"})
            self._settle(job, lost)
            return
        to = Printer(address.read(job.printer), self.pins)
        sent = Delivery(
            to,
            self._order(job),
            _progress(job),
            lambda progress: self._keep(job, progress),
            lambda seconds: self._pause(job_id, seconds),
            self._patience,
        )
        self._settle(job, sent.run())

    def _order(self, job: Job) -> Order:
        said = job.order
        again = int(said.get("again", 0))
        return Order(
            token=f"kaowu-{job.job[-RANDOM:]}" + (f"-again{again}" if again else ""),
            title=said["title"],
            document=self._folder / job.job / DOCUMENT,
            folder=self._folder / job.job,
            sheets=Sheets(said["pages"], (said["size"][0], said["size"][1])),
            copies=said["copies"],
            sides=said["sides"],
            fit=said["fit"],
        )

    def _pause(self, job_id: str, seconds: float) -> None:
        self._bells[job_id].wait(seconds)
        with self._lock:
            if not self._running:
                raise Interrupted
            if job_id in self._cancelled:
                self._cancelled.discard(job_id)
                self._bells[job_id].clear()
                raise Cancelled

    def _keep(self, job: Job, progress: Progress) -> None:
        """Keep progress on disk, waiting for a database that is away: nothing is sent that could not be kept."""
        while progress.state not in ENDED:  # how it ended is kept by ``_settle``
            try:
                self._committer.call(lambda tx: store.move(tx.connection, job.job, asdict(progress), None))
            except Stopped:
                raise
            except Exception:
                log.exception("the progress of print job %s is not kept yet", job.job)
                self._pause(job.job, AWAY)
            else:
                return

    def _settle(self, job: Job, progress: Progress) -> None:
        """Keep how a job ended, and delete its document; a held one keeps it."""
        over = progress.state in ENDED
        ended = stamp(self._clock()) if over else None

        def keep(tx: Transaction) -> None:
            now = store.get(tx.connection, job.job)
            if now is not None and now.ended is None:  # how it ended first stands
                store.move(tx.connection, job.job, asdict(progress), ended)

        self._committer.call(keep)
        if over:
            shutil.rmtree(self._folder / job.job, ignore_errors=True)

    def _give_up(self, job_id: str) -> None:
        """End a job that this program cannot handle: a fault of ours must not stop the queue."""
        with contextlib.suppress(Exception):
            job = self._alive(job_id)
            failed = replace(_progress(job), state=HELD, code="job-lost-sight")
            self._settle(job, failed)


def _write(file: Path, document: bytes) -> None:
    """Write a document for the hub's account alone, on disk before its job is."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(document)
        out.flush()
        os.fsync(out.fileno())


def _progress(job: Job) -> Progress:
    said: Mapping[str, Any] = job.progress
    return Progress(**said)
