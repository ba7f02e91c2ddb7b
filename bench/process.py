"""Starting and ending the programs a benchmark needs; each is ended by its own process id."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).parent.parent
LIFT = 0.1  # seconds between two looks for new processes
WAIT = 60.0  # seconds a program has to become ready; a first start writes the sample day


def free_port() -> int:
    """Return a port on loopback that is free now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str], ready: str, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program from the moment ``ready`` (a URL) answers until the block ends.

    Raises:
        RuntimeError: it ended or did not become ready; the message holds what it printed.
    """
    with tempfile.TemporaryFile() as said:  # a pipe nobody reads would fill and stop the program
        program = subprocess.Popen(
            [str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}, stdout=said, stderr=said
        )
        try:
            _wait(program, ready, said)
            yield program
        finally:
            program.terminate()
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def _wait(program: subprocess.Popen[bytes], ready: str, said: IO[bytes]) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        if program.poll() is not None:
            said.seek(0)
            raise RuntimeError(f"ended before it was ready:\n{said.read().decode(errors='replace')}")
        if answers(ready):
            return
        time.sleep(0.01)
    raise RuntimeError(f"{ready} did not answer within {WAIT:.0f} s")


def answers(url: str) -> bool:
    """Tell whether a URL on loopback answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def python(*arguments: str) -> list[str]:
    """Return the command that runs a module of this tree."""
    return [sys.executable, "-m", *arguments]


@contextmanager
def urgent() -> Iterator[None]:
    """Give whatever this process starts its own class of scheduling (``chrt -r 1``) until the block ends.

    Chromium's processes leave it, and beside other work they would be measured waiting for their turn.
    """
    policy, priority, ended = os.sched_getscheduler(0), os.sched_getparam(0), threading.Event()

    def lift() -> None:
        while not ended.wait(LIFT):
            for program in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess, OSError):  # it may have ended
                    for thread in program.threads():
                        os.sched_setscheduler(thread.id, policy, priority)

    thread = threading.Thread(target=lift)
    if policy != os.SCHED_OTHER:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.ident is not None:
            thread.join()
