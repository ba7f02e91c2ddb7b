"""Assessors who have signed in on a device and are not on duty: the board says so, until they check in or sign out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from server.desk import feed
from server.desk.act import Act, Body, Desk
from server.domain.grant import lasting
from server.domain.practical.team import ROLE
from server.domain.refusal import Refusal
from server.store import device, grant, people
from server.store.journal import Transaction

#: Kinds by which somebody comes or goes. Where grants are given and end, the board is told by ``tell``.
KINDS = frozenset({"duty.check_in", "duty.check_out", "duty.undo"})
CODE = "assessor-not-in"


def following(desk: Desk) -> Desk:
    """Return the desk with the board told after an assessor came or went; as it is where it keeps nothing of that."""
    if desk.kind not in KINDS:
        return desk
    disputable = desk.disputable
    if disputable is not None:
        disputable = replace(disputable, keep=partial(_keep, disputable.keep))
    return replace(desk, keep=partial(_keep, desk.keep), disputable=disputable)


def _keep(keep: Callable[..., None], tx: Transaction, act: Act, body: Body, loaded: Any) -> None:
    keep(tx, act, body, loaded)
    person = getattr(loaded, "person", None)
    if isinstance(person, people.Person) and person.post.role == ROLE:  # hundreds come within minutes, few assess
        tell(tx, act, person.post.plan)


def tell(tx: Transaction, act: Act, plan: int) -> None:
    """Open and close the alerts about a plan's assessors, as it stands when the act was received."""
    before, now = _open(tx, plan), _away(tx, plan, datetime.fromisoformat(act.received))
    for person, refusal in now.items():
        if f"{CODE}/{plan}/{person}" not in before:
            feed.alert(tx, act.seq, act.received, refusal, f"{plan}/{person}", plan=plan)
    for key, row in before.items():
        if int(key.rpartition("/")[2]) not in now:
            tx.rows.put(act.seq, "alert", key, "office", row | {"state": "closed"})


def _open(tx: Transaction, plan: int) -> dict[str, Any]:
    """Return the alerts that stand, by key."""
    found = tx.rows.current_of("alert", f"{CODE}/{plan}/")
    return {key: row for key, row in found.items() if row["state"] == "open"}


def _away(tx: Transaction, plan: int, now: datetime) -> dict[int, Refusal]:
    """Return the assessors who are signed in somewhere and not on duty, with what the board says of them."""
    away: dict[int, Refusal] = {}
    for one in grant.open_ones(tx.connection, plan=plan):
        mine = one.role == ROLE and lasting(one, now)
        person = people.get(tx.connection, plan, one.person) if mine else None
        if person is None or person.post.state == "in":
            continue
        where = device.get(tx.connection, one.device)
        away[one.person] = Refusal(CODE, name=person.name, device=one.device if where is None else where.name)
    return away
