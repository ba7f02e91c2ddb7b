"""Assessors (考评员): their card, and whether it is good for a trade, a level and a day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
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
class Card:
    """An assessor's card (考评员证卡): its number, for which trade, up to which level, and its last day."""

    card: str
    trade: str
    level: int
    until: date


@dataclass(frozen=True, slots=True)
class Assessor:
    """Somebody with an assessor's card, or with several: one for each trade they assess.

    Attributes:
        plan: the plan's number.
        person: their number in the plan.
        card: the card's number as written on it; of several, of the first.
        trade: the trade they assess.
        level: the highest level they assess, 1 (highest) to 5; lower ones they assess too.
        until: the card's last day.
        running: how many times running they have assessed at this institution within a year, this one not counted. A
            card is kept as stated; a team is formed by the hub's own records where these tell of more.
        others: their further cards.
    """

    plan: int
    person: int
    card: str
    trade: str
    level: int
    until: date
    running: int = 0
    others: tuple[Card, ...] = ()

    @property
    def cards(self) -> tuple[Card, ...]:
        """All their cards, the first one first."""
        return (Card(self.card, self.trade, self.level, self.until), *self.others)


def with_cards(assessor: Assessor, cards: Sequence[Card]) -> Assessor:
    """Return somebody with these cards, one at least."""
    first, *others = cards
    return replace(
        assessor, card=first.card, trade=first.trade, level=first.level, until=first.until, others=tuple(others)
    )  # fmt: skip


def fitting(assessor: Assessor, groups: Collection[tuple[str, int]]) -> list[Card]:
    """Return by which cards somebody may assess some of these trades and levels: the card's level, or a lower one."""
    return [
        one
        for one in assessor.cards
        if any(one.trade == trade and one.level <= level for trade, level in groups)
    ]  # fmt: skip


def fits(assessor: Assessor, trade: str, level: int) -> bool:
    """Tell whether somebody may assess a level of a trade, by any of their cards."""
    return bool(fitting(assessor, [(trade, level)]))


def card_for(assessor: Assessor, trade: str, level: int) -> Card:
    """Return the card by which somebody assesses a level of a trade: that which is good longest; else their first."""
    found = fitting(assessor, [(trade, level)]) or assessor.cards[:1]
    return max(found, key=lambda one: one.until)


def times_running(held: Assessor, exams: Iterable[Exam], day: date) -> int:
    """Return how many exams running, up to the last before ``day``, the holder of cards has assessed within a year.

    The rule is the institution's, whatever the trade: each exam here with one of the cards counts. One without ends the
    run, for others assessed in their place; not so one of trades and levels that no card is for, by which nobody was
    relieved: two trades examined in turn would have the same assessors for ever.
    """
    before = [one for one in exams if timedelta() < day - one.last <= YEAR]
    count = 0
    for one in sorted(before, key=lambda one: one.last, reverse=True):
        if any(card.card in one.cards for card in held.cards):
            count += 1
        elif not one.groups or fitting(held, one.groups):
            break
    return count


def valid(assessor: Assessor | None, groups: Collection[tuple[str, int]], day: date, which: int) -> Assessor:
    """Decide whether somebody may assess on a day, and return them with the cards by which they do.

    Args:
        assessor: who it is; None: no card is on record.
        groups: each trade and level that is assessed; empty: not known, any card will do.
        day: the day of the session.
        which: their place in the team, from 1.

    Raises:
        Refusal: ``assessor-unknown``, ``assessor-expired`` or ``assessor-unfit``.
    """
    if assessor is None:
        raise Refusal("assessor-unknown", field="assessors", which=which)
    useful = fitting(assessor, groups)
    good = [one for one in useful or assessor.cards if day <= one.until]
    if not good:
        until = max(one.until for one in useful or assessor.cards)
        raise Refusal("assessor-expired", field="assessors", which=which, until=str(until), day=str(day))
    if groups and not useful:
        (trade, level), *_ = groups
        raise Refusal(
            "assessor-unfit", field="assessors", which=which, trade=good[0].trade, level=good[0].level, wanted=trade,
            wanted_level=level,
        )  # fmt: skip
    return with_cards(assessor, good)


def assessor_to_row(assessor: Assessor) -> dict[str, Any]:
    """Write an assessor as their row; a card's last day as YYYY-MM-DD, ``others`` only where there are any."""
    others = [{**asdict(one), "until": one.until.isoformat()} for one in assessor.others]
    return {
        "plan": assessor.plan,
        "person": assessor.person,
        "card": assessor.card,
        "trade": assessor.trade,
        "level": assessor.level,
        "until": assessor.until.isoformat(),
        "running": assessor.running,
    } | ({"others": others} if others else {})


def assessor_from_row(row: Mapping[str, Any]) -> Assessor:
    """Read an assessor's row as ``assessor_to_row`` wrote it."""
    others = tuple(Card(**{**one, "until": date.fromisoformat(one["until"])}) for one in row.get("others", ()))
    return Assessor(**{**row, "until": date.fromisoformat(row["until"]), "others": others})
