"""Objects registered, each with its label; and the plan's policies about papers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol import fact as facts
from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.custody import kept
from server.desk.custody.bodies import Number
from server.domain import objects
from server.domain.custody import register as rules
from server.domain.custody.group import Subject
from server.domain.custody.item import Item
from server.domain.custody.leg_policy import walkable
from server.domain.custody.pack import packable
from server.domain.custody.register import New, There
from server.domain.plan import Plan, Room
from server.domain.policy import Policy, policy_from_row, policy_to_row, unchanged_since
from server.domain.refusal import Refusal
from server.store import custody
from server.store import dispute as disputes
from server.store import plan as plans
from server.store.journal import Transaction

#: Objects registered by one fact.
MOST_NEW = 500
WITHDRAW_KIND = "custody.withdraw"


class GroupBody(Body):
    """A trade and a level (1 to 5)."""

    trade: StrictStr = Field(min_length=1, max_length=80)
    level: StrictInt = Field(ge=0, le=99)


class NewBody(Body):
    """An object: its kind, what it is for, the strip it came with, and what it is said to hold (``{"papers": 31}``).

    ``group``: of a paper bag in a room of several trades or levels, whose it is.
    """

    kind: StrictStr = Field(min_length=1, max_length=8)
    session: StrictStr | None = Field(default=None, max_length=32)
    room: StrictStr | None = Field(default=None, max_length=32)
    seal: StrictStr | None = Field(default=None, min_length=1, max_length=40)
    packed: dict[StrictStr, Number] = Field(default_factory=dict, max_length=6)
    group: GroupBody | None = None


class LabelBody(Body):
    """Objects registered; the hub gives them their labels in this order.

    ``there``: how many objects of the plan were registered as far as who asks knows; null: nobody looked.
    """

    plan: StrictInt = Field(ge=0, le=2**53)
    objects: list[NewBody] = Field(min_length=1, max_length=MOST_NEW)
    there: StrictInt | None = Field(default=None, ge=0, le=2**31)


class PolicyBody(Body):
    """The plan's policies about papers; what is left out is as by default.

    ``seen``: the policies as they stood for who changed them, likewise; null: nobody looked, whatever stood gives way.
    """

    plan: StrictInt = Field(ge=0, le=2**53)
    policy: dict[StrictStr, Any]
    seen: dict[StrictStr, Any] | None = None


@dataclass(frozen=True, slots=True)
class ToLabel:
    """The plan, its rooms, what is to be registered and what is; which strips were used; ``fault``: a strip is odd."""

    plan: Plan | None
    rooms: dict[str, Room]
    new: tuple[New, ...]
    there: There
    used: frozenset[str]
    fault: Refusal | None


def _load(connection: Connection, _hub: Hub, _act: Act, body: LabelBody) -> ToLabel:
    plan = plans.get(connection, body.plan)
    rooms = plans.rooms(connection, body.plan)
    factory = custody.policy(connection, body.plan).seals == "factory"
    new, fault = [], None
    for one in body.objects:
        seal = None
        try:
            seal = None if one.seal is None else objects.seal_number(one.seal, factory=factory)
        except Refusal as odd:
            fault = fault or odd
        group = None if one.group is None else Subject(one.group.trade, one.group.level)
        new.append(New(one.kind, one.session, one.room, seal, dict(one.packed), group))
    used = custody.used(connection, body.plan, [one.seal for one in new if one.seal is not None])
    there = There(*custody.registered(connection, body.plan))
    return ToLabel(plan, rooms, tuple(new), there, used, fault)


def _decide(loaded: ToLabel, _act: Act, body: LabelBody) -> None:
    if loaded.plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    if loaded.fault is not None:
        raise loaded.fault
    rules.register(loaded.new, loaded.plan, loaded.rooms, loaded.used, loaded.there, body.there)


def _keep(tx: Transaction, act: Act, body: LabelBody, loaded: ToLabel) -> None:
    """Give the labels and show the objects."""
    kinds = {one.kind for one in loaded.new}
    last = {kind: custody.last_serial(tx.connection, body.plan, kind) for kind in kinds}
    items, serials = rules.numbered(loaded.new, body.plan, last, loaded.rooms)
    custody.add(tx.connection, items)
    for kind, serial in serials.items():
        custody.count_on(tx.connection, body.plan, kind, serial)
    for item in items:
        if item.seal is not None:
            custody.use(tx.connection, body.plan, item.seal, item.label, act.fact.id)
        kept.show(tx, act.seq, item)
    feed.line(tx, act, plan=body.plan, about=str(len(items)))


def _turn_down(tx: Transaction, act: Act, body: LabelBody, _loaded: ToLabel, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, refusal=refusal)


class WithdrawBody(Body):
    """A label that was registered by mistake and with which nothing was done; it is never given out again."""

    plan: StrictInt = Field(ge=0, le=2**53)
    label: StrictStr = Field(min_length=1, max_length=60)
    reason: StrictStr = Field(default="", max_length=200)


@dataclass(frozen=True, slots=True)
class ToWithdraw:
    """The plan, the label's number, the object that has it, and how many objects lie in it; ``fault``: it is odd.

    ``disputed``: an open dispute is about something done with the object.
    """

    plan: Plan | None
    label: str
    item: Item | None
    holds: int
    fault: Refusal | None
    disputed: bool = False


def _load_withdrawn(connection: Connection, _hub: Hub, _act: Act, body: WithdrawBody) -> ToWithdraw:
    plan = plans.get(connection, body.plan)
    if plan is None:
        return ToWithdraw(None, body.label[:24], None, 0, None)
    try:
        read = objects.read_label(body.label)
        objects.belongs(read, plan.site.number, plan.number)
    except Refusal as fault:
        return ToWithdraw(plan, body.label.strip()[:24], None, 0, fault)
    near = custody.concerned(connection, plan.number, [read.number])
    holds = sum(one.inside == read.number for one in near.values())
    disputed = _disputed(connection, plan, read.number)
    return ToWithdraw(plan, read.number, near.get(read.number), holds, None, disputed)


def _disputed(connection: Connection, plan: Plan, label: str) -> bool:
    """Tell whether an open dispute is about something done with this object; its withdrawing is nothing done with it.

    The row of a dispute names three objects at most, the fact all of them.
    """
    here = (one for one in disputes.still_open(connection) if one.row["plan"] == plan.number)
    acts = (one for one in here if one.row["kind"].startswith("custody.") and one.row["kind"] != WITHDRAW_KIND)
    return any(_means(text, plan, label) for one in acts for text in _texts(facts.loads(one.fact)["body"]))


def _means(text: str, plan: Plan, label: str) -> bool:
    try:
        read = objects.read_label(text)
        objects.belongs(read, plan.site.number, plan.number)
    except Refusal:
        return False
    return read.number == label


def _texts(said: Any) -> Iterator[str]:
    """Return every text in a fact's body: each kind of act names its objects in fields of its own."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value)


