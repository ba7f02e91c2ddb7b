"""What is missing before the day."""

from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer
from apiflask.validators import Range
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from server.desk import missing, printing
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store.committer import utc_now
from server.web import guard
from server.web.core import core
from server.web.problem import language

bp = APIBlueprint("missing", __name__, tag="missing")

QUERY: dict[str, Any] = {"plan": Integer(load_default=None, validate=Range(0, MAX_INTEGER))}


@bp.get("/api/missing")
@guard.only("chief", "office")
@bp.input(QUERY, location="query", schema_name="MissingQuery")
@bp.doc(summary="What is missing before the day", responses={200: "What must and what should be mended"})
def show(query_data: dict[str, Any]) -> dict[str, Any]:
    """List what is missing in a plan (without a number: the one imported last), what must be mended first."""
    number, lang, now = query_data["plan"], language(), utc_now()

    def work(connection: Connection) -> tuple[int, list[missing.Item]]:
        found = plans.every(connection) if number is None else (plans.get(connection, number),)
        if not found or found[0] is None:
            raise Refusal("plan-unknown", field="plan", plan=number if number is not None else "—")
        there = missing.load(connection, found[0], now)
        return found[0].number, missing.missing(there, printing.lacking)

    plan, items = core().read(work)
    return {"plan": plan, "items": [_shown(item, lang) for item in items]}


def _shown(item: missing.Item, lang: str) -> dict[str, Any]:
    says, fix = item.said(lang)
    about = [
        {"person": one.person, "name": one.name, "unit": one.unit, "detail": one.told(lang)} for one in item.people
    ]
    return {"code": item.code, "level": item.level, "says": says, "fix": fix, "people": about, "count": item.count}
