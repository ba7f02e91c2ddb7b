"""Signing in on a device with badge and PIN, and out again."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator
from sqlalchemy import Connection

from protocol import grant as tokens
from protocol.fact import MAX_INTEGER
from protocol.grant import GrantToken
from protocol.number import read_badge_number
from protocol.token import Token
from server.desk import scan
from server.domain import badge as badge_rules
from server.domain import grant as rules
from server.domain import other_days
from server.domain.plan import Plan
from server.domain.policy import Policy
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import custody, people
from server.store import grant as grants
from server.store import pin as pins
from server.store import plan as plans
from server.store.journal import Transaction
from server.store.keys import BADGE_KID
from server.web import guard
from server.web.core import Core, core, settled
from server.web.enrol import PRINTABLE, hub_fact
from server.web.pin_tries import Whose, check

bp = APIBlueprint("sign_in", __name__, tag="sign-in")


class SignInIn(BaseModel):
    """Who signs in: the badge's text, its typed number, or plan and person picked by name; and their PIN.

    ``acts`` (groups) and ``minutes`` narrow what the role may have; ``place`` binds the grant to one place.
    """

    model_config = ConfigDict(strict=True)
    badge: str | None = Field(default=None, min_length=1, max_length=400)
    number: str | None = Field(default=None, min_length=1, max_length=20)
    plan: StrictInt | None = Field(default=None, ge=0, le=MAX_INTEGER)
    person: StrictInt | None = Field(default=None, ge=1, le=2**31 - 1)
    pin: str = Field(max_length=64)
    acts: list[str] | None = Field(default=None, min_length=1, max_length=20)
    minutes: StrictInt | None = Field(default=None, ge=1, le=1440)
    place: str | None = Field(default=None, min_length=1, max_length=40, pattern=PRINTABLE)

    @model_validator(mode="after")
    def _one_way(self) -> "SignInIn":
        shown = [self.badge is not None, self.number is not None, self.person is not None]
        if sum(shown) != 1 or (self.person is not None and self.plan is None):
            raise ValueError("one of badge, number, or plan and person")
        return self


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a grant beside the person: less than the role may have."""

    acts: tuple[str, ...] | None = None
    lasts: timedelta | None = None
    place: str | None = None


@bp.post("/api/sign-in")
@bp.input(SignInIn)
@bp.doc(summary="Sign in on this device", responses={200: "The grant, signed", 403: "Refused", 429: "Wait"})
def sign_in(json_data: SignInIn) -> dict[str, Any]:
    """Check badge and PIN and give the person a grant for this device; whoever was signed in on it no longer is."""
    hub, caller = core(), guard.caller()
    ready = hub.waiting.run(lambda: scan.read(hub.door.hub, json_data.badge))
    whose: Whose | None = settled(hub.commit(lambda tx: _find(tx, json_data, ready)))
    check(hub, whose, caller.device, json_data.pin)
    if whose is None:  # cannot be: no PIN fits where nobody is known
        raise Refusal("person-unknown")
    acts = None if json_data.acts is None else tuple(json_data.acts)
    lasts = None if json_data.minutes is None else timedelta(minutes=json_data.minutes)
    wish = Wish(acts, lasts, json_data.place)
    given: dict[str, Any] = settled(
        hub.commit(lambda tx: _before_they_led(tx, whose) or _try(hub, tx, whose, caller.device, wish))
    )
    return given


def _try(hub: Core, tx: Transaction, whose: Whose, device: str, wish: Wish) -> dict[str, Any] | Refusal:
    try:
        return give(hub, tx, whose.plan, whose.person, device, wish)
    except Refusal as refusal:
        return refusal


def _before_they_led(tx: Transaction, whose: Whose) -> Refusal | None:
    """Refuse one who leads and has but the PIN of before: anybody at an unattended tablet could have made them lead."""
    person = people.get(tx.connection, whose.plan, whose.person)
    leads = person is not None and person.post.role in rules.LEADERS
    return (
        Refusal("pin-before-lead") if leads and not pins.is_leaders(tx.connection, whose.plan, whose.person) else None
    )


