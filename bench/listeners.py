"""Many screens in one process: raw Engine.IO v4 websocket clients that note when each ``grew`` arrives.

Started with ``python -m bench.listeners PORT CLIENTS ROUNDS [TOKEN]``; prints as JSON for each round the ms from
the server's emit to the last client, and for all deliveries together their own milliseconds.
"""

import json
import os
import re
import select
import socket
import struct
import sys
import time
from base64 import b64encode
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypedDict

WAIT = 60.0  # seconds for all rounds to arrive
TEXT = 0x81


class Report(TypedDict):
    """What the screens saw: ``last`` one figure for each round, ``each`` one for each delivery (ms)."""

    last: list[float]
    each: list[float]


@dataclass(slots=True)
class Screen:
    """One connection."""

    sock: socket.socket
    buffer: bytearray = field(default_factory=bytearray)

    def say(self, text: str) -> None:
        """Send one masked text frame (short ones only)."""
        data, mask = text.encode(), os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
        body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
        self.sock.sendall(bytes([TEXT]) + size + mask + body)

    def frames(self) -> list[str]:
        """Return the text frames that have come whole."""
        found = []
        while len(self.buffer) >= 2:
            size, start = self.buffer[1] & 0x7F, 2
            if size == 126:
                size, start = struct.unpack(">H", self.buffer[2:4])[0], 4
            if len(self.buffer) < start + size:
                break
            found.append(self.buffer[start : start + size].decode())
            del self.buffer[: start + size]
        return found


def connect(port: int, token: str | None) -> Screen:
    """Open one websocket and join the default namespace."""
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.settimeout(10)
    key = b64encode(os.urandom(16)).decode()
    sock.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    screen = Screen(sock)
    while b"\r\n\r\n" not in screen.buffer:
        screen.buffer += _more(sock)
    head, _, rest = bytes(screen.buffer).partition(b"\r\n\r\n")
    if b" 101 " not in head.splitlines()[0]:
        raise ConnectionError(head.decode(errors="replace"))
    screen.buffer = bytearray(rest)
    _until(screen, "0")
    screen.say("40" + (json.dumps({"token": token}) if token else ""))
    _until(screen, "40")
    return screen


def _more(sock: socket.socket) -> bytes:
    piece = sock.recv(65536)
    if not piece:
        raise ConnectionError("the server closed the connection")
    return piece


def _until(screen: Screen, start: str) -> None:
    while True:
        for text in screen.frames():
            if text.startswith(start):
                return
            if text.startswith("44"):
                raise ConnectionError(f"not let in: {text}")
        screen.buffer += _more(screen.sock)


def listen(port: int, clients: int, rounds: int, token: str | None) -> Report:
    """Connect all screens and wait until each has seen every round."""
    poll = select.epoll()
    screens: dict[int, Screen] = {}
    for _ in range(clients):
        screen = connect(port, token)
        screens[screen.sock.fileno()] = screen
        poll.register(screen.sock, select.EPOLLIN)
    seen: dict[int, list[float]] = defaultdict(list)
    until = time.monotonic() + WAIT
    while sum(map(len, seen.values())) < clients * rounds:
        if time.monotonic() > until:
            raise TimeoutError(f"{sum(map(len, seen.values()))} of {clients * rounds} deliveries came")
        for number, _ in poll.poll(1):
            screen = screens[number]
            screen.buffer += _more(screen.sock)
            for text in screen.frames():
                _note(screen, text, seen)
    return Report(last=[max(times) for times in seen.values()], each=[one for times in seen.values() for one in times])


def _note(screen: Screen, text: str, seen: dict[int, list[float]]) -> None:
    now = time.monotonic_ns()
    if text == "2":
        screen.say("3")
    elif text.startswith("42"):
        for sent in map(int, re.findall(r'"at":"?(\d+)', text)):  # the greeting on connecting carries none
            seen[sent].append((now - sent) / 1e6)


if __name__ == "__main__":
    port, clients, rounds = map(int, sys.argv[1:4])
    json.dump(listen(port, clients, rounds, sys.argv[4] if len(sys.argv) > 4 else None), sys.stdout)
