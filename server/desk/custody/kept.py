"""How every act of custody is judged and ends: objects changed, rows shown, a line in the feed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from server.desk import feed
from server.desk.act import Act, Concern, Desk, Disputable
from server.desk.custody import scene as scenes
from server.desk.custody.bodies import CustodyBody
from server.desk.custody.scene import Case
from server.domain.custody import amend
from server.domain.custody.handoff import Moved, Scene
from server.domain.custody.item import Discrepancy, Item
from server.domain.custody.row import shown
from server.domain.objects import BY_LETTER, COUNTABLE
from server.domain.refusal import Refusal
from server.store import custody
from server.store.custody import Kept
from server.store.journal import Transaction

NOTHING = Moved(())


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of act.

    Attributes:
        kind: the fact's kind.
        body: its body.
        read: the act as its rule reads it.
        judge: the rule: from the act, the scene, the moment, whether it was done without the hub, and the case.
        tell: what the act's row says of it besides what all have.
        put_on: the seal it put on what, by label.
        hold: what changes when it is settled to have happened after all; None where that cannot be settled.
        load: reads what the rule needs besides the objects and the people.
    """

    kind: str
    body: type[CustodyBody]
    read: Callable[[Case, Act, Any], Any]
    judge: Callable[[Any, Scene, datetime, bool, Case], Moved]
    tell: Callable[[Any], Mapping[str, Any]]
    put_on: Callable[[Any], Mapping[str, str]] = lambda _: {}
    hold: Callable[[Any, Scene, datetime, datetime], Moved] | None = None
    load: Callable[..., Case] = scenes.load


def desk(way: Way) -> Desk:
    """Make the desk of one kind of act."""
    can_hold = partial(_can_hold, way)
    disputable = Disputable(_concern, can_hold, partial(_keep_held, way))
    keep, turn_down = partial(_keep, way), partial(_turn_down, way)
    return Desk(way.kind, way.body, way.load, partial(_decide, way), keep, turn_down, scenes.prepare, disputable)


def _decide(way: Way, loaded: Case, act: Act, body: CustodyBody) -> None:
    scene = loaded.known()
    way.judge(way.read(loaded, act, body), scene, act.now, act.acted, loaded)


def _keep(way: Way, tx: Transaction, act: Act, body: CustodyBody, loaded: Case) -> None:
    """Change what the rule says; by the journal's time, so that a rebuild comes to the same."""
    if loaded.scene is None:
        return
    done = way.read(loaded, act, body)
    try:
        moved = way.judge(done, loaded.scene, act.at, act.acted, loaded)
    except Refusal:  # it was accepted by the rules of its day
        moved = NOTHING if way.hold is None else way.hold(done, loaded.scene, act.at, act.at)
    finish(tx, act, loaded, moved, way.tell(done), way.put_on(done))


def _keep_held(way: Way, tx: Transaction, act: Act, body: CustodyBody, loaded: Case) -> None:
    """Change what a disputed act still changes, once a named person has settled that it happened."""
    if loaded.scene is None or way.hold is None:
        return
    done = way.read(loaded, act, body)
    moved = way.hold(done, loaded.scene, act.at, datetime.fromisoformat(tx.received))
    finish(tx, act, loaded, moved, way.tell(done), {}, settled=True)


def finish(
    tx: Transaction, act: Act, case: Case, moved: Moved, told: Mapping[str, Any], seals: Mapping[str, str], *,
    settled: bool = False,
) -> None:  # fmt: skip
    """Keep what an act changed and show it."""
    plan = case.plan.number if case.plan else 0
    custody.keep(tx.connection, moved.items)
    for item in moved.items:
        show(tx, act.seq, item)
    for label, seal in seals.items():
        custody.use(tx.connection, plan, seal, label, act.fact.id)
    row = _row(act, plan, moved, told) | {"settled": settled}
    if act.fact.kind == "custody.seal" and any(item.been[-1:] == ("strip",) for item in moved.items):
        row["strip"] = True
    custody.add_act(tx.connection, Kept(act.fact.id, act.seq, plan, act.fact.device, undone=False, row=row))
    show_act(tx, act.seq, row)
    for one in moved.discrepancies:
        _alert(tx, act, plan, row["place"], one, {} if case.scene is None else case.scene.items)
    if settled:  # the settling's own line tells of it
        return
    feed.line(
        tx, act, plan=plan, person=_first(row), place=row["place"],
        about="、".join(row["objects"][:3]), what=[row["leg"]] if row["leg"] else [],
    )  # fmt: skip


def _row(act: Act, plan: int, moved: Moved, told: Mapping[str, Any]) -> dict[str, Any]:
    sessions, rooms = ({getattr(item, name) for item in moved.items} - {None} for name in ("session", "room"))
    usual = {
        "fact": act.fact.id,
        "seq": act.seq,
        "plan": plan,
        "kind": act.fact.kind,
        "leg": None,
        "session": sessions.pop() if len(sessions) == 1 else None,
        "room": rooms.pop() if len(rooms) == 1 else None,
        "place": None,
        "objects": [],
        "moved": sorted(item.label for item in moved.items),
        "givers": [],
        "receivers": [],
        "monitors": [],
        "people": [],
        "reason": None,
        "paper": None,
        "amends": None,
        "told": [_difference(one) for one in moved.discrepancies],
        "holder": act.grant.person if act.grant is not None else None,
        "device": act.fact.device,
        "at": act.at.isoformat(timespec="milliseconds"),
        "received": act.received,
        "acted": act.acted,
        "amended": [],
        "undone": None,
    }
    return usual | dict(told)


