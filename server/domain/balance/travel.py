"""Where a plan's bags have been and by when: what the site's lines (equation 8) are worked out from."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from server.domain.balance.site import BAGS, KEPT, Travelled
from server.domain.custody.item import Item
from server.domain.plan import Plan

#: After the end of its session a room's bag that is not back by then is missing, not late (``domain`` 2.1: E+20, E+60).
BACK_WITHIN = timedelta(minutes=60)
#: By then everything is back in the vault, and everybody has given the badge back and gone.
STORED_WITHIN = timedelta(minutes=180)
NOT_EXTENDED: Mapping[str, datetime] = MappingProxyType({})
#: Acts after which a bag need not have the seal that the vault put on it.
UNSEALED = frozenset({"open", "seal"})


def travelled(
    plan: Plan, items: Iterable[Item], seals: Mapping[str, str | None], now: datetime,
    ends: Mapping[str, datetime] = NOT_EXTENDED,
) -> Travelled:  # fmt: skip
    """Return where the bags have been.

    ``seals`` are the strips they were registered with; ``now`` is aware; ``ends`` says when a session's last room ends
    where it was extended.
    """
    bags = {item.label: item for item in items if item.kind in BAGS}
    legs: dict[str, set[str]] = {}
    for item in bags.values():
        for leg in item.been:
            legs.setdefault(leg, set()).add(item.label)
    issued = {label: seals.get(label) for label in bags}
    opened = [label for label, item in bags.items() if UNSEALED & set(item.been)]
    return Travelled(issued, bags, legs, frozenset(), opened, late(plan, bags, legs, now, ends))


def late(
    plan: Plan, bags: Mapping[str, Item], legs: Mapping[str, Collection[str]], now: datetime,
    ends: Mapping[str, datetime] = NOT_EXTENDED,
) -> dict[str, frozenset[str]]:  # fmt: skip
    """Return by leg the labels that should have walked it by ``now``.

    To the site and into the rooms: when their session starts. Back from a room: an hour after its end, or once bags of
    the same session have left the site. From the site: once bags of the same session are back in the vault.
    """
    found: dict[str, set[str]] = {leg: set() for leg in ("L1", "L2", "L3", "L4", "L5", "L6")}
    gone, stored = ({bags[label].session for label in legs.get(leg, ())} for leg in ("L5", "L6"))
    for label, item in bags.items():
        session = plan.session(item.session) if item.session is not None else None
        starts = session.starts if session else _first(plan)
        over = ends.get(session.id, session.ends) if session else all_over(plan, ends)
        if now >= starts:
            found["L1"].add(label)
            found["L2"].add(label)
            if item.kind not in KEPT:
                found["L3"].add(label)
        if "L3" in item.been and (now >= over + BACK_WITHIN or item.session in gone):
            found["L4"].add(label)
        if item.session in stored:
            found["L5"].add(label)
        if now >= over + STORED_WITHIN and "L5" in item.been:
            found["L6"].add(label)
    return {leg: frozenset(labels) for leg, labels in found.items()}


def _first(plan: Plan) -> datetime:
    return min(session.starts for session in plan.sessions)


def all_over(plan: Plan, ends: Mapping[str, datetime]) -> datetime:
    """Return when the plan's last session is over, with the extensions."""
    return max(ends.get(session.id, session.ends) for session in plan.sessions)
