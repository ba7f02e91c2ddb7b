"""Grants: who may sign in on a device, for which acts and how long, and whether a grant holds for an act.

A grant is a standing authorisation: facts cite it, and nobody types a PIN for each. What a device may do at all is
another question (``server.domain.device``); both must say yes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from protocol.role import BY_CODE, BY_NUMBER, PROCTOR
from server.domain.badge import validity
from server.domain.device import MAY
from server.domain.plan import Plan
from server.domain.policy import Policy
from server.domain.refusal import Refusal

#: Kinds of whoever may take photos and film, in several groups of acts.
TAKEN = frozenset({"evidence.attach", "evidence.complete"})

#: Kinds of whoever answers for what is read, in the office or in the reading room.
ANSWERED = frozenset(
    {"attendance.mark", "reading.batch", "reading.assign", "reading.key", "reading.settle", "reading.release",
     "reading.check"}
)  # fmt: skip

#: Kinds that are entered from a signed form (补录) besides handoffs.
ON_PAPER = frozenset({"custody.open", "custody.seal", "custody.supply", "custody.count"})

#: Group of acts -> kinds of facts.
GROUPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "lead": frozenset(
            {"dispute.settle", "grant.revoke", "device.revoke", "badge.issue", "badge.revoke", "badge.print",
             "badge.design", "device.write_off", "staff.change", "staff.confirm", "duty.assign", "plan.change",
             "room.change", "room.remove", "import.commit", "plan.policy", "duty.commit", "duty.draw", "duty.redraw",
             "duty.substitute", "duty.declare", "session.signal", "custody.label", "custody.correct",
             "custody.withdraw", "custody.enter", "balance.settle", "evidence.remove", "evidence.assign",
             "practical.scheme", "practical.assessor", "practical.team", "practical.enter", "evidence.discard",
             "reading.profile", "reading.approve", "custody.attempt"}
        )
        | TAKEN
        | ANSWERED,
        "gate": frozenset(
            {"duty.check_in", "duty.check_out", "duty.undo", "badge.bind", "badge.hand_out", "badge.return",
             "staff.add", "duty.spot_check"}
        ),
        "custody": frozenset(
            {"custody.pack", "custody.unpack", "custody.handoff", "custody.open", "custody.seal", "custody.supply",
             "custody.undo", "custody.count", "custody.attempt"}
        )
        | TAKEN,
        "practical": frozenset(
            {"practical.confirm", "practical.send_back", "practical.lots", "practical.draw", "practical.take_out",
             "practical.reveal", "practical.identify", "practical.begin", "practical.end", "practical.absent",
             "practical.workpiece", "evidence.score", "evidence.assign"}
        )
        | TAKEN,
        "reading": frozenset({"reading.propose", "reading.close"}) | ANSWERED,
        "marking": frozenset({"reading.profile", "reading.approve", "plan.policy"}) | ANSWERED,
        "room": frozenset({"custody.open", "custody.count", "custody.attempt"}),
        "carry": frozenset(
            {"custody.handoff", "custody.pack", "custody.unpack", "custody.seal", "custody.undo", "custody.attempt"}
        )
        | TAKEN,
        "amend": frozenset(
            {
                "custody.enter", "custody.correct", "custody.undo", "custody.attempt", "balance.settle",
                "dispute.settle",
            }
        )
        | ON_PAPER,
    }
)  # fmt: skip

#: Groups that are a part of others, for whom or when it is granted alone.
_PARTS = ("marking", "room", "carry", "amend")
#: Of a part, the kind that a device must be able to state for it to be granted there.
_MEANT: Mapping[str, str] = MappingProxyType({"carry": "custody.handoff", "amend": "custody.enter"})
#: Groups that somebody asks for by the name of the whole of which they are a part.
_PART_OF: Mapping[str, tuple[str, ...]] = MappingProxyType({"lead": ("marking", "amend"), "custody": ("carry",)})
_SHARED = frozenset(
    kind for kind in MAY
    if sum(kind in group for name, group in GROUPS.items() if name not in _PARTS) > 1
)  # fmt: skip
_ALL = ("lead", "gate", "custody", "practical")
#: Roles that hold devices, by code -> groups of acts they may be granted. Nobody else has a PIN,
#: but whom the plan lets count in their rooms (``IN_ROOM``).
HOLDERS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        BY_CODE[code].number: groups
        for code, groups in {
            "AD": _ALL, "ADD": _ALL, "CE": _ALL, "DCE": _ALL, "OP": _ALL, "DU": _ALL,
            "RP": ("gate", "custody", "practical"),
            "GA": ("gate",), "IT": ("gate",), "CK": ("gate", "reading"),
            "RO": ("reading",), "SV": ("reading",),
            "CO": ("custody",), "VK": ("custody",),
            "EX": ("practical",), "QS": ("practical",),
        }.items()
    }
)  # fmt: skip

#: Roles that hold a device only where the plan lets them count in their rooms -> their groups of acts.
IN_ROOM: Mapping[int, tuple[str, ...]] = MappingProxyType({PROCTOR.number: ("room",)})

#: Role -> kinds that its groups hold and that are not for it: who operates the reader does not say who was absent.
WITHHELD: Mapping[int, frozenset[str]] = MappingProxyType({BY_CODE["RO"].number: frozenset({"attendance.mark"})})

#: Roles of those who head the site, the area, the duty desk or the office.
LEADERS = frozenset(role for role, groups in HOLDERS.items() if "lead" in groups)

#: Groups of acts that can be granted after the plan's days too, while cards are read and marked.
READ_LATER = ("reading", "marking")
#: Role -> the groups of acts it may be granted after the plan's days: readers their own, leaders what of theirs is
#: about reading and marking.
AFTERWARDS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        role: ("marking",) if role in LEADERS else ("reading",)
        for role, groups in HOLDERS.items() if role in LEADERS or "reading" in groups
    }
)  # fmt: skip

#: Kinds of facts that are taken only with a grant: a named person answers for them.
NEEDED = frozenset(
    {"dispute.settle", "balance.settle", "duty.commit", "duty.draw", "duty.redraw", "custody.label", "plan.policy",
     "custody.withdraw",
     "duty.assign", "evidence.remove", "practical.scheme", "practical.assessor", "practical.team", "practical.enter",
     "evidence.discard", "attendance.mark", "reading.profile", "reading.assign", "reading.propose", "reading.settle",
     "reading.approve", "reading.close", "reading.check", "reading.key", "reading.release"}
)  # fmt: skip
#: Kinds that are taken only with a grant, but may have been done without the hub: whoever stands at a paper table.
CITING = frozenset(
    {"custody.pack", "custody.unpack", "custody.handoff", "custody.open", "custody.seal", "custody.supply",
     "custody.count", "custody.undo", "custody.correct", "custody.enter", "custody.attempt", "duty.spot_check",
     "duty.substitute", "session.signal", "evidence.attach", "evidence.complete", "evidence.assign",
     "practical.confirm", "practical.send_back", "practical.lots", "practical.draw", "practical.take_out",
     "practical.reveal", "practical.identify", "practical.begin", "practical.end", "practical.absent",
     "practical.workpiece", "evidence.score"}
)  # fmt: skip
#: Kinds by which a plan is prepared. Before its first day nobody can sign in, and they do without.
BEFOREHAND = frozenset(
    {"custody.label", "custody.withdraw", "plan.policy", "duty.assign", "practical.scheme", "practical.assessor",
     "practical.team", "reading.profile"}
)  # fmt: skip
#: Kinds that the hub's own command line states: whoever works there has the hub's keys, and no device to sign in on.
BY_COMMAND = frozenset({"custody.label", "evidence.attach", "evidence.complete", "evidence.assign"})

LONGEST = timedelta(hours=4)
#: A device's clock may be slow: it cannot have cited a grant before it had it.
SLOW_CLOCK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as given. ``not_before`` and ``expires`` are Unix seconds.

    ``acts`` are groups; ``place``, where it is named, is the only place it holds for. ``state`` is ``open``, ``ended``
    (signed out, somebody else signed in, the person left) or ``revoked``, since ``ended`` (aware).
    """

    grant: str
    plan: int
    person: int
    role: int
    device: str
    acts: tuple[str, ...]
    place: str | None
    not_before: int
    expires: int
    state: str = "open"
    ended: datetime | None = None


