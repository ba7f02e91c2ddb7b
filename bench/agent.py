"""A card-reader file at rest, to the hub's receipt: a real station process, a real hub, both on loopback.

Files are written at any moment between two looks of the station. Ours looks, waits until a file rests, copies it to its
spool (two flushes, two commits), hashes the copy, and hands it in; the hub has it and its fact on disk when it answers.
The baseline beside it looks as often at the same folder and copies a file that has not changed since the look before:
no flush, no hash, no hub. Both must see a file twice, so neither can be faster than one interval or surer than two.
"""

import os
import random
import re
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from bench.day import prepare
from bench.hub import KAOWU, serving
from bench.process import ROOT
from bench.table import Row, row

STATION = ROOT / ".venv" / "bin" / "kaowu-station"
EVERY = 1.0  # seconds between two looks; 5 at a site
FILES, SEED = 40, 20260620
SIZE = 300_000  # bytes: about 1,500 cards of 100 questions
RECEIVED = re.compile(r"已送达 (\S+)")


def run() -> list[Row]:
    """Write files one after another; time both from the last byte written."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        watched = folder / "out"
        watched.mkdir()
        prepare(folder / "hub", 1, 1)
        with serving(folder / "hub") as hub:
            ours = Ours(folder, watched, hub.port)
            plain = Plain(watched, folder / "plain")
            written = _write(watched, ours, plain)
            ours.end()
            plain.end()
    took = sorted(ours.seen[name] - at for name, at in written.items())
    other = sorted(plain.seen[name] - at for name, at in written.items())
    late, late_plain = took[int(0.95 * FILES)], other[int(0.95 * FILES)]
    what = f"card file at rest to the hub's receipt, {FILES} files of {SIZE // 1000} KB, a look each {EVERY:.0f} s"
    return [
        row(f"{what}: median", took, other, "s", "ratio <= 1.3"),
        row(f"{what}: p95", [late], [late_plain], "s", "ratio <= 1.3"),
        row(f"{what}: p95 in intervals", [late], [EVERY], "s", "ratio <= 2.3"),
    ]


def _write(watched: Path, ours: "Ours", plain: "Plain") -> dict[str, float]:
    """Write the files, each once both have the one before; return when each had its last byte."""
    chance = random.Random(SEED)
    written = {}
    for number in range(FILES):
        name = f"cards-{number}.txt"
        time.sleep(chance.random() * EVERY)
        line = f"{number:06}{'ABCD' * 25}\r\n".encode()
        (watched / name).write_bytes(line * (SIZE // len(line)))
        written[name] = time.monotonic()
        end = written[name] + 60
        while not (name in ours.seen and name in plain.seen):
            if time.monotonic() > end:
                raise RuntimeError(f"{name} did not arrive: {ours.said}")
            time.sleep(0.01)
    return written


class Ours:
    """The station, and when it said that the hub has a file (monotonic)."""

    def __init__(self, folder: Path, watched: Path, port: int) -> None:
        """Enrol and start it."""
        env = {**os.environ, "KAOWU_DATA": str(folder / "hub"), "KAOWU_LOCAL_PORT": str(port)}
        made = subprocess.run([KAOWU, "enrol", "--kind", "reader", "--name", "bench"], env=env, capture_output=True)
        found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", made.stdout.decode())
        if found is None:
            raise RuntimeError(made.stdout.decode() + made.stderr.decode())
        self.seen: dict[str, float] = {}
        self.said: list[str] = []
        hub = ["--hub", f"http://127.0.0.1:{port}", "--enrol", found[0]]
        self._program = subprocess.Popen(
            [STATION, "reader", "watch", watched, *hub, "--every", str(EVERY), "--headless"],
            env={**os.environ, "KAOWU_STATION": str(folder / "station"), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def _listen(self) -> None:
        for line in self._program.stdout or ():
            self.said.append(line.decode())
            if found := RECEIVED.search(self.said[-1]):
                self.seen[found[1]] = time.monotonic()

    def end(self) -> None:
        """Stop it."""
        self._program.terminate()
        self._program.wait(30)
        self._ear.join(10)


class Plain:
    """The least that looks twice and copies, and when it had (monotonic)."""

    def __init__(self, watched: Path, to: Path) -> None:
        """Start it."""
        to.mkdir()
        self.seen: dict[str, float] = {}
        self._watched, self._to = watched, to
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        before: dict[str, tuple[int, int]] = {}
        while not self._ending.wait(EVERY):
            now = {one.name: (one.stat().st_size, one.stat().st_mtime_ns) for one in os.scandir(self._watched)}
            for name, stamp in now.items():
                if name not in self.seen and before.get(name) == stamp:
                    shutil.copyfile(self._watched / name, self._to / name)
                    self.seen[name] = time.monotonic()
            before = now

    def end(self) -> None:
        """Stop it."""
        self._ending.set()
        self._thread.join()
