"""Rows changed since the caller last asked."""

import json
from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer
from apiflask.validators import Range
from flask import Response
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from server.domain.device import scopes
from server.domain.seen import seen
from server.store import rows
from server.store.committer import stamp, utc_now
from server.web import guard
from server.web.core import core

bp = APIBlueprint("changes", __name__, tag="rows")

LIMIT = 1000


@bp.get("/api/changes")
@bp.input(
    {"after": Integer(load_default=0, validate=Range(max=MAX_INTEGER)), "limit": Integer(load_default=LIMIT)},
    location="query",
    schema_name="After",
)
@bp.doc(summary="Rows of the caller's scope changed since `after`", responses={200: "Rows and the sequence reached"})
def changes(query_data: dict[str, int]) -> Response:
    """Return changed rows; ``through`` is where to go on, ``more`` whether to ask at once again."""
    hub, role = core(), guard.caller().role
    after, limit = max(0, query_data["after"]), min(max(1, query_data["limit"]), 5000)
    size = hub.journal.size  # read before the rows: a row committed meanwhile is sent again, never missed

    def work(connection: Connection) -> tuple[str, dict[str, Any]]:
        found = rows.changes(connection, after, scopes(role), limit, size)
        # Row by row and here: writing thousands at once would hold up every other request.
        told = {"through": found.through, "more": found.more, "size": size}
        return ",".join(_text(row, role) for row in found.rows), told

    texts, reached = hub.read(work)
    beside = json.dumps(reached | {"now": stamp(utc_now())})
    return Response(f'{{"rows":[{texts}],{beside[1:]}', mimetype="application/json")


def _text(row: dict[str, Any], role: str) -> str:
    return json.dumps(row | {"value": seen(role, row["kind"], row["value"])}, ensure_ascii=False, separators=(",", ":"))
