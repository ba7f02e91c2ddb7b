"""Hubs that begin without reading their program anew, which takes longer than most tests of them.

One process has read it and copies itself for each hub (fork). A hub is a process of its own all the same: it has its
own environment and log, is killed and stopped like any other, and ends as the program does. The program as people start
it is tried in ``test_app.py``.

Whatever becomes of the tests, no hub outlives them: one whose start was given up (a test ran out of time) is ended as
soon as it is heard of, and what still runs when nobody asks for hubs any more ends with the process that began it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from select import select

ROOT = Path(__file__).parents[1]
TRY = 0.02  # seconds between two looks at whether a hub has ended
LAST = 20  # seconds in which hubs that were left running may end by themselves


class Warm:
    """The process that has read the program; started for the first hub."""

    def __init__(self):
        self._lock = threading.RLock()
        self._line = None
        self._heard = b""
        self._codes = {}
        self._asked = 0  # the number of the last start that was asked for
        self._given_up = set()
        self._begun = {}  # number of a start -> process

    def begin(self, env, log):
        """Begin ``kaowu serve`` in this environment; what it says goes to the file ``log``."""
        with self._lock:
            if self._line is None:
                self._start()
            self._asked += 1
            mine = self._asked
            try:
                self._say(start=mine, env=dict(env), log=str(log))
                while mine not in self._begun:
                    self._hear()
            except BaseException:  # the test was interrupted, or ran out of time: nobody would ever end this hub
                self._given_up.add(mine)
                raise
            return Hub(self, self._begun.pop(mine))

    def end(self):
        """End the process, and what it began and still runs."""
        if self._line is not None:
            self._line.close()
            self._process.wait()

    def code(self, pid):
        """The code a hub ended with; None while it runs."""
        with self._lock:
            self._line.setblocking(False)
            with suppress(BlockingIOError):
                while True:
                    self._hear()
            return self._codes.get(pid)

    def _start(self):
        line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
            )
        self._line = line

    def _say(self, **said):
        """Say a line; one before it that was cut off is not taken for its beginning."""
        self._line.setblocking(True)
        self._line.sendall(b"\n" + json.dumps(said).encode() + b"\n")

    def _hear(self):
        """Take what is said next: of a process that began, or of one that ended."""
        while b"\n" not in self._heard:
            came = self._line.recv(65536)
            assert came, "the process that starts hubs has ended"
            self._heard += came
        said, self._heard = self._heard.split(b"\n", 1)
        start, pid, code = json.loads(said)
        if code is not None:
            self._codes[pid] = code
        elif start in self._given_up:
            self._say(end=pid)
        else:
            self._codes.pop(pid, None)  # the number was another's before
            self._begun[start] = pid


class Hub:
    """As much of ``subprocess.Popen`` as tests of hubs use."""

    def __init__(self, warm, pid):
        self._warm = warm
        self.pid = pid
        self.returncode = None

    def poll(self):
        if self.returncode is None:
            self.returncode = self._warm.code(self.pid)
        return self.returncode

    def wait(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("kaowu serve", timeout)
            time.sleep(TRY)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it ended just now
                os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


def _serve(line):
    """Begin a hub for each line that asks for one; True in a hub, False when nobody asks and all have ended."""
    running = set()
    try:
        if _heed(line, running):
            return True
    except (BrokenPipeError, ConnectionResetError):
        pass  # whoever asked has gone
    _end(running)
    return False


def _heed(line, running):
    """Do what is asked and tell of each hub that began or ended (``running``: those that have not)."""
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    asked = b""
    while True:
        ready, _, _ = select([line, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            for pid, code in _ended(running):
                line.sendall(json.dumps([None, pid, code]).encode() + b"\n")
        if line in ready:
            if not (came := line.recv(65536)):
                return False
            *whole, asked = (asked + came).split(b"\n")
            if any(_do(said, running, line, (woken, wake)) for said in filter(None, map(_read, whole))):
                return True


def _do(said, running, line, ours):
    """Begin or end a hub, as a line says; True in the hub that began."""
    if "end" in said:
        _signal(running & {said["end"]}, signal.SIGKILL)
        return False
    if pid := os.fork():
        running.add(pid)
        line.sendall(json.dumps([said["start"], pid, None]).encode() + b"\n")
        return False
    running.clear()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for end in (line, *ours):
        end.close()
    _become(said["env"], said["log"])
    return True


def _read(said):
    """What a line says; None where it was cut off."""
    with suppress(ValueError):
        return json.loads(said)
    return None


def _ended(running):
    """Take each hub that has ended out of those that run; return their numbers and codes."""
    found = []
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = ended
            running.discard(pid)
            found.append((pid, os.waitstatus_to_exitcode(status)))
    return found


def _signal(pids, number):
    """Nobody else takes the number of a process that has not been waited for."""
    for pid in pids:
        os.kill(pid, number)


def _end(running):
    """End what runs: by itself within ``LAST`` seconds, or not."""
    _signal(running, signal.SIGTERM)
    end = time.monotonic() + LAST
    while running and time.monotonic() < end:
        _ended(running)
        time.sleep(TRY)
    _signal(running, signal.SIGKILL)


def _become(env, log):
    """Take on a hub's environment, output and words."""
    said = os.open(log, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["kaowu", "serve"]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the tests hear it, and end what they began
    import server.app
    import server.cli.serve  # noqa: F401 - what a hub reads before it serves
    from server.cli import main

    if _serve(socket.socket(fileno=int(sys.argv[1]))):
        main()
