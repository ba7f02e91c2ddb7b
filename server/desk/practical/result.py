"""What becomes of the scores: the leader confirms them, or sends them back to be scored again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field, StrictInt
from sqlalchemy import Connection

from server.desk import feed
from server.desk import scan as scans
from server.desk.act import Act, Concern, Desk, Disputable, Hub
from server.desk.custody.bodies import Signer
from server.desk.practical import live
from server.desk.practical.live import Standing
from server.desk.practical.station import OfCandidate, Reason
from server.desk.scan import Scanned
from server.domain import duty
from server.domain.duty import Post
from server.domain.plan import Plan
from server.domain.practical import result as rules
from server.domain.practical.result import Confirmed, SentBack
from server.domain.practical.scheme import points
from server.domain.practical.team import REASON, Team, led_by
from server.domain.refusal import Refusal
from server.store import people, practical
from server.store import plan as plans
from server.store.journal import Transaction


class ReasonedBody(OfCandidate):
    """An act about a candidate's score, with its reason where it needs one."""

    reason: Reason = ""


class ConfirmBody(ReasonedBody):
    """The team's leader confirms a score, as shown (hundredths); ``reason`` where totals differ or something lacks."""

    score: StrictInt = Field(ge=0, le=100_000_000)


class SendBackBody(ReasonedBody):
    """Assessors are to score a candidate again; of a confirmed score leader and chief say so together (``second``)."""

    second: Signer | None = None


@dataclass(frozen=True, slots=True)
class ToJudge:
    """What judging needs: the plan, the team, the candidate as they stand, who states it and when, who signs beside."""

    plan: Plan | None
    team: Team | None
    standing: Standing | None
    by: Post | None
    at: datetime
    second: Scanned | None = None


def _read(connection: Connection, act: Act, body: ReasonedBody) -> ToJudge:
    room = live.workroom(connection, body.plan, (body.session, body.room), {body.candidate})
    grant = act.grant
    person = None if grant is None or grant.plan != body.plan else people.get(connection, body.plan, grant.person)
    by = None if person is None else person.post
    return ToJudge(plans.get(connection, body.plan), room.team, room.standings.get(body.candidate), by, act.at)


def _load_confirmed(connection: Connection, _hub: Hub, act: Act, body: ConfirmBody) -> ToJudge:
    return _read(connection, act, body)


def _known(loaded: ToJudge, body: ReasonedBody) -> tuple[Team, Standing]:
    if loaded.plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    if loaded.standing is None:
        raise Refusal("candidate-unknown", field="candidate")
    if loaded.team is None:
        raise Refusal("team-none", field="room")
    return loaded.team, loaded.standing


def _decide_confirmed(loaded: ToJudge, _act: Act, body: ConfirmBody) -> None:
    team, standing = _known(loaded, body)
    led_by(team, None if loaded.by is None else loaded.by.person)
    again = {person: len(standing.one.sheets.get(person, ())) > 1 for person in team.assessors}
    rules.confirm(standing.result, standing.lacks, again, body.reason)
    combined = standing.result.combined
    if combined is not None and combined.score != body.score:
        raise Refusal(
            "result-changed", field="score", expected=points(combined.score), found=points(body.score)
        )  # fmt: skip


def _keep_confirmed(tx: Transaction, act: Act, body: ConfirmBody, loaded: ToJudge) -> None:
    """Keep the score with the sheets it is of: a newer sheet opens it again."""
    sheets = _sheets(loaded)
    by = None if act.grant is None else act.grant.person
    done = Confirmed(by, _at(act), body.score, sheets, body.reason.strip())
    _put(tx, act, body, "confirmed", rules.confirmed_to_row(done))
    feed.line(tx, act, plan=body.plan, person=by, about=body.room, what=[points(body.score)])


def _sheets(loaded: ToJudge) -> frozenset[str]:
    if loaded.standing is None or loaded.team is None:
        return frozenset()
    return frozenset(sheet.fact for sheet in rules.standing(loaded.standing.one, loaded.team.assessors).values())


def _put(tx: Transaction, act: Act, body: ReasonedBody, what: Any, row: dict[str, Any]) -> None:
    key = f"{body.session}/{body.room}/{body.candidate}"
    practical.keep(tx.connection, body.plan, what, key, row, body.session, body.room)
    live.show_room(tx, act, body.plan, (body.session, body.room), {body.candidate})


