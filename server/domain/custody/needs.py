"""What a plan's sessions need of labelled objects, and which of it is not registered yet."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from server.domain.custody.item import Item
from server.domain.custody.register import New
from server.domain.plan import Plan, Room
from server.domain.policy import Policy

#: Room sets that go into a case.
ROOMS_PER_CASE = 7
#: Kinds in the order in which their labels come off the sheet.
ORDER = ("CS", "RSET", "PP", "CP", "SL", "RS", "SC", "SP", "DP", "ST", "DV", "ID", "PM", "KY")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of what the plan leaves open.

    Attributes:
        extra: papers and cards in a room's bags beyond the candidates expected.
        spares: spare bags a session.
        spare_size: papers, and cards, in a spare bag.
        duty: duty copies a session.
        cases: paper cases; None: one for every seven rooms of the fullest session.
        strips: seal strips; None: two for every room set (its bags are closed again) and every case (there and back).
        devices: devices that are given out at the site.
        tools: ID readers and tools against cheating.
        material: pieces of practical material or workpieces.
        keys: keys of vault and cases.
    """

    extra: int = 1
    spares: int = 1
    spare_size: int = 5
    duty: int = 1
    cases: int | None = None
    strips: int | None = None
    devices: int = 0
    tools: int = 0
    material: int = 0
    keys: int = 0


def needed(
    plan: Plan, rooms: Mapping[str, Room], policy: Policy, with_papers: Collection[str], wanted: Wanted
) -> list[New]:
    """Return all that the plan needs, session by session and room by room, then what serves the whole plan.

    ``with_papers`` are the ids of the sessions that have papers (``counts.has_papers``). Strips numbered by a factory
    have labels of their own and need none of ours.
    """
    found, most, sets = [], 0, 0
    for session in plan.sessions:
        held = [
            (room.room, room.sittings[session.id].expected) for room in rooms.values() if session.id in room.sittings
        ]
        filled = [(room, expected) for room, expected in held if expected > 0]
        papers = session.id in with_papers
        for room, expected in filled:
            found += [_for(session.id, room, one) for one in _room(expected, policy, wanted, papers=papers)]
        if papers and filled:
            most, sets = max(most, len(filled)), sets + len(filled)
            counted = {"papers": wanted.spare_size, "cards": wanted.spare_size * policy.cards_per_candidate}
            found += [New("SP", session.id, packed=counted) for _ in range(wanted.spares)]
            found += [New("DP", session.id, packed={"papers": 1}) for _ in range(wanted.duty)]
    cases = -(-most // ROOMS_PER_CASE) if wanted.cases is None else wanted.cases
    strips = 2 * sets + 2 * cases if wanted.strips is None else wanted.strips
    found += [New("CS") for _ in range(cases)]
    found += [New("ST", packed={"seals": 1}) for _ in range(strips if policy.seals == "own" else 0)]
    others = {"DV": wanted.devices, "ID": wanted.tools, "PM": wanted.material, "KY": wanted.keys}
    return found + [New(kind) for kind, number in others.items() for _ in range(number)]


def _room(expected: int, policy: Policy, wanted: Wanted, *, papers: bool) -> list[tuple[str, dict[str, int]]]:
    """Return kinds and counts of one room's objects."""
    own = [("SL", {"sheets": 1}), ("RS", {"sheets": 1})]
    if policy.scratch_per_candidate:
        own.append(("SC", {"scratch": expected * policy.scratch_per_candidate}))
    if not papers:
        return own
    count = expected + wanted.extra
    return [("RSET", {}), ("PP", {"papers": count}), ("CP", {"cards": count * policy.cards_per_candidate}), *own]


def _for(session: str, room: str, one: tuple[str, dict[str, int]]) -> New:
    return New(one[0], session, room, packed=one[1])


def lacking(new: Iterable[New], items: Iterable[Item]) -> list[New]:
    """Return what of ``new`` is not registered: of a kind, session and room as many as there are count as there."""
    there = Counter((item.kind, item.session, item.room) for item in items)
    left = []
    for one in new:
        place = (one.kind, one.session, one.room)
        if there[place]:
            there[place] -= 1
        else:
            left.append(one)
    return left