def _decide_withdrawn(loaded: ToWithdraw, _act: Act, body: WithdrawBody) -> None:
    if loaded.plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    if loaded.fault is not None:
        raise loaded.fault
    rules.withdraw(loaded.item, loaded.label, loaded.holds, body.reason, disputed=loaded.disputed)


def _keep_withdrawn(tx: Transaction, act: Act, body: WithdrawBody, loaded: ToWithdraw) -> None:
    custody.remove(tx.connection, body.plan, loaded.label)
    kept.gone(tx, act.seq, body.plan, loaded.label)
    person = None if act.grant is None else act.grant.person
    feed.line(tx, act, plan=body.plan, person=person, about=loaded.label, what=[body.reason.strip()])


def _turn_down_withdrawn(
    tx: Transaction, act: Act, body: WithdrawBody, loaded: ToWithdraw, refusal: Refusal
) -> None:  # fmt: skip
    feed.line(tx, act, plan=body.plan, about=loaded.label, refusal=refusal)


@dataclass(frozen=True, slots=True)
class ToState:
    """The plan, and the policies as stated, as who stated them saw them (None: nobody looked), and as they are.

    ``fault``: they are not as they should be.
    """

    plan: Plan | None
    policy: Policy | None
    seen: Policy | None
    now: Policy
    fault: Refusal | None


def _load_policy(connection: Connection, _hub: Hub, _act: Act, body: PolicyBody) -> ToState:
    plan, now = plans.get(connection, body.plan), custody.policy(connection, body.plan)
    try:
        policy = policy_from_row(body.policy)
        walkable(policy)
        packable(policy)
        seen = None if body.seen is None else policy_from_row(body.seen)
        return ToState(plan, policy, seen, now, None)
    except Refusal as fault:
        return ToState(plan, None, None, now, fault)


def _decide_policy(loaded: ToState, _act: Act, body: PolicyBody) -> None:
    if loaded.plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    if loaded.fault is not None:
        raise loaded.fault
    if loaded.policy is not None and loaded.seen is not None:
        unchanged_since(loaded.seen, loaded.now, loaded.policy)


def _keep_policy(tx: Transaction, act: Act, body: PolicyBody, loaded: ToState) -> None:
    if loaded.policy is None:
        return
    custody.keep_policy(tx.connection, body.plan, loaded.policy)
    tx.rows.put(act.seq, "policy", str(body.plan), "staff", {"plan": body.plan} | policy_to_row(loaded.policy))
    feed.line(tx, act, plan=body.plan)


def _turn_down_policy(tx: Transaction, act: Act, body: PolicyBody, _loaded: ToState, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, refusal=refusal)


LABEL = Desk("custody.label", LabelBody, _load, _decide, _keep, _turn_down)
WITHDRAW = Desk(WITHDRAW_KIND, WithdrawBody, _load_withdrawn, _decide_withdrawn, _keep_withdrawn, _turn_down_withdrawn)
POLICY = Desk("plan.policy", PolicyBody, _load_policy, _decide_policy, _keep_policy, _turn_down_policy)
