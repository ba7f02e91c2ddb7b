"""The timetable of a session: its moments, what comes next and when, bells, and the signals that the chief gives.

Offsets are data of the plan; the defaults are Jiangxi's printed ones (``domain`` 2). Start and end are facts: what the
timetable foresees is one thing, what the chief gave another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from protocol.role import BY_CODE, BY_NUMBER
from server.domain.plan import Plan, Point, Session, SessionKind, Step, timetable
from server.domain.refusal import Refusal

Given = Literal["start", "end"]
Phase = Literal["before", "running", "ended"]

#: Steps of each kind of session, Jiangxi's; a plan's file may state others.
DEFAULTS: Mapping[SessionKind, tuple[Step, ...]] = MappingProxyType(
    {
        "theory": (
            Step("领取试卷，核对密封", -120, "start", None),
            Step("门卫到岗，工作人员开始签到", -70, "start", None),
            Step("工作人员到齐，召开考务会", -60, "start", None, "staff"),
            Step("抽签确定考场", -40, "start", None, "draw"),
            Step("监考领取试卷袋、答题卡袋", -30, "start", None, "papers"),
            Step("考生入场，核对证件", -20, "start", "short"),
            Step("当众验封启封，分发答题卡、试卷", -10, "start", "short"),
            Step("考试开始", 0, "start", "long"),
            Step("流动监考巡查，复核身份", 10, "start", None),
            Step("停止入场，上报缺考", 30, "start", None),
            Step("提醒剩余 15 分钟", -15, "end", None),
            Step("考试结束", 0, "end", "long"),
            Step("清点、密封，交回考务办公室", 20, "end", None),
            Step("试卷、答题卡送回保密室", 60, "end", None),
        ),
        "practical": (
            Step("考评员签到，宣布组长", -60, "start", None, "staff"),
            Step("核对身份，考生抽取工位", -30, "start", "short"),
            Step("检查工具和防护用品，开启摄像", -10, "start", None),
            Step("实操开始", 0, "start", "long"),
            Step("停止入场，上报缺考", 30, "start", None),
            Step("提醒剩余 15 分钟", -15, "end", None),
            Step("实操结束，停止操作", 0, "end", "long"),
            Step("工件编号封存，上交评分表", 30, "end", None),
        ),
        "computer": (
            Step("工作人员到齐，开启机房，检查设备", -60, "start", None, "staff"),
            Step("抽签确定考场", -40, "start", None, "draw"),
            Step("考生入场，核对证件，抽取机位", -30, "start", "short"),
            Step("考生登录，核对本人信息", -10, "start", "short"),
            Step("考试开始", 0, "start", "long"),
            Step("停止入场，上报缺考", 30, "start", None),
            Step("提醒剩余 15 分钟", -15, "end", None),
            Step("考试结束，系统交卷", 0, "end", "long"),
            Step("核对交卷人数，备份数据", 20, "end", None),
        ),
    }
)

#: Role codes of those who give the signals, and of those who may order an extension (``domain`` 1.2, 6.3).
SIGNALLERS = ("CE", "DCE")
ORDERERS = ("AD", "ADD", "DU")

EARLY = timedelta(seconds=30)
"""How much before its moment a signal may be given: a chief's clock and the hub's are not one."""

BELL_LATE = timedelta(seconds=60)
"""A bell that a device would sound later than this is passed over: it woke up, and the moment is gone."""

LONGEST_EXTENSION = 180
"""Minutes; a longer interruption is a session held another day."""


@dataclass(frozen=True, slots=True)
class Extension:
    """Minutes added on the area's order (its number or wording); ``rooms`` empty: all rooms of the session."""

    minutes: int
    order: str
    rooms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Course:
    """What was given in a session so far: the moments of start and end (aware), and the extensions."""

    session: Session
    started: datetime | None = None
    ended: datetime | None = None
    extensions: tuple[Extension, ...] = field(default_factory=tuple)


def points_of(plan: Plan, course: Course, room: str | None = None) -> tuple[Point, ...]:
    """Return the session's points, those that hang on its end moved by the extensions; of one room or of all.

    A plan that states no steps for this kind of session gets the default ones.
    """
    session = course.session
    own = tuple(point for point in plan.timetable if point.session == session.id)
    points = own or timetable((session,), DEFAULTS)
    added = ends_at(course, room) - session.ends
    moved = (replace(point, at=point.at + added) if point.edge == "end" else point for point in points)
    return tuple(sorted(moved, key=lambda point: point.at))


def common_end(course: Course, rooms: Iterable[str] = ()) -> datetime:
    """Return when the session ends for the rooms that have no extension of their own; where all have, the first end."""
    return min((ends_at(course, room) for room in rooms), default=ends_at(_without_rooms(course)))


def _without_rooms(course: Course) -> Course:
    return replace(course, extensions=tuple(one for one in course.extensions if not one.rooms))


def ends_at(course: Course, room: str | None = None) -> datetime:
    """Return when the session ends by the timetable and the extensions; without a room, when its last room ends."""
    common = sum(extension.minutes for extension in course.extensions if not extension.rooms)
    rooms = {room} if room is not None else {one for extension in course.extensions for one in extension.rooms}
    own = (sum(extension.minutes for extension in course.extensions if one in extension.rooms) for one in rooms)
    return course.session.ends + timedelta(minutes=common + max(own, default=0))


