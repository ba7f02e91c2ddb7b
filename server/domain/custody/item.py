"""A labelled object as the hub knows it: its state, who holds it, what it is in, its seal and its counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from server.domain.custody.group import Bag, Subject, named
from server.domain.custody.legs import STAGES, Leg, Stage
from server.domain.objects import BY_CODE, Kind
from server.domain.refusal import Refusal
from server.domain.words.balance import room_words

#: States in the order of their life: Chinese, English.
STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sealed": ("密封待发", "sealed"),
        "out": ("送往考点途中", "on the way to the site"),
        "received": ("已到考点", "received"),
        "issued": ("已发考场", "distributed"),
        "opened": ("已启封", "in use"),
        "returned": ("已交回", "returned"),
        "verified": ("已核验密封", "verified"),
        "sent": ("送回途中", "on the way back"),
        "stored": ("已回库", "back in the vault"),
        "reading": ("读卡中", "being read"),
        "read": ("已读卡", "read"),
        "archived": ("已归档", "archived"),
        "destroyed": ("已销毁", "destroyed"),
    }
)
ORDER = tuple(STATES)

#: State in which an object begins a leg, and the state it then gets, by the leg's end.
BEFORE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "L1": frozenset({"sealed"}),
        "L2": frozenset({"out"}),
        "L3": frozenset({"received"}),
        "L4": frozenset({"issued", "opened"}),
        "L5": frozenset({"received", "returned", "verified"}),
        "L6": frozenset({"sent"}),
        "L7": frozenset({"stored"}),
        "L8": frozenset({"reading"}),
        "L9": frozenset({"stored", "read", "archived"}),
    }
)
AFTER: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("L1", "road"): "out",
        ("L1", "site"): "received",
        ("L2", "site"): "received",
        ("L3", "room"): "issued",
        ("L4", "site"): "returned",
        ("L5", "road"): "sent",
        ("L5", "vault"): "stored",
        ("L6", "vault"): "stored",
        ("L7", "reader"): "reading",
        ("L8", "vault"): "read",
        ("L9", "gone"): "destroyed",
    }
)

#: How many acts an object remembers.
REMEMBERED = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever answers for an object now: where it is, and the people (plan's person numbers) who signed for it."""

    stage: Stage
    people: tuple[int, ...] = ()
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled object.

    Attributes:
        label: its number, such as ``B017-X``.
        kind: code of its kind.
        plan: its plan.
        session: its session's id; None where it serves the whole plan.
        room: the room it is for; None for the site's own.
        state: one of ``STATES``.
        holder: who answers for it.
        inside: label of the object it lies in, or None.
        seal: number of the seal strip on it, or None.
        broken: the seal was found broken.
        counts: what was last recorded in it (``objects.COUNTABLE`` code -> number); what is missing was never counted.
        packed: what the pack held when it was made.
        aside: what came back with it but was put elsewhere when it was closed, such as voided cards.
        flow: what went into its room with it, and what came from or went to other bags there, by figure
            (``papers_in``, ``papers_sup``, ``papers_out`` ...).
        been: legs it has walked, ``open`` once it was opened and ``seal`` once it was sealed anew, in their order.
        at: when it last changed (aware), or None.
        acts: what was done to it, newest last.
        group: the trade and level it is for, in a room of several; None: for all who sit there.
        made_for: of a paper bag for all who sit there, who they were when it was registered; empty: not known.
    """

    label: str
    kind: str
    plan: int
    session: str | None
    room: str | None
    state: str
    holder: Holder
    inside: str | None = None
    seal: str | None = None
    broken: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    packed: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[str, int] = field(default_factory=dict)
    flow: Mapping[str, int] = field(default_factory=dict)
    been: tuple[str, ...] = ()
    at: datetime | None = None
    acts: tuple["Done", ...] = ()
    group: Subject | None = None
    made_for: tuple[Subject, ...] = ()

    @property
    def bag(self) -> Bag:
        """Return whose bag it is."""
        return Bag(self.group, self.made_for)

    @property
    def of(self) -> Kind:
        """Return its kind."""
        return BY_CODE[self.kind]

    @property
    def name(self) -> tuple[str, str]:
        """Return what it is in Chinese and English: its kind, with its trade and level where it has one."""
        return named((self.of.zh, self.of.en), self.group)


@dataclass(frozen=True, slots=True)
class Done:
    """An act on an object that can still be taken back: the fact, and the object before it (without its acts)."""

    fact: str
    kind: str
    device: str
    at: datetime
    before: Item


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A difference that people saw and gave a reason for; it stays on record with the act.

    ``what`` is a code of ``COUNTABLE``, or ``seal`` (then ``expected`` and ``found`` are seal numbers; ``found`` is
    empty where the strip was broken), or ``missing`` (a thing that should have lain in ``label``: ``expected`` names
    it). ``reason`` is empty only where a dispute was settled to have happened and nobody had given one.
    """

    label: str
    what: str
    expected: str | int
    found: str | int
    reason: str


