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


def bags_lacking(
    sat: Sequence[Subject], registered: Iterable[Subject | None], there: Iterable[Subject | None]
) -> list[Subject | None]:
    """Return the trades and levels whose bag is not ``there``; None: a bag of whatever.

    ``sat`` sit in the room; ``registered`` are the trades and levels of all its bags with a label (None: made for the
    whole room). A room of several whose only bags are made for the whole room needs one of these, as they were packed.
    """
    held = set(there)
    if len(sat) == 1:
        return [] if held & {None, sat[0]} else [sat[0] if any(registered) else None]
    if not sat or not any(registered):
        return [] if held else [None]
    return [one for one in sat if one not in held]


def to_row(subject: Subject | None) -> dict[str, Any] | None:
    """Write a trade and level; None where there is none."""
    return None if subject is None else {"trade": subject.trade, "level": subject.level}


def from_row(row: Mapping[str, Any] | None) -> Subject | None:
    """Read what ``to_row`` wrote."""
    return None if row is None else Subject(row["trade"], row["level"])
