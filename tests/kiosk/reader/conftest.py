"""A watched folder, a spool beside it, and a clock that is turned by hand."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.identity import Station
from kiosk.reader.folder import Folders
from kiosk.reader.spool import Spool

EVERY = 5.0


@dataclass
class Watching:
    """A station that looks at a folder as often as it is told."""

    folder: Path
    spool: Spool
    now: float = 100.0
    passes: int = 1
    folders: Folders = field(init=False)

    def __post_init__(self):
        self.again()

    def again(self):
        """Start anew, as after a restart of the program."""
        self.folders = Folders([self.folder], self.spool, 3.0, passes=self.passes)

    def look(self, times=1, every=EVERY):
        found = []
        for _ in range(times):
            self.now += every
            found += self.folders.look(self.now)
        return found

    def write(self, name, data, changed=None):
        (self.folder / name).write_bytes(data)
        if changed is not None:
            os.utime(self.folder / name, (changed, changed))

    def why(self, name):
        return self.folders.waiting[str(self.folder), name].why

    def names(self):
        return sorted(batch.name for batch in self.spool.batches())


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "station"
    folder.mkdir()
    return folder


@pytest.fixture
def spool(own):
    made = Spool(own)
    yield made
    made.close()


@pytest.fixture
def watching(tmp_path, spool):
    folder = tmp_path / "out"
    folder.mkdir()
    return Watching(folder.resolve(), spool)


@pytest.fixture
def station():
    return Station("d7", "reader", "读卡1号机", "token", "kaowu/1", ec.generate_private_key(ec.SECP256R1()))
