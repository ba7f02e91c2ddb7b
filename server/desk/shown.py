"""Rows as screens read them, made from what the store holds. ``docs/rows.md`` lists them."""

from datetime import datetime
from typing import Any

from protocol.number import badge_number
from server.domain.badge import Badge
from server.domain.device import ROLE_OF_KIND, Numbers
from server.domain.duty import Post
from server.domain.grant import Grant
from server.domain.plan import Plan, Room, plan_to_row, room_to_row
from server.store.device import Device
from server.store.grant import scope
from server.store.journal import Transaction
from server.store.people import Person

MISSING_SHOWN = 20


def plan(tx: Transaction, seq: int, shown: Plan, imported_seq: int) -> None:
    """Show a plan."""
    value = plan_to_row(shown) | {"imported_seq": imported_seq}
    tx.rows.put(seq, "plan", str(shown.number), "staff", value)


def room(tx: Transaction, seq: int, plan_number: int, shown: Room) -> None:
    """Show a room."""
    value = {"plan": plan_number} | room_to_row(shown)
    tx.rows.put(seq, "room", f"{plan_number}/{shown.room}", "staff", value)


def room_gone(tx: Transaction, seq: int, plan_number: int, number: str) -> None:
    """Take a room away."""
    tx.rows.put(seq, "room", f"{plan_number}/{number}", "staff", None)


def person(tx: Transaction, seq: int, shown: Person) -> None:
    """Show a person to all who check people in. Of the phone only the last four digits go to every device."""
    post = shown.post
    value: dict[str, Any] = {
        "plan": post.plan,
        "person": post.person,
        "staff_no": shown.staff_no,
        "name": shown.name,
        "role": post.role,
        "unit": shown.unit,
        "tail": shown.phone[-4:],
        "sessions": list(post.sessions),
        "rooms": dict(post.rooms),
        "listed": post.listed,
        "state": post.state,
        "at": _time(post.at),
        "place": post.place,
        "badge": shown.badge,
        "number": shown.number,
        "portrait": None if shown.portrait is None else shown.portrait[:8],
        "confirmed": shown.confirmed,
        "replaces": shown.replaces,
        "added": shown.added,
        "scan": _undoable(post),
    }
    tx.rows.put(seq, "person", f"{post.plan}/{post.person}", "staff", value)


def _undoable(post: Post) -> dict[str, Any] | None:
    """Return the act that can be taken back next."""
    if not post.acts:
        return None
    done = post.acts[-1]
    return {"fact": done.fact, "kind": done.kind, "device": done.device, "at": _time(done.at)}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def contact(tx: Transaction, seq: int, shown: Person) -> None:
    """Show a person's whole phone number and the note about them to chief and office."""
    value = {"plan": shown.post.plan, "person": shown.post.person, "phone": shown.phone, "note": shown.note}
    tx.rows.put(seq, "contact", f"{shown.post.plan}/{shown.post.person}", "office", value)


def badge(tx: Transaction, seq: int, shown: Badge) -> None:
    """Show a badge."""
    value = {
        "badge": shown.badge,
        "plan": shown.plan,
        "person": shown.person,
        "role": shown.role,
        "number": badge_number(shown.serial),
        "state": shown.state,
        "nbf": shown.not_before,
        "exp": shown.expires,
        "reason": shown.reason,
        "spare": shown.spare,
        "out": _time(shown.out),
        "returned": _time(shown.returned),
        "prints": shown.prints,
    }
    tx.rows.put(seq, "badge", shown.badge, "staff", value)


def badge_key(tx: Transaction, seq: int, kid: int, x: str) -> None:
    """Show a public key by which badges are verified offline."""
    tx.rows.put(seq, "badge_key", str(kid), "staff", {"kid": kid, "x": x})


def device(tx: Transaction, seq: int, shown: Device, numbers: Numbers, *, cloned: bool) -> None:
    """Show a device; of one that ended all numbers are missing that it is known to have used and did not hand in."""
    numbers = numbers.expecting(shown.last)
    value = {
        "device": shown.device,
        "kind": shown.kind,
        "role": ROLE_OF_KIND[shown.kind],
        "name": shown.name,
        "state": shown.state,
        "enrolled": shown.enrolled,
        "ended": shown.ended,
        "reason": shown.reason,
        "last": shown.last,
        "oldest": shown.oldest,
        "written_off": shown.written_off,
        "replaces": shown.replaces,
        "replaced_by": shown.replaced_by,
        "checked": shown.checked,
        "missing": numbers.missing_first(MISSING_SHOWN),
        "missing_count": numbers.missing_count(),
        "cloned": cloned,
    }
    tx.rows.put(seq, "device", shown.device, "office", value)


def grant(tx: Transaction, seq: int, shown: Grant, token: str | None) -> None:
    """Show a grant to every device; ``token`` only while it is open, for nobody needs a dead one."""
    value = {
        "grant": shown.grant,
        "plan": shown.plan,
        "person": shown.person,
        "role": shown.role,
        "device": shown.device,
        "scope": scope(shown.acts, shown.place),
        "nbf": shown.not_before,
        "exp": shown.expires,
        "state": shown.state,
        "ended": _time(shown.ended),
        "token": token,
    }
    tx.rows.put(seq, "grant", shown.grant, "all", value)


def pin(tx: Transaction, seq: int, plan_number: int, number: int, at: str) -> None:
    """Show that somebody has a PIN, and since when; never the PIN."""
    value = {"plan": plan_number, "person": number, "at": at}
    tx.rows.put(seq, "pin", f"{plan_number}/{number}", "staff", value)