def begin(
    label: str,
    kind: str,
    plan: int,
    *,
    session: str | None = None,
    room: str | None = None,
    seal: str | None = None,
    packed: Mapping[str, int] | None = None,
    group: Subject | None = None,
    made_for: tuple[Subject, ...] = (),
) -> Item:
    """Return a new object at the start of its life: in the vault, or at the site where it is made ready."""
    state = BY_CODE[kind].begins
    stage: Stage = "vault" if state == "sealed" else "site"
    held = dict(packed or {})
    new = Item(label, kind, plan, session, room, state, Holder(stage), seal=seal, counts=held, packed=held)
    return replace(new, group=group, made_for=made_for)


def by_trade(bags: Iterable[Item]) -> list[Item]:
    """Return the bags of those rooms in which some are for one trade and level alone, each that says whose it is."""
    every = [bag for bag in bags if bag.group is not None or bag.made_for]
    places = {place_of(bag) for bag in every if bag.group is not None}
    return [bag for bag in every if place_of(bag) in places]


def place_of(item: Item) -> tuple[str, str | None, str | None]:
    """Return kind, session and room: what is alike there is of one room."""
    return item.kind, item.session, item.room


def within(label: str, items: Mapping[str, Item]) -> Iterator[Item]:
    """Return everything inside an object, at any depth, in order of label."""
    for one in sorted(directly_in(label, items), key=lambda item: item.label):
        yield one
        yield from within(one.label, items)


def directly_in(label: str, items: Mapping[str, Item]) -> list[Item]:
    """Return what lies directly in an object."""
    return [item for item in items.values() if item.inside == label]


def whole(labels: Iterable[str], items: Mapping[str, Item]) -> list[Item]:
    """Return these objects, each with all that is in it."""
    return [one for label in labels for one in (items[label], *within(label, items))]


def counted(item: Item, what: str, items: Mapping[str, Item]) -> int | None:
    """Return how many of ``what`` an object and all in it held when last recorded; None: some were never counted."""
    if what == "pieces" and item.of.holds:
        return len(directly_in(item.label, items))
    inside = [one for one in (item, *within(item.label, items)) if what in one.of.counts]
    known = [one.counts[what] for one in inside if what in one.counts]
    return sum(known) if inside and len(known) == len(inside) else None


def walked(item: Item, leg: Leg, people: tuple[int, ...], room: str | None, done: Done | None, at: datetime) -> Item:
    """Return the object after a leg; what only travels with its container keeps its state."""
    holder = Holder(leg.end, tuple(sorted(people)), room if leg.end == "room" else None)
    state = AFTER[leg.id, leg.end] if leg.id in item.of.legs else item.state
    been = (*item.been, leg.id) if leg.id in item.of.legs else item.been
    return into_room(replace(remembered(item, done), state=state, holder=holder, been=been, at=at), leg)


#: What is counted in an object -> the figure of the room that it went into.
DRAWN: Mapping[str, str] = MappingProxyType({"papers": "papers_in", "cards": "cards_in", "scratch": "scratch_given"})


def into_room(item: Item, leg: Leg) -> Item:
    """Return the object with what went into its room by this leg; by any other leg it is as it was."""
    if leg.end != "room":
        return item
    drawn = {figure: item.counts[what] for what, figure in DRAWN.items() if what in item.counts}
    return replace(item, flow={**item.flow, **drawn})


def remembered(item: Item, done: Done | None) -> Item:
    """Return the object with one more act."""
    return item if done is None else replace(item, acts=(*item.acts, done)[-REMEMBERED:])


def done_to(item: Item, fact: str, kind: str, device: str, at: datetime) -> Done:
    """Return the record of an act on an object as it is now."""
    return Done(fact, kind, device, at, replace(item, acts=()))


def found(label: str, items: Mapping[str, Item]) -> Item:
    """Return an object by its label.

    Raises:
        Refusal: ``object-unknown``.
    """
    if label not in items:
        raise Refusal("object-unknown", field="objects", label=label[:24])
    return items[label]


def where(item: Item) -> tuple[str, str]:
    """Say where an object is, in Chinese and English."""
    if item.holder.stage == "room" and item.holder.room is not None:
        return room_words(item.holder.room)
    return STAGES[item.holder.stage]
