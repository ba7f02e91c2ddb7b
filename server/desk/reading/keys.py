"""Answer keys as they stand: who entered what of each paper, and which hold."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from server.domain.reading import key as rules
from server.domain.reading.key import Entry, Key, Standing, key_from_row
from server.store import reading

#: Differences of two entries that a row shows.
SHOWN = 40


def entries(connection: Connection, plan: int, session: str) -> dict[tuple[str, str], list[Entry]]:
    """Return what was entered of each paper of a session (subject, paper), in order."""
    found: dict[tuple[str, str], list[Entry]] = {}
    rows = sorted(reading.every(connection, plan, "entry", session).values(), key=lambda row: row["seq"])
    for row in rows:
        key = None if row["key"] is None else key_from_row(row["key"])
        of = row if "subject" in row else row["key"]  # entries kept before one could be withdrawn
        found.setdefault((of["subject"], of["paper"]), []).append(Entry(row["by"] or 0, row["fact"], key))
    return found


def standings(connection: Connection, plan: int, session: str) -> dict[tuple[str, str], Standing]:
    """Return where each paper's key stands."""
    return {which: rules.standing(found) for which, found in entries(connection, plan, session).items()}


def in_force(found: Mapping[tuple[str, str], Standing]) -> dict[tuple[str, str], Key]:
    """Return the keys that hold, by subject and paper."""
    return {which: one.key for which, one in found.items() if one.key is not None}


def shown(connection: Connection, plan: int, session: str) -> list[dict[str, Any]]:
    """Return where each paper's key stands, as screens show it; what is right is asked for, and not kept by devices."""
    return [
        {
            "subject": subject, "paper": paper, "state": one.state, "people": list(one.people),
            "questions": None if one.key is None else len(one.key.questions),
            "full": None if one.key is None else one.key.full, "passing": None if one.key is None else one.key.passing,
            "differ": [
                {"question": each.question, "what": each.what} for each in one.differences[:SHOWN]
            ],
            "differ_count": len(one.differences),
        }
        for (subject, paper), one in sorted(standings(connection, plan, session).items())
        if one.state != "none" or one.key is not None
    ]  # fmt: skip
