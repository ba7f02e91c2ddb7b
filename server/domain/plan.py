"""The plan of an exam day: sessions, timetable and rooms, as every screen and rule knows them.

Everything that differs between places (offsets, pack sizes, rooms, the form of the admission number) is data of
the plan, never a constant here. A *row* is the JSON-able form kept by the hub and read by the screens.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

SessionKind = Literal["theory", "practical", "computer"]
Signal = Literal["short", "long"]
Edge = Literal["start", "end"]
Due = Literal["staff", "draw", "papers"]

SESSION_KINDS: tuple[SessionKind, ...] = ("theory", "practical", "computer")
SIGNALS: tuple[Signal, ...] = ("short", "long")
EDGES: tuple[Edge, ...] = ("start", "end")

#: What is missed from its step of the timetable on: the staff are there, rooms are drawn, papers are handed out.
#: With the minutes before the start from which it is missed where a session's timetable has no such step.
DUES: Mapping[Due, int] = {"staff": 60, "draw": 40, "papers": 30}
_NAMED: Mapping[Due, re.Pattern[str]] = {
    "staff": re.compile("(工作人员|考务人员|监考人员|监考员?)到齐"),
    "draw": re.compile("抽签"),
    "papers": re.compile("监考[^，、；]{0,3}领[^，、；]{0,3}卷"),
}
_OF_ROOMS = "考场"  # of several draws the one that this word is in: patrols and stations are drawn as well

LEVELS: Mapping[int, str] = {1: "高级技师", 2: "技师", 3: "高级工", 4: "中级工", 5: "初级工"}
"""The five skill levels; 1 is the highest."""

GRADES: Mapping[int, str] = MappingProxyType({1: "一级", 2: "二级", 3: "三级", 4: "四级", 5: "五级"})
"""The same by their numbers."""


@dataclass(frozen=True, slots=True)
class Site:
    """The exam site (考点). ``number`` travels in badge tokens; ``short`` fits a badge's line."""

    number: int
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Session:
    """One session (场次). ``starts`` and ``ends`` are aware, in the plan's zone."""

    id: str
    name: str
    kind: SessionKind
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timetable as the plan's file states it.

    Attributes:
        name: what is done, as the screens say it.
        offset: minutes after (negative: before) the edge.
        edge: whether the offset counts from the session's start or its end.
        signal: the bell that sounds, or None for a silent step.
        due: what is missed from then on where it is not done, or None.
    """

    name: str
    offset: int
    edge: Edge
    signal: Signal | None
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One step of one session at its absolute time (aware).

    ``edge`` is what it hangs on: where only the session's end is moved, what counts from its start stays. ``due`` is
    what is missed from then on.
    """

    at: datetime
    name: str
    session: str
    signal: Signal | None
    edge: Edge = "start"
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class NumberPart:
    """One part of the admission number, such as ``room`` with 3 digits."""

    part: str
    digits: int


