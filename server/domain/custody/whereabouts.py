"""Where things are (去向): who holds what, what is out, what has not moved for too long."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.custody.item import Holder, Item
from server.domain.plan import Plan, Session
from server.domain.policy import Policy

#: Where things pass through: what stays there too long is named.
PASSING = frozenset({"road", "reader"})


@dataclass(frozen=True, slots=True)
class Holding:
    """What one holder has: labels of what stands alone, each with all in it, in order."""

    holder: Holder
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Still:
    """A thing that has not moved for ``minutes``, where it should have."""

    label: str
    holder: Holder
    minutes: int


def holdings(items: Iterable[Item]) -> list[Holding]:
    """Return who holds what, by place, room and people."""
    by: dict[Holder, list[str]] = {}
    for item in items:
        if item.inside is None:
            by.setdefault(item.holder, []).append(item.label)
    return [
        Holding(holder, tuple(sorted(labels)))
        for holder, labels in sorted(by.items(), key=lambda one: (one[0].stage, one[0].room or "", one[0].people))
    ]


def out_of(items: Iterable[Item], stage: str) -> list[Item]:
    """Return the examination material that is at ``stage`` now, whether inside something or not."""
    return sorted(
        (item for item in items if item.of.secure and item.holder.stage == stage), key=lambda item: item.label
    )


def still(items: Iterable[Item], plan: Plan, policy: Policy, now: datetime) -> list[Still]:
    """Return what should have moved on by ``now`` (aware).

    That is what has been on the road or at the reader for too long, or is in a room long after the session's end.
    """
    found = []
    for item in items:
        since = _should_move_since(item, plan)
        if item.inside is None and since is not None and now - since > timedelta(minutes=policy.still_after):
            found.append(Still(item.label, item.holder, int((now - since) / timedelta(minutes=1))))
    return sorted(found, key=lambda one: (-one.minutes, one.label))


def _should_move_since(item: Item, plan: Plan) -> datetime | None:
    if item.holder.stage in PASSING:
        return item.at
    session: Session | None = plan.session(item.session) if item.session is not None else None
    if item.holder.stage == "room" and session is not None:
        return max(session.ends, item.at) if item.at is not None else session.ends
    return None


@dataclass(frozen=True, slots=True)
class FormRow:
    """One room's row of the site's handoff form, with Jiangxi's columns; None: not known yet.

    ``first`` and ``last`` are the room's admission numbers, ``groups`` its trades and levels with their numbers.
    """

    room: str
    groups: tuple[tuple[str, int, int], ...]
    first: str
    last: str
    expected: int | None
    papers_out: int | None
    cards_out: int | None
    papers_back: int | None
    cards_back: int | None


def form_row(
    room: str, groups: tuple[tuple[str, int, int], ...], numbers: tuple[str, str], values: Mapping[str, int]
) -> FormRow:
    """Return a room's row from its figures as they stand (``counts.known``, code -> value)."""
    back = [values.get(figure) for figure in ("cards_ans", "cards_abs", "cards_void", "cards_blank")]
    cards_back = sum(figure or 0 for figure in back) if None not in back else None
    return FormRow(
        room, groups, *numbers, values.get("expected"), values.get("papers_in"), values.get("cards_in"),
        values.get("papers_returned"), cards_back,
    )  # fmt: skip
