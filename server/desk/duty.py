"""Check-in, check-out and rooms for invigilators."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import draw as drawing
from server.desk import feed, shown
from server.desk import scan as scanned
from server.desk.act import Act, Body, Concern, Desk, Disputable, Hub
from server.desk.scan import ScanBody, Scanned
from server.domain import duty
from server.domain.lot import Lot
from server.domain.plan import Plan, Room
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import draw, people
from server.store import plan as plans
from server.store.journal import Transaction

MAX_PLACES = 500


def read_badge(hub: Hub, body: Any) -> Any:
    """Read and verify the badge's token, where one was scanned."""
    return scanned.read(hub, body.badge)


def load_scan(connection: Connection, _hub: Hub, act: Act, body: ScanBody) -> Scanned:
    """Find the person a scan stands for."""
    if act.ready is not None:
        return scanned.by_badge(connection, act.ready)
    if body.number is not None:
        return scanned.by_number(connection, act, body.number, body.plan)
    return scanned.by_person(connection, body.plan or 0, body.person or 0)


def keep_scan(effect: str, tx: Transaction, act: Act, body: ScanBody, loaded: Scanned) -> None:
    """Change the person's state and show it."""
    if loaded.person is None:
        return
    changed = duty.entered if effect == "in" else duty.left
    post = changed(loaded.person.post, body.place, act.at, done(act, loaded.person.post))
    people.keep_post(tx.connection, post)
    shown.person(tx, act.seq, replace(loaded.person, post=post))
    badge = loaded.scan.badge
    if badge is not None and badge.returned is not None:  # it was collected before, and is with its holder again
        badges.change(tx.connection, badge.badge, {"returned": None, "out": act.at})
        shown.badge(tx, act.seq, replace(badge, returned=None, out=act.at))
    feed.line(tx, act, plan=post.plan, person=post.person, place=body.place, by=loaded.by)


def keep_held(effect: str, tx: Transaction, act: Act, body: ScanBody, loaded: Scanned) -> None:
    """Change what a disputed scan still changes, once a named person has settled that it happened."""
    if loaded.person is not None and duty.moves(loaded.person.post, effect, act.at):
        keep_scan(effect, tx, act, body, loaded)


def concern(body: ScanBody, loaded: Scanned, code: str) -> Concern:
    """Tell who was scanned, and which check-in or check-out stands against it."""
    post, token = loaded.scan.post, loaded.scan.token
    against = duty.contradicted(post, code)
    if post is None:
        return Concern(token.plan if token else body.plan, None, body.place)
    return Concern(post.plan, post.person, body.place, None if against is None else against.fact)


def can_hold(_body: ScanBody, loaded: Scanned, code: str) -> bool:
    """Tell whether a disputed scan may be settled to have happened."""
    return duty.can_hold(loaded.scan.post, code)


def done(act: Act, post: duty.Post, badge: str | None = None) -> duty.Done:
    """Return what it takes to take this act back."""
    fact = act.fact
    return duty.Done(fact.id, fact.kind, fact.device, act.at, post.state, post.at, post.place, badge)


def turn_down_scan(tx: Transaction, act: Act, body: ScanBody, loaded: Scanned, refusal: Refusal) -> None:
    """Show who was turned away, where, and why."""
    person, token = loaded.person, loaded.scan.token
    plan_number = person.post.plan if person else token.plan if token else None
    number = person.post.person if person else None
    feed.line(tx, act, plan=plan_number, person=number, place=body.place, by=loaded.by, refusal=refusal)
    subject = token.badge if token else act.fact.device
    feed.alert(tx, act.seq, act.received, refusal, subject, plan=plan_number, place=body.place)


class Place(Body):
    """One invigilator's room; None takes the room away."""

    person: StrictInt
    room: StrictStr | None


class AssignBody(Body):
    """Rooms of one session; ``reason`` says why people are moved who were drawn for a room."""

    plan: StrictInt
    session: StrictStr
    places: list[Place] = Field(min_length=1, max_length=MAX_PLACES)
    reason: StrictStr = Field(default="", max_length=200)


