"""What is set right afterwards: taken back, corrected by clerk and chief, entered from paper (补录).

Nothing is changed in what was recorded: each of these is an act of its own that points to the one it amends.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.custody.handoff import Handoff, Moved, Scene, handoff
from server.domain.custody.item import Discrepancy, Done, Holder, Item, done_to, into_room, remembered, within
from server.domain.custody.legs import CHIEFS, OFFICE, days_of, leg_of
from server.domain.custody.pack import new_seal, signed_by
from server.domain.custody.paper import Paper, done_by, entered, on_paper
from server.domain.custody.people import Sides, drawn_for
from server.domain.custody.seen import by_bag, plausible, recorded
from server.domain.refusal import Refusal

#: How long the newest act of a device can be taken back.
UNDO = timedelta(minutes=1)

#: Refusals of a disputed act that leave open what it was about: it cannot be settled to have happened.
WHAT_UNKNOWN = frozenset(
    {"object-unknown", "object-none", "object-twice", "label-unreadable", "label-check", "leg-unknown", "leg-unused",
     "person-unknown", "object-wrong-site", "object-wrong-plan", "missing-not-inside", "count-below-zero",
     "count-unknown", "count-above-pack", "object-inside-another"}
)  # fmt: skip
#: Refusals that say: another act on the same object stands against it.
CONTRADICTED = frozenset({"already-moved", "not-holder", "object-overtaken"})


def undone(
    fact: str, device: str, last: str | None, items: Mapping[str, Item], at: datetime, *, known_for: timedelta
) -> tuple[Item, ...]:
    """Decide whether the act of ``fact`` may be taken back, and return the objects as they were before it.

    ``last`` is the newest act of the device; only that one can be, on that device, within ``UNDO``. ``known_for`` is
    how long the hub had the act when the undoing reached it: a device's clock alone does not make it early.

    Raises:
        Refusal: ``undo-unknown``, ``undo-other-device``, ``handoff-undo-overtaken``, ``undo-before-act`` or
            ``handoff-undo-late``.
    """
    touched = touched_by(fact, items)
    if not touched:
        raise Refusal("undo-unknown", field="undoes")
    newest(fact, touched, items, field="undoes")
    done = touched[0].acts[-1]
    if done.device != device:
        raise Refusal("undo-other-device", device=done.device)
    if last != fact:
        raise Refusal("handoff-undo-overtaken", field="undoes", label=touched[0].label)
    if at < done.at:
        raise Refusal("undo-before-act", field="undoes", label=touched[0].label)
    if at > done.at + UNDO or known_for > UNDO:
        raise Refusal("handoff-undo-late", field="undoes", minutes=UNDO // timedelta(minutes=1))
    return tuple(replace(item.acts[-1].before, acts=item.acts[:-1]) for item in touched)


def touched_by(fact: str, items: Mapping[str, Item]) -> list[Item]:
    """Return the objects that still remember an act."""
    return [item for item in items.values() if any(done.fact == fact for done in item.acts)]


def newest(fact: str, touched: Iterable[Item], items: Mapping[str, Item], *, field: str) -> None:
    """Decide whether an act is the newest of all it touched, and of all that lies in these.

    Raises:
        Refusal: ``handoff-undo-overtaken``.
    """
    for one in touched:
        for item in (one, *within(one.label, items)):
            if not item.acts or item.acts[-1].fact != fact:
                raise Refusal("handoff-undo-overtaken", field=field, label=item.label)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act on record: its fact, the people who took part, when it happened; of a handoff also its leg and sides.

    ``entered`` is when it was entered from a signed form; None where it was done on a device. ``moved`` are the labels
    of all that it changed; those that do not remember it any more have come too far since.
    """

    fact: str
    people: tuple[int, ...]
    at: datetime
    leg: str | None = None
    givers: tuple[int, ...] = ()
    receivers: tuple[int, ...] = ()
    moved: tuple[str, ...] = ()
    entered: datetime | None = None


