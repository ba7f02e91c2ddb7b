"""People on duty: who is listed, in what role, and whether they are in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from server.domain.duty import Done, Post
from server.store import tables
from server.store.prepared import Prepared

PERSON = tables.person.c
_KEEP_POST = Prepared(
    update(tables.person)
    .where(PERSON.plan == bindparam("in_plan"), PERSON.person == bindparam("number"))
    .values({name: bindparam(name) for name in ("state", "at", "place", "rooms", "acts")})
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person in a plan, as imported, with their duty.

    ``portrait`` is the SHA-256 of the picture kept, ``badge`` and ``number`` the badge in use; each may be None.
    ``confirmed`` is False for a substitute added at a gate until chief or office have looked; ``replaces`` is whom
    they stand for, ``added`` the fact that added them.
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
    confirmed: bool = True
    replaces: int | None = None
    added: str | None = None


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
        at=_moment(row.at),
        place=row.place,
        acts=() if row.acts == "[]" else tuple(_done(act) for act in json.loads(row.acts)),
    )
    return Person(
        post, row.staff_no, row.name, row.unit, row.phone, row.note, row.portrait, row.badge, row.number,
        bool(row.confirmed), row.replaces, row.added,
    )  # fmt: skip


def _done(act: Mapping[str, Any]) -> Done:
    return Done(**{**act, "at": datetime.fromisoformat(act["at"]), "since": _moment(act["since"])})


def _act(done: Done) -> dict[str, Any]:
    """Write an act; by hand, because ``asdict`` costs more than the statement that stores it."""
    return {
        "fact": done.fact,
        "kind": done.kind,
        "device": done.device,
        "at": done.at.isoformat(timespec="milliseconds"),
        "state": done.state,
        "since": None if done.since is None else done.since.isoformat(timespec="milliseconds"),
        "place": done.place,
        "badge": done.badge,
    }


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def get(connection: Connection, plan: int, person: int) -> Person | None:
    """Return one person, or None."""
    query = select(tables.person).where(PERSON.plan == plan, PERSON.person == person)
    row = connection.execute(query).first()
    return None if row is None else of_row(row)


def added_by(connection: Connection, plan: int, fact: str) -> Person | None:
    """Return the substitute whom a fact added, or None."""
    query = select(tables.person).where(PERSON.plan == plan, PERSON.added == fact)
    row = connection.execute(query).first()
    return None if row is None else of_row(row)


def changed_by(connection: Connection, fact: str) -> Person | None:
    """Return whom a fact changed, while it can still be taken back, or None."""
    query = select(tables.person).where(PERSON.acts.contains(json.dumps(fact), autoescape=True))
    found = (of_row(row) for row in connection.execute(query))
    return next((person for person in found if any(act.fact == fact for act in person.post.acts)), None)


def every(connection: Connection, plan: int) -> list[Person]:
    """Return a plan's people in the order of their numbers."""
    query = select(tables.person).where(PERSON.plan == plan).order_by(PERSON.person)
    return [of_row(row) for row in connection.execute(query)]


def in_room(connection: Connection, plan: int, session: str, room: str) -> list[Person]:
    """Return the people who are given a room in a session."""
    place = json.dumps({session: room}, ensure_ascii=False)[1:-1]
    query = select(tables.person).where(PERSON.plan == plan, PERSON.rooms.contains(place, autoescape=True))
    found = (of_row(row) for row in connection.execute(query.order_by(PERSON.person)))
    return [person for person in found if person.post.rooms.get(session) == room]


def add(connection: Connection, plan: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add people (columns of the table but for ``plan`` and what their duty starts with)."""
    start = {
        "plan": plan, "listed": 1, "badge": None, "number": None, "state": "expected", "at": None, "place": None,
        "confirmed": 1, "replaces": None, "added": None, "acts": "[]",
    }  # fmt: skip
    if rows:
        connection.execute(insert(tables.person), [start | dict(row) for row in rows])


def change(connection: Connection, plan: int, person: int, values: Mapping[str, Any]) -> None:
    """Set columns of one person."""
    statement = update(tables.person).where(PERSON.plan == plan, PERSON.person == person)
    connection.execute(statement.values(dict(values)))


def keep_post(connection: Connection, post: Post) -> None:
    """Set a person's state, rooms and what can be taken back."""
    _KEEP_POST(
        connection,
        in_plan=post.plan,
        number=post.person,
        state=post.state,
        at=None if post.at is None else post.at.isoformat(timespec="milliseconds"),
        place=post.place,
        rooms=json.dumps(dict(post.rooms), ensure_ascii=False, sort_keys=True),
        acts=json.dumps([_act(done) for done in post.acts], ensure_ascii=False, sort_keys=True),
    )


def id_hash(connection: Connection, plan: int, person: int) -> str | None:
    """Return the keyed hash of a person's ID number, or None."""
    query = select(PERSON.id_hash).where(PERSON.plan == plan, PERSON.person == person)
    return connection.execute(query).scalar()
