"""A room whose cards stand twice in one file: the pile was fed again, or its rows were written again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from server.domain.reading.batch import Effective

#: Fewer cards are repeated numbers, each by itself.
PILE = 3


@dataclass(frozen=True, slots=True)
class Twice:
    """What a file has of a room a second time, to the same end.

    Attributes:
        cards: those that are there again; the first of each counts.
        first: rows of the first of each, in their order.
    """

    room: str
    batch: str
    cards: tuple[Effective, ...]
    first: tuple[int, ...]


def twice(cards: Sequence[Effective]) -> list[Twice]:
    """Find the rooms of one file of which more than half stand in it again, cell for cell.

    A card with neither number nor answers tells nothing.
    """
    rooms: dict[str, dict[tuple[str, ...], list[Effective]]] = defaultdict(lambda: defaultdict(list))
    for card in cards:
        if card.room is not None and (card.card.readable or any(card.card.answers)):
            rooms[card.room][card.card.number, card.card.paper, card.card.seat, *card.card.answers].append(card)
    found = []
    for room, piles in rooms.items():
        again = [pile for pile in piles.values() if len(pile) > 1]
        if len(again) >= PILE and 2 * len(again) > len(piles):
            more = tuple(card for pile in again for card in pile[1:])
            first = tuple(pile[0].place.row for pile in again)
            found.append(Twice(room, cards[0].place.batch, more, first))
    return found
