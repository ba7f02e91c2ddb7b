"""Badges from hand to hand: spare ones bound, badges handed out, badges collected."""

from dataclasses import dataclass, replace

from pydantic import Field, StrictInt, StrictStr, model_validator
from sqlalchemy import Connection

from protocol.number import badge_number
from server.desk import feed, shown
from server.desk import scan as scanned
from server.desk.act import Act, Body, Concern, Desk, Disputable, Hub
from server.desk.badge import MAX_BADGES, BadgeId, Reason, of_plan, stop
from server.desk.duty import done, read_badge
from server.desk.scan import ScanBody, Scanned
from server.domain import badge as rules
from server.domain import duty
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import people
from server.store.journal import Transaction


class BindBody(Body):
    """A spare badge for somebody: ``person``, or ``added``, the fact that added a substitute.

    ``reason`` says why the badge they had stops.
    """

    plan: StrictInt
    person: StrictInt | None = Field(default=None, ge=1, le=2**31)
    added: StrictStr | None = Field(default=None, min_length=1, max_length=64)
    badge: StrictStr | None = Field(default=None, min_length=1, max_length=2000)
    number: StrictStr | None = Field(default=None, min_length=1, max_length=20)
    reason: Reason | None = None

    @model_validator(mode="after")
    def _exactly_one_of_each(self) -> "BindBody":
        if (self.person is None) == (self.added is None):
            raise ValueError("exactly one of person and added")
        if (self.badge is None) == (self.number is None):
            raise ValueError("exactly one of badge and number")
        return self


@dataclass(frozen=True, slots=True)
class ToBind:
    """The badge that was shown or typed, and whom it is for."""

    scanned: Scanned
    person: people.Person | None


def load_bind(connection: Connection, _hub: Hub, act: Act, body: BindBody) -> ToBind:
    """Read the badge and the person."""
    if act.ready is not None:
        found = scanned.by_badge(connection, act.ready)
    else:
        found = scanned.by_number(connection, act, body.number or "", body.plan)
    if body.added is not None:
        return ToBind(found, people.added_by(connection, body.plan, body.added))
    return ToBind(found, people.get(connection, body.plan, body.person or 0))


def decide_bind(loaded: ToBind, act: Act, body: BindBody) -> None:
    """Refuse a badge that is not good, not spare or of another role, and a person who is not on the list."""
    badge = duty.good_badge(loaded.scanned.scan, act.now)
    if badge is None:
        raise Refusal("badge-unknown")
    if badge.plan != body.plan:
        raise Refusal("wrong-plan", found=badge.plan)
    if loaded.person is None:
        raise Refusal("person-unknown", field="person")
    if not loaded.person.post.listed:
        raise Refusal("not-on-list", field="person")
    rules.bind(badge, loaded.person.post.role, in_use=loaded.person.badge is not None, reason=body.reason)


def keep_bind(tx: Transaction, act: Act, body: BindBody, loaded: ToBind) -> None:
    """Give the badge to the person; the one they had stops."""
    spare, person = loaded.scanned.scan.badge, loaded.person
    if spare is None or person is None:
        return
    replaced = person.badge
    if replaced is not None and body.reason is not None:
        stop(tx, act, replaced, body.reason)
    bound = replace(spare, person=person.post.person, out=act.at, returned=None)
    badges.bind(tx.connection, bound)
    badges.change(tx.connection, bound.badge, {"out": act.at, "returned": None})
    # A badge that was revoked for this one stays revoked: that cannot be taken back at the gate.
    taken_back = done(act, person.post, bound.badge) if replaced is None else None
    post = duty.remembered(person.post, taken_back)
    people.keep_post(tx.connection, post)
    shown.badge(tx, act.seq, bound)
    number = badge_number(bound.serial)
    shown.person(tx, act.seq, replace(person, post=post, badge=bound.badge, number=number))
    feed.line(
        tx, act, plan=body.plan, person=post.person, by=loaded.scanned.by, about=number,
        what=[body.reason] if body.reason else [],
    )  # fmt: skip


def turn_down_bind(tx: Transaction, act: Act, body: BindBody, loaded: ToBind, refusal: Refusal) -> None:
    """Show what was turned down, and to whom."""
    number = loaded.person.post.person if loaded.person else None
    feed.line(tx, act, plan=body.plan, person=number, by=loaded.scanned.by, refusal=refusal)


def concern_bind(body: BindBody, loaded: ToBind, code: str) -> Concern:
    """Tell for whom the badge was, and which binding to somebody else stands against it."""
    badge, holder = loaded.scanned.scan.badge, loaded.scanned.person
    number = loaded.person.post.person if loaded.person else None
    if code != "badge-bound" or badge is None or holder is None:
        return Concern(body.plan, number, None)
    bound = (each.fact for each in reversed(holder.post.acts) if each.badge == badge.badge)
    return Concern(body.plan, number, None, next(bound, None))


