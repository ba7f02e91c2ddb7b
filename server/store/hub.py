"""The hub's own few facts that are no facts: its journal's name."""

from sqlalchemy import Connection, insert, select

from server.store import tables

HUB = tables.hub.c


def get(connection: Connection, name: str) -> str | None:
    """Return a value, or None."""
    return connection.execute(select(HUB.value).where(HUB.name == name)).scalar()


def put(connection: Connection, name: str, value: str) -> str:
    """Set a value once, and return it."""
    connection.execute(insert(tables.hub), {"name": name, "value": value})
    return value
