"""The file of a draw as it is published: whatever it takes to recompute it, people by their numbers."""

from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer, String
from apiflask.validators import Length, OneOf, Range

from protocol.fact import MAX_INTEGER
from server.domain import draw as rules
from server.domain.drawing import context
from server.domain.refusal import Refusal
from server.store import draw
from server.store import plan as plans
from server.web import guard
from server.web.core import core

bp = APIBlueprint("draw", __name__, tag="draw")


@bp.get("/api/draw")
@guard.only("chief", "office")
@bp.input(
    {
        "session": String(required=True, validate=Length(1, 32)),
        "plan": Integer(load_default=None, validate=Range(0, MAX_INTEGER)),
        "of": String(load_default="rooms", validate=OneOf(["rooms", "zones"])),
        "place": String(load_default=None, validate=Length(1, 32)),
        "round": Integer(load_default=None, validate=Range(1, 10_000)),
    },
    location="query",
    schema_name="DrawQuery",
)
@bp.doc(summary="A draw as published", responses={200: "What docs/verify_draw.py recomputes"})
def published(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return the file of a session's draw; with ``place`` that of the last draw of this room alone.

    ``round``: an earlier one; every file says which rounds there were.
    """
    asked, of, place = query_data["session"], query_data["of"], query_data["place"]
    number = query_data["plan"]
    if number is None:
        found = core().read(plans.every)
        number = next((plan.number for plan in found if plan.session(asked) is not None), 0)
    lot = core().read(lambda connection: draw.get(connection, number, asked, of))
    pairs = [] if lot is None else list(zip(lot.done, lot.outcomes, strict=True))
    earlier = query_data["round"]
    fitting = [
        (begun, drawn)
        for begun, drawn in (pairs if earlier is not None or lot is None else lot.standing)
        if (begun.place == place if earlier is None else begun.number == earlier)
    ]
    if not fitting:
        raise Refusal("draw-not-yet", field="place" if place else "session")
    begun, drawn = fitting[-1]
    said = context(number, asked, of, begun.place, begun.number)
    pledged, values = {one.person: one.hash for one in begun.pledges}, begun.values
    told = rules.published(said, (begun.root, begun.sealed), pledged, values, begun.places, begun.people, drawn)
    rounds = [[one.number, one.place, one.reason] for one, _ in pairs]
    sizes = {"journal_size": begun.size, "sealed_size": begun.sealed_size}
    return told | sizes | {"reason": begun.reason, "round": begun.number, "rounds": rounds}
