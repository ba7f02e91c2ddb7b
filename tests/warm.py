"""Hubs that begin without reading their program anew, which takes longer than most tests of them.

One process has read it and copies itself for each hub (fork). A hub is a process of its own all the same: it has its
own environment and log, is killed and stopped like any other, and ends as the program does. The program as people start
it is tried in ``test_app.py``.
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


class Warm:
    """The process that has read the program; started for the first hub."""

    def __init__(self):
        self._lock = threading.RLock()
        self._line = None
        self._heard = b""
        self._codes = {}

    def begin(self, env, log):
        """Begin ``kaowu serve`` in this environment; what it says goes to the file ``log``."""
        with self._lock:
            if self._line is None:
                self._start()
            self._line.setblocking(True)
            self._line.sendall(json.dumps({"env": dict(env), "log": str(log)}).encode() + b"\n")
            while (pid := self._hear()) is None:
                pass
            return Hub(self, pid)

    def end(self):
        """End the process; hubs that run go on."""
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
        self._line, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
        )
        theirs.close()

    def _hear(self):
        """Take what is said next: the number of a process that began, or None for one that ended."""
        while b"\n" not in self._heard:
            came = self._line.recv(65536)
            assert came, "the process that starts hubs has ended"
            self._heard += came
        said, self._heard = self._heard.split(b"\n", 1)
        pid, code = json.loads(said)
        if code is None:
            self._codes.pop(pid, None)  # the number was another's before
            return pid
        self._codes[pid] = code
        return None


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
    """Begin a hub for each line that is asked and tell of each that ended; True in a hub, False when nobody asks."""
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    asked = b""
    while True:
        ready, _, _ = select([line, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            _tell_ended(line)
        if line in ready:
            if not (came := line.recv(65536)):
                return False
            *whole, asked = (asked + came).split(b"\n")
            for one in whole:
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for end in (line, woken, wake):
                        end.close()
                    _become(**json.loads(one))
                    return True
                line.sendall(json.dumps([pid, None]).encode() + b"\n")


def _tell_ended(line):
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = ended
            line.sendall(json.dumps([pid, os.waitstatus_to_exitcode(status)]).encode() + b"\n")


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
    import server.app
    import server.cli.serve  # noqa: F401 - what a hub reads before it serves
    from server.cli import main

    if _serve(socket.socket(fileno=int(sys.argv[1]))):
        main()
