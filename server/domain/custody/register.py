"""Registering (登记): objects get their labels before the day, each for a session and a room or for the whole site."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from server.domain.custody.group import BY_GROUP, Subject, in_words, named, subjects_of
from server.domain.custody.item import Item, begin
from server.domain.objects import BY_CODE, COUNTABLE, Kind, label_number, next_serial
from server.domain.plan import Plan, Room
from server.domain.refusal import Refusal

#: More than this is in no bag.
MOST = 9999
NO_ROOMS: Mapping[str, Room] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class New:
    """An object to be registered; ``seal`` is the strip it came with, ``packed`` what it is said to hold.

    ``group``: the trade and level whose bag it is, in a room of several.
    """

    kind: str
    session: str | None = None
    room: str | None = None
    seal: str | None = None
    packed: Mapping[str, int] = field(default_factory=dict)
    group: Subject | None = None


Labels = Mapping[Subject | None, str]


@dataclass(frozen=True, slots=True)
class There:
    """What a plan has registered: how many objects, and the label of one of each kind, session, room and group."""

    count: int = 0
    labels: Mapping[tuple[str, str | None, str | None], Labels] = field(default_factory=dict)


def register(
    new: Iterable[New], plan: Plan, rooms: Mapping[str, Room], used_seals: Collection[str],
    there: There = There(), seen: int | None = None,
) -> None:  # fmt: skip
    """Decide whether these objects may be registered; all or none.

    ``seen`` is how many objects of the plan were registered when somebody looked at what lacks. Where meanwhile another
    office registered the same, it is another number, and nothing is registered twice. Nobody who did not look gives a
    room a second object of a kind, or of a trade and level a second bag.

    Raises:
        Refusal: ``labels-changed``, ``kind-unknown``, ``session-unknown``, ``room-unknown``, ``room-needs-session``,
            ``group-not-here``, ``label-there``, ``seal-used``, ``count-unknown``, ``count-below-zero`` or
            ``figure-too-large``.
    """
    if seen is not None and seen != there.count:
        raise Refusal("labels-changed", field="there", expected=seen, found=there.count)
    seals = set(used_seals)
    for one in new:
        kind = _place(one, plan, rooms)
        sat = _sat(one, kind, rooms)
        held = _held(there.labels.get((one.kind, one.session, one.room), {}), one.group, sat)
        if seen is None and one.room is not None and held is not None:
            zh, en = named((kind.zh, kind.en), one.group)
            raise Refusal("label-there", field="objects", room=one.room, kind=zh, kind_en=en, label=held)
        if one.seal is not None and one.seal in seals:
            raise Refusal("seal-used", field="objects", found=one.seal)
        seals |= {one.seal} if one.seal is not None else set()
        _packed(one)


def withdraw(item: Item | None, label: str, holds: int, reason: str, *, disputed: bool = False) -> None:
    """Decide whether a label that was registered by mistake is withdrawn (注销): nothing was ever done with its object.

    ``holds``: how many objects lie in it; ``disputed``: an open dispute is about something done with it.

    Raises:
        Refusal: ``object-unknown``, ``label-used``, ``label-disputed`` or ``why-needed``.
    """
    if item is None:
        raise Refusal("object-unknown", field="label", label=label[:24])
    if item.acts or item.been or item.inside is not None or item.seal is not None or holds:
        raise Refusal("label-used", field="label", label=item.label)
    if disputed:
        raise Refusal("label-disputed", field="label", label=item.label)
    if not reason.strip():
        raise Refusal("why-needed", field="reason")


def _place(one: New, plan: Plan, rooms: Mapping[str, Room]) -> Kind:
    """Return the kind of an object; refuse what has no label, and a session or room that is not the plan's."""
    kind = BY_CODE.get(one.kind)
    if kind is None or not kind.letter:
        raise Refusal("kind-unknown", field="objects", kind=one.kind[:8])
    if one.session is not None and plan.session(one.session) is None:
        raise Refusal("session-unknown", field="objects", session=one.session)
    if one.room is not None and one.session is None:
        raise Refusal("room-needs-session", field="objects", room=one.room)
    if one.room is not None and (one.room not in rooms or one.session not in rooms[one.room].sittings):
        raise Refusal("room-unknown", field="objects", room=one.room)
    return kind


def _sat(one: New, kind: Kind, rooms: Mapping[str, Room]) -> tuple[Subject, ...]:
    """Return the trades and levels of an object's room; refuse one that has no candidates there."""
    sat = _who_sits(one, rooms)
    if one.group is not None and (one.kind not in BY_GROUP or one.group not in sat):
        (zh, en), room_name = in_words(one.group), one.room or "—"
        raise Refusal(
            "group-not-here", field="objects", room=room_name, kind=kind.zh, kind_en=kind.en, group=zh, group_en=en
        )
    return sat


def _who_sits(one: New, rooms: Mapping[str, Room]) -> tuple[Subject, ...]:
    room = rooms.get(one.room or "")
    return subjects_of(room.sittings.get(one.session or "")) if room is not None else ()


def _held(labels: Labels, group: Subject | None, sat: Collection[Subject]) -> str | None:
    """Return the label of a bag that is there already; one for the whole room is that of its only trade and level."""
    if group is None:
        return next(iter(labels.values()), None)
    return labels.get(group) or (labels.get(None) if len(sat) == 1 else None)


def _packed(one: New) -> None:
    kind = BY_CODE[one.kind]
    for what, number in one.packed.items():
        zh, _, en = COUNTABLE.get(what, (what[:20], "", what[:20]))
        if what not in kind.counts or kind.holds:
            raise Refusal("count-unknown", field="objects", label=kind.zh, what=zh, what_en=en)
        if number < 0:
            raise Refusal("count-below-zero", field="objects", label=kind.zh, what=zh, what_en=en, found=number)
        if number > MOST:
            raise Refusal("figure-too-large", field="objects", figure=zh, figure_en=en, found=number, most=MOST)


def numbered(
    new: Iterable[New], plan: int, last: Mapping[str, int], rooms: Mapping[str, Room] = NO_ROOMS
) -> tuple[list[Item], dict[str, int]]:
    """Give each its label, in their order; ``last`` is the last serial of each kind, returned as it then is.

    A paper bag for all who sit in its room remembers who they are.
    """
    serials, items = dict(last), []
    for one in new:
        serial = next_serial(one.kind, serials.get(one.kind, 0))
        serials[one.kind] = serial
        label = label_number(one.kind, serial)
        more = {"session": one.session, "room": one.room, "seal": one.seal}
        whole = one.kind in BY_GROUP and one.group is None
        made_for = _who_sits(one, rooms) if whole else ()
        items.append(begin(label, one.kind, plan, packed=one.packed, group=one.group, made_for=made_for, **more))
    return items, serials
