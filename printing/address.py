"""Where a printer is: an IPP address, or what a person types for one."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from printing.trouble import Trouble

PORT = 631
#: Where printers of the last twenty years take IPP, the likeliest first.
PATHS = ("/ipp/print", "/ipp/printer", "/")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?")


@dataclass(frozen=True, slots=True)
class Address:
    """A printer's address; ``host`` without brackets."""

    secure: bool
    host: str
    port: int = PORT
    path: str = PATHS[0]

    @property
    def site(self) -> str:
        """Host and port as they stand in an address and in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def uri(self) -> str:
        """The address written out, in the one form that can be compared."""
        return f"{'ipps' if self.secure else 'ipp'}://{self.site}{self.path}"


@dataclass(frozen=True, slots=True)
class Found:
    """A printer that answered in the network: its addresses, the one to prefer first, and how it describes itself."""

    name: str
    model: str
    note: str
    uuid: str
    formats: tuple[str, ...]
    addresses: tuple[Address, ...]


def read(text: str) -> Address:
    """Read ``ipp://...`` or ``ipps://...``.

    Raises:
        Trouble: ``printer-address``, it is neither.
    """
    try:
        parts = urlsplit(text.strip())
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise Trouble("printer-address", text=text) from error
    if not text.strip().isprintable():
        raise Trouble("printer-address", text=text)
    if parts.scheme not in ("ipp", "ipps") or parts.username is not None or parts.query or parts.fragment:
        raise Trouble("printer-address", text=text)
    _check(host, text)
    return Address(parts.scheme == "ipps", host, PORT if port is None else port, path_of(parts.path))


def path_of(text: str) -> str:
    """Return a path as it can stand in a request, whatever a person or a printer wrote."""
    return quote(unquote(text) or "/", safe="/:@!$&'()*+,;=-._~")


def candidates(text: str) -> list[Address]:
    """Return the addresses to try for what a person typed: an address, ``192.168.1.20``, ``host:8631``.

    Raises:
        Trouble: ``printer-address``, no address can be made of it.
    """
    typed = text.strip()
    if "://" in typed:
        return [read(typed)]
    if not typed or "/" in typed or "@" in typed:
        raise Trouble("printer-address", text=text)
    if typed.count(":") > 1 and not typed.startswith("["):
        typed = f"[{typed}]"  # IPv6 typed without its brackets
    return [read(f"ipp://{typed}{path}") for path in PATHS]


def _check(host: str, text: str) -> None:
    try:
        ipaddress.ip_address(host)
    except ValueError as error:
        if not _HOST.fullmatch(host) or re.fullmatch(r"[0-9.]+", host):
            raise Trouble("printer-address", text=text) from error
