"""A handoff (交接): objects go from those who hold them to those who sign for them, one leg on.

Whatever lies in an object goes with it. The order of the checks is the order in which people at a table can act on
them: the thing, its place and time, the people, the seal, the counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from server.domain.custody.group import Subject
from server.domain.custody.item import (
    AFTER,
    BEFORE,
    ORDER,
    STATES,
    Discrepancy,
    Item,
    done_to,
    found,
    remembered,
    walked,
    where,
    whole,
    within,
)
from server.domain.custody.legs import Leg, clock, in_session, in_time, leg_of, legs_from, on_day, session_name
from server.domain.custody.people import Party, Sides, drawn_for, fit, holds
from server.domain.custody.seen import Look, counts_seen, recorded, seals_seen
from server.domain.plan import Plan
from server.domain.policy import Policy
from server.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing authorisation that a fact cites: whose it is, and the table or window it is for (None: any)."""

    person: int
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Handoff:
    """What was handed over, as the device states it.

    Attributes:
        fact: the fact's id.
        device: the device.
        leg: ``L1`` to ``L9``.
        objects: labels that were scanned; what lies in them is not scanned.
        givers: person numbers.
        receivers: person numbers.
        monitors: person numbers.
        session: the session the table works for; None where the leg serves the whole plan.
        room: the room, where it was chosen by hand; None: the objects' own.
        place: the table or window.
        missing: labels of things that should have lain in the scanned ones but did not.
        look: what was seen of seals and counts, and the reasons for what differs.
    """

    fact: str
    device: str
    leg: str
    objects: tuple[str, ...]
    givers: tuple[int, ...]
    receivers: tuple[int, ...]
    monitors: tuple[int, ...] = ()
    session: str | None = None
    room: str | None = None
    place: str = ""
    missing: tuple[str, ...] = ()
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the hub knows at the moment of an act.

    Attributes:
        plan: the plan, with its sessions.
        policy: its policies.
        items: every object concerned, by label, and all that lies in them.
        parties: everybody who is named, by person number.
        standing: the authorisation that the fact cites, or None.
        paper: entered afterwards from a signed form: nobody stands at a table.
        sat: the trades and levels that sit in a room, by session and room; only where they matter.
    """

    plan: Plan
    policy: Policy
    items: Mapping[str, Item]
    parties: Mapping[int, Party]
    standing: Standing | None = None
    paper: bool = False
    sat: Mapping[tuple[str, str], Sequence[Subject]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """What an act changes: every object that is now otherwise, and the differences that were given a reason."""

    items: tuple[Item, ...]
    discrepancies: tuple[Discrepancy, ...] = ()


def handoff(act: Handoff, scene: Scene, at: datetime, *, acted: bool = False) -> Moved:
    """Decide a handoff at ``at`` (aware) and return what it changes; ``acted``: it happened before, without the hub.

    Raises:
        Refusal: ``leg-unknown`` or ``leg-unused``; those of ``scanned``, ``can_go``, ``one_place``, ``fit``,
            ``granted``, ``drawn_for`` and ``holds``; ``missing-not-inside`` or ``why-needed``; those of
            ``seals_seen`` and ``counts_seen``.
    """
    leg = leg_of(act.leg, scene.policy, scene.plan.proctors_per_room)
    sides = Sides(act.givers, act.receivers, act.monitors, scene.parties)
    objects = scanned(act, scene.items)
    for item in objects:
        can_go(item, leg, scene, at, acted=acted)
    staying = {one.label for one in whole(lacking(act.missing, act.objects, scene.items), scene.items)}
    items = {label: item for label, item in scene.items.items() if label not in staying}
    going = whole(act.objects, items)
    room, session = one_place(act, leg, objects, scene, at)
    leg = in_session(leg, scene.plan.session(session) if session is not None else None)
    fit(leg, sides, secure=any(item.of.secure for item in going))
    if not scene.paper:
        granted(leg, sides, act.place, scene.standing)
    if "room" in (leg.start, leg.end):
        signed = [set(item.holder.people) for item in objects]
        held = set[int]().union(*signed[:1]).intersection(*signed) if leg.start == "room" else ()
        room = drawn_for(sides, room, session, side="giver" if leg.start == "room" else "receiver", held=held)
    for item in objects:
        holds(item, leg, sides)
    told = (
        *missed(act.missing, act.look, act.objects, scene.items),
        *seals_seen(act.look, act.objects, going),
        *counts_seen(act.look, going, items),
    )
    return Moved((*_walked(act, leg, going, items, room, told, at), *_left_behind(act, scene.items, at)), told)


def scanned(act: Handoff, items: Mapping[str, Item]) -> list[Item]:
    """Return the objects that were scanned.

    Raises:
        Refusal: ``object-none``, ``object-unknown``, ``object-twice`` or ``object-inside-another``.
    """
    if not act.objects:
        raise Refusal("object-none", field="objects")
    for label in act.objects:
        alone(found(label, items), items)
        if act.objects.count(label) > 1:
            raise Refusal("object-twice", field="objects", label=label)
    return [items[label] for label in act.objects]


def alone(item: Item, items: Mapping[str, Item]) -> None:
    """Decide whether an object lies in no other: what does, moves with that one.

    Raises:
        Refusal: ``object-inside-another``.
    """
    if item.inside is None:
        return
    container = items.get(item.inside)
    zh, en = (container.of.zh, container.of.en) if container is not None else ("", "")
    raise Refusal(
        "object-inside-another", field="objects", label=item.label, container=item.inside, kind=zh, kind_en=en
    )


def can_go(item: Item, leg: Leg, scene: Scene, at: datetime, *, acted: bool) -> None:
    """Decide whether an object, and all in it, stands at the start of this leg.

    Raises:
        Refusal: ``object-overtaken``, ``already-moved``, ``wrong-leg``, ``not-verified`` or ``object-not-ready``.
    """
    if acted and item.at is not None and at < item.at:
        raise Refusal("object-overtaken", field="objects", label=item.label, since=clock(item.at, scene.plan, at))
    if item.holder.stage != leg.start or leg.id not in item.of.legs:
        raise _elsewhere(item, leg, scene, at)
    for one in (item, *within(item.label, scene.items)):
        if leg.id == "L5" and scene.policy.verify_before_return and _was_used(one):
            raise Refusal("not-verified", field="objects", label=one.label)
        if leg.id in one.of.legs and one.state not in before(one, leg):
            zh, en = STATES[one.state]
            raise Refusal(
                "object-not-ready", field="objects", label=one.label, state=zh, state_en=en, leg=leg.zh, leg_en=leg.en
            )


def before(item: Item, leg: Leg) -> frozenset[str]:
    """Return the states in which this object may begin a leg; what is used again may go out once it came back."""
    return BEFORE[leg.id] | {"returned"} if item.of.again and leg.id == "L3" else BEFORE[leg.id]


def _was_used(item: Item) -> bool:
    """Tell whether papers or cards went out in it and came back, and nobody has closed it since."""
    return item.of.sealed and item.of.secure and bool(item.of.counts) and not item.of.holds and item.state == "returned"


def _elsewhere(item: Item, leg: Leg, scene: Scene, at: datetime) -> Refusal:
    """Say why an object cannot take a leg: it has taken it already, or it has to take another one first."""
    place, place_en = where(item)
    after = AFTER.get((leg.id, leg.end))
    if leg.id in item.of.legs and after is not None and ORDER.index(item.state) >= ORDER.index(after):
        since = clock(item.at, scene.plan, at) if item.at is not None else "—"
        return Refusal("already-moved", field="objects", label=item.label, since=since, place=place, place_en=place_en)
    following = [one for one in legs_from(item.holder.stage, scene.policy) if one.id in item.of.legs]
    return Refusal(
        "wrong-leg", field="objects", label=item.label, place=place, place_en=place_en,
        expected="、".join(one.zh for one in following) or "—",
        expected_en=", ".join(one.en for one in following) or "-",
    )  # fmt: skip


def one_place(
    act: Handoff, leg: Leg, objects: Sequence[Item], scene: Scene, at: datetime
) -> tuple[str | None, str | None]:
    """Decide whether the objects are for one room in one session, where the leg is, and it is time; return both.

    Raises:
        Refusal: ``object-wrong-session``, ``object-wrong-room``, ``rooms-mixed``, ``leg-not-open``, ``leg-closed``
            or ``leg-day``.
    """
    rooms, sessions = {act.room}, {act.session}
    for item in objects:
        if act.session is not None and item.session not in (None, act.session):
            here, other = (session_name(scene.plan, one) for one in (act.session, item.session))
            raise Refusal("object-wrong-session", field="objects", label=item.label, found=other, expected=here)
        if act.room is not None and item.room not in (None, act.room):
            raise Refusal(
                "object-wrong-room", field="objects", label=item.label, found=item.room or "—", expected=act.room
            )
        rooms.add(item.room or item.holder.room)
        sessions.add(item.session)
    if "room" in (leg.start, leg.end) and len(rooms - {None}) > 1:
        raise Refusal("rooms-mixed", field="objects", rooms="、".join(sorted(room for room in rooms if room)))
    if leg.of_session:
        one_session(objects, scene.plan)
    one = _only(sessions)
    session = scene.plan.session(one) if one is not None else None
    if session is not None:
        in_time(leg, session, scene.plan, at)
    on_day(leg, scene.plan, scene.policy, at)
    return _only(rooms), one


def one_session(objects: Sequence[Item], plan: Plan) -> None:
    """Decide whether objects are of one session: those of two would go in the time, and to the people, of neither.

    Raises:
        Refusal: ``object-wrong-session``.
    """
    sessions = [item.session for item in objects if item.session is not None]
    odd = next((item for item in objects if item.session not in (None, *sessions[:1])), None)
    if odd is not None:
        here, other = (session_name(plan, one) for one in (sessions[0], odd.session))
        raise Refusal("object-wrong-session", field="objects", label=odd.label, found=other, expected=here)


def _only(values: set[str | None]) -> str | None:
    named = [value for value in values if value is not None]
    return named[0] if len(named) == 1 else None


def granted(leg: Leg, sides: Sides, place: str, standing: Standing | None) -> None:
    """Decide whether whoever the device works under stands on the side of this leg that the table is on.

    Raises:
        Refusal: ``grant-not-party`` or ``grant-other-place``.
    """
    if standing is None:
        return
    allowed = sides.of(leg.table) if leg.table is not None else sides.everyone
    if standing.person not in allowed:
        raise Refusal("grant-not-party", field="grant")
    if standing.place is not None and standing.place != place:
        raise Refusal("grant-other-place", field="place", found=place or "—", expected=standing.place)


def lacking(missing: Iterable[str], objects: Iterable[str], items: Mapping[str, Item]) -> tuple[str, ...]:
    """Return what should have lain in these objects and did not.

    Raises:
        Refusal: ``object-unknown`` or ``missing-not-inside``.
    """
    inside, labels = {one.label for label in objects for one in within(label, items)}, tuple(missing)
    for label in labels:
        if found(label, items).label not in inside:
            raise Refusal("missing-not-inside", field="missing", label=label)
    return labels


def missed(
    missing: Iterable[str], look: Look, objects: Iterable[str], items: Mapping[str, Item]
) -> list[Discrepancy]:  # fmt: skip
    """Return what is missing as differences, each with the reason that people gave for it.

    Raises:
        Refusal: those of ``lacking``, or ``why-needed``.
    """
    told = []
    for label in lacking(missing, objects, items):
        container = items[label].inside or ""
        reason = look.reason(label, container)
        if not reason:
            raise Refusal("why-needed", field="reasons")
        told.append(Discrepancy(container, "missing", label, "", reason))
    return told


def _walked(
    act: Handoff, leg: Leg, going: list[Item], items: Mapping[str, Item], room: str | None,
    told: Iterable[Discrepancy], at: datetime,
) -> list[Item]:  # fmt: skip
    broken = {one.label for one in told if one.what == "seal"}
    new = recorded(act.look.counts, items)
    return [
        walked(
            replace(item, broken=item.broken or item.label in broken, counts=new.get(item.label, item.counts)),
            leg, act.receivers, room, done_to(item, act.fact, "custody.handoff", act.device, at), at,
        )
        for item in going
    ]  # fmt: skip


def _left_behind(act: Handoff, items: Mapping[str, Item], at: datetime) -> list[Item]:
    """Return the missing things with all in them: they stay with those who had them and stand alone."""
    left = []
    for item in whole(act.missing, items):
        done = done_to(item, act.fact, "custody.handoff", act.device, at)
        inside = None if item.label in act.missing else item.inside
        left.append(replace(remembered(item, done), inside=inside, at=at))
    return left
