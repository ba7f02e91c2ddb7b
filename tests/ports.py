"""Ports for hubs that are stopped and started again."""

import os
import random
import socket
from contextlib import suppress
from functools import cache
from itertools import cycle

PORTS = range(12_000, 32_000)  # below those that the system gives to whoever asks for any
WORKERS = 8  # of one test run at most


@cache
def mine():
    """Ports that no other worker of this run tries, in an order of its own; each comes again only after all others."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = list(PORTS[worker % WORKERS :: WORKERS])
    random.shuffle(ports)
    return cycle(ports)


def free_ports(count=2):
    """Return ports that are free now, and that nobody else is given while a hub that had them is away."""
    found = []
    while len(found) < count:
        port = next(mine())
        with socket.socket() as sock, suppress(OSError):
            sock.bind(("", port))
            found.append(port)
    return found
