"""Which cards count: every batch's, but for rooms read again, and with what people settled applied as new versions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from server.domain.reading.batch import Batch, Effective, Settlement, keyed_in
from server.domain.reading.compare import compare
from server.domain.reading.fault import Fault, Row
from server.domain.reading.listed import Listed, Roster
from server.domain.reading.pile import Reading, laid, learnt
from server.domain.reading.report import Cell, Reread
from server.domain.reading.twice import Twice, twice

#: A batch of which more than half are strangers is of another exam; fewer cards are strangers one by one.
LEAST = 5
#: So many cards of a room that were read before make it a room read again, not cards that lie in two piles.
AGAIN = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """The cards that count, and how it came to that.

    Attributes:
        cards: what counts, in the order of batches and rows; then what was keyed in.
        aside: what was read and does not count.
        listed: the list, with what was settled about who was there.
        readings: how each batch writes rooms and seats.
        rereads: rooms that were read again.
        strange: batches of which most numbers are not on the list; none of their cards count.
        twice: rooms that stand twice in a file whose first reading of them counts; the repeated cards are set aside.
    """

    cards: tuple[Effective, ...]
    aside: tuple[Effective, ...]
    listed: tuple[Listed, ...]
    readings: Mapping[str, Reading]
    rereads: tuple[Reread, ...]
    strange: tuple[Batch, ...]
    twice: tuple[Twice, ...] = ()


def effective(
    batches: Sequence[Batch], listed: Iterable[Listed], settlements: Iterable[Settlement] = ()
) -> tuple[Effective, ...]:
    """Return the cards as they count, each with what the machine read beside every correction."""
    return standing(batches, listed, settlements).cards


def standing(batches: Sequence[Batch], listed: Iterable[Listed], settlements: Iterable[Settlement] = ()) -> Standing:
    """Find which cards count; ``batches`` in the order in which they were read."""
    settled = list(settlements)
    roster = Roster(attended(listed, settled))
    taken = [batch for batch in {one.sha256: one for one in batches}.values() if batch.taken]
    strange = tuple(batch for batch in taken if _is_strange(batch, roster))
    piles, readings = _Piles(settled, roster), {}
    for batch in taken:
        if batch not in strange:
            readings[batch.sha256] = learnt(batch.cards, roster)
            piles.add(batch, laid(batch, roster, readings[batch.sha256]))
    cards, out = _settled(piles.cards, settled, roster)
    counting = {(card.room, card.place.batch) for card in cards}
    return Standing(
        tuple(cards), (*piles.aside, *out), roster.every, MappingProxyType(readings), tuple(piles.rereads), strange,
        tuple(one for one in piles.twice if (one.room, one.batch) in counting),
    )  # fmt: skip


def _is_strange(batch: Batch, roster: Roster) -> bool:
    strangers = sum(card.readable and card.number not in roster.of for card in batch.cards)
    return strangers >= LEAST and 2 * strangers > len(batch.cards)


def attended(listed: Iterable[Listed], settlements: Iterable[Settlement]) -> list[Listed]:
    """Return the list with what was settled about who was there and who broke the rules."""
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in settlements:
        if one.what in _ATTENDANCE:
            field, value = _ATTENDANCE[one.what]
            for number in _decided(one):
                said[number][field] = value
    if not said:
        return list(listed)
    return [replace(one, **said[one.number]) if one.number in said else one for one in listed]


def _decided(one: Settlement) -> list[str]:
    """Return of whom it was settled: of a whole pile (``content.piled``) everybody it named then."""
    of = one.fault.split("/", 2)[-1]
    if "number" in one.resolution or of != "all":
        return [str(one.resolution.get("number") or of)]
    return list((one.stood or {}).get("numbers", ()))


def lost(faults: Iterable[Fault], settlements: Iterable[Settlement]) -> frozenset[str]:
    """Return the numbers of whose cards it was settled that they are lost."""
    facts = {one.fact for one in settlements if one.what == "lost"}
    over = [one for one in faults if one.settled in facts]
    return frozenset(number for one in over for number in [one.number, *one.detail.get("numbers", ())] if number)


_ATTENDANCE: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "confirm-absent": ("absent", True),
        "confirm-present": ("absent", False),
        "confirm-misconduct": ("misconduct", True),
        "confirm-no-misconduct": ("misconduct", False),
    }
)


class _Piles:
    """The cards as batch after batch comes in; a room that was read before keeps its first reading until settled."""

    def __init__(self, settlements: Sequence[Settlement], roster: Roster) -> None:
        self.cards: list[Effective] = []
        self.aside: list[Effective] = []
        self.rereads: list[Reread] = []
        self.twice: list[Twice] = []
        self._rooms: dict[str, list[Effective]] = defaultdict(list)  # ``cards``, by room
        self._settlements, self._roster = settlements, roster
        self._taken = {one.fault for one in settlements if one.what == "take-new"}

    def add(self, batch: Batch, cards: list[Effective]) -> None:
        repeated = twice(cards)
        more = {card.place for one in repeated for card in one.cards}
        self.aside += [card for card in cards if card.place in more]
        self.twice += repeated
        cards = [card for card in cards if card.place not in more]
        before = self._rooms
        again = sorted(_rooms_again(before, cards))
        for room in again:
            self._reread(batch, room, before[room], [card for card in cards if card.room == room])
        if again:
            self._rooms = defaultdict(list)
            self._lay(self.cards)
        new = [card for card in cards if card.room not in again]
        self.cards += new
        self._lay(new)

    def _lay(self, cards: Iterable[Effective]) -> None:
        for card in cards:
            if card.room is not None:
                self._rooms[card.room].append(card)

    def _reread(self, batch: Batch, room: str, old: list[Effective], new: list[Effective]) -> None:
        numbers, out = self._as_settled()
        # A listed number that was put right (swapped cards) may be read again as the marks still are, or as settled.
        marked = {one.place for one in old if one.card.number in self._roster.of}
        as_marked = {place: number for place, number in numbers.items() if place not in marked}
        found = min((_Held(old, new, each, out) for each in (numbers, as_marked)), key=lambda one: one.differs)
        cells, left = found.cells, found.left
        whole = 2 * len(new) > len(old)
        taken = reread_key(room, batch.sha256) in self._taken
        only_old = tuple(place.row for place in left if place not in out) if whole else ()
        only_new = found.only_new
        if not (only_old or only_new) and all(cell.second == cell.marked for cell in cells):
            cells = ()  # the same marks were read again, and what they mean was settled
        self.rereads.append(Reread(room, batch.sha256, old[0].place.batch, cells, only_old, only_new, taken))
        if not taken:
            self.aside += new
            return
        kept = set(left) if not whole else set()
        gone = {card.place for card in old} - kept
        self.aside += [card for card in self.cards if card.place in gone]
        self.cards = [card for card in self.cards if card.place not in gone] + new

    def _as_settled(self) -> tuple[dict[Row, str], set[Row]]:
        """Return the numbers that people put right, and the cards they set aside: what counts is held against."""
        if not any(one.what in _OUT or one.what in _CORRECTED for one in self._settlements):
            return {}, set()
        cards, out = _settled(self.cards, self._settlements, self._roster)
        return {card.place: card.card.number for card in cards if card.corrections}, {card.place for card in out}


class _Held:
    """A room's second reading held against its first, of which some numbers were put right."""

    def __init__(
        self, old: Sequence[Effective], new: Sequence[Effective], numbers: Mapping[Row, str], out: Collection[Row]
    ) -> None:
        # A card's row is its place among these: rows of two files may be equal.
        known = [replace(one.card, row=n, number=numbers.get(one.place, one.card.number)) for n, one in enumerate(old)]
        found = compare(known, [card.card for card in new])
        self.cells = tuple(
            replace(cell, first_row=was.place.row, place=was.place, marked=_marked(cell, was))
            for cell in found.cells
            if (was := old[cell.first_row]).place not in out
        )
        self.left = [old[card.row].place for card in found.only_first]
        self.only_new = tuple(card.row for card in found.only_second)

    @property
    def differs(self) -> int:
        """How much is read otherwise than the marks were and than they were settled."""
        return sum(cell.second != cell.marked for cell in self.cells) + len(self.left) + len(self.only_new)