def _difference(one: Discrepancy) -> dict[str, Any]:
    return {"label": one.label, "what": one.what, "expected": one.expected, "found": one.found, "reason": one.reason}


def _first(row: Mapping[str, Any]) -> int | None:
    """Return whom a line of the feed names: who received, else who signed first."""
    people = (*row["receivers"], *row["givers"], *row["people"])
    return people[0] if people else None


def _alert(
    tx: Transaction, act: Act, plan: int, place: str | None, one: Discrepancy, items: Mapping[str, Item]
) -> None:
    """Let the chief know at once of a broken seal, a missing thing, and of fewer than were recorded before."""
    (of, of_en), label, thing, words = _name(one.label, items), one.label, one.label, one.reason or "—"
    if one.what == "seal" and one.found:
        told = Refusal("seal-differs", label=one.label, expected=one.expected, found=one.found)
    elif one.what == "seal":
        told = Refusal("seal-found-broken", kind=of, kind_en=of_en, label=label, expected=one.expected, words=words)
    elif one.what == "missing":
        thing = str(one.expected)
        lost, lost_en = _name(thing, items)
        told = Refusal(
            "thing-missing", kind=of, kind_en=of_en, label=label, thing=lost, thing_en=lost_en, found=thing,
            words=words,
        )  # fmt: skip
    elif one.what in COUNTABLE and int(one.found) < int(one.expected):
        (zh, _, en), thing = COUNTABLE[one.what], f"{one.label}-{one.what}"
        told = Refusal(
            "count-short", kind=of, kind_en=of_en, label=label, what=zh, what_en=en, expected=one.expected,
            found=one.found, words=words,
        )  # fmt: skip
    else:
        return
    feed.alert(tx, act.seq, act.received, told, f"{plan}/{thing}/{act.fact.id[-8:]}", plan=plan, place=place)


def _name(label: str, items: Mapping[str, Item]) -> tuple[str, str]:
    """Say what a label is on, in Chinese and English."""
    kind = BY_LETTER[label[0]]
    return items[label].name if label in items else (kind.zh, kind.en)


def show(tx: Transaction, seq: int, item: Item) -> None:
    """Show an object to those who hand over and receive."""
    tx.rows.put(seq, "item", f"{item.plan}/{item.label}", "table", shown(item))


def gone(tx: Transaction, seq: int, plan: int, label: str) -> None:
    """Show that there is no object of this label any more."""
    tx.rows.put(seq, "item", f"{plan}/{label}", "table", None)


def show_act(tx: Transaction, seq: int, row: Mapping[str, Any]) -> None:
    """Show an act to the same."""
    tx.rows.put(seq, "custody", str(row["fact"]), "table", dict(row))


def _turn_down(way: Way, tx: Transaction, act: Act, body: CustodyBody, loaded: Case, refusal: Refusal) -> None:
    plan = loaded.plan.number if loaded.plan else None
    place = getattr(body, "place", None)
    labels = list(loaded.numbers.values())
    person = next((one for one in loaded.people if one is not None), None)
    leg = getattr(body, "leg", None)
    feed.line(
        tx, act, plan=plan, person=person, place=place, refusal=refusal, about="、".join(labels[:3]),
        what=[leg] if leg else [],
    )  # fmt: skip
    feed.alert(tx, act.seq, act.received, refusal, labels[0] if labels else act.fact.device, plan=plan, place=place)


def _concern(body: CustodyBody, loaded: Case, code: str) -> Concern:
    plan = loaded.plan.number if loaded.plan else body.plan
    person = next((one for one in reversed(loaded.people) if one is not None), None)
    items = _named(loaded)
    against = amend.contradicted(items, code)
    about = "、".join(list(loaded.numbers.values())[:3]) or None
    return Concern(plan, person, getattr(body, "place", None), against.fact if against else None, about)


def _named(loaded: Case) -> list[Item]:
    items = loaded.scene.items if loaded.scene else {}
    return [items[label] for label in loaded.numbers.values() if label in items]


def _can_hold(way: Way, body: CustodyBody, loaded: Case, code: str) -> bool:
    known = loaded.scene is not None and all(person is not None for person in loaded.people)
    return way.hold is not None and known and _all_there(body, loaded) and amend.can_hold(code)


def _all_there(body: CustodyBody, loaded: Case) -> bool:
    """Tell whether every object it moves is on record; the refusal that disputed it may have been about another thing.

    A label may have been withdrawn before the hub heard of the act.
    """
    items = loaded.scene.items if loaded.scene else {}
    return all(loaded.label(written) in items for written in getattr(body, "objects", ()))
