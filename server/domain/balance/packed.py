"""A room's bags by what custody alone has on record: what was packed, against what was last recorded in them.

Nobody states these figures on the return table; a bag that was one short when it was handed out, opened, brought back
or sealed stays one short here whatever is counted afterwards, until a named person settles it.
"""

from collections.abc import Iterable
from dataclasses import replace

from server.domain.balance.line import Line, compared, hint
from server.domain.balance.site import KEPT
from server.domain.custody.item import Item

#: What is compared -> the line's code, its number in ``domain`` 3.3, and the lines that say the same of what came back.
_OF = {
    "cards": ("packed-cards", 2, frozenset({"cards"})),
    "papers": ("packed-papers", 6, frozenset({"papers", "papers-returned"})),
}


def packed_lines(session: str, room: str, items: Iterable[Item], counted: Iterable[Line]) -> tuple[Line, ...]:
    """Compare what was packed for a room, with what was supplied and lent, with what its bags hold and what lies aside.

    ``counted`` are the room's lines from what people counted: where one has the same two sides, it says it already.
    """
    bags = [item for item in items if item.kind not in KEPT]
    said = list(counted)
    lines = (_line(session, room, what, [bag for bag in bags if what in bag.packed]) for what in _OF)
    return tuple(line for line in lines if line is not None and not _is_said(line, said))


def _line(session: str, room: str, what: str, bags: list[Item]) -> Line | None:
    if not bags:
        return None
    code, number, _ = _OF[what]
    line = Line(f"{session}/{room}/{code}", code, number, session, room, "unknown")
    due, there = sum(_due(bag, what) for bag in bags), sum(_there(bag, what) for bag in bags)
    line = compared(line, due, there)
    lacking = "、".join(bag.label for bag in bags if _due(bag, what) != _there(bag, what))
    return replace(line, hints=(hint("recorded", labels=lacking),)) if line.state == "differs" else line


def _due(bag: Item, what: str) -> int:
    return bag.packed[what] + bag.flow.get(f"{what}_sup", 0) - bag.flow.get(f"{what}_out", 0)


def _there(bag: Item, what: str) -> int:
    return bag.counts.get(what, 0) + bag.aside.get(what, 0)


def _is_said(line: Line, counted: Iterable[Line]) -> bool:
    """Tell whether the same sheets are said to be lacking already: of as many as were packed, as many came back."""
    same = next(codes for code, _, codes in _OF.values() if code == line.code)
    return line.state == "differs" and any(
        one.code in same and (one.state, one.expected, one.found) == ("differs", line.expected, line.found)
        for one in counted
    )
