"""One ``grew`` event to 100 and 500 screens: milliseconds from the emit to the last of them.

Ours is the hub's own application on its own server, every screen let in by a session; the peer is npm ``socket.io`` on
Node. The same raw Engine.IO client reads both, in a process of its own on the same clock. The runs alternate; p99 is of
the events of a run.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.listeners import Report
from bench.process import ROOT, free_port, python, running
from bench.table import Row, row
from server.store import keys

SIZES = {100: "ours <= 10 and ratio <= 2", 500: "ours <= 25"}
ROUNDS = 110
WARM = 10  # events of each run that are not counted
PAUSE = 60  # ms
RUNS = 3


def run() -> list[Row]:
    """Tell all screens, in turn from the hub and from the peer."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        for clients, goal in SIZES.items():
            ours, peer = [], []
            for _ in range(RUNS):
                ours.append(_hub(data, clients))
                peer.append(_node(clients))
            rows.append(_row(f"fan-out to {clients} screens, last p50", ours, peer, 0.5, None))
            rows.append(_row(f"fan-out to {clients} screens, last p99", ours, peer, 0.99, goal))
    return rows


def _row(what: str, ours: list[Report], peer: list[Report], share: float, goal: str | None) -> Row:
    def at(report: Report) -> float:
        last = sorted(report["last"][WARM:])
        return last[min(int(len(last) * share), len(last) - 1)]

    return row(what, list(map(at, ours)), list(map(at, peer)), "ms", goal)


def _hub(data: Path, clients: int) -> Report:
    def command(port: int) -> list[str]:
        return python("bench.screens", str(port), str(data), str(clients), str(ROUNDS), str(PAUSE))

    return _listen(command, "/healthz", clients, lambda: keys.load(data / "keys").office_token)


def _node(clients: int) -> Report:
    def command(port: int) -> list[str]:
        return ["node", str(ROOT / "bench" / "peer.js"), str(port), str(clients), str(ROUNDS), str(PAUSE)]

    return _listen(command, "/readyz", clients, None)


def _listen(command: Callable[[int], list[str]], ready: str, clients: int, token: Callable[[], str] | None) -> Report:
    port = free_port()
    with running(command(port), f"http://127.0.0.1:{port}{ready}"):
        asked = python("bench.listeners", str(port), str(clients), str(ROUNDS), *([token()] if token else []))
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=180)
    if done.returncode:
        raise RuntimeError(f"the screens gave up:\n{done.stderr}")
    report: Report = json.loads(done.stdout)
    return report


if __name__ == "__main__":
    print(run())
