"""Bytes that nobody described, thrown away by two people: a line on record stays, nothing else."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field, StrictInt
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.custody.bodies import Signer, Words
from server.desk.evidence import kept, quarantine, two
from server.desk.evidence.bodies import Id
from server.desk.evidence.quarantine import Stranger
from server.desk.evidence.two import Two
from server.domain.evidence import rules
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store import upload as uploads
from server.store.journal import Transaction


class DiscardBody(Body):
    """An upload that nobody described thrown away: why, and who agrees besides the person who has signed in.

    ``plan`` is the one whose people decide it.
    """

    plan: StrictInt = Field(ge=0, le=2**53)
    upload: Id
    reason: Words
    second: Signer


@dataclass(frozen=True, slots=True)
class ToDiscard:
    """Whether the plan is known, the upload as far as it is nobody's (None: there is none), and the two."""

    plan_known: bool
    stranger: Stranger | None
    two: Two


def may_be(stranger: Stranger | None) -> None:
    """Decide whether an upload is nobody's evidence yet.

    Raises:
        Refusal: those of ``rules.nobodys``.
    """
    if stranger is None:
        rules.nobodys(None, None, disputed=False, waits=False)
    else:
        disputed = stranger.disputed is not None
        rules.nobodys(stranger.upload, stranger.held, disputed=disputed, waits=stranger.waits)


def _prepare(hub: Hub, body: DiscardBody) -> Any:
    return two.prepare(hub, body.second)


def _load(connection: Connection, _hub: Hub, act: Act, body: DiscardBody) -> ToDiscard:
    known = plans.get(connection, body.plan) is not None
    return ToDiscard(known, quarantine.find(connection, body.upload), two.load(connection, act, body.plan))


def _decide(loaded: ToDiscard, _act: Act, body: DiscardBody) -> None:
    if not loaded.plan_known:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    may_be(loaded.stranger)
    loaded.two.agree(body.reason)


def _keep(tx: Transaction, act: Act, body: DiscardBody, loaded: ToDiscard) -> None:
    """End the upload; its bytes go once this is on disk."""
    uploads.end(tx.connection, body.upload)
    kept.forget(tx, act, body.upload)
    feed.line(tx, act, plan=body.plan, person=loaded.two.people[0], about=_size(loaded), what=[body.reason.strip()])


def _turn_down(tx: Transaction, act: Act, body: DiscardBody, loaded: ToDiscard, refusal: Refusal) -> None:
    person = loaded.two.people[0] or None
    feed.line(tx, act, plan=body.plan, person=person, about=_size(loaded), refusal=refusal)


def _size(loaded: ToDiscard) -> str | None:
    return None if loaded.stranger is None else f"{loaded.stranger.upload.offset / 1_000_000:.1f} MB"


DISCARD = Desk("evidence.discard", DiscardBody, _load, _decide, _keep, _turn_down, _prepare)
