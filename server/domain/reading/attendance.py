"""Attendance (考场情况记录单): absentees, violations and replaced cards, as the record sheet of a room says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.plan import Plan, Room, Session
from server.domain.refusal import Refusal

#: Letters that a reason has at least.
REASON = 4
#: What of a record sheet is compared with what was counted: figure -> how many the sheet has.
COUNTED = ("absent", "misconduct", "void_lines", "cards_bag")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A card that was replaced: whose (admission number), the old card's number and the new one's, as written."""

    candidate: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """What the record sheet of a room says; admission numbers.

    ``bag``: cards in its card bag as the checker counted them before reading; None where nobody said.
    """

    absent: frozenset[str] = frozenset()
    misconduct: frozenset[str] = frozenset()
    replaced: tuple[Replaced, ...] = ()
    bag: int | None = None

    def figure(self, code: str) -> int | None:
        """Return a figure of ``COUNTED`` as the sheet has it."""
        figures = {"absent": len(self.absent), "misconduct": len(self.misconduct), "void_lines": len(self.replaced)}
        return figures.get(code, self.bag)


def theory(plan: Plan | None, number: int, session_id: str) -> Session:
    """Return the session, where the plan is known and candidates fill in cards in it.

    Raises:
        Refusal: ``plan-unknown``, ``session-unknown`` or ``reading-no-cards``.
    """
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan=number)
    session = plan.session(session_id)
    if session is None:
        raise Refusal("session-unknown", field="session", session=session_id)
    if session.kind != "theory":
        raise Refusal("reading-no-cards", field="session", session=session.name)
    return session


def seated(room: Room | None, session: Session, name: str) -> Room:
    """Return the room, where somebody sits in it in the session.

    Raises:
        Refusal: ``room-unknown``.
    """
    if room is None or session.id not in room.sittings:
        raise Refusal("room-unknown", field="room", room=name)
    return room


def mark(
    said: Attendance, listed: Collection[str], counted: Mapping[str, int], before: Attendance | None, reason: str
) -> None:
    """Decide whether a record sheet is taken over.

    Args:
        said: what the sheet says.
        listed: the admission numbers of the room.
        counted: figures that were counted of the room, as they stand.
        before: what was entered earlier; None: nothing.
        reason: why it differs from what was counted, or from what was entered before.

    Raises:
        Refusal: ``attendance-unknown``, ``attendance-both``, ``attendance-replaced``, ``attendance-again`` or
            ``attendance-differs``.
    """
    _sound(said, listed)
    if len(reason.strip()) >= REASON:
        return
    if before is not None and before != said:
        raise Refusal("attendance-again", field="reason")
    for code in COUNTED:
        found = said.figure(code)
        if found is not None and code in counted and counted[code] != found:
            (zh, en), expected = FIGURES[code], counted[code]
            raise Refusal(
                "attendance-differs", field="reason", expected=expected, found=found, figure=zh, figure_en=en
            )  # fmt: skip


def _sound(said: Attendance, listed: Collection[str]) -> None:
    """Refuse who is not of the room, and who cannot be two things at once."""
    for number in sorted({*said.absent, *said.misconduct, *(one.candidate for one in said.replaced)} - set(listed)):
        raise Refusal("attendance-unknown", field="absent", number=number)
    for number in sorted(said.absent & said.misconduct):
        raise Refusal("attendance-both", field="misconduct", number=number)
    for one in said.replaced:
        if one.candidate in said.absent:
            raise Refusal("attendance-replaced", field="replaced", number=one.candidate)


#: What the figures are called: Chinese, English.
FIGURES: Mapping[str, tuple[str, str]] = {
    "absent": ("缺考人数", "absent candidates"),
    "misconduct": ("违纪人数", "candidates with a violation"),
    "cards_bag": ("卡袋张数", "cards in the bag"),
    "void_lines": ("更换答题卡行数", "replacement lines"),
}


def attendance_to_row(said: Attendance) -> dict[str, Any]:
    """Write what a record sheet says as JSON."""
    return {
        "absent": sorted(said.absent),
        "misconduct": sorted(said.misconduct),
        "replaced": [{"candidate": one.candidate, "old": one.old, "new": one.new} for one in said.replaced],
        "bag": said.bag,
    }


def attendance_from_row(row: Mapping[str, Any] | None) -> Attendance | None:
    """Read it back; None where nothing was entered."""
    if row is None:
        return None
    replaced: Sequence[Mapping[str, str]] = row["replaced"]
    return Attendance(
        frozenset(row["absent"]),
        frozenset(row["misconduct"]),
        tuple(Replaced(one["candidate"], one["old"], one["new"]) for one in replaced),
        row["bag"],
    )
