"""People on duty: who is listed, in what role, and whether they are in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from server.domain.duty import Post
from server.store import tables
from server.store.prepared import Prepared

PERSON = tables.person.c
_KEEP_POST = Prepared(
    update(tables.person)
    .where(PERSON.plan == bindparam("in_plan"), PERSON.person == bindparam("number"))
    .values({name: bindparam(name) for name in ("state", "at", "place", "rooms")})
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person in a plan, as imported, with their duty.

    ``portrait`` is the SHA-256 of the picture kept, ``badge`` and ``number`` the badge in use; each may be None.
    """

    post: Post
    staff_no: str
    name: str
    unit: str
    phone: str
    note: str
    portrait: str | None
    badge: str | None
    number: str | None


def of_row(row: Any) -> Person:
    """Read a table row."""
    post = Post(
        plan=row.plan,
        person=row.person,
        role=row.role,
        listed=bool(row.listed),
        sessions=tuple(json.loads(row.sessions)),
        rooms=json.loads(row.rooms),
        state=row.state,
        at=None if row.at is None else datetime.fromisoformat(row.at),
        place=row.place,
    )
    return Person(post, row.staff_no, row.name, row.unit, row.phone, row.note, row.portrait, row.badge, row.number)


def get(connection: Connection, plan: int, person: int) -> Person | None:
    """Return one person, or None."""
    query = select(tables.person).where(PERSON.plan == plan, PERSON.person == person)
    row = connection.execute(query).first()
    return None if row is None else of_row(row)


def every(connection: Connection, plan: int) -> list[Person]:
    """Return a plan's people in the order of their numbers."""
    query = select(tables.person).where(PERSON.plan == plan).order_by(PERSON.person)
    return [of_row(row) for row in connection.execute(query)]


def add(connection: Connection, plan: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add people (columns of the table but for ``plan`` and what their duty starts with)."""
    start = {"plan": plan, "listed": 1, "badge": None, "number": None, "state": "expected", "at": None, "place": None}
    if rows:
        connection.execute(insert(tables.person), [start | dict(row) for row in rows])


def change(connection: Connection, plan: int, person: int, values: Mapping[str, Any]) -> None:
    """Set columns of one person."""
    statement = update(tables.person).where(PERSON.plan == plan, PERSON.person == person)
    connection.execute(statement.values(dict(values)))


def keep_post(connection: Connection, post: Post) -> None:
    """Set a person's state and rooms."""
    _KEEP_POST(
        connection,
        in_plan=post.plan,
        number=post.person,
        state=post.state,
        at=None if post.at is None else post.at.isoformat(timespec="milliseconds"),
        place=post.place,
        rooms=json.dumps(dict(post.rooms), ensure_ascii=False, sort_keys=True),
    )


def id_hash(connection: Connection, plan: int, person: int) -> str | None:
    """Return the keyed hash of a person's ID number, or None."""
    query = select(PERSON.id_hash).where(PERSON.plan == plan, PERSON.person == person)
    return connection.execute(query).scalar()
