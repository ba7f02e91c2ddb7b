"""The signals given in each session."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from server.store import tables

SIGNAL = tables.signal.c


def get(connection: Connection, plan: int, session: str) -> dict[str, Any]:
    """Return what was given in a session, as its row shows it; empty where nothing was."""
    query = select(SIGNAL.body).where(SIGNAL.plan == plan, SIGNAL.session == session)
    body = connection.execute(query).scalar()
    return {} if body is None else json.loads(body)


def last_ends(connection: Connection, plan: int) -> dict[str, datetime]:
    """Return when the last room ends, with the extensions, of those sessions in which signals were given (aware)."""
    found = connection.execute(select(SIGNAL.session, SIGNAL.body).where(SIGNAL.plan == plan))
    return {row.session: datetime.fromisoformat(json.loads(row.body)["last_ends"]) for row in found}


def keep(connection: Connection, plan: int, session: str, row: Mapping[str, Any]) -> None:
    """Set what was given in a session."""
    connection.execute(delete(tables.signal).where(SIGNAL.plan == plan, SIGNAL.session == session))
    body = json.dumps(dict(row), ensure_ascii=False, sort_keys=True)
    connection.execute(insert(tables.signal), {"plan": plan, "session": session, "body": body})
