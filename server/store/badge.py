"""Badges issued and revoked, and what a scan needs to know in one read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from protocol.number import badge_number
from server.domain.badge import Badge
from server.domain.plan import Plan
from server.store import people, tables
from server.store import plan as plans
from server.store.prepared import Prepared

BADGE, PERSON, PLAN = tables.badge.c, tables.person.c, tables.plan.c
_COLUMNS = [column.label(f"badge_{column.name}") for column in BADGE]
_WITH_HOLDER = (
    select(*_COLUMNS, tables.person, PLAN.body.label("plan_body"))
    .join(tables.person, (PERSON.plan == BADGE.plan) & (PERSON.person == BADGE.person))
    .join(tables.plan, PLAN.plan == BADGE.plan)
)

_HELD = Prepared(_WITH_HOLDER.where(BADGE.badge == bindparam("id")))

Held = tuple[Badge, people.Person, Plan]


def _held(row: Any) -> Held:
    badge = Badge(
        row.badge_badge, row.badge_plan, row.badge_person, row.badge_role, row.badge_serial,
        row.badge_nbf, row.badge_exp, row.badge_state, row.badge_reason,
    )  # fmt: skip
    return badge, people.of_row(row), plans.parsed(row.plan_body)


def held(connection: Connection, badge: str) -> Held | None:
    """Return a badge with its holder and plan, or None."""
    rows = _HELD(connection, id=badge)
    return _held(rows[0]) if rows else None


def held_by_serial(connection: Connection, serial: int) -> list[Held]:
    """Return the badges with this serial, one for each plan, the plan imported last first."""
    query = _WITH_HOLDER.where(BADGE.serial == serial).order_by(PLAN.imported_seq.desc())
    return [_held(row) for row in connection.execute(query)]


def every(connection: Connection, plan: int, role: int | None = None) -> list[Held]:
    """Return a plan's badges that are not revoked, in the order of their serials."""
    query = _WITH_HOLDER.where(BADGE.plan == plan, BADGE.state == "issued").order_by(BADGE.serial)
    if role is not None:
        query = query.where(BADGE.role == role)
    return [_held(row) for row in connection.execute(query)]


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
        }
        for badge in badges
    ]
    connection.execute(insert(tables.badge), rows)
    for badge in badges:
        people.change(
            connection, badge.plan, badge.person, {"badge": badge.badge, "number": badge_number(badge.serial)}
        )


def revoke(connection: Connection, badge: Badge, reason: str) -> None:
    """Revoke a badge and take it from its holder."""
    revoked = update(tables.badge).where(BADGE.badge == badge.badge).values(state="revoked", reason=reason)
    connection.execute(revoked)
    people.change(connection, badge.plan, badge.person, {"badge": None, "number": None})