def kinds(acts: Iterable[str]) -> frozenset[str]:
    """Return the kinds of facts in these groups of acts; unknown groups hold none."""
    return frozenset[str]().union(*(GROUPS.get(group, frozenset()) for group in acts))


def covered(grant: Grant) -> frozenset[str]:
    """Return the kinds of facts that a grant lets its holder state."""
    return kinds(grant.acts) - WITHHELD.get(grant.role, frozenset())


def may_hold(role: int, policy: Policy) -> tuple[str, ...]:
    """Return the groups of acts that somebody of ``role`` may be granted by the plan's policies.

    Raises:
        Refusal: ``sign-in-role`` (no device is held in this role) or ``counts-in-room-off`` (only where the plan lets
            invigilators count in their rooms).
    """
    groups = HOLDERS.get(role)
    if groups is None and policy.counts_in_room:
        groups = IN_ROOM.get(role)
    if groups is None:
        raise holds_none(role)
    return groups


def granted(
    role: int,
    device_role: str,
    asked: Iterable[str] | None,
    policy: Policy,
    *,
    only: tuple[str, ...] | None = None,
) -> tuple[str, ...]:
    """Return the groups of acts that somebody of ``role`` gets on a device of ``device_role``.

    ``asked`` narrows them. A group is left out where the device may do nothing that is this group's alone.
    ``only``: it is none of the plan's days, and these are granted (see ``other_days``); who asks for the whole is given
    what is left of it.

    Raises:
        Refusal: ``sign-in-role`` or ``counts-in-room-off`` (no device is held in this role), or ``sign-in-acts``
            (nothing of it is left).
    """
    groups = may_hold(role, policy)
    if only is not None:
        groups = only
    wanted = set(groups if asked is None else asked)
    wanted |= {part for whole in tuple(wanted) for part in _PART_OF.get(whole, ())}
    found = tuple(group for group in groups if group in wanted and _fits(group, device_role))
    if not found:
        raise Refusal("sign-in-acts", field="acts", role=BY_NUMBER[role].zh, role_en=BY_NUMBER[role].en)
    return found


