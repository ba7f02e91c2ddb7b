"""Resumable uploads: the hub beside npm ``@tus/server`` on its file store, both asked by tus-js-client.

Pieces of 5 MB, from 1 client and from 8 at once, in turn. Before each answer the hub has the bytes in a SHA-256, on
disk (fdatasync) and their offset committed; the peer does none of it. Every upload is read again and compared. Both
listen on plain loopback.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import NotRequired, TypedDict

import psutil

from bench.day import prepare
from bench.hub import serving
from bench.memory import MB, most
from bench.process import ROOT, free_port, running
from bench.table import Row, row

PIECE = 5 * MB
#: Clients at once, and the bytes each of them uploads.
SIZES = {1: 100 * MB, 8: 40 * MB}
GOALS = {1: "ratio >= 0.8", 8: "ratio >= 1"}
ROUNDS = 7


def run() -> list[Row]:
    """Upload to both, in turn."""
    rate: dict[int, tuple[list[float], list[float]]] = {clients: ([], []) for clients in SIZES}
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = prepare(folder / "hub", 1, max(SIZES))
        tokens = [device.token for device in day.devices]
        command = ["node", str(ROOT / "bench" / "uploads_peer.mjs"), str(port), str(folder / "peer")]
        with serving(folder / "hub") as hub, running(command, f"http://127.0.0.1:{port}/readyz") as peer:
            both = f"http://127.0.0.1:{hub.port}/api/media", f"http://127.0.0.1:{port}/files"
            before = hub.process.memory_info().rss / MB, psutil.Process(peer.pid).memory_info().rss / MB
            for _ in range(ROUNDS):
                for clients, size in SIZES.items():
                    for endpoint, found in zip(both, rate[clients], strict=True):
                        found.append(clients * size / MB / upload(endpoint, tokens[:clients], size))
            after = most(hub.process.pid), most(peer.pid)
    return [
        *(row(f"uploads, {clients} at once", *rate[clients], "MB/s", GOALS[clients]) for clients in SIZES),
        row("uploads, peak memory", after[:1], after[1:], "MB"),
        row("uploads, memory above that at rest", [after[0] - before[0]], [after[1] - before[1]], "MB", "ratio <= 1"),
    ]


class Job(TypedDict):
    """What uploads: where to, with whose tokens at once, bytes of each in pieces, and how often in turn.

    ``authority``: the path of the certificate that the server's is made with, for TLS. ``pace``: ms between two pieces,
    as a camera gives them; without it they follow each other.
    """

    endpoint: str
    tokens: list[str]
    size: int
    piece: int
    rounds: int
    authority: NotRequired[str]
    pace: NotRequired[int]


CLIENT = ("node", str(ROOT / "bench" / "uploads_client.mjs"))


def upload(endpoint: str, tokens: list[str], size: int) -> float:
    """Upload ``size`` bytes with each of these tokens at once and check that they arrived; return the seconds."""
    job = Job(endpoint=endpoint, tokens=tokens, size=size, piece=PIECE, rounds=1)
    done = subprocess.run(CLIENT, input=json.dumps(job), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


if __name__ == "__main__":
    print(run())
