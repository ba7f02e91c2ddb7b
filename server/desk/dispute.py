"""Disputes (存疑待核): opened for every fact that is judged so, and settled by a named person with a reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol import fact as facts
from server.desk import feed
from server.desk.act import Act, Body, Concern, Desk, Disputable, Hub, happened
from server.desk.scan import post_of
from server.domain import dispute as rules
from server.domain import grant as grants
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import dispute as disputes
from server.store import grant as grant_store
from server.store import people
from server.store import plan as plans
from server.store.dispute import Dispute
from server.store.journal import Transaction

KIND = "dispute.settle"


class By(Body):
    """Who settles it: the holder of the grant that the fact cites."""

    plan: StrictInt
    person: StrictInt = Field(ge=1, le=2**31)


class SettleBody(Body):
    """How a dispute ends: ``stands`` (the earlier accepted fact), or ``holds`` (the disputed one happened).

    ``dispute`` is the sequence number of the disputed fact.
    """

    dispute: StrictInt = Field(ge=1, le=2**53)
    outcome: Literal["stands", "holds"]
    by: By
    reason: Literal["mistake", "clock", "forgot-undo", "two-people", "device", "other"]
    note: StrictStr = Field(default="", max_length=200)


@dataclass(frozen=True, slots=True)
class Again:
    """The disputed act once more: how its desk settles it, and what the desk finds now."""

    how: Disputable
    act: Act
    body: Any
    loaded: Any


#: Disputed acts of the same device that were disputed for the sake of one that is made good now, each as it then is.
Waited = Callable[[Connection], Iterator[tuple[Dispute, Again]]]


@dataclass(frozen=True, slots=True)
class ToSettle:
    """What settling needs: the dispute, who settles it, and the disputed act where its desk can make it good.

    ``waited`` finds the acts that it takes along, once it was made good.
    """

    dispute: Dispute | None
    settler: people.Person | None
    plan: Plan | None
    again: Again | None
    waited: Waited


def begin(tx: Transaction, text: str, desk: Desk, act: Act, body: Any, loaded: Any, refusal: Refusal) -> None:
    """Open a dispute about the fact ``text``, which was judged disputed because of ``refusal``."""
    how, code = desk.disputable, refusal.code
    concern = how.concern(body, loaded, code) if how else _plain(body)
    row = {
        "seq": act.seq,
        **_told(act.fact.kind, act.fact.device, act.fact.at.isoformat(timespec="milliseconds"), act.received),
        **_place(act.fact.body),
        "fact": act.fact.id,
        "plan": concern.plan,
        "person": concern.person,
        "place": concern.place,
        "about": concern.about,
        "refusal": refusal.both(),
        "against": _accepted(tx, concern.against),
        "holds": how is not None and how.holds(body, loaded, code),
        "state": "open",
        "settled": None,
    }
    disputes.add(tx.connection, Dispute(act.seq, text, act.received, code, row))
    tx.rows.put(act.seq, "dispute", str(act.seq), "office", row)


def _plain(body: Any) -> Concern:
    """Tell what a fact is about by the names that bodies have in common."""
    return Concern(getattr(body, "plan", None), getattr(body, "person", None), getattr(body, "place", None))


def _told(kind: str, device: str, at: str, received: str) -> dict[str, str]:
    return {"kind": kind, "device": device, "at": at, "received": received}


def _place(body: Mapping[str, Any]) -> dict[str, Any]:
    """Tell where it was, and whether by badge, typed number or picked name."""
    ways = (("badge", "badge"), ("number", "number"), ("person", "search"))
    by = next((way for field, way in ways if body.get(field) is not None), None)
    return {"place": body.get("place"), "by": by if "place" in body else None}


def _accepted(tx: Transaction, fact_id: str | None) -> dict[str, Any] | None:
    """Return the accepted fact with this id as the screens show it."""
    if fact_id is None:
        return None
    tx.recall([fact_id])
    entry = next((entry for entry in tx.by_id[fact_id] if entry.verdict == "accepted"), None)
    if entry is None:
        return None
    raw = facts.loads(entry.fact)
    return {
        "seq": entry.seq,
        **_told(raw["kind"], entry.device, raw["at"], entry.received),
        **_place(raw["body"]),
    }


def load(desks: Mapping[str, Desk], connection: Connection, hub: Hub, act: Act, body: SettleBody) -> ToSettle:
    """Read the dispute, who settles it, and what the disputed act would find now."""
    found = disputes.get(connection, body.dispute)
    settler = people.get(connection, body.by.plan, body.by.person)
    again = None if found is None else _again(desks, connection, hub, act, found)
    waited = partial(_waited, desks, hub, act, found, again)
    return ToSettle(found, settler, plans.get(connection, body.by.plan), again, waited)


def _waited(
    desks: Mapping[str, Desk], hub: Hub, act: Act, found: Dispute | None, again: Again | None, connection: Connection
) -> Iterator[tuple[Dispute, Again]]:
    """Return the open disputes of the same device about what only waited for the act ``again``, one by one."""
    if found is None or again is None:
        return
    for other in disputes.still_open(connection):
        if other.seq == found.seq or other.row["device"] != again.act.fact.device:
            continue
        mine = _again(desks, connection, hub, act, other)
        if mine is not None and mine.how.waited(again.body, mine.body) and _holds(other, mine):
            yield other, mine


def _again(desks: Mapping[str, Desk], connection: Connection, hub: Hub, act: Act, found: Dispute) -> Again | None:
    fact = facts.parse(facts.loads(found.fact))
    desk = desks.get(fact.kind)
    if desk is None or desk.disputable is None:
        return None
    body = desk.body.model_validate(fact.body)
    at = happened(fact, found.received, acted=True)
    ready = desk.prepare(hub, body) if desk.prepare else None
    # Whose act it was, not whose settling it is.
    grant = None if fact.grant is None else grant_store.get(connection, fact.grant)
    then = replace(act, fact=fact, at=at, now=at, acted=True, ready=ready, grant=grant)
    return Again(desk.disputable, then, body, desk.load(connection, hub, then, body))


def decide(loaded: ToSettle, act: Act, body: SettleBody) -> None:
    """Refuse somebody else's name, what is settled, whoever may not settle, and an outcome that cannot be."""
    found = loaded.dispute
    state = None if found is None else found.row["state"]
    if act.grant is not None:  # without one the door refuses
        grants.held_by(act.grant, body.by.plan, body.by.person)
    rules.settle(state, post_of(loaded.settler), loaded.plan, act.now, outcome=body.outcome, can_hold=_can_hold(loaded))


