"""A bag as it stood at a moment after which more is on record: what a form says of then is asked of then (补录).

Rooms are dark: the record sheet says what was opened and used in a room, and it comes with the set, so that the set is
back on record before its sheet is.
"""

from collections.abc import Mapping
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
