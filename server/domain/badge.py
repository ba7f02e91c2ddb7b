"""Badges: whether one is good at this site, in this plan and on this day; spare ones bound, all accounted for."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from protocol.role import BY_NUMBER
from protocol.token import Token
from server.domain.plan import Plan
from server.domain.refusal import Refusal

#: The holder of a spare badge that is not bound yet.
NOBODY = 0

#: Why a badge was revoked: code -> Chinese, English.
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "lost": ("遗失", "lost"),
        "damaged": ("损坏", "damaged"),
        "left": ("离岗", "left the duty"),
        "misprint": ("印错", "misprint"),
        "forgotten": ("忘带", "forgotten at home"),
        "role": ("身份变更", "the role was changed"),
        "other": ("其他原因", "other reason"),
    }
)


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge as made.

    Attributes:
        badge: 8 random bytes in hex.
        plan: its plan.
        person: its holder; ``NOBODY`` for a spare badge not bound yet.
        role: the role printed on it.
        serial: the badge number without its check character.
        not_before: Unix seconds.
        expires: Unix seconds.
        state: ``issued`` or ``revoked``.
        reason: why it was revoked (``REASONS``).
        spare: made without a person.
        out: when it was handed out or bound (aware); None also for badges that simply came with their holder.
        returned: when it was collected (aware).
        prints: how often it went to paper.
    """

    badge: str
    plan: int
    person: int
    role: int
    serial: int
    not_before: int
    expires: int
    state: str
    reason: str | None
    spare: bool = False
    out: datetime | None = None
    returned: datetime | None = None
    prints: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """Where a plan's badges are. ``made`` is the sum of the others (``domain`` 3.3, equation 12)."""

    made: int
    in_office: int
    out: int
    returned: int
    written_off: int


def validity(plan: Plan) -> tuple[int, int]:
    """Return ``nbf`` and ``exp`` of the plan's badges: the plan's days, whole, in the plan's zone."""
    zone = ZoneInfo(plan.zone)
    begins = datetime.combine(min(plan.days), time.min, zone)
    ends = datetime.combine(max(plan.days) + timedelta(days=1), time.min, zone)
    return int(begins.timestamp()), int(ends.timestamp())


def reading_end(plan: Plan, days: int) -> int:
    """Return until when (Unix seconds) cards are read and marked: midnight ``days`` after the last day, plan's zone."""
    ends = datetime.combine(max(plan.days) + timedelta(days=1 + days), time.min, ZoneInfo(plan.zone))
    return int(ends.timestamp())


def belongs(token: Token, plans: Iterable[Plan]) -> Plan:
    """Find the plan of a token among those this hub runs.

    Raises:
        Refusal: ``wrong-site`` or ``wrong-plan``.
    """
    known = list(plans)
    sites = {plan.site.number: plan.site.short for plan in known}
    if token.site not in sites:
        expected = "、".join(f"{number} {short}" for number, short in sites.items()) or "—"
        raise Refusal("wrong-site", found=token.site, expected=expected)
    for plan in known:
        if plan.number == token.plan and plan.site.number == token.site:
            return plan
    raise Refusal("wrong-plan", found=token.plan)


def in_time(not_before: int, expires: int, zone: str, at: datetime) -> None:
    """Decide whether a badge is valid at ``at`` (aware).

    Raises:
        Refusal: ``wrong-day``, naming the days in the plan's zone.
    """
    if not_before <= at.timestamp() < expires:
        return
    local = ZoneInfo(zone)
    first = datetime.fromtimestamp(not_before, UTC).astimezone(local).date()
    last = (datetime.fromtimestamp(expires, UTC) - timedelta(seconds=1)).astimezone(local).date()
    raise Refusal("wrong-day", valid=str(first) if first == last else f"{first} — {last}")


def usable(badge: Badge | None) -> Badge:
    """Return the badge where it is issued and not revoked.

    Raises:
        Refusal: ``badge-unknown`` or ``badge-revoked``.
    """
    if badge is None:
        raise Refusal("badge-unknown")
    if badge.state == "revoked":
        zh, en = REASONS[badge.reason or "other"]
        raise Refusal("badge-revoked", reason=zh, reason_en=en)
    return badge


def revoke(badge: Badge | None) -> None:
    """Decide a revocation.

    Raises:
        Refusal: ``badge-unknown`` or ``already-revoked``.
    """
    if badge is None:
        raise Refusal("badge-unknown")
    if badge.state == "revoked":
        raise Refusal("already-revoked")


def wanted(badge: Badge) -> Badge:
    """Return the badge where it has a holder.

    Raises:
        Refusal: ``badge-unbound``.
    """
    if badge.person == NOBODY:
        role = BY_NUMBER[badge.role]
        raise Refusal("badge-unbound", role=role.zh, role_en=role.en)
    return badge


def bind(badge: Badge, role: int, *, in_use: bool, reason: str | None) -> None:
    """Decide whether a spare badge may be given to somebody of ``role``; ``in_use``: they have another one.

    Raises:
        Refusal: ``badge-revoked``, ``badge-not-spare``, ``badge-bound``, ``badge-role-differs`` or ``reason-needed``.
    """
    usable(badge)
    if not badge.spare:
        raise Refusal("badge-not-spare")
    if badge.person != NOBODY:
        raise Refusal("badge-bound")
    if badge.role != role:
        found, expected = BY_NUMBER[badge.role], BY_NUMBER[role]
        raise Refusal(
            "badge-role-differs",
            found=found.zh, expected=expected.zh, found_en=found.en, expected_en=expected.en,
        )  # fmt: skip
    if in_use and reason is None:
        raise Refusal("reason-needed", field="reason")


def give_back(badge: Badge | None) -> Badge:
    """Decide whether a badge can be collected; a revoked one that turns up can.

    Raises:
        Refusal: ``badge-none`` or ``already-returned``.
    """
    if badge is None:
        raise Refusal("badge-none")
    if badge.returned is not None:
        raise Refusal("already-returned")
    return badge


def reprint(badges: Iterable[Badge], reason: str) -> None:
    """Decide whether badges may go to paper; ``reason`` is ``first`` or why again.

    Raises:
        Refusal: ``badge-revoked`` or ``reprint-reason``.
    """
    again = 0
    for badge in badges:
        usable(badge)
        again += badge.prints > 0
    if again and reason == "first":
        raise Refusal("reprint-reason", field="reason", count=again)


def account(badges: Iterable[Badge], came: Container[int]) -> Account:
    """Count where badges are; ``came`` are the people who have been on site: they have theirs with them."""
    places = dict.fromkeys(("in_office", "out", "returned", "written_off"), 0)
    for badge in badges:
        places[_place(badge, came)] += 1
    return Account(made=sum(places.values()), **places)


def _place(badge: Badge, came: Container[int]) -> str:
    if badge.returned is not None:
        return "returned"
    if badge.state == "revoked":
        return "written_off"
    return "out" if badge.out is not None or badge.person in came else "in_office"
