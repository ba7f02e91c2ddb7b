"""How long one waits for ``kaowu --help`` and for the hub, and what the hub holds while nothing happens.

``kaowu --help`` stands beside ``python -c pass``. The hub's start is from the command to the first 200 of ``/readyz``
on a data folder that already holds the sample day, beside the bare server; its idle memory likewise.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.hub import KAOWU, serving
from bench.process import free_port, python, running
from bench.table import Row, row

RUNS = 5
SETTLE = 1.0  # seconds of quiet before memory is read


def run() -> list[Row]:
    """Measure each thing and its baseline, in turn."""
    help_, pass_ = [], []
    for _ in range(RUNS):
        help_.append(_seconds([str(KAOWU), "--help"]))
        pass_.append(_seconds([sys.executable, "-c", "pass"]))
    starts, bare_starts, memory, bare_memory = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder) / "data"):
            pass  # the first start writes keys and the sample day
        for number in range(RUNS):
            started = time.perf_counter()
            with serving(Path(folder) / "data") as hub:
                starts.append(time.perf_counter() - started)
                time.sleep(SETTLE)
                memory.append(hub.memory())
            port = free_port()
            command = python("bench.bare", str(port), str(Path(folder) / f"{number}.db"))
            started = time.perf_counter()
            with running(command, f"http://127.0.0.1:{port}/readyz") as program:
                bare_starts.append(time.perf_counter() - started)
                time.sleep(SETTLE)
                bare_memory.append(psutil.Process(program.pid).memory_info().rss / 1e6)
    return [
        row("kaowu --help", help_, pass_, "s", "ours <= 0.5"),
        row("hub start to ready", starts, bare_starts, "s", "ours <= 2"),
        row("hub idle memory", memory, bare_memory, "MB", "ours <= 150"),
    ]


def _seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(run())
