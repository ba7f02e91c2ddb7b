"""What a plan's sessions need of labelled objects, and which of it is not registered yet."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from server.domain.custody.group import Bag, Subject, groups_of, served, subjects_of
from server.domain.custody.item import Item, place_of
from server.domain.custody.register import NO_ROOMS, New
from server.domain.plan import Plan, Room, Sitting
from server.domain.policy import Policy

#: Room sets that go into a case.
ROOMS_PER_CASE = 7
#: Bags that are closed again after the exam, each with a strip of its own.
CLOSED_AGAIN = frozenset({"PP", "CP"})
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
        strips: seal strips; None: one for every paper and card bag (each is closed again) and two for every case (there
            and back).
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

    A room of several trades or levels gets a paper bag for each, with as many as sit there. ``with_papers`` are the ids
    of the sessions that have papers (``counts.has_papers``). Strips numbered by a factory have labels of their own and
    need none of ours.
    """
    found, most = [], 0
    for session in plan.sessions:
        held = [(room.room, room.sittings[session.id]) for room in rooms.values() if session.id in room.sittings]
        filled = [(room, sitting) for room, sitting in held if sitting.expected > 0]
        papers = session.id in with_papers
        for room, sitting in filled:
            new = _room(sitting, policy, wanted, papers=papers)
            found += [replace(one, session=session.id, room=room) for one in new]
        if papers and filled:
            most = max(most, len(filled))
            counted = {"papers": wanted.spare_size, "cards": wanted.spare_size * policy.cards_per_candidate}
            found += [New("SP", session.id, packed=counted) for _ in range(wanted.spares)]
            found += [New("DP", session.id, packed={"papers": 1}) for _ in range(wanted.duty)]
    cases = -(-most // ROOMS_PER_CASE) if wanted.cases is None else wanted.cases
    bags = sum(one.kind in CLOSED_AGAIN for one in found)
    strips = bags + 2 * cases if wanted.strips is None else wanted.strips
    found += [New("CS") for _ in range(cases)]
    found += [New("ST", packed={"seals": 1}) for _ in range(strips if policy.seals == "own" else 0)]
    others = {"DV": wanted.devices, "ID": wanted.tools, "PM": wanted.material, "KY": wanted.keys}
    return found + [New(kind) for kind, number in others.items() for _ in range(number)]


def _room(sitting: Sitting, policy: Policy, wanted: Wanted, *, papers: bool) -> list[New]:
    """Return one room's objects, without their place."""
    own, expected = [New("SL", packed={"sheets": 1}), New("RS", packed={"sheets": 1})], sitting.expected
    if policy.scratch_per_candidate:
        own.append(New("SC", packed={"scratch": expected * policy.scratch_per_candidate}))
    if not papers:
        return own
    cards = (expected + wanted.extra) * policy.cards_per_candidate
    return [New("RSET"), *_paper_bags(sitting, wanted.extra), New("CP", packed={"cards": cards}), *own]


def _paper_bags(sitting: Sitting, extra: int) -> list[New]:
    groups = groups_of(sitting)
    if len(groups) < 2:
        return [New("PP", packed={"papers": sitting.expected + extra})]
    return [New("PP", packed={"papers": count + extra}, group=subject) for subject, count in groups]


def lacking(new: Iterable[New], items: Iterable[Item], rooms: Mapping[str, Room] = NO_ROOMS) -> list[New]:
    """Return what of ``new`` is not registered: of a kind, session and room as many as there are count as there.

    Where a room has one trade and level, a bag of these and a bag made for the whole room are the same. A room of
    several lacks the bags of those whom none that is there serves: one made for the whole room serves all of these.
    """
    there: dict[tuple[str, str | None, str | None], Counter[Bag]] = {}
    for item in items:
        there.setdefault(place_of(item), Counter())[item.bag] += 1
    left = []
    for one in new:
        held = there.get((one.kind, one.session, one.room), Counter())
        if one.group is not None:
            left += [] if served((one.group,), held, held) else [one]
            continue
        alike = _alike(one, held, rooms)
        stands = [bag for group in alike for bag in held if bag.group == group and held[bag] > 0]
        if stands:
            held[stands[0]] -= 1
        else:
            left.append(one)
    return left


def _alike(one: New, held: Iterable[Bag], rooms: Mapping[str, Room]) -> list[Subject | None]:
    """Return the groups whose bag does for the whole room; all, where the plan does not say who sits there."""
    room = rooms.get(one.room or "")
    sat = subjects_of(room.sittings.get(one.session or "")) if room is not None else ()
    return [None, *sat] if sat else [None, *{bag.group for bag in held if bag.group is not None}]
