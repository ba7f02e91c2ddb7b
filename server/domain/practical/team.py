"""Teams of assessors (考评组): who assesses a room, and who leads them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from protocol.role import BY_CODE, BY_NUMBER
from server.domain.duty import Post
from server.domain.practical.assessor import Assessor, fits, valid
from server.domain.practical.scheme import Scheme
from server.domain.refusal import Refusal

ROLE = BY_CODE["EX"].number
#: Letters a reason has at least.
REASON = 4


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody put into a team: their duty, their cards, and the room whose team they are in at the same time."""

    person: int
    post: Post | None
    assessor: Assessor | None
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """The assessors of a room in a session. ``waived``: codes of the plan's rules that it was let off, and why."""

    plan: int
    session: str
    room: str
    assessors: tuple[int, ...]
    leader: int
    waived: tuple[str, ...] = ()
    reason: str = ""


def form(
    members: Sequence[Member], leader: int, schemes: Iterable[Scheme], day: date, *, scored: bool, reason: str,
    seen: Collection[str] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Decide whether these may assess a room together; return the rules of the plan they are let off for a reason.

    Args:
        members: who is put into the team, in the order given; refusals name them by their place in it.
        leader: who leads them (组长).
        schemes: of each trade and level in the room.
        day: the day of the session, in the plan's zone.
        scored: whether the room's team has scored already.
        reason: why the plan's rules are not kept, as written; blank where they are.
        seen: codes of the rules not kept that the writer of the reason knew of: it excuses no other; None: not told
            (apps of before), it excuses all.

    Raises:
        Refusal: whatever no reason excuses: ``team-twice``, ``team-leader``, ``team-role``, ``team-busy``,
            ``assessor-unknown``, ``assessor-expired``, ``assessor-unfit``; and without a reason for them ``team-few``,
            ``team-even``, ``assessor-running``, ``team-begun``.
    """
    people = [member.person for member in members]
    if len(set(people)) < len(people):
        raise Refusal("team-twice", field="assessors")
    if leader not in people:
        raise Refusal("team-leader", field="leader")
    known = list(schemes)
    groups = [(one.trade, one.level) for one in known]
    held = []
    for which, member in enumerate(members, 1):
        _belongs(member, which)
        held.append(valid(member.assessor, groups, day, which))
    faults = list(_faults(held, known, scored=scored))
    given = len(reason.strip()) >= REASON
    for fault in faults:
        if not given or (seen is not None and fault.code not in seen):
            raise fault
    return tuple(dict.fromkeys(fault.code for fault in faults))


def _belongs(member: Member, which: int) -> None:
    post = member.post
    if post is None or not post.listed:
        raise Refusal("person-unknown", field="assessors")
    if post.role != ROLE:
        role = BY_NUMBER[post.role]
        raise Refusal("team-role", field="assessors", which=which, role=role.zh, role_en=role.en)
    if member.elsewhere is not None:
        raise Refusal("team-busy", field="assessors", which=which, room=member.elsewhere)


def _faults(held: Sequence[Assessor], schemes: Sequence[Scheme], *, scored: bool) -> Iterator[Refusal]:
    """Name every rule of the plan that the team does not keep."""
    for scheme in schemes:
        fitting = sum(fits(one, scheme.trade, scheme.level) for one in held)
        if fitting < scheme.assessors:
            yield Refusal(
                "team-few", field="assessors", trade=scheme.trade, level=scheme.level, found=fitting,
                expected=scheme.assessors,
            )  # fmt: skip
    if len(held) % 2 == 0 and any(scheme.odd for scheme in schemes):
        yield Refusal("team-even", field="assessors", found=len(held))
    most = min((scheme.running for scheme in schemes), default=0)
    for which, one in enumerate(held, 1):
        if schemes and one.running >= most:
            yield Refusal("assessor-running", field="assessors", which=which, found=one.running, most=most)
    if scored:
        yield Refusal("team-begun", field="assessors")


def led_by(team: Team | None, person: int | None) -> Team:
    """Decide whether somebody leads a room's team.

    Raises:
        Refusal: ``team-none`` or ``team-not-leader``.
    """
    if team is None:
        raise Refusal("team-none", field="room")
    if person != team.leader:
        raise Refusal("team-not-leader", field="grant")
    return team


def team_to_row(team: Team) -> dict[str, Any]:
    """Write a team as its row."""
    return {
        "plan": team.plan,
        "session": team.session,
        "room": team.room,
        "assessors": list(team.assessors),
        "leader": team.leader,
        "waived": list(team.waived),
        "reason": team.reason,
    }


def team_from_row(row: Mapping[str, Any]) -> Team:
    """Read a team's row; what the hub adds to it is passed over."""
    return Team(
        plan=row["plan"],
        session=row["session"],
        room=row["room"],
        assessors=tuple(row["assessors"]),
        leader=row["leader"],
        waived=tuple(row.get("waived", ())),
        reason=row.get("reason", ""),
    )
