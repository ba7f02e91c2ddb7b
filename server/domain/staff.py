"""Staff on the day: substitutes and walk-ins, and what changes about those on the list.

Five of 150 are substitutes that nobody listed (``domain`` 14). Whoever stands at a gate may add people for the rooms
and the services of the site; who heads it, guards its papers or supervises it is added by the office.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from protocol.role import BY_CODE, BY_NUMBER
from server.domain.duty import Post
from server.domain.plan import Plan
from server.domain.refusal import Refusal

#: Roles that a phone or a gate may add.
AT_THE_GATE = frozenset(BY_CODE[code].number for code in ("RP", "PR", "EX", "OP", "IT", "GA", "MED"))

NAME_MOST, UNIT_MOST, PHONE_MOST, NOTE_MOST = 40, 60, 20, 200
_PHONE = frozenset("0123456789+-() ")


@dataclass(frozen=True, slots=True)
class Details:
    """What a person is called and how to reach them: it stands beside the journal, never in a fact."""

    name: str
    unit: str
    phone: str
    note: str


def read_details(text: bytes | None) -> Details:
    """Read the details that came beside a fact: canonical JSON with ``name``, ``unit``, ``phone``, ``note``, ``salt``.

    Raises:
        Refusal: ``details-missing`` where there are none, ``details-wrong`` naming the field.
    """
    if text is None:
        raise Refusal("details-missing", field="details")
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("details-wrong", field="details", most=0) from error
    if not isinstance(row, dict) or not isinstance(row.get("salt"), str) or len(row["salt"]) < 16:
        raise Refusal("details-wrong", field="salt", most=0)
    details = Details(
        name=_text(row, "name", NAME_MOST),
        unit=_text(row, "unit", UNIT_MOST),
        phone=_text(row, "phone", PHONE_MOST),
        note=_text(row, "note", NOTE_MOST),
    )
    if not details.name:
        raise Refusal("name-blank", field="name")
    if not set(details.phone) <= _PHONE:
        raise Refusal("phone-wrong", field="phone")
    return details


def _text(row: Mapping[str, Any], field: str, most: int) -> str:
    value = row.get(field)
    if not isinstance(value, str) or len(value) > most or any(not char.isprintable() for char in value):
        raise Refusal("details-wrong", field=field, most=most)
    return value.strip()


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who is on the list already, as far as telling people apart goes."""

    name: str
    phone: str
    listed: bool


def add(
    plan: Plan | None,
    role: int,
    sessions: Iterable[str],
    details: Details,
    *,
    known: Iterable[Listed],
    office: bool,
    stands_for: Post | None,
) -> None:
    """Decide whether somebody may be added; ``office`` is False at a gate, ``stands_for`` is who is replaced.

    Raises:
        Refusal: ``plan-unknown``, ``role-unknown``, ``role-not-here``, ``session-unknown``, ``person-listed``,
            ``not-on-list`` or ``replaced-in``.
    """
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan="—")
    role_given(role)
    if not office and role not in AT_THE_GATE:
        raise Refusal("role-not-here", field="role", role=BY_NUMBER[role].zh, role_en=BY_NUMBER[role].en)
    sessions_given(plan, sessions)
    for other in known:
        if other.listed and other.name == details.name and details.phone and other.phone == details.phone:
            raise Refusal("person-listed", field="details")
    if stands_for is not None:
        _replace(stands_for, office=office)


def _replace(stands_for: Post, *, office: bool) -> None:
    if not stands_for.listed:
        raise Refusal("not-on-list", field="replaces")
    if not office and stands_for.role not in AT_THE_GATE:
        other_role = BY_NUMBER[stands_for.role]
        raise Refusal("role-not-here", field="replaces", role=other_role.zh, role_en=other_role.en)
    if stands_for.state == "in":
        raise Refusal("replaced-in", field="replaces")


def role_given(role: int) -> None:
    """Decide whether there is such a role.

    Raises:
        Refusal: ``role-unknown``.
    """
    if role not in BY_NUMBER:
        raise Refusal("role-unknown", field="role", role=role)


def sessions_given(plan: Plan, sessions: Iterable[str]) -> None:
    """Decide whether the plan has these sessions.

    Raises:
        Refusal: ``session-unknown``.
    """
    for session in sessions:
        if plan.session(session) is None:
            raise Refusal("session-unknown", field="sessions", session=session)


def change(plan: Plan | None, post: Post | None, role: int | None, sessions: Iterable[str] | None) -> None:
    """Decide whether somebody on the list may be changed.

    Raises:
        Refusal: ``plan-unknown``, ``person-unknown``, ``role-unknown`` or ``session-unknown``.
    """
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan="—")
    if post is None:
        raise Refusal("person-unknown", field="person")
    if role is not None:
        role_given(role)
    sessions_given(plan, sessions or ())
