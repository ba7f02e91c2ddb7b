"""Commands, run as they are typed; the hub stopped unless a test starts it."""

import os
import subprocess
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from server.cli import group
from tests.running import KAOWU, environment, free_ports, plan_text, prepare, staff_text


@dataclass
class Shell:
    """A terminal where ``KAOWU_DATA`` is set."""

    data: object
    env: dict

    def run(self, *words):
        """Run a command in this process."""
        return CliRunner().invoke(group, [str(word) for word in words], env=self.env)

    def really(self, *words, **env):
        """Run a command as a program of its own."""
        full = environment(self.data, *free_ports()) | env
        words = [str(word) for word in words]
        return subprocess.run([KAOWU, *words], env=full, capture_output=True, text=True, timeout=60)

    def at(self, hub):
        """The same terminal while ``hub`` runs."""
        return Shell(self.data, self.env | {"KAOWU_LOCAL_PORT": str(hub.port), "KAOWU_PORT": str(hub.tls_port)})


@pytest.fixture
def shell(tmp_path):
    """A terminal with an empty data folder."""
    data = tmp_path / "data"
    names = [name for name in os.environ if name.startswith("KAOWU_")]
    return Shell(data, dict.fromkeys(names) | {"KAOWU_DATA": str(data)})


@pytest.fixture(scope="session")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("morning") / "data", staff=5)


@pytest.fixture
def day(shell, morning):
    """Fill the data folder with the morning of an exam day."""
    return morning.copied(shell.data)


@pytest.fixture
def files(tmp_path):
    """A folder with a plan and three people, to import."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "plan.yaml").write_text(plan_text(), "utf-8")
    (folder / "staff.csv").write_text(staff_text(3), "utf-8")
    return folder
