"""Setting PINs: chief and office for anyone, a gate for whoever has none, their holder with the old one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from protocol.fact import MAX_INTEGER
from protocol.role import BY_NUMBER
from server.domain import pin as rules
from server.domain.device import OFFICE
from server.domain.grant import LEADERS, leading, may_hold
from server.domain.refusal import Refusal
from server.store import custody, people
from server.store import grant as grants
from server.store import pin as pins
from server.store import plan as plans
from server.store.journal import Transaction
from server.web import guard
from server.web.core import Core, core, settled
from server.web.enrol import hub_fact
from server.web.guard import Session
from server.web.pin_tries import Whose, check

#: Leaders named in a refusal at most.
NAMED = 3

bp = APIBlueprint("pins", __name__, tag="pins")


class PinIn(BaseModel):
    """Somebody's new PIN; ``old`` is the one they have, where they change it themselves."""

    model_config = ConfigDict(strict=True)
    plan: StrictInt = Field(ge=0, le=MAX_INTEGER)
    person: StrictInt = Field(ge=1, le=2**31 - 1)
    pin: str = Field(max_length=64)
    old: str | None = Field(default=None, max_length=64)


@bp.post("/api/pins")
@guard.only("chief", "office", "scanner", "gate")
@bp.input(PinIn)
@bp.doc(summary="Set or change a PIN", responses={200: "It was set", 403: "Refused", 429: "Wait"})
def set_pin(json_data: PinIn) -> dict[str, Any]:
    """Set a PIN and state that it was set; the PIN itself is kept as a hash only."""
    hub, caller, whose = core(), guard.caller(), Whose(json_data.plan, json_data.person)
    person: people.Person = settled(hub.commit(lambda tx: _may_set(tx, whose, caller, json_data)))
    rules.choose(json_data.pin, person.phone)
    if json_data.old is not None:
        check(hub, whose, caller.device, json_data.old)
    kept = hub.waiting.run(lambda: pins.hashed(json_data.pin))

    def keep(tx: Transaction) -> Refusal | None:
        found = _may_set(tx, whose, caller, json_data)  # somebody else may have set one meanwhile
        return found if isinstance(found, Refusal) else _keep(hub, tx, found, kept, caller.device, json_data)

    settled(hub.commit(keep))
    return {"plan": whose.plan, "person": whose.person}


def _may_set(tx: Transaction, whose: Whose, caller: Session, asked: PinIn) -> people.Person | Refusal:
    person = people.get(tx.connection, whose.plan, whose.person)
    if person is None or not person.post.listed:
        return Refusal("person-unknown" if person is None else "not-on-list", field="person")
    try:
        may_hold(person.post.role, custody.policy(tx.connection, whose.plan))
    except Refusal as refusal:
        return refusal
    return person if asked.old is not None else _without_old(tx, whose, caller, person)


def _without_old(tx: Transaction, whose: Whose, caller: Session, person: people.Person) -> people.Person | Refusal:
    """Refuse a gate a second PIN and anyone who leads; on a tablet a leader's PIN, unless a leader has signed in there.

    Otherwise whoever finds the chief's tablet could settle disputes in a leader's name. The first PIN of all has nobody
    to ask; ``docs/decisions/017`` says what that leaves open.
    """
    has_one, role = pins.get(tx.connection, whose.plan, whose.person) is not None, BY_NUMBER[person.post.role]
    if caller.role not in OFFICE:
        if person.post.role in LEADERS:
            return Refusal("pin-leaders", role=role.zh, role_en=role.en)
        return Refusal("pin-set-before") if has_one else person
    if person.post.role not in LEADERS or caller.role == "office":
        return person
    now = datetime.fromisoformat(tx.now)
    if leading(grants.open_ones(tx.connection, device=caller.device), now):
        return person
    leaders = pins.leaders(tx.connection, now.date())
    if has_one or leaders:
        who, who_en = _named(tx, leaders)
        code = "pin-leader-reset" if has_one else "pin-leader-first"
        return Refusal(code, role=role.zh, role_en=role.en, who=who, who_en=who_en)
    return person


def _named(tx: Transaction, leaders: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """Name the first of those who can sign in and then set it, with their roles, in both languages."""
    known = (people.get(tx.connection, *leader) for leader in leaders)
    found = [one for one in known if one is not None and one.post.listed and one.post.role in LEADERS]
    if not found:
        return "已有 PIN 的负责人", "a leader who has a PIN"
    named = [(one.name, BY_NUMBER[one.post.role]) for one in found[:NAMED]]
    more, more_en = ("等", " and others") if len(found) > NAMED else ("", "")
    zh = "、".join(f"{name}（{role.zh}）" for name, role in named)
    en = ", ".join(f"{name} ({role.en})" for name, role in named)
    return zh + more, en + more_en


def _keep(hub: Core, tx: Transaction, person: people.Person, kept: str, device: str, asked: PinIn) -> Refusal | None:
    plan, number = person.post.plan, person.post.person
    try:
        hub_fact(hub, tx, "pin.set", {"plan": plan, "person": number, "device": device})
    except Refusal as refusal:
        return refusal
    pins.put(tx.connection, plan, number, kept, tx.received)
    if asked.old is None:  # who changes their own proves no more than the old one did
        _note_leader(tx, person)
    return None


def _note_leader(tx: Transaction, person: people.Person) -> None:
    of = plans.get(tx.connection, person.post.plan)
    if person.post.role in LEADERS and of is not None:
        pins.note_leader(tx.connection, of.number, person.post.person, max(of.days))
    else:
        pins.forget_leader(tx.connection, person.post.plan, person.post.person)
