"""Scoring schemes, one a trade and level."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.draw import PlanNumber
from server.desk.practical import live, station
from server.domain.practical import scheme as rules
from server.domain.practical.scheme import MOST_ITEMS, MOST_MEDIA, Combine, Item, Scheme, Wanted, scheme_to_row
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store import practical
from server.store.journal import Transaction

Points = Annotated[StrictInt, Field(ge=0, le=1_000_000)]
ItemId = Annotated[StrictStr, Field(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z._-]+$")]
Trade = Annotated[StrictStr, Field(min_length=1, max_length=40)]
Level = Annotated[StrictInt, Field(ge=1, le=5)]


class ItemBody(Body):
    """An item of the sheet: its question, what is assessed, the most it earns (hundredths), how; 否定项 or not."""

    id: ItemId
    question: StrictStr = Field(default="", max_length=60)
    name: StrictStr = Field(min_length=1, max_length=120)
    full: Points
    criterion: StrictStr = Field(default="", max_length=600)
    failing: StrictBool = False


class CombineBody(Body):
    """How scores become one; ``threshold`` (allowed difference) and ``passing`` in hundredths of a point."""

    rule: Literal["mean", "trimmed", "median"] = "mean"
    threshold: Points = Combine().threshold
    passing: Points = Combine().passing
    failing: Literal["majority", "any"] = "majority"


class WantedBody(Body):
    """Pictures or films wanted, at least so many of each candidate, their station, or the room; 0: none for now.

    ``when`` they are taken, as the candidate's beginning and end tell; ``item``: of which item of the sheet. Of films,
    in minutes: ``shortest``, the least that one lasts, and ``missing``, what those of the working time may leave out
    of it in all; ``from_identity``: that time begins with the check of identity, not with the work.
    """

    id: ItemId
    what: Literal["photo", "video"]
    purpose: Literal["practical", "identity", "workpiece", "room"]
    words: StrictStr = Field(min_length=1, max_length=60)
    least: StrictInt = Field(ge=0, le=50)
    per: Literal["candidate", "station", "room"]
    when: Literal["any", "before", "working", "after"] = "any"
    item: ItemId | None = None
    shortest: StrictInt = Field(default=0, ge=0, le=600)
    missing: StrictInt = Field(default=2, ge=0, le=600)
    from_identity: StrictBool = False


class SchemeBody(Body):
    """A scheme, whole; it replaces the earlier one of this trade and level. ``media`` left out: the usual ones."""

    plan: PlanNumber
    trade: Trade
    level: Level
    title: StrictStr = Field(default="", max_length=120)
    items: list[ItemBody] = Field(max_length=MOST_ITEMS)
    combine: CombineBody = Field(default_factory=CombineBody)
    assessors: StrictInt = Field(default=3, ge=1, le=15)
    odd: StrictBool = True
    running: StrictInt = Field(default=3, ge=1, le=50)
    media: list[WantedBody] | None = Field(default=None, max_length=MOST_MEDIA)
    late: StrictInt = Field(default=30, ge=0, le=600)
    workpiece: StrictBool = False


def of_body(body: SchemeBody) -> Scheme:
    """Return the scheme that a body states."""
    usual = rules.USUAL_MEDIA
    return Scheme(
        plan=body.plan, trade=body.trade, level=body.level, title=body.title,
        items=tuple(Item(**one.model_dump()) for one in body.items),
        combine=Combine(**body.combine.model_dump()),
        assessors=body.assessors, odd=body.odd, running=body.running,
        media=usual if body.media is None else tuple(Wanted(**one.model_dump()) for one in body.media),
        late=body.late, workpiece=body.workpiece,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToSet:
    """Whether the plan is known, and whether a sheet was signed by another scheme of this trade and level."""

    plan_known: bool
    scored: bool


def _load(connection: Connection, _hub: Hub, _act: Act, body: SchemeBody) -> ToSet:
    return ToSet(plans.get(connection, body.plan) is not None, scored_otherwise(connection, of_body(body)))


def known(connection: Connection, plan: int, trade: str, level: int) -> Scheme:
    """Return the scheme of a trade and level; the usual one, without items, where the plan has none."""
    usual = Scheme(plan, trade, level)
    row = practical.get(connection, plan, "scheme", usual.key)
    return usual if row is None else rules.scheme_from_row(row)


def scored_otherwise(connection: Connection, wanted: Scheme) -> bool:
    """Tell whether somebody has signed a sheet by other items, or another way to combine them, than ``wanted`` has."""
    before = known(connection, wanted.plan, wanted.trade, wanted.level)
    if (before.items, before.combine) == (wanted.items, wanted.combine):
        return False
    of = (wanted.trade, wanted.level)
    return any(one.sheets and (one.trade, one.level) == of for one in station.candidates(connection, wanted.plan))


def _decide(loaded: ToSet, _act: Act, body: SchemeBody) -> None:
    if not loaded.plan_known:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    rules.check(of_body(body))
    if loaded.scored:
        raise rules.scored(body.trade, body.level)


def _keep(tx: Transaction, act: Act, body: SchemeBody, _loaded: ToSet) -> None:
    put(tx, act, of_body(body))
    live.show_plan(tx, act, body.plan)
    feed.line(tx, act, plan=body.plan, about=f"{body.trade} {body.level}", what=[str(len(body.items))])


def put(tx: Transaction, act: Act, scheme: Scheme) -> None:
    """Keep a scheme and show it."""
    row = scheme_to_row(scheme)
    practical.keep(tx.connection, scheme.plan, "scheme", scheme.key, row)
    tx.rows.put(act.seq, "scheme", f"{scheme.plan}/{scheme.key}", "table", row)


def _turn_down(tx: Transaction, act: Act, body: SchemeBody, _loaded: Any, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, about=f"{body.trade} {body.level}", refusal=refusal)


SCHEME = Desk("practical.scheme", SchemeBody, _load, _decide, _keep, _turn_down)