def can_hold_bind(body: BindBody, loaded: ToBind, code: str) -> bool:
    """Tell whether the badge may go to the second of two people: it is good and in use, and they need one."""
    badge, person = loaded.scanned.scan.badge, loaded.person
    if code != "badge-bound" or badge is None or person is None or not person.post.listed:
        return False
    in_use = badge.state == "issued" and badge.returned is None
    return in_use and (person.badge is None or body.reason is not None)


def keep_held_bind(tx: Transaction, act: Act, body: BindBody, loaded: ToBind) -> None:
    """Take the badge from the record of whoever was bound first, and give it to whom it was given."""
    badge, holder, person = loaded.scanned.scan.badge, loaded.scanned.person, loaded.person
    if badge is None or person is None or person.badge == badge.badge:
        return
    if holder is not None and holder.badge == badge.badge:
        people.change(tx.connection, holder.post.plan, holder.post.person, {"badge": None, "number": None})
        shown.person(tx, act.seq, replace(holder, badge=None, number=None))
    keep_bind(tx, act, body, loaded)


class HandOutBody(Body):
    """Badges handed to their holders, or spare ones to a table."""

    plan: StrictInt
    badges: list[BadgeId] = Field(min_length=1, max_length=MAX_BADGES)


def load_hand_out(connection: Connection, _hub: Hub, _act: Act, body: HandOutBody) -> dict[str, badges.Held]:
    """Read the badges named."""
    return badges.by_ids(connection, body.badges)


def decide_hand_out(loaded: dict[str, badges.Held], _act: Act, body: HandOutBody) -> None:
    """Refuse badges of another plan and revoked ones."""
    for badge in of_plan(loaded, body.badges, body.plan):
        rules.usable(badge)


def keep_hand_out(tx: Transaction, act: Act, body: HandOutBody, loaded: dict[str, badges.Held]) -> None:
    """Note that the badges are out."""
    given = [loaded[one][0] for one in dict.fromkeys(body.badges) if one in loaded]
    for badge in given:
        badges.change(tx.connection, badge.badge, {"out": act.at, "returned": None})
        shown.badge(tx, act.seq, replace(badge, out=act.at, returned=None))
    only = given[0] if len(given) == 1 else None
    feed.line(
        tx, act, plan=body.plan, person=only.person or None if only else None,
        about=badge_number(only.serial) if only else str(len(given)),
    )  # fmt: skip


def load_return(connection: Connection, _hub: Hub, act: Act, body: ScanBody) -> Scanned:
    """Find the badge and its holder; of somebody picked by name, the badge in use."""
    if act.ready is not None:
        return scanned.by_badge(connection, act.ready)
    if body.number is not None:
        return scanned.by_number(connection, act, body.number, body.plan)
    found = scanned.by_person(connection, body.plan or 0, body.person or 0)
    if found.person is None:
        return scanned.nobody(Refusal("person-unknown"), "search")
    held = badges.held(connection, found.person.badge) if found.person.badge else None
    return replace(found, scan=replace(found.scan, badge=held and held[0]))


def decide_return(loaded: Scanned, _act: Act, _body: ScanBody) -> None:
    """Refuse what is no badge of this site, and what was collected before."""
    rules.give_back(duty.shown_badge(loaded.scan))


def keep_return(tx: Transaction, act: Act, body: ScanBody, loaded: Scanned) -> None:
    """Note that the badge is back."""
    badge = loaded.scan.badge
    if badge is None:
        return
    badges.change(tx.connection, badge.badge, {"returned": act.at})
    shown.badge(tx, act.seq, replace(badge, returned=act.at))
    number = badge_number(badge.serial)
    feed.line(
        tx, act, plan=badge.plan, person=badge.person or None, place=body.place, by=loaded.by, about=number
    )  # fmt: skip


def turn_down_return(tx: Transaction, act: Act, body: ScanBody, loaded: Scanned, refusal: Refusal) -> None:
    """Show what was turned down, and where."""
    badge = loaded.scan.badge
    number = loaded.person.post.person if loaded.person else None
    feed.line(
        tx, act, plan=badge.plan if badge else None, person=number, place=body.place, by=loaded.by, refusal=refusal
    )
    token = loaded.scan.token
    feed.alert(
        tx, act.seq, act.received, refusal, token.badge if token else act.fact.device,
        plan=badge.plan if badge else None, place=body.place,
    )  # fmt: skip


BIND = Desk(
    "badge.bind", BindBody, load_bind, decide_bind, keep_bind, turn_down_bind, read_badge,
    Disputable(concern_bind, can_hold_bind, keep_held_bind),
)  # fmt: skip
HAND_OUT = Desk("badge.hand_out", HandOutBody, load_hand_out, decide_hand_out, keep_hand_out)
RETURN = Desk("badge.return", ScanBody, load_return, decide_return, keep_return, turn_down_return, read_badge)
