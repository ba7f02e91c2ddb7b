"""Scores released (成绩发布): by two people, once every room is green; a correction is a new release with a notice."""

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import Field, StrictInt
from sqlalchemy import Connection

from server.desk import feed
from server.desk import scan as scans
from server.desk.act import Act, Body, Desk, Hub
from server.desk.custody.bodies import Signer
from server.desk.reading import batch_row, live, people, released, scores
from server.desk.reading.bodies import OfPlan, Reason, SessionId, Sha256, at, holder
from server.desk.reading.people import Scene
from server.desk.reading.scores import Scored
from server.desk.scan import Scanned
from server.domain.reading import attendance
from server.domain.reading import release as rules
from server.domain.reading.marking import Marked
from server.domain.reading.release import Release, Sums
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction

Figure = StrictInt


class SumsBody(Body):
    """What the two saw before they released: the figures, and the hash of every result."""

    candidates: Figure = Field(ge=0)
    scored: Figure = Field(ge=0)
    absent: Figure = Field(ge=0)
    void: Figure = Field(ge=0)
    passed: Figure = Field(ge=0)
    points: Figure = Field(ge=0)
    sha256: Sha256
    lost: Figure = Field(default=0, ge=0)


class ReleaseBody(OfPlan):
    """A session's scores released: the sums that were seen, who signs beside, and why where it corrects another."""

    session: SessionId
    sums: SumsBody
    second: Signer
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class ToRelease:
    """Who acts and signs, the scores as they stand, the state of each room, the release before."""

    scene: Scene
    second: Scanned
    scored: Scored | None
    rooms: dict[str, str]
    before: Release | None
    open: tuple[str, ...]


def _prepare(hub: Hub, body: ReleaseBody) -> Any:
    return scans.read(hub, body.second.badge)


def _load(connection: Connection, _hub: Hub, act: Act, body: ReleaseBody) -> ToRelease:
    found = scores.scored(connection, body.plan, body.session)
    rooms = {} if found is None else {room: str(one.state) for room, one in found.now.report.rooms.items()}
    return ToRelease(
        people.scene(connection, act, body.plan), people.signer(connection, act.ready, "second"), found, rooms,
        released.newest(connection, body.plan, body.session),
        () if found is None else people.unsigned(connection, found.now, twice=bool(found.twice)),
    )  # fmt: skip


def _decide(loaded: ToRelease, act: Act, body: ReleaseBody) -> None:
    attendance.theory(loaded.scene.plan, body.plan, body.session)
    found = _scored(loaded, body)
    second = people.post_of(loaded.second, act, body.plan)
    if loaded.scene.holder is not None:  # without a grant the door refuses
        rules.by_two(loaded.scene.holder, second)
    rules.ready(loaded.rooms, found.marked, found.now.report.faults)
    rules.read_twice(found.now.report.read_twice(), found.twice)
    rules.signed(loaded.open)
    rules.stated(Sums(**body.sums.model_dump()), found.sums)
    rules.follow(loaded.before, found.sums, found.versions, body.reason)


def _scored(loaded: ToRelease, body: ReleaseBody) -> Scored:
    if loaded.scored is None:
        raise Refusal("session-unknown", field="session", session=body.session)
    return loaded.scored


def _keep(tx: Transaction, act: Act, body: ReleaseBody, loaded: ToRelease) -> None:
    found, before = loaded.scored, loaded.before
    if found is None:
        return
    number = 1 if before is None else before.number + 1
    replaces = 0 if before is None else before.number
    release = Release(body.session, number, found.versions, found.sums, replaces, body.reason.strip())
    old = released.newest_row(tx.connection, body.plan, body.session)
    changed = [] if old is None else rules.changes(released.marked_of(old), found.marked)
    told = {
        "plan": body.plan, "at": at(act), "by": holder(act), "second": people.number_of(loaded.second),
        "fact": act.fact.id, "changed": None if old is None else len(changed),
    }  # fmt: skip
    row = rules.release_to_row(release) | told
    kept = row | {"lines": [_line(one) for one in found.marked], "changes": [asdict(one) for one in changed]}
    reading.keep(tx.connection, body.plan, "release", f"{body.session}/{number:05d}", kept, body.session)
    tx.rows.put(act.seq, "release", f"{body.plan}/{body.session}/{number}", batch_row.SCOPE, row)
    live.show_session(tx, act, body.plan, body.session)
    called = people.called(loaded.scene.plan, body.session)
    if replaces:
        told_of = len(changed)
        notice = Refusal("scores-corrected", session=called, number=number, replaces=replaces, changed=told_of)
        feed.alert(tx, act.seq, act.received, notice, f"{body.plan}/{body.session}/{number}", plan=body.plan)
    feed.line(tx, act, plan=body.plan, person=holder(act), about=called, what=[str(number)])


def _line(one: Marked) -> list[Any]:
    sheet = one.sheet
    return [sheet.number, sheet.room, sheet.seat, sheet.subject, sheet.paper, one.state, one.total, one.passed]


def _turn_down(tx: Transaction, act: Act, body: ReleaseBody, loaded: ToRelease, refusal: Refusal) -> None:
    called = people.called(loaded.scene.plan, body.session)
    feed.line(tx, act, plan=body.plan, person=holder(act), about=called, refusal=refusal)


RELEASE = Desk("reading.release", ReleaseBody, _load, _decide, _keep, _turn_down, _prepare)
