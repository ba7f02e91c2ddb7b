"""A real hub for the benchmarks: ``kaowu serve`` on a data folder of its own, with free ports."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.process import ROOT, free_port, running

KAOWU = ROOT / ".venv" / "bin" / "kaowu"


@dataclass(frozen=True, slots=True)
class Hub:
    """A running hub: its plain HTTP port on loopback, its HTTPS port on the LAN, its certificate, its process."""

    port: int
    lan: int
    authority: Path
    process: psutil.Process

    def memory(self) -> float:
        """Return the resident memory of the hub and its own processes, in MB."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family) / 1e6


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a hub that disturbs no other."""
    ports = {"KAOWU_PORT": str(free_port()), "KAOWU_LOCAL_PORT": str(free_port()), "KAOWU_WELCOME_PORT": "off"}
    return {"KAOWU_DATA": str(data)} | ports


@contextmanager
def serving(data: Path) -> Iterator[Hub]:
    """Run a hub on ``data`` until the block ends."""
    env = environment(data)
    port = int(env["KAOWU_LOCAL_PORT"])
    with running([str(KAOWU), "serve", "--sample"], f"http://127.0.0.1:{port}/readyz", env) as program:
        yield Hub(port, int(env["KAOWU_PORT"]), data / "keys" / "ca.crt", psutil.Process(program.pid))
