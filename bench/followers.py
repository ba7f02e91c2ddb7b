"""Screens that follow one growing upload, each asking for what comes next as soon as it has what came.

Started with ``python -m bench.followers PORT TOKEN PLACE COUNT``; says ``ready`` once each has the
upload's beginning, and at the end for each the SHA-256 of what it saw.
"""

import hashlib
import http.client
import sys
import threading
from collections.abc import Callable

WAIT = 25  # seconds a screen asks the hub to wait for more
PATIENCE = 60  # seconds without an answer until it counts as none


def follow(port: int, token: str, place: str, begun: Callable[[], object]) -> str:
    """Follow an upload to its end; return the SHA-256 of its bytes."""
    line, seen, digest = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE), 0, hashlib.sha256()
    while True:
        asked = {"Authorization": f"Bearer {token}", "Range": f"bytes={seen}-", "Prefer": f"wait={WAIT}"}
        line.request("GET", place, headers=asked)
        answer = line.getresponse()
        data = answer.read()
        if answer.status not in (204, 206):
            raise RuntimeError(f"{answer.status} {data[:200]!r}")
        digest.update(data)
        if seen == 0 and data:
            begun()
        seen += len(data)
        if answer.headers["Upload-Complete"] == "?1":
            line.close()
            return digest.hexdigest()


def main(port: int, token: str, place: str, count: int) -> None:
    """Let so many follow."""
    ready, seen = threading.Barrier(count + 1, timeout=PATIENCE), [""] * count

    def one(number: int) -> None:
        seen[number] = follow(port, token, place, ready.wait)

    screens = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(count)]
    for screen in screens:
        screen.start()
    ready.wait()
    print("ready", flush=True)
    for screen in screens:
        screen.join()
    print(*seen, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