@dataclass(frozen=True, slots=True)
class Rooms:
    """What assigning needs: the plan, its rooms, the people named, and the draw of the session's rooms, if any."""

    plan: Plan | None
    rooms: dict[str, Room]
    people: dict[int, people.Person]
    lot: Lot | None

    def moved(self, body: AssignBody) -> dict[int, tuple[str | None, str | None]]:
        """Return whose room changes where it was drawn: the room before and after, by person."""
        if self.lot is None or self.lot.drawn is None:
            return {}
        had = {place.person: self.people[place.person].post.rooms.get(body.session) for place in body.places}
        return {one.person: (had[one.person], one.room) for one in body.places if had[one.person] != one.room}


def load_rooms(connection: Connection, _hub: Hub, _act: Act, body: AssignBody) -> Rooms:
    """Read the plan, its rooms and the people named."""
    found = {place.person: people.get(connection, body.plan, place.person) for place in body.places}
    named = {number: person for number, person in found.items() if person is not None}
    lot = draw.get(connection, body.plan, body.session, "rooms")
    return Rooms(plans.get(connection, body.plan), plans.rooms(connection, body.plan), named, lot)


def decide_rooms(loaded: Rooms, _act: Act, body: AssignBody) -> None:
    """Refuse the whole list where one line cannot be."""
    if loaded.plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    for place in body.places:
        person = loaded.people.get(place.person)
        duty.assign(person.post if person else None, loaded.plan, loaded.rooms, body.session, place.room)
    if loaded.moved(body) and not body.reason.strip():
        raise Refusal("why-needed", field="reason")


def keep_rooms(tx: Transaction, act: Act, body: AssignBody, loaded: Rooms) -> None:
    """Give the rooms and show them."""
    for place in body.places:
        person = people.get(tx.connection, body.plan, place.person)
        if person is None:
            continue
        post = duty.assigned(person.post, body.session, place.room)
        people.keep_post(tx.connection, post)
        shown.person(tx, act.seq, replace(person, post=post))
    moved = loaded.moved(body)
    if moved and loaded.lot is not None:
        _tell_moved(tx, act, body, loaded.lot, moved)


def _tell_moved(
    tx: Transaction, act: Act, body: AssignBody, lot: Lot, moved: dict[int, tuple[str | None, str | None]]
) -> None:
    """Keep with the draw, and tell, what was changed by hand after it: room by room."""
    by = () if act.grant is None else (act.grant.person,)
    reason = body.reason.strip()
    for room in sorted({room for both in moved.values() for room in both if room is not None}):
        out = tuple(person for person, (had, _) in moved.items() if had == room)
        into = tuple(person for person, (_, gets) in moved.items() if gets == room)
        lot = drawing.noted(lot, act, "assign", by, room, out=out, into=into, reason=reason)
    drawing.keep_lot(tx, act, lot, person=next(iter(moved)) if len(moved) == 1 else None)
    told = Refusal("draw-changed-by-hand", session=body.session, n=len(moved), reason=reason)
    feed.alert(tx, act.seq, act.received, told, f"draw {body.session} {act.seq}", plan=body.plan, place=body.session)


def _decide_in(loaded: Scanned, act: Act, _body: ScanBody) -> None:
    duty.check_in(loaded.scan, act.now, acted=act.acted)


def _decide_out(loaded: Scanned, act: Act, _body: ScanBody) -> None:
    duty.check_out(loaded.scan, act.now, acted=act.acted)


def _scan(kind: str, effect: str, decide: Callable[[Scanned, Act, ScanBody], None]) -> Desk:
    disputable = Disputable(concern, can_hold, partial(keep_held, effect))
    keep = partial(keep_scan, effect)
    return Desk(kind, ScanBody, load_scan, decide, keep, turn_down_scan, read_badge, disputable)


CHECK_IN = _scan("duty.check_in", "in", _decide_in)
CHECK_OUT = _scan("duty.check_out", "out", _decide_out)
ASSIGN = Desk("duty.assign", AssignBody, load_rooms, decide_rooms, keep_rooms)
