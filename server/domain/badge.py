"""Badges: whether one is good at this site, in this plan and on this day; issuing and revoking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from protocol.token import Token
from server.domain.plan import Plan
from server.domain.refusal import Refusal

#: Why a badge was revoked: code -> Chinese, English.
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "lost": ("遗失", "lost"),
        "damaged": ("损坏", "damaged"),
        "left": ("离岗", "left the duty"),
        "misprint": ("印错", "misprint"),
        "other": ("其他原因", "other reason"),
    }
)


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge as issued. ``not_before`` and ``expires`` are Unix seconds; ``state`` is ``issued`` or ``revoked``."""

    badge: str
    plan: int
    person: int
    role: int
    serial: int
    not_before: int
    expires: int
    state: str
    reason: str | None


def validity(plan: Plan) -> tuple[int, int]:
    """Return ``nbf`` and ``exp`` of the plan's badges: the plan's days, whole, in the plan's zone."""
    zone = ZoneInfo(plan.zone)
    begins = datetime.combine(min(plan.days), time.min, zone)
    ends = datetime.combine(max(plan.days) + timedelta(days=1), time.min, zone)
    return int(begins.timestamp()), int(ends.timestamp())


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
