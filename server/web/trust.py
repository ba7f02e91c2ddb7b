"""What devices trust the hub by: its authority, and a certificate for its addresses of the moment."""

import threading
from collections.abc import Sequence

from server.config import Config
from server.store import authority as authorities
from server.store import leaf as leaves
from server.store.authority import PLACES, Authority, own_name
from server.store.committer import Clock, utc_now
from server.store.leaf import Leaf
from server.web import addresses


class Trust:
    """What devices trust the hub by: its authority, the certificate in use, and where both can be had.

    ``welcome``: whether the page for new devices is served. ``announced``: the name by which the hub is found in the
    network, None where it is not announced.
    """

    def __init__(self, config: Config, clock: Clock = utc_now) -> None:
        """Nothing is read or made before it is needed."""
        self.config = config
        self.clock = clock
        self.welcome = False
        self.announced: str | None = None
        self._folder = config.data / "keys"
        self._lock = threading.Lock()

    def pages(self) -> list[str]:
        """Return the addresses of the page for new devices; none where it is not served."""
        return addresses.welcome(self.config) if self.welcome else []

    def authority(self) -> Authority:
        """Return the authority, made where there is none.

        Raises:
            BadKeys: its file is damaged.
        """
        with self._lock:
            return authorities.load(self._folder, addresses.host_name(), self.clock())

    def leaf(self, here: Sequence[str]) -> Leaf:
        """Return the certificate for these addresses of this computer, made where there is none that serves.

        Raises:
            BadKeys: the authority's file is damaged.
        """
        issuer, host = self.authority(), addresses.host_name()
        names = ["localhost", self.announced or PLACES[0], *own_name(host)]
        with self._lock:
            return leaves.ensure(self._folder, issuer, names, ["127.0.0.1", *here], self.clock())
