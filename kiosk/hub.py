"""The hub as a station sees it: a few questions over HTTP, each answered, refused, or not answered at all."""

import base64
import http.client
import json
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from protocol import fact as facts

PATIENCE = 3.0  # seconds for one scan: nobody is kept standing at a gate for longer
LONG_PATIENCE = 15.0  # seconds for a batch, or an enrolment
SLOWEST = 256 * 1024  # bytes a second of a network that is still worth waiting for
LIMIT = 4 * 1024 * 1024  # bytes of an answer; the largest has a batch of receipts
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class BadAddress(ValueError):
    """The address cannot be a hub's, or its certificate cannot be read. ``args[0]`` is ``words``' sentence for it."""


class Away(Exception):
    """No word from the hub.

    ``why``: ``unreachable``, ``untrusted`` (another certificate), ``slow``, ``no-hub`` (something else answered).
    ``reached``: whether a connection was made.
    """

    def __init__(self, why: str, *, reached: bool) -> None:
        """Say why, and whether somebody was there."""
        super().__init__(why)
        self.why = why
        self.reached = reached


class Refused(Exception):
    """The hub said no: ``code`` for programs, ``says`` and ``fix`` for people."""

    def __init__(self, status: int, code: str, says: str, fix: str) -> None:
        """Carry the hub's sentence."""
        super().__init__(f"{code}: {says}")
        self.status, self.code, self.says, self.fix = status, code, says, fix


@dataclass(frozen=True, slots=True)
class Address:
    """Where the hub is; ``trust`` is None for plain HTTP on this computer, ``url`` the address as it was written."""

    url: str
    host: str
    port: int
    trust: ssl.SSLContext | None


