"""Grants given, by their ids."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from server.domain.grant import Grant
from server.store import tables
from server.store.prepared import Prepared

GRANT = tables.grant.c
_ONE = Prepared(select(tables.grant).where(GRANT.grant == bindparam("id")))


def get(connection: Connection, grant: str) -> Grant | None:
    """Return one grant, or None."""
    rows = _ONE(connection, id=grant)
    return _grant(rows[0]) if rows else None


def open_ones(connection: Connection, *, plan: int | None = None, device: str | None = None) -> list[Grant]:
    """Return the grants of a plan or a device that nobody has ended; their time may be over."""
    query = select(tables.grant).where(GRANT.state == "open").order_by(GRANT.grant)
    if plan is not None:
        query = query.where(GRANT.plan == plan)
    if device is not None:
        query = query.where(GRANT.device == device)
    return [_grant(row) for row in connection.execute(query)]


def add(connection: Connection, grant: Grant) -> None:
    """Add a grant."""
    row = {
        "grant": grant.grant,
        "plan": grant.plan,
        "person": grant.person,
        "role": grant.role,
        "device": grant.device,
        "scope": json.dumps(scope(grant.acts, grant.place), ensure_ascii=False, sort_keys=True),
        "nbf": grant.not_before,
        "exp": grant.expires,
        "state": grant.state,
        "ended": None,
    }
    connection.execute(insert(tables.grant), row)


def end(connection: Connection, grant: str, state: str, at: datetime) -> None:
    """End a grant: ``state`` is ``ended`` or ``revoked``, since ``at`` (aware)."""
    values = {"state": state, "ended": at.isoformat(timespec="milliseconds")}
    connection.execute(update(tables.grant).where(GRANT.grant == grant).values(values))


def scope(acts: Sequence[str], place: str | None) -> dict[str, Any]:
    """Return what a grant is for, as rows and facts write it."""
    return {"acts": list(acts), "place": place}


def _grant(row: Any) -> Grant:
    found = json.loads(row.scope)
    ended = None if row.ended is None else datetime.fromisoformat(row.ended)
    return Grant(
        row.grant, row.plan, row.person, row.role, row.device, tuple(found["acts"]), found["place"],
        row.nbf, row.exp, row.state, ended,
    )  # fmt: skip
