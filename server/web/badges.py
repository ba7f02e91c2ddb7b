"""Badges as PDF."""

import secrets
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer, String
from apiflask.validators import OneOf, Range
from flask import Response

from protocol.fact import MAX_INTEGER
from server.desk import printing
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store.keys import BADGE_KID
from server.web import guard
from server.web.core import core

bp = APIBlueprint("badges", __name__, tag="badges")

QUERY: dict[str, Any] = {
    "plan": Integer(load_default=None, validate=Range(max=MAX_INTEGER)),
    "role": Integer(load_default=None, validate=Range(max=MAX_INTEGER)),
    "size": String(load_default="full", validate=OneOf(printing.SIZES)),
    "layout": String(load_default="single", validate=OneOf(printing.LAYOUTS)),
}


@bp.get("/api/badges.pdf")
@guard.only("chief", "office")
@bp.input(QUERY, location="query", schema_name="BadgesQuery")
@bp.doc(summary="Badges in use as PDF, by serial", responses={200: "PDF", 409: "Nothing to print, or unprintable"})
def pdf(query_data: dict[str, Any]) -> Response:
    """Draw the badges of a plan, all or of one role."""
    hub = core()

    def work() -> bytes:
        with hub.db.reading() as connection:
            every = plans.every(connection)
            number = query_data["plan"] if query_data["plan"] is not None else every[0].number if every else 0
            files = hub.door.hub.files
            lines = printing.job(connection, files, hub.keys.badge, BADGE_KID, number, query_data["role"])
        if not lines:
            raise Refusal("nothing-to-print")
        return _draw(hub.config.data, lines, query_data["size"], query_data["layout"])

    drawn = hub.waiting.run(work)
    return Response(drawn, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="badges.pdf"'})


def _draw(data: Path, lines: bytes, size: str, layout: str) -> bytes:
    folder = data / "tmp"
    folder.mkdir(mode=0o700, exist_ok=True)
    out = folder / f"{secrets.token_hex(8)}.pdf"
    try:
        printed = printing.print_pdf(lines, out, size, layout)
        if printed.error is not None:
            raise Refusal("print-failed", problem=printed.error["says"], advice=printed.error["fix"])
        return out.read_bytes()
    finally:
        out.unlink(missing_ok=True)
