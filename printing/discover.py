"""Printers that make themselves known in the local network (mDNS, DNS-SD: what AirPrint uses)."""

import threading
import time
from collections.abc import Mapping

from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from printing.address import Address, Found, path_of

KINDS = ("_ipp._tcp.local.", "_ipps._tcp.local.")
LOOK = 3.0  # seconds: a printer that sleeps answers within one or two
QUIET = 1.0  # seconds without a new one after which nobody else is expected
ASK = 1500  # milliseconds for the details of one


class _Heard(ServiceListener):
    """Collects who answers; asks for details right away, in the library's own thread."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        with self._lock:
            self.names.setdefault((type_, name), time.monotonic())

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        with self._lock:
            self.names.pop((type_, name), None)

    def known(self) -> list[tuple[str, str]]:
        with self._lock:
            return sorted(self.names)

    def latest(self) -> float:
        with self._lock:
            return max(self.names.values(), default=0.0)


def printers(seconds: float = LOOK) -> list[Found]:
    """Ask the network and return who answered within so many seconds, by name; empty where there is no network."""
    try:
        zeroconf = Zeroconf(ip_version=IPVersion.V4Only)
    except OSError:
        return []
    try:
        heard = _Heard()
        browser = ServiceBrowser(zeroconf, list(KINDS), heard)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.05)
            if heard.latest() and time.monotonic() - heard.latest() > QUIET:
                break
        details = [(kind, zeroconf.get_service_info(kind, name, ASK)) for kind, name in heard.known()]
        browser.cancel()
    finally:
        zeroconf.close()
    return merged([(kind, info) for kind, info in details if info is not None])


def merged(details: list[tuple[str, ServiceInfo]]) -> list[Found]:
    """Make one printer of the services it offers; the encrypted address first."""
    found: dict[str, Found] = {}
    for kind, info in sorted(details, key=lambda each: each[0], reverse=True):
        one = _found(kind, info)
        if one is None:
            continue
        key = one.uuid or f"{one.name}@{one.addresses[0].host}"
        before = found.get(key)
        if before is not None:
            both = dict.fromkeys((*before.addresses, *one.addresses))
            one = Found(before.name, before.model, before.note, before.uuid, before.formats, tuple(both))
        found[key] = one
    return sorted(found.values(), key=lambda each: each.name)


def _found(kind: str, info: ServiceInfo) -> Found | None:
    said = _texts(info.properties)
    hosts = info.parsed_addresses(IPVersion.V4Only)
    if not hosts or not info.port:
        return None
    path = path_of("/" + said.get("rp", "ipp/print").lstrip("/"))
    addresses = tuple(Address(kind.startswith("_ipps"), host, info.port, path) for host in hosts)
    return Found(
        name=info.name.removesuffix(f".{kind}"),
        model=said.get("ty", ""),
        note=said.get("note", ""),
        uuid=said.get("UUID", "").lower(),
        formats=tuple(kind.strip() for kind in said.get("pdl", "").split(",") if kind.strip()),
        addresses=addresses,
    )


def _texts(properties: Mapping[bytes, bytes | None]) -> dict[str, str]:
    return {key.decode("utf-8", "replace"): (value or b"").decode("utf-8", "replace")
            for key, value in properties.items()}  # fmt: skip