@dataclass(frozen=True, slots=True)
class Plan:
    """An appraisal plan (鉴定计划) for one site.

    Attributes:
        number: the plan's number; travels in badge tokens.
        code: the plan's code on paper, such as ``JX-20261122``.
        name: the plan's name, as badges and screens print it.
        mark: the words beside the crest on badges.
        centre: the body that holds the appraisal.
        area: the exam area (考区).
        site: the exam site (考点).
        days: the days on which badges are valid, in the plan's zone.
        zone: IANA name of the zone in which the plan's clock times are meant.
        check_in_opens: minutes before a session's start at which staff may check in.
        check_in_closes: minutes after a session's start at which checking in ends.
        proctors_per_room: invigilators that a room needs.
        duty_phone: number of the duty desk, for the "what to do now" lines.
        sessions: in order of their start.
        timetable: every point of every session in order of time.
        trades: the trades (职业) examined; empty where the plan does not say.
        admission_no: the parts of the admission number, left to right.
        overfull: whether a room may hold candidates beyond its seats; they are named all the same.
        rehearsal: made up to practise with (演练); every screen says so, and nothing in it is an exam.
    """

    number: int
    code: str
    name: str
    mark: str
    centre: str
    area: str
    site: Site
    days: tuple[date, ...]
    zone: str
    check_in_opens: int
    check_in_closes: int
    proctors_per_room: int
    duty_phone: str
    sessions: tuple[Session, ...]
    timetable: tuple[Point, ...]
    trades: tuple[str, ...] = ()
    admission_no: tuple[NumberPart, ...] = ()
    overfull: bool = False
    rehearsal: bool = False

    def session(self, session_id: str) -> Session | None:
        """Return the session of that id, or None."""
        return next((session for session in self.sessions if session.id == session_id), None)

    def due_point(self, session_id: str, what: Due) -> Point | None:
        """Return the step at which something is due, or None; of several the draw of rooms, else the first."""
        points = (point for point in self.timetable if point.session == session_id and point.due == what)
        return min(points, key=_before_others, default=None)

    def due_at(self, session: Session, what: Due) -> datetime:
        """Return from when on something is missed in a session (aware): its step, else the usual minutes before it.

        Nothing is missed before check-in opens: nobody can be there by then.
        """
        point = self.due_point(session.id, what)
        due = point.at if point is not None else session.starts - timedelta(minutes=DUES[what])
        return max(due, session.starts - timedelta(minutes=self.check_in_opens))

    def called(self, session_id: str) -> str:
        """Return what people call a session: its name, with its id only where another has the same name."""
        found = self.session(session_id)
        if found is None:
            return session_id
        alike = sum(one.name == found.name for one in self.sessions)
        return found.name if alike == 1 else f"{found.name}（{session_id}）"

    @property
    def admission_digits(self) -> int:
        """Digits of a whole admission number."""
        return sum(part.digits for part in self.admission_no)


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates of one trade and level in one room and session."""

    trade: str
    level: int
    count: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one room holds in one session: candidates expected, by trade and level."""

    expected: int
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """An exam room (考场) or workshop. ``seats``: places for candidates. ``sittings`` by session id."""

    room: str
    name: str
    building: str
    floor: int | None
    seats: int
    sittings: Mapping[str, Sitting] = field(default_factory=dict)


def due_named(name: str) -> Due | None:
    """Return what is due at a step that does not say so, by its name; of steps before the start only."""
    return next((due for due, named in _NAMED.items() if named.search(name)), None)


def _before_others(point: Point) -> tuple[bool, datetime]:
    return point.due == "draw" and _OF_ROOMS not in point.name, point.at


