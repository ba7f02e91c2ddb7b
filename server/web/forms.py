"""Labels, slips, lists and forms as PDF, and what of the labels a plan needs is registered."""

import json
from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Boolean, Integer, String
from apiflask.validators import Length, OneOf, Range
from flask import Response
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from server.desk import printing
from server.desk.forms.asked import FORMS, SHEETS, Asked
from server.desk.forms.job import draw as drawing
from server.desk.forms.job import job
from server.desk.forms.need import need
from server.desk.forms.told import known_plan
from server.domain.custody import needs
from server.domain.custody.group import to_row
from server.domain.custody.register import New
from server.domain.device import not_allowed
from server.domain.objects import BY_CODE
from server.domain.refusal import Refusal
from server.web import guard
from server.web.core import Core, core
from server.web.holding import asking, leader

bp = APIBlueprint("forms", __name__, tag="forms")

#: Forms that card-reader stations draw, too: what the three sign there. It names no candidate.
AT_STATIONS = frozenset({"reconciled"})
#: Forms of results, with full names and before they are released: for a leader who has signed in where it is asked.
FOR_LEADERS = frozenset({"theory", "analysis", "abnormal", "notice"})
MOST_PLACES = 200
MOST_BEGUN = 200
MOST_EXTRA = 50
LABELS_LONG = 4000  # characters of labels named
SAID = 20  # characters told of as missing, in a header

PLAN: dict[str, Any] = {"plan": Integer(load_default=None, validate=Range(0, MAX_INTEGER))}
QUERY: dict[str, Any] = PLAN | {
    "session": String(load_default=None, validate=Length(1, 32)),
    "room": String(load_default=None, validate=Length(1, 32)),
    "subject": String(load_default=None, validate=Length(1, 80), metadata={"description": "trade/level"}),
    "kinds": String(load_default="", validate=Length(max=60), metadata={"description": "codes, by commas"}),
    "labels": String(load_default="", validate=Length(max=LABELS_LONG), metadata={"description": "by commas"}),
    "sheet": String(load_default="3x8", validate=OneOf(SHEETS)),
    "grid": String(load_default=None, validate=Length(max=1000), metadata={"description": "JSON, sheet custom"}),
    "start": Integer(load_default=1, validate=Range(1, MOST_BEGUN)),
    "cut": Boolean(load_default=False),
    "tail": Boolean(load_default=True),
}
NEEDS: dict[str, Any] = PLAN | {
    "extra": Integer(load_default=1, validate=Range(0, MOST_EXTRA)),
    "spares": Integer(load_default=1, validate=Range(0, MOST_PLACES)),
    "spare_size": Integer(load_default=5, validate=Range(0, MOST_PLACES)),
    "duty": Integer(load_default=1, validate=Range(0, MOST_PLACES)),
    "cases": Integer(load_default=None, validate=Range(0, MOST_PLACES)),
    "strips": Integer(load_default=None, validate=Range(0, 2000)),
    "devices": Integer(load_default=0, validate=Range(0, MOST_PLACES)),
    "tools": Integer(load_default=0, validate=Range(0, MOST_PLACES)),
    "material": Integer(load_default=0, validate=Range(0, 2000)),
    "keys": Integer(load_default=0, validate=Range(0, MOST_PLACES)),
}


@bp.get("/api/forms/<string:form>.pdf")
@guard.only("chief", "office", "reader")
@bp.input(QUERY, location="query", schema_name="FormQuery")
@bp.doc(summary="Labels, slips, lists or forms as PDF", responses={200: "PDF", 409: "Nothing to print"})
def pdf(form: str, query_data: dict[str, Any]) -> Response:
    """Draw a form (such as labels, seats, record, reconciled); ``Kaowu-Report`` says what is amiss."""
    return _answer(asked_of(form, query_data), "application/pdf")


