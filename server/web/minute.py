"""Each minute the hub looks whether something has become late that nobody acts on."""

import logging
from datetime import datetime
from functools import partial

import gevent

from server.desk.balance import live
from server.store.committer import Clock
from server.store.journal import Transaction
from server.web import stock
from server.web.core import Core
from server.web.enrol import hub_fact

log = logging.getLogger(__name__)

#: Seconds between two looks.
PAUSE = 60


def look(hub: Core, now: datetime) -> int:
    """State for each plan of which something has become late that it has; return for how many."""
    plans = hub.read(lambda connection: live.stale(connection, now))
    for plan in plans:
        hub.commit(partial(_state, hub, plan))
    return len(plans)


def _state(hub: Core, plan: int, tx: Transaction) -> None:
    hub_fact(hub, tx, "balance.due", {"plan": plan})


class Minute:
    """Looks until the hub ends. Lives on the gevent loop."""

    def __init__(self, hub: Core, clock: Clock) -> None:
        """Begin to look."""
        self._hub, self._clock = hub, clock
        gevent.spawn(self._run)

    def _run(self) -> None:
        while True:
            gevent.sleep(PAUSE)
            try:
                look(self._hub, self._clock())
                stock.look(self._hub, self._clock())
            except Exception:  # a database that cannot be reached now is looked at again in a minute
                log.exception("what is late could not be looked at")
