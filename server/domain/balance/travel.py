"""Where a plan's bags have been and by when: what the site's lines (equation 8) are worked out from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from server.domain.balance.line import Line, compared, hint
from server.domain.balance.site import BAGS, KEPT, Travelled
from server.domain.custody.item import Item
from server.domain.plan import Plan, Session
from server.domain.policy import Policy
from server.domain.words.balance import difference_words

NOT_EXTENDED: Mapping[str, datetime] = MappingProxyType({})
#: Acts after which a bag need not have the seal that the vault put on it.
UNSEALED = frozenset({"open", "seal"})


def travelled(
    plan: Plan, policy: Policy, items: Iterable[Item], seals: Mapping[str, str | None], now: datetime,
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
    return Travelled(issued, bags, legs, frozenset(), opened, late(plan, policy, bags, legs, now, ends))


def late(
    plan: Plan, policy: Policy, bags: Mapping[str, Item], legs: Mapping[str, Collection[str]], now: datetime,
    ends: Mapping[str, datetime] = NOT_EXTENDED,
) -> dict[str, frozenset[str]]:  # fmt: skip
    """Return by leg the labels that should have walked it by ``now``.

    To the site and into the rooms: when their session starts. Back from a room: ``back_within`` after its end, or once
    bags of the same session have left the site. From the site: ``stored_within`` after the last session of that day, as
    many sites send all at once; what stays behind is late as soon as bags of the same session are back in the vault.
    Into the vault: ``stored_within`` after its end, once it is on the way.
    """
    back, stored_by = timedelta(minutes=policy.back_within), stored_within(policy)
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
        if "L3" in item.been and (now >= over + back or item.session in gone):
            found["L4"].add(label)
        if now >= day_over(plan, over, ends) + stored_by or item.session in stored:
            found["L5"].add(label)
        if now >= over + stored_by and "L5" in item.been:
            found["L6"].add(label)
    return {leg: frozenset(labels) for leg, labels in found.items()}


def stored_within(policy: Policy) -> timedelta:
    """Return how long after the end all is in the vault, what was lent is given back, and every badge too."""
    return timedelta(minutes=policy.stored_within)


def _first(plan: Plan) -> datetime:
    return min(session.starts for session in plan.sessions)


def day_over(plan: Plan, over: datetime, ends: Mapping[str, datetime]) -> datetime:
    """Return when the last session is over that ends on the day of ``over`` (aware), in the plan's zone."""
    zone = ZoneInfo(plan.zone)
    day = over.astimezone(zone).date()
    each = (ends.get(session.id, session.ends) for session in plan.sessions)
    return max((one for one in each if one.astimezone(zone).date() == day), default=over)


def all_over(plan: Plan, ends: Mapping[str, datetime]) -> datetime:
    """Return when the plan's last session is over, with the extensions."""
    return max(ends.get(session.id, session.ends) for session in plan.sessions)


def back_since(bags: Iterable[Item], session: str) -> dict[str, datetime]:
    """Return the rooms of a session whose bags, or some of them, came back, and when one of these was last touched."""
    found: dict[str, datetime] = {}
    for bag in bags:
        if bag.kind not in KEPT and bag.session == session and bag.room is not None and "L4" in bag.been and bag.at:
            found[bag.room] = max(bag.at, found.get(bag.room, bag.at))
    return found


def uncounted_lines(
    session: Session, policy: Policy, back: Mapping[str, datetime], counted: Collection[str], now: datetime
) -> tuple[Line, ...]:
    """Return the line of the rooms that came back (``back_since``) and are not counted; none where no room is back.

    ``counted`` are the rooms of which every figure is known. A room is missed ``counted_within`` after it came back.
    """
    if not back:
        return ()
    line = Line(f"{session.id}/site/uncounted", "uncounted", 0, session.id, None, "unknown")
    waiting, patience = sorted(set(back) - set(counted)), timedelta(minutes=policy.counted_within)
    late = tuple(room for room in waiting if now >= back[room] + patience)
    done = len(back) - len(waiting)
    if waiting and not late:
        return (replace(line, expected=len(back), found=done, unknown=tuple(waiting)),)
    line = compared(line, done + len(late), done, late)
    if not late:
        return (line,)
    zh, en = difference_words(line.code, (session.name, session.name), done + len(late), done, ("", ""))
    says = (f"{zh}：{'、'.join(late)}", f"{en}: {', '.join(late)}")
    return (replace(line, says=says, hints=(hint("count-rooms"),)),)