@bp.get("/api/forms/<string:form>.png")
@guard.only("chief", "office", "reader")
@bp.input(QUERY, location="query", schema_name="FormPictureQuery")
@bp.doc(summary="The first page of a form as a picture", responses={200: "PNG", 409: "Nothing to print"})
def preview(form: str, query_data: dict[str, Any]) -> Response:
    """Draw what the first page will look like; ``Kaowu-Report`` says how many pages there are."""
    return _answer(asked_of(form, query_data), "image/png", picture=True)


def _answer(asked: Asked, kind: str, *, picture: bool = False) -> Response:
    hub, role = core(), guard.caller().role
    if role == "reader" and asked.form not in AT_STATIONS:
        raise not_allowed(role)
    if asked.form in FOR_LEADERS:
        device = asking()
        hub.read(lambda found: leader(found, known_plan(found, asked.plan).number, device, "reading.release"))
    made, report = hub.waiting.run(lambda: draw(hub, asked, picture=picture))
    told = {"pages": report.get("pages", 0), "substituted": list(report.get("substituted", []))[:SAID]}
    # No name: browsers would prefer it to the one that the screen gives, which says of which plan and session it is.
    headers = {"Content-Disposition": "inline", "Kaowu-Report": json.dumps(told)}
    return Response(made, mimetype=kind, headers=headers)


def asked_of(form: str, query: dict[str, Any]) -> Asked:
    """Read a query as ``QUERY`` has checked it.

    Raises:
        Refusal: ``not-found``: there is no such form; ``bad-request`` or ``kind-unknown``.
    """
    if form not in FORMS:
        raise Refusal("not-found")
    listed = {name: tuple(one.strip() for one in query[name].split(",") if one.strip()) for name in ("kinds", "labels")}
    asked = Asked(form, **(query | listed))
    asked.check()
    return asked


def draw(hub: Core, asked: Asked, *, picture: bool = False) -> tuple[bytes, dict[str, Any]]:
    """Draw a form in a process of its own; blocks: call it off the loop. Returns the file and the report.

    Raises:
        Refusal: those of ``job``, or ``print-failed``.
    """
    with hub.db.reading() as connection:
        lines = job(connection, asked)
    return printing.drawn(hub.config.data / "tmp", lambda out: drawing(lines, out, picture=picture))


@bp.get("/api/labels/needs")
@guard.only("chief", "office")
@bp.input(NEEDS, location="query", schema_name="LabelNeedsQuery")
@bp.doc(summary="Labelled objects that a plan needs, and which are not registered", responses={200: "By kind; lacking"})
def show(query_data: dict[str, Any]) -> dict[str, Any]:
    """Compare what a plan needs with what is registered; ``custody.label`` takes ``lacking`` and ``there``."""
    wanted = needs.Wanted(**{name: value for name, value in query_data.items() if name != "plan"})

    def work(connection: Connection) -> tuple[int, list[New], list[New], int]:
        plan = known_plan(connection, query_data["plan"])
        return plan.number, *need(connection, plan, wanted)

    plan, needed, lacking, there = core().read(work)
    kinds = _by_kind(needed, lacking)
    return {"plan": plan, "kinds": kinds, "lacking": [_new(one) for one in lacking], "there": there}


def _by_kind(needed: list[New], lacking: list[New]) -> list[dict[str, Any]]:
    """Count by session and kind, in the order of the sheet."""
    places = dict.fromkeys((one.session, one.kind) for one in needed)
    return [
        {
            "session": session,
            "kind": kind,
            "zh": BY_CODE[kind].zh,
            "en": BY_CODE[kind].en,
            "needed": sum((one.session, one.kind) == (session, kind) for one in needed),
            "lacking": sum((one.session, one.kind) == (session, kind) for one in lacking),
        }
        for session, kind in places
    ]


def _new(one: New) -> dict[str, Any]:
    place = {"kind": one.kind, "session": one.session, "room": one.room, "packed": dict(one.packed)}
    return place if one.group is None else place | {"group": to_row(one.group)}