def due_once(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points with each thing of a session due at one of them, the one that ``Plan.due_point`` tells."""
    points = tuple(points)
    first: dict[tuple[str, Due], Point] = {}
    for point in sorted((one for one in points if one.due), key=_before_others):
        first.setdefault((point.session, cast(Due, point.due)), point)
    kept = {id(point) for point in first.values()}
    return tuple(point if point.due is None or id(point) in kept else replace(point, due=None) for point in points)


def timetable(sessions: Iterable[Session], steps: Mapping[SessionKind, Iterable[Step]]) -> tuple[Point, ...]:
    """Put each session's steps at their absolute times, in order of time; a kind without steps gives no points.

    Each thing is due once in a session (``due_once``).
    """
    points = [
        Point(
            at=(session.starts if step.edge == "start" else session.ends) + timedelta(minutes=step.offset),
            name=step.name,
            session=session.id,
            signal=step.signal,
            edge=step.edge,
            due=step.due,
        )
        for session in sessions
        for step in steps.get(session.kind, ())
    ]
    return due_once(sorted(points, key=lambda point: point.at))


def plan_to_row(plan: Plan) -> dict[str, Any]:
    """Write a plan as its row; times RFC 3339 with the plan's offset."""
    return {
        "plan": plan.number,
        "code": plan.code,
        "name": plan.name,
        "mark": plan.mark,
        "centre": plan.centre,
        "area": plan.area,
        "site": {"number": plan.site.number, "name": plan.site.name, "short": plan.site.short},
        "days": [day.isoformat() for day in plan.days],
        "zone": plan.zone,
        "check_in": {"opens": plan.check_in_opens, "closes": plan.check_in_closes},
        "proctors_per_room": plan.proctors_per_room,
        "duty_phone": plan.duty_phone,
        "trades": list(plan.trades),
        "admission_no": [{"part": part.part, "digits": part.digits} for part in plan.admission_no],
        "overfull": plan.overfull,
        "rehearsal": plan.rehearsal,
        "sessions": [
            {
                "id": session.id,
                "name": session.name,
                "kind": session.kind,
                "starts": session.starts.isoformat(),
                "ends": session.ends.isoformat(),
            }
            for session in plan.sessions
        ],
        "timetable": [point_to_row(point) for point in plan.timetable],
    }


def plan_from_row(row: Mapping[str, Any]) -> Plan:
    """Read a plan's row as ``plan_to_row`` wrote it; keys that are not the plan's own are passed over."""
    zone = ZoneInfo(row["zone"])
    sessions = tuple(_session_from_row(session, zone) for session in row["sessions"])
    return Plan(
        number=row["plan"],
        code=row["code"],
        name=row["name"],
        mark=row["mark"],
        centre=row["centre"],
        area=row["area"],
        site=Site(number=row["site"]["number"], name=row["site"]["name"], short=row["site"]["short"]),
        days=tuple(date.fromisoformat(day) for day in row["days"]),
        zone=row["zone"],
        check_in_opens=row["check_in"]["opens"],
        check_in_closes=row["check_in"]["closes"],
        proctors_per_room=row["proctors_per_room"],
        duty_phone=row["duty_phone"],
        sessions=sessions,
        timetable=due_once(_point_from_row(point, zone, sessions) for point in row["timetable"]),
        trades=tuple(row.get("trades", ())),
        admission_no=tuple(NumberPart(part["part"], part["digits"]) for part in row.get("admission_no", ())),
        overfull=bool(row.get("overfull", False)),
        rehearsal=bool(row.get("rehearsal", False)),
    )


def _session_from_row(row: Mapping[str, Any], zone: ZoneInfo) -> Session:
    return Session(
        id=row["id"],
        name=row["name"],
        kind=cast(SessionKind, row["kind"]),
        starts=datetime.fromisoformat(row["starts"]).astimezone(zone),
        ends=datetime.fromisoformat(row["ends"]).astimezone(zone),
    )


def point_to_row(point: Point) -> dict[str, Any]:
    """Write one step at its time; RFC 3339."""
    return {
        "at": point.at.isoformat(),
        "name": point.name,
        "session": point.session,
        "signal": point.signal,
        "edge": point.edge,
        "due": point.due,
    }


def _point_from_row(row: Mapping[str, Any], zone: ZoneInfo, sessions: Iterable[Session]) -> Point:
    at = datetime.fromisoformat(row["at"]).astimezone(zone)
    session = next((one for one in sessions if one.id == row["session"]), None)
    edge = row.get("edge") or _nearer_edge(at, session)
    ahead = session is not None and edge == "start" and at <= session.starts
    due = row["due"] if "due" in row else due_named(row["name"]) if ahead else None
    return Point(at, row["name"], row["session"], cast(Signal | None, row["signal"]), cast(Edge, edge), due)


def _nearer_edge(at: datetime, session: Session | None) -> Edge:
    """Return what a step hangs on where its row, an older one, does not say: the edge it is nearer to."""
    if session is None or at <= session.starts + (session.ends - session.starts) / 2:
        return "start"
    return "end"


def room_to_row(room: Room) -> dict[str, Any]:
    """Write a room as its row (without the plan's number, which the hub adds)."""
    return {
        "room": room.room,
        "name": room.name,
        "building": room.building,
        "floor": room.floor,
        "seats": room.seats,
        "sessions": {
            session: {
                "expected": sitting.expected,
                "groups": [
                    {"trade": group.trade, "level": group.level, "count": group.count} for group in sitting.groups
                ],
            }
            for session, sitting in room.sittings.items()
        },
    }


def room_from_row(row: Mapping[str, Any]) -> Room:
    """Read a room's row as ``room_to_row`` wrote it."""
    return Room(
        room=row["room"],
        name=row["name"],
        building=row["building"],
        floor=row.get("floor"),
        seats=row["seats"],
        sittings={
            session: Sitting(
                expected=sitting["expected"],
                groups=tuple(Group(group["trade"], group["level"], group["count"]) for group in sitting["groups"]),
            )
            for session, sitting in row.get("sessions", {}).items()
        },
    )
