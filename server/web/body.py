"""The bytes of one request on their way into an upload: while one piece is written and hashed, the next is received."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from flask import request
from gevent.pywsgi import Input
from werkzeug.exceptions import ClientDisconnected

from server.domain import upload as rules
from server.domain.refusal import Refusal
from server.store.media import PIECE
from server.web.core import core
from server.web.writers import Writer

READ = 16 * 1024  # bytes asked at a time of a server that is not ours
#: Where the server puts the connection a request came by.
SOCKET = "kaowu.socket"
SILENT = 60.0  # seconds without a byte until a body counts as broken off
LOOK = 8 * PIECE  # bytes that are written between two looks at the disk


class Sink(Protocol):
    """What a body is written to; ``offset`` is how far it has come."""

    offset: int

    def append(self, piece: memoryview, /) -> None:
        """Write a piece.

        Raises:
            OSError: the disk is full or broken.
        """


@dataclass(slots=True)
class Nowhere:
    """A sink for a body that may bring nothing."""

    offset: int

    def append(self, _piece: memoryview, /) -> None:
        """Keep nothing."""


class Body:
    """Takes a request's body in. ``failure``: why not all that came could be kept."""

    def __init__(self, tail: Sink, room: int, writer: Writer) -> None:
        """``room``: how many bytes may come."""
        self.failure: Refusal | None = None
        self._tail, self._room, self._writer = tail, room, writer
        self._fill, self._broken, self._unlooked = _filling(), False, 0

    def receive(self) -> None:
        """Take in what comes until the body ends, breaks off, or no more can be kept.

        Bodies may not say how long they are, and others fill the disk meanwhile: what is kept free stays so.
        """
        disk, free = core().waiting.disk, core().media.free
        size = min(PIECE, request.content_length or PIECE)
        filled, other = bytearray(size), bytearray()
        written: Callable[[], None] = nothing
        try:
            while count := self._piece(filled):
                written()
                written = disk(partial(self._append, memoryview(filled)[:count], free))
                filled, other = other or bytearray(size), filled
            written()
        except Refusal as full:
            self.failure = full
        except OSError as error:
            self.failure = rules.unwritten(error.errno, free())

    def _append(self, piece: memoryview, free: Callable[[], int]) -> None:
        self._unlooked += len(piece)
        if self._unlooked > LOOK:
            rules.room_on_disk(len(piece), free())
            self._unlooked = len(piece)
        self._tail.append(piece)

    def _piece(self, piece: bytearray) -> int:
        """Fill a piece with what comes before the body ends or its connection breaks; return how much may be kept."""
        view, count = memoryview(piece), 0
        while count < len(piece) and not self._broken:
            try:
                came = self._fill(view[count:])
            except (OSError, ValueError, ClientDisconnected):  # an SSL socket that was cut raises ValueError
                came = 0
            self._broken = not came
            self._writer.hear()
            count += came
        if count > self._room:
            self.failure, self._broken = Refusal("upload-too-large", most=f"{self._tail.offset + self._room} B"), True
            count = self._room
        self._room -= count
        return count


def _filling() -> Callable[[memoryview], int]:
    """Return what puts the next bytes of this request where they belong and tells how many came, 0 at the end.

    The network's bytes go straight into the piece where the request said how many there are: passing them on by
    strings of 16 KB took as much of the loop's time as receiving them.
    """
    stream = request.environ["wsgi.input"]
    if isinstance(stream, Input) and stream.chunked_input:
        return partial(_in_chunks, stream)
    if isinstance(stream, Input) and stream.content_length is not None:
        stream.read(0)  # tells a client that waits for it to go on
        return partial(_straight, stream, stream.content_length)
    return _by_strings


def _straight(stream: Input, length: int, view: memoryview) -> int:
    count = stream.rfile.readinto1(view[: length - stream.position])
    stream.position += count
    return count


def _in_chunks(stream: Input, view: memoryview) -> int:
    """Read what has come of a chunk; asked for more than that, the server would lose it with the connection."""
    left = stream.chunk_length - stream.position - 1
    if left <= 0:  # the last byte of a chunk is the server's own to read: the next chunk's head follows it
        byte = stream.read(1)
        view[: len(byte)] = byte
        return len(byte)
    count = stream.rfile.readinto1(view[:left])
    stream.position += count
    return count


def _by_strings(view: memoryview) -> int:
    read = request.stream.read(min(READ, len(view)))
    view[: len(read)] = read
    return len(read)


@contextmanager
def line() -> Iterator[Callable[[], None]]:
    """Wait no longer than ``SILENT`` for the next bytes of this request; gives how others end its connection."""
    connection: socket.socket | None = request.environ.get(SOCKET)
    if connection is None:
        yield nothing
        return

    def cut() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)

    before = connection.gettimeout()
    connection.settimeout(SILENT)
    try:
        yield cut
    finally:
        connection.settimeout(before)


def nothing() -> None:
    """Do nothing."""
