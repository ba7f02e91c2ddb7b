"""Grants: given by the hub to whoever signs in, ended by signing out or leaving, revoked by the chief."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed, shown
from server.desk.act import Act, Body, Desk, Hub
from server.desk.practical import signed_in
from server.domain import grant as rules
from server.domain.grant import Grant
from server.domain.practical.team import ROLE
from server.domain.refusal import Refusal
from server.store import device as devices
from server.store import grant as grants
from server.store import people
from server.store.journal import Transaction

GrantId = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{16}$")]


class Scope(Body):
    """Groups of acts; ``place`` is the only place the grant holds for, null for any."""

    acts: list[Literal["lead", "gate", "custody", "practical", "reading", "marking", "room", "carry", "amend"]]
    place: StrictStr | None = Field(default=None, min_length=1, max_length=40)


class GiveBody(Body):
    """Somebody has signed in on a device. ``nbf`` and ``exp`` are Unix seconds; ``token`` is the grant, signed."""

    grant: GrantId
    plan: StrictInt
    person: StrictInt = Field(ge=1, le=2**31)
    role: StrictInt
    device: StrictStr = Field(min_length=1, max_length=64)
    scope: Scope
    nbf: StrictInt = Field(ge=0)
    exp: StrictInt = Field(ge=0)
    token: StrictStr = Field(max_length=800)


class EndBody(Body):
    """Whoever signed in on this device signs out."""

    grant: GrantId


class RevokeBody(Body):
    """A grant that holds no longer, and why."""

    grant: GrantId
    reason: Literal["lost", "left", "mistake", "other"]


@dataclass(frozen=True, slots=True)
class Found:
    """The grant named, and whether the hub itself asks."""

    grant: Grant | None
    by_hub: bool


def load_give(_connection: Connection, _hub: Hub, _act: Act, body: GiveBody) -> Grant:
    """Read the grant as it will be kept."""
    return Grant(
        body.grant, body.plan, body.person, body.role, body.device, tuple(body.scope.acts), body.scope.place,
        body.nbf, body.exp,
    )  # fmt: skip


def decide_give(_loaded: Grant, _act: Act, _body: GiveBody) -> None:
    """Take it: badge and PIN were checked where the fact was made."""


def keep_give(tx: Transaction, act: Act, body: GiveBody, loaded: Grant) -> None:
    """Keep and show the grant; whoever was signed in on the device no longer is."""
    before = grants.open_ones(tx.connection, device=body.device)
    grants.add(tx.connection, loaded)  # first: who signs in again has not been away
    close(tx, act, before)
    shown.grant(tx, act.seq, loaded, body.token)
    if loaded.role == ROLE:
        signed_in.tell(tx, act, loaded.plan)
    feed.line(tx, act, plan=body.plan, person=body.person, about=body.device, what=body.scope.acts)


def close(tx: Transaction, act: Act, found: Iterable[Grant], state: str = "ended") -> None:
    """End grants and show that they have ended."""
    of_assessors = set()
    for grant in found:
        grants.end(tx.connection, grant.grant, state, act.at)
        shown.grant(tx, act.seq, replace(grant, state=state, ended=act.at), None)
        if grant.role == ROLE:
            of_assessors.add(grant.plan)
    for plan in sorted(of_assessors):
        signed_in.tell(tx, act, plan)


def review(tx: Transaction, act: Act, plan: int) -> None:
    """End the grants of a plan whose holders have left the list, lost their badge or got another role."""
    gone = []
    for grant in grants.open_ones(tx.connection, plan=plan):
        person = people.get(tx.connection, plan, grant.person)
        holds = person is not None and person.post.listed and person.badge is not None
        if not holds or person is None or person.post.role != grant.role:
            gone.append(grant)
    close(tx, act, gone)


def load_end(connection: Connection, _hub: Hub, act: Act, body: EndBody | RevokeBody) -> Found:
    """Read the grant."""
    by_hub = devices.role_of(connection, act.fact.device) == "hub"
    return Found(grants.get(connection, body.grant), by_hub)


def decide_end(loaded: Found, act: Act, _body: EndBody) -> None:
    """Refuse the grant of another device, and one that is over.

    Raises:
        Refusal: ``grant-unknown``, ``grant-over`` or ``grant-not-own``.
    """
    own = loaded.grant is not None and loaded.grant.device == act.fact.device
    if own and act.acted:
        return  # signed out without the hub, and somebody else's signing in was faster
    grant = rules.end(loaded.grant)
    if not loaded.by_hub and grant.device != act.fact.device:
        raise Refusal("grant-not-own", field="grant")


def keep_end(tx: Transaction, act: Act, _body: EndBody, loaded: Found) -> None:
    """End the grant."""
    if loaded.grant is not None:
        if loaded.grant.state == "open":
            close(tx, act, [loaded.grant])
        feed.line(tx, act, plan=loaded.grant.plan, person=loaded.grant.person, about=loaded.grant.device)


def decide_revoke(loaded: Found, _act: Act, _body: RevokeBody) -> None:
    """Refuse what is unknown or over."""
    rules.end(loaded.grant)


def keep_revoke(tx: Transaction, act: Act, body: RevokeBody, loaded: Found) -> None:
    """Revoke the grant."""
    if loaded.grant is not None:
        close(tx, act, [loaded.grant], "revoked")
        about, what = loaded.grant.device, [body.reason]
        feed.line(tx, act, plan=loaded.grant.plan, person=loaded.grant.person, about=about, what=what)


def of_device(tx: Transaction, act: Act, device: str) -> None:
    """End whatever was granted on a device that leaves."""
    close(tx, act, grants.open_ones(tx.connection, device=device))


GIVE = Desk("grant.give", GiveBody, load_give, decide_give, keep_give)
END = Desk("grant.end", EndBody, load_end, decide_end, keep_end)
REVOKE = Desk("grant.revoke", RevokeBody, load_end, decide_revoke, keep_revoke)