def on_record(act: Handoff, at: datetime, moved: Iterable[Item] = ()) -> Recorded:
    """Return a handoff as it stands on record."""
    everyone, labels = (*act.givers, *act.receivers, *act.monitors), tuple(item.label for item in moved)
    return Recorded(act.fact, everyone, at, act.leg, act.givers, act.receivers, labels)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a clerk and the chief correct in an act that was recorded.

    Attributes:
        fact: the correction's own fact.
        device: the device.
        clerk: who corrects.
        chief: who approves.
        reason: why.
        void: it did not happen at all.
        receivers: who in truth received; empty: as recorded.
        seals: numbers of seals as they are in truth, by label.
        counts: counts as they are in truth, by label and code.
    """

    fact: str
    device: str
    clerk: int
    chief: int
    reason: str
    void: bool = False
    receivers: tuple[int, ...] = ()
    seals: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction changes, and the people (besides the two who correct) who are told of it."""

    items: tuple[Item, ...]
    told: tuple[int, ...]
    discrepancies: tuple[Discrepancy, ...] = ()


def corrected(
    act: Recorded | None, by: Correction, scene: Scene, at: datetime, *, used_seals: Collection[str] = ()
) -> Corrected:
    """Decide the correction of an act on record: a handoff, packing, opening, closing or supply.

    Its own people are in their rooms: a clerk and the chief correct, the others are told (``domain`` 14). It is done
    within the day of the act, or that on which it was entered from paper; on the plan's days the two are checked in.
    ``used_seals`` are the numbers of all strips that were ever put on something.

    Raises:
        Refusal: ``act-unknown``, ``correct-late``, ``correct-nothing``, ``why-needed``, those of ``signed_by``;
            ``correct-too-far`` or ``handoff-undo-overtaken`` where later acts stand on it; ``object-unknown``,
            ``receivers-unfit``, ``seal-used``, or those of ``plausible``, ``by_bag`` and ``drawn_for``.
    """
    if act is None:
        raise Refusal("act-unknown", field="corrects")
    zone = ZoneInfo(scene.plan.zone)
    today = at.astimezone(zone).date()
    if today not in {one.astimezone(zone).date() for one in (act.at, act.entered) if one is not None}:
        raise Refusal("correct-late", field="corrects", day=str(act.at.astimezone(zone).date()))
    if not (by.void or by.seals or by.counts or (by.receivers and act.leg)):
        raise Refusal("correct-nothing", field="corrects")
    away = today not in scene.plan.days
    signed_by((by.clerk, by.chief), scene.parties, OFFICE, 2, away=away)
    signed_by((by.chief,), scene.parties, CHIEFS, 1, away=away)
    if not by.reason.strip():
        raise Refusal("why-needed", field="reason")
    touched = touched_by(act.fact, scene.items)
    _within_reach(act, by, touched, scene.items)
    told = tuple(sorted({*act.people, *by.receivers} - {by.clerk, by.chief}))
    if by.void:
        return Corrected(_voided(by, touched, at), told)
    changed = {item.label: item for item in touched}
    _new_seals(by.seals, changed, used_seals)
    told_counts = _true_counts(by, changed, scene.items)
    counts = recorded(by.counts, scene.items)
    after = [_true(item, act, by, counts, scene, at) for item in touched]
    return Corrected(tuple(after), told, tuple(told_counts))


def _within_reach(act: Recorded, by: Correction, touched: list[Item], items: Mapping[str, Item]) -> None:
    """Decide whether what is corrected still remembers the act, and for another holder that nothing came after it."""
    forgotten = sorted(set(act.moved) - {item.label for item in touched})
    if forgotten and (by.void or by.receivers or set(forgotten) & (by.counts.keys() | by.seals.keys())):
        raise Refusal("correct-too-far", field="corrects", label=forgotten[0])
    if (by.void or by.receivers) and not touched:
        raise Refusal("act-unknown", field="corrects")
    if by.void or by.receivers:
        newest(act.fact, touched, items, field="corrects")


