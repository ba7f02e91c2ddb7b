"""The chief's board in one answer, for programs; screens work it out from rows."""

from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer, String
from apiflask.validators import Range
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from server.domain import board as rules
from server.domain.balance import row as balance
from server.domain.device import ENROLABLE
from server.domain.plan import Plan, Session
from server.domain.refusal import Refusal
from server.domain.timetable import running
from server.store import people, rows, signal
from server.store import plan as plans
from server.store.committer import stamp, utc_now
from server.web import guard, stock
from server.web.core import core

bp = APIBlueprint("board", __name__, tag="board")


@bp.get("/api/board")
@guard.only("chief", "office")
@bp.input(
    {"session": String(load_default=None), "plan": Integer(load_default=None, validate=Range(0, MAX_INTEGER))},
    location="query",
    schema_name="BoardQuery",
)
@bp.doc(summary="The board of one session", responses={200: "Counts, rooms, alerts, balance and silent devices"})
def show(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return the board of a session; without one, of the plan's session that is next or running."""
    now = utc_now()

    def work(connection: Connection) -> dict[str, Any]:
        planned = _plan(connection, query_data["plan"])
        plan = running(planned, signal.last_ends(connection, planned.number))
        session = _session(plan, query_data["session"])
        rooms = plans.rooms(connection, plan.number).values()
        posts = [person.post for person in people.every(connection, plan.number)]
        board = rules.to_json(rules.board(plan, session, rooms, posts, now))
        balanced, space = _balance(connection, plan.number, session.id), stock.on_board(connection, plan.number, free)
        return {"plan": plan.number, **board, "balance": balanced, "media": space}

    free = core().waiting.run(core().media.free)
    return {"now": stamp(now), **core().read(work), "silent": _silent()}


def _silent() -> list[dict[str, Any]]:
    """Return the devices in people's hands that have fallen silent: a check-in said to be missing may lie on one."""
    hub = core()
    presence, devices = hub.presence, [known.device for known in list(hub.door.known.values())]
    listened = []
    for one in devices:
        if one.state == "enrolled" and one.kind in ENROLABLE:
            heard = presence.heard.get(one.device)
            waiting = None if heard is None else int(heard.report["waiting"])
            listened.append(rules.Listened(one.device, one.name, one.kind, presence.seen.get(one.device), waiting))
    return rules.silent(listened, presence.since, hub.trust.clock())


def _balance(connection: Connection, plan: int, session: str) -> dict[str, Any]:
    """Return what went out and came back in each room of a session, and what differs there and at the site."""
    rooms = rows.of_kind(connection, "balance", f"{plan}/{session}/").values()
    site = rows.of_kind(connection, "balance", f"{plan}/site")
    return {
        "rooms": [balance.on_board(row) for row in rooms],
        "site": [one for row in site.values() for one in balance.on_board(row)["open"]],
    }


def _plan(connection: Connection, number: int | None) -> Plan:
    found = plans.every(connection) if number is None else (plans.get(connection, number),)
    if not found or found[0] is None:
        raise Refusal("plan-unknown", field="plan", plan=number if number is not None else "—")
    return found[0]


def _session(plan: Plan, session_id: str | None) -> Session:
    now = utc_now()
    if session_id is None:
        return next((session for session in plan.sessions if session.ends > now), plan.sessions[-1])
    session = plan.session(session_id)
    if session is None:
        raise Refusal("session-unknown", field="session", session=session_id)
    return session
