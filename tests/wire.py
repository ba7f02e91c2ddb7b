"""The wire between a device and its hub, in the test's hand: it cuts, swallows, or lets a stranger answer.

A TCP proxy on loopback; TLS goes through it as it is. What it does to bytes is what bad Wi-Fi does to them.
"""

import asyncio
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

#: What hotels, stations and schools answer for any address until somebody signs in.
PORTAL = "<!doctype html><title>Wi-Fi</title><h1>Please sign in</h1><form action=/login><input name=room></form>"
PAGE = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nCache-Control: no-store\r\n"
    f"Content-Length: {len(PORTAL)}\r\nConnection: close\r\n\r\n{PORTAL}"
).encode()
SENT_AWAY = b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
WHOLE = 1 << 62  # bytes: never cut


@dataclass
class Wire:
    """Carries connections to ``target`` (a port on loopback) as ``state`` says, which may be set at any moment.

    ``open`` carries; ``mute`` carries requests and swallows the answers; ``down`` resets what is open and whatever
    comes; ``hole`` takes and never answers; ``portal`` answers any request with a sign-in page, ``sent away`` with a
    redirect to one. ``fate()`` is asked for each connection: after how many bytes up and down it is cut.
    """

    target: int
    port: int = 0
    fate: object = None
    opened: int = 0
    cut: int = 0
    most: int = 0  # connections open at once
    asked: list = field(default_factory=list)  # first lines of requests, where they are not encrypted
    _state: str = "open"
    _lines: set = field(default_factory=set)
    _loop: object = None

    @property
    def state(self):
        return self._state

    @state.setter
    def state(self, state):
        assert state in ("open", "mute", "down", "hole", "portal", "sent away"), state
        self._state = state
        self._do(self._drop_all if state not in ("open", "mute") else lambda: None)

    def drop(self):
        """Cut what is open now; new connections come through."""
        self._do(self._drop_all)

    def _do(self, act):
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (act(), done.set()))
        done.wait(10)

    def _drop_all(self):
        for line in list(self._lines):
            self._reset(line)

    def _reset(self, writer):
        sock = writer.get_extra_info("socket")
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def _carry(self, reader, writer):
        self.opened += 1
        lines = {writer}
        self._lines |= lines
        self.most = max(self.most, len(self._lines))
        try:
            if self._state == "down":
                return
            if self._state == "hole":
                await asyncio.sleep(3600)
            if self._state in ("portal", "sent away"):
                await self._strange(reader, writer)
                return
            up, down = self.fate() if self.fate else (WHOLE, WHOLE)
            there, hub = await asyncio.open_connection("127.0.0.1", self.target)
            lines.add(hub)
            self._lines.add(hub)
            tasks = [
                asyncio.ensure_future(self._pump(*way))
                for way in ((reader, hub, up, False), (there, writer, down, True))
            ]
            _, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in others:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        except (OSError, asyncio.IncompleteReadError, EOFError, asyncio.CancelledError):
            pass
        finally:
            for line in lines:
                self._reset(line)
            self._lines -= lines

    async def _pump(self, reader, writer, left, down):
        while data := await reader.read(65536):
            if self._state == "mute" and down:
                continue
            if not down and b" HTTP/1.1\r\n" in data:
                self.asked.append(data.split(b"\r\n", 1)[0].decode(errors="replace"))
            writer.write(data[:left])
            await writer.drain()
            left -= len(data)
            if left <= 0:
                self.cut += 1
                raise ConnectionResetError
        raise EOFError

    async def _strange(self, reader, writer):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        self.asked.append(head.split(b"\r\n", 1)[0].decode(errors="replace"))
        away = self._state == "sent away" and b"/login" not in head.split(b"\r\n", 1)[0]
        writer.write(SENT_AWAY if away else PAGE)
        await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@contextmanager
def wire(target, fate=None):
    """Lay a wire to a port until the block ends."""
    laid = Wire(target, fate=fate)
    ready = threading.Event()

    async def run():
        laid._loop, end = asyncio.get_running_loop(), asyncio.Event()
        laid._end = end
        server = await asyncio.start_server(laid._carry, "127.0.0.1", 0)
        laid.port = server.sockets[0].getsockname()[1]
        ready.set()
        await end.wait()
        server.close()
        laid._drop_all()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(10), "the wire was not laid"
    try:
        yield laid
    finally:
        laid._loop.call_soon_threadsafe(laid._end.set)
        thread.join(10)
