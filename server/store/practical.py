"""What is known of a practical exam: schemes, assessors, teams, lots, candidates at stations, results."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, or_, select

from server.domain.evidence.clock import set_right
from server.domain.evidence.piece import Place
from server.domain.practical.covered import Span
from server.domain.practical.extent import extent
from server.domain.practical.required import Evidence
from server.store import tables
from server.store.things import Things

EVIDENCE = tables.evidence.c
#: Faults of the look at a file that tell of the hub, not of the file.
NOT_ITS_OWN = frozenset({"too-slow", "ended-reader", "too-many-pixels"})
#: What there is; ``key`` is unique within it.
What = Literal["scheme", "assessor", "team", "lots", "candidate", "sent_back", "confirmed"]
_THINGS: Things[What] = Things(tables.practical)
get, every, keep = _THINGS.get, _THINGS.every, _THINGS.keep


def evidence_of(
    connection: Connection, plan: int, session: str, room: str, only: Collection[str] | None = None
) -> list[Evidence]:
    """Return the photos and films of a room in a session, as far as what is wanted asks of them.

    ``only``: of these candidates, and of none in particular.
    """
    query = select(EVIDENCE.candidate, EVIDENCE.state, EVIDENCE.body)
    here = query.where(EVIDENCE.plan == plan, EVIDENCE.session == session, EVIDENCE.room == room)
    if only is not None:
        here = here.where(or_(EVIDENCE.candidate.is_(None), EVIDENCE.candidate.in_(only)))
    found = []
    for candidate, state, body in connection.execute(here.order_by(EVIDENCE.evidence)):
        told = set_right(json.loads(body))
        if state == "unreadable" and told["equal"] is not False and told["found"]["fault"] in NOT_ITS_OWN:
            state = "complete" if told["equal"] is None else "equal"  # all of it is here: the hub could not look at it
        if state == "interrupted" and told["size"] is not None:
            state = "cut"  # nothing more of it is on its way
        begun = datetime.fromisoformat(told["begun"])
        ended, pauses = _extent(begun, told)
        found.append(
            Evidence(
                told["media"], told["purpose"], state, candidate, told["place"]["station"], begun, ended,
                told["place"]["item"], pauses,
            )
        )  # fmt: skip
    return found


def _extent(begun: datetime, told: Mapping[str, Any]) -> tuple[datetime | None, tuple[Span, ...] | None]:
    """Return when a capture ended and when it rested, as ``extent`` does."""
    if told["media"] == "photo":
        return begun, ()
    milliseconds = None if told["found"] is None else told["found"]["duration_ms"]
    lasts = timedelta(milliseconds=milliseconds) if milliseconds else None
    word = told["word"] or {}
    stated = None if word.get("ended") is None else datetime.fromisoformat(word["ended"])
    pauses = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in word.get("pauses", ())]
    return extent(begun, lasts, stated, pauses, clocked=told["source"]["kind"] == "app")


def items(connection: Connection, plan: int, place: Place) -> dict[str, str | None]:
    """Return the items that may be shown there, id and name: of the candidate's scheme, else of everybody's there.

    Ids are unique within one scheme only: the name is None where another trade's item has the same. Where no scheme is
    known there are none.
    """
    schemes = every(connection, plan, "scheme")
    seated = every(connection, plan, "candidate", place.session, place.room).values()
    keys = {f"{one['trade']}/{one['level']}" for one in seated if place.candidate in (None, one["number"])}
    names: dict[str, set[str]] = {}
    for item in (item for key in sorted(keys & schemes.keys()) for item in schemes[key]["items"]):
        names.setdefault(item["id"], set()).add(item["name"])
    return {item: next(iter(known)) if len(known) == 1 else None for item, known in names.items()}


@dataclass(frozen=True, slots=True)
class OfRoom:
    """The plan, session and room that a photo or film belongs to; ``candidate`` None: to no candidate alone."""

    plan: int
    session: str
    room: str
    candidate: str | None


def place_of_evidence(connection: Connection, evidence: str) -> OfRoom | None:
    """Return where a photo or film belongs; None where it has no room in a session."""
    query = select(EVIDENCE.plan, EVIDENCE.session, EVIDENCE.room, EVIDENCE.candidate, EVIDENCE.body)
    row = connection.execute(query.where(EVIDENCE.evidence == evidence)).first()
    if row is None or row.session is None or row.room is None:
        return None
    of_room = json.loads(row.body)["purpose"] == "room"
    return OfRoom(row.plan, row.session, row.room, None if of_room else row.candidate)
