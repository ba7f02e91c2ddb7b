"""A session's cards and list, put together once for every rule that looks at them; and what the rules found so far."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from server.domain.reading.batch import Effective, Settlement
from server.domain.reading.fault import Fault, Row
from server.domain.reading.figures import holds
from server.domain.reading.listed import Listed, ReadingPolicy, Roster
from server.domain.reading.pile import Reading, Witness, witness
from server.domain.reading.standing import CONFIRMED, Standing

NOTHING = Reading({}, seats=False, names=False)


class Session:
    """What the rules ask: cards by number and room, and who has none.

    Attributes:
        cards: those that count.
        by_number: the cards of each listed number.
        strangers: cards whose number is no listed one.
        in_room: the cards that lay in each room's pile.
        order: by place, a card's rank among all.
    """

    def __init__(self, standing: Standing, policy: ReadingPolicy, elsewhere: Mapping[str, str]) -> None:
        self.roster = Roster(standing.listed)
        self.cards = standing.cards
        self.policy = policy
        self.elsewhere = elsewhere
        self.by_number: dict[str, list[Effective]] = defaultdict(list)
        self.in_room: dict[str | None, list[Effective]] = defaultdict(list)
        self.strangers: list[Effective] = []
        self.order = {card.place: place for place, card in enumerate(standing.cards)}
        self._readings = standing.readings
        for card in standing.cards:
            self.in_room[card.room].append(card)
            if card.card.number in self.roster.of:
                self.by_number[card.card.number].append(card)
            else:
                self.strangers.append(card)

    def owner(self, card: Effective) -> Listed:
        """Return whose number a card has; it must be a listed one."""
        return self.roster.of[card.card.number]

    def witness(self, card: Effective) -> Witness:
        """Return whom a card's own seat and name speak of; a name beside a number put right followed the wrong one."""
        found = witness(card.card, card.room, self.roster, self._readings.get(card.place.batch, NOTHING))
        if card.machine is not None and card.machine.number != card.card.number:
            return Witness(found.seat, None)
        return found

    def lacking(self, room: str | None) -> list[Listed]:
        """Return the room's candidates who have no card, whether they were there or not."""
        return [one for one in self.roster.rooms.get(room or "", ()) if one.number not in self.by_number]


class Findings:
    """What was found so far. A card is the subject of one fault that nobody has settled, and of no second."""

    def __init__(self, settlements: Iterable[Settlement]) -> None:
        self.faults: list[Fault] = []
        self.explained: set[str] = set()
        self._subject: set[Row] = set()
        self._settled: dict[str, list[Settlement]] = defaultdict(list)
        for one in settlements:
            if one.what in CONFIRMED:
                self._settled[one.fault].append(one)

    def add(self, fault: Fault, *candidates: Listed | None) -> None:
        """Keep a fault. While it is open its cards are its own, and whom they most likely belong to lacks none."""
        settlement = self.settlement(fault)
        if settlement is not None:
            fault = settled_by(fault, settlement)
        else:
            self._subject.update(fault.places)
            self.explained.update(one.number for one in candidates if one is not None)
        self.faults.append(fault)

    def is_subject(self, card: Effective) -> bool:
        """Say whether a card has an open fault already."""
        return card.place in self._subject

    def settlement(self, fault: Fault) -> Settlement | None:
        """Return how a fault was settled as it is: the newest settlement that was made on the same figures."""
        return next((one for one in reversed(self._settled.get(fault.key, ())) if holds(one.stood, fault)), None)


def settled_by(fault: Fault, settlement: Settlement) -> Fault:
    """Return the fault as settled."""
    return Fault(
        fault.key, fault.code, fault.room, fault.number, fault.places, fault.detail, fault.resolutions,
        fault.holds_up, settlement.fact,
    )  # fmt: skip
