"""The legs that papers travel (``domain`` 3.2): from where to where, who gives, who receives, who looks on, and when.

Legs are data; a plan changes them by its policy, such as the number of people or a leg that it does not use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

from server.domain.plan import Edge, Plan, Session
from server.domain.policy import Policy
from server.domain.refusal import Refusal

Stage = Literal["vault", "road", "site", "room", "reader", "gone"]
Side = Literal["giver", "receiver", "monitor"]
#: The first day of a leg: some days before the plan's first (``Policy.papers_before``), or that day itself.
Since = Literal["before", "first"]
#: The last day of a leg: the plan's last, some days after it (``Policy.papers_after``), or none while it is kept.
Till = Literal["last", "after", "kept"]

#: Where objects are: Chinese, English.
STAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "vault": ("保密室", "the vault"),
        "road": ("途中", "on the road"),
        "site": ("考点", "the site office"),
        "room": ("考场", "the room"),
        "reader": ("读卡室", "the card-reading room"),
        "gone": ("销毁处", "destruction"),
    }
)
SIDES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"giver": ("交出人", "givers"), "receiver": ("接收人", "receivers"), "monitor": ("监督人", "monitors")}
)

#: Assessors: they take papers and bring them back in practical sessions only.
ASSESSOR = "EX"
MONITORS = ("INS", "PAT", "QS", "AD", "ADD", "SV")
CHIEFS = ("CE", "DCE")
OFFICE = ("CE", "DCE", "RP", "OP")


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg.

    Attributes:
        id: ``L1`` to ``L9``.
        start: where objects are before it.
        end: where they are after it.
        zh: what it is called.
        en: what it is called.
        vault: a vault leg (everyone shows a good badge); else a site leg (everyone is checked in).
        givers: how many give, at least.
        receivers: how many receive, at least.
        monitors: how many look on, at least.
        giver_roles: role codes of those who give.
        receiver_roles: role codes of those who receive.
        monitor_roles: role codes of those who look on.
        table: the side whose grant the device works under: whoever stands at the table or window.
        opens: from when, as minutes from an edge of the session; None: any time.
        closes: until when.
        since: its first day.
        till: its last day.
        used: the plan uses this leg.
    """

    id: str
    start: Stage
    end: Stage
    zh: str
    en: str
    vault: bool
    givers: int
    receivers: int
    monitors: int
    giver_roles: tuple[str, ...]
    receiver_roles: tuple[str, ...]
    table: Side | None
    opens: tuple[int, Edge] | None = None
    closes: tuple[int, Edge] | None = None
    monitor_roles: tuple[str, ...] = MONITORS
    since: Since = "first"
    till: Till = "last"
    used: bool = True

    def needed(self, side: Side) -> int:
        """Return how many people this side needs."""
        return {"giver": self.givers, "receiver": self.receivers, "monitor": self.monitors}[side]

    @property
    def of_session(self) -> bool:
        """Tell whether it serves one session: its rooms and times are a session's; the others serve the whole plan."""
        return "room" in (self.start, self.end) or self.opens is not None or self.closes is not None

    def roles(self, side: Side) -> tuple[str, ...]:
        """Return the codes of the roles that may stand on this side."""
        return {"giver": self.giver_roles, "receiver": self.receiver_roles, "monitor": self.monitor_roles}[side]


LEGS: Mapping[str, Leg] = MappingProxyType(
    {
        leg.id: leg
        for leg in (
            Leg(
                "L1", "vault", "road", "保密室发出", "vault to courier", True, 1, 2, 0, ("VK",), ("CO",), None,
                since="before",
            ),
            Leg(
                "L2", "road", "site", "送达考点", "courier to site", True, 2, 1, 0, ("CO",), CHIEFS, "receiver",
                since="before",
            ),
            Leg(
                "L3", "site", "room", "考场领卷", "site to room", False, 1, 2, 0, OFFICE, ("PR", "EX"), "giver",
                opens=(-60, "start"), closes=(0, "end"),
            ),
            Leg(
                "L4", "room", "site", "考场交回", "room to site", False, 2, 1, 0, ("PR", "EX"), OFFICE, "receiver",
                opens=(0, "start"),
            ),
            Leg(
                "L5", "site", "road", "考点送出", "site to courier", True, 1, 2, 0, CHIEFS, ("CO",), "giver",
                since="before", till="after",
            ),
            Leg(
                "L6", "road", "vault", "送回保密室", "courier to vault", True, 2, 1, 0, ("CO",), ("VK",), None,
                since="before", till="after",
            ),
            Leg(
                "L7", "vault", "reader", "领取读卡", "vault to reader", True, 1, 2, 1, ("VK",), ("RO", "CK"), None,
                till="after",
            ),
            Leg(
                "L8", "reader", "vault", "读卡后交回", "reader to vault", True, 2, 1, 1, ("RO", "CK"), ("VK",), None,
                till="kept",
            ),
            Leg(
                "L9", "vault", "gone", "销毁", "destruction", True, 1, 1, 1, ("VK",), ("VK", "CE", "AD"), None,
                till="kept",
            ),
        )
    }
)  # fmt: skip


