"""What is set right afterwards: a slip taken back on the same device, an act corrected by clerk and chief."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field, StrictBool
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Desk, Hub
from server.desk.custody import kept
from server.desk.custody import scene as scenes
from server.desk.custody.bodies import MOST, CountBody, CustodyBody, FactId, People, SealBody, Signer, Words
from server.desk.custody.scene import Case
from server.domain.custody import amend
from server.domain.custody.amend import Correction, Recorded
from server.domain.custody.answer import answered
from server.domain.custody.handoff import Moved
from server.domain.refusal import Refusal
from server.store import custody
from server.store.custody import Kept
from server.store.journal import Transaction


class UndoActBody(CustodyBody):
    """The newest act of this device taken back, within a minute."""

    undoes: FactId


class CorrectBody(CustodyBody):
    """An act corrected within the day: what was in truth, by whom (clerk and chief), and why.

    ``void``: it did not happen at all. Else who in truth received, which seals, which counts.
    """

    corrects: FactId
    clerk: Signer
    chief: Signer
    reason: Words
    void: StrictBool = False
    receivers: People = Field(default_factory=list)
    seals: list[SealBody] = Field(default_factory=list, max_length=MOST)
    counts: list[CountBody] = Field(default_factory=list, max_length=MOST)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return [self.clerk, self.chief, *self.receivers]

    def by_badge(self) -> bool:
        """Tell that those who correct show their badges, where they have not signed in."""
        return True

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return [*(one.label for one in self.seals), *(one.label for one in self.counts)]

    def strips(self) -> list[str]:
        """Return every seal number it names, as written."""
        return [one.number for one in self.seals if one.number is not None]


@dataclass(frozen=True, slots=True)
class Amended:
    """The act that is amended, and the newest act of the device that asks.

    ``struck``: a correction that still stands says that it never happened. ``used``: strips that were put on before.
    """

    act: Kept | None
    newest: str | None
    struck: bool = False
    used: frozenset[str] = frozenset()


def _load(connection: Connection, hub: Hub, act: Act, body: Any) -> Case:
    """Read the act that is amended, and every object it moved, with what lies in them."""
    case = scenes.load(connection, hub, act, body)
    found = custody.act_of(connection, body.undoes if isinstance(body, UndoActBody) else body.corrects)
    found = found if found is not None and found.plan == body.plan else None
    newest, used = custody.newest_of(connection, act.fact.device), frozenset[str]()
    if case.strips:
        used = custody.used(connection, body.plan, list(case.strips.values()))
    ready = Amended(found, newest, found is not None and _struck(connection, found), used)
    if found is None or case.scene is None:
        return replace(case, ready=ready)
    items = custody.concerned(connection, body.plan, [*found.row["moved"], *case.numbers.values()])
    return replace(case, scene=replace(case.scene, items=items), ready=ready)


def _struck(connection: Connection, found: Kept) -> bool:
    amendments = (custody.act_of(connection, fact) for fact in found.row["amended"])
    return any(one is not None and not one.undone and one.row.get("void") for one in amendments)


def _decide_undo(loaded: Case, act: Act, body: UndoActBody) -> None:
    was = loaded.ready.act
    known_for = _between(was.row["received"], act.received) if was is not None else timedelta(0)
    device, newest = act.fact.device, loaded.ready.newest
    at = max(act.now, act.at)  # the journal's time stands still while a hub's clock that ran ahead is caught up
    amend.undone(body.undoes, device, newest, loaded.known().items, at, known_for=known_for)


def _between(first: str, then: str) -> timedelta:
    return datetime.fromisoformat(then) - datetime.fromisoformat(first)


def _keep_undo(tx: Transaction, act: Act, body: UndoActBody, loaded: Case) -> None:
    """Put the objects back as they were; the strips that were put on are free again."""
    was = loaded.ready.act
    if was is None or loaded.scene is None:
        return
    touched = amend.touched_by(body.undoes, loaded.scene.items)
    before = [replace(item.acts[-1].before, acts=item.acts[:-1]) for item in touched]
    custody.keep(tx.connection, before)
    for item in before:
        kept.show(tx, act.seq, item)
    custody.unused(tx.connection, body.undoes)
    row = {**was.row, "undone": act.fact.id}
    custody.change_act(tx.connection, body.undoes, row, undone=True)
    kept.show_act(tx, act.seq, row)
    feed.line(tx, act, plan=body.plan, place=row["place"], about="、".join(row["objects"][:3]), what=[row["kind"]])


def _turn_down(tx: Transaction, act: Act, body: CustodyBody, _loaded: Case, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, refusal=refusal)


def _correction(case: Case, act: Act, body: CorrectBody) -> Correction:
    people = {name: case.of([getattr(body, name)], body) for name in ("clerk", "chief")}
    seals = {case.label(one.label): case.strip(one.number) or "" for one in body.seals}
    counts = {case.label(one.label): dict(one.counted) for one in body.counts}
    clerk, chief = (next(iter(people[name]), 0) for name in ("clerk", "chief"))
    receivers = case.of(body.receivers, body)
    return Correction(
        act.fact.id, act.fact.device, clerk, chief, body.reason, body.void, receivers, seals, counts
    )  # fmt: skip


def _recorded(ready: Amended) -> Recorded | None:
    """Return the act as it stands on record; one that was taken back or struck out is none."""
    was = ready.act
    if was is None or was.undone or ready.struck:
        return None
    row = was.row
    everyone = (*row["givers"], *row["receivers"], *row["monitors"], *row["people"])
    done, paper = datetime.fromisoformat(row["at"]), row["paper"]
    at, entered = (done, None) if paper is None else (datetime.fromisoformat(paper["signed"]), done)
    sides = tuple(row["givers"]), tuple(row["receivers"])
    return Recorded(was.fact, everyone, at, row["leg"], *sides, tuple(row["moved"]), entered)


def _decide_correct(loaded: Case, act: Act, body: CorrectBody) -> None:
    by, ready, scene = _correction(loaded, act, body), loaded.ready, loaded.known()
    amend.corrected(_recorded(ready), by, scene, act.now, used_seals=ready.used)
    answered((by.clerk, by.chief), scene, field="chief")


def _keep_correct(tx: Transaction, act: Act, body: CorrectBody, loaded: Case) -> None:
    """Change what is in truth otherwise; the act on record stays and points to its correction."""
    was = loaded.ready.act
    if was is None or loaded.scene is None:
        return
    by = _correction(loaded, act, body)
    try:
        ready = loaded.ready
        changed = amend.corrected(_recorded(ready), by, loaded.scene, act.at, used_seals=ready.used)
        moved, told = Moved(changed.items, changed.discrepancies), changed.told
    except Refusal:  # it was accepted by the rules of its day
        moved, told = kept.NOTHING, ()
    kept.finish(tx, act, loaded, moved, _tell(by, was.row, told), by.seals)
    row = {**was.row, "amended": [*was.row["amended"], act.fact.id]}
    custody.change_act(tx.connection, was.fact, row, undone=was.undone)
    kept.show_act(tx, act.seq, row)
    _announce(tx, act, body.plan, row, by, told)


def _announce(
    tx: Transaction, act: Act, plan: int, was: Mapping[str, Any], by: Correction, told: tuple[int, ...]
) -> None:
    """Let the board know that people have to be told; their names stand with the act, not in the notice."""
    if not told:
        return
    said = Refusal("act-corrected", label="、".join(was["objects"][:3]), words=by.reason.strip(), people=len(told))
    feed.alert(tx, act.seq, act.received, said, f"{plan}/{act.fact.id}", plan=plan, place=was["place"])


def _tell(by: Correction, was: Mapping[str, Any], told: tuple[int, ...]) -> Mapping[str, Any]:
    """Return what the row says of a correction; ``tell`` are those who have to be told of it."""
    return {
        "leg": was["leg"],
        "place": was["place"],
        "objects": was["objects"],
        "people": [by.clerk, by.chief],
        "receivers": list(by.receivers),
        "reason": by.reason.strip(),
        "amends": was["fact"],
        "void": by.void,
        "tell": list(told),
    }


UNDO = Desk("custody.undo", UndoActBody, _load, _decide_undo, _keep_undo, _turn_down)
CORRECT = Desk("custody.correct", CorrectBody, _load, _decide_correct, _keep_correct, _turn_down, scenes.prepare)
