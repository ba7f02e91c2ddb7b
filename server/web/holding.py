"""Who has signed in on the device that asks: what is told to people is told while they answer for it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from protocol.role import BY_CODE, BY_NUMBER
from server.domain.grant import LEADERS, Grant, covered
from server.domain.refusal import Refusal
from server.store import grant as grants
from server.web import guard
from server.web.core import core


@dataclass(frozen=True, slots=True)
class Asking:
    """The device that asks, and when (Unix seconds): another thread looks at the database, and knows neither."""

    device: str
    at: float


def asking() -> Asking:
    """Return which device asks, now."""
    return Asking(guard.caller().device, core().trust.clock().timestamp())


def holder(connection: Connection, plan: int, by: Asking, *wanted: str) -> Grant:
    """Return the grant in force on a device whose holder may do one of the ``wanted`` kinds.

    Raises:
        Refusal: ``grant-needed``: nobody who may has signed in there.
    """
    for one in grants.open_ones(connection, plan=plan, device=by.device):
        if one.not_before <= by.at < one.expires and covered(one) & set(wanted):
            return one
    raise Refusal("grant-needed", field="grant")


def leader(connection: Connection, plan: int, by: Asking, *wanted: str, also: tuple[str, ...] = ()) -> Grant:
    """Return the grant as ``holder`` does, of somebody who heads the site, or of the roles ``also`` (codes).

    Kinds are not enough where one group of acts holds for several roles.

    Raises:
        Refusal: as ``holder``, or ``reading-role``.
    """
    found = holder(connection, plan, by, *wanted)
    if found.role in LEADERS or BY_NUMBER[found.role].code in also:
        return found
    role, others = BY_NUMBER[found.role], [BY_CODE[code] for code in also]
    raise Refusal(
        "reading-role", field="grant", role=role.zh, role_en=role.en,
        expected="、".join([*(one.zh for one in others), "负责人"]),
        expected_en=", ".join([*(one.en for one in others), "a leader"]),
    )  # fmt: skip