def _fits(group: str, device_role: str) -> bool:
    """Tell whether a device may do something that is this group's alone."""
    return any(device_role in MAY[kind] for kind in ({_MEANT[group]} if group in _MEANT else GROUPS[group] - _SHARED))


def holds_none(role: int) -> Refusal:
    """Return the refusal of who holds no device."""
    known = BY_NUMBER[role]
    if role in IN_ROOM:
        return Refusal("counts-in-room-off", role=known.zh, role_en=known.en)
    return Refusal("sign-in-role", role=known.zh, role_en=known.en)


def only_on_paper(grant: Grant | None, kind: str) -> bool:
    """Tell whether somebody may state this kind but from a signed form: they were granted what is done afterwards."""
    return grant is not None and "amend" in grant.acts and kind not in kinds(set(grant.acts) - {"amend"})


def window(now: datetime, asked: timedelta | None, last: int) -> tuple[int, int]:
    """Return from when to when (Unix seconds) a grant given ``now`` holds: 4 hours or less, not after ``last``."""
    begins = int(now.timestamp())
    lasts = LONGEST if asked is None else min(asked, LONGEST)
    return begins, min(begins + int(lasts.total_seconds()), last)


def excused(kind: str, device_role: str, plan: Plan | None, received: datetime) -> bool:
    """Tell whether an act may do without a grant although somebody answers for its kind.

    Args:
        kind: the fact's kind.
        device_role: the role of the device that states it.
        plan: the plan that it is about; None where that is not known.
        received: when it was handed in (aware, the hub's clock): what a device says of its own time excuses nothing.
    """
    if device_role == "office" and kind in BY_COMMAND:
        return True
    return kind in BEFOREHAND and plan is not None and received.timestamp() < validity(plan)[0]


def cites(
    cited: str | None, grant: Grant | None, kind: str, device: str, place: str | None, *,
    plan: int | None, at: datetime, now: datetime, acted: bool, without: bool = False,
) -> None:  # fmt: skip
    """Decide whether a fact may cite a grant, or do without one.

    ``grant`` is the one with the id ``cited``; ``plan`` the plan that the act is about, None where it names none: who
    answers for an act is somebody of that plan. ``without``: it may do without one (see ``excused``). ``now`` is when
    the act happened (the time received, or the device's clock for what was done without the hub); ``at`` the same as
    the journal has it, by which ends are noted.

    What was done at a gate without the hub counts although the grant is unknown: without one the same act would count,
    and a hub restored from an older copy has forgotten who had signed in. Where somebody has to answer for an act, an
    unknown grant names nobody: done without the hub it is a dispute, for a person to settle. ``NEEDED`` acts are never
    done without the hub's knowing it, so an end counts for them whatever the device's clock says.

    Raises:
        Refusal: ``grant-needed``, ``grant-unknown``, ``grant-other-device``, ``grant-scope``, ``grant-other-plan``,
            ``grant-place``, ``grant-not-yet``, ``grant-expired``, ``grant-ended`` or ``grant-revoked``.
    """
    if cited is None:
        if kind in NEEDED | CITING and not without:
            raise Refusal("grant-needed", field="grant")
        return
    if grant is None:
        if acted and kind not in NEEDED | CITING:
            return
        raise Refusal("grant-unknown", field="grant")
    _covers(grant, kind, device, place, plan)
    _in_force(grant, at, now, acted=acted and kind not in NEEDED)


