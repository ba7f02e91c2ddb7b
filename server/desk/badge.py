"""Issuing and revoking badges."""

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol.number import badge_number, next_serial
from server.desk import feed, shown
from server.desk.act import Act, Body, Desk, Hub
from server.domain import badge as rules
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import people
from server.store import plan as plans
from server.store.journal import Transaction

MAX_BADGES = 2000


class NewBadge(Body):
    """One badge: its id (8 random bytes in hex, made by the device) and whose it is."""

    badge: StrictStr = Field(pattern=r"^[0-9a-f]{16}$")
    person: StrictInt = Field(ge=1)


class IssueBody(Body):
    """Badges of one plan, made in one act."""

    plan: StrictInt
    badges: list[NewBadge] = Field(min_length=1, max_length=MAX_BADGES)


class RevokeBody(Body):
    """A badge that is no longer good, and why."""

    badge: StrictStr = Field(pattern=r"^[0-9a-f]{16}$")
    reason: Literal["lost", "damaged", "left", "misprint", "other"]
    note: StrictStr = Field(default="", max_length=200)


@dataclass(frozen=True, slots=True)
class ToIssue:
    """What issuing needs: the plan, the holders by number, and which of the ids are taken."""

    plan: Plan | None
    people: dict[int, people.Person]
    taken: frozenset[str]


def load_issue(connection: Connection, _hub: Hub, _act: Act, body: IssueBody) -> ToIssue:
    """Read the plan, its people and the ids that are taken."""
    everyone = {person.post.person: person for person in people.every(connection, body.plan)}
    taken = frozenset(new.badge for new in body.badges if badges.exists(connection, new.badge))
    return ToIssue(plans.get(connection, body.plan), everyone, taken)


def decide_issue(loaded: ToIssue, _act: Act, body: IssueBody) -> None:
    """Refuse the whole act where one badge cannot be made."""
    if loaded.plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    holders, ids = set(), set(loaded.taken)
    for new in body.badges:
        person = loaded.people.get(new.person)
        if person is None:
            raise Refusal("person-unknown", field="badges")
        if not person.post.listed:
            raise Refusal("not-on-list", field="badges")
        if person.badge is not None or new.person in holders:
            raise Refusal("badge-exists", field="badges")
        if new.badge in ids:
            raise Refusal("badge-id-reused", field="badges")
        holders.add(new.person)
        ids.add(new.badge)


def keep_issue(tx: Transaction, act: Act, body: IssueBody, loaded: ToIssue) -> None:
    """Give out serials in the order of the act, and show badges and holders."""
    if loaded.plan is None:
        return
    last_person, last_serial = plans.counters(tx.connection, body.plan)
    not_before, expires = rules.validity(loaded.plan)
    made = []
    serial = last_serial
    for new in body.badges:
        serial = next_serial(serial)
        role = loaded.people[new.person].post.role
        badge = rules.Badge(new.badge, body.plan, new.person, role, serial, not_before, expires, "issued", None)
        made.append(badge)
        shown.badge(tx, act.seq, badge)
        person = replace(loaded.people[new.person], badge=new.badge, number=badge_number(serial))
        shown.person(tx, act.seq, person)
    badges.add(tx.connection, made)
    plans.count_on(tx.connection, body.plan, last_person=last_person, last_serial=made[-1].serial)


def load_revoke(connection: Connection, _hub: Hub, _act: Act, body: RevokeBody) -> badges.Held | None:
    """Read the badge and its holder."""
    return badges.held(connection, body.badge)


def decide_revoke(loaded: badges.Held | None, _act: Act, _body: RevokeBody) -> None:
    """Refuse what is not there or already revoked."""
    rules.revoke(None if loaded is None else loaded[0])


def keep_revoke(tx: Transaction, act: Act, body: RevokeBody, loaded: badges.Held | None) -> None:
    """Revoke the badge and show badge and holder."""
    if loaded is None:
        return
    badge, person, _ = loaded
    badges.revoke(tx.connection, badge, body.reason)
    shown.badge(tx, act.seq, replace(badge, state="revoked", reason=body.reason))
    shown.person(tx, act.seq, replace(person, badge=None, number=None))
    feed.line(tx, act, plan=badge.plan, person=badge.person)


ISSUE = Desk("badge.issue", IssueBody, load_issue, decide_issue, keep_issue)
REVOKE = Desk("badge.revoke", RevokeBody, load_revoke, decide_revoke, keep_revoke)
