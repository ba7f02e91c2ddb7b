"""Paper bags by trade and level: where a room has candidates of several, each has a bag of its own (``domain`` 3.1).

Cards are alike for all trades: a room has one card bag.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from server.domain.plan import GRADES, Sitting

#: Kinds of which a room of several trades or levels has one for each.
BY_GROUP = frozenset({"PP"})


class Subject(NamedTuple):
    """A trade and a level (1, the highest, to 5)."""

    trade: str
    level: int


def groups_of(sitting: Sitting | None) -> tuple[tuple[Subject, int], ...]:
    """Return the trades and levels that sit in a room, each with how many; none where the plan does not say."""
    sums: dict[Subject, int] = {}
    for group in () if sitting is None else sitting.groups:
        if group.count > 0:
            subject = Subject(group.trade, group.level)
            sums[subject] = sums.get(subject, 0) + group.count
    return tuple(sums.items())


def subjects_of(sitting: Sitting | None) -> tuple[Subject, ...]:
    """Return the trades and levels that sit in a room."""
    return tuple(subject for subject, _ in groups_of(sitting))


def grade_words(level: int) -> str:
    """Say a level by its number."""
    return GRADES.get(level, str(level))


def in_words(subject: Subject) -> tuple[str, str]:
    """Say a trade and level in Chinese and English; a trade has no English name."""
    return f"{subject.trade} {grade_words(subject.level)}", f"{subject.trade} level {subject.level}"


def named(words: tuple[str, str], subject: Subject | None) -> tuple[str, str]:
    """Return an object's name, in Chinese and English, with its trade and level where it has one."""
    if subject is None:
        return words
    zh, en = in_words(subject)
    return f"{words[0]}（{zh}）", f"{words[1]} ({en})"


class Bag(NamedTuple):
    """A bag with a label: of one trade and level, or (None) for the whole room.

    ``made_for``: who sat in the room when a bag for all of it was registered; empty: not known, whoever sits there.
    """

    group: Subject | None = None
    made_for: tuple[Subject, ...] = ()


def served(sat: Iterable[Subject], registered: Iterable[Bag], there: Iterable[Bag]) -> set[Subject]:
    """Return those of ``sat`` whose papers are in the bags ``there``.

    A bag for the whole room has the papers of those it was made for, as long as they have no bag of their own among all
    that are ``registered``.
    """
    there, own = list(there), {bag.group for bag in registered}
    return {
        one
        for one in sat
        for bag in there
        if bag.group == one or (bag.group is None and one not in own and (not bag.made_for or one in bag.made_for))
    }


def bags_lacking(sat: Sequence[Subject], registered: Iterable[Bag], there: Iterable[Bag]) -> list[Subject | None]:
    """Return the trades and levels whose bag is not ``there``; None: a bag of whatever, or the one for the whole room.

    ``sat`` sit in the room; ``registered`` are all its bags with a label. A room of several whose only bags are made
    for the whole room needs one of these, as they were packed; a trade that came later needs its own besides.
    """
    known, there = list(registered), list(there)
    if len(sat) == 1:
        own = any(bag.group for bag in known)
        return [] if {bag.group for bag in there} & {None, sat[0]} else [sat[0] if own else None]
    if not sat:
        return [] if there else [None]
    held = served(sat, known, there)
    whole = served(sat, known, [bag for bag in known or [Bag()] if bag.group is None])
    return list(dict.fromkeys(None if one in whole else one for one in sat if one not in held))


def to_row(subject: Subject | None) -> dict[str, Any] | None:
    """Write a trade and level; None where there is none."""
    return None if subject is None else {"trade": subject.trade, "level": subject.level}


def from_row(row: Mapping[str, Any] | None) -> Subject | None:
    """Read what ``to_row`` wrote."""
    return None if row is None else Subject(row["trade"], row["level"])
