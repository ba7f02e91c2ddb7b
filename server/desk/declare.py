"""What invigilators declare before a draw: whose rooms they must not invigilate, and with whom they must not sit."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, StrictBool
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.draw import PersonNumber, PlanNumber, RoomId
from server.domain.refusal import Refusal
from server.store import draw, people
from server.store import plan as plans
from server.store.journal import Transaction


class DeclareBody(Body):
    """What somebody declared: a first time (``new``), rooms of kin or own students, kin among the invigilators.

    It replaces what they declared before; with nothing in it, it takes that back. ``grounds`` say what the rooms are
    avoided for.
    """

    plan: PlanNumber
    person: PersonNumber
    new: StrictBool = False
    rooms: list[RoomId] = Field(default_factory=list, max_length=100)
    apart: list[PersonNumber] = Field(default_factory=list, max_length=100)
    grounds: list[Literal["kin", "students"]] = Field(default_factory=list, max_length=2)


@dataclass(frozen=True, slots=True)
class ToDeclare:
    """What a declaration needs: the plan's rooms and its people."""

    rooms: frozenset[str]
    people: frozenset[int]


def _load_declared(connection: Connection, _hub: Hub, _act: Act, body: DeclareBody) -> ToDeclare:
    everyone = people.every(connection, body.plan)
    rooms = plans.rooms(connection, body.plan)
    return ToDeclare(frozenset(rooms), frozenset(one.post.person for one in everyone))


def _decide_declared(loaded: ToDeclare, _act: Act, body: DeclareBody) -> None:
    if body.person not in loaded.people:
        raise Refusal("person-unknown", field="person")
    if body.person in body.apart or not loaded.people.issuperset(body.apart):
        raise Refusal("person-unknown", field="apart")
    strange = next((room for room in body.rooms if room not in loaded.rooms), None)
    if strange is not None:
        raise Refusal("room-unknown", field="rooms", room=strange)


def _keep_declared(tx: Transaction, act: Act, body: DeclareBody, _loaded: ToDeclare) -> None:
    told = {"new": body.new, "rooms": sorted(set(body.rooms)), "apart": sorted(set(body.apart))}
    draw.declare(tx.connection, body.plan, body.person, told)
    value = {"plan": body.plan, "person": body.person, **told, "grounds": sorted(set(body.grounds))} | {
        "at": act.at.isoformat(timespec="milliseconds"), "device": act.fact.device,
        "by": None if act.grant is None else act.grant.person,
    }  # fmt: skip
    tx.rows.put(act.seq, "declared", f"{body.plan}/{body.person}", "office", value)
    feed.line(tx, act, plan=body.plan, person=body.person, what=[] if any(told.values()) else ["withdrawn"])


DECLARE = Desk("duty.declare", DeclareBody, _load_declared, _decide_declared, _keep_declared)