def points_shown(plan: Plan, course: Course) -> tuple[Point, ...]:
    """Return the points of all rooms together: the session's, and the last ones of rooms that end later."""
    common = _without_rooms(course)
    later: dict[datetime, list[str]] = {}
    for room in sorted({room for extension in course.extensions for room in extension.rooms}):
        later.setdefault(ends_at(course, room), []).append(room)
    own = (
        replace(point, name=f"{point.name}（{'、'.join(rooms)}）")
        for ends, rooms in later.items()
        for point in points_of(plan, course, rooms[0])
        if point.edge == "end" and point.at <= ends
    )
    return tuple(sorted((*points_of(plan, common), *own), key=lambda point: point.at))


def running(plan: Plan, last_ends: Mapping[str, datetime]) -> Plan:
    """Return the plan as it runs: each session ends when its last room does (by session id), all else as planned."""
    sessions = tuple(replace(one, ends=last_ends.get(one.id, one.ends)) for one in plan.sessions)
    return replace(plan, sessions=sessions)


def upcoming(points: Iterable[Point], now: datetime) -> Point | None:
    """Return the next point after ``now`` (aware), or None after the last."""
    return min((point for point in points if point.at > now), key=lambda point: point.at, default=None)


def countdown(until: datetime, now: datetime, skew: timedelta = timedelta(0)) -> int:
    """Return whole seconds until a moment, never below 0; ``skew``: how far the device's clock is ahead.

    Rounded up: a screen shows 0 at the moment itself, not a second before.
    """
    left = until - (now - skew)
    return max(0, -int(-left // timedelta(seconds=1))) if left > timedelta(0) else 0


def bells(points: Iterable[Point], since: datetime, now: datetime) -> list[Point]:
    """Return the bells to sound now: those after ``since``, when the device last looked, that are not long gone."""
    return [point for point in points if point.signal is not None and since < point.at <= now <= point.at + BELL_LATE]


def phase(course: Course) -> Phase:
    """Tell where a session stands, by the signals that were given."""
    if course.ended is not None:
        return "ended"
    return "running" if course.started is not None else "before"


def give(
    course: Course, signal: Given, role: int, at: datetime, plan: Plan, rooms: Iterable[str] = (), *, present: bool,
    reason: str = "",
) -> Course:  # fmt: skip
    """Decide a signal given at ``at`` (aware) by somebody of ``role``, and return the session with it.

    A start or end later than foreseen by more than a minute needs a reason; earlier is refused. The end is that of the
    session's ``rooms`` without an extension of their own: those with one end by the timetable, without a signal.

    Raises:
        Refusal: ``signal-role``, ``signaller-not-in``, ``signal-given``, ``signal-before-start``, ``signal-early`` or
            ``signal-late``.
    """
    if BY_NUMBER[role].code not in SIGNALLERS:
        raise Refusal("signal-role", field="by", role=BY_NUMBER[role].zh, role_en=BY_NUMBER[role].en)
    if not present:
        raise Refusal("signaller-not-in", field="by")
    zh, en = _SIGNALS[signal]
    before = course.started if signal == "start" else course.ended
    if before is not None:
        raise Refusal("signal-given", field="signal", signal=zh, signal_en=en, since=_clock(before, plan))
    if signal == "end" and course.started is None:
        raise Refusal("signal-before-start", field="signal")
    due = course.session.starts if signal == "start" else common_end(course, rooms)
    if at < due - EARLY:
        raise Refusal("signal-early", field="signal", signal=zh, signal_en=en, due=_clock(due, plan))
    if at > due + timedelta(minutes=1) and not reason.strip():
        raise Refusal("signal-late", field="reason", signal=zh, signal_en=en, due=_clock(due, plan))
    if signal == "start":
        return Course(course.session, at, None, course.extensions)
    return Course(course.session, course.started, at, course.extensions)


_SIGNALS: Mapping[Given, tuple[str, str]] = MappingProxyType({"start": ("开考", "start"), "end": ("终考", "end")})


def extend(
    course: Course, extension: Extension, role: int, ordered_by: int, rooms: Iterable[str], at: datetime, *,
    present: bool,
) -> Course:  # fmt: skip
    """Decide an extension recorded by somebody of ``role`` on the order of somebody of role ``ordered_by``.

    ``rooms`` are the session's rooms. After the end was given (``at``, aware), rooms that still run by an extension of
    their own may get another one.

    Raises:
        Refusal: ``signal-role``, ``signaller-not-in``, ``extension-not-running``, ``extension-order``,
            ``extension-minutes`` or ``extension-room``.
    """
    if BY_NUMBER[role].code not in SIGNALLERS:
        raise Refusal("signal-role", field="by", role=BY_NUMBER[role].zh, role_en=BY_NUMBER[role].en)
    if not present:
        raise Refusal("signaller-not-in", field="by")
    running = extension.rooms and all(at < ends_at(course, room) for room in extension.rooms)
    if phase(course) == "ended" and not running:
        raise Refusal("extension-not-running", field="session", session=course.session.name)
    if BY_NUMBER[ordered_by].code not in ORDERERS or not extension.order.strip():
        expected = [BY_CODE[code] for code in ORDERERS]
        raise Refusal(
            "extension-order", field="order", expected="、".join(one.zh for one in expected),
            expected_en=", ".join(one.en for one in expected),
        )  # fmt: skip
    most = LONGEST_EXTENSION - sum(one.minutes for one in course.extensions)
    if not 1 <= extension.minutes <= most:
        raise Refusal("extension-minutes", field="minutes", found=extension.minutes, most=most)
    strange = sorted(extension.rooms - set(rooms))
    if strange:
        raise Refusal("extension-room", field="rooms", rooms="、".join(strange))
    return Course(course.session, course.started, course.ended, (*course.extensions, extension))


def _clock(when: datetime, plan: Plan) -> str:
    return f"{when.astimezone(ZoneInfo(plan.zone)):%H:%M}"
