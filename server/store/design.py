"""How a plan's badges look, where it differs from the unified format."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from server.store import tables

DESIGN = tables.design.c


def get(connection: Connection, plan: int) -> Mapping[str, Any] | None:
    """Return a plan's design as it was stated, or None."""
    body = connection.execute(select(DESIGN.body).where(DESIGN.plan == plan)).scalar()
    return None if body is None else json.loads(body)


def keep(connection: Connection, plan: int, design: Mapping[str, Any]) -> None:
    """Set a plan's design."""
    connection.execute(delete(tables.design).where(DESIGN.plan == plan))
    body = json.dumps(dict(design), ensure_ascii=False, sort_keys=True)
    connection.execute(insert(tables.design), {"plan": plan, "body": body})
