"""Making badges, revoking them, sending them to paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr, model_validator
from sqlalchemy import Connection

from protocol.number import badge_number, next_serial
from protocol.role import BY_NUMBER
from server.desk import feed, grant, shown
from server.desk.act import Act, Body, Desk, Hub
from server.domain import badge as rules
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import people
from server.store import plan as plans
from server.store.journal import Transaction

MAX_BADGES = 2000


Reason = Literal["lost", "damaged", "left", "misprint", "forgotten", "role", "other"]
BadgeId = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{16}$")]


class NewBadge(Body):
    """One badge: its id (8 random bytes in hex, made by the device) and whose it is.

    Person 0 with a ``role`` is a spare badge. ``replaces`` names the person's badge that stops at once, and
    ``reason`` says why.
    """

    badge: BadgeId
    person: StrictInt = Field(ge=0)
    role: StrictInt | None = None
    replaces: BadgeId | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _whole(self) -> "NewBadge":
        if (self.person == rules.NOBODY) != (self.role is not None):
            raise ValueError("role, for a spare badge (person 0) and only for one")
        if self.role is not None and self.role not in BY_NUMBER:
            raise ValueError(f"role, one of 1 to {max(BY_NUMBER)}")
        if (self.replaces is None) != (self.reason is None) or (self.replaces and self.person == rules.NOBODY):
            raise ValueError("replaces and reason together, for a person's badge")
        return self


class IssueBody(Body):
    """Badges of one plan, made in one act."""

    plan: StrictInt
    badges: list[NewBadge] = Field(min_length=1, max_length=MAX_BADGES)


class RevokeBody(Body):
    """A badge that is no longer good, and why."""

    badge: BadgeId
    reason: Reason
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
        if new.badge in ids:
            raise Refusal("badge-id-reused", field="badges")
        ids.add(new.badge)
        if new.person == rules.NOBODY:
            continue
        _decide_holder(loaded.people.get(new.person), new)
        if new.person in holders:
            raise Refusal("badge-exists", field="badges")
        holders.add(new.person)


def _decide_holder(person: people.Person | None, new: NewBadge) -> None:
    if person is None:
        raise Refusal("person-unknown", field="badges")
    if not person.post.listed:
        raise Refusal("not-on-list", field="badges")
    if new.replaces is None and person.badge is not None:
        raise Refusal("badge-exists", field="badges")
    if new.replaces is not None and person.badge != new.replaces:
        raise Refusal("badge-not-theirs", field="badges")


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
        holder = loaded.people.get(new.person)
        role = holder.post.role if holder is not None else new.role or 0
        if new.replaces is not None and new.reason is not None:
            stop(tx, act, new.replaces, new.reason)
        badge = rules.Badge(
            new.badge, body.plan, new.person, role, serial, not_before, expires, "issued", None, spare=holder is None
        )
        made.append(badge)
        shown.badge(tx, act.seq, badge)
        if holder is not None:
            shown.person(tx, act.seq, replace(holder, badge=new.badge, number=badge_number(serial)))
    badges.add(tx.connection, made)
    plans.count_on(tx.connection, body.plan, last_person=last_person, last_serial=made[-1].serial)
    only = body.badges[0] if len(body.badges) == 1 else None
    feed.line(
        tx, act, plan=body.plan, person=only.person or None if only else None,
        about=badge_number(made[0].serial) if only else str(len(made)),
        what=[only.reason] if only and only.reason else [],
    )  # fmt: skip


def stop(tx: Transaction, act: Act, badge_id: str, reason: str) -> None:
    """Revoke a badge and show it; its holder is shown by the caller."""
    held = badges.held(tx.connection, badge_id)
    if held is not None and held[0].state == "issued":
        badges.revoke(tx.connection, held[0], reason)
        shown.badge(tx, act.seq, replace(held[0], state="revoked", reason=reason))


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
    stop(tx, act, badge.badge, body.reason)
    if person is not None and person.badge == badge.badge:
        shown.person(tx, act.seq, replace(person, badge=None, number=None))
    grant.review(tx, act, badge.plan)
    number = badge_number(badge.serial)
    feed.line(tx, act, plan=badge.plan, person=badge.person or None, about=number, what=[body.reason])


class PrintBody(Body):
    """Badges that go to paper; ``reason`` is ``first``, or why some are printed again."""

    plan: StrictInt
    badges: list[BadgeId] = Field(min_length=1, max_length=MAX_BADGES)
    reason: Literal["first", "jam", "damaged", "misprint", "other"]
    note: StrictStr = Field(default="", max_length=200)


def load_print(connection: Connection, _hub: Hub, _act: Act, body: PrintBody) -> dict[str, badges.Held]:
    """Read the badges named."""
    return badges.by_ids(connection, body.badges)


def decide_print(loaded: dict[str, badges.Held], _act: Act, body: PrintBody) -> None:
    """Refuse badges of another plan, revoked ones, and a second time without a reason."""
    named = of_plan(loaded, body.badges, body.plan)
    rules.reprint(named, body.reason)


def of_plan(loaded: dict[str, badges.Held], ids: Sequence[str], plan: int) -> list[rules.Badge]:
    """Return the badges named, each once.

    Raises:
        Refusal: ``badge-unknown`` where one is not of this plan.
    """
    found = [loaded[one][0] for one in dict.fromkeys(ids) if one in loaded and loaded[one][0].plan == plan]
    if len(found) < len(set(ids)):
        raise Refusal("badge-unknown", field="badges")
    return found


def keep_print(tx: Transaction, act: Act, body: PrintBody, loaded: dict[str, badges.Held]) -> None:
    """Count the print."""
    printed = [loaded[one][0] for one in dict.fromkeys(body.badges) if one in loaded]
    for badge in printed:
        badges.change(tx.connection, badge.badge, {"prints": badge.prints + 1})
        shown.badge(tx, act.seq, replace(badge, prints=badge.prints + 1))
    only = printed[0] if len(printed) == 1 else None
    feed.line(
        tx, act, plan=body.plan, person=only.person or None if only else None,
        about=badge_number(only.serial) if only else str(len(printed)), what=[body.reason],
    )  # fmt: skip


ISSUE = Desk("badge.issue", IssueBody, load_issue, decide_issue, keep_issue)
REVOKE = Desk("badge.revoke", RevokeBody, load_revoke, decide_revoke, keep_revoke)
PRINT = Desk("badge.print", PrintBody, load_print, decide_print, keep_print)
