"""What the balance knows before anybody counts: from the roster, and from what custody has on record."""

from collections.abc import Iterable

from server.domain.balance.site import KEPT
from server.domain.counts import Count
from server.domain.custody.item import DRAWN, Item
from server.domain.plan import Room

#: What is supplied from one bag to another.
SUPPLIED = ("cards", "papers")


def from_list(room: Room, session: str) -> list[Count]:
    """Return the figures of the roster: how many are expected; none where the room is not used in the session."""
    sitting = room.sittings.get(session)
    return [] if sitting is None else [Count("expected", sitting.expected, "list")]


def from_custody(items: Iterable[Item]) -> list[Count]:
    """Return the figures of what went into a room with these objects, was supplied there, and was sealed anew.

    Where papers or cards were drawn and no supply is on record, none was supplied as far as custody knows. What is in a
    bag is known once the chief has counted and sealed it.
    """
    sums: dict[str, int] = {}
    every = [item for item in items if item.kind not in KEPT]
    for item in every:
        for figure, number in item.flow.items():
            sums[figure] = sums.get(figure, 0) + number
    for what in SUPPLIED:
        if DRAWN[what] in sums:
            sums = {f"{what}_sup": 0, f"{what}_out": 0, **sums}
    for kind, what, figure in (("CP", "cards", "cards_bag"), ("PP", "papers", "papers_returned")):
        bags = [item for item in every if item.kind == kind]
        if bags and all("seal" in item.been for item in bags):
            sums[figure] = sum(item.counts.get(what, 0) for item in bags)
    return [Count(figure, number, "custody") for figure, number in sums.items()]


def spares_used(items: Iterable[Item], session: str, *, only: bool) -> dict[str, int | None]:
    """Return how many cards and papers the spare bags of a session lack of what was packed; None: not counted.

    ``only``: it is the plan's only session with papers, so that bags of the whole plan are its own.
    """
    bags = [item for item in items if item.kind in KEPT and (item.session == session or (only and not item.session))]
    return {what: _lacking(bags, what) for what in SUPPLIED}


def _lacking(bags: Iterable[Item], what: str) -> int | None:
    lacking = 0
    for bag in bags:
        if what not in bag.packed:
            continue
        if what not in bag.counts:
            return None
        # What was put aside at the closing is in no room, and whoever laid it aside says nothing of where it went.
        lacking += bag.packed[what] - bag.counts[what]
    return lacking
