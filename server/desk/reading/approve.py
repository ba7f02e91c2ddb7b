"""A re-reading approved: the cards of a room that was read before are read again, and the new ones count."""

from dataclasses import dataclass

from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Desk, Hub
from server.desk.reading import batch_row, live, people, released
from server.desk.reading import session as sessions
from server.desk.reading.bodies import OfPlan, Reason, RoomId, SessionId, Sha256, at, holder
from server.desk.reading.people import Scene
from server.desk.reading.session import Standing
from server.domain.reading.report import Reread
from server.domain.reading.settling import grounds, may_be_taken
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction


class ApproveBody(OfPlan):
    """A room's re-reading: the batch whose cards count from now on, and why it was read again."""

    session: SessionId
    room: RoomId
    batch: Sha256
    reason: Reason


@dataclass(frozen=True, slots=True)
class ToApprove:
    """Who acts, the room as this batch read it again, and whether people have signed for the first reading since.

    Attributes:
        reread: None where this batch says nothing else of the room than what counts.
        signed: it was decided that the first reading stands; then the room was closed, or scores went out.
    """

    scene: Scene
    reread: Reread | None
    signed: bool


def _load(connection: Connection, _hub: Hub, act: Act, body: ApproveBody) -> ToApprove:
    now = sessions.standing(connection, body.plan, body.session)
    rereads = [] if now is None else [one for one in now.report.rereads if may_be_taken(one)]
    reread = next((one for one in rereads if (one.room, one.batch) == (body.room, body.batch)), None)
    signed = now is not None and reread is not None and reread.kept and _signed(connection, now, reread)
    return ToApprove(people.scene(connection, act, body.plan, body.batch), reread, signed)


def _signed(connection: Connection, now: Standing, reread: Reread) -> bool:
    """Tell whether a file of the room is closed, the re-read one or one that counts, or scores are released."""
    plan, here = now.plan.number, {reread.batch} | people.counting(now, reread.room)
    closed = any((batch_row.get(connection, plan, batch) or {}).get("closed") for batch in here)
    return closed or released.newest_row(connection, plan, now.session.id) is not None


def _decide(loaded: ToApprove, _act: Act, body: ApproveBody) -> None:
    loaded.scene.known(body.plan)
    loaded.scene.may(leaders=True)
    loaded.scene.known_batch()
    if loaded.reread is None:
        raise Refusal("approve-none", field="batch", room=body.room)
    if loaded.signed:
        raise Refusal("approve-signed", field="batch", room=body.room)
    grounds(body.reason)


def _keep(tx: Transaction, act: Act, body: ApproveBody, _loaded: ToApprove) -> None:
    row = {"batch": body.batch, "room": body.room, "by": holder(act), "at": at(act), "reason": body.reason.strip(),
           "fact": act.fact.id, "seq": act.seq}  # fmt: skip
    key = f"{body.session}/{body.room}/{body.batch}"
    reading.keep(tx.connection, body.plan, "approved", key, row, body.session, body.room)
    live.show(tx, act, body.plan, body.session)
    feed.line(tx, act, plan=body.plan, person=holder(act), place=body.room, about=body.room, what=[body.reason.strip()])


def _turn_down(tx: Transaction, act: Act, body: ApproveBody, _loaded: ToApprove, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, person=holder(act), place=body.room, about=body.room, refusal=refusal)


APPROVE = Desk("reading.approve", ApproveBody, _load, _decide, _keep, _turn_down)
