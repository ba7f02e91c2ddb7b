"""The workshop: files are looked at by programs of their own, which may be harmed, are ended and begun again.

One real thread for each program; results come as futures, so that nobody has to wait in a thread for them.
"""

import contextlib
import logging
import os
import queue
import subprocess
import sys
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from imaging.kind import HEAD, PHOTO, sniff
from imaging.looked import ENDED_READER, TOO_SLOW, Looked
from imaging.task import NEWEST, Made, Task, answered, ask

log = logging.getLogger(__name__)

REPO = Path(__file__).resolve().parents[1]
MOST = 5000  # tasks that wait; a camera's card holds fewer files
SECONDS = 20.0  # for one file, and one more for every so many bytes
BYTES_A_SECOND = 20_000_000
#: All that the programs are told of where they run: they need no address of a database, and no key.
_TOLD = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "PYTHONUTF8", "PYTHONPATH")
_SAID = {
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "protocol_whitelist;file",  # a film that points elsewhere is not followed
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
}


class Crowded(Exception):
    """More tasks wait than the workshop takes; ask again later."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    task: Task
    result: "Future[Made]"


_Queue = queue.SimpleQueue[_Waiting | None]


class Workshop:
    """Two programs that look at files, begun when the first file comes.

    One is for photos and newest frames, which somebody waits for before a screen, one for all that takes long.
    """

    def __init__(self, seconds: float | None = None) -> None:
        """Work on one file for at most ``seconds`` (by default after its size)."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._programs: dict[bool, _Program] = {}
        self._stopped = False

    def submit(self, path: Path, wanted: tuple[str, ...], into: Path | None = None, spare: int = 0) -> "Future[Made]":
        """Ask for things of ``imaging.task`` to be made of a file; the future never raises but where it was cancelled.

        Its callbacks run in a thread of the workshop.

        Raises:
            Crowded: too much waits, or the workshop was stopped.
        """
        one = _Waiting(Task(path, wanted, into, spare), Future())
        soon = _soon(path, wanted)
        with self._lock:
            if self._stopped:
                raise Crowded
            program = self._programs.get(soon)
            if program is None:
                program = self._programs[soon] = _Program(self._seconds)
            if program.waiting.qsize() >= MOST:
                raise Crowded
            program.waiting.put(one)
        return one.result

    def stop(self) -> None:
        """End the programs at once; what waits is cancelled, and asked for again after the next start."""
        with self._lock:
            self._stopped = True
            programs = list(self._programs.values())
        for program in programs:
            program.stop()


class _Program:
    """One program and the thread that feeds it."""

    def __init__(self, seconds: float | None) -> None:
        self.waiting: _Queue = queue.SimpleQueue()
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="workshop", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended = True
        with contextlib.suppress(queue.Empty):
            while True:
                left = self.waiting.get_nowait()
                if left is not None:
                    left.result.cancel()
        self.waiting.put(None)  # wakes the thread
        process = self._process
        if process is not None:
            process.kill()
        self._thread.join(5)
        self._end()

    def _run(self) -> None:
        while not self._ended:
            one = self.waiting.get()
            if one is None or not one.result.set_running_or_notify_cancel():
                continue
            try:
                made = self._made(one.task)
            except Exception:  # whoever waits for it is answered, and the next file is looked at
                log.exception("imaging failed over %s", one.task.path.name)
                made = _failed(one.task, ENDED_READER)
            one.result.set_result(made)

    def _made(self, task: Task) -> Made:
        late = threading.Event()
        try:
            process = self._begun()
        except OSError as error:
            log.warning("imaging did not start: %s", error)
            return _failed(task, ENDED_READER)

        def give_up() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(self._seconds or 2 * seconds_for(task), give_up)
        watch.daemon = True
        watch.start()
        try:
            made = _answer(process, task)
        finally:
            watch.cancel()
        if made is not None and not late.is_set():
            return made
        self._end()
        _clear(task)
        if not self._ended:
            log.warning("imaging ended over %s", task.path.name)
        return _failed(task, TOO_SLOW if late.is_set() else ENDED_READER)

    def _begun(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            told = {name: os.environ[name] for name in _TOLD if name in os.environ}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "imaging"],
                cwd=REPO, env=told | _SAID, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


def seconds_for(task: Task) -> float:
    """Return how many seconds of processor time a task may take; twice as many by the clock."""
    try:
        return SECONDS + task.path.stat().st_size / BYTES_A_SECOND
    except OSError:
        return SECONDS


def _answer(process: "subprocess.Popen[bytes]", task: Task) -> Made | None:
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(ask(task))
        process.stdin.flush()
        return answered(process.stdout)  # type: ignore[arg-type]  # a pipe reads as any binary file does
    except (OSError, ValueError):  # it ended, or a hostile file made it say nonsense
        return None


def _clear(task: Task) -> None:
    """Remove what was half written, and what was put beside it."""
    if task.into is not None and task.into.parent.exists():
        for path in task.into.parent.iterdir():
            if path.name.startswith(task.into.name):
                path.unlink(missing_ok=True)


def _failed(task: Task, fault: str) -> Made:
    return Made(Looked(fault=fault), missing=task.wanted, fault=fault)


def _soon(path: Path, wanted: tuple[str, ...]) -> bool:
    """Tell whether somebody waits for it before a screen."""
    try:
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD))
    except OSError:
        return True
    return kind is None or kind.media == PHOTO or NEWEST in wanted
