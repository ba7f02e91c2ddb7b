"""Printers and what is on its way to paper."""

from pathlib import Path
from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, Dict, Integer, String
from apiflask.validators import Length, OneOf, Range
from flask import request
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage

from printing import address
from printing.capabilities import LONG_EDGE, ONE_SIDED, SHORT_EDGE
from printing.printer import reach
from printing.trouble import Busy, Trouble, Unknown
from printing.words import said
from server.desk.forms.asked import FORMS
from server.desk.forms.asked import Asked as FormAsked
from server.desk.press import Wanted
from server.desk.printers import Seen
from server.desk.printing import Asked
from server.domain.refusal import Refusal
from server.store import press as store
from server.store.committer import stamp, utc_now
from server.store.press import Job
from server.web import badges, forms, guard
from server.web.core import core
from server.web.imports import InTurns
from server.web.problem import first_of, language

bp = APIBlueprint("printers", __name__, tag="printing")

MAX_BYTES = 256 * 1024 * 1024
MOST_COPIES = 999
SIDES = {"one": ONE_SIDED, "two": LONG_EDGE, "two-short": SHORT_EDGE}
#: What a printer's panel shows of a form: it names nobody.
TITLES = {
    "labels": "标签",
    "doors": "门贴",
    "desks": "桌贴",
    "seats": "座次表",
    "record": "考场情况记录单",
    "handoff": "交接表",
    "spares": "备用卷卡登记表",
    "wall": "监考名单",
    "slips": "监考个人纸条",
}
TITLE = 60  # characters of a title that a printer's panel may show
PDF = b"%PDF-"
ANSWER = 10.0  # seconds a printer may take to answer a person who adds it


@bp.get("/api/printers")
@guard.only("chief", "office")
@bp.doc(summary="Printers found in the network and remembered", responses={200: "What they can and how they are"})
def show() -> dict[str, Any]:
    """Look for printers; takes some seconds the first time."""
    hub, lang = core(), language()

    def work() -> list[Seen]:
        with hub.db.reading() as connection:
            known = store.printers(connection)
        return hub.printers.seen([(each.uri, each.name) for each in known])

    return {"printers": [_printer(seen, lang) for seen in hub.waiting.run(work)]}


def _printer(seen: Seen, lang: str) -> dict[str, Any]:
    can = seen.can
    state, says, fix = seen.state(lang)
    return {
        "printer": seen.uri,
        "name": seen.name,
        "uri": seen.uri,
        "model": seen.model,
        "location": seen.location,
        "remembered": seen.remembered,
        "state": state,
        "says": says,
        "fix": fix,
        "formats": list(can.readable) if can else [],
        "two_sided": can is not None and can.two_sided,
        "colour": can is None or can.colour,
        "most_copies": max(can.most_copies, 1) if can else 1,
        "secure": seen.uri.startswith("ipps:"),
    }


@bp.post("/api/printers")
@guard.only("chief", "office")
@bp.input(
    {
        "uri": String(required=True, validate=Length(1, 280)),
        "name": String(load_default="", validate=Length(max=TITLE)),
        "trust": Boolean(load_default=False),
    },
    schema_name="NewPrinter",
)
@bp.doc(
    summary="Remember a printer by its address",
    responses={200: "The printer; with `trust` its new certificate is trusted", 409: "No printer answers there"},
)
def remember(json_data: dict[str, Any]) -> dict[str, Any]:
    """Ask at the address, and remember the printer that answers."""
    hub, lang = core(), language()

    def work() -> Seen:
        try:
            if json_data["trust"]:
                hub.press.pins.forget(address.candidates(json_data["uri"])[0].site)
            printer, can = reach(json_data["uri"], hub.press.pins, answer=ANSWER)
        except Trouble as trouble:
            raise refused(trouble) from trouble
        except (Busy, Unknown) as error:
            raise Refusal("printer-busy") from error
        name = json_data["name"].strip() or can.name or can.model or printer.address.site
        known = store.Printer(printer.address.uri, name)
        hub.committer.call(lambda tx: store.remember(tx.connection, known, stamp(utc_now())))
        return Seen(known.uri, name, True, can.model, can.location, can, None)

    return _printer(hub.waiting.run(work), lang)


@bp.delete("/api/printers")
@guard.only("chief", "office")
@bp.input({"uri": String(required=True)}, location="query", schema_name="PrinterQuery")
@bp.doc(summary="Forget a printer, and its certificate", responses={200: "Whether it was remembered"})
def forget(query_data: dict[str, Any]) -> dict[str, Any]:
    """Forget a printer that was added."""
    hub, uri = core(), query_data["uri"]

    def work() -> bool:
        try:
            hub.press.pins.forget(address.read(uri).site)
        except Trouble as trouble:
            raise refused(trouble) from trouble
        return bool(hub.committer.call(lambda tx: store.forget(tx.connection, uri)))

    return {"forgotten": hub.waiting.run(work)}


def refused(trouble: Trouble) -> Refusal:
    """Say a printer's trouble as the answer to a request."""
    return Refusal(trouble.code, **{name: str(value) for name, value in trouble.params.items() if name != "keywords"})


