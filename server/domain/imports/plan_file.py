"""The plan file (鉴定计划, YAML): read key by key, every wrong value named with its line."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from formats.document import Document, Path, read_document, written
from formats.encoding import text_of
from formats.table import refuse_unsized
from formats.unreadable import Unreadable, Words
from server.domain.imports.known import Checked
from server.domain.imports.problem import Place, Problem, capped, problem
from server.domain.imports.values import phone, text
from server.domain.plan import (
    DUES,
    EDGES,
    SESSION_KINDS,
    SIGNALS,
    Due,
    NumberPart,
    Plan,
    Session,
    SessionKind,
    Signal,
    Site,
    Step,
    due_named,
    plan_to_row,
    timetable,
)

LARGEST = 2**31 - 1
LONGEST_SESSION = timedelta(hours=12)
SESSION_ID = re.compile(r"[A-Z][A-Z0-9]{0,7}")
NUMBER_PART = re.compile(r"[a-z]{1,20}")

KEYS: dict[str, Words] = {
    "plan": ("计划编号，整数，如 20261122", "the plan's number, a whole number such as 20261122"),
    "code": ("计划代码，如 JX-20261122", "the plan's code, such as JX-20261122"),
    "name": ("计划名称", "the plan's name"),
    "mark": ("证牌上的字样，如 江西职业技能鉴定", "the words on the badges, such as 江西职业技能鉴定"),
    "centre": ("鉴定机构名称", "the body that holds the appraisal"),
    "area": ("考区名称", "the exam area"),
    "site": (
        "考点：number（整数）、name、short（不超过 12 字）",
        "the site: number (whole), name, short (<= 12 characters)",
    ),
    "zone": ("时区，如 Asia/Shanghai", "time zone, such as Asia/Shanghai"),
    "days": ("日期列表，如 [2026-11-22]", "list of days, such as [2026-11-22]"),
    "check_in": ("签到时间：opens、closes（分钟）", "check-in: opens, closes (minutes)"),
    "proctors_per_room": ("每考场监考人数，1 到 10", "invigilators per room, 1 to 10"),
    "duty_phone": ("值班电话", "phone number of the duty desk"),
    "trades": ("职业列表，可省略", "list of trades, may be left out"),
    "admission_no": ("准考证号的各段：part、digits", "the parts of the admission number: part, digits"),
    "overfull": (
        "座位不够时：refuse 拒绝（默认），allow 允许加座并提醒",
        "too few seats: refuse (as without it), or allow more with a warning",
    ),
    "rehearsal": (
        "演练计划写 true：每个屏幕都标明，不作正式记录；默认 false",
        "true for a plan to practise with: every screen says so; false as without it",
    ),
    "sessions": ("场次列表：id、name、kind、starts、ends", "list of sessions: id, name, kind, starts, ends"),
    "timetable": (
        "各类场次的时间表：name、offset、from、signal、due",
        "steps per kind of session: name, offset, from, signal, due",
    ),
}
"""The keys of a plan file and what belongs there."""

INSIDE: dict[str, tuple[str, ...]] = {
    "site": ("number", "name", "short"),
    "check_in": ("opens", "closes"),
    "admission_no": ("part", "digits"),
    "sessions": ("id", "name", "kind", "starts", "ends"),
    "timetable": ("name", "offset", "from", "signal", "due"),
}
"""The keys inside a key of the plan file (for a list: inside each of its items)."""

NO_DUE = "none"
AHEAD: Words = ("开考以前的一步（from: start，offset 不大于 0）才可写", "only at a step before the start (from: start)")
OVERFULL = ("refuse", "allow")
REHEARSAL = ("false", "true")
KIND: Words = ("计划文件", "plan file")
ISO_DAY: Words = ("日期，如 2026-11-22", "a day, such as 2026-11-22")
ISO_TIME: Words = ("时间，如 2026-11-22 09:00", "a time, such as 2026-11-22 09:00")


def check_plan(name: str, data: bytes) -> Checked:
    """Read a plan file; its one row is the plan's row, with the timetable at absolute times."""
    try:
        refuse_unsized(data)
        document = read_document(text_of(data), KIND)
    except Unreadable as wrong:
        row = cast(int | None, wrong.details.get("row"))
        return Checked("plan", None, errors=(problem(Place(name, row=row), wrong.code, **wrong.details),))
    reader = _Reader(name, document)
    plan = reader.plan()
    taken = None if reader.errors else plan
    return Checked(
        kind="plan",
        plan=taken.number if taken else None,
        total=1,
        rows=(plan_to_row(taken),) if taken else (),
        errors=capped(name, reader.errors),
        warnings=capped(name, reader.warnings),
    )


