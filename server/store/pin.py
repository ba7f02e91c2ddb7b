"""PINs: their hashes, and how many wrong ones were tried in a row, by person and by device.

They stand beside the journal and are not rebuilt. Hashing takes time on purpose: never on the loop, never in the
writer's thread.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, insert, select, update

from server.store import tables

PIN, HUB = tables.pin.c, tables.hub.c

#: OWASP's second choice for argon2id: eight threads at once need 152 MB, not half a gigabyte.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs in a row, and until when nobody may try again (aware; None: at once)."""

    wrong: int = 0
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """Somebody's PIN as kept."""

    hash: str
    tries: Tries


def hashed(pin: str) -> str:
    """Return what is kept of a PIN (argon2id)."""
    return _HASHER.hash(pin)


@cache
def no_pin() -> str:
    """Return what is verified where there is no PIN, so that the answer takes as long; nothing anyone knows fits it."""
    return hashed(secrets.token_hex(32))


def verifies(kept: str, pin: str) -> bool:
    """Tell whether a PIN is the one that was kept; what is damaged fits none."""
    try:
        return _HASHER.verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False


def get(connection: Connection, plan: int, person: int) -> Pin | None:
    """Return somebody's PIN, or None where none was set."""
    row = connection.execute(select(tables.pin).where(PIN.plan == plan, PIN.person == person)).first()
    return None if row is None else Pin(row.hash, Tries(row.tries, _moment(row.wait_until)))


def put(connection: Connection, plan: int, person: int, kept: str, changed: str) -> None:
    """Set somebody's PIN; the tries of the old one are forgotten."""
    connection.execute(delete(tables.pin).where(PIN.plan == plan, PIN.person == person))
    values = {"plan": plan, "person": person, "hash": kept, "changed": changed, "tries": 0, "wait_until": None}
    connection.execute(insert(tables.pin), values)


def of_person(connection: Connection, plan: int, person: int, tries: Tries) -> None:
    """Note how often somebody's PIN was wrong; without a PIN there is nothing to note."""
    values = {"tries": tries.wrong, "wait_until": _text(tries.wait_until)}
    connection.execute(update(tables.pin).where(PIN.plan == plan, PIN.person == person).values(values))


def of_device(connection: Connection, device: str) -> Tries:
    """Return how often a device sent a wrong PIN, whoever's."""
    text = connection.execute(select(HUB.value).where(HUB.name == _name(device))).scalar()
    if text is None:
        return Tries()
    kept = json.loads(text)
    return Tries(kept["wrong"], _moment(kept["wait_until"]))


def note_device(connection: Connection, device: str, tries: Tries) -> None:
    """Note how often a device sent a wrong PIN."""
    connection.execute(delete(tables.hub).where(HUB.name == _name(device)))
    if tries != Tries():
        value = json.dumps({"wrong": tries.wrong, "wait_until": _text(tries.wait_until)})
        connection.execute(insert(tables.hub), {"name": _name(device), "value": value})


def note_leader(connection: Connection, plan: int, person: int, until: date) -> None:
    """Note that somebody's PIN was set as that of one who leads; ``until`` is the last day of their plan."""
    name = _leader(plan, person)
    connection.execute(delete(tables.hub).where(HUB.name == name))
    connection.execute(insert(tables.hub), {"name": name, "value": until.isoformat()})


def forget_leader(connection: Connection, plan: int, person: int) -> None:
    """Note that somebody's PIN was set as that of one who does not lead."""
    connection.execute(delete(tables.hub).where(HUB.name == _leader(plan, person)))


def is_leaders(connection: Connection, plan: int, person: int) -> bool:
    """Tell whether somebody's PIN was set as that of one who leads."""
    return connection.execute(select(HUB.name).where(HUB.name == _leader(plan, person))).first() is not None


def leaders(connection: Connection, today: date) -> list[tuple[int, int]]:
    """Return who leads and has a PIN as (plan, person), of every plan whose days are not over."""
    query = select(HUB.name).where(HUB.name.startswith(_LEADER, autoescape=True), HUB.value >= today.isoformat())
    names = connection.execute(query.order_by(HUB.name)).scalars()
    keys = (str(name).removeprefix(_LEADER).split("/") for name in names)
    return [(int(plan), int(person)) for plan, person in keys]


_LEADER = "lead "


def _leader(plan: int, person: int) -> str:
    return f"{_LEADER}{plan}/{person}"


def _name(device: str) -> str:
    return f"pin-tries {device}"[:32]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")
