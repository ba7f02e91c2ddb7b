"""The hub makes itself known in the local network (mDNS): ``kaowu.local``, and as a service that can be browsed.

A convenience, never a need: links and QR codes carry the address. Lives in a thread of its own; whatever fails is tried
again and stops nothing.
"""

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator

from zeroconf import (  # type: ignore[attr-defined] # all public; its list of names lacks two
    AddressResolverIPv4,
    DNSAddress,
    IPVersion,
    ServiceInfo,
    Zeroconf,
    current_time_millis,
)

from server.store.authority import PLACES
from server.web import addresses
from server.web.trust import Trust

log = logging.getLogger(__name__)
# It tells of every packet that a vanished network did not take, with a traceback, in the hub's window.
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)

KINDS = ("_kaowu._tcp.local.", "_https._tcp.local.")
LOOK = 2.0  # seconds between two looks at the addresses and at who else has the name
AGAIN = 15.0  # seconds until a failed try is made again
ASK = 1500  # milliseconds that another hub has to answer
STOP = 3.0  # seconds for the good-bye


class Announcer:
    """Keeps the hub's name in the network right while addresses come and go; ``trust.announced`` says which it is."""

    def __init__(self, trust: Trust, here: Callable[[], list[str]] = addresses.lan) -> None:
        """Announce at the addresses that ``here`` returns."""
        self._trust, self._here = trust, here
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Say good-bye to the network."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP)

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = LOOK
            try:
                if here := self._here():
                    self._at(here)
            except Exception as error:  # no network, another program on the port, a broken driver: all the same
                log.info("not announced in the network: %s", error)
                pause = AGAIN
            finally:
                self._trust.announced = None
            self._stopping.wait(pause)

    def _at(self, here: list[str]) -> None:
        """Be known at these addresses until they change, another hub has the name, or the end."""
        with _network(here) as network:
            place = _free(network, here)
            if place is None:
                log.warning("%s 等名称都已被别的考务主机占用：请用地址打开", PLACES[0])
                self._stopping.wait(AGAIN)
                return
            for kind in KINDS:
                network.register_service(_service(kind, place, here, self._trust.config.port), allow_name_change=True)
            self._trust.announced = place
            if place != PLACES[0]:
                log.warning("网络中已有另一台考务主机 %s，本机名为 %s / another hub has that name", PLACES[0], place)
            while not self._stopping.wait(LOOK):
                others = _heard(network, place) - set(here)
                if self._here() != here or (others and min(others) < min(here)):  # of two, one gives way
                    return


@contextlib.contextmanager
def _network(here: list[str]) -> Iterator[Zeroconf]:
    network = Zeroconf(interfaces=here, ip_version=IPVersion.V4Only)
    try:
        yield network
    finally:
        with contextlib.suppress(OSError):  # the address may be gone
            network.unregister_all_services()
        network.close()


def _free(network: Zeroconf, here: list[str]) -> str | None:
    """Return the first name that no other computer answers to."""
    for place in PLACES:
        asked = AddressResolverIPv4(f"{place}.")
        asked.request(network, ASK)
        if not set(asked.parsed_addresses(IPVersion.V4Only)) - set(here):
            return place
    return None


def _heard(network: Zeroconf, place: str) -> set[str]:
    """Return the addresses that were told for a name and still hold."""
    now = current_time_millis()
    told = [record for record in network.cache.entries_with_name(f"{place}.") if isinstance(record, DNSAddress)]
    return {
        socket.inet_ntoa(record.address) for record in told if len(record.address) == 4 and not record.is_expired(now)
    }


def _service(kind: str, place: str, here: list[str], port: int) -> ServiceInfo:
    name = place.removesuffix(".local")
    return ServiceInfo(
        kind,
        f"考务 {name}.{kind}",
        port=port,
        server=f"{place}.",
        addresses=[socket.inet_aton(address) for address in here],
        properties={"path": "/", "name": addresses.host_name()},
    )
