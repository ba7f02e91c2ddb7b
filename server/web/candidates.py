"""Who a candidate is: told where their identity is checked, never stored on the device that shows it."""

import logging
from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer, String
from apiflask.validators import Length, Range
from flask import Response, jsonify
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from server.domain.grant import kinds
from server.domain.refusal import Refusal
from server.store import grant as grants
from server.store import plan as plans
from server.web import guard
from server.web.core import core

log = logging.getLogger(__name__)
bp = APIBlueprint("candidates", __name__, tag="candidates")
#: The act for which a candidate's name is told.
IDENTIFY = "practical.identify"


@bp.get("/api/candidate")
@guard.only("chief", "office", "scanner")
@bp.input(
    {
        "plan": Integer(required=True, validate=Range(0, MAX_INTEGER)),
        "session": String(required=True, validate=Length(1, 32)),
        "room": String(required=True, validate=Length(1, 32)),
        "seat": Integer(required=True, validate=Range(1, 10_000)),
    },
    location="query",
    schema_name="CandidateQuery",
)
@bp.doc(summary="A candidate's name, and the end of their ID number", responses={200: "To be shown, not kept"})
def candidate(query_data: dict[str, Any]) -> Response:
    """Return whoever sits at a seat of a workshop in a practical session, to who checks identity on this device.

    By the seat, so that no number stands in an address.

    Raises:
        Refusal: ``grant-needed``: nobody who may check identity has signed in on the device; ``not-found``.
    """
    plan, session, room, seat = (query_data[name] for name in ("plan", "session", "room", "seat"))
    hub, asking = core(), guard.caller().device

    def work(connection: Connection) -> dict[str, Any] | None:
        held = grants.open_ones(connection, plan=plan, device=asking)
        if not any(one.expires > hub.trust.clock().timestamp() and IDENTIFY in kinds(one.acts) for one in held):
            raise Refusal("grant-needed")
        of = plans.get(connection, plan)
        known = None if of is None else of.session(session)
        if known is None or known.kind != "practical":
            return None
        return plans.candidate_at(connection, plan, session, room, str(seat))

    row = hub.read(work)
    if row is None:
        raise Refusal("not-found")
    log.info("who sits at %s/%s/%s/%s was told to device %s", plan, session, room, seat, asking)
    told = jsonify({"name": row.get("name") or "", "id_tail": row.get("id_tail") or ""})
    told.headers["Cache-Control"] = "no-store"
    return told
