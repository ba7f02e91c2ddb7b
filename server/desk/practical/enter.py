"""Score sheets entered from paper (补录): signed there by the assessor, typed by one person, compared by another."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import Field, StrictStr
from sqlalchemy import Connection

from server.desk import scan as scans
from server.desk.act import Act, Desk, Hub
from server.desk.custody.bodies import Moment, Signer
from server.desk.draw import PersonNumber
from server.desk.practical import station
from server.desk.practical.score import Points, ScoredBody
from server.desk.practical.station import OfCandidate, Reason, Scene
from server.domain import duty
from server.domain.practical import score as sheets
from server.domain.practical.scheme import MOST_ITEMS
from server.domain.practical.score import Sheet
from server.domain.refusal import Refusal
from server.store.journal import Transaction


class EnterSheetBody(OfCandidate):
    """A sheet as it stands on paper: whose, what it says, when it was signed, and who compared what was typed with it.

    ``replaces`` is the fact of the assessor's newest sheet where there is one, and ``reason`` why it does not hold.
    """

    assessor: PersonNumber
    items: list[ScoredBody] = Field(max_length=MOST_ITEMS)
    total: Points
    signed: Moment
    checker: Signer
    replaces: StrictStr | None = Field(default=None, min_length=1, max_length=64)
    reason: Reason = ""


def _prepare(hub: Hub, body: EnterSheetBody) -> Any:
    return scans.read(hub, body.checker.badge)


def _load(connection: Connection, hub: Hub, act: Act, body: EnterSheetBody) -> Scene:
    scene = station.load(connection, hub, act, body)
    scan = scans.beside(connection, act.ready, "checker").scan
    return replace(scene, signer=scan, confirmed=station.confirmed(connection, scene, body.candidate))


def _decide(scene: Scene, act: Act, body: EnterSheetBody) -> None:
    """Refuse what is no sheet of this candidate by this assessor, and what only one person has looked at."""
    scene.practical(body)
    candidate = scene.candidate(body.candidate)
    if candidate.absent is not None:
        raise Refusal("candidate-absent", field="candidate", seat=candidate.seat)
    team = None if scene.team is None else scene.team.assessors
    sheets.signs(team, body.assessor, body.assessor)
    sheets.correct(
        candidate.sheets.get(body.assessor, ()), body.replaces, body.reason, confirmed=scene.confirmed
    )  # fmt: skip
    items = tuple(one.scored() for one in body.items)
    sheets.check(scene.scheme(candidate), items, body.total)
    if datetime.fromisoformat(body.signed) > act.now:
        raise Refusal("entry-later", field="signed", signed=body.signed)
    checker = _checker(scene, act, body)
    # Nor do assessors compare their own, or see what is still sealed for them.
    if checker is None or checker in (team or ()) or (act.grant is not None and checker == act.grant.person):
        raise Refusal("entry-checker", field="checker")


def _checker(scene: Scene, act: Act, body: EnterSheetBody) -> int | None:
    if scene.signer is None:
        return None
    plan, post = duty.recognise(scene.signer, act.now)
    return post.person if plan.number == body.plan else None


def _keep(tx: Transaction, act: Act, body: EnterSheetBody, scene: Scene) -> None:
    candidate = scene.candidates.get(body.candidate)
    if candidate is None or act.grant is None:
        return
    checker = None if scene.signer is None or scene.signer.post is None else scene.signer.post.person
    items = tuple(one.scored() for one in body.items)
    paper = (act.grant.person, checker or 0)
    sheet = Sheet(act.fact.id, body.signed, items, body.total, body.reason.strip(), paper)
    before = candidate.sheets.get(body.assessor, ())
    station.keep(tx, act, replace(candidate, sheets={**candidate.sheets, body.assessor: (*before, sheet)}), scene)
    station.tell(tx, act, body, scene, ["paper"])


ENTER = Desk("practical.enter", EnterSheetBody, _load, _decide, _keep, station.turn_down, _prepare)
