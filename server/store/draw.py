"""The draws of a plan, what its people declared beforehand, and who was seen at which door."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from server.domain.lot import Lot, Of, lot_from_row, lot_to_row
from server.store import tables

DRAW = tables.draw.c


def get(connection: Connection, plan: int, session: str, of: Of) -> Lot | None:
    """Return the draw of rooms or zones for a session, or None."""
    row = _read(connection, plan, session, of)
    return None if row is None else lot_from_row(row)


def keep(connection: Connection, lot: Lot) -> None:
    """Set a draw."""
    _write(connection, lot.plan, lot.session, lot.of, lot_to_row(lot))


def declared(connection: Connection, plan: int) -> dict[int, dict[str, Any]]:
    """Return by person what was declared before the draws: ``new``, ``rooms`` to avoid, ``apart`` from whom."""
    return {int(person): told for person, told in (_read(connection, plan, "", "declared") or {}).items()}


def declare(connection: Connection, plan: int, person: int, told: Mapping[str, Any]) -> None:
    """Set what somebody declared."""
    row = _read(connection, plan, "", "declared") or {}
    _write(connection, plan, "", "declared", {**row, str(person): dict(told)})


def seen(connection: Connection, plan: int, session: str, room: str) -> dict[str, Any] | None:
    """Return what was seen last at the door of a room, or None."""
    return (_read(connection, plan, session, "seen") or {}).get(room)


def keep_seen(connection: Connection, plan: int, session: str, room: str, row: Mapping[str, Any]) -> None:
    """Set what was seen last at the door of a room."""
    rooms = _read(connection, plan, session, "seen") or {}
    _write(connection, plan, session, "seen", {**rooms, room: dict(row)})


def _read(connection: Connection, plan: int, session: str, of: str) -> dict[str, Any] | None:
    query = select(DRAW.body).where(DRAW.plan == plan, DRAW.session == session, DRAW.of == of)
    body = connection.execute(query).scalar()
    return None if body is None else json.loads(body)


def _write(connection: Connection, plan: int, session: str, of: str, row: Mapping[str, Any]) -> None:
    connection.execute(delete(tables.draw).where(DRAW.plan == plan, DRAW.session == session, DRAW.of == of))
    body = json.dumps(dict(row), ensure_ascii=False, sort_keys=True)
    connection.execute(insert(tables.draw), {"plan": plan, "session": session, "of": of, "body": body})
