"""Figures of a room as somebody counted them: the invigilators, a roving one before binding, the chief."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Concern, Desk, Disputable, Hub
from server.desk.balance import live
from server.desk.custody import scene as scenes
from server.desk.custody.bodies import Number, Signer, Words
from server.desk.custody.paper import PaperBody, entering, form_of, holds, told
from server.desk.custody.scene import Case
from server.domain import counts as rules
from server.domain import grant as grants
from server.domain.counts import ROLES, Count
from server.domain.custody.legs import clock
from server.domain.custody.pack import signed_by
from server.domain.custody.paper import ENTERERS, on_paper
from server.domain.refusal import Refusal
from server.store import balance as stored
from server.store.journal import Transaction

#: Refusals after which it is still known who counted what.
KNOWN = frozenset(
    {"figure-differs", "person-not-in", "grant-unknown", "grant-other-plan", "grant-expired", "grant-ended",
     "grant-revoked", "figure-on-record", "figure-by-supply", "counter-other-room"}
)  # fmt: skip


class CountFactBody(PaperBody):
    """Figures of a room: who counted, as what, the numbers by figure, and why they differ from what was known.

    ``reason`` is needed where a figure differs from an earlier one. ``paper``: the record sheet they are entered from,
    which ``person`` signed.
    """

    session: StrictStr = Field(min_length=1, max_length=32)
    room: StrictStr = Field(min_length=1, max_length=32)
    by: Literal["proctor", "roving", "chief"]
    person: Signer
    figures: dict[StrictStr, Number] = Field(min_length=1, max_length=40)
    reason: Words = ""
    place: StrictStr = Field(default="", max_length=40)

    def signers(self) -> list[Signer]:
        """Return who counted, and who enters it from paper."""
        return [self.person, *super().signers()]


@dataclass(frozen=True, slots=True)
class ToCount:
    """What counting needs besides people: the room as it stands; None where there is none."""

    now: live.RoomNow | None


def _load(connection: Connection, hub: Hub, act: Act, body: CountFactBody) -> Case:
    case = entering(scenes.load(connection, hub, act, body), connection, act, body)
    return replace(case, ready=ToCount(live.room_now(connection, body.plan, (body.session, body.room))))


def _decide(loaded: Case, act: Act, body: CountFactBody) -> None:
    """Refuse what cannot be counted there, whoever may not count as this, and a difference without a reason."""
    scene, now = loaded.known(), loaded.ready.now
    if scene.plan.session(body.session) is None:
        raise Refusal("session-unknown", field="session", session=body.session)
    if now is None or body.session not in now.room.sittings:
        raise Refusal("room-unknown", field="room", room=body.room)
    parties = {person: scene.parties.get(person) for person in loaded.of([body.person], body)}
    party = next(iter(parties.values()), None)
    most = rules.most_people(now.room.seats, now.room.sittings[body.session].expected)
    for count in _counts(act, body, loaded):
        post = party.post if party is not None else None
        rules.stated(count, post, now.session.kind, now.policy, most)
        grants.in_own_room(act.grant, body.plan, (count.person or 0,), now.policy)
    signed_by(tuple(parties), scene.parties, ROLES[body.by], 1)
    if party is not None:
        rules.of_room(body.by, party.post, body.session, body.room)
    paper = form_of(body)
    if paper is not None:
        holds(paper, scene)
        on_paper(paper, scene, act.now, ENTERERS)
    rules.on_record(body.figures, rules.known(now.counts))
    if paper is not None:
        rules.in_turn(_counts(act, body, loaded), now.counts, lambda at: clock(at, scene.plan, act.now))
    rules.changed(body.figures, rules.known(now.counts), body.reason)


def _counts(act: Act, body: CountFactBody, loaded: Case) -> list[Count]:
    person, at = next(iter(loaded.people), None), body.signed() or act.at
    return [Count(code, value, body.by, person, act.fact.id, at) for code, value in body.figures.items()]


def _keep(tx: Transaction, act: Act, body: CountFactBody, loaded: Case) -> None:
    """Keep the figures and show what follows from them."""
    place, counted = (body.session, body.room), _counts(act, body, loaded)
    stored.keep_figures(tx.connection, body.plan, body.session, body.room, counted)
    paper = form_of(body)
    last: dict[str, Any] = {
        "person": counted[0].person,
        "fact": act.fact.id,
        "device": act.fact.device,
        "at": (body.signed() or act.at).isoformat(timespec="milliseconds"),
        "reason": body.reason.strip(),
    }
    last |= {} if paper is None else told(paper)
    live.note_counter(tx, act.seq, body.plan, place, body.by, last)
    live.show_room(tx, act.seq, body.plan, place)
    live.show_site(
        tx, act.seq, body.plan, datetime.fromisoformat(act.received)
    )  # what is late is so by the hub's clock
    feed.line(
        tx, act, plan=body.plan, person=counted[0].person, place=body.place or None, about=body.room,
        what=[body.by, *([] if paper is None else ["paper"])],
    )  # fmt: skip


def _turn_down(tx: Transaction, act: Act, body: CountFactBody, loaded: Case, refusal: Refusal) -> None:
    plan = loaded.plan.number if loaded.plan else None
    person = next(iter(loaded.people), None)
    feed.line(
        tx, act, plan=plan, person=person, place=body.place or None, about=body.room, what=[body.by], refusal=refusal
    )  # fmt: skip


def _concern(body: CountFactBody, loaded: Case, _code: str) -> Concern:
    person = next(iter(loaded.people), None)
    return Concern(body.plan, person, body.place or None, None, f"{body.session}/{body.room}")


def _can_hold(_body: CountFactBody, loaded: Case, code: str) -> bool:
    return code in KNOWN and loaded.ready.now is not None and None not in loaded.people


COUNT = Desk(
    "custody.count", CountFactBody, _load, _decide, _keep, _turn_down, scenes.prepare,
    Disputable(_concern, _can_hold, _keep),
)  # fmt: skip
