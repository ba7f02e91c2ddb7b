"""A photo of a badge, read by a program of its own: nothing of it is kept."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from server.domain.refusal import Refusal

REPO = Path(__file__).resolve().parents[2]
TIMEOUT = 15  # seconds; one takes less than one
AT_ONCE = 2  # more would take the processor from those who are checked in otherwise

_places = threading.BoundedSemaphore(AT_ONCE)


def texts(data: bytes) -> list[str]:
    """Return the texts of the badges in a photo; blocks for as long as the reading takes.

    Raises:
        Refusal: ``not-a-picture``, ``picture-too-large`` or ``decoder-busy``.
    """
    if not _places.acquire(blocking=False):
        raise Refusal("decoder-busy")
    try:
        return _read(data)
    finally:
        _places.release()


def _read(data: bytes) -> list[str]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "decoding"], cwd=REPO, input=data, capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("not-a-picture") from error
    if done.returncode != 0:
        raise Refusal("not-a-picture")
    said = json.loads(done.stdout)
    if said.get("problem") == "too-large":
        raise Refusal("picture-too-large", limit="12000 × 10000")
    if "problem" in said:
        raise Refusal("not-a-picture")
    found: list[str] = said["texts"]
    return found
