"""Releases as they are kept: what was given out, and which versions it rests on."""

from typing import Any

from sqlalchemy import Connection

from server.domain.reading.marking import Marked, Sheet
from server.domain.reading.release import Release, release_from_row
from server.store import reading


def rows(connection: Connection, plan: int, session: str) -> list[dict[str, Any]]:
    """Return a session's releases, the first one first."""
    found = reading.every(connection, plan, "release", session).values()
    return sorted(found, key=lambda row: row["number"])


def newest_row(connection: Connection, plan: int, session: str) -> dict[str, Any] | None:
    """Return the newest release of a session as it is kept, or None."""
    found = rows(connection, plan, session)
    return found[-1] if found else None


def newest(connection: Connection, plan: int, session: str) -> Release | None:
    """Return the newest release of a session, or None."""
    row = newest_row(connection, plan, session)
    return None if row is None else release_from_row(row)


def marked_of(row: dict[str, Any]) -> list[Marked]:
    """Return the results of a release as far as they are kept: without the answers and what each question earned."""
    return [
        Marked(Sheet(number, room, seat, subject, paper, None), state, total, (), passed)
        for number, room, seat, subject, paper, state, total, passed in row["lines"]
    ]
