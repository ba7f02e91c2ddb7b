"""The baseline of the check-in benchmark: the least a durable post can cost on the hub's own server.

A bare Flask route takes a JSON post and keeps one row of about 300 bytes, durable (WAL, ``synchronous=FULL``) before it
answers. One writer thread drains what has gathered into one transaction. No fact, signature, rule, tree or projection.
It runs on gevent's pywsgi in one process with TCP_NODELAY, as the hub does.
"""

import sqlite3
import sys
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY
from typing import Any

import gevent
from flask import Flask, request
from gevent.event import AsyncResult, Event
from gevent.pywsgi import WSGIHandler, WSGIServer
from gevent.threadpool import ThreadPool

BATCH = 512
ROW = "INSERT INTO post (id, kind, at, device, number, received, body) VALUES (?, ?, ?, ?, ?, ?, ?)"


class Handler(WSGIHandler):
    """Without TCP_NODELAY each answer on a kept connection waits 40 ms for the client's delayed acknowledgement."""

    def __init__(self, sock: Any, *rest: Any, **named: Any) -> None:
        """Set the option before the first byte."""
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        super().__init__(sock, *rest, **named)

    def log_request(self) -> None:
        """Write no log."""


class Writer:
    """Gathers rows and commits them together."""

    def __init__(self, path: Path) -> None:
        """Open the database in the writer's own thread."""
        self.waiting: list[tuple[tuple[Any, ...], AsyncResult[int]]] = []
        self.more = Event()
        self.thread = ThreadPool(1)
        self.connection = self.thread.apply(self._open, (path,))
        gevent.spawn(self._drain)

    def keep(self, row: tuple[Any, ...]) -> int:
        """Return the row's number once it is on disk."""
        answer: AsyncResult[int] = AsyncResult()
        self.waiting.append((row, answer))
        self.more.set()
        return answer.get() or 0

    def _drain(self) -> None:
        while True:
            self.more.wait()
            self.more.clear()
            while self.waiting:
                batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
                numbers = self.thread.apply(self._commit, ([row for row, _ in batch],))
                for (_, answer), number in zip(batch, numbers, strict=True):
                    answer.set(number)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(
            "CREATE TABLE post (seq INTEGER PRIMARY KEY, id TEXT, kind TEXT, at TEXT, device TEXT, number INT,"
            " received TEXT, body TEXT)"
        )
        return connection

    def _commit(self, rows: list[tuple[Any, ...]]) -> list[int]:
        self.connection.execute("BEGIN IMMEDIATE")
        numbers = [self.connection.execute(ROW, row).lastrowid or 0 for row in rows]
        self.connection.execute("COMMIT")
        return numbers


def serve(port: int, path: Path) -> None:
    """Answer on loopback until the process is ended."""
    app, writer = Flask("bare"), Writer(path)

    @app.get("/readyz")
    def ready() -> str:
        return "ready"

    @app.post("/post")
    def post() -> dict[str, int]:
        said = request.get_json()
        fields = (said["id"], said["kind"], said["at"], said["device"], said["device_seq"], said["at"], said["body"])
        return {"seq": writer.keep(fields)}

    WSGIServer(("127.0.0.1", port), app, handler_class=Handler, log=None).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
