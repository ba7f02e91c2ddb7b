"""A bag as it stood at a moment after which more is on record: what a form says of then is asked of then (补录).

Rooms are dark: the record sheet says what was opened and used in a room, and it comes with the set, so that the set is
back on record before its sheet is.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from server.domain.custody.item import Item
from server.domain.custody.legs import LEGS


def stood(item: Item, when: datetime) -> Item | None:
    """Return the object as it stood at ``when``; itself where nothing came since, None: it remembers too little."""
    newest_first = (item, *(done.before for done in reversed(item.acts)))
    return next((one for one in newest_first if one.at is None or one.at <= when), None)


def closed_since(item: Item, then: Item | None) -> bool:
    """Tell whether it was counted and sealed since it stood so (None: ever): that count is the last word."""
    return item.been.count("seal") > (then.been.count("seal") if then is not None else 0)


def in_turn(been: tuple[str, ...], leg: str) -> tuple[str, ...]:
    """Return what a thing has been through with one leg, or ``open``, more in its turn: before the legs after it."""
    after = "L3" if leg == "open" else leg
    place = next((nth for nth, one in enumerate(been) if one in LEGS and one > after), len(been))
    return (*been[:place], leg, *been[place:])


def supplied_to(item: Item) -> dict[str, int]:
    """Return, by what is counted, how many more came to it from other bags than went from it to others."""
    net = {
        what: item.flow.get(f"{what}_sup", 0) - item.flow.get(f"{what}_out", 0) for what in ("papers", "cards")
    }  # fmt: skip
    return {what: number for what, number in net.items() if number}


def as_sealed(item: Item) -> Item:
    """Return a room's bag that nobody opened on record with what lies in it sealed: supplies lie beside it."""
    beside = supplied_to(item)
    return replace(item, counts={what: number - beside.get(what, 0) for what, number in item.counts.items()})


def carried(item: Item, then: Item, counted: Mapping[str, int]) -> dict[str, int] | None:
    """Return what it holds now, where ``counted`` lay in it when it stood as ``then``, with what came and went since.

    None where a count since then says otherwise, or it would hold less than nothing.
    """
    counts = dict(item.counts)
    for what, number in counted.items():
        change = number - then.counts.get(what, number)
        counts[what] = item.counts.get(what, number) + change
        if counts[what] < 0 or (change and closed_since(item, then)):
            return None
    return counts
