"""Acknowledgements of a film while eight screens follow it, beside the same film that nobody watches, in turn.

Slices of 80 kB, as a camera gives them in a quarter of a second, at four times its pace; each carries its checksum. The
screens run in a process of their own, follow every slice and have every byte in the end.
"""

import base64
import hashlib
import http.client
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.day import prepare
from bench.hub import serving
from bench.process import ROOT, python
from bench.table import Row, row

SCREENS = 8
SLICE, SLICES, PACE = 80_000, 80, 0.0625
ROUNDS = 5
TUS = {"Tus-Resumable": "1.0.0"}


def run() -> list[Row]:
    """Record with and without viewers, in turn."""
    watched: list[float] = []
    alone: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        token = prepare(folder / "hub", 1, 1).devices[0].token
        with serving(folder / "hub") as hub:
            for _ in range(ROUNDS):
                alone.append(_recorded(hub.port, token, 0))
                watched.append(_recorded(hub.port, token, SCREENS))
    what = f"acknowledgement of a slice, p50, {SCREENS} screens following, beside none"
    return [row(what, watched, alone, "ms", "ratio <= 1.25")]


def _recorded(port: int, token: str, screens: int) -> float:
    """Record a film while so many screens follow; return the median time to an acknowledgement (ms)."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    said = {"Authorization": f"Bearer {token}"} | TUS
    slices = [os.urandom(SLICE) for _ in range(SLICES)]
    place = _asked(line, "POST", "/api/media", said | {"Upload-Defer-Length": "1"}, b"")["Location"]
    _append(line, place, said, 0, slices[0])
    took: list[float] = []
    with _followed(port, token, place, screens, hashlib.sha256(b"".join(slices)).hexdigest()):
        for number, data in enumerate(slices[1:], 1):
            time.sleep(PACE)
            began = time.perf_counter()
            _append(line, place, said, number * SLICE, data)
            took.append((time.perf_counter() - began) * 1000)
        length = {"Upload-Length": str(SLICES * SLICE)}
        _append(line, place, said | length, SLICES * SLICE, b"")
    _asked(line, "DELETE", place, said, None)
    line.close()
    return statistics.median(took)


@contextmanager
def _followed(port: int, token: str, place: str, screens: int, digest: str) -> Iterator[None]:
    """Let so many screens follow until the block ends; each has seen a film of this digest then."""
    if screens == 0:
        yield
        return
    command = python("bench.followers", str(port), token, place, str(screens))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as followers:
        assert followers.stdout is not None
        assert followers.stdout.readline() == "ready\n"
        try:
            yield
            assert followers.stdout.readline().split() == [digest] * screens, "a screen has not seen it all"
        finally:
            followers.kill()


def _append(line: http.client.HTTPConnection, place: str, said: dict[str, str], offset: int, data: bytes) -> None:
    checked = base64.b64encode(hashlib.sha256(data).digest()).decode()
    head = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    _asked(line, "PATCH", place, said | head | {"Upload-Checksum": f"sha256 {checked}"}, data)


def _asked(
    line: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: bytes | None
) -> http.client.HTTPMessage:
    line.request(method, path, body, headers)
    answer = line.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {said[:200]!r}")
    return answer.headers


if __name__ == "__main__":
    print(run())
