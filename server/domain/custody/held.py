"""A disputed handoff that is settled to have happened: what it still changes, and what its people reported.

Nothing that was seen is lost by the settling: what was missing stays behind, what was counted is recorded, and every
difference is told, with or without a reason.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from server.domain.custody.handoff import Handoff, Moved, Scene
from server.domain.custody.item import Discrepancy, Item, counted, done_to, into_room, remembered, walked, whole
from server.domain.custody.late import in_turn
from server.domain.custody.legs import LEGS, Leg, leg_of
from server.domain.custody.seen import Look, by_bag, plausible, recorded
from server.domain.refusal import Refusal


def held(act: Handoff, scene: Scene, done_at: datetime, at: datetime) -> Moved:
    """Return what changes when a disputed handoff of ``done_at`` is settled to have happened, at ``at``.

    Objects are then where it says, also where a leg before it is not on record. What happened to an object after
    ``done_at`` is not undone by it: such an object stays where it is, and only what the leg was lacking on its way is
    added. What lies in another one by now goes with that.
    """
    leg = LEGS[act.leg]
    if scene.policy.legs.get(act.leg, {}).get("used", True):
        leg = leg_of(act.leg, scene.policy)
    room = act.room or next((scene.items[label].room for label in act.objects if scene.items[label].room), None)
    behind = {one.label for one in whole(_missing_inside(act, scene.items), scene.items)} - set(act.objects)
    items = {label: item for label, item in scene.items.items() if label not in behind}
    reported = _reported(act, scene.items, items)
    on_the_way = _OnTheWay(act, leg, room, reported, done_at, at)
    changed: list[Item] = []
    for label in act.objects:
        going = whole((label,), scene.items)
        if act.leg not in going[0].of.legs:
            continue
        if any(one.at is not None and one.at > done_at for one in going):
            late = [on_the_way.late(one) for one in going if one.label not in behind]
            changed += [one for one in late if one is not None]
        elif going[0].inside is None:
            changed += [on_the_way.left(one) if one.label in behind else on_the_way.gone(one) for one in going]
    return Moved(tuple(changed), reported.told)


@dataclass(frozen=True, slots=True)
class _Reported:
    """What people saw: the counts that can be recorded, by label, the seals that were odd, and all that differed."""

    counts: Mapping[str, Mapping[str, int]]
    odd: Collection[str]
    told: tuple[Discrepancy, ...]


@dataclass(frozen=True, slots=True)
class _OnTheWay:
    """The handoff as it changes each object."""

    act: Handoff
    leg: Leg
    room: str | None
    reported: _Reported
    done_at: datetime
    at: datetime

    def gone(self, item: Item) -> Item:
        """Return an object that went, with what was seen of it."""
        done = done_to(item, self.act.fact, "custody.handoff", self.act.device, self.at)
        broken, counts = item.broken or item.label in self.reported.odd, self.reported.counts
        seen = replace(item, broken=broken, counts=counts.get(item.label, item.counts))
        return walked(seen, self.leg, self.act.receivers, self.room, done, self.done_at)

    def late(self, item: Item) -> Item | None:
        """Return an object that has moved on since, with the leg on its way and what went into its room by it.

        What it then held is what was counted of it in this handoff, else what was on record before the next act. None
        where nothing is lacking.
        """
        if self.act.leg not in item.of.legs or self.act.leg in item.been:
            return None
        later = next((done.before for done in item.acts if done.at > self.done_at), item)
        then = replace(later, counts=self.reported.counts.get(item.label, later.counts), flow={})
        flow = {**into_room(then, self.leg).flow, **item.flow}
        done = done_to(item, self.act.fact, "custody.handoff", self.act.device, self.at)
        return replace(remembered(item, done), been=in_turn(item.been, self.act.leg), flow=flow)

    def left(self, item: Item) -> Item:
        """Return an object that was missing: it stays with those who had it, and stands alone."""
        done = done_to(item, self.act.fact, "custody.handoff", self.act.device, self.at)
        inside = None if item.label in self.act.missing else item.inside
        return replace(remembered(item, done), inside=inside, at=self.done_at)


def _missing_inside(act: Handoff, items: Mapping[str, Item]) -> list[str]:
    """Return the missing things that still lie in what was handed over."""
    inside = {one.label for one in whole(act.objects, items)} - set(act.objects)
    return [label for label in act.missing if label in inside]


def _reported(act: Handoff, known: Mapping[str, Item], items: Mapping[str, Item]) -> _Reported:
    """Return what people saw; ``known`` are all objects, ``items`` those without what was missing."""
    going = whole(act.objects, items)
    seals = list(_seals(act.look, going))
    counts, differing = _counts(act.look, {one.label for one in going}, items)
    missing = [
        Discrepancy(known[label].inside or act.objects[0], "missing", label, "", act.look.reason(label, *act.objects))
        for label in act.missing
        if label in known
    ]
    told = (*missing, *seals, *differing)
    return _Reported(recorded(counts, items), {one.label for one in seals}, told)


def _seals(look: Look, going: Iterable[Item]) -> Iterable[Discrepancy]:
    """Return the seals that were broken, or had another number than is on record."""
    for item in going:
        seen = look.seals.get(item.label)
        if item.seal is None or seen is None:
            continue
        other = seen.number if seen.number not in (None, item.seal) else None
        if seen.broken or other is not None:
            yield Discrepancy(item.label, "seal", item.seal, other or "", seen.words.strip())


def _counts(
    look: Look, going: Collection[str], items: Mapping[str, Item]
) -> tuple[dict[str, dict[str, int]], list[Discrepancy]]:
    """Return the counts that can be recorded, and all that differ from what was last recorded.

    What cannot lie in an object at all, such as more than was packed, is told and not recorded; nor is a sum that
    differs where each trade has a bag of its own.
    """
    kept: dict[str, dict[str, int]] = {}
    told = []
    for label, values in look.counts.items():
        for what, number in values.items() if label in going else ():
            last = counted(items[label], what, items)
            if last is not None and last != number:
                told.append(Discrepancy(label, what, last, number, look.reason(label)))
            try:
                plausible(items[label], what, number, items)
                by_bag(items[label], what, number, items)
            except Refusal:
                continue
            kept.setdefault(label, {})[what] = number
    return kept, told
