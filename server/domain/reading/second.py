"""Double reading: two independent passes compared cell by cell; only what differs goes to people."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reading import Card
from server.domain.reading.batch import Effective
from server.domain.reading.compare import Comparison, compare
from server.domain.reading.fault import KINDS, Fault, Kind, Row, fault
from server.domain.reading.report import Cell, Report
from server.domain.reading.session import Findings, Session
from server.domain.reading.standing import Standing

#: What differs -> how the card that counts is put right.
GIVES = {"answers": "give-answers", "number": "give-number", "paper": "give-paper", "subject": "give-subject"}
#: Of a card that only one reading has there is nothing to be put right.
OF_CARD = Kind(tuple(one for one in KINDS["pass-differs"].resolutions if one not in GIVES.values()))

#: To what a stick rounds the time of a file, up or down, and how many hours clocks on the wall differ at most.
FAT, HOUR, ZONES = timedelta(seconds=2), timedelta(hours=1), 26


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it was handed in: its name, which station's it is, when it was changed last (None: not known)."""

    name: str
    station: str | None
    modified: str | None


def another_run(one: Handed, other: Handed) -> bool:
    """Tell whether the same bytes, handed in twice, may be of two runs of the cards through a machine.

    A clean stack read twice may come to the same bytes, so bytes alone tell nothing. But a file of the same name of
    the same station, or one that was last changed at the same moment, wherever it was copied to, is the same file: it
    is one reading, whatever is said of it. A stick (FAT) keeps that moment to 2 s and as the clock on the wall, which
    a computer of another zone reads as whole hours earlier or later: such a copy is the same file, too. A second
    reading that by chance ended that many hours later is saved once more.
    """
    times = [datetime.fromisoformat(each.modified) for each in (one, other) if each.modified is not None]
    at_once = len(times) > 1 and _one_moment(abs(times[0] - times[1]))
    return not at_once and (one.name, one.station) != (other.name, other.station)


def _one_moment(apart: timedelta) -> bool:
    """Tell whether two times of files may be of one moment, as a stick keeps it and another computer reads it."""
    zones = round(apart / HOUR)
    return zones <= ZONES and abs(apart - zones * HOUR) <= FAT


def due_twice(cards: int, share: int) -> int:
    """Return how many of a session's cards a second pass has to cover: a share (per cent) of them, rounded up."""
    return -(-cards * share // 100)


def second_pass(
    session: Session, found: Findings, first: Standing, again: Standing, explained: Collection[str] = ()
) -> dict[str, int]:
    """Compare the cards that count with a second pass, room by room.

    Args:
        session: the cards that count, and the list.
        found: gets what differs.
        first: how the first pass's cards came to count.
        again: the second pass's cards, laid and read again as the first's are.
        explained: numbers whose card a fault of a second file itself names: that it lacks is not told twice.

    Returns:
        By room how many cards were compared: what the second pass has not read is not covered by it.
    """
    piles, aside = _piles(again.cards), _piles(first.aside)
    return {
        room: _Room(session, found, room, explained).compare(ours, theirs, aside.get(room, []))
        for room, theirs in piles.items()
        if (ours := session.in_room.get(room or None, []))
    }


def read_once(session: Session, found: Findings, report: Report) -> list[Fault]:
    """Return a fault for each room of which a second pass that the plan wants has no card.

    Two people settle it where no machine can read the room again (a single torn card). While enough is covered
    without these rooms there are none; whether one is settled makes no difference to that.

    Args:
        session: the cards that count, and the list.
        found: gets the faults.
        report: without them.
    """
    covered = report.read_twice()
    if covered.reaches(due_twice(covered.of, session.policy.second_pass)):
        return []
    told = len(found.faults)
    for room in session.roster.rooms:
        numbers = tuple(card.card.number for card in session.in_room.get(room, []) if card.machine is not None)
        if numbers and room not in report.compared:
            found.add(fault("room-read-once", room, None, n=len(numbers), numbers=numbers))
    return found.faults[told:]


def _piles(cards: Sequence[Effective]) -> dict[str, list[Effective]]:
    piles: dict[str, list[Effective]] = defaultdict(list)
    for card in cards:
        piles[card.room or ""].append(card)
    return piles


class _Room:
    """One room's cards in both passes."""

    def __init__(self, session: Session, found: Findings, room: str, explained: Collection[str]) -> None:
        self._session, self._found, self._room, self._explained = session, found, room, explained

    def compare(self, first: Sequence[Effective], again: Sequence[Effective], aside: Sequence[Effective]) -> int:
        # A card is found again by what it is: a number that people put right is the number.
        result = compare(_numbered(first), _numbered(again))
        self._cells(result, first, again)
        for card in result.only_first:
            if first[card.row].machine is not None and card.number not in self._explained:
                self._only(first[card.row], card, "second")
        # What lies aside was read, too, and why it does not count is on record.
        unknown = compare(_numbered(aside), list(result.only_second)).only_second
        for card in unknown:
            self._only(again[card.row], card, "first")
        return result.pairs

    def _cells(self, result: Comparison, first: Sequence[Effective], again: Sequence[Effective]) -> None:
        pairs: dict[tuple[int, int], list[Cell]] = defaultdict(list)
        for cell in result.cells:
            if not _is_over(first[cell.first_row], cell):
                pairs[cell.first_row, cell.second_row].append(cell)
        for (one, other), cells in pairs.items():
            ours, theirs = first[one].place, again[other].place
            if self._found.is_subject(first[one]):
                continue
            fields = {cell.field for cell in cells}
            gives = tuple(what for field, what in GIVES.items() if field in fields)
            told = tuple(replace(cell, first_row=ours.row, second_row=theirs.row) for cell in cells)
            self._differs(cells[0].number, (ours, theirs), told, Kind((*gives, *OF_CARD.resolutions)))

    def _only(self, place: Effective, card: Card, lacks: str) -> None:
        if not self._found.is_subject(place):
            was, now = ("1", "0") if lacks == "second" else ("0", "1")
            cell = Cell(card.number, "card", None, was, now, place.place.row, place.place.row)
            self._differs(card.number, (place.place,), (cell,), OF_CARD)

    def _differs(self, number: str, places: tuple[Row, ...], cells: tuple[Cell, ...], kind: Kind) -> None:
        of = f"{places[0].batch[:12]}-{places[0].row}"
        self._found.add(
            fault("pass-differs", self._room, number, places, of=of, kind=kind, n=len(cells), cells=cells)
        )  # fmt: skip


def _numbered(cards: Sequence[Effective]) -> list[Card]:
    """Return the cards as they count, each with its place among these as its row: rows of two files may be equal."""
    return [replace(card.card, row=place) for place, card in enumerate(cards)]


def _is_over(card: Effective, cell: Cell) -> bool:
    """Say whether two people have looked at this on the card itself, so that no reading speaks against it."""
    return card.machine is None or bool({(cell.field, cell.question), (cell.field, None)} & card.stated)
