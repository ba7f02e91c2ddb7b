"""Which form of the paper a card should show, where forms alternate: learnt from the file's own cards.

Forms are handed out in turn by seat, by number or down the list, on from room to room or from the start in each. Which
of these a site does is seen by which of them its cards follow.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reading import MULTI, UNSURE
from server.domain.reading.batch import Effective
from server.domain.reading.listed import Listed, Roster, bare

#: A share of the cards that tells what is usual: nine of ten.
USUAL = (9, 10)
#: Of many cards four of five: of so many they do not fall so by chance.
MANY, LOTS = (4, 5), 24
#: Fewer cards tell nothing of what is usual.
ENOUGH = 5
#: Fewer cards of a room do not tell with which form the room by itself began.
ROOMFUL = 10

Pair = tuple[Effective, Listed]
Way = Callable[[Effective, Listed], int | None]


@dataclass(frozen=True, slots=True)
class Turn:
    """How the two forms alternate.

    Attributes:
        way: returns a card's place in the turn; None where it has none.
        rooms: by room, the forms of even and odd places; a room that is not here tells nothing.
        right: cards that follow it.
    """

    way: Way
    rooms: Mapping[str, tuple[str, str]]
    right: int

    def due(self, card: Effective, owner: Listed) -> str | None:
        """Return a card's form; None where nothing tells."""
        place, forms = self.way(card, owner), self.rooms.get(owner.room)
        return None if place is None or forms is None else forms[place % 2]


class Turns:
    """The ways in which a file's forms alternate: one, or several that its cards do not tell apart."""

    def __init__(self, cards: Sequence[Effective], roster: Roster) -> None:
        """Learn from a file's cards whose number is on the list."""
        pairs = [(card, roster.of[card.card.number]) for card in cards if card.card.number in roster.of]
        ways = _ways(roster)
        on = [turn for way in ways if (turn := _on_and_on(pairs, way)) is not None]
        self._every = on or [turn for way in ways if (turn := _by_room(pairs, way)) is not None]
        most = max((turn.right for turn in self._every), default=0)
        self._best = [turn for turn in self._every if turn.right == most]

    def due(self, card: Effective, owner: Listed) -> tuple[str, ...]:
        """Return the forms that a card may show; none where nothing tells.

        A card that lies at another seat than its number's, and whose number was confirmed, may follow either.
        """
        astray = card.card.seat and bare(card.card.seat) != bare(owner.seat)
        turns = self._every if astray else self._best
        found = [turn.due(card, owner) for turn in turns]
        return () if None in found else tuple(dict.fromkeys(one for one in found if one is not None))


def _ways(roster: Roster) -> tuple[Way, ...]:
    order = {one.number: place for place, one in enumerate(roster.every)}
    return (
        lambda card, owner: _number(card.card.seat),
        lambda card, owner: _number(owner.seat),
        lambda card, owner: _number(owner.number[-1:]),
        lambda card, owner: order[owner.number],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _on_and_on(pairs: Iterable[Pair], way: Way) -> Turn | None:
    """Return the turn where it is one and the same in every room, and nearly all cards follow it."""
    told = _told(pairs, way)
    forms = _forms(told)
    if forms is None:
        return None
    right = sum(_right(cards, forms) for cards in told.values())
    turned = [room for room, cards in told.items() if 2 * _right(cards, forms) < len(cards) >= ENOUGH]
    if turned or not _nearly_all(right, sum(map(len, told.values()))):
        return None
    # Where most cards of a small room do not follow, the room may have begun with the other form.
    rooms = {room: forms for room, cards in told.items() if 2 * _right(cards, forms) >= len(cards)}
    return Turn(way, rooms, right)


def _by_room(pairs: Iterable[Pair], way: Way) -> Turn | None:
    """Return the turn where each room begins with a form of its own."""
    told = {room: cards for room, cards in _told(pairs, way).items() if len(cards) >= ROOMFUL}
    forms = _forms(told)
    if forms is None:
        return None
    rooms = {room: max((forms, forms[::-1]), key=lambda one: _right(cards, one)) for room, cards in told.items()}
    right = sum(_right(cards, rooms[room]) for room, cards in told.items())
    return Turn(way, rooms, right) if _nearly_all(right, sum(map(len, told.values()))) else None


def _told(pairs: Iterable[Pair], way: Way) -> dict[str, list[tuple[int, str]]]:
    """Return by room: each card's place in the turn, even or odd, and its form."""
    told: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for card, owner in pairs:
        place = way(card, owner)
        if place is not None and card.card.paper not in ("", MULTI, UNSURE):
            told[owner.room].append((place % 2, card.card.paper))
    return told


def _forms(told: Mapping[str, Sequence[tuple[int, str]]]) -> tuple[str, str] | None:
    """Return the two forms, as most cards have them at even and odd places; None where there are not two in use."""
    cards = [card for room in told.values() for card in room]
    usual = Counter(paper for _, paper in cards).most_common(2)
    if len(usual) < 2 or usual[1][1] < ENOUGH:
        return None
    first, second = usual[0][0], usual[1][0]
    return max((first, second), (second, first), key=lambda forms: _right(cards, forms))


def _right(cards: Iterable[tuple[int, str]], forms: tuple[str, str]) -> int:
    return sum(forms[place] == paper for place, paper in cards)


def _nearly_all(right: int, total: int) -> bool:
    part, of = MANY if total >= LOTS else USUAL
    return total > 0 and right * of >= total * part
