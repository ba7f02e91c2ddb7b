"""What the store tells of a plan for its forms, and the words that several of them begin with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from server.desk.forms.asked import PRACTICAL, Asked
from server.desk.practical import live
from server.desk.practical.live import Workroom
from server.domain import counts
from server.domain.custody.item import Item
from server.domain.plan import GRADES, LEVELS, Plan, Room, Session
from server.domain.practical.assessor import Assessor, assessor_from_row
from server.domain.refusal import Refusal
from server.store import balance, custody, draw, people, practical
from server.store import plan as plans
from server.store.people import Person

Candidate = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What the store tells of a plan for forms.

    ``sessions`` and ``rooms`` are those asked for; ``candidates`` and ``counted``, the figures as they stand, are by
    session and room; ``staff`` is everybody on the plan's list. ``left_out`` has by session and room why a room took no
    part in the draw. ``workrooms``, practical rooms worked out, and ``cards`` of assessors are there for forms of the
    practical exam; ``readings``, what card reading knows of each theory session, for those of card reading.
    """

    plan: Plan
    sessions: tuple[Session, ...]
    rooms: Mapping[str, Room]
    items: Mapping[str, Item]
    candidates: Mapping[tuple[str, str], tuple[Candidate, ...]]
    counted: Mapping[tuple[str, str], Mapping[str, int]]
    staff: tuple[Person, ...]
    left_out: Mapping[tuple[str, str], str]
    workrooms: Mapping[tuple[str, str], Workroom] = field(default_factory=dict)
    cards: Mapping[int, Assessor] = field(default_factory=dict)
    readings: Mapping[str, Any] = field(default_factory=dict)

    def sitting(self) -> list[tuple[Session, Room]]:
        """Return every session with every room that has candidates in it."""
        return [
            (session, room)
            for session in self.sessions
            for room in self.rooms.values()
            if session.id in room.sittings and room.sittings[session.id].expected
        ]

    def sat(self, session: Session, room: Room) -> tuple[Candidate, ...]:
        """Return a room's candidates by seat."""
        return self.candidates.get((session.id, room.room), ())

    def bags(self, session: Session, room: Room) -> tuple[Item, ...]:
        """Return a room's paper bags that are for one trade and level each, by these; none where one is for all."""
        place = (session.id, room.room)
        found = (one for one in self.items.values() if one.group is not None and (one.session, one.room) == place)
        return tuple(sorted(found, key=lambda one: (one.group or ("", 0), one.label)))

    def label(self, kind: str, session: Session, room: Room) -> str:
        """Return the label of a room's only object of a kind; empty where none is registered."""
        found = [
            one.label
            for one in self.items.values()
            if (one.kind, one.session, one.room) == (kind, session.id, room.room)
        ]
        return found[0] if found else ""


def told(connection: Connection, asked: Asked) -> Told:
    """Read what forms need.

    Raises:
        Refusal: ``plan-unknown``, ``session-unknown`` or ``room-unknown``.
    """
    plan = known_plan(connection, asked.plan)
    sessions = tuple(one for one in plan.sessions if asked.session in (None, one.id))
    if not sessions:
        raise Refusal("session-unknown", field="session", session=asked.session or "—")
    rooms = {name: room for name, room in plans.rooms(connection, plan.number).items() if asked.room in (None, name)}
    if not rooms and asked.room is not None:
        raise Refusal("room-unknown", field="room", room=asked.room)
    sat: dict[tuple[str, str], list[Candidate]] = {}
    for row in plans.candidate_bodies(connection, plan.number):
        sat.setdefault((row["session"], row["room"]), []).append(row)
    by_seat = {place: tuple(sorted(rows, key=seat)) for place, rows in sat.items()}
    counted = {
        (session.id, room): _figures(connection, plan, session.id, room) for session in sessions for room in rooms
    }
    items, staff = custody.every(connection, plan.number), tuple(people.every(connection, plan.number))
    found = Told(plan, sessions, rooms, items, by_seat, counted, staff, _left_out(connection, plan, sessions))
    if asked.form not in PRACTICAL:
        return found
    worked = {
        (one.id, room.room): live.workroom(connection, plan.number, (one.id, room.room))
        for one, room in found.sitting()
        if one.kind == "practical"
    }
    cards = map(assessor_from_row, practical.every(connection, plan.number, "assessor").values())
    return replace(found, workrooms=worked, cards={card.person: card for card in cards})


def _left_out(connection: Connection, plan: Plan, sessions: tuple[Session, ...]) -> dict[tuple[str, str], str]:
    lots = {session.id: draw.get(connection, plan.number, session.id, "rooms") for session in sessions}
    return {
        (session, room): why
        for session, lot in lots.items()
        if lot is not None and lot.done
        for room, why in lot.done[0].left_out.items()
    }


def _figures(connection: Connection, plan: Plan, session: str, room: str) -> dict[str, int]:
    stated = counts.known(balance.figures(connection, plan.number, session, room))
    return {figure: count.value for figure, count in stated.items()}


def known_plan(connection: Connection, number: int | None) -> Plan:
    """Return a plan, without a number the one imported last.

    Raises:
        Refusal: ``plan-unknown``.
    """
    found = plans.every(connection) if number is None else (plans.get(connection, number),)
    if not found or found[0] is None:
        raise Refusal("plan-unknown", field="plan", plan=number if number is not None else "—")
    return found[0]


def seat(row: Candidate) -> tuple[int, str]:
    """Return what seats are ordered by: their number, 0 where it is none, and as written."""
    written = str(row["seat"])
    return (int(written) if written.isdecimal() else 0, written)


def head(of: Told, session: Session, room: Room) -> dict[str, Any]:
    """Return what a room's form begins with."""
    sat = of.sat(session, room)
    numbers = [str(row["admission_no"]) for row in sat]
    return {
        "plan": of.plan.name,
        "site": of.plan.site.name,
        "room": room.room,
        "session": session.name,
        "when": when(session),
        "subject": "；".join(dict.fromkeys(subject(row) for row in sat)),
        "count": room.sittings[session.id].expected,
        "first": min(numbers, default=""),
        "last": max(numbers, default=""),
    }


def when(session: Session) -> str:
    """Say when a session is, by the plan's clock."""
    return f"{session.starts.month}月{session.starts.day}日 {session.starts:%H:%M}–{session.ends:%H:%M}"


def subject(row: Candidate) -> str:
    """Say a candidate's trade and level."""
    return f"{row['trade']} {GRADES.get(row['level'], row['level'])}"


def grade(level: int) -> str:
    """Say a level by its number and its name."""
    return f"{GRADES[level]}/{LEVELS[level]}" if level in LEVELS else str(level)
