"""The register of assessors: the card each of them holds."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol.role import BY_NUMBER
from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.draw import PersonNumber, PlanNumber
from server.desk.practical.scheme import Level, Trade
from server.domain.duty import Post
from server.domain.practical.assessor import Assessor, assessor_to_row
from server.domain.practical.team import ROLE
from server.domain.refusal import Refusal
from server.store import people, practical
from server.store import plan as plans
from server.store.journal import Transaction


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


class AssessorBody(Body):
    """Somebody's card: number, trade, highest level they assess, last day, times running here before this one."""

    plan: PlanNumber
    person: PersonNumber
    card: StrictStr = Field(min_length=1, max_length=40)
    trade: Trade
    level: Level
    until: Annotated[StrictStr, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]
    running: StrictInt = Field(default=0, ge=0, le=99)


@dataclass(frozen=True, slots=True)
class ToRegister:
    """Whether the plan is known, and whose card it is; None where there is nobody."""

    plan_known: bool
    post: Post | None


def _load(connection: Connection, _hub: Hub, _act: Act, body: AssessorBody) -> ToRegister:
    person = people.get(connection, body.plan, body.person)
    return ToRegister(plans.get(connection, body.plan) is not None, None if person is None else person.post)


def _decide(loaded: ToRegister, _act: Act, body: AssessorBody) -> None:
    if not loaded.plan_known:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    if loaded.post is None:
        raise Refusal("person-unknown", field="person")
    if loaded.post.role != ROLE:
        role = BY_NUMBER[loaded.post.role]
        raise Refusal("assessor-role", field="person", role=role.zh, role_en=role.en)


def _keep(tx: Transaction, act: Act, body: AssessorBody, _loaded: ToRegister) -> None:
    until = date.fromisoformat(body.until)
    put(tx, act, Assessor(body.plan, body.person, body.card, body.trade, body.level, until, body.running))
    feed.line(tx, act, plan=body.plan, person=body.person)


def put(tx: Transaction, act: Act, assessor: Assessor) -> None:
    """Keep an assessor's card and show it to the office: a card's number concerns nobody else."""
    row = assessor_to_row(assessor)
    practical.keep(tx.connection, assessor.plan, "assessor", str(assessor.person), row)
    shown = row | {"at": act.at.isoformat(timespec="milliseconds")}
    tx.rows.put(act.seq, "assessor", f"{assessor.plan}/{assessor.person}", "office", shown)


def _turn_down(tx: Transaction, act: Act, body: AssessorBody, _loaded: ToRegister, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, person=body.person, refusal=refusal)


ASSESSOR = Desk("practical.assessor", AssessorBody, _load, _decide, _keep, _turn_down)
