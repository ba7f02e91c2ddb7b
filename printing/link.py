"""One question to a printer and its answer, over HTTP or HTTPS; printers' own certificates are trusted on first use."""

import contextlib
import hashlib
import http.client
import itertools
import json
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from printing import ipp
from printing.address import Address
from printing.trouble import Busy, Lost, Trouble, Unreachable

CONNECT = 6.0  # seconds until a printer that does not take a connection counts as unreachable
ANSWER = 60.0  # seconds between two signs of life once connected: some printers wake up slowly
DRIPS = 2  # times as long may an answer take in all, where no document is sent
LARGEST = 8 * 1024 * 1024  # bytes of an answer
PIECE = 64 * 1024

_numbers = itertools.count(1)


class Pins:
    """Certificates trusted on first use: for each printer (host and port) the SHA-256 of its certificate, in a file."""

    def __init__(self, file: Path | None = None) -> None:
        """Without a file they are remembered as long as this object."""
        self._file = file
        self._known: dict[str, str] = {}
        self._lock = threading.Lock()

    def check(self, site: str, certificate: bytes) -> None:
        """Remember a printer's certificate, or compare it with the one remembered.

        Raises:
            Trouble: ``printer-changed``, it is another one.
        """
        seen = hashlib.sha256(certificate).hexdigest()
        with self._lock:
            known = self._read().setdefault(site, seen)
            if known != seen:
                raise Trouble("printer-changed", site=site, known=known[:16], seen=seen[:16])
            self._write()

    def forget(self, site: str) -> None:
        """Trust the next certificate of this printer, whichever it is."""
        with self._lock:
            self._read().pop(site, None)
            self._write()

    def _read(self) -> dict[str, str]:
        if self._file is not None:
            with contextlib.suppress(OSError, ValueError):
                known = json.loads(self._file.read_text("utf-8"))
                self._known = {str(site): str(pin) for site, pin in known.items()}
        return self._known

    def _write(self) -> None:
        if self._file is None:
            return
        text = json.dumps(self._known, indent=1, sort_keys=True)
        with contextlib.suppress(OSError):
            if self._file.exists() and self._file.read_text("utf-8") == text:
                return
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}.{threading.get_ident()}.part")
        part.write_text(text, "utf-8")
        part.replace(self._file)


