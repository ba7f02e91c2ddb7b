"""Plans, rooms and candidates."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from server.domain.plan import Plan, Room, plan_from_row, room_from_row, room_to_row
from server.store import tables

PLAN, ROOM, CANDIDATE = tables.plan.c, tables.room.c, tables.candidate.c


@lru_cache(maxsize=64)
def parsed(body: str) -> Plan:
    """Read a plan's stored text; every scan needs it, so it is read once."""
    return plan_from_row(json.loads(body))


def get(connection: Connection, number: int) -> Plan | None:
    """Return a plan, or None."""
    body = connection.execute(select(PLAN.body).where(PLAN.plan == number)).scalar()
    return None if body is None else parsed(body)


def every(connection: Connection) -> tuple[Plan, ...]:
    """Return all plans, the one imported last first."""
    return tuple(parsed(body) for (body,) in connection.execute(select(PLAN.body).order_by(PLAN.imported_seq.desc())))


def imported_seq(connection: Connection, number: int) -> int:
    """Return the journal entry that imported the plan last."""
    return int(connection.execute(select(PLAN.imported_seq).where(PLAN.plan == number)).scalar_one())


def keep(connection: Connection, number: int, body: Mapping[str, Any], seq: int) -> None:
    """Set a plan's text; the counters of people and badges go on."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    changed = connection.execute(update(tables.plan).where(PLAN.plan == number).values(body=text, imported_seq=seq))
    if not changed.rowcount:
        first = {"plan": number, "body": text, "imported_seq": seq, "last_person": 0, "last_serial": 0}
        connection.execute(insert(tables.plan), first)


def counters(connection: Connection, number: int) -> tuple[int, int]:
    """Return the last person number and badge serial given out in a plan."""
    query = select(PLAN.last_person, PLAN.last_serial).where(PLAN.plan == number)
    person, serial = connection.execute(query).one()
    return person, serial


def count_on(connection: Connection, number: int, *, last_person: int, last_serial: int) -> None:
    """Set the last person number and badge serial; neither is ever given out twice."""
    values = {"last_person": last_person, "last_serial": last_serial}
    connection.execute(update(tables.plan).where(PLAN.plan == number).values(values))


def rooms(connection: Connection, number: int) -> dict[str, Room]:
    """Return a plan's rooms by number."""
    query = select(ROOM.room, ROOM.body).where(ROOM.plan == number).order_by(ROOM.room)
    return {name: _room(body) for name, body in connection.execute(query)}


def room(connection: Connection, number: int, name: str) -> Room | None:
    """Return one room of a plan, or None."""
    body = connection.execute(select(ROOM.body).where(ROOM.plan == number, ROOM.room == name)).scalar()
    return None if body is None else _room(body)


@lru_cache(maxsize=512)
def _room(body: str) -> Room:
    return room_from_row(json.loads(body))


def replace_rooms(connection: Connection, number: int, kept: Iterable[Room]) -> None:
    """Set all of a plan's rooms."""
    connection.execute(delete(tables.room).where(ROOM.plan == number))
    rows = [
        {"plan": number, "room": room.room, "body": json.dumps(room_to_row(room), ensure_ascii=False, sort_keys=True)}
        for room in kept
    ]
    if rows:
        connection.execute(insert(tables.room), rows)


def replace_candidates(connection: Connection, number: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Set all of a plan's candidates, one row for each session they sit."""
    connection.execute(delete(tables.candidate).where(CANDIDATE.plan == number))
    values = [
        {
            "plan": number,
            "admission_no": row["admission_no"],
            "session": row["session"],
            "room": row["room"],
            "seat": str(row["seat"]),
            "body": json.dumps(row, ensure_ascii=False, sort_keys=True),
        }
        for row in rows
    ]
    if values:
        connection.execute(insert(tables.candidate), values)


def candidate_bodies(connection: Connection, number: int) -> list[dict[str, Any]]:
    """Return a plan's candidates as they were imported."""
    query = select(CANDIDATE.body).where(CANDIDATE.plan == number)
    return [json.loads(body) for (body,) in connection.execute(query)]


def sits(connection: Connection, number: int, admission_no: str) -> bool:
    """Tell whether a plan has a candidate of this admission number."""
    query = select(CANDIDATE.plan).where(CANDIDATE.plan == number, CANDIDATE.admission_no == admission_no).limit(1)
    return connection.execute(query).scalar() is not None


def candidate_at(connection: Connection, number: int, session: str, room: str, seat: str) -> dict[str, Any] | None:
    """Return whoever sits at a seat of a room in a session, as imported, or None."""
    here = (CANDIDATE.plan == number, CANDIDATE.session == session, CANDIDATE.room == room, CANDIDATE.seat == seat)
    body = connection.execute(select(CANDIDATE.body).where(*here).limit(1)).scalar()
    return None if body is None else dict(json.loads(body))


def candidate_count(connection: Connection, number: int) -> int:
    """Return how many sittings a plan has (a candidate in two sessions counts twice)."""
    query = select(func.count()).select_from(tables.candidate).where(CANDIDATE.plan == number)
    return connection.execute(query).scalar_one()
