"""Assessors (考评员): their card, and whether it is good for a trade, a level and a day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.refusal import Refusal

#: How long an exam counts for the next: not more than so many times running within a year.
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam that was held at this institution: its last day, and the cards of those who assessed in it.

    ``groups``: each trade and level they assessed; empty: not known.
    """

    last: date
    cards: Collection[str]
    groups: Collection[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Assessor:
    """Somebody with an assessor's card (考评员证卡).

    Attributes:
        plan: the plan's number.
        person: their number in the plan.
        card: the card's number as written on it.
        trade: the trade they assess.
        level: the highest level they assess, 1 (highest) to 5; lower ones they assess too.
        until: the card's last day.
        running: how many times running they have assessed at this institution within a year, this one not counted. A
            card is kept as stated; a team is formed by the hub's own records where these tell of more.
    """

    plan: int
    person: int
    card: str
    trade: str
    level: int
    until: date
    running: int = 0


def fits(assessor: Assessor, trade: str, level: int) -> bool:
    """Tell whether somebody may assess a level of a trade: their own level, or a lower one."""
    return assessor.trade == trade and assessor.level <= level


def times_running(held: Assessor, exams: Iterable[Exam], day: date) -> int:
    """Return how many exams running, up to the last before ``day``, the holder of a card has assessed within a year.

    The rule is the institution's, whatever the trade: each exam here with the card counts. One without it ends the run,
    for others assessed in their place; not so one of trades and levels that the card is not for, by which nobody was
    relieved: two trades examined in turn would have the same assessors for ever.
    """
    before = [one for one in exams if timedelta() < day - one.last <= YEAR]
    count = 0
    for one in sorted(before, key=lambda one: one.last, reverse=True):
        if held.card in one.cards:
            count += 1
        elif not one.groups or any(fits(held, trade, level) for trade, level in one.groups):
            break
    return count


def valid(assessor: Assessor | None, day: date, which: int) -> Assessor:
    """Decide whether somebody's card is good on a day; ``which`` is their place in the team, from 1.

    Raises:
        Refusal: ``assessor-unknown`` (no card on record) or ``assessor-expired``.
    """
    if assessor is None:
        raise Refusal("assessor-unknown", field="assessors", which=which)
    if day > assessor.until:
        raise Refusal(
            "assessor-expired", field="assessors", which=which, until=str(assessor.until), day=str(day)
        )  # fmt: skip
    return assessor


def assessor_to_row(assessor: Assessor) -> dict[str, Any]:
    """Write an assessor as their row; the card's last day as YYYY-MM-DD."""
    return {
        "plan": assessor.plan,
        "person": assessor.person,
        "card": assessor.card,
        "trade": assessor.trade,
        "level": assessor.level,
        "until": assessor.until.isoformat(),
        "running": assessor.running,
    }


def assessor_from_row(row: Mapping[str, Any]) -> Assessor:
    """Read an assessor's row as ``assessor_to_row`` wrote it."""
    return Assessor(**{**row, "until": date.fromisoformat(row["until"])})
