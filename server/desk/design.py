"""How a plan's badges look, within the unified format."""

from typing import Any

from pydantic import StrictInt
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.domain import design as rules
from server.domain.refusal import Refusal
from server.store import design as designs
from server.store import plan as plans
from server.store.journal import Transaction


class DesignBody(Body):
    """The design of a plan's badges, whole; every key may be left out and is then the unified format's own.

    Keys: mark, crest (SHA-256 of a picture handed in before), colours, lines, found, reverse, duty_phone.
    """

    plan: StrictInt
    design: dict[str, Any]


def load(connection: Connection, hub: Hub, _act: Act, body: DesignBody) -> tuple[bool, bool]:
    """Tell whether the plan is known and the crest kept."""
    crest = body.design.get("crest")
    kept = not isinstance(crest, str) or hub.files.path(crest) is not None
    return plans.get(connection, body.plan) is not None, kept


def decide(loaded: tuple[bool, bool], _act: Act, body: DesignBody) -> None:
    """Refuse a design outside the unified format."""
    plan_known, crest_kept = loaded
    if not plan_known:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    rules.check(body.design)
    if not crest_kept:
        raise Refusal("crest-unknown", field="crest")


def keep(tx: Transaction, act: Act, body: DesignBody, _loaded: tuple[bool, bool]) -> None:
    """Put the design in place and show it, with every default filled in."""
    design = rules.check(body.design)
    designs.keep(tx.connection, body.plan, rules.design_to_row(design))
    value = {"plan": body.plan, "design": rules.whole(design), "seq": act.seq, "at": act.received}
    tx.rows.put(act.seq, "design", str(body.plan), "office", value)
    feed.line(tx, act, plan=body.plan, what=sorted(body.design))


DESIGN = Desk("badge.design", DesignBody, load, decide, keep)
