"""Portraits: shown when somebody is scanned, never stored on the device that shows them."""

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from server.domain.refusal import Refusal
from server.store import people
from server.web import guard
from server.web.core import core

bp = APIBlueprint("people", __name__, tag="people")


@bp.get("/api/portraits/<int:plan>/<int:person>")
@guard.only("chief", "office", "scanner", "gate")
@bp.doc(summary="A person's portrait", responses={200: "JPEG", 404: "None kept"})
def portrait(plan: int, person: int) -> Response:
    """Return a person's portrait as JPEG."""
    hub = core()

    def work(connection: Connection) -> bytes | None:
        found = people.get(connection, plan, person) if max(plan, person) <= MAX_INTEGER else None
        return hub.door.hub.files.read(found.portrait) if found and found.portrait else None

    picture = hub.read(work)
    if picture is None:
        raise Refusal("not-found")
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
