"""A room's bags by what custody alone has on record: what was packed, against what was last recorded in them.

Nobody states these figures on the return table; a bag that was one short when it was handed out, opened, brought back
or sealed stays one short here whatever is counted afterwards, until a named person settles it.
"""

from collections.abc import Iterable
from dataclasses import replace

from server.domain.balance.line import Line, compared, hint
from server.domain.balance.site import KEPT
from server.domain.custody.group import in_words
from server.domain.custody.item import Item, by_trade
from server.domain.words.balance import BAG_OFF, BY_BAG, room_words

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
    found = tuple(line for line in lines if line is not None and not _is_said(line, said))
    own = by_trade(bag for bag in bags if "papers" in bag.packed)
    return (*found, *_by_bag(session, room, own, (*found, *said)))


def _by_bag(session: str, room: str, bags: list[Item], sums: Iterable[Line]) -> tuple[Line, ...]:
    """Compare bag by bag, where each trade and level of a room has its own; none where there is but one.

    Papers of one that lie in another's bag leave the room's sum (``sums``) as it should be. Where some are only
    lacking, or only too many, the line says of which bag, and follows from the sum.
    """
    if len(bags) < 2:
        return ()
    line = Line(f"{session}/{room}/by-bag", "by-bag", 6, session, room, "holds", 0, 0)
    gaps = {bag.label: _there(bag, "papers") - _due(bag, "papers") for bag in bags}
    if not any(gaps.values()):
        return (line,)
    crossed = min(gaps.values()) < 0 < max(gaps.values())
    of_sum = (one.key for one in sums if one.code in ("packed-papers", "papers-returned") and one.state == "differs")
    wrong = sorted((bag for bag in bags if gaps[bag.label]), key=lambda bag: bag.label)
    labels = tuple(f"{bag.label} {gaps[bag.label]:+d}" for bag in wrong)
    named = [_bag_words(bag, gaps[bag.label]) for bag in wrong]
    (place, place_en), (zh, en) = room_words(room), BY_BAG
    says = (
        zh.format(place=place, bags="；".join(words for words, _ in named)),
        en.format(place=place_en, bags="; ".join(words for _, words in named)),
    )
    again = hint("sort-papers" if crossed else "recorded", labels="、".join(bag.label for bag in wrong))
    follows = None if crossed else next(of_sum, None)
    return (
        replace(line, state="differs", found=len(wrong), labels=labels, says=says, hints=(again,), follows=follows),
    )


def _bag_words(bag: Item, gap: int) -> tuple[str, str]:
    whose = [in_words(one) for one in ((bag.group,) if bag.group is not None else bag.made_for)]
    zh, en = "、".join(one for one, _ in whose), ", ".join(one for _, one in whose)
    short, over = BAG_OFF
    words = over if gap > 0 else short
    values = {"label": bag.label, "due": _due(bag, "papers"), "there": _there(bag, "papers"), "n": abs(gap)}
    return words[0].format(bag=zh, **values), words[1].format(bag=en, **values)


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