def leg_of(leg_id: str, policy: Policy, proctors: int = 2) -> Leg:
    """Return a leg as the plan has it; ``proctors``: how many a room needs, take its papers and bring them back.

    Raises:
        Refusal: ``leg-unknown`` or ``leg-unused``.
    """
    leg = LEGS.get(leg_id)
    if leg is None:
        raise Refusal("leg-unknown", field="leg", leg=leg_id[:20])
    in_room: Mapping[str, Any] = {"L3": {"receivers": proctors}, "L4": {"givers": proctors}}.get(leg_id, {})
    changes: Mapping[str, Any] = {**in_room, **policy.legs.get(leg_id, {})}
    leg = replace(leg, **changes)
    if not leg.used:
        raise Refusal("leg-unused", field="leg", leg=leg.zh, leg_en=leg.en)
    return leg


def in_session(leg: Leg, session: Session | None) -> Leg:
    """Return a leg as it is walked for a session (None: for none)."""
    if session is None or session.kind == "practical":
        return leg
    givers, receivers = (
        tuple(role for role in roles if role != ASSESSOR) for roles in (leg.giver_roles, leg.receiver_roles)
    )
    return replace(leg, giver_roles=givers, receiver_roles=receivers)


def legs_from(stage: str, policy: Policy) -> list[Leg]:
    """Return the legs of the plan that start at ``stage``."""
    legs = [replace(leg, **policy.legs.get(leg.id, {})) for leg in LEGS.values()]
    return [leg for leg in legs if leg.used and leg.start == stage]


def in_time(leg: Leg, session: Session, plan: Plan, at: datetime) -> None:
    """Decide whether a leg may be walked at ``at`` (aware); the day of its session is the plan's, in the plan's zone.

    Raises:
        Refusal: ``leg-not-open`` or ``leg-closed``.
    """
    if leg.opens is not None and at < (opens := moment(session, *leg.opens)):
        raise Refusal("leg-not-open", leg=leg.zh, leg_en=leg.en, session=session.name, opens=clock(opens, plan, at))
    if leg.closes is not None and at > (closes := moment(session, *leg.closes)):
        raise Refusal("leg-closed", leg=leg.zh, leg_en=leg.en, session=session.name, closed=clock(closes, plan, at))


def days_of(leg: Leg, plan: Plan, policy: Policy) -> tuple[date, date | None]:
    """Return the first and the last day of a leg, in the plan's zone; no last one where it can wait for years."""
    first, last = min(plan.days), max(plan.days)
    if leg.since == "before":
        first -= timedelta(days=policy.papers_before)
    if leg.till == "kept":
        return first, None
    return first, last + timedelta(days=policy.papers_after if leg.till == "after" else 0)


def on_day(leg: Leg, plan: Plan, policy: Policy, at: datetime) -> None:
    """Decide whether a leg may be walked on the day of ``at`` (aware).

    Raises:
        Refusal: ``leg-day``.
    """
    first, last = days_of(leg, plan, policy)
    today = at.astimezone(ZoneInfo(plan.zone)).date()
    if today < first or (last is not None and today > last):
        days, days_en = span_words(first, last)
        raise Refusal("leg-day", leg=leg.zh, leg_en=leg.en, today=str(today), days=days, days_en=days_en)


def span_words(first: date, last: date | None) -> tuple[str, str]:
    """Write the days from ``first`` to ``last`` (None: without an end), in Chinese and English."""
    if last is None:
        return f"{first} 起", f"from {first}"
    days = str(first) if first == last else f"{first} — {last}"
    return days, days


def moment(session: Session, offset: int, edge: Edge) -> datetime:
    """Return the moment ``offset`` minutes after (negative: before) an edge of the session."""
    return (session.starts if edge == "start" else session.ends) + timedelta(minutes=offset)


def clock(when: datetime, plan: Plan, at: datetime) -> str:
    """Write a moment as people at the site say it: the hour, with the day where it is another than that of ``at``."""
    zone = ZoneInfo(plan.zone)
    local = when.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == at.astimezone(zone).date() else f"{local:%m-%d %H:%M}"


def session_name(plan: Plan, session: str | None) -> str:
    """Return a session's name as the plan has it; its id where the plan does not know it."""
    known = plan.session(session) if session is not None else None
    return known.name if known is not None else session or "—"
