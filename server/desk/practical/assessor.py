"""The register of assessors: the cards each of them holds."""

from dataclasses import dataclass, replace
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
from server.domain.practical.assessor import Assessor, Card, assessor_from_row, assessor_to_row, with_cards
from server.domain.practical.team import ROLE
from server.domain.refusal import Refusal
from server.store import people, practical
from server.store import plan as plans
from server.store.journal import Transaction

#: Further cards of one person.
MOST_OTHERS = 9


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


CardNumber = Annotated[StrictStr, Field(min_length=1, max_length=40)]
Day = Annotated[StrictStr, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]


class CardBody(Body):
    """One more card: its number, trade, the highest level by it, and its last day."""

    card: CardNumber
    trade: Trade
    level: Level
    until: Day

    def stated(self) -> Card:
        """Return it as the rules take it."""
        return Card(self.card, self.trade, self.level, date.fromisoformat(self.until))


class AssessorBody(Body):
    """Somebody's card: number, trade, highest level they assess, last day, times running here before this one.

    ``others``: the further cards they hold, all of them; apps of before leave it out, and these stay as they are.
    """

    plan: PlanNumber
    person: PersonNumber
    card: CardNumber
    trade: Trade
    level: Level
    until: Day
    running: StrictInt = Field(default=0, ge=0, le=99)
    others: list[CardBody] | None = Field(default=None, max_length=MOST_OTHERS)

    def stated(self, before: Assessor | None) -> Assessor:
        """Return who it is with their cards; ``before``: as they are on record."""
        until = date.fromisoformat(self.until)
        held = Assessor(self.plan, self.person, self.card, self.trade, self.level, until, self.running)
        if self.others is not None:
            return with_cards(held, list(dict.fromkeys([*held.cards, *(one.stated() for one in self.others)])))
        kept = () if before is None else before.others
        return replace(held, others=tuple(one for one in kept if (one.card, one.trade) != (self.card, self.trade)))


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
    row = practical.get(tx.connection, body.plan, "assessor", str(body.person))
    put(tx, act, body.stated(None if row is None else assessor_from_row(row)))
    feed.line(tx, act, plan=body.plan, person=body.person)


def put(tx: Transaction, act: Act, assessor: Assessor) -> None:
    """Keep an assessor's cards and show them to the office: a card's number concerns nobody else."""
    row = assessor_to_row(assessor)
    practical.keep(tx.connection, assessor.plan, "assessor", str(assessor.person), row)
    shown = row | {"at": act.at.isoformat(timespec="milliseconds")}
    tx.rows.put(act.seq, "assessor", f"{assessor.plan}/{assessor.person}", "office", shown)


def _turn_down(tx: Transaction, act: Act, body: AssessorBody, _loaded: ToRegister, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, person=body.person, refusal=refusal)


ASSESSOR = Desk("practical.assessor", AssessorBody, _load, _decide, _keep, _turn_down)
