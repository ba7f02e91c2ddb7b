"""The plan and its rooms changed by hand on the day: a later start, another duty phone, a room more or less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.plan import DUES, Due, Plan, Point, Room, Session
from server.domain.refusal import Refusal
from server.domain.words.office import DUE_NAMES

PROCTORS_MOST, SEATS_MOST, MINUTES_MOST = 10, 500, 1440


@dataclass(frozen=True, slots=True)
class Times:
    """A session's new name and times (aware)."""

    id: str
    name: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class DueTime:
    """When the step at which something is due is to be: minutes before its session's start."""

    session: str
    what: Due
    minutes: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes about a plan; None stays as it is. Minutes are before and after a session's start."""

    name: str | None = None
    duty_phone: str | None = None
    proctors_per_room: int | None = None
    check_in: tuple[int, int] | None = None
    sessions: tuple[Times, ...] = ()
    dues: tuple[DueTime, ...] = ()


def changed(plan: Plan | None, changes: Changes) -> Plan:
    """Return the plan with the changes; each point of the timetable moves with its session.

    Raises:
        Refusal: ``plan-unknown``, ``session-unknown``, ``session-times``, ``session-day`` or ``due-unknown``.
    """
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan="—")
    new = {times.id: _session(plan, times) for times in changes.sessions}
    sessions = tuple(sorted((new.get(one.id, one) for one in plan.sessions), key=lambda session: session.starts))
    points = tuple(sorted((_moved(plan, new, point) for point in plan.timetable), key=lambda point: point.at))
    opens, closes = changes.check_in or (plan.check_in_opens, plan.check_in_closes)
    new_plan = replace(
        plan,
        name=plan.name if changes.name is None else changes.name,
        duty_phone=plan.duty_phone if changes.duty_phone is None else changes.duty_phone,
        proctors_per_room=changes.proctors_per_room or plan.proctors_per_room,
        check_in_opens=opens,
        check_in_closes=closes,
        sessions=sessions,
        timetable=points,
    )
    for due in changes.dues:
        new_plan = _due_moved(new_plan, due)
    return new_plan


def check_dues(plan: Plan, changes: Changes) -> None:
    """Check what the changes touch: in the changed plan no step is due before check-in opens, when nobody can be there.

    Apart from ``changed``, which also folds changes taken before this was asked.

    Raises:
        Refusal: ``due-early``.
    """
    touched = {(due.session, due.what) for due in changes.dues}
    for session in plan.sessions:
        for what in DUES:
            point = plan.due_point(session.id, what)
            if point is None or not (changes.check_in or (session.id, what) in touched):
                continue
            minutes = (session.starts - point.at) // timedelta(minutes=1)
            if minutes > plan.check_in_opens:
                zh, en = DUE_NAMES[what]
                raise Refusal(
                    "due-early", field="dues", session=plan.called(session.id), due=zh, due_en=en, minutes=minutes,
                    opens=plan.check_in_opens,
                )  # fmt: skip


def _due_moved(plan: Plan, due: DueTime) -> Plan:
    session, point = plan.session(due.session), plan.due_point(due.session, due.what)
    if session is None:
        raise Refusal("session-unknown", field="dues", session=due.session)
    if point is None:
        zh, en = DUE_NAMES[due.what]
        raise Refusal("due-unknown", field="dues", session=plan.called(session.id), due=zh, due_en=en)
    moved = replace(point, at=session.starts - timedelta(minutes=due.minutes))
    points = (moved if one is point else one for one in plan.timetable)
    return replace(plan, timetable=tuple(sorted(points, key=lambda one: one.at)))


def _session(plan: Plan, times: Times) -> Session:
    session = plan.session(times.id)
    if session is None:
        raise Refusal("session-unknown", field="sessions", session=times.id)
    if not timedelta(0) < times.ends - times.starts <= timedelta(days=1):
        raise Refusal("session-times", field="sessions", session=times.name)
    zone = ZoneInfo(plan.zone)
    starts, ends = times.starts.astimezone(zone), times.ends.astimezone(zone)
    if starts.date() not in plan.days:
        days = "、".join(str(day) for day in plan.days)
        raise Refusal("session-day", field="sessions", session=times.name, day=str(starts.date()), days=days)
    return replace(session, name=times.name, starts=starts, ends=ends)


def _moved(plan: Plan, new: Mapping[str, Session], point: Point) -> Point:
    """Move a point with its session: it keeps its distance to the edge it hangs on."""
    before, after = plan.session(point.session), new.get(point.session)
    if before is None or after is None:
        return point
    shift = after.starts - before.starts if point.edge == "start" else after.ends - before.ends
    return replace(point, at=point.at + shift)


def change_room(rooms: Mapping[str, Room], room: Room, *, new: bool) -> Room:
    """Return the room as it is kept: who sits in it stays; ``new`` says that it is not there yet.

    Raises:
        Refusal: ``room-exists``, ``room-unknown`` or ``room-too-small`` (candidates sit there already).
    """
    before = rooms.get(room.room)
    if new and before is not None:
        raise Refusal("room-exists", field="room", room=room.room)
    if not new and before is None:
        raise Refusal("room-unknown", field="room", room=room.room)
    sittings = before.sittings if before is not None else {}
    most = max((sitting.expected for sitting in sittings.values()), default=0)
    if room.seats < most:
        raise Refusal("room-too-small", field="seats", room=room.room, seats=room.seats, expected=most)
    return replace(room, sittings=sittings)


def remove_room(rooms: Mapping[str, Room], room: str, assigned: Sequence[str]) -> None:
    """Decide whether a room may go; ``assigned`` names the rooms that invigilators are given to.

    Raises:
        Refusal: ``room-unknown`` or ``room-in-use``.
    """
    before = rooms.get(room)
    if before is None:
        raise Refusal("room-unknown", field="room", room=room)
    seated = sum(sitting.expected for sitting in before.sittings.values())
    proctors = assigned.count(room)
    if seated or proctors:
        raise Refusal("room-in-use", field="room", room=room, seated=seated, proctors=proctors)
