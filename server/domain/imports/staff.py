"""Rules of the staff file (人员表): known roles, each staff number once, rooms for invigilators only."""

import re
from collections import Counter
from collections.abc import Mapping

from protocol.role import PROCTOR, ROLES, Role
from server.domain.imports.line import Firsts, Line, Row, by_id_or_name, listed
from server.domain.plan import Plan, Room

SYNONYMS: Mapping[str, str] = {
    "主任": "考区主任",
    "副主任": "考区副主任",
    "监考员": "监考",
    "监考人员": "监考",
    "监考老师": "监考",
    "流动监考员": "流动监考",
    "流动监考人员": "流动监考",
    "巡考": "巡视",
    "巡视员": "巡视",
    "巡视领导": "巡视",
    "考评人员": "考评员",
    "督导员": "质量督导员",
    "质量督导": "质量督导员",
    "试卷接送": "试卷接送人员",
    "试卷接送员": "试卷接送人员",
    "试卷接送人": "试卷接送人员",
    "试卷保管": "试卷保管人员",
    "试卷保管员": "试卷保管人员",
    "试卷工作人员": "试卷保管人员",
    "读卡员": "读卡操作员",
    "考务": "考务人员",
    "考务员": "考务人员",
    "技术人员": "技术员",
    "考点门卫": "门卫",
    "保安": "门卫",
    "医生": "医护",
    "护士": "医护",
    "医务": "医护",
    "医务人员": "医护",
    "值班": "总值班",
}
"""Other words for a role, read with a warning. ``监督员`` is left out: it may mean two roles."""

EVERY_SESSION = frozenset({"全部", "所有", "全天", "all"})
SEPARATORS = re.compile(r"[、,，;；/\s]+")

_BY_NAME: Mapping[str, Role] = {name.casefold(): role for role in ROLES for name in (role.zh, role.en, role.code)}


class StaffRules:
    """Checks each person against the plan, the rooms and the people above."""

    def __init__(self, plan: Plan, rooms: Mapping[str, Room]) -> None:
        self._plan = plan
        self._rooms = rooms
        self._sessions = {session.id: session.name for session in plan.sessions}
        self._numbers = Firsts()
        self._phones = Firsts()
        self._ids = Firsts()
        self._in_room: Counter[tuple[str, str]] = Counter()

    def __call__(self, row: Row, line: Line) -> None:
        """Check one person and complete the row: role number, session ids, blanks as empty text."""
        for key in ("unit", "note", "phone"):
            row[key] = row[key] or ""
        role = self._role(row, line)
        self._session_ids(row, line)
        self._room(row, line, role)
        for key, seen in (("staff_no", self._numbers), ("id_no", self._ids)):
            earlier = seen.earlier(row[key], line) if row[key] is not None else None
            if earlier is not None:
                line.error(key, "twice", value=row[key], other=earlier)
                return
        self._phone(row, line)

    def _role(self, row: Row, line: Line) -> Role | None:
        written = row["role"]
        if written is None:
            return None
        packed = "".join(written.split()) if not written.isascii() else written
        role = _BY_NAME.get(packed.casefold())
        if role is None and packed in SYNONYMS:
            role = _BY_NAME[SYNONYMS[packed]]
            line.warn("role", "role-synonym", value=written, role=role.zh)
        if role is None:
            line.error("role", "role-unknown", value=written, allowed=(listed(known.zh for known in ROLES),) * 2)
        row["role"] = role.number if role else None
        return role

    def _session_ids(self, row: Row, line: Line) -> None:
        written = row["sessions"]
        row["sessions"] = []
        for name in SEPARATORS.split(written or ""):
            if not name or name.casefold() in EVERY_SESSION:
                continue
            session = by_id_or_name(self._sessions, name)
            if session is None:
                line.error("sessions", "session-unknown", value=name, allowed=(listed(self._sessions),) * 2)
            elif session not in row["sessions"]:
                row["sessions"].append(session)

    def _room(self, row: Row, line: Line, role: Role | None) -> None:
        room = row["room"]
        if room is None or role is None:
            return
        if role is not PROCTOR:
            line.error("room", "room-not-for-role", role=role.zh, value=room)
        elif not self._rooms:
            line.error("room", "rooms-first")
        elif room not in self._rooms:
            line.error("room", "room-unknown", value=room)
        else:
            self._count(row, line, room)

    def _count(self, row: Row, line: Line, room: str) -> None:
        expected = self._plan.proctors_per_room
        for session in row["sessions"] or self._sessions:
            count = self._in_room[session, room]
            self._in_room[session, room] += 1
            if count >= expected:
                line.warn("room", "room-crowded", value=room, session=session, count=count, expected=expected)
                return

    def _phone(self, row: Row, line: Line) -> None:
        if not row["phone"]:
            if not any(problem.code == "phone-form" for problem in line.errors):
                line.warn("phone", "phone-missing")
            return
        earlier = self._phones.earlier(row["phone"], line)
        if earlier is not None:
            line.warn("phone", "phone-twice", value=row["phone"], other=earlier)