def _marked(cell: Cell, was: Effective) -> str | None:
    return was.card.number if cell.field == "number" and cell.first != was.card.number else None


def _rooms_again(before: Mapping[str, Sequence[Effective]], cards: Sequence[Effective]) -> set[str]:
    """Return the rooms that were read before: most of their cards here are there too.

    A single card that was read before among many that were not is a card that lies in two piles, no room read again.
    """
    here: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        if card.room is not None and card.room in before:
            here[card.room].append(card.card.number)
    shared = {room: len({card.card.number for card in before[room]} & set(numbers)) for room, numbers in here.items()}
    mostly = 2 * sum(shared.values()) >= len(cards)
    return {room for room, n in shared.items() if n and 2 * n >= len(here[room]) and (n >= AGAIN or mostly)}


def reread_key(room: str, batch: str) -> str:
    """Return the key of the fault that says that a batch read a room again."""
    return f"re-read/{room}/{batch[:12]}"


def _settled(
    cards: Sequence[Effective], settlements: Iterable[Settlement], roster: Roster
) -> tuple[list[Effective], list[Effective]]:
    """Apply what was settled, in the order it was; return what counts and what does not."""
    standing = {card.place: card for card in cards}
    aside: list[Effective] = []
    keyed = 0
    for one in settlements:
        if one.what in _OUT:
            for place in _OUT[one.what](one, standing):
                aside.append(standing.pop(place))
        elif one.what == "hand-entry" and not places_of(one):
            keyed += 1
            card = _keyed(one, keyed, roster)
            standing[card.place] = card
        elif one.what in _CORRECTED:
            for place, values in _CORRECTED[one.what](one, standing):
                standing[place] = standing[place].corrected(one, **values)
    return list(standing.values()), aside


