"""Badges as PDF, a picture of one while it is designed, and the crests on them."""

import json
from functools import lru_cache
from random import Random
from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Boolean, Dict, Integer, String
from apiflask.validators import Length, OneOf, Range
from flask import Response, request
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from protocol.role import BY_NUMBER
from server.desk import printing
from server.domain import design as designs
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.sample import portrait
from server.store import crest, people
from server.store import plan as plans
from server.store.keys import BADGE_KID
from server.web import guard
from server.web.core import Core, core

bp = APIBlueprint("badges", __name__, tag="badges")

MAX_CREST = 8 * 1024 * 1024
NAMES_SAID = 20  # in a header

QUERY: dict[str, Any] = {
    "plan": Integer(load_default=None, validate=Range(0, MAX_INTEGER)),
    "role": Integer(load_default=None, validate=Range(0, MAX_INTEGER)),
    "print": String(load_default=None, validate=Length(max=64), metadata={"description": "id of a badge.print fact"}),
    "unprinted": Boolean(load_default=False),
    "size": String(load_default=None, validate=OneOf(printing.SIZES)),
    "layout": String(load_default="single", validate=OneOf(printing.LAYOUTS)),
    "sides": String(load_default="one", validate=OneOf(printing.SIDES)),
    "sheet": String(load_default=None, validate=Length(max=1000), metadata={"description": "JSON, layout custom"}),
}
PREVIEW: dict[str, Any] = {
    "plan": Integer(load_default=None, validate=Range(0, MAX_INTEGER)),
    "design": Dict(load_default=dict),
    "role": Integer(required=True, validate=OneOf(list(BY_NUMBER))),
    "size": String(load_default="full", validate=OneOf(printing.SIZES)),
    "side": String(load_default="front", validate=OneOf(("front", "back"))),
    "sample": String(load_default="usual", validate=OneOf(("usual", "long", "spare"))),
}


@bp.get("/api/badges.pdf")
@guard.only("chief", "office")
@bp.input(QUERY, location="query", schema_name="BadgesQuery")
@bp.doc(summary="Badges in use as PDF", responses={200: "PDF", 409: "Nothing to print, or unprintable"})
def pdf(query_data: dict[str, Any]) -> Response:
    """Draw the badges of a plan, all, of one role or those of one print; ``Kaowu-Report`` says what is amiss."""
    hub = core()
    asked = asked_of(query_data)
    made, report = hub.waiting.run(lambda: draw(hub, asked))
    headers = {"Content-Disposition": 'inline; filename="badges.pdf"', "Kaowu-Report": json.dumps(_short(report))}
    return Response(made, mimetype="application/pdf", headers=headers)


def asked_of(query: dict[str, Any]) -> printing.Asked:
    """Read a query as ``QUERY`` has checked it.

    Raises:
        Refusal: ``bad-request``: there is no such size of this layout, or the sheet is none.
    """
    rest = {name: value for name, value in query.items() if name != "print"}
    asked = printing.Asked(fact=query["print"], **rest)
    asked.check()
    return asked


def draw(hub: Core, asked: printing.Asked) -> tuple[bytes, dict[str, Any]]:
    """Draw badges in a process of their own; blocks: call it off the loop. Returns the PDF and the report.

    Raises:
        Refusal: ``print-unknown``, ``nothing-to-print`` or ``print-failed``.
    """
    with hub.db.reading() as connection:
        lines = printing.job(connection, hub.door.hub.files, hub.keys.badge, BADGE_KID, asked)
    return printing.drawn(hub.config.data / "tmp", lambda out: printing.print_pdf(lines, out, asked))


def _short(report: dict[str, Any]) -> dict[str, Any]:
    said = {name: report.get(name, []) for name in ("substituted", "no_portrait")}
    counts = {f"{name}_count": len(values) for name, values in said.items()}
    return {"pages": report.get("pages", 0), **counts, **{name: list(said[name])[:NAMES_SAID] for name in said}}


@bp.post("/api/badges/preview")
@guard.only("chief", "office")
@bp.input(PREVIEW, location="json", schema_name="BadgePreview")
@bp.doc(summary="A badge of a design that is not yet saved, as PNG", responses={200: "PNG"})
def preview(json_data: dict[str, Any]) -> Response:
    """Draw one side of a sample badge; its QR holds no token."""
    hub = core()
    design = designs.check(json_data["design"])
    if design.crest is not None and hub.door.hub.files.path(design.crest) is None:
        raise Refusal("crest-unknown", field="crest")

    def work() -> bytes:
        with hub.db.reading() as connection:
            plan = _plan(connection, json_data["plan"])
            sample = _sample(connection, plan, json_data["sample"])
        lines = printing.sample(hub.door.hub.files, plan, design, json_data["role"], sample)
        size, side = json_data["size"], json_data["side"]
        return printing.drawn(hub.config.data / "tmp", lambda out: printing.draw_picture(lines, out, size, side))[0]

    return Response(hub.waiting.run(work), mimetype="image/png")


def _plan(connection: Connection, number: int | None) -> Plan:
    found = plans.every(connection) if number is None else (plans.get(connection, number),)
    if not found or found[0] is None:
        raise Refusal("plan-unknown", field="plan", plan=number if number is not None else "—")
    return found[0]


def _sample(connection: Connection, plan: Plan, sample: str) -> printing.Sample:
    """Return whose badge to show: the longest name of the plan is where a design fails first."""
    if sample == "spare":
        return printing.Sample("", "", None)
    unit = plan.centre or "职业技能鉴定指导中心"
    if sample == "usual":
        return printing.Sample("王秀英", unit, _portrait())
    everyone = people.every(connection, plan.number)
    names = [person.name for person in everyone] + ["买买提图尔荪·阿卜杜喀迪尔"]
    units = [person.unit for person in everyone] + [unit]
    return printing.Sample(max(names, key=len), max(units, key=len), None)


@lru_cache(maxsize=1)
def _portrait() -> bytes:
    """Draw a face that is nobody's."""
    return portrait.jpeg(portrait.look(Random(7), woman=True))  # noqa: S311  # no secret: always the same face


@bp.post("/api/crests")
@guard.only("chief", "office")
@bp.doc(summary="Keep a crest (multipart `file`, PNG or JPEG)", responses={200: "Its SHA-256"})
def keep_crest() -> dict[str, str]:
    """Clean a picture and keep it by content; a design names it by its SHA-256."""
    request.max_content_length = MAX_CREST
    hub, file = core(), request.files.get("file")
    if file is None:
        raise Refusal("bad-request", field="file", expected="a picture (multipart/form-data)")

    def work() -> str:
        try:
            return hub.door.hub.files.keep(crest.clean(file.read()))
        except ValueError as error:
            raise Refusal("crest-invalid", field="file") from error

    return {"sha256": hub.waiting.run(work)}


@bp.get("/api/crests/<string:sha256>")
@guard.only("chief", "office")
@bp.doc(summary="A crest", responses={200: "PNG", 404: "None kept"})
def show_crest(sha256: str) -> Response:
    """Return a crest that was kept."""
    hub = core()
    picture = hub.waiting.run(lambda: hub.door.hub.files.read(sha256))
    if picture is None or not crest.is_crest(picture):
        raise Refusal("not-found")
    return Response(picture, mimetype="image/png")
