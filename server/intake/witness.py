"""What tells when a device made its facts, beside its own clock: the order of their numbers, and its reports."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from protocol import fact as facts
from server.domain.grant import Witness
from server.domain.record import Entry
from server.domain.refusal import Refusal
from server.store import grant as grants
from server.store import journal
from server.store.journal import Transaction

#: How many facts before one are looked at; a fact found dated back passes on what told of it.
LOOKED_AT = 50
#: How many reports of a device are remembered, one a number.
REMEMBERED = 500
#: How long a report may have been on its way: something may have been done meanwhile.
ON_ITS_WAY = timedelta(seconds=10)


class Reports:
    """Which numbers devices said they had used, and when; told by one thread and asked by another."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._of: dict[str, tuple[Witness, ...]] = {}

    def hear(self, device: str, number: int, at: datetime) -> None:
        """Note that at ``at`` (the hub's clock) a device had used ``number`` and none above it."""
        before = tuple(one for one in self._of.get(device, ()) if one.number != number)
        self._of[device] = (*before, Witness(number, at - ON_ITS_WAY))[-REMEMBERED:]

    def of(self, device: str) -> tuple[Witness, ...]:
        """Return what was heard of a device."""
        return self._of.get(device, ())


def of_journal(tx: Transaction, device: str, number: int) -> Iterator[Witness]:
    """Return what a device's facts with lower numbers tell: their own times, and the grants they could cite."""
    beside = [one for one in tx.entries if one.numbered and one.device == device and one.device_seq < number]
    for entry in (*beside[-LOOKED_AT:], *journal.numbered_below(tx.connection, device, number, LOOKED_AT)):
        for at in _times(tx, entry):
            yield Witness(entry.device_seq, at)


def _times(tx: Transaction, entry: Entry) -> Iterator[datetime]:
    """Return moments after which an entry's fact was surely made."""
    if entry.code == "grant-dated-back":
        after = Refusal.restored(entry.code, entry.refusal).params["after"]
        yield datetime.fromisoformat(str(after))
    try:
        fact = facts.parse(facts.loads(entry.fact))
    except ValueError:
        return
    yield min(fact.at, datetime.fromisoformat(entry.received))  # a clock that is fast is no witness against anybody
    grant = None if fact.grant is None else grants.get(tx.connection, fact.grant)
    if grant is not None:
        yield datetime.fromtimestamp(grant.not_before, fact.at.tzinfo)
