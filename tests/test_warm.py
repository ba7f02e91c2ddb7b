"""Hubs begun by a process that has read the program: whatever becomes of the tests, no hub outlives them."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.running import ROOT, environment, free_ports, prepare, until
from tests.warm import Warm

#: A run of tests that begins a hub and is then ended without a word.
BEGINS = """
import json, sys, time
from tests.warm import Warm
warm = Warm()
print(warm.begin(*json.load(sys.stdin)).pid, warm._process.pid, flush=True)
time.sleep(600)
"""


class OutOfTime(BaseException):
    """A test is given up wherever it stands."""


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("morning") / "data", staff=2)


@pytest.fixture
def asked(morning, tmp_path):
    """What a hub is begun with: its environment and its log, each on a copy of the folder."""

    def ask(name):
        data, log = morning.copied(tmp_path / name).data, tmp_path / f"{name}.log"
        log.write_bytes(b"")
        return environment(data, *free_ports()), str(log)

    return ask


@contextmanager
def beginning():
    warm = Warm()
    try:
        yield warm
    finally:
        warm.end()


def gone(*pids):
    until(lambda: not any(psutil.pid_exists(pid) for pid in pids), what=f"the end of {pids}")


def below(warm):
    """The hubs that run."""
    return {hub.pid for hub in psutil.Process(warm._process.pid).children()}


def test_a_start_that_was_given_up_leaves_no_hub_and_the_next_start_is_its_own(asked, monkeypatch):
    with beginning() as warm:
        heard = warm._hear
        monkeypatch.setattr(warm, "_hear", lambda: (_ for _ in ()).throw(OutOfTime))
        with pytest.raises(OutOfTime):
            warm.begin(*asked("first"))
        monkeypatch.setattr(warm, "_hear", heard)
        env, log = asked("second")
        hub = warm.begin(env, log)
        until(lambda: "Ctrl-C" in Path(log).read_text(), what="the second hub's start")
        until(lambda: below(warm) == {hub.pid}, what="the end of the first")
        warm._line.sendall(b'{"start": 7, "env"')  # a line that was cut off
        other = warm.begin(*asked("third"))
        assert below(warm) == {other.pid, hub.pid}
        hub.kill()
        assert hub.wait(60) == -signal.SIGKILL
        assert other.poll() is None
    gone(hub.pid, other.pid)


def test_tests_that_are_interrupted_at_the_keys_still_end_their_hubs_as_they_do(asked):
    with beginning() as warm:
        hub = warm.begin(*asked("one"))
        os.kill(warm._process.pid, signal.SIGINT)
        assert hub.poll() is None
        hub.kill()
        assert hub.wait(60) == -signal.SIGKILL


def test_a_run_that_is_ended_without_a_word_leaves_neither_hubs_nor_the_process_that_began_them(asked):
    run = subprocess.Popen(
        [sys.executable, "-c", BEGINS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with run:
        run.stdin.write(json.dumps(asked("one")))
        run.stdin.close()
        pids = [int(pid) for pid in run.stdout.readline().split()]
        assert all(psutil.pid_exists(pid) for pid in pids)
        run.kill()
    gone(*pids)
