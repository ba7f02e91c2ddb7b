"""Rules of the candidates file (考生表): numbers by the plan's template, one seat for one person in a session."""

from collections.abc import Iterator, Mapping
from typing import Any

from formats.unreadable import Words
from server.domain.imports.line import Firsts, Line, Row, by_id_or_name, listed
from server.domain.imports.values import EXACT_DIGITS
from server.domain.plan import Plan, Room

PARTS: Mapping[str, Words] = {"year": ("年份", "year"), "room": ("考场", "room"), "seat": ("座位", "seat")}


class CandidateRules:
    """Checks each candidate against the plan, the rooms and the candidates above."""

    def __init__(self, plan: Plan, rooms: Mapping[str, Room]) -> None:
        """``rooms`` by number."""
        self._plan = plan
        self._rooms = rooms
        parts = {part.part: part.digits for part in plan.admission_no}
        self._by_part = {room.zfill(parts.get("room", 0)): room for room in rooms}
        #: Keys a file need not have: the admission number says room and seat, a plan of one session the session.
        self.tells = frozenset({"room", "seat"} & parts.keys()) | ({"session"} if len(plan.sessions) == 1 else set())
        self._sessions = {session.id: session.name for session in plan.sessions}
        self._numbers = Firsts()
        self._seats = Firsts()
        self._people = Firsts()
        self._ids = Firsts()
        self._holders: dict[str, tuple[str | None, str | None]] = {}
        self._owners: dict[str, str | None] = {}

    def __call__(self, row: Row, line: Line) -> None:
        """Check one candidate and complete the row: the session as its id."""
        row["unit"] = row["unit"] or ""
        self._trade(row, line)
        self._tell(row, line)
        self._session(row, line)
        room = self._room(row, line)
        if self._admission(row, line):
            self._seat(row, line, room)
            self._person(row, line)

    def _trade(self, row: Row, line: Line) -> None:
        allowed = self._plan.trades
        if row["trade"] is not None and allowed and row["trade"] not in allowed:
            line.error("trade", "trade-unknown", value=row["trade"], allowed=(listed(allowed),) * 2)

    def _tell(self, row: Row, line: Line) -> None:
        """Put in what the file has no column for and the plan tells; a blank cell is no such thing."""
        if "session" in self.tells and not line.has("session"):
            row["session"] = self._plan.sessions[0].id
        number = row["admission_no"]
        if number is None or not number.isascii() or not number.isdigit() or len(number) != self._plan.admission_digits:
            return
        for part, found in self._parts(number):
            if part == "seat" and not line.has("seat") and int(found):
                row["seat"] = int(found)
            elif part == "room" and not line.has("room"):
                row["room"] = self._by_part.get(found)
                if row["room"] is None:
                    line.error("admission_no", "room-unknown", value=found)

    def _session(self, row: Row, line: Line) -> None:
        written = row["session"]
        if written is None:
            return
        row["session"] = by_id_or_name(self._sessions, written)
        if row["session"] is None:
            line.error("session", "session-unknown", value=written, allowed=(listed(self._sessions),) * 2)

    def _room(self, row: Row, line: Line) -> Room | None:
        written = row["room"]
        if written is None:
            return None
        room = self._rooms.get(written)
        if room is None:
            row["room"] = None
            line.error("room", "room-unknown", value=written)
        return room

    def _admission(self, row: Row, line: Line) -> bool:
        """Check the admission number; False where the same number stands above (then nothing more is said)."""
        number = row["admission_no"]
        if number is None:
            return True
        length = self._plan.admission_digits
        if not (number.isascii() and number.isdigit() and len(number) == (length or len(number))):
            line.error(
                "admission_no", "admission-form", value=number, length=len(number), expected=length or ("若干", "some")
            )
            return True
        earlier = self._numbers.earlier(self._once(number, row), line)
        if earlier is not None:
            line.error("admission_no", "twice", value=number, other=earlier)
            return False
        parts = dict(self._parts(number))
        beyond = number[EXACT_DIGITS:] if len(number) >= EXACT_DIGITS + 3 else ""
        if set(parts.get("seat", "1")) == {"0"} or set(beyond) == {"0"}:
            line.error("admission_no", "number-ruined", value=number)
            return True
        for part, found in parts.items():
            self._compare(row, line, part, found)
        return True

    def _once(self, number: str, row: Row) -> tuple[Any, ...]:
        """Return what may stand only once: the number, or where it names no seat, the number in a session.

        Such a number is one person's for all sessions; another person's ID number beside it makes it stand twice.
        """
        if any(part.part == "seat" for part in self._plan.admission_no):
            return (number,)
        holder, session = self._holders.setdefault(number, (row["id_no"], row["session"]))
        return number, row["session"] if holder == row["id_no"] else session

    def _parts(self, number: str) -> Iterator[tuple[str, str]]:
        start = 0
        for part in self._plan.admission_no:
            yield part.part, number[start : start + part.digits]
            start += part.digits

    def _compare(self, row: Row, line: Line, part: str, found: str) -> None:
        if part == "year":
            expected = [f"{day.year:04d}"[-len(found) :] for day in self._plan.days]
        elif part in PARTS and str(row[part]).isascii() and str(row[part]).isdigit():
            expected = [str(row[part]).zfill(len(found))]
        else:
            return
        if found not in expected:
            line.warn("admission_no", "admission-part", part=PARTS[part], found=found, expected=expected[0])

    def _seat(self, row: Row, line: Line, room: Room | None) -> None:
        session, seat = row["session"], row["seat"]
        if room is None or seat is None:
            return
        if seat > room.seats:
            over = {"value": seat, "room": room.room, "seats": room.seats}
            if not self._plan.overfull:
                line.error("seat", "seat-range", **over)
                return
            line.warn("seat", "seat-extra", **over)
        if session is None:
            return
        earlier = self._seats.earlier((session, room.room, seat), line)
        if earlier is not None:
            line.error("seat", "seat-taken", session=session, room=room.room, value=seat, other=earlier)

    def _person(self, row: Row, line: Line) -> None:
        session, number, name = row["session"], row["id_no"], row["name"]
        if session is None or number is None:
            return
        earlier = self._people.earlier((session, number), line)
        if earlier is not None:
            line.error("id_no", "id-same-session", value=number, other=earlier)
            return
        first = self._owners.setdefault(number, name)
        other = self._ids.earlier(number, line)
        if other is not None and name is not None and first not in (None, name):
            line.error("id_no", "id-two-names", value=number, other=other, name=first)
