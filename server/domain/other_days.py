"""Days besides the plan's own: who signs in then and for what, and which badges sign for papers.

Papers leave the vault the evening before, come back past midnight, go to the reading room for weeks and are destroyed
years later (``domain`` 2, 3.2 and 7). Each leg says on which days it is walked (``custody.legs``); whoever stands on
one of them may sign in on these days for handing over alone. What was signed on paper is entered by chiefs and clerks.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from protocol.role import BY_NUMBER
from server.domain.badge import reading_end, validity
from server.domain.custody.legs import LEGS, Leg, days_of, leg_of
from server.domain.custody.paper import ENTERERS
from server.domain.grant import AFTERWARDS, HOLDERS, READ_LATER
from server.domain.plan import Plan
from server.domain.policy import Policy
from server.domain.refusal import Refusal

#: From when to when, Unix seconds.
Span = tuple[int, int]

#: The end of what has none while the plan is kept: papers are destroyed years later.
KEPT = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())


def signing(plan: Plan, policy: Policy, at: datetime) -> Span | None:
    """Return in which days a plan's badges sign for papers besides their own; None at an hour of the plan's own days.

    A leg's own days may end earlier. Nobody checks in by a badge on these days; that it is not revoked and its holder
    is listed is asked all the same.
    """
    begins, ends = validity(plan)
    if begins <= at.timestamp() < ends:
        return None
    return _midnight(plan, min(plan.days) - timedelta(days=policy.papers_before)), KEPT


def open_at(plan: Plan, policy: Policy, role: int, at: datetime) -> dict[str, Span] | None:
    """Return what somebody of ``role`` may be granted at ``at`` (aware) outside the plan's days, and until when.

    Returns:
        Group of acts -> the days it is granted in; None on the plan's own days, on which all groups are.
    """
    now, (begins, ends) = at.timestamp(), validity(plan)
    if begins <= now < ends:
        return None
    found = {group: _besides(span, plan, before=now < begins) for group, span in _spans(plan, policy, role).items()}
    return {group: span for group, span in found.items() if span[0] <= now < span[1]}


def may(plan: Plan, policy: Policy, role: int, at: datetime) -> tuple[str, ...] | None:
    """Return the groups that somebody of ``role`` may be granted at ``at``; None on the plan's days: all of theirs.

    Raises:
        Refusal: ``sign-in-day``: it is none of the days on which this role has anything to do.
    """
    found = open_at(plan, policy, role, at)
    if found == {}:
        raise no_day(plan, policy)
    return None if found is None else tuple(found)


def lasts(plan: Plan, policy: Policy, role: int, acts: Iterable[str], at: datetime) -> Span:
    """Return the days in which a grant of these groups, given at ``at``, holds.

    Given on the last day it holds over midnight where it is about marking, or of those who are on the road with papers.
    """
    wanted, found = tuple(acts), open_at(plan, policy, role, at)
    if found is not None:
        spans = [found[group] for group in wanted if group in found]
        return max(begins for begins, _ in spans), min(ends for _, ends in spans)
    begins, ends = validity(plan)
    later = _spans(plan, policy, role)
    if role in AFTERWARDS and set(wanted) <= set(READ_LATER):
        ends = max(ends, reading_end(plan, policy.reading_days))
    elif HOLDERS.get(role) == ("custody",) and "carry" in later:
        ends = max(ends, later["carry"][1])
    return begins, ends


def no_day(plan: Plan, policy: Policy) -> Refusal:
    """Return the refusal of who would sign in on a day on which they have nothing to do."""
    days = [str(day) for day in (min(plan.days), max(plan.days))]
    return Refusal(
        "sign-in-day", days=days[0] if days[0] == days[1] else " — ".join(days), before=policy.papers_before,
        after=policy.papers_after, reading=policy.reading_days,
    )  # fmt: skip


def _spans(plan: Plan, policy: Policy, role: int) -> dict[str, Span]:
    """Return from when to when each group is granted that is granted on other days too; the plan's days are within."""
    begins, code = validity(plan)[0], BY_NUMBER[role].code
    found: dict[str, Span] = {
        group: (begins, reading_end(plan, policy.reading_days)) for group in AFTERWARDS.get(role, ())
    }
    walked = [leg for leg in _vault_legs(policy) if code in (*leg.giver_roles, *leg.receiver_roles)]
    if walked and "custody" in HOLDERS.get(role, ()):
        days = [days_of(leg, plan, policy) for leg in walked]
        last = [last for _, last in days]
        found["carry"] = (_midnight(plan, min(first for first, _ in days)), _end(plan, last))
    if code in ENTERERS:
        found["amend"] = (begins, KEPT)
    return found


def _besides(span: Span, plan: Plan, *, before: bool) -> Span:
    """Return the part of a span that lies before the plan's days, or after them."""
    begins, ends = validity(plan)
    return (span[0], min(span[1], begins)) if before else (max(span[0], ends), span[1])


def _vault_legs(policy: Policy) -> list[Leg]:
    used = (leg for leg in LEGS if policy.legs.get(leg, {}).get("used", True))
    return [leg for leg in (leg_of(one, policy) for one in used) if leg.vault]


def _end(plan: Plan, last: Iterable[date | None]) -> int:
    return max(KEPT if day is None else _midnight(plan, day + timedelta(days=1)) for day in last)


def _midnight(plan: Plan, day: date) -> int:
    return int(datetime.combine(day, time.min, ZoneInfo(plan.zone)).timestamp())
