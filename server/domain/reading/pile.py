"""In which room's pile each card of a batch lay, and whom its seat and name speak of.

A machine writes room and seat in its own way; how it means them is learnt from the cards whose number is on the list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reading import Card
from server.domain.reading.batch import Batch, Effective
from server.domain.reading.fault import Row
from server.domain.reading.listed import Listed, Roster, bare, bare_name, same_name

#: Fewer cards tell nothing of how a machine writes its seats.
ENOUGH = 10
#: So many cards of a room among another's, with no room written on them, are strays.
STRAYS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """How a batch writes rooms and seats.

    Attributes:
        rooms: room as the cards have it -> room of the list.
        seats: whether the cards' seats are those of the list.
        names: whether the cards' names are those of the list.
    """

    rooms: dict[str, str]
    seats: bool
    names: bool


def learnt(cards: Sequence[Card], roster: Roster) -> Reading:
    """Learn how these cards write rooms, seats and names from those whose number is on the list."""
    known = [(card, listed) for card in cards if (listed := roster.of.get(card.number)) is not None]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    seats: Counter[bool] = Counter()
    names: Counter[bool] = Counter()
    for card, listed in known:
        if card.room:
            votes[card.room][listed.room] += 1
        if card.seat:
            seats[bare(card.seat) == bare(listed.seat)] += 1
        if card.name:
            names[same_name(card.name, listed.name)] += 1
    rooms = {}
    for code in {card.room for card in cards if card.room}:
        room = _meant(code, votes[code], roster)
        if room is not None:
            rooms[code] = room
    return Reading(rooms, _agree(seats), _agree(names))


def _meant(code: str, votes: Counter[str], roster: Roster) -> str | None:
    """Return the room of the list that a code means: most cards' room, else the room of that number."""
    if votes:
        room, count = votes.most_common(1)[0]
        if count > STRAYS and 2 * count > votes.total():
            return room
    return roster.by_code.get(bare(code)) or (votes.most_common(1)[0][0] if votes else None)


def _agree(seen: Counter[bool]) -> bool:
    return seen.total() > 0 and (seen.total() < ENOUGH or 2 * seen[True] >= seen.total())


def laid(batch: Batch, roster: Roster, reading: Reading) -> list[Effective]:
    """Return a batch's cards, each with the room in whose pile it lay; None where nothing tells."""
    rooms = [_room(card, roster, reading) for card in batch.cards]
    loose = [not card.room or card.room not in reading.rooms for card in batch.cards]
    count = Counter(room for room in rooms if room is not None)
    around = _neighbours(rooms, count)
    few = {room for room, cards in count.items() if cards <= STRAYS and cards < _due(room, roster)}
    for place, room in enumerate(rooms):
        stray = room is None or (room in few and around[place] is not None and loose[place])
        if stray and around[place] is not None:
            rooms[place] = around[place]
    return [
        Effective(Row(batch.sha256, card.row), card, card, room) for card, room in zip(batch.cards, rooms, strict=True)
    ]


def _due(room: str, roster: Roster) -> int:
    """Return how many cards a room has at least: where so many are there, they are its pile, however few."""
    return sum(one.absent is not True for one in roster.rooms[room])


def _room(card: Card, roster: Roster, reading: Reading) -> str | None:
    if card.room and card.room in reading.rooms:
        return reading.rooms[card.room]
    listed = roster.of.get(card.number)
    return listed.room if listed is not None else None


def _neighbours(rooms: Sequence[str | None], count: Counter[str]) -> list[str | None]:
    """Return for each card the room of those around it: where both sides agree, or the only side there is."""
    before: list[str | None] = []
    last = None
    for room in rooms:
        before.append(last)
        last = room if room is not None and count[room] > STRAYS else last
    after: list[str | None] = []
    last = None
    for room in reversed(rooms):
        after.append(last)
        last = room if room is not None and count[room] > STRAYS else last
    after.reverse()
    sides = zip(before, after, strict=True)
    return [one if one == other or other is None else other if one is None else one for one, other in sides]


@dataclass(frozen=True, slots=True)
class Witness:
    """Whom a card's own seat and name speak of; None where it has none, or they speak of nobody or several."""

    seat: Listed | None
    name: Listed | None

    @property
    def says(self) -> Listed | None:
        """Whom they speak of together; the seat's word where they differ."""
        return self.seat or self.name

    @property
    def at_all(self) -> bool:
        """Whether anything is said."""
        return self.seat is not None or self.name is not None


def witness(card: Card, room: str | None, roster: Roster, reading: Reading) -> Witness:
    """Return whom a card's seat and name speak of."""
    listed = roster.of.get(card.number)
    name = None
    if reading.names and card.name:
        if listed is not None and same_name(card.name, listed.name):
            name = listed
        else:
            name = _only(roster.named.get(bare_name(card.name), ()), room)
    # Where the room is the number's alone and the name speaks of another, the seat would be looked for in a wrong room.
    placed = card.room or listed is None or name in (None, listed)
    seat = roster.at(room, card.seat) if reading.seats and card.seat and room is not None and placed else None
    return Witness(seat, name)


def _only(found: Iterable[Listed], room: str | None) -> Listed | None:
    """Return the one of that name: in the room if there is one there, else in the whole session."""
    every = list(found)
    here = [one for one in every if one.room == room]
    chosen = here if here else every
    return chosen[0] if len(chosen) == 1 else None
