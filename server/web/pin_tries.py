"""Checking a PIN: a try is counted on disk before the PIN is looked at, so that no race and no restart gives more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.domain import pin as rules
from server.domain.refusal import Refusal
from server.store import pin as pins
from server.store.journal import Transaction
from server.store.pin import Tries
from server.web.core import Core, settled


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose PIN it should be; None where nobody is known by what was shown."""

    plan: int
    person: int


def check(hub: Core, whose: Whose | None, device: str, pin: str) -> None:
    """Check a PIN; on return the wrong tries are forgotten. Nobody learns whether there is such a person or PIN.

    Raises:
        Refusal: ``pin-wait`` or ``pin-wrong``.
    """
    kept: str = settled(hub.commit(lambda tx: _reserve(tx, whose, device)))
    right = hub.waiting.run(lambda: pins.verifies(kept, pin))
    settled(hub.commit(lambda tx: _forget(tx, whose, device) if right else _wrong(tx, whose, device)))


def _reserve(tx: Transaction, whose: Whose | None, device: str) -> str | Refusal:
    """Count the try and return the hash to check it against; refuse while somebody has to wait."""
    now = datetime.fromisoformat(tx.now)
    found = None if whose is None else pins.get(tx.connection, whose.plan, whose.person)
    counted = [pins.of_device(tx.connection, device), *([] if found is None else [found.tries])]
    seconds = max(rules.seconds_to_wait(tries.wait_until, now) for tries in counted)
    if seconds:
        return Refusal("pin-wait", seconds=seconds)
    pins.note_device(tx.connection, device, _one_more(counted[0], now))
    if whose is not None and found is not None:
        pins.of_person(tx.connection, whose.plan, whose.person, _one_more(found.tries, now))
    return pins.no_pin() if found is None else found.hash


def _one_more(tries: Tries, now: datetime) -> Tries:
    wait = rules.wait_after(tries.wrong + 1)
    return Tries(tries.wrong + 1, now + wait if wait else None)


def _forget(tx: Transaction, whose: Whose | None, device: str) -> None:
    pins.note_device(tx.connection, device, Tries())
    if whose is not None:
        pins.of_person(tx.connection, whose.plan, whose.person, Tries())


def _wrong(tx: Transaction, whose: Whose | None, device: str) -> Any:
    found = None if whose is None else pins.get(tx.connection, whose.plan, whose.person)
    wrong = max(pins.of_device(tx.connection, device).wrong, 0 if found is None else found.tries.wrong)
    if wrong >= rules.FREE_TRIES:
        seconds = int(rules.wait_after(wrong).total_seconds())
        return Refusal("pin-wait", seconds=seconds)
    return Refusal("pin-wrong", left=rules.left(wrong))
