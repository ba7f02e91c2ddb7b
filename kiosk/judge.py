"""What this station can say of a scan by itself, from the rows it keeps: at once, and while the hub is away.

The hub's word stands when it comes.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.rows import Rows
from protocol.token import Forged, Token, Unreadable, read

#: Doubts for which nobody is let in without the hub's word. ``already-in`` is not among them: that is a second scan.
STOPS = frozenset({"unreadable", "forged", "revoked", "wrong-plan", "wrong-day", "not-listed"})


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is meant by a scan, as far as this station knows. ``doubt``: what speaks against them, None for nothing."""

    plan: int | None = None
    person: Mapping[str, Any] | None = None
    role: int | None = None
    number: str | None = None
    doubt: str | None = None


def holder_of(who: Mapping[str, Any], rows: Rows, at: float, *, leaving: bool = False) -> Holder:
    """Find who is meant by the body of a check-in.

    Args:
        who: ``badge``, ``number``, or ``person`` with ``plan``.
        rows: what was read from the hub.
        at: the hub's time, Unix seconds.
        leaving: they are checked out.
    """
    if "badge" in who:
        holder = _of_text(who["badge"], rows, at)
    elif "number" in who:
        badge = rows.by_number(who["number"], at)
        holder = Holder(number=who["number"]) if badge is None else _of_badge(badge, rows, at)
    else:
        person = rows.person(who["plan"], who["person"])
        role, number = (person["role"], person.get("number")) if person else (None, None)
        holder = Holder(who["plan"], person, role, number)
    if holder.doubt is None and holder.person is not None:
        return _with(holder, _against(holder.person, leaving=leaving))
    return holder


def _of_text(text: str, rows: Rows, at: float) -> Holder:
    keys = {row["kid"]: public_key(row["x"]) for row in rows.all("badge_key")}
    if not keys:
        return Holder()  # never heard from the hub: nothing can be verified, and an unverified name is nobody's
    try:
        token = read(text, keys)
    except Unreadable:
        return Holder(doubt="unreadable")
    except Forged:
        return Holder(doubt="forged")
    badge = rows.one("badge", token.badge)
    holder = _of_token(token, rows) if badge is None else _of_badge(badge, rows, at)
    if holder.doubt is None and not any(plan["plan"] == token.plan for plan in rows.all("plan")):
        return _with(holder, "wrong-plan")
    if holder.doubt is None and not token.not_before <= at < token.expires:
        return _with(holder, "wrong-day")
    return holder


def _of_token(token: Token, rows: Rows) -> Holder:
    return Holder(token.plan, rows.person(token.plan, token.person), token.role)


def _of_badge(badge: Mapping[str, Any], rows: Rows, at: float) -> Holder:
    """Read the holder from the badge's row: a spare badge has one from the moment it is bound."""
    person = rows.person(badge["plan"], badge["person"]) if badge.get("person") else None
    doubt = None
    if badge["state"] == "revoked":
        doubt = "revoked"
    elif not badge["nbf"] <= at < badge["exp"]:
        doubt = "wrong-day"
    return Holder(badge["plan"], person, badge["role"], badge.get("number"), doubt)


def _against(person: Mapping[str, Any], *, leaving: bool) -> str | None:
    if not person.get("listed"):
        return "not-listed"
    return "already-in" if person.get("state") == "in" and not leaving else None


def _with(holder: Holder, doubt: str | None) -> Holder:
    return Holder(holder.plan, holder.person, holder.role, holder.number, doubt)


def public_key(x: str) -> Ed25519PublicKey:
    """Read a key as ``badge_key`` rows have it."""
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(x + "=" * (-len(x) % 4)))
