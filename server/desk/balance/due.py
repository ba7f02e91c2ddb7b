"""The hub looks at the clock: what has become late differs without anybody's act."""

from typing import Any

from pydantic import Field, StrictInt
from sqlalchemy import Connection

from server.desk.act import Act, Body, Desk, Hub
from server.desk.balance import live
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store.journal import Transaction


class DueBody(Body):
    """The hub has seen that something of the site is late; ``live.stale`` told it so."""

    plan: StrictInt = Field(ge=0, le=2**53)


def _load(connection: Connection, _hub: Hub, _act: Act, body: DueBody) -> Plan | None:
    return plans.get(connection, body.plan)


def _decide(loaded: Plan | None, _act: Act, body: DueBody) -> None:
    if loaded is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)


def _keep(tx: Transaction, act: Act, body: DueBody, _loaded: Any) -> None:
    live.show_site(tx, act.seq, body.plan, act.at)


DUE = Desk("balance.due", DueBody, _load, _decide, _keep)
