"""Waiting without blocking: how a request lets a real thread work while other requests go on.

Under gevent all requests share one thread, the loop; whatever takes time (SQL, hashing, images) must run elsewhere.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import gevent
from gevent.event import AsyncResult, Event
from gevent.threadpool import ThreadPool

from server.store.committer import Committer, Job

T = TypeVar("T")

THREADS, DISK_THREADS = 8, 8


class Bell(Protocol):
    """Wakes one who waits, once."""

    def set(self) -> None:
        """Wake whoever waits, or will."""

    def wait(self, timeout: float) -> object:
        """Wait until it was rung, ``timeout`` seconds at most."""


class Waiting(Protocol):
    """Run work off the loop and wait for it."""

    def run(self, work: Callable[[], T]) -> T:
        """Run ``work`` in a real thread and return its result."""

    def disk(self, work: Callable[[], T]) -> Callable[[], T]:
        """Begin ``work`` that waits for the disk; what is returned waits for its end and gives its result."""

    def turn(self) -> None:
        """Let other requests go on before more of one long work is done on the loop."""

    def pause(self, seconds: float) -> None:
        """Let time pass."""

    def bell(self) -> Bell:
        """Return a bell to wait by; only other requests ring it, never the writer's thread or another real one."""

    def commit(self, committer: Committer, job: Job) -> Any:
        """Hand ``job`` to the committer and return its result once it is on disk."""


class Threads:
    """For servers that give each request a thread, and for the command line: blocking is harmless."""

    def run(self, work: Callable[[], T]) -> T:
        """Run ``work`` here."""
        return work()

    def disk(self, work: Callable[[], T]) -> Callable[[], T]:
        """Run ``work`` here, at once."""
        result = work()
        return lambda: result

    def turn(self) -> None:
        """Do nothing: the other requests have threads of their own."""

    def pause(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)

    def bell(self) -> Bell:
        """Return a bell of threads."""
        return threading.Event()

    def commit(self, committer: Committer, job: Job) -> Any:
        """Wait for the committer."""
        return committer.call(job)


#: The processors this program may use, as it was started.
PROCESSORS = frozenset(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else frozenset()


def share_processor(*threads: int) -> None:
    """Let these threads (the loop and the writer) share one processor, where the system can.

    They hand Python's lock to and fro many times for each fact and never run at the same time; on two processors each
    hand-over also moves the other's data across (measured: 1,490 us of processor time a check-in against 800).
    """
    if len(PROCESSORS) > 1:
        for thread in threads:
            os.sched_setaffinity(thread, {max(PROCESSORS)})


def _anywhere(work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """Run work on any processor: a new thread inherits the loop's, and so would the programs it starts.

    What it raises is handed back beside its result: the pool would print every refusal with a traceback.
    """
    if PROCESSORS and os.sched_getaffinity(0) != PROCESSORS:
        os.sched_setaffinity(0, PROCESSORS)
    try:
        return work(), None
    except BaseException as error:
        return None, error


def _off_the_loop(pool: ThreadPool, work: Callable[[], T]) -> Callable[[], T]:
    """Begin ``work`` in a thread of ``pool``; what is returned waits for its end and gives its result."""
    running = pool.spawn(_anywhere, work)

    def ended() -> T:
        result, error = cast(tuple[T | None, BaseException | None], running.get())
        if error is not None:
            raise error
        return cast(T, result)

    return ended


class Greenlets:
    """For gevent. Results of a whole commit group come back to the loop with one wake-up."""

    def __init__(self) -> None:
        """Belong to the loop of the calling thread."""
        hub = gevent.get_hub()
        self._pool = hub.threadpool
        self._pool.maxsize = THREADS
        self._disk = ThreadPool(DISK_THREADS, hub)
        self._done: deque[tuple[AsyncResult[Any], Any, BaseException | None]] = deque()
        self._wake = hub.loop.async_(ref=False)
        self._wake.start(self._deliver)

    def run(self, work: Callable[[], T]) -> T:
        """Run ``work`` in gevent's pool of real threads."""
        return _off_the_loop(self._pool, work)()

    def disk(self, work: Callable[[], T]) -> Callable[[], T]:
        """Run ``work`` in threads of their own, so that nobody's query waits behind films that are flushed."""
        return _off_the_loop(self._disk, work)

    def turn(self) -> None:
        """Go once round the loop."""
        gevent.sleep(0)

    def pause(self, seconds: float) -> None:
        """Let the loop go on meanwhile."""
        gevent.sleep(seconds)

    def bell(self) -> Bell:
        """Return a bell of this loop."""
        return Event()

    def commit(self, committer: Committer, job: Job) -> Any:
        """Hand the job over; this greenlet sleeps until the writer's thread wakes the loop."""
        result: AsyncResult[Any] = AsyncResult()

        def done(value: Any, error: BaseException | None) -> None:
            self._done.append((result, value, error))
            self._wake.send()

        committer.submit(job, done)
        return result.get()

    def _deliver(self) -> None:
        while self._done:
            result, value, error = self._done.popleft()
            if error is None:
                result.set(value)
            else:
                result.set_exception(error)
