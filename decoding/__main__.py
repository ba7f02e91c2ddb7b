"""Reads one photo from standard input and writes ``{"texts": [...]}`` or ``{"problem": ...}`` to standard output.

A process of its own, with bounds on memory and time: whatever a hostile picture does to it, the hub goes on.
"""

import json
import sys

import cv2

from decoding import photo

try:
    import resource
except ImportError:  # not on Windows; there the time limit alone holds
    resource = None  # type: ignore[assignment]

MEMORY = 2 * 1024**3  # bytes of address space
SECONDS = 10  # of processor time


def main() -> None:
    """Read, and say what was found."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    cv2.setNumThreads(1)
    try:
        said: dict[str, object] = {"texts": photo.read(sys.stdin.buffer.read())}
    except photo.TooLarge:
        said = {"problem": "too-large"}
    except (photo.NotAPicture, MemoryError):
        said = {"problem": "not-a-picture"}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
