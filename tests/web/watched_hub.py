"""A hub that watches its own loop: started by ``test_loop`` in a process of its own.

``python -m tests.web.watched_hub REPORT [PLANT]`` serves as ``kaowu serve`` does and notes every stretch that one
greenlet held the loop: seconds of processor time its thread used, seconds on the clock, and of those the seconds the
thread stood ready without a processor (another program's doing, as the kernel counted it). SIGUSR1 writes the longest
stretches to REPORT and starts anew. PLANT spoils the hub on purpose: ``work`` computes in a route, ``sleep`` waits.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import gevent
import greenlet

from server import app
from server.config import Config
from server.web import facts

SHORT = 0.002  # seconds: a stretch worth a note
PLANTED = 0.12


class Watch:
    """Notes who holds the loop, from one switch of greenlets to the next."""

    def __init__(self, report):
        self._report, self._loop = report, gevent.get_hub()
        self._stat = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
        self._stretches = []
        self._mark()
        greenlet.settrace(self._switched)
        gevent.signal_handler(signal.SIGUSR1, self._write)

    def _mark(self):
        self._clock, self._work, self._stood = time.perf_counter(), time.thread_time(), self._waited()

    def _waited(self):
        return int(os.pread(self._stat, 100, 0).split()[1]) / 1e9

    def _switched(self, _event, pair):
        held, worked = time.perf_counter() - self._clock, time.thread_time() - self._work
        resting = pair[0] is self._loop  # the loop itself also waits for the next event
        if worked > SHORT or (held > SHORT and not resting):
            stood = self._waited() - self._stood
            where = "loop" if resting else str(getattr(pair[0], "gr_frame", None))
            self._stretches.append([worked, 0.0 if resting else held - stood, where])
        self._mark()

    def _write(self):
        new = self._report.with_suffix(".new")
        new.write_text(json.dumps(self._stretches))
        self._stretches.clear()
        new.rename(self._report)


def plant(kind):
    """Let every fiftieth batch hold the loop."""
    batch, count = facts._batch, iter(range(1, 10**9))

    def spoiled(body):
        end = time.thread_time() + PLANTED
        if next(count) % 50 == 0:
            while kind == "work" and time.thread_time() < end:
                pass
            if kind == "sleep":
                time.sleep(PLANTED)
        return batch(body)

    facts._batch = spoiled


if __name__ == "__main__":
    if sys.argv[2:]:
        plant(sys.argv[2])

    def ready(_core):
        Watch(Path(sys.argv[1]))
        print("Ctrl-C", flush=True)  # noqa: T201 - as kaowu serve does, it tells that it is ready

    app.serve(Config.from_env(os.environ), ready)