def address(url: str, certificate: Path | None) -> Address:
    """Read the hub's address.

    Args:
        url: ``http://localhost:8080``, or ``https://<address>:<port>`` of a hub on another computer.
        certificate: the hub's certificate (PEM): it and no other is trusted. None: what this computer trusts.

    Raises:
        BadAddress: not such an address, plain HTTP to another computer, or no certificate in the file.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise BadAddress("address-unreadable") from error
    if parts.scheme not in ("http", "https") or not host or parts.path.strip("/") or parts.query or parts.username:
        raise BadAddress("address-unreadable")
    if parts.scheme == "https":
        return Address(url.strip(), host, port or 443, _trust(certificate))
    if host not in LOOPBACK:
        raise BadAddress("address-open")
    return Address(url.strip(), host, port or 80, None)


def _trust(certificate: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=certificate)
    except (OSError, ValueError) as error:
        raise BadAddress("certificate-unreadable") from error


class Hub:
    """Asks the hub; every question has a connection of its own, so that a restart of the hub is no matter."""

    def __init__(self, where: Address, language: str, token: str | None = None) -> None:
        """Ask ``where``; the hub's sentences come in ``language`` (``zh`` or ``en``)."""
        self._where, self._language, self._token = where, language, token

    @property
    def url(self) -> str:
        """The hub's address, as it was written."""
        return self._where.url

    def known_as(self, token: str) -> "Hub":
        """Return the same hub, asked as the device with this token."""
        return Hub(self._where, self._language, token)

    def enrol(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Enrol a device; see ``identity.enrol``."""
        return self._ask("POST", "/api/enrol", asked, LONG_PATIENCE)

    def me(self) -> tuple[str, int]:
        """Return the origin of the hub's journal and the highest number it has of this device."""
        answer = self._ask("GET", "/api/me", None, PATIENCE)
        origin, number = answer.get("origin"), answer.get("device_seq")
        if not isinstance(origin, str) or not isinstance(number, int):
            raise Away("no-hub", reached=True)
        return origin, number

    def changes(self, after: int, limit: int) -> dict[str, Any]:
        """Return the rows that changed after ``after`` (``kiosk.rows.read_page`` reads them)."""
        return self._ask("GET", f"/api/changes?after={after}&limit={limit}", None, LONG_PATIENCE)

    def speak(self, language: str) -> None:
        """Have the hub's sentences in ``language`` (``zh`` or ``en``) from now on."""
        self._language = language

    def up(self) -> bool:
        """Tell whether a hub answers at all."""
        try:
            return self._ask("GET", "/healthz", None, PATIENCE).get("status") == "up"
        except (Away, Refused):
            return False

    def send(self, signed: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Hand in facts, oldest first; return what may be receipts (``Outbox.take`` reads them)."""
        patience = PATIENCE if len(signed) == 1 else LONG_PATIENCE
        receipts = self._ask("POST", "/api/facts", {"facts": list(signed)}, patience).get("receipts")
        if not isinstance(receipts, list):
            raise Away("no-hub", reached=True)
        return receipts

    def report(self, report: Mapping[str, Any]) -> None:
        """Tell how this station is."""
        self._ask("POST", "/api/status", report, PATIENCE)

    def hand_in_file(self, path: Path, sha256: str, signed: Mapping[str, Any]) -> dict[str, Any]:
        """Hand in a card-reader file with the signed fact about it; return what the hub answers.

        Raises:
            Away, Refused: as for every question; nothing counts, and the same may be handed in again.
            OSError: the file cannot be read.
        """
        said = base64.urlsafe_b64encode(json.dumps(signed, ensure_ascii=False).encode()).decode().rstrip("=")
        size = path.stat().st_size
        headers = {"Kaowu-Fact": said, "Content-Type": "application/octet-stream", "Content-Length": str(size)}
        with path.open("rb") as file:
            sent = self._exchange("PUT", f"/api/reader/batches/{sha256}", file, LONG_PATIENCE + size / SLOWEST, headers)
        return _read(*sent)

    def beat(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """Tell how this card-reader station is; return the hub's time and the plan whose cards are read."""
        return self._ask("POST", "/api/reader/heartbeat", report, PATIENCE)

    def plan_read(self) -> int | None:
        """Return the plan whose cards are read now; None where the hub has none."""
        plan = self._ask("GET", "/api/reader/stations", None, PATIENCE).get("plan")
        return plan if isinstance(plan, int) else None

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None, patience: float) -> dict[str, Any]:
        """Ask and return the answer's object.

        Raises:
            Away: no answer, or one that is not the hub's (a sign-in page, a proxy's error, a body cut short).
            Refused: the hub's own refusal.
        """
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        return _read(*self._exchange(method, path, data, patience, {"Content-Type": "application/json"}))

    def _exchange(
        self, method: str, path: str, body: bytes | BinaryIO | None, patience: float, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        end = time.monotonic() + patience
        line = self._connect(patience)
        try:
            line.request(method, path, body, self._headers() | dict(headers))
            with closing(line.getresponse()) as answer:  # one cut short does not close itself
                return answer.status, _whole_body(answer, end)
        except TimeoutError as error:
            raise Away("slow", reached=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise Away("no-hub", reached=True) from error
        finally:
            line.close()

    def _connect(self, patience: float) -> http.client.HTTPConnection:
        where = self._where
        if where.trust is None:
            line = http.client.HTTPConnection(where.host, where.port, timeout=patience)
        else:
            line = http.client.HTTPSConnection(where.host, where.port, timeout=patience, context=where.trust)
        try:
            line.connect()
        except ssl.SSLCertVerificationError as error:
            line.close()
            raise Away("untrusted", reached=False) from error
        except OSError as error:
            line.close()
            raise Away("unreachable", reached=False) from error
        return line

    def _headers(self) -> dict[str, str]:
        said = {"Accept": "application/json", "Accept-Language": self._language}
        return said | ({"Authorization": f"Bearer {self._token}"} if self._token else {})


def _read(status: int, data: bytes) -> dict[str, Any]:
    """Return the object of an answer.

    Raises:
        Away: it is not the hub's.
        Refused: the hub's own refusal.
    """
    try:
        answer = facts.loads(data)
    except (ValueError, RecursionError) as error:
        raise Away("no-hub", reached=True) from error
    if not isinstance(answer, dict):
        raise Away("no-hub", reached=True)
    if status in (http.client.OK, http.client.CREATED):
        return answer
    error_said = answer.get("error")
    if not isinstance(error_said, dict):
        raise Away("no-hub", reached=True)
    code, says, fix = (error_said.get(name) for name in ("code", "says", "fix"))
    if not isinstance(code, str) or not isinstance(says, str):
        raise Away("no-hub", reached=True)
    raise Refused(status, code, says, fix if isinstance(fix, str) else "")


def _whole_body(answer: http.client.HTTPResponse, end: float) -> bytes:
    """Read an answer to its end; one that drips in for longer than ``end`` (monotonic) is no answer."""
    read = bytearray()
    while part := answer.read1(65536):
        read += part
        if time.monotonic() > end:
            raise TimeoutError
        if len(read) > LIMIT:
            raise http.client.HTTPException("too long")
    if answer.length:
        raise http.client.IncompleteRead(bytes(read), answer.length)
    return bytes(read)
