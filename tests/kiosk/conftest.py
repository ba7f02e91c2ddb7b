"""Stations as they run: processes of their own that are typed at, killed and started again.

Each module makes its own ``morning``: the day that its hub serves.
"""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.running import ROOT, Process, serving, until

PROGRAM = ROOT / ".venv" / "bin" / "kaowu-station"
BACK = 120  # seconds until a station that lost the hub has found it again: its tries lie up to a minute apart

#: The program, but for this: a hub on a busy machine is slow, not away (how slow it may be is told in test_hub.py).
PATIENT = "from kiosk import hub, cli; hub.PATIENCE = 60.0; cli.main()"


@dataclass
class Typing:
    """A running ``kaowu-station gate`` and all it has said."""

    popen: subprocess.Popen
    heard: bytearray = field(default_factory=bytearray)

    def __post_init__(self):
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def _listen(self):
        while part := self.popen.stdout.read1(65536):
            self.heard += part

    @property
    def said(self):
        return self.heard.decode("utf-8", "replace")

    def type(self, *lines):
        self.popen.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.popen.stdin.flush()

    def until(self, words, times=1, seconds=60):
        until(lambda: self.said.count(words) >= times, seconds, f"{words!r} ({self.said})")

    def end(self):
        """Close the keyboard; return the exit code."""
        self.popen.stdin.close()
        code = self.popen.wait(60)
        self._ear.join(10)
        self.popen.stdout.close()
        return code

    def kill(self):
        self.popen.kill()
        self.popen.wait()
        self.popen.stdin.close()
        self._ear.join(10)
        self.popen.stdout.close()


@dataclass
class Desk:
    """A gate PC: its folder, and the programs started on it."""

    folder: Path
    started: list = field(default_factory=list)

    def start(self, hub, *options):
        """Start the station program against a hub, any port of this computer, or (None) without ``--hub``."""
        url = f"http://127.0.0.1:{hub.port if isinstance(hub, Process) else hub}"
        options = options if hub is None or "--hub" in options else ("--hub", url, *options)
        mode = () if {"--page", "--refused"} & set(options) else ("--headless",)
        options = tuple(one for one in options if one != "--page")
        popen = subprocess.Popen(
            [sys.executable, "-c", PATIENT, "gate", *mode, *options],
            cwd=ROOT,
            env=os.environ | {"KAOWU_STATION": str(self.folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.started.append(popen)
        return Typing(popen)

    def run(self, hub, *options, lines=()):
        """Start it, type the lines and close the keyboard; return exit code and what it said."""
        station = self.start(hub, *options)
        if lines:
            station.type(*lines)
        return station.end(), station.said


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path / "station")
    yield made
    for popen in made.started:
        if popen.poll() is None:
            popen.kill()
            popen.wait()


@pytest.fixture
def code(chief):
    """Make one-time codes, as the chief does."""

    def make(hub, kind="gate", name="东门"):
        return hub.caller(chief.token).post("/api/enrol-codes", {"kind": kind, "name": name}).json["code"]

    return make


@pytest.fixture
def chief(day):
    return day.devices["tablet"][0]


@pytest.fixture(scope="module")
def kept(morning, tmp_path_factory):
    """A folder that a running hub of this module uses; each test takes its own badges from it."""
    copy = morning.copied(tmp_path_factory.mktemp("kept") / "data")
    copy.badges = list(morning.badges)
    return copy


@pytest.fixture(scope="module")
def hub(kept):
    with serving(kept.data) as running:
        yield running


@pytest.fixture
def day(kept):
    return kept


@pytest.fixture
def badge(kept):
    """Hand out badges nobody has shown yet."""
    return kept.badges.pop
