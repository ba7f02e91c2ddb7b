"""A batch: one card file as a station made it; and its cards with what was corrected in them, the machine's kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from reading import Card, FileFault
from server.domain.reading.fault import Row


@dataclass(frozen=True, slots=True)
class Batch:
    """One card file.

    Attributes:
        sha256: names it: the hash of its bytes.
        cards: what was read of it, in the file's order.
        name: the file's name at the station.
        faults: what is wrong with the file itself; where one of them stops, none of its cards count.
        approved: rooms whose second reading by this batch a responsible leader approved.
    """

    sha256: str
    cards: tuple[Card, ...]
    name: str = ""
    faults: tuple[FileFault, ...] = ()
    approved: frozenset[str] = frozenset()

    @property
    def taken(self) -> bool:
        """Whether its cards count."""
        return not any(fault.stops for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Settlement:
    """A fault settled: one person proposed how, another confirmed it.

    Attributes:
        fact: the confirmation's fact.
        fault: the fault's key.
        resolution: ``what`` is to be done (``fault.KINDS``), and what that needs: ``batch`` and ``row`` of a card,
            ``number``, ``answers``, ``cells`` (question from 1 to answer), ``paper``, ``subject``.
        by: who proposed it.
        confirmed_by: who confirmed it.
        reason: on what grounds.
        at: when it was confirmed, aware.
        stood: what the fault was when it was settled (``figures``), which is all that it settles; None: not known.
    """

    fact: str
    fault: str
    resolution: Mapping[str, Any]
    by: int = 0
    confirmed_by: int = 0
    reason: str = ""
    at: datetime | None = None
    stood: Mapping[str, Any] | None = None

    @property
    def what(self) -> str:
        """What is done."""
        return str(self.resolution.get("what", ""))


@dataclass(frozen=True, slots=True)
class Correction:
    """One value of a card that people put right; what the machine read stands beside it."""

    field: str
    question: int | None
    machine: str
    value: str
    settlement: Settlement


@dataclass(frozen=True, slots=True)
class Effective:
    """A card as it counts.

    Attributes:
        place: the batch and row it was read at; of batch ``hand`` for a card keyed in.
        machine: what the machine read; None for a card keyed in.
        card: what counts now, with every correction.
        room: the room in whose pile it lay, as far as that can be told.
        corrections: what was put right, in order; the card's version is their number and one.
        stated: field and question that two people stated, whether that changed them or not; of all answers None.
    """

    place: Row
    machine: Card | None
    card: Card
    room: str | None
    corrections: tuple[Correction, ...] = field(default=())
    stated: frozenset[tuple[str, int | None]] = frozenset()

    @property
    def version(self) -> int:
        """1 as the machine read it; each settlement that changed it makes another."""
        return 1 + len({id(one.settlement) for one in self.corrections})

    def corrected(self, settlement: Settlement, **values: Any) -> "Effective":
        """Return the next version with these values of the card; ``answers`` are all of them."""
        changes = [
            Correction(name, None, str(getattr(self.card, name)), str(value), settlement)
            for name, value in values.items()
            if name != "answers" and getattr(self.card, name) != value
        ]
        if "answers" in values:
            pairs = enumerate(zip(self.card.answers, values["answers"], strict=False), 1)
            changes += [Correction("answers", n, old, new, settlement) for n, (old, new) in pairs if old != new]
        card = replace(self.card, **values)
        named: set[tuple[str, int | None]] = {(name, None) for name in values if name != "answers"}
        if "answers" in values:
            cells = settlement.resolution.get("cells") if settlement.resolution.get("answers") is None else None
            named |= {("answers", None)} if cells is None else {("answers", int(question)) for question in cells}
        stated = self.stated | named
        return replace(self, card=card, corrections=(*self.corrections, *changes), stated=stated)


HAND = "hand"
"""The batch of cards that two people keyed in."""


def keyed_in(
    settlement: Settlement, row: int, room: str | None, number: str, answers: Sequence[str], paper: str
) -> Effective:
    """Return a card that people keyed in because the machine could not read it; ``row`` counts them, from 1."""
    card = Card(row, None, number, tuple(answers), paper=paper, room=room or "")
    change = Correction("card", None, "", number, settlement)
    return Effective(Row(HAND, row), None, card, room, (change,))
