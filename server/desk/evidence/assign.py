"""Where evidence belongs: given to what a camera's card brought, or put right."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Concern, Desk, Disputable, Hub
from server.desk.custody.bodies import Words
from server.desk.evidence import kept
from server.desk.evidence.bodies import PlacedBody
from server.desk.evidence.kept import place_of
from server.domain.evidence import rules
from server.domain.evidence.piece import Evidence
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import evidence
from server.store import plan as plans
from server.store.journal import Transaction


class AssignBody(PlacedBody):
    """Where a photo or film belongs, whole: what is left out is not told any more. Why, where it was told otherwise.

    In another session it gets a new name in the archive; the old one is never given out again.
    """

    reason: Words = ""


@dataclass(frozen=True, slots=True)
class ToAssign:
    """The plan, its rooms, the evidence, and whether candidate and item are the plan's."""

    plan: Plan | None
    rooms: frozenset[str]
    known: Evidence | None
    sits: bool
    has_item: bool


def _load(connection: Connection, _hub: Hub, act: Act, body: AssignBody) -> ToAssign:
    rooms = frozenset(plans.rooms(connection, body.plan)) if body.room is not None else frozenset()
    sits = body.candidate is None or plans.sits(connection, body.plan, body.candidate)
    # What was put right without the hub is kept as it was stated.
    known, has_item = evidence.find(connection, body.evidence), act.acted or kept.has_item(connection, body)
    return ToAssign(plans.get(connection, body.plan), rooms, known, sits, has_item)


def _decide(loaded: ToAssign, _act: Act, body: AssignBody) -> None:
    rules.assigned(
        loaded.known, loaded.plan, body.plan, place_of(body), body.reason, loaded.rooms, sits=loaded.sits,
        has_item=loaded.has_item,
    )  # fmt: skip


def _keep(tx: Transaction, act: Act, body: AssignBody, loaded: ToAssign) -> None:
    if loaded.known is None:
        return
    after = replace(loaded.known, place=place_of(body))
    if loaded.plan is not None and after.place.session != loaded.known.place.session:
        after = kept.named(tx, loaded.plan, after)
    kept.keep(tx, act, after)
    person = None if act.grant is None else act.grant.person
    feed.line(tx, act, plan=body.plan, person=person, place=kept.where(after), about=after.name)


def _turn_down(tx: Transaction, act: Act, body: AssignBody, _loaded: ToAssign, refusal: Refusal) -> None:
    kept.turned_down(tx, act, body, refusal)


def _concern(body: AssignBody, loaded: ToAssign, _code: str) -> Concern:
    return Concern(body.plan, None, body.room, about=None if loaded.known is None else loaded.known.name)


def _can_hold(body: AssignBody, loaded: ToAssign, _code: str) -> bool:
    known = loaded.known
    return known is not None and known.plan == body.plan and known.removed is None


ASSIGN = Desk(
    "evidence.assign", AssignBody, _load, _decide, _keep, _turn_down,
    disputable=Disputable(_concern, _can_hold, _keep),
)  # fmt: skip
