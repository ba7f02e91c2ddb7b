"""Opening a sealed bag (启封), closing it again (核验密封), and papers or cards from one bag for another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from protocol.role import PROCTOR
from server.domain.custody.answer import in_person
from server.domain.custody.handoff import Moved, Scene, alone
from server.domain.custody.item import STATES, Discrepancy, Item, done_to, found, remembered
from server.domain.custody.late import as_sealed, carried, closed_since, in_turn, stood
from server.domain.custody.legs import CHIEFS, MONITORS, clock, moment, session_name
from server.domain.custody.pack import new_seal, signed_by
from server.domain.custody.people import Party, different
from server.domain.custody.seen import Look, compared, counts_seen, plausible, recorded, seals_seen
from server.domain.custody.strip import strip_stated, unstated
from server.domain.objects import COUNTABLE
from server.domain.plan import Plan
from server.domain.refusal import Refusal

#: Kinds that are opened in a room before candidates, and those that the chief opens before a monitor.
IN_ROOM = frozenset({"PP", "CP"})
BEFORE_MONITOR = frozenset({"SP", "DP"})
#: Role codes of those who may count and sign a bag for the chief (``domain`` 2.1, E+20).
CLOSERS = (*CHIEFS, "RP")


@dataclass(frozen=True, slots=True)
class Opening:
    """A bag opened, as the device states it.

    Attributes:
        fact: the fact's id.
        device: the device.
        label: the bag.
        people: the room's invigilators; for spare bags and the duty copy the chief.
        witnesses: seats of the candidates who looked at the seal.
        monitors: who looked on.
        approval: the number of the order that allows it (duty copy), or why it is needed (spare).
        look: seal and counts, as seen.
    """

    fact: str
    device: str
    label: str
    people: tuple[int, ...]
    look: Look
    witnesses: tuple[str, ...] = ()
    monitors: tuple[int, ...] = ()
    approval: str = ""


def opened(act: Opening, scene: Scene, at: datetime, *, acted: bool = False) -> Moved:
    """Decide an opening; of a room's bag a form, and what was done without the hub (``acted``), is judged as of then.

    What was counted in a room's bag is compared with what lay in it sealed: supplies that came before anybody stated
    the opening lie beside it, and are added.

    Raises:
        Refusal: ``object-unknown``, ``not-sealed``, ``already-opened``, ``object-not-ready``, ``opened-early``,
            ``object-overtaken``, ``witnesses-needed``, ``not-holder``, ``monitor-needed``, ``approval-needed``, those
            of ``signed_by``, ``in_person``, ``seals_seen`` or ``counts_seen``.
    """
    now = found(act.label, scene.items)
    then = _as_it_stood(now, scene, at, acted=acted)
    item = as_sealed(then) if then.kind in IN_ROOM and then.state == "issued" else then
    if item.kind not in IN_ROOM | BEFORE_MONITOR:
        raise Refusal("not-sealed", field="label", label=item.label, kind=item.of.zh, kind_en=item.of.en)
    if item.state == "opened":
        since = clock(item.at, scene.plan, at) if item.at is not None else "—"
        raise Refusal("already-opened", field="label", label=item.label, since=since)
    if item.state != ("issued" if item.kind in IN_ROOM else "received"):
        zh, en = STATES[item.state]
        raise Refusal(
            "object-not-ready", field="label", label=item.label, state=zh, state_en=en, leg="启封", leg_en="opening"
        )
    if item.kind in IN_ROOM:
        _in_room(act, item, scene, at)
    else:
        _before_monitor(act, item, scene)
    items = {**scene.items, item.label: item}
    told = (*seals_seen(act.look, (item.label,), (item,)), *counts_seen(act.look, (item,), items))
    counts = carried(now, item, recorded(act.look.counts, items).get(item.label, item.counts))
    if counts is None:
        raise _overtaken(now, scene, at)
    broken = any(one.what == "seal" for one in told)
    kept = remembered(now, done_to(now, act.fact, "custody.open", act.device, at))
    if now is not then:
        return Moved((_opened_before(kept, then, counts, broken=broken),), told)
    been = (*item.been, "open")
    return Moved((replace(kept, state="opened", seal=None, broken=broken, counts=counts, been=been, at=at),), told)


def _as_it_stood(item: Item, scene: Scene, at: datetime, *, acted: bool) -> Item:
    """Return the bag by which its opening at ``at`` is judged: as it is; where it comes late, as it stood then."""
    if not (scene.paper or acted) or item.at is None or at >= item.at:
        return item
    if "open" in item.been and item.kind in IN_ROOM:
        raise Refusal("already-opened", field="label", label=item.label, since="—")
    then = stood(item, at)
    if then is None or item.kind not in IN_ROOM or then.state != "issued":
        raise _overtaken(item, scene, at)
    return then


def _opened_before(now: Item, then: Item, counts: Mapping[str, int], *, broken: bool) -> Item:
    """Return a bag that went on after it was opened: where it is, with its strip gone, unless it was sealed since."""
    seal = None if now.seal == then.seal else now.seal
    state = "opened" if now.state == "issued" else now.state
    been = in_turn(now.been, "open")
    return replace(now, state=state, seal=seal, broken=now.broken or broken, counts=counts, been=been)


def _overtaken(item: Item, scene: Scene, at: datetime) -> Refusal:
    since = clock(item.at, scene.plan, at) if item.at is not None else "—"
    return Refusal("object-overtaken", field="at", label=item.label, since=since)


def _in_room(act: Opening, item: Item, scene: Scene, at: datetime) -> None:
    _in_time(item, scene, at)
    signed_by(act.people, scene.parties, of_room(item, scene.plan), scene.plan.proctors_per_room)
    for person in act.people:
        post = scene.parties[person].post
        if person not in item.holder.people and post.rooms.get(item.session or "") != item.room:
            raise Refusal("not-holder", field="people", label=item.label, place="考场", place_en="its room")
    if len(set(act.witnesses)) < scene.policy.witnesses:
        raise Refusal(
            "witnesses-needed", field="witnesses", needed=scene.policy.witnesses, found=len(set(act.witnesses))
        )


def _in_time(item: Item, scene: Scene, at: datetime) -> None:
    session = scene.plan.session(item.session) if item.session is not None else None
    if session is None:
        return
    opens = moment(session, -scene.policy.opens_before, "start")
    if at < opens:
        raise Refusal("opened-early", field="label", label=item.label, opens=clock(opens, scene.plan, at))


def of_room(item: Item, plan: Plan) -> tuple[str, ...]:
    """Return the roles of those who answer for a bag in its room: in practical sessions assessors, too."""
    session = plan.session(item.session) if item.session is not None else None
    return ("PR", "EX") if session is not None and session.kind == "practical" else ("PR",)


def _before_monitor(act: Opening, item: Item, scene: Scene) -> None:
    alone(item, scene.items)
    if len(act.monitors) < scene.policy.spare_monitors:
        raise Refusal(
            "monitor-needed", field="monitors", label=item.label, needed=scene.policy.spare_monitors,
            found=len(act.monitors),
        )  # fmt: skip
    different((*act.people, *act.monitors))
    signed_by(act.people, scene.parties, CHIEFS, 1)
    signed_by(act.monitors, scene.parties, MONITORS, scene.policy.spare_monitors)
    in_person(act.people, scene, field="people")
    in_person(act.monitors, scene, field="monitors")
    if not act.approval.strip():
        raise Refusal("approval-needed", field="approval", label=item.label, kind=item.of.zh, kind_en=item.of.en)


@dataclass(frozen=True, slots=True)
class Closing:
    """A bag counted and sealed after it came back, as the device states it.

    ``seal`` is the new strip's number. ``aside`` says how many that came back with this bag do not go into it, such as
    voided cards, which lie in the paper bag. ``opened``: its room's record sheet says that it was opened there, before
    candidates, and nobody stated that yet.
    """

    fact: str
    device: str
    label: str
    seal: str
    closer: int
    proctors: tuple[int, ...]
    look: Look
    aside: Mapping[str, int] = field(default_factory=dict)
    opened: bool = False


def closed(act: Closing, scene: Scene, at: datetime, *, used_seals: Collection[str] = ()) -> Moved:
    """Decide the closing of a bag at the site office: counted by the chief (or a roving invigilator for them), sealed.

    Of a bag that is closed, and whose strip nobody has stated, the strip it came with is stated (``strip_stated``).

    Raises:
        Refusal: ``object-unknown``, ``not-sealed``, ``object-not-ready``, ``seal-used``, ``count-needed``,
            ``proctor-other-room``, those of ``signed_by``, ``in_person``, ``seals_seen``, ``plausible``, ``compared``
            and ``strip_stated``.
    """
    item = found(act.label, scene.items)
    if not item.of.sealed or item.of.holds:
        raise Refusal("not-sealed", field="label", label=item.label, kind=item.of.zh, kind_en=item.of.en)
    if unstated(item):
        return strip_stated(
            item, act.seal, act.closer, act.look, scene, at,
            fact=act.fact, device=act.device, used_seals=used_seals,
        )  # fmt: skip
    if item.state != "returned" and not (item.kind in BEFORE_MONITOR and item.state == "opened"):
        zh, en = STATES[item.state]
        raise Refusal(
            "object-not-ready", field="label", label=item.label, state=zh, state_en=en, leg="核验密封", leg_en="closing"
        )
    new_seal(act.seal, used_seals)
    signed_by((act.closer,), scene.parties, CLOSERS, 1)
    in_person((act.closer,), scene, field="closer")
    if item.room is not None:
        _room_signs(act, item, scene.plan, scene.parties)
    # A bag that was never opened has the strip it came with: that one is looked at before another takes its place.
    in_its_room = act.opened and item.kind in IN_ROOM and "L3" in item.been
    told = [] if in_its_room else seals_seen(act.look, (item.label,), (item,))
    told += [one for what in item.of.counts for one in _final(act, item, what, scene.items)]
    counts = {what: act.look.counts[item.label][what] for what in item.of.counts}
    done = done_to(item, act.fact, "custody.seal", act.device, at)
    after = replace(remembered(item, done), state="verified", seal=act.seal, broken=False, counts=counts, at=at)
    been = (*item.been, *(("open",) if in_its_room else ()), "seal")
    return Moved((replace(after, aside=dict(act.aside), been=been),), tuple(told))


def _final(act: Closing, item: Item, what: str, items: Mapping[str, Item]) -> list[Discrepancy]:
    """Decide the chief's count of one thing, together with what is put aside, against what came back."""
    zh, _, en = COUNTABLE[what]
    number, aside = act.look.counts.get(item.label, {}).get(what), act.aside.get(what, 0)
    if number is None:
        raise Refusal("count-needed", field="counts", label=item.label, what=zh, what_en=en)
    for one in (number, aside):
        plausible(item, what, one, items)
    return compared(item, what, number + aside, act.look.reason(item.label), items)


