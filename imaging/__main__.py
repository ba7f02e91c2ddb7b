"""Does tasks from standard input, one a line, and answers each on standard output, until there are no more.

A process of its own, with bounds on memory and time: whatever a hostile file does to it, the hub goes on.
"""

import os
import sys

import cv2

from imaging import work
from imaging.looked import DAMAGED, Looked
from imaging.task import Made, Task, answer, asked
from imaging.workshop import seconds_for

try:
    import resource
except ImportError:  # not on Windows; there the time limit alone holds
    resource = None  # type: ignore[assignment]

MEMORY = 2 * 1024**3  # bytes of address space
NICENESS = 5  # who is checked in comes first


def main() -> None:
    """Work until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not look like an answer
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cv2.setNumThreads(1)
    for line in sys.stdin.buffer:
        out.write(answer(_done(asked(line))))
        out.flush()


def _done(task: Task) -> Made:
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + seconds_for(task)) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        return work.do(task)
    except Exception:  # hostile bytes find what nobody thought of; the next file is no worse for it
        return Made(Looked(fault=DAMAGED), missing=task.wanted, fault=DAMAGED)


if __name__ == "__main__":
    main()
