"""Rows changed since the caller last asked."""

from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer

from server.domain.device import scopes
from server.store import rows
from server.store.committer import stamp, utc_now
from server.web import guard
from server.web.core import core

bp = APIBlueprint("changes", __name__, tag="rows")

LIMIT = 1000


@bp.get("/api/changes")
@bp.input(
    {"after": Integer(load_default=0), "limit": Integer(load_default=LIMIT)}, location="query", schema_name="After"
)
@bp.doc(summary="Rows of the caller's scope changed since `after`", responses={200: "Rows and the sequence reached"})
def changes(query_data: dict[str, int]) -> dict[str, Any]:
    """Return changed rows; ``through`` is where to go on, ``more`` whether to ask at once again."""
    hub, seen = core(), scopes(guard.caller().role)
    after, limit = max(0, query_data["after"]), min(max(1, query_data["limit"]), 5000)
    size = hub.journal.size  # read before the rows: a row committed meanwhile is sent again, never missed
    found = hub.read(lambda connection: rows.changes(connection, after, seen, limit, size))
    return {
        "rows": found.rows,
        "through": found.through,
        "more": found.more,
        "size": size,
        "now": stamp(utc_now()),
    }
