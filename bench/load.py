"""A load client of its own process: keep-alive HTTP/1.1 on raw sockets, one request at a time on each connection.

Reads a JSON job from standard input and writes a JSON report: ``seconds`` from the first byte sent to the last answer,
``latencies`` (ms), ``answers`` (the bodies, for the caller to check after the clock has stopped) and ``client_us``, the
client's own processor time for each request, which shows that it is not the bottleneck.
"""

import json
import select
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TypedDict

HOST = "127.0.0.1"


class Report(TypedDict):
    """What one run of the client found."""

    seconds: float
    latencies: list[float]
    answers: list[str]
    client_us: float


@dataclass(slots=True)
class Lane:
    """One connection and the requests it still has to send."""

    sock: socket.socket
    todo: list[bytes]
    sent: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)
    end: int = 0  # length of head and body, once the head is here

    def send(self) -> bool:
        """Send the next request; False where none is left."""
        if not self.todo:
            return False
        self.buffer.clear()
        self.end = 0
        self.sent = time.perf_counter()
        self.sock.sendall(self.todo.pop())
        return True

    def receive(self) -> bytes | None:
        """Read what has come; the body once it is whole."""
        piece = self.sock.recv(65536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.buffer += piece
        if not self.end:
            head = self.buffer.find(b"\r\n\r\n")
            if head < 0:
                return None
            self.end = head + 4 + _length(bytes(self.buffer[:head]).lower())
        if len(self.buffer) < self.end:
            return None
        head = self.buffer.find(b"\r\n\r\n")
        if not self.buffer.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(self.buffer[: self.end].decode(errors="replace"))
        return bytes(self.buffer[head + 4 : self.end])


def _length(head: bytes) -> int:
    _, found, rest = head.partition(b"content-length:")
    if not found:
        raise ConnectionError("an answer without Content-Length")
    return int(rest.split(b"\r\n", 1)[0])


def post(path: str, body: bytes, port: int, token: str | None = None) -> str:
    """Write one request."""
    auth = f"Authorization: Bearer {token}\r\n" if token else ""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{auth}Content-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body.decode()}"


def run(port: int, lanes: list[list[str]]) -> Report:
    """Run the client in its own process: ``lanes`` holds each connection's requests."""
    job = json.dumps({"port": port, "lanes": lanes})
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=job, capture_output=True, text=True, check=True, timeout=120
    )
    report: Report = json.loads(done.stdout)
    return report


def _drive(port: int, requests: list[list[str]]) -> Report:
    poll = select.epoll()
    lanes: dict[int, Lane] = {}
    for texts in requests:
        sock = socket.create_connection((HOST, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lanes[sock.fileno()] = Lane(sock, [text.encode() for text in reversed(texts)])
        poll.register(sock, select.EPOLLIN)
    latencies: list[float] = []
    answers: list[bytes] = []
    spent, started = time.process_time(), time.perf_counter()
    busy = sum(lane.send() for lane in lanes.values())
    while busy:
        for number, _ in poll.poll():
            lane = lanes[number]
            answer = lane.receive()
            if answer is None:
                continue
            latencies.append((time.perf_counter() - lane.sent) * 1000)
            answers.append(answer)
            busy -= not lane.send()
    seconds = time.perf_counter() - started
    spent = time.process_time() - spent
    for lane in lanes.values():
        lane.sock.close()
    return Report(
        seconds=seconds,
        latencies=latencies,
        answers=[answer.decode() for answer in answers],
        client_us=spent / max(len(answers), 1) * 1e6,
    )


if __name__ == "__main__":
    job = json.load(sys.stdin)
    json.dump(_drive(job["port"], job["lanes"]), sys.stdout)
