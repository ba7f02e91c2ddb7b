"""Who a scan stands for: a badge that was shown, a number that was typed, a name that was picked."""

from dataclasses import dataclass

from pydantic import Field, StrictInt, StrictStr, model_validator
from sqlalchemy import Connection

from protocol import token as tokens
from protocol.number import read_badge_number
from server.desk.act import Act, Body, Hub
from server.domain import duty
from server.domain.refusal import Refusal
from server.store import badge as badges
from server.store import people
from server.store import plan as plans


@dataclass(frozen=True, slots=True)
class Scanned:
    """The scan as rules see it, the person as stored, and how they were found.

    ``until`` (Unix seconds): the badge is good longer than it says, for this act.
    """

    scan: duty.Scan
    person: people.Person | None
    by: str
    until: int | None = None


class ScanBody(Body):
    """Whose badge was scanned, its number typed or its holder picked by name, and where (``place``)."""

    place: StrictStr = Field(min_length=1, max_length=40)
    badge: StrictStr | None = Field(default=None, min_length=1, max_length=2000)
    number: StrictStr | None = Field(default=None, min_length=1, max_length=20)
    person: StrictInt | None = Field(default=None, ge=1, le=2**31)
    plan: StrictInt | None = Field(default=None, ge=0, le=2**53)

    @model_validator(mode="after")
    def _exactly_one(self) -> "ScanBody":
        if sum(each is not None for each in (self.badge, self.number, self.person)) != 1:
            raise ValueError("exactly one of badge, number and person")
        if self.person is not None and self.plan is None:
            raise ValueError("plan, because person numbers belong to a plan")
        return self


def post_of(person: people.Person | None) -> duty.Post | None:
    """Return somebody's duty, where there is somebody."""
    return None if person is None else person.post


def read(hub: Hub, text: str | None) -> tokens.Token | Refusal | None:
    """Read and verify a badge's token, where one was scanned."""
    if text is None:
        return None
    try:
        return tokens.read(text.strip(), hub.badge_keys)
    except tokens.Unreadable:
        return Refusal("badge-unreadable")
    except tokens.Forged:
        return Refusal("badge-forged")


def by_badge(connection: Connection, ready: tokens.Token | Refusal) -> Scanned:
    """Find the holder of a badge whose token was read (``ready``: what ``read`` made of it)."""
    if isinstance(ready, Refusal):
        return nobody(ready, "badge")
    held = badges.held(connection, ready.badge)
    if held is None:
        scan = duty.Scan(plans.every(connection), ready, None, None, None, None)
        return Scanned(scan, None, "badge")
    badge, person, plan = held
    return Scanned(duty.Scan((plan,), ready, None, badge, plan, post_of(person)), person, "badge")


def beside(connection: Connection, ready: tokens.Token | Refusal | None, field: str) -> Scanned:
    """Find who signs beside whoever has signed in: by the badge they show, which nobody else can do for them.

    A number or a name can be entered by one person alone; ``ready`` is None then, and the scan's fault says so.
    """
    return nobody(Refusal("badge-needed", field=field), "badge") if ready is None else by_badge(connection, ready)


def by_number(connection: Connection, act: Act, typed: str, plan_number: int | None) -> Scanned:
    """Find the holder of the badge with a typed number."""
    unknown = nobody(Refusal("number-unknown", number=typed), "number")
    try:
        serial = read_badge_number(typed)
    except ValueError:
        return unknown
    found = [
        held
        for held in badges.held_by_serial(connection, serial)
        if plan_number is None or held[2].number == plan_number
    ]
    if not found:
        return unknown
    # Serials repeat from plan to plan: of several, the badge that is valid now is meant.
    now = act.at.timestamp()
    valid = [held for held in found if held[0].not_before <= now < held[0].expires]
    if len(valid) > 1:
        return nobody(Refusal("number-ambiguous", number=typed), "number")
    badge, person, plan = (valid or found)[0]
    return Scanned(duty.Scan((plan,), None, None, badge, plan, post_of(person)), person, "number")


def by_person(connection: Connection, plan_number: int, number: int) -> Scanned:
    """Find somebody picked by name."""
    plan, person = plans.get(connection, plan_number), people.get(connection, plan_number, number)
    return Scanned(duty.Scan((), None, None, None, plan, post_of(person)), person, "search")


def nobody(fault: Refusal, by: str) -> Scanned:
    """Return a scan that stands for nobody, and why."""
    return Scanned(duty.Scan((), None, fault, None, None, None), None, by)