def _voided(by: Correction, touched: list[Item], at: datetime) -> tuple[Item, ...]:
    after = []
    for item in touched:
        done = done_to(item, by.fact, "custody.correct", by.device, at)
        # The struck act is still remembered: taken back, this correction leaves it as it was.
        after.append(remembered(replace(item.acts[-1].before, at=at, acts=item.acts), done))
    return tuple(after)


def _new_seals(seals: Mapping[str, str], touched: Mapping[str, Item], used: Collection[str]) -> None:
    """Decide whether the strips may be on these objects: what is on something else, or given twice, is not.

    Raises:
        Refusal: ``seal-used``.
    """
    numbers = list(seals.values())
    for label, number in seals.items():
        own = label in touched and touched[label].seal == number
        new_seal(number, () if own else used)
        if numbers.count(number) > 1:
            raise Refusal("seal-used", field="seals", found=number)


def _true_counts(by: Correction, touched: Mapping[str, Item], items: Mapping[str, Item]) -> list[Discrepancy]:
    told = []
    for label in (*by.counts, *by.seals):
        if label not in touched:
            raise Refusal("object-unknown", field="counts", label=label[:24])
    for label, values in by.counts.items():
        for what, number in values.items():
            plausible(touched[label], what, number, items)
            by_bag(touched[label], what, number, items)
            last = touched[label].counts.get(what)
            if last is not None and last != number:
                told.append(Discrepancy(label, what, last, number, by.reason.strip()))
    return told


def _true(
    item: Item, act: Recorded, by: Correction, counts: Mapping[str, Mapping[str, int]], scene: Scene, at: datetime
) -> Item:
    holder = item.holder
    if by.receivers and act.leg is not None:
        if len(by.receivers) < len(set(act.receivers)) or set(by.receivers) & set(act.givers):
            raise Refusal("receivers-unfit", field="receivers", needed=len(set(act.receivers)))
        leg = leg_of(act.leg, scene.policy)
        away = at.astimezone(ZoneInfo(scene.plan.zone)).date() not in scene.plan.days
        signed_by(by.receivers, scene.parties, leg.receiver_roles, len(set(act.receivers)), away=away)
        if leg.end == "room":
            drawn_for(Sides((), by.receivers, (), scene.parties), holder.room, item.session, side="receiver")
        holder = Holder(holder.stage, tuple(sorted(by.receivers)), holder.room)
    done = done_to(item, by.fact, "custody.correct", by.device, at)
    seal = by.seals.get(item.label, item.seal)
    kept = replace(remembered(item, done), holder=holder, seal=seal, at=at)
    if item.label not in counts:
        return kept
    corrected_counts = replace(kept, counts=counts[item.label])
    return corrected_counts if act.leg is None else into_room(corrected_counts, leg_of(act.leg, scene.policy))


def from_paper(act: Handoff, paper: Paper, scene: Scene, at: datetime) -> Moved:
    """Decide a handoff that was done on paper and is entered now; it is judged at the moment on the form.

    A slip in entering it can be taken back as long as any other, from when it was entered.

    Raises:
        Refusal: those of ``on_paper`` and of ``handoff``.
    """
    leg = leg_of(act.leg, scene.policy, scene.plan.proctors_per_room)
    on_paper(paper, scene, at, OFFICE, days_of(leg, scene.plan, scene.policy))
    moved = handoff(act, replace(scene, paper=True), done_by(paper.signed, at), acted=True)
    return replace(moved, items=entered(moved.items, paper.signed, at))


def can_hold(code: str) -> bool:
    """Tell whether a handoff disputed for ``code`` may be settled to have happened: it is known what went to whom."""
    return code not in WHAT_UNKNOWN


def contradicted(items: Iterable[Item], code: str) -> Done | None:
    """Return the newest act on these objects, where it is what a handoff disputed for ``code`` contradicts."""
    if code not in CONTRADICTED:
        return None
    acts = [item.acts[-1] for item in items if item.acts]
    return max(acts, key=lambda done: done.at, default=None)
