"""The page on plain HTTP where a new device gets the hub's certificate and is shown how to install it.

Everything here is public and nothing of the hub's data can be reached: a program of its own, without cookies, sessions
or scripts, that answers a handful of addresses and 404 to all else. Connections are short, and few for each caller.
"""

import contextlib
import logging
import plistlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import gevent
from cryptography.hazmat.primitives.hashes import SHA1
from gevent import pywsgi
from gevent.pool import Pool
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.store.authority import Authority, shown
from server.web.lettering import faces
from server.web.pages import DIST

log = logging.getLogger(__name__)

FILES = Path(__file__).parent / "templates"
#: Kinds of devices with steps of their own, and what their browsers call themselves; the first that fits is meant.
KINDS = {
    "harmony": ("harmonyos", "openharmony", "arkweb"),
    "android": ("android",),
    "ios": ("iphone", "ipad", "ipod", "macintosh"),  # an iPad says that it is a Macintosh
    "windows": ("windows",),
    "linux": ("linux", "x11", "cros"),
}
#: Programs whose built-in browser installs no certificate and gives no camera.
INSIDE = ("micromessenger", "wxwork", "dingtalk", "alipayclient", "weibo", "aweme", "lark/", " qq/")
LANGUAGES = ("zh", "en")

PATIENCE = 10.0  # seconds a connection may last, whatever it does
TOGETHER = 64  # connections at once
EACH = 8  # of them from one address

HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
HTML, CSS = "text/html; charset=utf-8", "text/css; charset=utf-8"
CERTIFICATE, PEM = "application/x-x509-ca-cert", "application/x-pem-file"
FONT = "font/woff2"
PROFILE = "application/x-apple-aspen-config"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answers; ``name``: what the file is saved as; ``lasting``: whether it may be kept for good."""

    kind: str
    body: bytes
    name: str | None = None
    lasting: bool = False


class Welcome:
    """The program behind the port; ``port`` is that of HTTPS, where the device goes on."""

    def __init__(self, authority: Authority, port: int, dist: Path = DIST) -> None:
        """Everything but the page itself never changes while the hub runs."""
        self._authority, self._port = authority, port
        pages = Environment(
            loader=FileSystemLoader(FILES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._page_of = pages.get_template("welcome.html")  # read now: it takes a tenth of a second
        self._files = {
            "/kaowu-ca.crt": Answer(CERTIFICATE, authority.der, "kaowu-ca.crt"),
            "/kaowu-ca.pem": Answer(PEM, authority.pem, "kaowu-ca.pem"),
            "/kaowu-ca.mobileconfig": Answer(PROFILE, profile(authority)),
            "/welcome.css": Answer(CSS, (FILES / "welcome.css").read_bytes()),
        }
        sheet, self._fonts = faces(dist)
        self._files["/fonts.css"] = Answer(CSS, sheet.encode())
        self._kept: dict[tuple[object, ...], Answer] = {}

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        status, answer = self._answer(environ)
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body))), *HEADERS]
        headers.append(("Cache-Control", "public, max-age=31536000, immutable" if answer.lasting else "no-store"))
        if answer.name is not None:
            headers.append(("Content-Disposition", f'attachment; filename="{answer.name}"'))
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def _answer(self, environ: Mapping[str, Any]) -> tuple[str, Answer]:
        path = environ.get("PATH_INFO", "/")
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            if path == "/":
                return "200 OK", self._page(environ)
            if path in self._files:
                return "200 OK", self._files[path]
            if path in self._fonts:
                return "200 OK", Answer(FONT, self._fonts[path].read_bytes(), lasting=True)
        return "404 Not Found", Answer("text/plain; charset=utf-8", "没有此页 / no such page\n".encode())

    def _page(self, environ: Mapping[str, Any]) -> Answer:
        """Return the page in the language and for the kind of device that was asked for, or that the browser says."""
        asked = parse_qs(environ.get("QUERY_STRING", "")[:100])
        browser = environ.get("HTTP_USER_AGENT", "").lower()
        language = _one_of(LANGUAGES, asked.get("lang", [""])[0], LANGUAGES[0])
        kind = _one_of(KINDS, asked.get("for", [""])[0], kind_of(browser))
        inside = any(sign in browser for sign in INSIDE)
        here = environ["kaowu.here"]
        key = (language, kind, str(inside), *here)
        if key not in self._kept:
            self._kept[key] = Answer(HTML, self._draw(language, kind, inside=inside, here=here))
        return self._kept[key]

    def _draw(self, language: str, kind: str, *, inside: bool, here: tuple[str, int]) -> bytes:
        return self._page_of.render(
            t=lambda zh, en: en if language == "en" else zh,
            language=language,
            kind=kind,
            inside=inside,
            port=here[1],
            address=f"http://{here[0]}:{here[1]}",
            secure=f"https://{here[0]}:{self._port}",
            name=self._authority.name,
            fingerprint=shown(self._authority.fingerprint).split(),
            thumbprint=self._authority.certificate.fingerprint(SHA1()).hex(),  # noqa: S303 - what Windows shows
            expires=self._authority.expires.date().isoformat(),
        ).encode()


def _one_of(known: Iterable[str], asked: str, otherwise: str) -> str:
    return asked if asked in known else otherwise


def kind_of(browser: str) -> str:
    """Return the kind of device by what its browser says of itself (small letters)."""
    return next((kind for kind, signs in KINDS.items() if any(sign in browser for sign in signs)), "android")


def profile(authority: Authority) -> bytes:
    """Return the certificate as a configuration profile, which is how Apple's devices take one.

    Its names come from the fingerprint: installed again, it replaces itself.
    """
    about = "只用于让本设备信任考务主机；只对局域网地址和 kaowu.local 有效，管不到任何网站。"
    content = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"cn.kaowu.ca.{authority.fingerprint[:16]}.certificate",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{authority.fingerprint}/certificate")).upper(),
        "PayloadDisplayName": authority.name,
        "PayloadDescription": about,
        "PayloadCertificateFileName": "kaowu-ca.crt",
        "PayloadContent": authority.der,
    }
    whole = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"cn.kaowu.ca.{authority.fingerprint[:16]}",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, authority.fingerprint)).upper(),
        "PayloadDisplayName": authority.name,
        "PayloadDescription": about,
        "PayloadOrganization": "Kaowu 考务",
        "PayloadRemovalDisallowed": False,
        "PayloadContent": [content],
    }
    return plistlib.dumps(whole)


class Over(gevent.GreenletExit):
    """A connection has lasted long enough; no error, so that nothing is answered or logged."""


class Handler(pywsgi.WSGIHandler):
    """One request a connection, no body, and an end after ``PATIENCE``."""

    server: "Server"

    def handle(self) -> None:
        """Serve, unless this caller has too many connections."""
        caller = self.client_address[0]
        if self.server.callers[caller] >= EACH:
            self.socket.close()
            return
        self.server.callers[caller] += 1
        try:
            with contextlib.suppress(Over), gevent.Timeout(self.server.patience, Over):
                super().handle()
        finally:
            self.server.callers[caller] -= 1
            if not self.server.callers[caller]:
                del self.server.callers[caller]

    def read_request(self, raw_requestline: str) -> Any:
        """Read the head; what has a body is no request for a page.

        Raises:
            ValueError: it has one.
        """
        fine = super().read_request(raw_requestline)
        if self.content_length or self.headers.get("transfer-encoding"):
            raise ValueError("a body")
        self.close_connection = True
        return fine

    def _handle_client_error(self, ex: Exception) -> Any:
        # Quietly: whoever is in the network could else fill the hub's window.
        log.debug("no request for a page: %r", ex)
        return "400", b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

    def get_environ(self) -> dict[str, Any]:
        """Add the address at which this computer was reached: where HTTPS is reached, too."""
        environ: dict[str, Any] = super().get_environ()
        environ["kaowu.here"] = self.socket.getsockname()
        return environ


class Server(pywsgi.WSGIServer):
    """The listener; ``callers`` counts each address's connections."""

    def __init__(self, listener: tuple[str, int], page: Welcome, patience: float = PATIENCE, **others: Any) -> None:
        """Serve ``page`` at ``listener``."""
        super().__init__(listener, page, spawn=Pool(TOGETHER), handler_class=Handler, log=None, **others)
        self.callers: Counter[str] = Counter()
        self.patience = patience