def _covers(grant: Grant, kind: str, device: str, place: str | None, plan: int | None) -> None:
    if grant.device != device:
        raise Refusal("grant-other-device", field="grant", device=grant.device)
    if kind not in covered(grant):
        role = BY_NUMBER[grant.role]
        raise Refusal("grant-scope", field="grant", role=role.zh, role_en=role.en)
    if kind in NEEDED | CITING and plan not in (None, grant.plan):
        raise Refusal("grant-other-plan", field="grant", found=grant.plan, expected=plan)
    if grant.place is not None and place not in (None, grant.place):
        raise Refusal("grant-place", field="grant", place=grant.place)


def _in_force(grant: Grant, at: datetime, now: datetime, *, acted: bool) -> None:
    slow = SLOW_CLOCK if acted else timedelta()
    if (now + slow).timestamp() < grant.not_before:
        raise Refusal("grant-not-yet", field="grant")
    if now.timestamp() >= grant.expires:
        raise Refusal("grant-expired", field="grant")
    if grant.state != "open" and (not acted or grant.ended is None or at >= grant.ended):
        raise Refusal(f"grant-{grant.state}", field="grant")


@dataclass(frozen=True, slots=True)
class Witness:
    """That a device had used ``number`` at ``at`` (aware) or later: whatever has a higher one was made afterwards."""

    number: int
    at: datetime


def made_after(number: int, witnesses: Iterable[Witness]) -> datetime | None:
    """Return the latest moment after which the fact with this number was surely made; None where nothing tells."""
    return max((witness.at for witness in witnesses if witness.number < number), default=None)


def not_dated_back(grant: Grant, number: int, witnesses: Iterable[Witness]) -> None:
    """Decide whether what claims to be done before the end of its grant can have been made before it.

    A device's clock can be put back; its numbers cannot, for each is used once and none is left out.

    Raises:
        Refusal: ``grant-dated-back``.
    """
    after = made_after(number, witnesses)
    if grant.state != "open" and grant.ended is not None and after is not None and after >= grant.ended:
        raise Refusal("grant-dated-back", field="at", after=after.isoformat(timespec="milliseconds"))


def lasting(grant: Grant, now: datetime) -> bool:
    """Tell whether the time of a grant has begun and is not over."""
    return grant.not_before <= now.timestamp() < grant.expires


def leading(open_on_device: Iterable[Grant], now: datetime) -> bool:
    """Tell whether one of these grants is in force and lets its holder lead."""
    return any("lead" in grant.acts and lasting(grant, now) for grant in open_on_device)


def held_by(grant: Grant | None, plan: int, person: int) -> None:
    """Decide whether an act in somebody's name is theirs: they hold the grant it cites.

    Raises:
        Refusal: ``grant-holder``.
    """
    if grant is None or (grant.plan, grant.person) != (plan, person):
        raise Refusal("grant-holder", field="by")


def in_own_room(grant: Grant | None, plan: int, people: Collection[int], policy: Policy) -> None:
    """Decide whether an act under the grant of one who holds a device only in their room is their own, and allowed.

    ``people`` are those in whose names it is done. Whose room it is, ``counts.of_room`` decides, and in which roles
    they do it, the act's own rule.

    Raises:
        Refusal: ``counts-in-room-off`` (the plan allows it no longer) or ``grant-holder``.
    """
    if grant is None or grant.role not in IN_ROOM:
        return
    if not policy.counts_in_room:
        raise holds_none(grant.role)
    if (grant.plan, grant.person) not in {(plan, person) for person in people}:
        raise Refusal("grant-holder", field="people")


def end(grant: Grant | None) -> Grant:
    """Decide whether a grant may be ended or revoked.

    Raises:
        Refusal: ``grant-unknown`` or ``grant-over``.
    """
    if grant is None:
        raise Refusal("grant-unknown", field="grant")
    if grant.state != "open":
        raise Refusal("grant-over", field="grant")
    return grant
