"""Start, end and extension of a session, given by the chief."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol.role import BY_NUMBER
from server.desk import feed
from server.desk.act import Act, Body, Concern, Desk, Disputable, Hub
from server.desk.draw import PlanNumber, Reason, RoomId, SessionId
from server.domain import drawing, duty, timetable
from server.domain.duty import Post
from server.domain.plan import Plan, Room, point_to_row
from server.domain.refusal import Refusal
from server.domain.timetable import Course, Extension
from server.store import people, signal
from server.store import plan as plans
from server.store.journal import Transaction


class SignalBody(Body):
    """A signal in the name of whoever holds the grant.

    An extension states the minutes, the number (or wording) of the area's order, the role that ordered it, and the
    rooms (none: all). A start or end given late states the reason.
    """

    plan: PlanNumber
    session: SessionId
    signal: Literal["start", "end", "extend"]
    minutes: StrictInt | None = Field(default=None, ge=-10_000, le=10_000)
    order: StrictStr = Field(default="", max_length=80)
    ordered_by: StrictInt | None = Field(default=None, ge=1, le=99)
    rooms: list[RoomId] = Field(default_factory=list, max_length=500)
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class ToSignal:
    """The plan, its rooms, what was given so far, and who gives it."""

    plan: Plan | None
    rooms: dict[str, Room]
    row: dict[str, Any]
    giver: Post | None


def _load(connection: Connection, _hub: Hub, act: Act, body: SignalBody) -> ToSignal:
    person = None if act.grant is None else people.get(connection, body.plan, act.grant.person)
    giver = None if person is None or act.grant is None or act.grant.plan != body.plan else person.post
    row = signal.get(connection, body.plan, body.session)
    return ToSignal(plans.get(connection, body.plan), plans.rooms(connection, body.plan), row, giver)


def course_of(plan: Plan, session_id: str, row: dict[str, Any]) -> Course | None:
    """Return a session with what was given in it; None where the plan has no such session."""
    session = plan.session(session_id)
    if session is None:
        return None
    extensions = tuple(
        Extension(one["minutes"], one["order"], frozenset(one["rooms"])) for one in row.get("extensions", ())
    )
    return Course(session, _moment(row.get("started")), _moment(row.get("ended")), extensions)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _decide(loaded: ToSignal, act: Act, body: SignalBody) -> None:
    _given(loaded, act, body)


def _given(loaded: ToSignal, act: Act, body: SignalBody) -> Course:
    plan = loaded.plan
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    course = course_of(plan, body.session, loaded.row)
    if course is None:
        raise Refusal("session-unknown", field="session", session=body.session)
    if act.grant is None:
        raise Refusal("grant-needed", field="grant")
    giver = loaded.giver
    if giver is None:
        raise Refusal("person-unknown", field="grant")
    present = duty.present(giver, act.at)
    rooms = drawing.rooms_of(loaded.rooms.values(), body.session)
    if body.signal != "extend":
        return timetable.give(
            course, body.signal, giver.role, act.now, plan, rooms, present=present, reason=body.reason
        )
    if body.ordered_by is None or body.ordered_by not in BY_NUMBER:
        raise Refusal("extension-orderer", field="ordered_by")
    extension = Extension(body.minutes or 0, body.order, frozenset(body.rooms))
    return timetable.extend(course, extension, giver.role, body.ordered_by, rooms, act.now, present=present)


def _keep(tx: Transaction, act: Act, body: SignalBody, loaded: ToSignal) -> None:
    """Keep and show the session with the signal: its effective times and every step at its effective time."""
    if loaded.plan is None or act.grant is None:
        return
    course = _given(loaded, act, body)
    at = act.at.astimezone(ZoneInfo(loaded.plan.zone)).isoformat(timespec="milliseconds")
    row = dict(loaded.row)
    by = {"person": act.grant.person, "device": act.fact.device, "at": at, "fact": act.fact.id, "reason": body.reason}
    if body.signal == "extend":
        told = {
            "minutes": body.minutes,
            "order": body.order,
            "ordered_by": body.ordered_by,
            "rooms": sorted(body.rooms),
        }
        row["extensions"] = [*row.get("extensions", []), told | by]
    else:
        row[f"{body.signal}ed"] = at
        row["given"] = {**row.get("given", {}), body.signal: by}
    shown = row | _effective(loaded.plan, course, row, drawing.rooms_of(loaded.rooms.values(), body.session))
    signal.keep(tx.connection, body.plan, body.session, shown)
    tx.rows.put(act.seq, "signal", f"{body.plan}/{body.session}", "staff", shown)
    feed.line(
        tx, act, plan=body.plan, person=act.grant.person, place=body.session, what=[body.signal], about=_about(body)
    )


def _about(body: SignalBody) -> str | None:
    return None if body.minutes is None else str(body.minutes)


def _effective(plan: Plan, course: Course, row: dict[str, Any], all_rooms: Iterable[str]) -> dict[str, Any]:
    rooms = sorted({room for extension in course.extensions for room in extension.rooms})
    return {
        "plan": plan.number,
        "session": course.session.id,
        "phase": timetable.phase(course),
        "started": row.get("started"),
        "ended": row.get("ended"),
        "given": row.get("given", {}),
        "extensions": row.get("extensions", []),
        "starts": course.session.starts.isoformat(),
        "ends": timetable.common_end(course, all_rooms).isoformat(),
        "last_ends": timetable.ends_at(course).isoformat(),
        "room_ends": {room: timetable.ends_at(course, room).isoformat() for room in rooms},
        "points": [point_to_row(point) for point in timetable.points_shown(plan, course)],
    }


def _turn_down(tx: Transaction, act: Act, body: SignalBody, _loaded: ToSignal, refusal: Refusal) -> None:
    person = None if act.grant is None else act.grant.person
    feed.line(tx, act, plan=body.plan, person=person, place=body.session, what=[body.signal], refusal=refusal)


def _concern(body: SignalBody, loaded: ToSignal, code: str) -> Concern:
    """Tell which signal stands against one that was given elsewhere without the hub."""
    earlier = loaded.row.get("given", {}).get(body.signal) if code == "signal-given" else None
    person = None if loaded.giver is None else loaded.giver.person
    return Concern(body.plan, person, body.session, None if earlier is None else earlier["fact"])


SIGNAL = Desk(
    "session.signal", SignalBody, _load, _decide, _keep, _turn_down,
    disputable=Disputable(_concern, lambda *_: False, _keep),
)  # fmt: skip
