"""The plan and its rooms changed by hand."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, StringConstraints, model_validator
from sqlalchemy import Connection

from protocol.fact import YEARS
from server.desk import feed, shown
from server.desk.act import Act, Body, Desk, Hub
from server.domain import plan_change as rules
from server.domain.plan import DUES, Plan, Room, plan_to_row
from server.store import people
from server.store import plan as plans
from server.store.journal import Transaction

MAX_SESSIONS = 20


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("text without control characters")
    return text


Line = Annotated[StrictStr, Field(max_length=40), AfterValidator(_printable)]
Words = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=60, pattern=r"^\S(.*\S)?$"), AfterValidator(_printable)
]
RoomNumber = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=16, pattern=r"^[^\s/]+$"), AfterValidator(_printable)
]
Phone = Annotated[str, StringConstraints(strict=True, max_length=20, pattern=r"^[0-9+() -]*$")]


class CheckInWindow(Body):
    """Minutes before and after a session's start between which staff check in."""

    opens: StrictInt = Field(ge=0, le=rules.MINUTES_MOST)
    closes: StrictInt = Field(ge=0, le=rules.MINUTES_MOST)


class SessionTimes(Body):
    """A session's name and times (RFC 3339 with offset)."""

    id: StrictStr
    name: Words
    starts: StrictStr = Field(max_length=40)
    ends: StrictStr = Field(max_length=40)

    @model_validator(mode="after")
    def _aware(self) -> "SessionTimes":
        for text in (self.starts, self.ends):
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None or moment.year not in YEARS:
                raise ValueError("times with their offset")
        return self

    def times(self) -> rules.Times:
        """Return the times as the rules take them."""
        return rules.Times(self.id, self.name, datetime.fromisoformat(self.starts), datetime.fromisoformat(self.ends))


class DueTime(Body):
    """When a step of a session's timetable is to be: minutes before its start."""

    session: StrictStr = Field(max_length=8)
    due: Literal["staff", "draw", "papers"]
    minutes: StrictInt = Field(ge=0, le=rules.MINUTES_MOST)


class PlanBody(Body):
    """What changes about a plan; what is left out stays."""

    plan: StrictInt
    name: Words | None = None
    duty_phone: Phone | None = None
    proctors_per_room: StrictInt | None = Field(default=None, ge=1, le=rules.PROCTORS_MOST)
    check_in: CheckInWindow | None = None
    sessions: list[SessionTimes] | None = Field(default=None, min_length=1, max_length=MAX_SESSIONS)
    dues: list[DueTime] | None = Field(default=None, min_length=1, max_length=MAX_SESSIONS * len(DUES))

    @model_validator(mode="after")
    def _something(self) -> "PlanBody":
        if len(self.model_dump(exclude_none=True)) == 1:
            raise ValueError("something that changes")
        return self

    def changes(self) -> rules.Changes:
        """Return the changes as the rules take them."""
        return rules.Changes(
            name=self.name,
            duty_phone=self.duty_phone,
            proctors_per_room=self.proctors_per_room,
            check_in=None if self.check_in is None else (self.check_in.opens, self.check_in.closes),
            sessions=tuple(session.times() for session in self.sessions or ()),
            dues=tuple(rules.DueTime(one.session, one.due, one.minutes) for one in self.dues or ()),
        )


def load_plan(connection: Connection, _hub: Hub, _act: Act, body: PlanBody) -> Plan | None:
    """Read the plan."""
    return plans.get(connection, body.plan)


def decide_plan(loaded: Plan | None, _act: Act, body: PlanBody) -> None:
    """Refuse sessions that the plan does not have, or that cannot be, and what would be due before check-in opens."""
    changes = body.changes()
    rules.check_dues(rules.changed(loaded, changes), changes)


def keep_plan(tx: Transaction, act: Act, body: PlanBody, loaded: Plan | None) -> None:
    """Put the changed plan in place."""
    new = rules.changed(loaded, body.changes())
    imported = plans.imported_seq(tx.connection, body.plan)
    plans.keep(tx.connection, body.plan, plan_to_row(new), imported)
    shown.plan(tx, act.seq, new, imported)
    feed.line(tx, act, plan=body.plan, what=sorted(body.model_dump(exclude_none=True, exclude={"plan"})))


class RoomBody(Body):
    """A room as it is to be; ``new`` where it is not there yet."""

    plan: StrictInt
    room: RoomNumber
    name: Line
    building: Line
    floor: StrictInt | None = Field(ge=-5, le=99)
    seats: StrictInt = Field(ge=1, le=rules.SEATS_MOST)
    new: StrictBool = False

    def given(self) -> Room:
        """Return the room as stated."""
        return Room(self.room, self.name, self.building, self.floor, self.seats)


class RemoveRoomBody(Body):
    """A room that is not used."""

    plan: StrictInt
    room: RoomNumber


Rooms = tuple[Plan | None, dict[str, Room]]


def load_rooms(connection: Connection, _hub: Hub, _act: Act, body: RoomBody | RemoveRoomBody) -> Rooms:
    """Read the plan and its rooms."""
    return plans.get(connection, body.plan), plans.rooms(connection, body.plan)


def decide_room(loaded: Rooms, _act: Act, body: RoomBody) -> None:
    """Refuse a room that is there already, is not, or is too small."""
    rules.changed(loaded[0], rules.Changes())
    rules.change_room(loaded[1], body.given(), new=body.new)


def keep_room(tx: Transaction, act: Act, body: RoomBody, loaded: Rooms) -> None:
    """Put the room in place."""
    before = loaded[1].get(body.room)
    room = rules.change_room(loaded[1], body.given(), new=before is None)
    plans.replace_rooms(tx.connection, body.plan, (loaded[1] | {body.room: room}).values())
    shown.room(tx, act.seq, body.plan, room)
    feed.line(tx, act, plan=body.plan, about=body.room, what=["new"] if before is None else [])


def load_removal(connection: Connection, hub: Hub, act: Act, body: RemoveRoomBody) -> tuple[Rooms, list[str]]:
    """Read the plan's rooms, and those that invigilators are given to."""
    given = [room for person in people.every(connection, body.plan) for room in person.post.rooms.values()]
    return load_rooms(connection, hub, act, body), given


def decide_removal(loaded: tuple[Rooms, list[str]], _act: Act, body: RemoveRoomBody) -> None:
    """Refuse a room that is used."""
    rules.changed(loaded[0][0], rules.Changes())
    rules.remove_room(loaded[0][1], body.room, loaded[1])


def keep_removal(tx: Transaction, act: Act, body: RemoveRoomBody, loaded: tuple[Rooms, list[str]]) -> None:
    """Take the room away."""
    left = [room for number, room in loaded[0][1].items() if number != body.room]
    plans.replace_rooms(tx.connection, body.plan, left)
    shown.room_gone(tx, act.seq, body.plan, body.room)
    feed.line(tx, act, plan=body.plan, about=body.room)


PLAN = Desk("plan.change", PlanBody, load_plan, decide_plan, keep_plan)
ROOM = Desk("room.change", RoomBody, load_rooms, decide_room, keep_room)
REMOVE_ROOM = Desk("room.remove", RemoveRoomBody, load_removal, decide_removal, keep_removal)