class Link:
    """The way to one printer. Each question has a connection of its own: printers drop idle ones without a word."""

    def __init__(self, address: Address, pins: Pins, *, connect: float = CONNECT, answer: float = ANSWER) -> None:
        """Nothing is sent before ``ask``."""
        self.address = address
        self._pins = pins
        self._connect, self._answer = connect, answer

    def ask(self, operation: int, groups: tuple[ipp.Group, ...], version: tuple[int, int], document: Path | None = None,
            *, once: bool = False) -> ipp.Message:  # fmt: skip
        """Ask, with a document where the operation has one, and return the printer's answer, whatever its status.

        Args:
            operation: the operation's number.
            groups: its attributes.
            version: of IPP, major and minor.
            document: the file to send behind the attributes.
            once: whether asking twice would do it twice; then no answer, or one that cannot be read, is ``Lost``.

        Raises:
            Unreachable: no connection; nothing was sent.
            Busy: HTTP 503 or 429.
            Lost: ``once``, and it is not known what the printer did.
            Trouble: ``printer-...``: what answered is no printer, wants a password or another certificate.
        """
        request_id = next(_numbers) & 0x7FFFFFFF
        head = ipp.encode(ipp.Message(operation, request_id, groups, version))
        connection = self._open()
        try:
            with contextlib.nullcontext() if document else _cut_after(connection, DRIPS * self._answer):
                response = self._exchange(connection, head, document)
                return self._read(response, request_id)
        except (OSError, http.client.HTTPException) as error:
            if once:
                raise Lost(str(error)) from error
            raise Unreachable("printer-unreachable", site=self.address.site, why=_why(error)) from error
        except _Unreadable as error:
            if once and error.blank:
                raise Lost(error.what) from error
            raise Trouble("printer-no-ipp", site=self.address.site, what=error.what) from error
        finally:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        address = self.address
        try:
            sock = socket.create_connection((address.host, address.port), timeout=self._connect)
        except (OSError, UnicodeError) as error:
            raise Unreachable("printer-unreachable", site=address.site, why=_why(error)) from error
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = http.client.HTTPConnection(address.host, address.port, timeout=self._answer)
            connection.sock = self._secured(sock) if address.secure else sock
            connection.sock.settimeout(self._answer)
        except BaseException:
            sock.close()
            raise
        return connection

    def _secured(self, sock: socket.socket) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # a printer signs its own certificate; the pin below is what is trusted
        context.verify_mode = ssl.CERT_NONE
        try:
            secured = context.wrap_socket(sock, server_hostname=self.address.host)
        except ssl.SSLError as error:
            raise Trouble("printer-tls", site=self.address.site, why=error.reason or "TLS") from error
        except OSError as error:
            raise Unreachable("printer-unreachable", site=self.address.site, why=_why(error)) from error
        try:
            self._pins.check(self.address.site, secured.getpeercert(binary_form=True) or b"")
        except BaseException:
            secured.close()
            raise
        return secured

    def _exchange(
        self, connection: http.client.HTTPConnection, head: bytes, document: Path | None
    ) -> http.client.HTTPResponse:
        size = len(head) + (document.stat().st_size if document else 0)
        with contextlib.ExitStack() as files:
            file = files.enter_context(document.open("rb")) if document else None
            try:
                connection.putrequest("POST", self.address.path, skip_host=True, skip_accept_encoding=True)
                connection.putheader("Host", self.address.site)
                connection.putheader("Content-Type", ipp.CONTENT_TYPE)
                connection.putheader("Content-Length", str(size))
                connection.putheader("Accept", ipp.CONTENT_TYPE)
                connection.endheaders(head)
                for piece in _pieces(file):
                    connection.send(piece)
            except ConnectionError:
                # A printer that says no may do so before it has read all, and hang up: its answer still counts.
                return connection.getresponse()
        return connection.getresponse()

    def _read(self, response: http.client.HTTPResponse, request_id: int) -> ipp.Message:
        self._check(response.status)
        if response.headers.get_content_type() != ipp.CONTENT_TYPE:
            raise _Unreadable(response.headers.get_content_type(), blank=True)
        data = response.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise _Unreadable("> 8 MB", blank=True)
        try:
            answer = ipp.decode(data)
        except ipp.BadMessage as error:
            raise _Unreadable(str(error), blank=True) from error
        if answer.request_id != request_id:
            raise _Unreadable("an answer to another question", blank=True)
        return answer

    def _check(self, status: int) -> None:
        """Let the one good status pass."""
        if status in (429, 503):
            raise Busy
        if 300 <= status < 400:
            raise Trouble("printer-redirects", site=self.address.site)
        if status in (401, 403, 407):
            raise Trouble("printer-locked")
        if status == 426:
            raise Trouble("printer-tls-required", uri=self.address.uri.replace("ipp://", "ipps://"))
        if status != 200:
            raise _Unreadable(f"HTTP {status}", blank=status >= 500)


class _Unreadable(Exception):
    """An answer that says nothing; ``blank``: the printer may have done what was asked all the same."""

    def __init__(self, what: str, *, blank: bool) -> None:
        super().__init__(what)
        self.what, self.blank = what, blank


@contextlib.contextmanager
def _cut_after(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Hang up on what drips: an answer that comes byte by byte shows signs of life for ever."""
    timer = threading.Timer(seconds, _hang_up, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _pieces(file: BinaryIO | None) -> Iterator[bytes]:
    while file is not None and (piece := file.read(PIECE)):
        yield piece


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