def _at(act: Act) -> str:
    return act.at.isoformat(timespec="milliseconds")


def _prepare(hub: Hub, body: SendBackBody) -> Any:
    return None if body.second is None else scans.read(hub, body.second.badge)


def _load_sent_back(connection: Connection, _hub: Hub, act: Act, body: SendBackBody) -> ToJudge:
    found = _read(connection, act, body)
    second = None if body.second is None else scans.beside(connection, act.ready, "second")
    return ToJudge(found.plan, found.team, found.standing, found.by, act.at, second)


def _decide_sent_back(loaded: ToJudge, act: Act, body: SendBackBody) -> None:
    team, standing = _known(loaded, body)
    second = None
    if loaded.second is not None:
        plan, second = duty.recognise(loaded.second.scan, act.at)
        if plan.number != body.plan:
            raise Refusal("person-unknown", field="second")
    rules.send_back(standing.result, team, loaded.by, second, body.reason)


def _keep_sent_back(tx: Transaction, act: Act, body: SendBackBody, loaded: ToJudge) -> None:
    """Keep which sheets no longer count; they stay on record, and a score that was confirmed is so no longer."""
    by = None if act.grant is None else act.grant.person
    person = None if loaded.second is None else loaded.second.person
    second = None if person is None else person.post.person
    done = SentBack(by, _at(act), body.reason.strip(), _sheets(loaded), second)
    key = f"{body.session}/{body.room}/{body.candidate}"
    practical.keep(tx.connection, body.plan, "confirmed", key, None)
    _put(tx, act, body, "sent_back", rules.sent_back_to_row(done))
    feed.line(tx, act, plan=body.plan, person=by, about=body.room, what=[body.reason.strip()])


def _turn_down(tx: Transaction, act: Act, body: ReasonedBody, _loaded: ToJudge, refusal: Refusal) -> None:
    by = None if act.grant is None else act.grant.person
    feed.line(tx, act, plan=body.plan, person=by, about=body.room, refusal=refusal)


def _concern(body: ReasonedBody, loaded: ToJudge, _code: str) -> Concern:
    leader = None if loaded.team is None else loaded.team.leader
    return Concern(body.plan, leader, body.room, None, f"{body.session}/{body.room}")


def _can_hold_confirmed(body: ConfirmBody, loaded: ToJudge, code: str) -> bool:
    """Tell whether the leader confirmed what was there and still is, and only the reason for it was lacking."""
    if not _same_sheets(loaded, code) or loaded.team is None or loaded.standing is None:
        return False
    now, given = loaded.standing.result, loaded.standing.one.sheets
    again = {person: len(given.get(person, ())) > 1 for person in loaded.team.assessors}
    try:
        led_by(loaded.team, None if loaded.by is None else loaded.by.person)
        rules.confirm(now, (), again, "—" * REASON)
    except Refusal:
        return False
    return now.combined is not None and now.combined.score == body.score


def _can_hold_sent_back(body: SendBackBody, loaded: ToJudge, code: str) -> bool:
    """Tell whether it is about the sheets that still stand, and not about a score that was confirmed since then."""
    one = loaded.standing
    return _same_sheets(loaded, code) and one is not None and (one.result.state != "confirmed" or bool(body.second))


def _same_sheets(loaded: ToJudge, code: str) -> bool:
    """Tell whether no sheet came after the act, and only who stated it or what is lacking was in doubt."""
    if loaded.standing is None or loaded.team is None or loaded.standing.result.combined is None:
        return False
    there = rules.standing(loaded.standing.one, loaded.team.assessors).values()
    if any(datetime.fromisoformat(sheet.at) > loaded.at for sheet in there):
        return False
    return code.startswith("grant-") or code in ("result-lacking", "result-apart")


CONFIRM = Desk(
    "practical.confirm", ConfirmBody, _load_confirmed, _decide_confirmed, _keep_confirmed, _turn_down,
    disputable=Disputable(_concern, _can_hold_confirmed, _keep_confirmed),
)  # fmt: skip
SEND_BACK = Desk(
    "practical.send_back", SendBackBody, _load_sent_back, _decide_sent_back, _keep_sent_back, _turn_down, _prepare,
    Disputable(_concern, _can_hold_sent_back, _keep_sent_back),
)  # fmt: skip
