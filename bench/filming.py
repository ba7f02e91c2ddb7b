"""Check-ins over TLS on the LAN while eight other devices send films, beside the same check-ins without them, in turn.

Fourteen devices scan four times a second each. The eight either film (80 kB every 250 ms, about 2.5 Mbit/s each, tus
with the length at the end) or send as fast as they can, in pieces of 5 MB.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import devices
from bench.beside import p99, steadily
from bench.day import Day, prepare
from bench.devices import Lane
from bench.hub import Hub, serving
from bench.process import ROOT
from bench.table import Row, row
from bench.uploads import CLIENT, MB, PIECE, Job

ROUNDS = 3
OTHERS, EACH, PACE = 14, 40, 0.25
FILMS = 8
#: What disturbs the check-ins: bytes of a piece and ms between two.
WAYS = {"films of eight cameras": (80_000, 250), "eight uploads at full speed": (PIECE, 0)}


def run() -> list[Row]:
    """Check in quietly, beside cameras and beside full speed, in turn."""
    quiet: list[float] = []
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = prepare(folder / "morning", OTHERS * EACH, OTHERS + FILMS)
        steady = steadily(day, OTHERS, EACH)
        for number in range(ROUNDS):
            quiet.append(_round(folder, f"quiet-{number}", steady, day, None))
            for way, (piece, pace) in WAYS.items():
                found[way].append(_round(folder, f"{piece}-{number}", steady, day, (piece, pace)))
    return [row(f"check-ins, p99, beside {way}", found[way], quiet, "ms") for way in WAYS]


def _round(folder: Path, name: str, steady: list[Lane], day: Day, way: tuple[int, int] | None) -> float:
    data = folder / name
    shutil.copytree(folder / "morning", data)
    with serving(data) as hub, _films(hub, day, way):
        job = devices.Job(
            port=hub.lan, authority=str(hub.authority), pace=PACE, steady=steady, flapping=[], draining=[]
        )
        latencies = devices.run(job)["latencies"]
    shutil.rmtree(data)
    return p99(latencies)


@contextmanager
def _films(hub: Hub, day: Day, way: tuple[int, int] | None) -> Iterator[None]:
    """Let the eight send until the block ends; they are still at it then."""
    if way is None:
        yield
        return
    piece, pace = way
    job = Job(
        endpoint=f"https://127.0.0.1:{hub.lan}/api/media",
        tokens=[device.token for device in day.devices[OTHERS:]],
        size=60 * MB,
        piece=piece,
        rounds=1000,
        authority=str(hub.authority),
        pace=pace,
    )
    said = subprocess.DEVNULL
    with subprocess.Popen(CLIENT, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.PIPE, cwd=ROOT) as sender:
        assert sender.stdin is not None
        assert sender.stderr is not None
        sender.stdin.write(json.dumps(job).encode())
        sender.stdin.close()
        try:
            yield
            assert sender.poll() is None, sender.stderr.read().decode(errors="replace")
        finally:
            sender.kill()


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
