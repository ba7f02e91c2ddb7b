"""Evidence removed by two people: a record of it stays, its bytes go once this fact is on disk."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Desk, Hub
from server.desk.custody.bodies import Signer, Words
from server.desk.evidence import kept, two
from server.desk.evidence.bodies import EvidenceBody
from server.desk.evidence.two import Two
from server.domain.evidence import rules
from server.domain.evidence.piece import Evidence, Removed
from server.domain.refusal import Refusal
from server.store import evidence
from server.store.journal import Transaction


class RemoveBody(EvidenceBody):
    """A photo or film removed: why, and who agrees besides the person who has signed in."""

    reason: Words
    second: Signer


@dataclass(frozen=True, slots=True)
class ToRemove:
    """The evidence, and the two who remove it."""

    known: Evidence | None
    two: Two


def _prepare(hub: Hub, body: RemoveBody) -> Any:
    return two.prepare(hub, body.second)


def _load(connection: Connection, _hub: Hub, act: Act, body: RemoveBody) -> ToRemove:
    return ToRemove(evidence.find(connection, body.evidence), two.load(connection, act, body.plan))


def _decide(loaded: ToRemove, _act: Act, body: RemoveBody) -> None:
    rules.there(loaded.known, body.plan)
    loaded.two.agree(body.reason)


def _keep(tx: Transaction, act: Act, body: RemoveBody, loaded: ToRemove) -> None:
    if loaded.known is None:
        return
    by, second = loaded.two.people
    removed = Removed(act.at.isoformat(timespec="milliseconds"), by, second, body.reason.strip(), act.fact.id)
    kept.keep(tx, act, replace(loaded.known, removed=removed))
    kept.alert(tx, act, loaded.known, kept.differs(loaded.known), over=True)
    kept.alert(tx, act, loaded.known, kept.interrupted(loaded.known), over=True)
    feed.line(tx, act, plan=body.plan, person=by, place=kept.where(loaded.known), about=loaded.known.name)


def _turn_down(tx: Transaction, act: Act, body: RemoveBody, loaded: ToRemove, refusal: Refusal) -> None:
    about = None if loaded.known is None else loaded.known.name
    feed.line(tx, act, plan=body.plan, person=loaded.two.people[0] or None, about=about, refusal=refusal)


REMOVE = Desk("evidence.remove", RemoveBody, _load, _decide, _keep, _turn_down, _prepare)
