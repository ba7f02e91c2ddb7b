"""Badges issued and revoked, and what a scan needs to know in one read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from protocol.number import badge_number
from server.domain.badge import NOBODY, Badge
from server.domain.plan import Plan
from server.store import people, tables
from server.store import plan as plans
from server.store.prepared import Prepared

BADGE, PERSON, PLAN = tables.badge.c, tables.person.c, tables.plan.c
_COLUMNS = [column.label(f"badge_{column.name}") for column in BADGE]
_WITH_HOLDER = (
    select(*_COLUMNS, tables.person, PLAN.body.label("plan_body"))
    .outerjoin(tables.person, (PERSON.plan == BADGE.plan) & (PERSON.person == BADGE.person))
    .join(tables.plan, PLAN.plan == BADGE.plan)
)

_HELD = Prepared(_WITH_HOLDER.where(BADGE.badge == bindparam("id")))

#: A badge, its holder (None: a spare one not bound yet) and its plan.
Held = tuple[Badge, people.Person | None, Plan]


def _held(row: Any) -> Held:
    badge = Badge(
        row.badge_badge, row.badge_plan, row.badge_person, row.badge_role, row.badge_serial,
        row.badge_nbf, row.badge_exp, row.badge_state, row.badge_reason,
        bool(row.badge_spare), _moment(row.badge_out), _moment(row.badge_returned), row.badge_prints,
    )  # fmt: skip
    return badge, None if row.person is None else people.of_row(row), plans.parsed(row.plan_body)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def held(connection: Connection, badge: str) -> Held | None:
    """Return a badge with its holder and plan, or None."""
    rows = _HELD(connection, id=badge)
    return _held(rows[0]) if rows else None


def revoked(connection: Connection) -> dict[int, frozenset[str]]:
    """Return the ids of the revoked badges by plan."""
    found: dict[int, set[str]] = {}
    for plan, badge in connection.execute(select(BADGE.plan, BADGE.badge).where(BADGE.state == "revoked")):
        found.setdefault(plan, set()).add(badge)
    return {plan: frozenset(ids) for plan, ids in found.items()}


def held_by_serial(connection: Connection, serial: int) -> list[Held]:
    """Return the badges with this serial, one for each plan, the plan imported last first."""
    query = _WITH_HOLDER.where(BADGE.serial == serial).order_by(PLAN.imported_seq.desc())
    return [_held(row) for row in connection.execute(query)]


def every(connection: Connection, plan: int, role: int | None = None, *, revoked: bool = False) -> list[Held]:
    """Return a plan's badges in the order of their serials; the revoked ones only where they are asked for."""
    query = _WITH_HOLDER.where(BADGE.plan == plan).order_by(BADGE.serial)
    if not revoked:
        query = query.where(BADGE.state == "issued")
    if role is not None:
        query = query.where(BADGE.role == role)
    return [_held(row) for row in connection.execute(query)]


def by_ids(connection: Connection, ids: Sequence[str]) -> dict[str, Held]:
    """Return the badges with these ids, by id; unknown ones are left out."""
    found = (held(connection, badge) for badge in ids)
    return {one[0].badge: one for one in found if one is not None}


def exists(connection: Connection, badge: str) -> bool:
    """Tell whether this badge id was ever issued."""
    return connection.execute(select(BADGE.badge).where(BADGE.badge == badge)).first() is not None


def add(connection: Connection, badges: Sequence[Badge]) -> None:
    """Add issued badges and give them to their holders."""
    rows = [
        {
            "badge": badge.badge,
            "plan": badge.plan,
            "person": badge.person,
            "role": badge.role,
            "serial": badge.serial,
            "nbf": badge.not_before,
            "exp": badge.expires,
            "state": badge.state,
            "reason": badge.reason,
            "spare": int(badge.spare),
            "out": None,
            "returned": None,
            "prints": 0,
        }
        for badge in badges
    ]
    connection.execute(insert(tables.badge), rows)
    for badge in badges:
        if badge.person != NOBODY:
            _give(connection, badge)


def _give(connection: Connection, badge: Badge) -> None:
    values = {"badge": badge.badge, "number": badge_number(badge.serial)}
    people.change(connection, badge.plan, badge.person, values)


def bind(connection: Connection, badge: Badge) -> None:
    """Give a spare badge to its (new) holder."""
    change(connection, badge.badge, {"person": badge.person})
    if badge.person != NOBODY:
        _give(connection, badge)


def change(connection: Connection, badge: str, values: Mapping[str, Any]) -> None:
    """Set columns of one badge; times are aware moments."""
    written = {
        name: value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value
        for name, value in values.items()
    }
    connection.execute(update(tables.badge).where(BADGE.badge == badge).values(written))


def revoke(connection: Connection, badge: Badge, reason: str) -> None:
    """Revoke a badge and take it from whoever has it in use."""
    change(connection, badge.badge, {"state": "revoked", "reason": reason})
    holder = people.get(connection, badge.plan, badge.person)
    if holder is not None and holder.badge == badge.badge:
        people.change(connection, badge.plan, badge.person, {"badge": None, "number": None})
