"""Released scores in the centre's columns: theory as it was released, joined with the confirmed practical scores.

Of the identity document only the last four characters are told, and candidates of several exams are joined by its
keyed hash: rows have nothing more of it. The whole number stands in the list as it was imported, which the hub keeps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from server.desk.practical import live as practical
from server.desk.reading import released, scores
from server.domain.plan import Plan, SessionKind
from server.domain.reading.centre import Kind, Line, Result, joined, theory
from server.store import plan as plans

HIDDEN = "*" * 14
#: What an exam of a session is in the centre's columns; of one at computers the hub has no results, which is told.
KIND_OF: Mapping[SessionKind, Kind] = MappingProxyType(
    {"theory": "theory", "practical": "practical", "computer": "comprehensive"}
)


def lines(connection: Connection, plan: Plan, session: str | None = None) -> list[Line]:
    """Return the lines of a plan, or of the candidates of one session."""
    rows = plans.candidate_bodies(connection, plan.number)
    found = joined(_each(connection, plan, rows))
    if session is not None:
        found = [one for one in found if session in one.sessions]
    tails = {row["admission_no"]: row.get("id_tail") or "" for row in rows}
    return [replace(one, id_no=HIDDEN + tails[one.number] if tails[one.number] else "") for one in found]


def _each(connection: Connection, plan: Plan, rows: list[dict[str, Any]]) -> Iterator[Line]:
    """Return one line for each candidate of each session."""
    told = _theory(connection, plan) | _practical(connection, plan)
    kinds: dict[str, Kind] = {one.id: KIND_OF[one.kind] for one in plan.sessions}
    exams: dict[tuple[str, int], frozenset[Kind]] = {}
    for row in rows:
        what = row["trade"], row["level"]
        exams[what] = exams.get(what, frozenset()) | {kinds[row["session"]]}
    for row in sorted(rows, key=lambda row: (row["admission_no"], row["session"])):
        session, number = row["session"], row["admission_no"]
        yield Line(
            row.get("name") or "", number, row.get("id_hash") or "", row["trade"], row["level"],
            {kinds[session]: told.get((session, number), Result())}, exams[row["trade"], row["level"]],
            frozenset({session}),
        )  # fmt: skip


def stale(connection: Connection, plan: Plan, session: str | None = None) -> bool:
    """Tell whether what was released of a plan, or of one session, is no longer what cards and keys come to."""
    for one in plan.sessions:
        if one.kind == "theory" and session in (None, one.id):
            last = released.newest_row(connection, plan.number, one.id)
            if last is not None and scores.moved(connection, plan.number, one.id, last):
                return True
    return False


def _theory(connection: Connection, plan: Plan) -> dict[tuple[str, str], Result]:
    found = {}
    for session in plan.sessions:
        row = released.newest_row(connection, plan.number, session.id) if session.kind == "theory" else None
        for one in [] if row is None else released.marked_of(row):
            found[session.id, one.sheet.number] = theory(one)
    return found


def _practical(connection: Connection, plan: Plan) -> dict[tuple[str, str], Result]:
    """Return the practical scores that a leader has confirmed; one that is not is not there, which is not 0."""
    found = {}
    rooms = plans.rooms(connection, plan.number).values()
    places = [
        (session.id, room.room)
        for session in plan.sessions
        if session.kind == "practical"
        for room in rooms
        if session.id in room.sittings
    ]
    for place in places:
        for number, one in practical.workroom(connection, plan.number, place).standings.items():
            combined, state = one.result.combined, one.result.state
            if state == "absent":
                found[place[0], number] = Result(absent=True)
            elif state == "confirmed" and combined is not None:
                found[place[0], number] = Result(combined.score, passed=combined.passed)
    return found
