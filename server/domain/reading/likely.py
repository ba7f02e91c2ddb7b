"""Whom a card most likely belongs to whose number is wrong: by seat, name, the digits that were read, and its place."""

from collections.abc import Iterable, Sequence

from server.domain.reading.batch import Effective
from server.domain.reading.listed import Listed
from server.domain.reading.session import Session

SEAT, NAME, DIGITS, NEAR, FAR, BETWEEN = 8, 4, 6, 3, 1, 2
"""What each sign of belonging weighs; ``BETWEEN``: the card lies between the candidate's neighbours."""
ENOUGH = 2
SURE = 6
"""Somebody who was absent is named only where seat, name or digits say so."""


def likely(session: Session, cards: Sequence[Effective], order: "Order") -> dict[int, Listed]:
    """Match cards with wrong numbers to candidates who have none.

    Returns:
        By place in ``cards``: the candidate. Each candidate is given once; where nothing tells two apart, nobody is.
    """
    lacking: dict[str | None, list[Listed]] = {}
    pairs = []
    for place, card in enumerate(cards):
        around = order.of(card)
        rooms = _rooms(session, card, around)
        for room in rooms:
            if room not in lacking:
                lacking[room] = session.lacking(room)
        for one in _candidates(session, card, [one for room in rooms for one in lacking[room]]):
            weight = _weight(session, card, one, around)
            if weight >= (SURE if one.absent else ENOUGH):
                pairs.append((-weight, bool(one.absent), place, one.number, one))
    found: dict[int, Listed] = {}
    given: set[str] = set()
    for _, _, place, number, one in sorted(pairs, key=lambda pair: pair[:4]):
        if place not in found and number not in given:
            found[place] = one
            given.add(number)
    _last_ones(cards, lacking, found, given)
    return found


def _rooms(session: Session, card: Effective, around: tuple[str, str]) -> list[str | None]:
    """Return the rooms it may be of: that of its pile; where no room stands on it, those of its neighbours too."""
    if card.card.room:
        return [card.room]
    beside = [session.roster.of[number].room for number in around if number]
    return list(dict.fromkeys([card.room, *beside]))


def _candidates(session: Session, card: Effective, lacking: Sequence[Listed]) -> Iterable[Listed]:
    """Yield the rooms' candidates without a card, and whoever of another room the card's own words name."""
    yield from lacking
    named = session.witness(card).says
    if named is not None and named.room != card.room and named.number not in session.by_number:
        yield named


def _last_ones(
    cards: Sequence[Effective], lacking: dict[str | None, list[Listed]], found: dict[int, Listed], given: set[str]
) -> None:
    """One card is left in a room and one candidate who was there: they belong together."""
    for room, listed in lacking.items():
        cards_left = [place for place, card in enumerate(cards) if card.room == room and place not in found]
        left = [one for one in listed if one.absent is False and one.number not in given]
        if room is not None and len(cards_left) == len(left) == 1:
            found[cards_left[0]] = left[0]
            given.add(left[0].number)


class Order:
    """The numbers before and after each card in its file, among those that are on the list."""

    def __init__(self, session: Session) -> None:
        self._around: dict[tuple[str, int], tuple[str, str]] = {}
        wrong = {card.place for card in session.strangers}
        before = ""
        waiting: list[tuple[str, int]] = []
        for card in session.cards:
            key = (card.place.batch, card.place.row)
            if card.place in wrong or len(session.by_number[card.card.number]) > 1:
                waiting.append(key)
                self._around[key] = (before, "")
                continue
            for one in waiting:
                self._around[one] = (self._around[one][0], card.card.number)
            waiting.clear()
            before = card.card.number

    def of(self, card: Effective) -> tuple[str, str]:
        """Return the numbers before and after a card that is a stranger or has a repeated number."""
        return self._around.get((card.place.batch, card.place.row), ("", ""))


def _weight(session: Session, card: Effective, one: Listed, around: tuple[str, str]) -> int:
    weight = _said(session, card, one)
    number = card.card.number
    if number.isdigit():
        weight += _near(number, one.number)
    else:
        weight += DIGITS if fits(number, one.number) else -DIGITS
    return weight + (BETWEEN if between(one, around) else 0)


def between(one: Listed, around: tuple[str, str]) -> bool:
    """Say whether a candidate's number lies between those before and after a card in its file."""
    before, after = around
    return bool(before or after) and before < one.number and (not after or one.number < after)


def skipped(session: Session, card: Effective, order: "Order") -> Listed | None:
    """Return whose card was skipped where another was read twice in its stead: the one that lies there by number."""
    around = order.of(card)
    here = [one for one in session.lacking(card.room) if not one.absent and between(one, around)]
    return here[0] if len(here) == 1 else None


def _said(session: Session, card: Effective, one: Listed) -> int:
    """Weigh the card's own words; words that follow the number are the machine's, and say nothing."""
    said, owner = session.witness(card), session.roster.of.get(card.card.number)
    weight = 0
    for named, worth in ((said.seat, SEAT), (said.name, NAME)):
        if named is not None and named is not owner:
            weight += worth if named is one else -worth
    return weight


def fits(pattern: str, number: str) -> bool:
    """Say whether a number's clear digits are those of another."""
    if len(pattern) != len(number):
        return False
    return all(sign == due or not sign.isdigit() for sign, due in zip(pattern, number, strict=True))


def _near(found: str, due: str) -> int:
    if len(found) != len(due):
        longer, shorter = (found, due) if len(found) > len(due) else (due, found)
        near = len(longer) - len(shorter) == 1 and any(
            longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
        )
        return FAR + 1 if near else 0
    places = [place for place, (sign, other) in enumerate(zip(found, due, strict=True)) if sign != other]
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        return NEAR if found[first] == due[second] and found[second] == due[first] else FAR
    return {1: NEAR, 2: FAR}.get(len(places), 0)