def give(hub: Core, tx: Transaction, plan: int, person: int, device: str, wish: Wish) -> dict[str, Any]:
    """Give somebody a grant for a device, as a fact of the hub; return it as the device keeps it.

    Raises:
        Refusal: the person or their badge is not what it was, the day is over, or the role has nothing to do there.
    """
    holder, of = people.get(tx.connection, plan, person), plans.get(tx.connection, plan)
    if holder is None or of is None:
        raise Refusal("person-unknown", field="person")
    policy = custody.policy(tx.connection, plan)
    _may_hold(holder, policy)
    now, role = datetime.fromisoformat(tx.now), holder.post.role
    only = other_days.may(of, policy, role, now)
    acts = rules.granted(role, hub.door.known[device].role, wish.acts, policy, only=only)
    begins, ends = rules.window(now, wish.lasts, other_days.lasts(of, policy, role, acts, now)[1])
    said = GrantToken(
        secrets.token_hex(8), person, holder.post.role, plan, device, wish.place, acts, begins, ends
    )  # fmt: skip
    body = {
        "grant": said.grant,
        "plan": plan,
        "person": person,
        "role": said.role,
        "device": device,
        "scope": grants.scope(acts, wish.place),
        "nbf": begins,
        "exp": ends,
        "token": tokens.mint(said, hub.keys.badge, BADGE_KID),
    }
    hub_fact(hub, tx, "grant.give", body)
    return body


def _may_hold(person: people.Person, policy: Policy) -> None:
    """Refuse whoever can hold no grant, before a PIN is asked for; all of it every device knows anyway."""
    if not person.post.listed:
        raise Refusal("not-on-list")
    rules.may_hold(person.post.role, policy)
    if person.badge is None:
        raise Refusal("sign-in-no-badge")


def _find(tx: Transaction, asked: SignInIn, ready: Token | Refusal | None) -> Whose | Refusal | None:
    """Find who wants to sign in; None where there is nobody, which the answer must not tell from a wrong PIN.

    Refused is a badge that is not good, and a holder who can hold no grant.
    """
    connection, now = tx.connection, datetime.fromisoformat(tx.now)
    try:
        if isinstance(ready, Refusal):
            raise ready
        person: people.Person | None
        if ready is not None:
            person = _by_badge(connection, ready, now)
        elif asked.number is not None:
            person = _by_number(connection, asked.number, now)
        else:
            person = people.get(connection, asked.plan or 0, asked.person or 0)
        if person is None:
            return None
        _may_hold(person, custody.policy(connection, person.post.plan))
    except Refusal as refusal:
        return refusal
    return Whose(person.post.plan, person.post.person)


def _by_badge(connection: Connection, token: Token, now: datetime) -> people.Person:
    badge_rules.belongs(token, plans.every(connection))
    held = badges.held(connection, token.badge)
    badge = badge_rules.wanted(badge_rules.usable(None if held is None else held[0]))
    person = None if held is None else held[1]
    if held is None or person is None:
        raise Refusal("badge-unknown")
    if not _signs_in_today(connection, held[2], badge, now):
        badge_rules.in_time(badge.not_before, badge.expires, held[2].zone, now)
    return person


def _by_number(connection: Connection, typed: str, now: datetime) -> people.Person | None:
    try:
        serial = read_badge_number(typed)
    except ValueError:
        return None
    found = [held for held in badges.held_by_serial(connection, serial) if held[0].state == "issued"]
    valid = [
        held for held in found
        if held[0].not_before <= now.timestamp() < held[0].expires or _signs_in_today(connection, held[2], held[0], now)
    ]  # fmt: skip
    return next((person for _, person, _ in [*valid, *found] if person is not None), None)


def _signs_in_today(connection: Connection, plan: Plan, badge: badge_rules.Badge, now: datetime) -> bool:
    """Tell whether it is none of the plan's days and the badge's role has something to do all the same."""
    return bool(other_days.open_at(plan, custody.policy(connection, plan.number), badge.role, now))


@bp.post("/api/sign-out")
@bp.doc(summary="Sign out on this device", responses={200: "The grants that ended"})
def sign_out() -> dict[str, Any]:
    """End what is granted on this device; programs ask, the app states ``grant.end`` itself, also without the hub."""
    hub, device = core(), guard.caller().device

    def end(tx: Transaction) -> list[str]:
        ended = [grant.grant for grant in grants.open_ones(tx.connection, device=device)]
        for grant in ended:
            hub_fact(hub, tx, "grant.end", {"grant": grant})
        return ended

    return {"ended": hub.commit(end)}
