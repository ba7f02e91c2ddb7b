"""Packing (封装) and unpacking: a room's bags into one set with one label, sets and bags into cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from protocol.role import BY_CODE as ROLES
from protocol.role import BY_NUMBER
from server.domain.custody.group import BY_GROUP, bags_lacking, named
from server.domain.custody.handoff import Moved, Scene, alone, missed
from server.domain.custody.item import Item, directly_in, done_to, found, remembered, where, within
from server.domain.custody.legs import OFFICE, session_name
from server.domain.custody.people import Party, different, here
from server.domain.custody.seen import Look, seals_seen
from server.domain.objects import BY_CODE, holds
from server.domain.policy import Policy
from server.domain.refusal import Refusal

#: Role codes of those who pack and unpack, by where.
PACKERS: Mapping[str, tuple[str, ...]] = {"site": OFFICE, "vault": ("VK",)}


@dataclass(frozen=True, slots=True)
class Packing:
    """What was put into a container, as the device states it; ``seal`` is the number of the strip put on it."""

    fact: str
    device: str
    container: str
    objects: tuple[str, ...]
    people: tuple[int, ...]
    seal: str | None = None


def packable(policy: Policy) -> None:
    """Decide whether a set can hold what a policy says that it must.

    Raises:
        Refusal: ``policy-wrong``.
    """
    for code in policy.room_set:
        if code not in BY_CODE or not holds("RSET", code):
            raise Refusal("policy-wrong", field="room_set", found=code[:40])


def pack(act: Packing, scene: Scene, at: datetime, *, used_seals: Collection[str] = ()) -> Moved:
    """Decide a packing; ``used_seals`` are the numbers of all strips that were ever put on something.

    Raises:
        Refusal: ``object-unknown``, ``object-inside-another``, ``object-none``, ``container-cannot-hold``,
            ``container-sealed``, ``pack-elsewhere``, ``object-wrong-session``, ``object-wrong-room``,
            ``object-not-ready``, ``pack-incomplete``, ``seal-used``, or those of ``packers``.
    """
    container = found(act.container, scene.items)
    alone(container, scene.items)
    if not act.objects:
        raise Refusal("object-none", field="objects")
    if container.seal is not None:
        raise Refusal("container-sealed", field="container", label=container.label, seal=container.seal)
    packers(act.people, container, scene)
    for label in act.objects:
        _fits(found(label, scene.items), container, scene)
    if container.kind == "RSET":
        _complete(container, act.objects, scene)
    new_seal(act.seal, used_seals)
    return Moved((_closed(container, act, at), *_put_in(act, container, scene, at)))


def packers(people: tuple[int, ...], container: Item, scene: Scene) -> None:
    """Decide whether these people may pack and unpack where the container is.

    Raises:
        Refusal: ``pack-elsewhere``, ``too-few-people``, ``same-person``, ``person-unknown``, ``role-not-for-act``,
            ``badge-needed`` or ``person-not-in``.
    """
    stage = container.holder.stage
    place, place_en = where(container)
    if stage not in PACKERS:
        raise Refusal("pack-elsewhere", field="container", label=container.label, place=place, place_en=place_en)
    signed_by(people, scene.parties, PACKERS[stage], 1, badge=stage == "vault")


def signed_by(
    people: tuple[int, ...], parties: Mapping[int, Party], roles: tuple[str, ...], needed: int, *, badge: bool = False,
    away: bool = False,
) -> None:  # fmt: skip
    """Decide whether enough different people of these roles sign, who are here; ``away``: nobody is checked in then.

    Raises:
        Refusal: ``too-few-people``, ``same-person``, ``person-unknown``, ``not-on-list``, ``role-not-for-act``,
            ``badge-needed`` or ``person-not-in``.
    """
    different(people)
    if len(people) < needed:
        raise Refusal(
            "too-few-people", field="people", side="签字人", side_en="people who sign", needed=needed, found=len(people)
        )
    for person in people:
        party = parties.get(person)
        if party is None:
            raise Refusal("person-unknown")
        if not party.post.listed:
            raise Refusal("not-on-list")
        role = BY_NUMBER[party.post.role]
        if role.code not in roles:
            expected = [ROLES[code] for code in roles]
            raise Refusal(
                "role-not-for-act", field="people", role=role.zh, role_en=role.en,
                expected="、".join(one.zh for one in expected), expected_en=", ".join(one.en for one in expected),
            )  # fmt: skip
        if not away:
            here(party, badge=badge, field="people")


def _fits(item: Item, container: Item, scene: Scene) -> None:
    alone(item, scene.items)
    if not holds(container.kind, item.kind):
        raise Refusal(
            "container-cannot-hold", field="objects", label=item.label, kind=item.of.zh, kind_en=item.of.en,
            container=container.of.zh, container_en=container.of.en,
        )  # fmt: skip
    if item.holder.stage != container.holder.stage:
        place, place_en = where(item)
        raise Refusal("pack-elsewhere", field="objects", label=item.label, place=place, place_en=place_en)
    if container.session is not None and item.session not in (None, container.session):
        raise Refusal(
            "object-wrong-session", field="objects", label=item.label,
            found=session_name(scene.plan, item.session), expected=session_name(scene.plan, container.session),
        )  # fmt: skip
    if container.room is not None and item.room != container.room:
        raise Refusal(
            "object-wrong-room", field="objects", label=item.label, found=item.room or "—", expected=container.room
        )


def _complete(container: Item, labels: tuple[str, ...], scene: Scene) -> None:
    """Decide whether a room set is whole: what goes out without its card bag stops a room at T-10."""
    inside = [*directly_in(container.label, scene.items), *(scene.items[label] for label in labels)]
    lacking = [name for code in scene.policy.room_set for name in _lacking(code, container, inside, scene)]
    if lacking:
        raise Refusal(
            "pack-incomplete", field="objects", label=container.label,
            missing="、".join(zh for zh, _ in lacking), missing_en=", ".join(en for _, en in lacking),
        )  # fmt: skip


def _lacking(code: str, container: Item, inside: Sequence[Item], scene: Scene) -> list[tuple[str, str]]:
    """Name what of a kind is not in a room set; of paper bags each trade and level that sits there has its own."""
    kind, there = BY_CODE[code], [item.bag for item in inside if item.kind == code]
    if code not in BY_GROUP:
        return [] if there else [(kind.zh, kind.en)]
    place = (container.session or "", container.room or "")
    made = (item.bag for item in scene.items.values() if item.kind == code and (item.session, item.room) == place)
    return [named((kind.zh, kind.en), one) for one in bags_lacking(scene.sat.get(place, ()), made, there)]


def new_seal(number: str | None, used: Collection[str]) -> None:
    """Decide whether a strip may be put on: each number is used once.

    Raises:
        Refusal: ``seal-used``.
    """
    if number is not None and number in used:
        raise Refusal("seal-used", field="seal", found=number)


def _closed(container: Item, act: Packing, at: datetime) -> Item:
    done = done_to(container, act.fact, "custody.pack", act.device, at)
    return replace(remembered(container, done), seal=act.seal, broken=False, at=at)


def _put_in(act: Packing, container: Item, scene: Scene, at: datetime) -> list[Item]:
    """Return what lies in the container now; it and all in it have the container's holder."""
    packed = []
    for label in act.objects:
        item = scene.items[label]
        for one in (item, *within(label, scene.items)):
            done = done_to(one, act.fact, "custody.pack", act.device, at)
            inside = container.label if one is item else one.inside
            packed.append(replace(remembered(one, done), inside=inside, holder=container.holder, at=at))
    return packed


