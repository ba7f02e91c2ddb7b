"""What reconciliation says: each room's state, its equations as they stand, and its faults."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from server.domain.reading.batch import Effective
from server.domain.reading.fault import Fault, Row

RoomState = Literal["waiting", "read", "faults", "green"]
EquationState = Literal["holds", "differs", "unknown"]


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation as it stands (``domain`` 3.3, 9 and 10); a side that is not known is None and never 0."""

    key: str
    expected: int | None
    found: int | None

    @property
    def state(self) -> EquationState:
        """Whether it holds, differs, or is not known yet."""
        if self.expected is None or self.found is None:
            return "unknown"
        return "holds" if self.expected == self.found else "differs"


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that two readings of a card have differently.

    Attributes:
        question: from 1; None for the other fields.
        first_row: the card's row in its file.
        place: where the first reading has the card, of a room read again: one of several files; None elsewhere.
        marked: what the first reading had read, where ``first`` is what two people put right since; None elsewhere.
    """

    number: str
    field: str
    question: int | None
    first: str
    second: str
    first_row: int
    second_row: int
    place: Row | None = None
    marked: str | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """A room that a batch read again.

    Attributes:
        batch: the later batch.
        of: the batch that had read the room before; of several the first.
        cells: what differs, cell by cell.
        only_old: rows of the earlier batch that count and that the later has no card for.
        only_new: rows of the later batch that the earlier had no card for.
        taken: the later reading stands in the room.
        kept: two people decided that the earlier one does.
    """

    room: str
    batch: str
    of: str
    cells: tuple[Cell, ...] = ()
    only_old: tuple[int, ...] = ()
    only_new: tuple[int, ...] = ()
    taken: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RoomReport:
    """One room of the session.

    Attributes:
        state: ``waiting`` nothing read; ``read`` something is still to be told (record sheet, bag count);
            ``faults`` open ones; ``green`` every equation holds and nothing is open.
        expected: candidates on the list.
        present: by the record sheet; None: not entered.
        absent: by the record sheet; None: not entered.
        bag: cards counted in the bag; None: not counted.
        read: cards that lie in the room, as read and not set aside, with those keyed in.
    """

    room: str
    state: RoomState
    expected: int
    present: int | None
    absent: int | None
    bag: int | None
    read: int
    equations: tuple[Equation, ...] = ()
    faults: tuple[Fault, ...] = ()


class Covered(NamedTuple):
    """How far a second pass covers cards that a machine read.

    Attributes:
        compared: cards that both passes have.
        of: all that a machine read.
        settled: cards that the second pass lacks, and of which two people settled that this is so.
    """

    compared: int
    of: int
    settled: int

    def reaches(self, wanted: int) -> bool:
        """Tell whether so many cards are covered; one that cannot be read again is once two people settled so."""
        return self.compared + self.settled >= wanted


@dataclass(frozen=True, slots=True)
class Report:
    """A session's cards against its list: room by room, and what belongs to no room.

    ``faults`` are all of them, the rooms' too, in the order of rooms and rows. ``compared``: by room, how many cards a
    second pass covered. ``cards``: those that count, with every correction.
    """

    rooms: Mapping[str, RoomReport]
    faults: tuple[Fault, ...]
    equations: tuple[Equation, ...] = ()
    rereads: tuple[Reread, ...] = ()
    compared: Mapping[str, int] = field(default_factory=dict)
    cards: tuple[Effective, ...] = ()

    def covered(self) -> dict[str, Covered]:
        """Return by room how far a second pass covers its cards."""
        due = Counter(card.room or "" for card in self.cards if card.machine is not None)
        settled = Counter[str]()
        for one in self.faults:
            if one.settled is not None:
                settled[one.room or ""] += _lack_second(one)
        return {
            room: Covered(min(self.compared.get(room, 0), n - settled[room]), n, settled[room])
            for room, n in due.items()
        }

    def read_twice(self) -> Covered:
        """Return how far a second pass covers all its cards."""
        rooms = self.covered().values()
        return Covered(
            sum(one.compared for one in rooms), sum(one.of for one in rooms), sum(one.settled for one in rooms)
        )

    @property
    def clean(self) -> bool:
        """Whether nothing at all was found."""
        return not self.faults

    @property
    def green(self) -> bool:
        """Whether every room is green and nothing of the session is open."""
        return all(room.state == "green" for room in self.rooms.values()) and not any(
            one.is_open for one in self.faults
        )


def _lack_second(one: Fault) -> int:
    """Return how many cards of the first pass a fault says that the second has not."""
    if one.code == "room-read-once":
        return int(one.detail["n"])
    cells = one.detail["cells"] if one.code == "pass-differs" else ()
    return int(any((cell.field, cell.first) == ("card", "1") for cell in cells))
