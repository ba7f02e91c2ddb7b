"""Tables of things that are told apart by what they are and by a key: what there is of each is its capability's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Table, delete, insert, select

What = TypeVar("What", bound=str)


def text_of(body: Mapping[str, Any]) -> str:
    """Return a thing as it is stored: equal things are equal texts."""
    return json.dumps(dict(body), ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Things(Generic[What]):
    """The things of plans in one table of ``plan``, ``what``, ``key``, ``session``, ``room`` and ``body`` (JSON)."""

    table: Table

    def get(self, connection: Connection, plan: int, what: What, key: str) -> dict[str, Any] | None:
        """Return one of a plan's things, or None."""
        at = self.table.c
        query = select(at.body).where(at.plan == plan, at.what == what, at.key == key)
        body = connection.execute(query).scalar()
        return None if body is None else json.loads(body)

    def every(
        self, connection: Connection, plan: int, what: What, session: str | None = None, room: str | None = None
    ) -> dict[str, dict[str, Any]]:
        """Return a plan's things of one sort by key, of one session or room where it is named."""
        at = self.table.c
        query = select(at.key, at.body).where(at.plan == plan, at.what == what)
        if session is not None:
            query = query.where(at.session == session)
        if room is not None:
            query = query.where(at.room == room)
        return {key: json.loads(body) for key, body in connection.execute(query.order_by(at.key))}

    def keep(
        self, connection: Connection, plan: int, what: What, key: str, body: Mapping[str, Any] | None,
        session: str | None = None, room: str | None = None,
    ) -> None:  # fmt: skip
        """Set one of a plan's things, where it belongs to a session or a room with that; None takes it away."""
        at = self.table.c
        connection.execute(delete(self.table).where(at.plan == plan, at.what == what, at.key == key))
        if body is None:
            return
        values = {"plan": plan, "what": what, "key": key, "session": session, "room": room, "body": text_of(body)}
        connection.execute(insert(self.table), values)
