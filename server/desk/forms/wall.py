"""Who is in which room, as people are now: the wall list and the slips of invigilators."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from server.desk.forms.asked import Asked
from server.desk.forms.rooms import place
from server.desk.forms.told import Told, when
from server.domain.plan import Session
from server.store.people import Person


def _given(of: Told, session: Session) -> list[Person]:
    """Return by name who was given a room in which somebody sits; any room where the plan does not say."""
    sat = {room.room for one, room in of.sitting() if one.id == session.id} or set(of.rooms)
    given = (one for one in of.staff if one.post.listed and one.post.rooms.get(session.id) in sat)
    return sorted(given, key=lambda one: (one.name, one.unit, one.post.person))


def _room(person: Person, session: Session) -> str:
    return person.post.rooms[session.id]


def wall(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write the list of each session in which somebody has a room."""
    lists = [(session, _given(of, session)) for session in of.sessions]
    return [
        {
            "site": of.plan.site.name,
            "session": session.name,
            "when": when(session),
            "rooms": _rooms(of, session, people),
            "left_out": {room: why for (one, room), why in of.left_out.items() if one == session.id},
            "people": [[one.name, _room(one, session), one.unit, one.phone[-4:]] for one in people],
        }
        for session, people in lists
        if people
    ]


def _rooms(of: Told, session: Session, people: Sequence[Person]) -> list[list[Any]]:
    names = _told_apart(of.staff)
    by: dict[str, list[str]] = {room: [] for room in of.rooms}
    for one in sorted(people, key=lambda one: one.post.person):
        by[_room(one, session)].append(names[one.post.person])
    return [[room, names] for room, names in by.items() if names or (session.id, room) in of.left_out]


def _told_apart(staff: Sequence[Person]) -> dict[int, str]:
    """Return names by person; namesakes with the last digits of the phone, or their unit where these agree too."""
    listed = [one for one in staff if one.post.listed]
    names = Counter(one.name for one in listed)
    both = Counter((one.name, one.phone[-4:]) for one in listed)

    def told(one: Person) -> str:
        if names[one.name] == 1:
            return one.name
        return f"{one.name}（{one.phone[-4:] if both[one.name, one.phone[-4:]] == 1 else one.unit}）"

    return {one.post.person: told(one) for one in listed}


def slips(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write a slip for everybody who has a room, session by session, by name."""
    return [
        {
            "name": one.name,
            "unit": one.unit,
            "room": _room(one, session),
            "place": place(of.rooms[_room(one, session)]),
            "session": session.name,
            "when": when(session),
        }
        for session in of.sessions
        for one in _given(of, session)
    ]
