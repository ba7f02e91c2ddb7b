"""A station's page: a small web server that this computer alone reaches, and only who knows the address it made up."""

import json
import queue
import secrets
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlsplit

import justmytype_intl_cjk

from kiosk.answers import Answers

LONGEST = 8192  # bytes of a request's body
BEAT = 2.0  # seconds between two signs of life
HOST = "127.0.0.1"
FONT = "font.ttf"
#: What the pages of all stations have in common: file -> content type, in this package's folder ``page``.
SHARED: Mapping[str, str] = MappingProxyType(
    {
        "base.css": "text/css; charset=utf-8",
        "icon.svg": "image/svg+xml",
        "speech.js": "text/javascript; charset=utf-8",
    }
)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)


class Driven(Protocol):
    """What a page hears of: the station behind it."""

    answers: Answers

    def tell(self) -> None:
        """Tell how the station stands."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer."""

    status: HTTPStatus
    kind: str = "application/json"
    body: bytes = b"{}"


class LocalPage(ABC):
    """The server, from ``start`` to ``stop``; what it answers and does is its program's own."""

    def __init__(self, driven: Driven, package: str, files: Mapping[str, str], port: int = 0) -> None:
        """Serve a page on this computer.

        Args:
            driven: the station behind it.
            package: whose folder ``page`` holds the files.
            files: name -> content type. Nothing else is ever served, but what is ``SHARED``.
            port: 0 takes any that is free.

        Raises:
            OSError: the port is taken.
        """
        self.driven = driven
        self.token = secrets.token_urlsafe(24)
        self._package, self._files = package, files
        self._server = _Server(self, port)
        self.ending = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, name="pages", daemon=True)
        self.font: Path | None = _font()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """The page's address; who has it can do what the page can."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; pages that are open say so."""
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()

    def ask(self, path: str) -> Said:
        """Answer a question of the page: one of its files."""
        name = path or "index.html"
        for package, files in ((self._package, self._files), ("kiosk", SHARED)):
            if name in files:
                return Said(HTTPStatus.OK, files[name], resources.files(package).joinpath("page", name).read_bytes())
        return Said(HTTPStatus.NOT_FOUND)

    @abstractmethod
    def do(self, path: str, asked: Mapping[str, Any]) -> Said:
        """Do what the page asks.

        Raises:
            KeyError, TypeError, ValueError: it is not asked as the page does.
        """


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, page: "LocalPage", port: int) -> None:
        self.page = page
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that goes away in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "kaowu-station", ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer a question."""
        path = self._inside()
        if path is None:
            self._answer(Said(HTTPStatus.NOT_FOUND))
        elif path == "events":
            self._events()
        elif path == FONT:
            self._font()
        else:
            self._answer(self.server.page.ask(path))

    def do_POST(self) -> None:
        """Do what is asked."""
        path, length = self._inside(), self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LONGEST:
            self.close_connection = True
            self._answer(Said(HTTPStatus.BAD_REQUEST))
            return
        body = self.rfile.read(int(length))
        if path is None or self.headers.get_content_type() != "application/json" or not self._from_here():
            self._answer(Said(HTTPStatus.NOT_FOUND))
            return
        try:
            self._answer(self.server.page.do(path, json.loads(body)))
        except (KeyError, TypeError, ValueError, RecursionError):
            self._answer(Said(HTTPStatus.BAD_REQUEST))

    def log_message(self, format: str, *args: Any) -> None:
        """The terminal is for answers to people."""

    def _inside(self) -> str | None:
        """Return the path below the address made up, None where somebody else asks.

        The host is compared too: a page elsewhere may have a name of its own that means this computer.
        """
        if self.headers.get("Host") not in (f"{HOST}:{self.server.page.port}", f"localhost:{self.server.page.port}"):
            return None
        first, slash, path = urlsplit(self.path).path.removeprefix("/").partition("/")
        known = secrets.compare_digest(first.encode(), self.server.page.token.encode())
        return path if known and slash else None

    def _from_here(self) -> bool:
        return self.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")

    def _answer(self, said: Said) -> None:
        self._head(said.status, said.kind, len(said.body))
        self.wfile.write(said.body)

    def _head(self, status: HTTPStatus, kind: str, length: int | None, cache: str | None = None) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, cache if cache and name == "Cache-Control" else value)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        else:
            self.send_header("Connection", "close")
        self.end_headers()

    def _font(self) -> None:
        """Send the font for a computer that has no Chinese one, or not the rarer characters of names."""
        font = self.server.page.font
        if font is None:
            self._answer(Said(HTTPStatus.NOT_FOUND))
            return
        self._head(HTTPStatus.OK, "font/ttf", font.stat().st_size, "private, max-age=86400")
        with font.open("rb") as file:
            while part := file.read(1 << 16):
                self.wfile.write(part)

    def _events(self) -> None:
        """Tell the page what happens, until it goes or the station ends."""
        page = self.server.page
        page.driven.tell()
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream", None)
        with page.driven.answers.heard() as line:
            while not page.ending.is_set():
                try:
                    event = line.get(timeout=BEAT)
                except queue.Empty:
                    self.wfile.write(b": still here\n\n")
                    continue
                if event is None:
                    return
                name, said = event
                self.wfile.write(f"event: {name}\ndata: {said}\n\n".encode())


def _font() -> Path | None:
    found = sorted(Path(justmytype_intl_cjk.__file__).parent.rglob("NotoSansSC*.ttf"))
    return found[0] if found else None