def places_of(settlement: Settlement) -> list[Row]:
    """Return the cards that a resolution names."""
    named = settlement.resolution.get("places") or []
    if not named and "row" in settlement.resolution:
        named = [settlement.resolution]
    return [Row(str(one["batch"]), int(one["row"])) for one in named]


_Cards = Mapping[Row, Effective]
_Changes = list[tuple[Row, dict[str, object]]]


def _others(one: Settlement, cards: _Cards) -> list[Row]:
    """Return the cards of a number but the one that is kept; a card that came later was never chosen from."""
    kept, number = places_of(one), one.fault.split("/", 2)[-1]
    were = None if one.stood is None else [Row(str(batch), int(row)) for batch, row in one.stood.get("places", ())]
    return [
        place for place, card in cards.items()
        if card.card.number == number and place not in kept and (were is None or place in were)
    ]  # fmt: skip


def _named(one: Settlement, cards: _Cards) -> list[Row]:
    return [place for place in places_of(one) if place in cards]


def _numbers(one: Settlement, cards: _Cards) -> _Changes:
    pairs = one.resolution.get("numbers") or [one.resolution]
    rows = [(Row(str(each["batch"]), int(each["row"])), str(each["number"])) for each in pairs]
    return [(place, {"number": number}) for place, number in rows if place in cards]


def _answers(one: Settlement, cards: _Cards) -> _Changes:
    whole, cells = one.resolution.get("answers"), one.resolution.get("cells") or {}
    changes: _Changes = []
    for place in _named(one, cards):
        answers = list(whole) if whole is not None else list(cards[place].card.answers)
        for question, answer in cells.items():
            if 0 < int(question) <= len(answers):
                answers[int(question) - 1] = str(answer)
        changes.append((place, {"answers": tuple(answers)} | _fields(one)))
    return changes


def _fields(one: Settlement) -> dict[str, object]:
    return {name: str(one.resolution[name]) for name in ("paper", "subject") if name in one.resolution}


def _field(one: Settlement, cards: _Cards) -> _Changes:
    return [(place, _fields(one)) for place in _named(one, cards)]


_OUT: Mapping[str, Callable[[Settlement, _Cards], list[Row]]] = MappingProxyType(
    {"keep-one": _others, "set-aside": _named}
)
_CORRECTED: Mapping[str, Callable[[Settlement, _Cards], _Changes]] = MappingProxyType(
    {
        "give-number": _numbers, "swap-numbers": _numbers, "give-answers": _answers, "hand-entry": _answers,
        "give-subject": _field, "give-paper": _field,
    }
)  # fmt: skip

#: A fault so settled stays as it is and holds up no longer; the others change cards, or are found again if not.
CONFIRMED = frozenset(
    ("keep-number", "confirm-blank", "confirm-marks", "confirm-none", "confirm-absent", "confirm-present",
     "confirm-misconduct", "confirm-no-misconduct", "lost", "drop-file", "keep-old", "take-new", "accept",
     "first-alone")
)  # fmt: skip


def _keyed(one: Settlement, row: int, roster: Roster) -> Effective:
    number = str(one.resolution.get("number", ""))
    listed = roster.of.get(number)
    answers = [str(answer) for answer in one.resolution.get("answers", ())]
    room = listed.room if listed is not None else None
    return keyed_in(one, row, room, number, answers, str(one.resolution.get("paper", "")))
