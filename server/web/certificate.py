"""HTTPS in the local network: the certificate follows the hub's addresses while it runs."""

import logging
import ssl
from datetime import datetime
from typing import Any

import gevent
from apiflask import APIBlueprint
from gevent import ssl as gevent_ssl

from server.store.authority import shown
from server.store.committer import stamp
from server.web import addresses
from server.web.core import core
from server.web.trust import Trust
from server.web.waiting import Waiting

log = logging.getLogger(__name__)

bp = APIBlueprint("certificate", __name__, tag="certificate")

WATCH = 5.0  # seconds between two looks at this computer's addresses


class Listening:
    """The certificate of the running HTTPS listener: exchanged without ending a connection."""

    def __init__(self, trust: Trust, waiting: Waiting) -> None:
        """Have a certificate for the addresses of this moment.

        Raises:
            BadKeys: the authority's file is damaged.
        """
        self._trust, self._waiting = trust, waiting
        self.context: ssl.SSLContext = gevent_ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._shown: str | None = None
        self.renew()

    def renew(self) -> None:
        """Show devices that connect from now on the certificate for the addresses of this moment."""
        leaf = self._waiting.run(lambda: self._trust.leaf(addresses.lan()))
        if leaf.fingerprint != self._shown:
            self.context.load_cert_chain(leaf.chain, leaf.key)
            self._shown = leaf.fingerprint

    def watch(self, seconds: float = WATCH) -> None:
        """Follow this computer's addresses for ever; a failure is told and tried again."""
        while True:
            gevent.sleep(seconds)
            try:
                self.renew()
            except Exception:
                log.exception("the certificate could not be renewed; the one in use goes on")


def days_left(end: datetime, now: datetime) -> int:
    """Return how many whole days are left; 0 on the last one and after."""
    return max(0, (end - now).days)


@bp.get("/api/certificate")
@bp.doc(summary="What devices trust the hub by", responses={200: "Certificate, authority, welcome page"})
def certificate() -> dict[str, Any]:
    """Tell how long the certificates hold, their fingerprints, and where a new device finds how to install them."""
    hub = core()
    trust = hub.trust
    here = addresses.lan()
    issuer = hub.waiting.run(trust.authority)
    leaf = hub.waiting.run(lambda: trust.leaf(here))
    now = trust.clock()
    return {
        "expires": stamp(leaf.expires),
        "days": days_left(leaf.expires, now),
        "fingerprint": shown(leaf.fingerprint),
        "names": leaf.names,
        "addresses": leaf.addresses,
        "uncovered": [address for address in here if address not in leaf.addresses],
        "announced": trust.announced,
        "authority": {
            "name": issuer.name,
            "expires": stamp(issuer.expires),
            "days": days_left(issuer.expires, now),
            "fingerprint": shown(issuer.fingerprint),
        },
        "welcome": trust.pages(),
    }