def _room_signs(act: Closing, item: Item, plan: Plan, parties: Mapping[int, Party]) -> None:
    signed_by(act.proctors, parties, of_room(item, plan), plan.proctors_per_room)
    for person in act.proctors:
        post = parties[person].post
        given = post.rooms.get(item.session or "")
        if post.role == PROCTOR.number and given != item.room:  # rooms are drawn for invigilators alone
            raise Refusal("proctor-other-room", field="proctors", room=item.room or "—", found=given or "—")


@dataclass(frozen=True, slots=True)
class Supply:
    """Papers or cards from one open bag for another: from a spare bag, or lent by a room."""

    fact: str
    device: str
    source: str
    target: str
    what: str
    number: int
    approver: int
    reason: str


def supplied(act: Supply, scene: Scene, at: datetime) -> Moved:
    """Decide a supply; the chief approves it. What a form says is judged by the bags as they stood then.

    Raises:
        Refusal: ``object-unknown``, ``supply-same``, ``count-unknown``, ``supply-none``, ``supply-too-few``,
            ``object-wrong-session``, ``why-needed`` or those of ``in_use``, ``signed_by`` or ``in_person``.
    """
    source, target = found(act.source, scene.items), found(act.target, scene.items)
    if source.label == target.label:
        raise Refusal("supply-same", field="target", label=source.label)
    for item in (source, target):
        in_use(item, scene, at)
        plausible(item, act.what, 0, scene.items)
    if source.session is not None and target.session is not None and source.session != target.session:
        raise Refusal(
            "object-wrong-session", field="target", label=target.label,
            found=session_name(scene.plan, target.session), expected=session_name(scene.plan, source.session),
        )  # fmt: skip
    there = _to_give(source, act.what, scene, at)
    if act.number < 1:
        raise Refusal("supply-none", field="number", found=act.number)
    if act.number > there:
        raise Refusal("supply-too-few", field="number", label=source.label, expected=act.number, found=there)
    signed_by((act.approver,), scene.parties, CHIEFS, 1)
    in_person((act.approver,), scene, field="approver")
    if not act.reason.strip():
        raise Refusal("why-needed", field="reason")
    changed = ((source, -act.number), (target, act.number))
    return Moved(tuple(_with(item, act, change, scene, at) for item, change in changed))


