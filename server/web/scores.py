"""Theory scores for those who answer for them: keys, results, item analysis, releases, files for the centre."""

import json
from collections.abc import Callable
from datetime import UTC
from typing import Any
from urllib.parse import quote

from apiflask import APIBlueprint
from apiflask.fields import String
from apiflask.validators import Length, OneOf
from flask import Response
from sqlalchemy import Connection

from server.desk.reading import exported, told
from server.domain.grant import LEADERS, Grant
from server.domain.reading.export import FORMS, written
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.web import guard
from server.web.batches import PLAN, SESSION, WHO
from server.web.core import core
from server.web.holding import asking, leader

bp = APIBlueprint("scores", __name__, tag="scores")

#: Roles that enter keys beside the leaders.
ENTER = ("CK", "SV")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "dbf": "application/vnd.dbf",
}


def _asked(
    plan: int, kind: str, work: Callable[[Connection, Grant], dict[str, Any]], *, also: tuple[str, ...] = ()
) -> dict[str, Any]:  # fmt: skip
    """Answer a leader who has signed in on the device, or one of the roles ``also``, who may do ``kind``."""
    device = asking()

    def read(connection: Connection) -> dict[str, Any]:
        return work(connection, leader(connection, plan, device, kind, also=also))

    return core().read(read)


@bp.get("/api/reading/keys")
@guard.only(*WHO)
@bp.input(SESSION, location="query", schema_name="KeysQuery")
@bp.doc(summary="Answer keys: own entries, differences, those in force", responses={200: "By subject and paper"})
def keys(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return where each paper's key stands; who asks sees their own entry, a leader the key that holds."""
    plan, session = query_data["plan"], query_data["session"]

    def work(connection: Connection, grant: Grant) -> dict[str, Any]:
        leads = grant.role in LEADERS
        return {"keys": told.keys_told(connection, plan, session, grant.person, leads=leads)}

    return _asked(plan, "reading.key", work, also=ENTER)


@bp.get("/api/reading/scores")
@guard.only(*WHO)
@bp.input(
    SESSION | {"room": String(load_default=None, validate=Length(1, 32))}, location="query", schema_name="ScoresQuery"
)
@bp.doc(summary="Scores as they would be released, and what holds them up", responses={200: "Sums, versions, lines"})
def scores(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return a session's scores, of one room where it is named; names are masked."""
    plan, session, room = (query_data[name] for name in ("plan", "session", "room"))
    return _asked(plan, "reading.release", lambda connection, _grant: told.scores_told(connection, plan, session, room))


@bp.get("/api/reading/analysis")
@guard.only(*WHO)
@bp.input(SESSION, location="query", schema_name="AnalysisQuery")
@bp.doc(summary="Item analysis, and lists of results to look at", responses={200: "By paper; lists, never verdicts"})
def analysis(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return how hard each question was, and results that people should look at."""
    plan, session = query_data["plan"], query_data["session"]
    return _asked(plan, "reading.release", lambda connection, _grant: told.analysis_told(connection, plan, session))


@bp.get("/api/reading/releases/<int:number>")
@guard.only(*WHO)
@bp.input(SESSION, location="query", schema_name="ReleaseQuery")
@bp.doc(summary="A release as it went out", responses={200: "Lines, and whose score it changed"})
def release(number: int, query_data: dict[str, Any]) -> dict[str, Any]:
    """Return a release: its lines and its notice."""
    plan, session = query_data["plan"], query_data["session"]
    return _asked(
        plan, "reading.release", lambda connection, _grant: told.release_told(connection, plan, session, number)
    )


@bp.get("/api/reading/export.<string:form>")
@guard.only("chief", "office")
@bp.input(
    PLAN
    | {
        "session": String(load_default=None, validate=Length(1, 32)),
        "lang": String(load_default="zh", validate=OneOf(["zh", "en"])),
    },
    location="query",
    schema_name="ScoresExportQuery",
)
@bp.doc(summary="Released scores in the centre's columns (xlsx, csv, dbf)", responses={200: "A file"})
def export(form: str, query_data: dict[str, Any]) -> Response:
    """Write what was released, joined with the confirmed practical scores, one line a candidate.

    Where cards or keys have changed since, the file's name and ``Kaowu-Report`` say so: it holds what was released.
    """
    if form not in FORMS:
        raise Refusal("not-found")
    hub, device, number = core(), asking(), query_data["plan"]
    today = hub.trust.clock().astimezone(UTC).date()

    def work(connection: Connection) -> tuple[str, bytes, bool]:
        leader(connection, number, device, "reading.release")
        plan = plans.get(connection, number)
        if plan is None:
            raise Refusal("plan-unknown", field="plan", plan=number)
        lines = exported.lines(connection, plan, query_data["session"])
        of = next((one.name for one in plan.sessions if one.id == query_data["session"]), "")
        what = "-".join(filter(None, (plan.code, of)))
        stale = exported.stale(connection, plan, query_data["session"])
        return what, written(form, lines, today), stale  # type: ignore[arg-type]  # it is one of FORMS

    what, made, stale = hub.read(work)
    english = query_data["lang"] == "en"
    since = ("-changed since" if english else "-发布后有改动") if stale else ""
    name = f"{what}-{'scores' if english else '成绩'}{since}.{form}"
    headers = {
        "Content-Disposition": f"attachment; filename=scores.{form}; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "Kaowu-Report": json.dumps({"stale": stale}),
    }
    return Response(made, mimetype=TYPES[form], headers=headers)
