"""Score sheets: one assessor, one candidate, one signature; a correction is a new sheet that says why."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import scan as scans
from server.desk.act import Act, Body, Desk, Hub
from server.desk.custody.bodies import Signer
from server.desk.practical import station
from server.desk.practical.station import OfCandidate, Reason, Scene
from server.domain import badge as badges
from server.domain import duty
from server.domain.practical import candidate as rules
from server.domain.practical import score as sheets
from server.domain.practical.scheme import MOST_ITEMS
from server.domain.practical.score import Scored, Sheet
from server.domain.refusal import Refusal
from server.store.journal import Transaction

#: Hundredths of a point.
Points = Annotated[StrictInt, Field(ge=-(10**7), le=10**7)]


class ScoredBody(Body):
    """One item as scored; points in hundredths."""

    item: StrictStr = Field(min_length=1, max_length=40)
    found: StrictStr = Field(default="", max_length=200)
    deducted: Points
    score: Points
    failed: StrictBool = False

    def scored(self) -> Scored:
        """Return it as the rules take it."""
        return Scored(self.item, self.found.strip(), self.deducted, self.score, self.failed)


class ScoreBody(OfCandidate):
    """A sheet signed by the holder of the grant: by the badge shown, or (``person``) by the PIN typed on this device.

    ``replaces`` is the fact of the sheet that it corrects, for a reason.
    """

    items: list[ScoredBody] = Field(max_length=MOST_ITEMS)
    total: Points
    signer: Signer
    replaces: StrictStr | None = Field(default=None, min_length=1, max_length=64)
    reason: Reason = ""

    def scored(self) -> tuple[Scored, ...]:
        """Return the items as the rules take them."""
        return tuple(one.scored() for one in self.items)


def _prepare(hub: Hub, body: ScoreBody) -> Any:
    return scans.read(hub, body.signer.badge)


def _load(connection: Connection, hub: Hub, act: Act, body: ScoreBody) -> Scene:
    """Read the room, who signs, and whether the leader has confirmed the scores."""
    scene = station.load(connection, hub, act, body)
    scan = None
    if act.ready is not None:
        scan = scans.by_badge(connection, act.ready).scan
    elif body.signer.person is not None:
        scan = scans.by_person(connection, body.plan, body.signer.person).scan
    return replace(scene, signer=scan, confirmed=station.confirmed(connection, scene, body.candidate))


def _decide(scene: Scene, act: Act, body: ScoreBody) -> None:
    scene.practical(body)
    candidate = scene.candidate(body.candidate)
    holder = 0 if act.grant is None else act.grant.person  # without one the door refuses
    sheets.signs(None if scene.team is None else scene.team.assessors, holder, _signer(scene, act, body))
    rules.scored(candidate)
    sheets.correct(candidate.sheets.get(holder, ()), body.replaces, body.reason, confirmed=scene.confirmed)
    sheets.check(scene.scheme(candidate), body.scored(), body.total)


def _signer(scene: Scene, act: Act, body: ScoreBody) -> int | None:
    if body.signer.number is not None:  # a number can be typed by anybody who has read it
        raise Refusal("badge-needed", field="signer")
    scan = scene.signer
    if scan is None:
        return None
    if scan.fault is not None:
        raise scan.fault
    badge = duty.good_badge(scan, act.now)
    if badge is not None:
        badges.wanted(badge)
    return None if scan.post is None or scan.post.plan != body.plan else scan.post.person


def _keep(tx: Transaction, act: Act, body: ScoreBody, scene: Scene) -> None:
    candidate = scene.candidates.get(body.candidate)
    if candidate is None or act.grant is None:
        return
    sheet = Sheet(
        act.fact.id, act.at.isoformat(timespec="milliseconds"), body.scored(), body.total, body.reason.strip()
    )
    before = candidate.sheets.get(act.grant.person, ())
    given = {**candidate.sheets, act.grant.person: (*before, sheet)}
    station.keep(tx, act, replace(candidate, sheets=given), scene)
    station.tell(tx, act, body, scene, ["corrected"] if before else [])


def _against(body: ScoreBody, scene: Scene, code: str) -> str | None:
    """Name the sheet that was signed before, on whichever device."""
    candidate, holder = scene.candidates.get(body.candidate), scene.holder
    if candidate is None or holder is None or code not in ("score-given", "score-replaces"):
        return None
    given = candidate.sheets.get(holder.person, ())
    return given[-1].fact if given else None


def _sound(body: ScoreBody, scene: Scene) -> bool:
    """Tell whether it is a whole sheet of somebody in the team, but for when and after which other it was signed."""
    candidate, holder = scene.candidates.get(body.candidate), scene.holder
    if candidate is None or candidate.absent is not None or holder is None or scene.confirmed:
        return False
    if body.replaces is not None and len(body.reason.strip()) < sheets.REASON:
        return False
    try:
        sheets.signs(None if scene.team is None else scene.team.assessors, holder.person, holder.person)
        sheets.check(scene.scheme(candidate), body.scored(), body.total)
    except Refusal:
        return False
    return True


SCORE = Desk(
    "evidence.score", ScoreBody, _load, _decide, _keep, station.turn_down, _prepare,
    station.disputable(_keep, ("not-begun", "not-ended", "score-given", "score-replaces"), _against, _sound),
)  # fmt: skip
