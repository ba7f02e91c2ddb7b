"""Two readings of the same cards, cell by cell: a second pass, or a room read again."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from reading import Card
from server.domain.reading.report import Cell

#: What is compared besides the answers, where both readings have it.
TEXTS = ("number", "subject", "paper", "room", "seat")
BOXES = ("absent", "misconduct")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two readings have differently.

    Attributes:
        pairs: cards found in both; the rest was in one only.
        cells: what differs between the cards of the pairs.
        only_first: cards that the second reading has not.
        only_second: cards that the first reading has not.
    """

    pairs: int
    cells: tuple[Cell, ...]
    only_first: tuple[Card, ...]
    only_second: tuple[Card, ...]

    @property
    def same(self) -> bool:
        """Whether the readings agree in everything."""
        return not (self.cells or self.only_first or self.only_second)


def compare(first: Sequence[Card], second: Sequence[Card]) -> Comparison:
    """Compare two readings.

    A card is the same in both by its number, where that is unique; else by room and seat, else by its answers, else by
    its running number. What one reading has of no card (a file without seats) is not compared.
    """
    pairs, left, right = _paired(first, second)
    fields = [name for name in TEXTS if _has(first, name) and _has(second, name)]
    cells = tuple(cell for one, other in pairs for cell in _cells(one, other, fields))
    return Comparison(len(pairs), cells, tuple(left), tuple(right))


def _has(cards: Sequence[Card], name: str) -> bool:
    return any(getattr(card, name) for card in cards)


def _cells(one: Card, other: Card, fields: Sequence[str]) -> Iterator[Cell]:
    for name in fields:
        if (was := getattr(one, name)) != (now := getattr(other, name)):
            yield Cell(one.number, name, None, was, now, one.row, other.row)
    for name in BOXES:
        was, now = getattr(one, name), getattr(other, name)
        if was is not None and now is not None and was != now:
            yield Cell(one.number, name, None, _box(was), _box(now), one.row, other.row)
    if one.answers == other.answers:
        return
    longest = max(len(one.answers), len(other.answers))
    for place in range(longest):
        was, now = _answer(one, place), _answer(other, place)
        if was != now:
            yield Cell(one.number, "answers", place + 1, was, now, one.row, other.row)


def _box(marked: bool) -> str:
    return "1" if marked else "0"


def _answer(card: Card, place: int) -> str:
    return card.answers[place] if place < len(card.answers) else "-"


#: By what a card is found again in the other reading, the surest first.
_KEYS: tuple[Callable[[Card], Hashable | None], ...] = (
    lambda card: card.number if card.readable else None,
    lambda card: (card.room, card.seat) if card.seat else None,
    lambda card: card.answers if any(card.answers) else None,
    lambda card: card.seq or None,
)


def _paired(first: Sequence[Card], second: Sequence[Card]) -> tuple[list[tuple[Card, Card]], list[Card], list[Card]]:
    pairs: list[tuple[Card, Card]] = []
    left, right = list(first), list(second)
    for key in _KEYS:
        ours, theirs = _unique(left, key), _unique(right, key)
        both = [name for name in ours if name in theirs]
        pairs += [(ours[name], theirs[name]) for name in both]
        found, again = {id(ours[name]) for name in both}, {id(theirs[name]) for name in both}
        left = [card for card in left if id(card) not in found]
        right = [card for card in right if id(card) not in again]
    pairs += _alike(left, right)
    return sorted(pairs, key=lambda pair: pair[0].row), left, right


def _alike(left: list[Card], right: list[Card]) -> list[tuple[Card, Card]]:
    """Take out and return what both have several times alike, such as a card that was fed twice."""
    others: dict[Hashable, list[Card]] = defaultdict(list)
    for card in right:
        others[card.number, card.paper, card.answers].append(card)
    pairs = []
    for card in list(left):
        if found := others[card.number, card.paper, card.answers]:
            pairs.append((card, found.pop(0)))
    ours, theirs = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    left[:] = [card for card in left if id(card) not in ours]
    right[:] = [card for card in right if id(card) not in theirs]
    return pairs


def _unique(cards: Sequence[Card], key: Callable[[Card], Hashable | None]) -> dict[Hashable, Card]:
    named = [(name, card) for card in cards if (name := key(card)) is not None]
    count = Counter(name for name, _ in named)
    return {name: card for name, card in named if count[name] == 1}
