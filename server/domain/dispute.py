"""Disputes (存疑待核): facts that cannot both be true are settled by a named person, with a reason.

Until then, and where the person decides so (``stands``), the earlier accepted fact stands and the disputed one has no
effect. Settled the other way (``holds``), the disputed one happened, and what it still changes is changed.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from protocol.role import BY_NUMBER
from server.domain.duty import Post
from server.domain.grant import LEADERS
from server.domain.plan import Plan
from server.domain.refusal import Refusal

#: Roles of those who may settle.
SETTLERS = LEADERS


def settle(
    state: str | None, settler: Post | None, plan: Plan | None, at: datetime, *, outcome: str, can_hold: bool
) -> None:
    """Decide whether ``settler`` (of ``plan``) may settle a dispute.

    ``state`` is the dispute's, None where there is none; ``can_hold`` tells whether the disputed fact may still be
    settled to have happened.

    Whoever settles must be on site, and the hub knows it by their check-in. Before a day's first check-in opens and
    after its last session has ended the hub cannot ask for that: a phone that wakes in the evening still wants
    somebody to settle what it brings, when the heads of the site have long checked out.

    Raises:
        Refusal: ``dispute-unknown``, ``dispute-settled``, ``settler-unknown``, ``settler-role``, ``settler-not-in`` or
            ``outcome-not-possible``.
    """
    if state is None:
        raise Refusal("dispute-unknown", field="dispute")
    if state != "open":
        raise Refusal("dispute-settled", field="dispute")
    if settler is None or plan is None or not settler.listed:
        raise Refusal("settler-unknown", field="by")
    if settler.role not in SETTLERS:
        role = BY_NUMBER[settler.role]
        raise Refusal("settler-role", field="by", role=role.zh, role_en=role.en)
    if settler.state != "in" and any(opens <= at <= ends for opens, ends in _days(plan)):
        raise Refusal("settler-not-in", field="by")
    if outcome == "holds" and not can_hold:
        raise Refusal("outcome-not-possible", field="outcome")


def _days(plan: Plan) -> Iterator[tuple[datetime, datetime]]:
    """Return of each day when its first check-in opens and when its last session ends."""
    zone = ZoneInfo(plan.zone)
    for day in {session.starts.astimezone(zone).date() for session in plan.sessions}:
        sessions = [session for session in plan.sessions if session.starts.astimezone(zone).date() == day]
        opens = min(session.starts for session in sessions) - timedelta(minutes=plan.check_in_opens)
        yield opens, max(session.ends for session in sessions)
