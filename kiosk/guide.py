"""Where to go and what comes next: what a person wants to know who has just come through the gate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from protocol.role import BY_NUMBER, PROCTOR, Family

#: What a step is called in a plan's timetable where a session's rooms are drawn on the day.
DRAWING = "抽签"

#: Where people of a family report who have no room: Chinese, English.
REPORT: Mapping[Family, tuple[str, str]] = MappingProxyType(
    {
        Family.SUPERVISION: ("考务办公室", "Exam office"),
        Family.AREA: ("考务办公室", "Exam office"),
        Family.CHIEF: ("考务办公室", "Exam office"),
        Family.ROOM: ("考务办公室，等候安排考场", "Exam office, to be given a room"),
        Family.PAPERS: ("试卷保管室", "Paper room"),
        Family.SERVICE: ("考务办公室，按岗位安排到岗", "Exam office, then your post"),
    }
)
#: Where whoever is drawn for a room reports before the draw.
UNDRAWN = ("考务办公室，等待抽签", "Exam office, until rooms are drawn")


def current_plan(plans: Iterable[Mapping[str, Any]], today: date) -> Mapping[str, Any] | None:
    """Return today's plan, else the next one, else the last one that was."""
    said = today.isoformat()
    dated = sorted((plan for plan in plans if plan["days"]), key=lambda plan: (min(plan["days"]), plan["plan"]))
    for fits in (
        lambda plan: min(plan["days"]) <= said <= max(plan["days"]),
        lambda plan: min(plan["days"]) > said,
    ):
        if found := next(filter(fits, dated), None):
            return found
    return dated[-1] if dated else None


def running(plans: Iterable[Mapping[str, Any]], today: date) -> list[Mapping[str, Any]]:
    """Return every plan of today; where there is none, the one that ``current_plan`` finds."""
    known, said = list(plans), today.isoformat()
    here = [plan for plan in known if plan["days"] and min(plan["days"]) <= said <= max(plan["days"])]
    other = current_plan(known, today)
    return here or ([other] if other is not None else [])


def next_point(plan: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """Return the first point of the plan's timetable after ``now`` (aware): its time and name."""
    coming = [point for point in plan["timetable"] if datetime.fromisoformat(point["at"]) > now]
    if not coming:
        return None
    first = min(coming, key=lambda point: datetime.fromisoformat(point["at"]))
    return {"at": first["at"], "name": first["name"], "session": first.get("session")}


def where_to(
    person: Mapping[str, Any],
    plan: Mapping[str, Any],
    room_of: Callable[[str], Mapping[str, Any] | None],
    now: datetime,
    draw_of: Callable[[str], Mapping[str, Any] | None] = lambda _key: None,
) -> list[dict[str, Any]]:
    """Return where a person has to go: a line for each session of today that is not over and has a room for them.

    Args:
        person: their row.
        plan: their plan's row.
        room_of: finds a room's row by its key.
        now: the hub's time, aware.
        draw_of: finds a draw's row by its key; a room of the list that a coming draw may change is not told.
    """
    lines = []
    for session in _today(plan, now):
        wanted = (person.get("rooms") or {}).get(session["id"])
        if wanted is None or (person.get("role") == PROCTOR.number and _draw_comes(plan, session, draw_of, now)):
            continue
        room = room_of(f"{plan['plan']}/{wanted}") or {}
        floor = room.get("floor")
        lines.append(
            {
                "session": session["name"],
                "starts": session["starts"],
                "room": room.get("name") or str(wanted),
                "building": room.get("building") or "",
                "floor": "" if floor is None else str(floor),
            }
        )
    return lines


def _draw_comes(
    plan: Mapping[str, Any],
    session: Mapping[str, Any],
    draw_of: Callable[[str], Mapping[str, Any] | None],
    now: datetime,
) -> bool:
    """Tell whether a session's rooms are still to be drawn: its timetable says so, nobody did, it has not begun."""
    planned = any(point.get("session") == session["id"] and DRAWING in point["name"] for point in plan["timetable"])
    drawn = (draw_of(f"{plan['plan']}/{session['id']}/rooms") or {}).get("drawn")
    return planned and not drawn and now < datetime.fromisoformat(session["starts"])


def awaits_draw(
    person: Mapping[str, Any],
    plan: Mapping[str, Any],
    now: datetime,
    draw_of: Callable[[str], Mapping[str, Any] | None],
) -> bool:
    """Tell whether somebody's room is still to be drawn in a session of today that they serve in."""
    serves = person.get("sessions") or [session["id"] for session in plan["sessions"]]
    return person.get("role") == PROCTOR.number and any(
        _draw_comes(plan, session, draw_of, now) for session in _today(plan, now) if session["id"] in serves
    )


def report(role: int | None, *, undrawn: bool = False) -> tuple[str, str]:
    """Return where somebody of this role reports who has no room, or (``undrawn``) not yet: Chinese, English."""
    if undrawn:
        return UNDRAWN
    known = BY_NUMBER.get(role or 0)
    return REPORT[known.family] if known else ("考务办公室", "Exam office")


def counts(people: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many listed people are ``in``, ``out`` and still ``expected``."""
    found = dict.fromkeys(("in", "out", "expected"), 0)
    for person in people:
        state = person.get("state")
        found[state if state in found else "expected"] += 1
    return found


def _today(plan: Mapping[str, Any], now: datetime) -> list[Mapping[str, Any]]:
    """Return the sessions of the plan's present day that are not over; on no day of its own, all that are to come."""
    zone = ZoneInfo(plan["zone"])
    open_still = [session for session in plan["sessions"] if datetime.fromisoformat(session["ends"]) > now]
    open_still.sort(key=lambda session: datetime.fromisoformat(session["starts"]))
    today = now.astimezone(zone).date()
    same = [one for one in open_still if datetime.fromisoformat(one["starts"]).astimezone(zone).date() == today]
    return same or open_still[:2]