@dataclass(slots=True)
class _Reader:
    """Reads values by path and collects what is wrong; a wrong value is replaced by a harmless one."""

    file: str
    document: Document
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        return Place(self.file, row=self.document.line(path), column=written(path))

    def error(self, path: Path, code: str, **details: object | Words) -> None:
        self.errors.append(problem(self.place(path), code, key=written(path), **details))

    def wrong(self, path: Path, value: Any, form: Words) -> None:
        self.error(path, "value-form", value=value, form=form)

    def at(self, path: Path) -> Any:
        """Return the value at ``path``, or None where it is absent."""
        value: Any = self.document.value
        for part in path:
            if isinstance(part, int):
                value = value[part - 1] if isinstance(value, list) and part <= len(value) else None
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return value

    def scalar(self, path: Path, form: Words) -> str | None:
        value = self.at(path)
        if value is None or value == "":
            self.error(path, "key-missing", form=form)
            return None
        if not isinstance(value, str):
            self.wrong(path, "[…]" if isinstance(value, list) else "{…}", form)
            return None
        return value

    def text(self, path: Path, form: Words, limit: int = 60) -> str:
        value = self.scalar(path, form)
        try:
            return str(text(limit)(value)) if value is not None else ""
        except Unreadable as wrong:
            self.error(path, wrong.code, **({"form": form} | wrong.details))
            return ""

    def whole(self, path: Path, low: int, high: int, form: Words | None = None) -> int:
        form = form or (f"{low} 到 {high} 之间的整数", f"a whole number from {low} to {high}")
        value = self.scalar(path, form)
        if value is None:
            return low
        if not re.fullmatch(r"[+-]?[0-9]{1,12}", value) or not low <= int(value) <= high:
            self.wrong(path, value, form)
            return low
        return int(value)

    def choice(self, path: Path, allowed: tuple[str, ...]) -> str:
        form = (" 或 ".join(allowed), " or ".join(allowed))
        value = self.scalar(path, form)
        if value is not None and value not in allowed:
            self.wrong(path, value, form)
        return value if value in allowed else allowed[0]

    def items(self, key: str, most: int, *, optional: bool = False, under: Path = ()) -> list[Path]:
        """Return the paths of the items of a list that has 1 to ``most`` of them."""
        path: Path = (*under, key)
        value = self.at(path)
        if value is None or value == "" or value == []:
            if not optional:
                self.error(path, "key-missing", form=KEYS.get(key, KEYS[str(path[0])]))
            return []
        if not isinstance(value, list) or len(value) > most:
            self.wrong(path, "{…}" if isinstance(value, dict) else value, KEYS.get(key, KEYS[str(path[0])]))
            return []
        return [(*path, number) for number in range(1, len(value) + 1)]

    def form(self, path: Path, pattern: re.Pattern[str], form: Words) -> str:
        value = self.scalar(path, form)
        if value is not None and not pattern.fullmatch(value):
            self.wrong(path, value, form)
        return value or ""

    def parsed(self, path: Path, form: Words, parse: Callable[[str], Any]) -> Any:
        """Read a scalar by ``parse``, which raises ValueError or Unreadable for a wrong one; None if it is wrong."""
        value = self.scalar(path, form)
        if value is None:
            return None
        try:
            return parse(value)
        except (ValueError, OverflowError, Unreadable, ZoneInfoNotFoundError, OSError):
            self.wrong(path, value, form)
            return None

    def plan(self) -> Plan:
        """Read the whole plan; it counts only where no error was found. Sessions wait for a readable zone."""
        self._names()
        zone = self.parsed(("zone",), KEYS["zone"], ZoneInfo)
        days = tuple(self.parsed(path, ISO_DAY, date.fromisoformat) for path in self.items("days", 31))
        sessions = self._sessions(zone) if zone else []
        steps = self._steps()
        self._cross(sessions, days, steps)
        phone_form = ("电话号码", "a phone number")
        plan = Plan(
            number=self.whole(("plan",), 1, LARGEST, KEYS["plan"]),
            code=self.text(("code",), KEYS["code"], 30),
            name=self.text(("name",), KEYS["name"]),
            mark=self.text(("mark",), KEYS["mark"], 20),
            centre=self.text(("centre",), KEYS["centre"]),
            area=self.text(("area",), KEYS["area"]),
            site=Site(
                number=self.whole(("site", "number"), 1, LARGEST),
                name=self.text(("site", "name"), KEYS["site"]),
                short=self.text(("site", "short"), KEYS["site"], 12),
            ),
            days=tuple(sorted({day for day in days if day})),
            zone=zone.key if zone else "UTC",
            check_in_opens=self._opens(steps),
            check_in_closes=self.whole(("check_in", "closes"), 0, 1440),
            proctors_per_room=self.whole(("proctors_per_room",), 1, 10),
            duty_phone=self.parsed(("duty_phone",), phone_form, phone) or "",
            trades=tuple(self.text(path, KEYS["trades"], 40) for path in self.items("trades", 500, optional=True)),
            admission_no=self._admission_no(),
            overfull=self.at(("overfull",)) is not None and self.choice(("overfull",), OVERFULL) == "allow",
            rehearsal=self.at(("rehearsal",)) is not None and self.choice(("rehearsal",), REHEARSAL) == "true",
            sessions=tuple(sorted(sessions, key=lambda session: session.starts)),
            timetable=timetable(sessions, steps),
        )
        self.errors.sort(key=lambda found: found.row or 0)
        return plan

    def _names(self) -> None:
        """Name keys that stand twice or that nobody knows."""
        for path in self.document.twice:
            self.error(path, "key-twice")
        for key, value in self.document.value.items():
            if key not in KEYS:
                self.warnings.append(problem(self.place((key,)), "key-unknown", key=key))
            elif key in INSIDE:
                self._names_inside(key, (key,), value)

    def _names_inside(self, key: str, path: Path, value: Any) -> None:
        if isinstance(value, list):
            for number, item in enumerate(value, start=1):
                self._names_inside(key, (*path, number), item)
            return
        if not isinstance(value, dict):
            return
        kinds = key == "timetable" and len(path) == 1
        for name, inner in value.items():
            if name not in (SESSION_KINDS if kinds else INSIDE[key]):
                self.warnings.append(problem(self.place((*path, name)), "key-unknown", key=written((*path, name))))
            elif kinds:
                self._names_inside(key, (*path, name), inner)

    def _sessions(self, zone: ZoneInfo) -> list[Session]:
        sessions: list[Session] = []
        for path in self.items("sessions", 50):
            session_id = self.form((*path, "id"), SESSION_ID, ("场次代号，如 S1", "a session id, such as S1"))
            if session_id in {session.id for session in sessions}:
                self.wrong((*path, "id"), session_id, ("每个场次不同的代号", "an id that no other session has"))
            name = self.text((*path, "name"), ("场次名称", "the session's name"), 30)
            kind = cast(SessionKind, self.choice((*path, "kind"), SESSION_KINDS))
            starts = self.parsed((*path, "starts"), ISO_TIME, lambda value: _time(value, zone))
            ends = self.parsed((*path, "ends"), ISO_TIME, lambda value: _time(value, zone))
            if starts is None or ends is None:
                continue
            if not timedelta(0) < ends - starts <= LONGEST_SESSION:
                self.error(
                    (*path, "ends"), "session-order", session=session_id, starts=_clock(starts), ends=_clock(ends)
                )
                continue
            sessions.append(Session(session_id, name, kind, starts, ends))
        return sessions

    def _steps(self) -> dict[SessionKind, list[Step]]:
        stated = self.at(("timetable",))
        if not isinstance(stated, dict):
            self.error(("timetable",), "key-missing", form=KEYS["timetable"])
            return {}
        return {
            kind: self._said_first([(path, self._step(path)) for path in self.items(kind, 60, under=("timetable",))])
            for kind in SESSION_KINDS
            if kind in stated
        }

    def _said_first(self, found: list[tuple[Path, Step]]) -> list[Step]:
        """Return the steps of a kind; where one says what is due at it, no other is taken for it by its name."""
        said = {step.due for path, step in found if self.at((*path, "due")) is not None}
        by_name = (step.due in said and self.at((*path, "due")) is None for path, step in found)
        return [replace(step, due=None) if other else step for (_, step), other in zip(found, by_name, strict=True)]

    def _step(self, path: Path) -> Step:
        signal = self.at((*path, "signal"))
        silent = signal in (None, "", "~", "null")
        step = Step(
            name=self.text((*path, "name"), ("事项", "what is done"), 40),
            offset=self.whole((*path, "offset"), -1440, 1440),
            edge="end" if self.choice((*path, "from"), EDGES) == "end" else "start",
            signal=None if silent else cast(Signal, self.choice((*path, "signal"), SIGNALS)),
        )
        return replace(step, due=self._due(path, step))

    def _due(self, path: Path, step: Step) -> Due | None:
        """Return what is due at a step: as it says, else by its name."""
        ahead = step.edge == "start" and step.offset <= 0
        if self.at((*path, "due")) is None:
            return due_named(step.name) if ahead else None
        stated = self.choice((*path, "due"), (*DUES, NO_DUE))
        if stated == NO_DUE:
            return None
        if not ahead:
            self.wrong((*path, "due"), stated, AHEAD)
        return cast(Due, stated)

    def _cross(self, sessions: list[Session], days: tuple[Any, ...], steps: dict[SessionKind, list[Step]]) -> None:
        """Check that every session falls on the plan's days and has a timetable of its kind."""
        if days and None not in days:
            touched = {day: session.id for session in sessions for day in (session.starts.date(), _last_day(session))}
            for day in sorted(set(touched) - set(days)):
                self.error(("days",), "session-day", session=touched[day], day=day.isoformat())
        for kind in SESSION_KINDS:
            if steps and kind not in steps and any(session.kind == kind for session in sessions):
                self.error(("timetable",), "timetable-missing", kind=kind)

    def _opens(self, steps: dict[SessionKind, list[Step]]) -> int:
        """Read when check-in opens; nothing is said to be due before, when nobody can be there.

        A step that its name alone makes due is taken as it stands: it is missed from check-in on.
        """
        known = len(self.errors)
        opens = self.whole(("check_in", "opens"), 0, 1440)
        form = (
            f"不早于签到开始（开考前 {opens} 分钟）：签到提前，或这一步写 due: none",
            f"no earlier than check-in opens ({opens} minutes before): open it earlier, or say due: none",
        )
        for kind, each in steps.items() if len(self.errors) == known else ():
            for number, step in enumerate(each, start=1):
                said = self.at(("timetable", kind, number, "due")) is not None
                if said and step.due and -step.offset > opens:
                    self.wrong(("timetable", kind, number, "offset"), str(step.offset), form)
        return opens

    def _admission_no(self) -> tuple[NumberPart, ...]:
        part_form = ("小写英文，如 room", "lower-case letters, such as room")
        return tuple(
            NumberPart(self.form((*path, "part"), NUMBER_PART, part_form), self.whole((*path, "digits"), 1, 10))
            for path in self.items("admission_no", 12, optional=True)
        )


def _time(value: str, zone: ZoneInfo) -> datetime:
    """Read a time: the plan's wall clock, or with its own offset."""
    moment = datetime.fromisoformat(value)
    if "T" not in value and ":" not in value:
        raise ValueError("a day is no time")
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _last_day(session: Session) -> date:
    """Return the day of the session's last moment; a session that ends at midnight ends on the day before."""
    return (session.ends - timedelta(microseconds=1)).date()


def _clock(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