def in_use(item: Item, scene: Scene, at: datetime) -> None:
    """Decide whether papers or cards can come from a bag, or go into it, at ``at``.

    A room's bag is in its room, and it is time to open it there, whether or not anybody stated that they did: rooms are
    dark. A spare was opened. Of a form the bag is asked as it stood then; where it remembers too little, where it has
    been.

    Raises:
        Refusal: ``supply-not-there``, ``opened-early`` or ``supply-not-open``.
    """
    then = stood(item, at) if scene.paper else item
    zh, en = STATES[(then or item).state]
    if item.kind not in IN_ROOM:
        if "open" not in item.been if then is None else then.state != "opened":
            raise Refusal("supply-not-open", field="source", label=item.label, state=zh, state_en=en)
        return
    if "L3" not in item.been if then is None else then.holder.stage != "room":
        raise Refusal("supply-not-there", field="target", label=item.label, state=zh, state_en=en)
    if then is None or then.state != "opened":
        _in_time(item, scene, at)


def _counted_since(item: Item, scene: Scene, at: datetime) -> bool:
    """Tell whether a bag was closed after a supply that a form tells of: what was counted then has it in already."""
    return scene.paper and closed_since(item, stood(item, at))


def _to_give(source: Item, what: str, scene: Scene, at: datetime) -> int:
    if not _counted_since(source, scene, at):
        return source.counts.get(what, 0)
    return source.packed.get(what, 0) + source.flow.get(f"{what}_sup", 0) - source.flow.get(f"{what}_out", 0)


def _with(item: Item, act: Supply, change: int, scene: Scene, at: datetime) -> Item:
    done = done_to(item, act.fact, "custody.supply", act.device, at)
    held = item.counts.get(act.what, 0) + (0 if _counted_since(item, scene, at) else change)
    figure = f"{act.what}_{'sup' if change > 0 else 'out'}"
    flow = {**item.flow, figure: item.flow.get(figure, 0) + abs(change)}
    return replace(remembered(item, done), counts={**item.counts, act.what: held}, flow=flow, at=at)