def _can_hold(loaded: ToSettle) -> bool:
    """Tell whether the disputed act can be made good, and for the same person: a spare badge may have changed hands."""
    found, again = loaded.dispute, loaded.again
    return found is not None and again is not None and _holds(found, again)


def _holds(found: Dispute, again: Again) -> bool:
    concern = again.how.concern(again.body, again.loaded, found.code)
    same = (concern.plan, concern.person) == (found.row["plan"], found.row["person"])
    return same and again.how.holds(again.body, again.loaded, found.code)


def keep(tx: Transaction, act: Act, body: SettleBody, loaded: ToSettle) -> None:
    """Note how it was settled; where the disputed act happened, change what it still changes."""
    found, again = loaded.dispute, loaded.again
    if found is None:
        return
    taken_along: list[Dispute] = []
    if body.outcome == "holds" and again is not None:
        again.how.keep(tx, again.act, again.body, again.loaded)
        for other, its in loaded.waited(tx.connection):
            its.how.keep(tx, its.act, its.body, its.loaded)
            taken_along.append(other)
    told = _told(act.fact.kind, act.fact.device, act.fact.at.isoformat(timespec="milliseconds"), act.received)
    settled = {
        "seq": act.seq,
        "by": body.by.model_dump(),
        **{name: told[name] for name in ("device", "at", "received")},
        "outcome": body.outcome,
        "reason": body.reason,
        "note": body.note,
        "fact": act.fact.id,
    }
    for one in (*taken_along, found):
        row = {**one.row, "state": "settled", "settled": settled}
        disputes.change(tx.connection, one.seq, row)
        tx.rows.put(act.seq, "dispute", str(one.seq), "office", row)
    # Last: one line a fact, and this one tells more than the line of the act that was made good.
    feed.line(
        tx, act, plan=row["plan"], person=row["person"], place=row["place"],
        about=str(found.seq), what=[body.outcome, body.reason],
    )  # fmt: skip


def turn_down(tx: Transaction, act: Act, _body: SettleBody, loaded: ToSettle, refusal: Refusal) -> None:
    """Show what was turned down."""
    row = loaded.dispute.row if loaded.dispute else {}
    feed.line(tx, act, plan=row.get("plan"), person=row.get("person"), place=row.get("place"), refusal=refusal)


def concern(_body: SettleBody, loaded: ToSettle, _code: str) -> Concern:
    """Tell what a settling is about that came too late: the same as the dispute, against how it was settled."""
    row = loaded.dispute.row if loaded.dispute else {}
    settled = row.get("settled") or {}
    return Concern(row.get("plan"), row.get("person"), row.get("place"), settled.get("fact"))


def settling(desks: Mapping[str, Desk]) -> Desk:
    """Make the desk that settles the disputes of ``desks``; a settling itself never takes effect afterwards."""
    never = Disputable(concern, lambda *_: False, keep)
    return Desk(KIND, SettleBody, partial(load, desks), decide, keep, turn_down, disputable=never)
