"""The gate's page: a small web server that this computer alone reaches, and only who knows the address it made up."""

import json
import queue
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlsplit

import cv2
import justmytype_intl_cjk

from kiosk.answers import Answers
from kiosk.camera import Frame
from kiosk.words import Language
from protocol.fact import MAX_INTEGER
from protocol.role import BY_NUMBER

LONGEST = 8192  # bytes of a request's body
LISTED = ("plan", "person", "name", "unit", "tail", "staff_no", "state", "number")
PREVIEW = 640  # pixels the camera's picture is wide on the page
BEAT = 2.0  # seconds between two signs of life
HOST = "127.0.0.1"

#: File -> content type. Nothing else is ever served.
FILES: Mapping[str, str] = MappingProxyType(
    {
        "index.html": "text/html; charset=utf-8",
        "icon.svg": "image/svg+xml",
        "page.css": "text/css; charset=utf-8",
        "cards.css": "text/css; charset=utf-8",
        "dialogs.css": "text/css; charset=utf-8",
        "page.js": "text/javascript; charset=utf-8",
        "cards.js": "text/javascript; charset=utf-8",
        "finder.js": "text/javascript; charset=utf-8",
        "scanner.js": "text/javascript; charset=utf-8",
        "sound.js": "text/javascript; charset=utf-8",
        "words.js": "text/javascript; charset=utf-8",
    }
)
FONT = "font.ttf"

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
    """What the page can ask of the gate."""

    answers: Answers

    def scan(self, line: str) -> None:
        """Take what a scanner or a person typed."""

    def pick(self, plan: int, person: int) -> None:
        """Take whom somebody picked from the list."""

    def undo(self, one: str) -> None:
        """Take back the check-in that this fact was."""

    def speak(self, language: Language) -> None:
        """Speak this language."""

    def people(self) -> list[dict[str, Any]]:
        """Return the listed people of the present plan."""

    def frame(self) -> Frame | None:
        """Return what the camera sees."""

    def tell(self) -> None:
        """Tell how the station stands."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer."""

    status: HTTPStatus
    kind: str = "application/json"
    body: bytes = b"{}"


class Pages:
    """The server, from ``start`` to ``stop``."""

    def __init__(self, gate: Driven, port: int = 0) -> None:
        """Serve ``gate``'s page on this computer; port 0 takes any that is free.

        Raises:
            OSError: the port is taken.
        """
        self.gate = gate
        self.token = secrets.token_urlsafe(24)
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
        """The page's address; who has it can check people in."""
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
        """Answer a question of the page."""
        if path in ("", *FILES):
            name = path or "index.html"
            return Said(HTTPStatus.OK, FILES[name], resources.files("kiosk").joinpath("page", name).read_bytes())
        if path == "people":
            people = [_listed(person) for person in self.gate.people()]
            return Said(HTTPStatus.OK, body=json.dumps(people, ensure_ascii=False).encode())
        if path == "frame.jpg":
            return _picture(self.gate.frame())
        return Said(HTTPStatus.NOT_FOUND)

    def do(self, path: str, asked: Mapping[str, Any]) -> Said:
        """Do what the page asks.

        Raises:
            KeyError, TypeError, ValueError: it is not asked as the page does.
        """
        if path == "scan":
            self.gate.scan(_text(asked["text"]))
        elif path == "pick":
            self.gate.pick(_number(asked["plan"]), _number(asked["person"]))
        elif path == "undo":
            self.gate.undo(_text(asked["id"]))
        elif path == "language":
            self.gate.speak("en" if asked["language"] == "en" else "zh")
        else:
            return Said(HTTPStatus.NOT_FOUND)
        return Said(HTTPStatus.OK)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, pages: Pages, port: int) -> None:
        self.pages = pages
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
            self._answer(self.server.pages.ask(path))

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
            self._answer(self.server.pages.do(path, json.loads(body)))
        except (KeyError, TypeError, ValueError, RecursionError):
            self._answer(Said(HTTPStatus.BAD_REQUEST))

    def log_message(self, format: str, *args: Any) -> None:
        """The terminal is for answers to people."""

    def _inside(self) -> str | None:
        """Return the path below the address made up, None where somebody else asks.

        The host is compared too: a page elsewhere may have a name of its own that means this computer.
        """
        if self.headers.get("Host") not in (f"{HOST}:{self.server.pages.port}", f"localhost:{self.server.pages.port}"):
            return None
        first, slash, path = urlsplit(self.path).path.removeprefix("/").partition("/")
        known = secrets.compare_digest(first.encode(), self.server.pages.token.encode())
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
        font = self.server.pages.font
        if font is None:
            self._answer(Said(HTTPStatus.NOT_FOUND))
            return
        self._head(HTTPStatus.OK, "font/ttf", font.stat().st_size, "private, max-age=86400")
        with font.open("rb") as file:
            while part := file.read(1 << 16):
                self.wfile.write(part)

    def _events(self) -> None:
        """Tell the page what happens, until it goes or the station ends."""
        pages = self.server.pages
        pages.gate.tell()
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream", None)
        with pages.gate.answers.heard() as line:
            while not pages.ending.is_set():
                try:
                    event = line.get(timeout=BEAT)
                except queue.Empty:
                    self.wfile.write(b": still here\n\n")
                    continue
                if event is None:
                    return
                name, said = event
                self.wfile.write(f"event: {name}\ndata: {said}\n\n".encode())


def _picture(frame: Frame | None) -> Said:
    if frame is None:
        return Said(HTTPStatus.NO_CONTENT, body=b"")
    height, width = frame.picture.shape[:2]
    size = (PREVIEW, max(1, height * PREVIEW // width))
    small = cv2.resize(frame.picture, size, interpolation=cv2.INTER_AREA)
    good, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return Said(HTTPStatus.OK, "image/jpeg", data.tobytes()) if good else Said(HTTPStatus.NO_CONTENT, body=b"")


def _listed(person: Mapping[str, Any]) -> dict[str, Any]:
    """Write a person for the list: enough to tell two of the same name apart, and no more."""
    role = BY_NUMBER.get(person["role"])
    said = {field: person.get(field) for field in LISTED}
    return said | {"role": role and {"zh": role.zh, "en": role.en, "colour": role.colour, "bars": role.family.value}}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    value.encode()  # half a character cannot stand in a fact
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a number")
    if not 0 <= value <= MAX_INTEGER:
        raise ValueError("not a number of a plan or a person")
    return value


def _font() -> Path | None:
    found = sorted(Path(justmytype_intl_cjk.__file__).parent.rglob("NotoSansSC*.ttf"))
    return found[0] if found else None
