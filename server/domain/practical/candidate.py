"""A candidate at a station: who they are, where they work, when they begin and end, what they hand in.

Names are not here: a masked name only, the seat, the admission number. What is told of a candidate is added to, never
taken away; a correction says why.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from protocol.number import ALPHABET, check_character
from protocol.role import BY_CODE, BY_NUMBER
from server.domain.grant import LEADERS
from server.domain.plan import Plan, Session
from server.domain.practical.lots import Mark, Slot
from server.domain.practical.score import Sheet
from server.domain.refusal import Refusal
from server.domain.timetable import EARLY, Course, ends_at

Outcome = Literal["ok", "no_id", "not_person"]
OUTCOMES: tuple[Outcome, ...] = ("ok", "no_id", "not_person")
#: Letters that a reason has at least.
REASON = 4
#: Surnames of two characters, as far as masking a name needs them.
COMPOUND = frozenset(
    {"欧阳", "上官", "司马", "诸葛", "令狐", "夏侯", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "长孙", "宇文",
     "端木", "独孤", "南宫", "轩辕", "百里", "呼延"}
)  # fmt: skip
#: Who may note what happens at stations: assessors, roving invigilators, the heads of the site and its office.
STEWARDS = LEADERS | {BY_CODE["EX"].number, BY_CODE["RP"].number}
ASSESSOR = BY_CODE["EX"].number


@dataclass(frozen=True, slots=True)
class Drawn:
    """The station a candidate drew: by which card of which lots."""

    slot: Slot
    card: int
    lots: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Identity:
    """How the check of identity ended; ``evidence`` is the id of a photo, None where none was taken."""

    outcome: Outcome
    evidence: str | None
    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Absent:
    """That they did not come."""

    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Workpiece:
    """The number of what they made; ``reason``: why it was numbered anew."""

    number: str
    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who sits a practical session in a room.

    Attributes:
        plan: the plan's number.
        session: the session's id.
        room: the room.
        number: the admission number.
        seat: their place in the list of the room.
        mask: the masked name.
        trade: the trade.
        level: 1 (highest) to 5.
        listed: whether the roster still has them in this session and room.
        drawn: the station they have.
        identity: how their identity was checked last.
        began: when they began.
        ended: when they ended.
        absent: that they did not come.
        excused: they had been noted as absent by mistake, so they are not late.
        workpiece: what they handed in.
        sheets: each assessor's sheets (by person), the newest last.
    """

    plan: int
    session: str
    room: str
    number: str
    seat: int
    mask: str
    trade: str
    level: int
    listed: bool = True
    drawn: Drawn | None = None
    identity: Identity | None = None
    began: Mark | None = None
    ended: Mark | None = None
    absent: Absent | None = None
    excused: bool = False
    workpiece: Workpiece | None = None
    sheets: Mapping[int, tuple[Sheet, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """How they are named within their plan."""
        return f"{self.session}/{self.room}/{self.number}"

    @property
    def arrived(self) -> bool:
        """Whether they were seen here."""
        return self.drawn is not None or self.identity is not None

    @property
    def touched(self) -> bool:
        """Whether anything happened that a new roster must not lose."""
        happened = (self.began, self.ended, self.absent, self.workpiece)
        return self.arrived or bool(self.sheets) or any(one is not None for one in happened)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a room's session begins and ends, by the signals given; ``late`` is the minutes in which one may come."""

    starts: datetime
    ends: datetime
    over: bool
    late: int
    zone: str

    @property
    def limit(self) -> datetime:
        """Return until when candidates are let in (aware)."""
        return self.starts + timedelta(minutes=self.late)

    def clock(self, when: datetime) -> str:
        """Write a moment as people at the site say it."""
        return f"{when.astimezone(ZoneInfo(self.zone)):%H:%M}"


def hours(plan: Plan, course: Course, room: str, late: int) -> Hours:
    """Return a room's hours: from the signal that was given, else as the plan has it; extensions by signal only."""
    starts = course.started or course.session.starts
    return Hours(starts, ends_at(course, room), course.ended is not None, late, plan.zone)


def masked(name: str) -> str:
    """Return a name of which only the surname can be read; how long it is cannot be told."""
    name = name.strip()
    return f"{name[:2] if name[:2] in COMPOUND else name[:1]}**"


def practical(plan: Plan | None, number: int, session_id: str) -> Session:
    """Return the practical session that an act is about.

    Raises:
        Refusal: ``plan-unknown``, ``session-unknown`` or ``session-not-practical``.
    """
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan=number)
    session = plan.session(session_id)
    if session is None:
        raise Refusal("session-unknown", field="session", session=session_id)
    if session.kind != "practical":
        raise Refusal("session-not-practical", field="session", session=session.name)
    return session


def steward(role: int) -> None:
    """Decide whether somebody of ``role`` may note what happens at stations.

    Raises:
        Refusal: ``station-role``.
    """
    if role not in STEWARDS:
        raise Refusal("station-role", field="grant", role=BY_NUMBER[role].zh, role_en=BY_NUMBER[role].en)


def here(candidate: Candidate | None) -> Candidate:
    """Return a candidate of the room.

    Raises:
        Refusal: ``candidate-unknown``.
    """
    if candidate is None or not candidate.listed:
        raise Refusal("candidate-unknown", field="candidate")
    return candidate


def comes(candidate: Candidate, of: Hours, now: datetime) -> None:
    """Decide whether a candidate may be let in now; who was seen here before is not late.

    Raises:
        Refusal: ``candidate-absent``, ``practical-over`` or ``practical-late``.
    """
    if candidate.absent is not None:
        raise Refusal("candidate-absent", field="candidate", seat=candidate.seat)
    if of.over:
        raise Refusal("practical-over", field="session", ends=of.clock(of.ends))
    if not candidate.arrived and not candidate.excused and now > of.limit:
        raise Refusal("practical-late", field="candidate", limit=of.clock(of.limit), late=of.late)


def draws(candidate: Candidate, of: Hours, now: datetime) -> None:
    """Decide whether a candidate may draw a station; which card is another question (``lots.pick``).

    Raises:
        Refusal: what ``comes`` says, ``identity-stopped`` or ``ended-already``.
    """
    comes(candidate, of, now)
    if candidate.identity is not None and candidate.identity.outcome == "not_person":
        raise Refusal("identity-stopped", field="candidate", seat=candidate.seat)
    if candidate.ended is not None:
        raise Refusal("ended-already", field="candidate", seat=candidate.seat)


def may_draw(candidate: Candidate) -> bool:
    """Tell whether somebody on the list has no station and may still draw one: the cards lie until nobody may."""
    stopped = candidate.identity is not None and candidate.identity.outcome == "not_person"
    gone = stopped or candidate.absent is not None or candidate.ended is not None or bool(candidate.sheets)
    return candidate.listed and candidate.drawn is None and not gone


def identify(
    candidate: Candidate, outcome: Outcome, of: Hours, now: datetime, *, photo: bool, leads: bool, reason: str
) -> None:
    """Decide a check of identity; whoever is here is checked again also after the end, so that papers can follow.

    Args:
        candidate: who was checked.
        outcome: ``ok``, ``no_id`` (to be completed) or ``not_person`` (everything stops).
        of: the room's hours.
        now: when.
        photo: whether a photo was taken.
        leads: whether whoever checked is one of those who head the site.
        reason: in words; needed to let somebody go on who was stopped, and where there is no photo.

    Raises:
        Refusal: what ``comes`` says, ``identity-stopped`` or ``identity-photo``.
    """
    if candidate.absent is not None or not candidate.arrived:
        comes(candidate, of, now)
    before = candidate.identity
    stopped = before is not None and before.outcome == "not_person" and outcome != "not_person"
    if stopped and not (leads and _reasoned(reason)):
        raise Refusal("identity-stopped", field="candidate", seat=candidate.seat)
    if outcome == "no_id" and not photo and not _reasoned(reason):
        raise Refusal("identity-photo", field="evidence")


def begins(candidate: Candidate, of: Hours, now: datetime, *, lots: bool) -> None:
    """Decide whether a candidate may begin; ``lots``: stations are drawn in this room.

    Raises:
        Refusal: what ``comes`` says, ``begun-already``, ``identity-missing``, ``identity-stopped``,
            ``station-missing``, ``begin-early`` or ``practical-over``.
    """
    comes(candidate, of, now)
    if candidate.began is not None:
        raise Refusal("begun-already", field="candidate", seat=candidate.seat)
    if candidate.identity is None:
        raise Refusal("identity-missing", field="candidate", seat=candidate.seat)
    if candidate.identity.outcome == "not_person":
        raise Refusal("identity-stopped", field="candidate", seat=candidate.seat)
    if lots and candidate.drawn is None:
        raise Refusal("station-missing", field="candidate", seat=candidate.seat)
    if now < of.starts - EARLY:
        raise Refusal("begin-early", field="candidate", starts=of.clock(of.starts))
    if now >= of.ends:
        raise Refusal("practical-over", field="session", ends=of.clock(of.ends))


def ends(candidate: Candidate) -> None:
    """Decide whether a candidate may end.

    Raises:
        Refusal: ``not-begun`` or ``ended-already``.
    """
    if candidate.began is None:
        raise Refusal("not-begun", field="candidate", seat=candidate.seat)
    if candidate.ended is not None:
        raise Refusal("ended-already", field="candidate", seat=candidate.seat)


def stays_away(candidate: Candidate, absent: bool, of: Hours, now: datetime, reason: str) -> None:
    """Decide whether somebody is noted as absent, or no longer (``absent`` False, with a reason).

    Raises:
        Refusal: ``absent-already``, ``absent-not``, ``absent-reason``, ``absent-begun``, ``absent-scored`` or
            ``absent-early`` (they may still come).
    """
    if not absent:
        _came_after_all(candidate, reason)
        return
    if candidate.absent is not None:
        raise Refusal("absent-already", field="candidate", seat=candidate.seat)
    _did_nothing(candidate)
    if candidate.arrived and not _reasoned(reason):
        raise Refusal("absent-reason", field="reason")
    if not candidate.arrived and now <= of.limit and not of.over:
        raise Refusal("absent-early", field="candidate", limit=of.clock(of.limit))


def _did_nothing(candidate: Candidate) -> None:
    if candidate.began is not None:
        raise Refusal("absent-begun", field="candidate", seat=candidate.seat)
    if candidate.sheets:
        raise Refusal("absent-scored", field="candidate", seat=candidate.seat)


def _came_after_all(candidate: Candidate, reason: str) -> None:
    if candidate.absent is None:
        raise Refusal("absent-not", field="candidate", seat=candidate.seat)
    if not _reasoned(reason):
        raise Refusal("absent-reason", field="reason")


def workpiece_number(plan: Plan, session: str, room: str, seat: int, rooms: Collection[str]) -> str:
    """Return the number of a workpiece: session, room, seat and a check character, the same on every device.

    A room whose name has characters that no label printer has is named by its place among all of the plan's rooms.
    """
    place = next((at for at, one in enumerate(plan.sessions, 1) if one.id == session), 0)
    letters = room.upper()
    if any(one not in ALPHABET for one in letters):
        letters = f"R{sorted({*rooms, room}).index(room) + 1}"
    return f"G{place}-{letters}-{seat:02d}-{check_character(f'G{place}{letters}{seat:02d}')}"


NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{2,30}[0-9A-Z]")


def hands_in(candidate: Candidate, number: str, taken: Collection[str], reason: str) -> None:
    """Decide whether a workpiece gets a number; ``taken`` are the numbers of the others of the session.

    Raises:
        Refusal: ``not-begun``, ``workpiece-number``, ``workpiece-taken`` or ``workpiece-given`` (another one, and no
            reason).
    """
    if candidate.began is None:
        raise Refusal("not-begun", field="candidate", seat=candidate.seat)
    if NUMBER.fullmatch(number) is None:
        raise Refusal("workpiece-number", field="number", number=number)
    if number in taken:
        raise Refusal("workpiece-taken", field="number", number=number)
    if candidate.workpiece is not None and not _reasoned(reason):
        raise Refusal("workpiece-given", field="reason", number=candidate.workpiece.number)


def scored(candidate: Candidate) -> None:
    """Decide whether a candidate's sheet may be signed.

    Raises:
        Refusal: ``candidate-absent``, ``not-begun`` or ``not-ended``.
    """
    if candidate.absent is not None:
        raise Refusal("candidate-absent", field="candidate", seat=candidate.seat)
    if candidate.began is None:
        raise Refusal("not-begun", field="candidate", seat=candidate.seat)
    if candidate.ended is None:
        raise Refusal("not-ended", field="candidate", seat=candidate.seat)


def _reasoned(reason: str) -> bool:
    return len(reason.strip()) >= REASON


def seated(before: Iterable[Candidate], roster: Iterable[Candidate]) -> list[tuple[Candidate, bool]]:
    """Return the candidates after a new roster, and which of them are gone for good (False).

    What happened is kept, also of those whom the roster has no longer or elsewhere: they stay, unlisted.
    """
    old = {one.key: one for one in before}
    after: list[tuple[Candidate, bool]] = []
    for one in roster:
        known = old.pop(one.key, None)
        new = one
        if known is not None:
            new = replace(known, seat=one.seat, mask=one.mask, trade=one.trade, level=one.level, listed=True)
        after.append((new, True))
    return after + [(replace(one, listed=False), one.touched) for one in old.values()]