@dataclass(frozen=True, slots=True)
class Unpacking:
    """A container opened and emptied, as the device states it.

    ``missing`` are labels of things that should have lain in it but did not; ``look`` has the reasons.
    """

    fact: str
    device: str
    container: str
    people: tuple[int, ...]
    look: Look
    missing: tuple[str, ...] = ()


def unpack(act: Unpacking, scene: Scene, at: datetime) -> Moved:
    """Decide an unpacking: the seal is looked at, and what lay directly in the container stands alone.

    What is missing stands alone too, still in the name of whoever answers for the container: it is told, and as no
    one can hand it on, its next leg names it.

    Raises:
        Refusal: ``object-unknown``, ``object-inside-another``, ``container-empty``, those of ``packers`` or of
            ``seals_seen``, ``missing-not-inside`` or ``why-needed``.
    """
    container = found(act.container, scene.items)
    alone(container, scene.items)
    if not directly_in(container.label, scene.items):
        raise Refusal("container-empty", field="container", label=container.label)
    packers(act.people, container, scene)
    seals = seals_seen(act.look, (container.label,), (container,))
    told = (*seals, *missed(act.missing, act.look, (container.label,), scene.items))
    done = done_to(container, act.fact, "custody.unpack", act.device, at)
    emptied = replace(remembered(container, done), seal=None, broken=bool(seals), at=at)
    out = []
    for item in within(container.label, scene.items):
        taken = done_to(item, act.fact, "custody.unpack", act.device, at)
        lies_in = None if item.inside == container.label or item.label in act.missing else item.inside
        out.append(replace(remembered(item, taken), inside=lies_in, at=at))
    return Moved((emptied, *out), told)
