"""Substitutes and walk-ins, and what changes about people on the list.

Names, phones and notes are not in the facts: the device hands them in beside the fact, which names them by a salted
hash, and the hub keeps them by content.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator
from sqlalchemy import Connection

from protocol.role import PROCTOR
from server.desk import feed, grant, shown
from server.desk.act import Act, Body, Desk, Hub
from server.desk.badge import stop
from server.desk.imports import Lost
from server.desk.scan import post_of
from server.domain import device as device_rules
from server.domain import staff as rules
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import device as devices
from server.store import people
from server.store import plan as plans
from server.store.journal import Transaction

DETAILS = r"^[0-9a-f]{64}$"
MAX_SESSIONS, MAX_PEOPLE = 20, 500


class AddBody(Body):
    """Somebody nobody listed; ``details`` names what stands beside the fact, ``replaces`` whom they stand for."""

    plan: StrictInt
    role: StrictInt
    sessions: list[StrictStr] = Field(default=[], max_length=MAX_SESSIONS)
    details: StrictStr = Field(pattern=DETAILS)
    replaces: StrictInt | None = Field(default=None, ge=1, le=2**31)


class ChangeBody(Body):
    """What changes about somebody; what is left out stays."""

    plan: StrictInt
    person: StrictInt = Field(ge=1, le=2**31)
    role: StrictInt | None = None
    sessions: list[StrictStr] | None = Field(default=None, max_length=MAX_SESSIONS)
    listed: StrictBool | None = None
    details: StrictStr | None = Field(default=None, pattern=DETAILS)

    @model_validator(mode="after")
    def _something(self) -> "ChangeBody":
        if self.role is None and self.sessions is None and self.listed is None and self.details is None:
            raise ValueError("something that changes")
        return self


class ConfirmBody(Body):
    """Substitutes that chief or office have looked at."""

    plan: StrictInt
    people: list[StrictInt] = Field(min_length=1, max_length=MAX_PEOPLE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a change needs: the plan, the person (or who is replaced), the details as kept, who asks."""

    plan: Plan | None
    person: people.Person | None
    details: bytes | None
    office: bool
    everyone: tuple[people.Person, ...] = ()


def load_add(connection: Connection, hub: Hub, act: Act, body: AddBody) -> Loaded:
    """Read the plan, its people and the details."""
    everyone = tuple(people.every(connection, body.plan))
    replaced = next((person for person in everyone if person.post.person == body.replaces), None)
    office = devices.role_of(connection, act.fact.device) in device_rules.OFFICE
    return Loaded(plans.get(connection, body.plan), replaced, hub.files.read(body.details), office, everyone)


def decide_add(loaded: Loaded, _act: Act, body: AddBody) -> None:
    """Refuse without details, roles the gate may not add, and people who are listed already."""
    details = rules.read_details(loaded.details)
    if body.replaces is not None and loaded.person is None:
        raise Refusal("person-unknown", field="replaces")
    known = (rules.Listed(person.name, person.phone, person.post.listed) for person in loaded.everyone)
    rules.add(
        loaded.plan, body.role, body.sessions, details,
        known=known, office=loaded.office, stands_for=post_of(loaded.person),
    )  # fmt: skip


def keep_add(tx: Transaction, act: Act, body: AddBody, loaded: Loaded) -> None:
    """Add the person; who is replaced leaves the list and their badge stops.

    Raises:
        Lost: a rebuild does not find the details.
    """
    details = _kept(loaded, body.details)
    last_person, last_serial = plans.counters(tx.connection, body.plan)
    number, replaced = last_person + 1, loaded.person
    rooms = dict(replaced.post.rooms) if replaced is not None and body.role == PROCTOR.number else {}
    sessions = body.sessions if replaced is None or body.sessions else list(replaced.post.sessions)
    people.add(
        tx.connection,
        body.plan,
        [
            {
                "person": number,
                "staff_no": _staff_no(number, {person.staff_no for person in loaded.everyone}),
                **_columns(details),
                "role": body.role,
                "sessions": json.dumps(sessions),
                "rooms": json.dumps(rooms, ensure_ascii=False, sort_keys=True),
                "portrait": None,
                "id_hash": None,
                "confirmed": int(loaded.office),
                "replaces": body.replaces,
                "added": act.fact.id,
            }
        ],
    )
    plans.count_on(tx.connection, body.plan, last_person=number, last_serial=last_serial)
    if replaced is not None:
        _leave(tx, act, replaced)
        grant.review(tx, act, body.plan)
    _show(tx, act, body.plan, number)
    role = str(body.role)
    feed.line(tx, act, plan=body.plan, person=number, about=role, what=["replaces"] if replaced else [])


def _kept(loaded: Loaded, digest: str) -> rules.Details:
    if loaded.details is None:
        raise Lost(digest)
    return rules.read_details(loaded.details)