@bp.post("/api/print-jobs")
@guard.only("chief", "office")
@bp.doc(
    summary="Print badges or a form (JSON), or a PDF (multipart `file`)",
    responses={200: "The job", 409: "It cannot be printed"},
)
def send() -> dict[str, Any]:
    """Take what is to be printed; it goes to the printer after the answer."""
    hub, device = core(), guard.caller().device
    request.max_content_length = MAX_BYTES
    if not request.is_json:
        request.environ["wsgi.input"] = InTurns(request.environ["wsgi.input"], hub.waiting.turn)
    asked, what, file = _asked()

    def work() -> str:
        if isinstance(what, FormAsked):
            document, _ = forms.draw(hub, what)
            title = TITLES[what.form]
        elif what is not None:
            document, report = badges.draw(hub, what)
            title = f"证牌 {report.get('pages', 1)} 页"
        else:
            document, title = file.read() if file else b"", Path((file.filename if file else "") or "PDF").stem
        if PDF not in document[:1024]:
            raise Refusal("print-document", why="no %PDF")
        try:
            uri = address.read(asked["printer"]).uri
            with hub.db.reading() as connection:
                names = {each.uri: each.name for each in store.printers(connection)}
            wanted = Wanted(
                printer=uri,
                name=names.get(uri) or hub.printers.name_of(uri),
                title=title[:TITLE],
                copies=asked["copies"],
                sides=SIDES[asked["sides"]],
                fit=asked["fit"],
            )
            return hub.press.add(wanted, device, document)
        except Trouble as trouble:
            raise refused(trouble) from trouble

    return {"job": hub.waiting.run(work)}


class Order(Schema):
    """What is common to badges, forms and files."""

    printer = String(required=True, validate=Length(1, 280))
    copies = Integer(load_default=1, validate=Range(1, MOST_COPIES))
    sides = String(load_default="one", validate=OneOf(list(SIDES)))
    fit = Boolean(load_default=False)
    what = Dict(load_default=None)


BADGES = Schema.from_dict(badges.QUERY, name="BadgesToPrint")
FORM = Schema.from_dict(
    {**forms.QUERY, "form": String(required=True, validate=OneOf(FORMS))},
    name="FormToPrint",
)


def _asked() -> tuple[dict[str, Any], Asked | FormAsked | None, FileStorage | None]:
    """Read the request: how to print, and which badges, form or file.

    Raises:
        Refusal: ``bad-request``.
    """
    by_json = request.is_json
    body = request.get_json(silent=True) if by_json else request.form.to_dict()
    asked = _loaded(Order, body)
    file = None if by_json else request.files.get("file")
    if file is not None:
        return asked, None, file
    what = asked["what"] if by_json and isinstance(asked["what"], dict) else {}
    if "form" in what:
        form = _loaded(FORM, what["form"])
        return asked, forms.asked_of(form.pop("form"), form), None
    if "badges" not in what:
        raise Refusal(
            "bad-request", field="what", expected='{"badges": {...}} or {"form": {...}} in JSON, or a multipart "file"'
        )
    query = _loaded(BADGES, asked["what"]["badges"])
    if query["sides"] == "two-short":  # laid out for that edge, whoever asked
        asked["sides"] = "two-short"
    return asked, badges.asked_of(query), None


def _loaded(schema: Any, body: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema().load(body)
    except ValidationError as error:
        field, expected = first_of(error.messages)
        raise Refusal("bad-request", field=field or "body", expected=expected) from error
    return loaded


@bp.get("/api/print-jobs")
@guard.only("chief", "office")
@bp.doc(summary="What is on its way to paper, and what was lately", responses={200: "Jobs, the newest first"})
def jobs() -> dict[str, Any]:
    """List the jobs."""
    hub, lang = core(), language()
    return {"jobs": [_job(each, lang) for each in hub.waiting.run(hub.press.jobs)]}


def _job(job: Job, lang: str) -> dict[str, Any]:
    progress, order = job.progress, job.order
    pages = order["pages"] * order["copies"]
    says, fix = said(progress["code"], {"pages": pages, "done": progress["done"], **progress["params"]}, lang)
    return {
        "job": job.job,
        "printer": order["name"],
        "uri": job.printer,
        "title": order["title"],
        "state": job.state,
        "says": says,
        "fix": fix,
        "pages_done": progress["done"],
        "pages": pages,
        "copies": order["copies"],
        "made": job.made,
        "ended": job.ended,
        "tries": progress["tries"],
    }


@bp.delete("/api/print-jobs/<job>")
@guard.only("chief", "office")
@bp.doc(summary="Cancel a print job", responses={200: "Cancelled, or on the way to be", 409: "It has ended"})
def cancel(job: str) -> dict[str, Any]:
    """Cancel a job, here and at its printer."""
    hub = core()
    hub.waiting.run(lambda: hub.press.cancel(job))
    return {"job": job}


@bp.post("/api/print-jobs/<job>")
@guard.only("chief", "office")
@bp.input({"decision": String(required=True, validate=OneOf(("printed", "again")))}, schema_name="PrintDecision")
@bp.doc(summary="Say whether a held job is on paper, or to be sent again", responses={200: "Taken"})
def settle(job: str, json_data: dict[str, Any]) -> dict[str, Any]:
    """Take the word of a person who looked at the printer."""
    hub = core()
    hub.waiting.run(lambda: hub.press.settle(job, printed=json_data["decision"] == "printed"))
    return {"job": job}
