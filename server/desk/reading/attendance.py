"""The record sheet entered (录入考场情况记录单): absentees, violations and replaced cards of a room."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk import scan as scans
from server.desk.act import Act, Body, Desk, Hub
from server.desk.custody.bodies import Signer
from server.desk.reading import batch_row, live, people, released
from server.desk.reading import session as sessions
from server.desk.reading.bodies import AdmissionNo, OfPlan, Reason, RoomId, SessionId, at, holder
from server.desk.reading.people import Scene
from server.desk.scan import Scanned
from server.domain import counts
from server.domain.duty import Post
from server.domain.plan import Plan, Room
from server.domain.reading import attendance as rules
from server.domain.reading import signing
from server.domain.reading.attendance import Attendance, Replaced
from server.domain.refusal import Refusal
from server.store import balance, reading
from server.store import plan as plans
from server.store.journal import Transaction

#: People named in one record sheet: everybody of a room.
MOST = 200


class ReplacedBody(Body):
    """A card that was replaced: whose, and the numbers of the old card and the new one as the sheet has them."""

    candidate: AdmissionNo
    old: StrictStr = Field(default="", max_length=40)
    new: StrictStr = Field(default="", max_length=40)


class AttendanceBody(OfPlan):
    """What a room's record sheet says, whole; entered again it takes the place of what was entered before.

    ``bag``: cards in the card bag as the checker counted them. ``reason``: why it differs from what was counted, or
    entered before. ``second``: the badge of another person, where the room's cards were read already and it changes.
    """

    session: SessionId
    room: RoomId
    absent: list[AdmissionNo] = Field(max_length=MOST)
    misconduct: list[AdmissionNo] = Field(default_factory=list, max_length=MOST)
    replaced: list[ReplacedBody] = Field(default_factory=list, max_length=MOST)
    bag: StrictInt | None = Field(default=None, ge=0, le=9999)
    reason: Reason = ""
    second: Signer | None = None

    def said(self) -> Attendance:
        """Return what the sheet says."""
        replaced = tuple(Replaced(one.candidate, one.old.strip(), one.new.strip()) for one in self.replaced)
        return Attendance(frozenset(self.absent), frozenset(self.misconduct), replaced, self.bag)


@dataclass(frozen=True, slots=True)
class ToMark:
    """What entering needs: who acts and signs, the room, who is listed there, what was counted, and entered before.

    ``read``: cards of the room count already. ``signed``: those were signed by three, or scores are released.
    """

    scene: Scene
    second: Scanned
    room: Room | None
    listed: frozenset[str]
    counted: Mapping[str, int]
    before: Attendance | None
    read: bool
    signed: bool

    @property
    def plan(self) -> Plan | None:
        """The plan; None where there is none."""
        return self.scene.plan


def _prepare(hub: Hub, body: AttendanceBody) -> Any:
    return None if body.second is None else scans.read(hub, body.second.badge)


def _load(connection: Connection, _hub: Hub, act: Act, body: AttendanceBody) -> ToMark:
    stated = counts.known(balance.figures(connection, body.plan, body.session, body.room))
    listed = frozenset(row["admission_no"] for row in reading.in_room(connection, body.plan, body.session, body.room))
    before = reading.get(connection, body.plan, "attendance", f"{body.session}/{body.room}")
    now = sessions.standing(connection, body.plan, body.session)
    counting = set() if now is None else people.counting(now, body.room)
    batches = [batch_row.get(connection, body.plan, one) or {} for one in counting]
    signed = any(one.get("closed") for one in batches) or released.newest(connection, body.plan, body.session)
    return ToMark(
        people.scene(connection, act, body.plan), people.signer(connection, act.ready, "second"),
        plans.room(connection, body.plan, body.room), listed,
        {code: count.value for code, count in stated.items()}, rules.attendance_from_row(before),
        bool(counting), bool(signed),
    )  # fmt: skip


def _decide(loaded: ToMark, act: Act, body: AttendanceBody) -> None:
    session = rules.theory(loaded.plan, body.plan, body.session)
    rules.seated(loaded.room, session, body.room)
    loaded.scene.may(*signing.ENTER, leaders=True)
    rules.mark(body.said(), loaded.listed, loaded.counted, loaded.before, body.reason)
    if loaded.scene.holder is not None and loaded.before != body.said():  # without a grant the door refuses
        _agreed(loaded, loaded.scene.holder, people.second_of(loaded.second, act, body.plan))


def _agreed(loaded: ToMark, first: Post, second: Post | None) -> None:
    """Decide whether enough people say so.

    Raises:
        Refusal: ``attendance-second``, ``attendance-leader``, or those of ``signing.beside``.
    """
    if second is not None:
        signing.beside(first, second, signing.ENTER)
    elif loaded.before is not None and loaded.read:
        raise Refusal("attendance-second", field="second")
    if loaded.signed and not (signing.heads(first) or signing.heads(second)):
        raise Refusal("attendance-leader", field="second")


def _keep(tx: Transaction, act: Act, body: AttendanceBody, loaded: ToMark) -> None:
    said = body.said()
    told = {"at": at(act), "by": holder(act), "fact": act.fact.id, "reason": body.reason.strip()}
    told["second"] = people.number_of(loaded.second)
    row = rules.attendance_to_row(said) | told
    reading.keep(tx.connection, body.plan, "attendance", f"{body.session}/{body.room}", row, body.session, body.room)
    live.show(tx, act, body.plan, body.session)
    figures = [str(said.figure(code)) for code in rules.COUNTED if said.figure(code) is not None]
    feed.line(tx, act, plan=body.plan, person=holder(act), place=body.room, about=body.room, what=figures)


def _turn_down(tx: Transaction, act: Act, body: AttendanceBody, _loaded: ToMark, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, person=holder(act), place=body.room, about=body.room, refusal=refusal)


MARK = Desk("attendance.mark", AttendanceBody, _load, _decide, _keep, _turn_down, _prepare)