def _staff_no(number: int, taken: set[str]) -> str:
    """Return a staff number that nobody has: 临 for 临时, and the person's number."""
    wanted = f"临{number:03d}"
    while wanted in taken:
        wanted += "x"
    return wanted


def _columns(details: rules.Details) -> dict[str, Any]:
    return {"name": details.name, "unit": details.unit, "phone": details.phone, "note": details.note}


def _leave(tx: Transaction, act: Act, person: people.Person) -> None:
    """Take somebody off the list: their badge stops, their rooms are free."""
    if person.badge is not None:
        stop(tx, act, person.badge, "left")
    people.change(tx.connection, person.post.plan, person.post.person, {"listed": 0, "rooms": "{}"})
    _show(tx, act, person.post.plan, person.post.person)


def _show(tx: Transaction, act: Act, plan: int, number: int) -> None:
    person = people.get(tx.connection, plan, number)
    if person is not None:
        shown.person(tx, act.seq, person)
        shown.contact(tx, act.seq, person)


def load_change(connection: Connection, hub: Hub, act: Act, body: ChangeBody) -> Loaded:
    """Read the plan, the person and the details."""
    details = hub.files.read(body.details) if body.details is not None else None
    office = devices.role_of(connection, act.fact.device) in device_rules.OFFICE
    person = people.get(connection, body.plan, body.person)
    return Loaded(plans.get(connection, body.plan), person, details, office)


def decide_change(loaded: Loaded, _act: Act, body: ChangeBody) -> None:
    """Refuse without the details named, and what the plan does not have."""
    if body.details is not None:
        rules.read_details(loaded.details)
    rules.change(loaded.plan, post_of(loaded.person), body.role, body.sessions)


def keep_change(tx: Transaction, act: Act, body: ChangeBody, loaded: Loaded) -> None:
    """Change the person. A badge with another role stops; one with an old name is to be printed again.

    Raises:
        Lost: a rebuild does not find the details.
    """
    person = loaded.person
    if person is None:
        return
    values = _changes(loaded, body, person)
    if person.badge is not None and values.get("name", person.name) != person.name:
        unprint(tx, act, person.badge)
    if person.badge is not None and "role" in values:
        stop(tx, act, person.badge, "role")
    if values:
        people.change(tx.connection, body.plan, body.person, values)
    if body.listed is False and person.post.listed:
        _leave(tx, act, replace(person, badge=None if "role" in values else person.badge))
    grant.review(tx, act, body.plan)
    _show(tx, act, body.plan, body.person)
    what = sorted(name for name in ("role", "sessions", "listed", "details") if getattr(body, name) is not None)
    feed.line(tx, act, plan=body.plan, person=body.person, what=what)


def _changes(loaded: Loaded, body: ChangeBody, person: people.Person) -> dict[str, Any]:
    """Return the columns that change."""
    values: dict[str, Any] = {}
    if body.details is not None:
        values |= _columns(_kept(loaded, body.details))
    if body.role is not None and body.role != person.post.role:
        values |= {"role": body.role} | ({} if body.role == PROCTOR.number else {"rooms": "{}"})
    if body.sessions is not None:
        values |= {"sessions": json.dumps(body.sessions)}
    if body.listed is not None:
        values |= {"listed": int(body.listed)}
    return values


def unprint(tx: Transaction, act: Act, badge_id: str) -> None:
    """Note that what is printed on a badge no longer holds."""
    held = badges.held(tx.connection, badge_id)
    if held is not None and held[0].prints:
        badges.change(tx.connection, badge_id, {"prints": 0})
        shown.badge(tx, act.seq, replace(held[0], prints=0))


def load_confirm(connection: Connection, _hub: Hub, _act: Act, body: ConfirmBody) -> list[people.Person | None]:
    """Read the people named."""
    return [people.get(connection, body.plan, number) for number in body.people]


def decide_confirm(loaded: list[people.Person | None], _act: Act, _body: ConfirmBody) -> None:
    """Refuse people who are not there."""
    if None in loaded:
        raise Refusal("person-unknown", field="people")


def keep_confirm(tx: Transaction, act: Act, body: ConfirmBody, loaded: list[people.Person | None]) -> None:
    """Note that somebody has looked."""
    for person in loaded:
        if person is not None and not person.confirmed:
            people.change(tx.connection, body.plan, person.post.person, {"confirmed": 1})
            shown.person(tx, act.seq, replace(person, confirmed=True))
    only = body.people[0] if len(body.people) == 1 else None
    feed.line(tx, act, plan=body.plan, person=only, about=None if only else str(len(body.people)))


ADD = Desk("staff.add", AddBody, load_add, decide_add, keep_add)
CHANGE = Desk("staff.change", ChangeBody, load_change, decide_change, keep_change)
CONFIRM = Desk("staff.confirm", ConfirmBody, load_confirm, decide_confirm, keep_confirm)
