"""Taking back a mistaken scan: the last check-in, check-out or binding of somebody."""

from dataclasses import dataclass, replace

from pydantic import Field, StrictStr
from sqlalchemy import Connection

from server.desk import feed, shown
from server.desk.act import Act, Body, Desk, Hub
from server.domain import badge as badge_rules
from server.domain import device as devices_rules
from server.domain import duty
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import device as devices
from server.store import people
from server.store.journal import Transaction


class UndoBody(Body):
    """The id of the fact that is taken back."""

    undoes: StrictStr = Field(min_length=1, max_length=64)


@dataclass(frozen=True, slots=True)
class ToUndo:
    """Whom the fact changed, and whether the device that asks may take back what others did."""

    person: people.Person | None
    anywhere: bool


def load(connection: Connection, _hub: Hub, act: Act, body: UndoBody) -> ToUndo:
    """Find whom the fact changed."""
    role = devices.role_of(connection, act.fact.device)
    return ToUndo(people.changed_by(connection, body.undoes), role in devices_rules.OFFICE)


def decide(loaded: ToUndo, act: Act, body: UndoBody) -> None:
    """Refuse what is not the last act, too old or another device's, and a binding whose badge was stopped since."""
    post = loaded.person.post if loaded.person else None
    done = duty.undo(post, body.undoes, act.now, act.fact.device, anywhere=loaded.anywhere)
    if done.badge is not None and loaded.person is not None and loaded.person.badge != done.badge:
        raise Refusal("undo-overtaken", field="undoes")  # stopped since, perhaps with another in its place


def keep(tx: Transaction, act: Act, _body: UndoBody, loaded: ToUndo) -> None:
    """Put the person back as they were; a spare badge that was bound is free again."""
    person = loaded.person
    if person is None or not person.post.acts:
        return
    last = person.post.acts[-1]
    post = duty.undone(person.post)
    people.keep_post(tx.connection, post)
    shown_person = replace(person, post=post)
    if last.badge is not None:
        shown_person = replace(shown_person, badge=None, number=None)
        _unbind(tx, act, person, last.badge)
    shown.person(tx, act.seq, shown_person)
    feed.line(tx, act, plan=post.plan, person=post.person, place=last.place, what=[last.kind])


def _unbind(tx: Transaction, act: Act, person: people.Person, badge_id: str) -> None:
    held = badges.held(tx.connection, badge_id)
    if held is None or held[0].person != person.post.person:
        return
    people.change(tx.connection, person.post.plan, person.post.person, {"badge": None, "number": None})
    free = replace(held[0], person=badge_rules.NOBODY, out=None)
    badges.change(tx.connection, badge_id, {"person": badge_rules.NOBODY, "out": None})
    shown.badge(tx, act.seq, free)


def turn_down(tx: Transaction, act: Act, _body: UndoBody, loaded: ToUndo, refusal: Refusal) -> None:
    """Show what was turned down."""
    post = loaded.person.post if loaded.person else None
    plan, person = (post.plan, post.person) if post else (None, None)
    feed.line(tx, act, plan=plan, person=person, refusal=refusal)


UNDO = Desk("duty.undo", UndoBody, load, decide, keep, turn_down)
