"""Lots for stations (工位抽签): cards lie face down, the candidate picks one, and anyone can recompute what lay where.

Before the first candidate the device commits to a value it has drawn, and to the order of the cards with it. It works
without the hub: only when the value is revealed, after the last candidate, is it compared with the commitment.
``docs/verify_lots.py`` is the published program that recomputes the cards and shares no code with this.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from server.domain.refusal import Refusal

SCHEME = "kaowu-lots-v1"
MOST_STATIONS = 100
MOST_TURNS = 20
#: Letters that a reason has at least.
REASON = 4


@dataclass(frozen=True, slots=True)
class Slot:
    """A station at one of its turns: where there are fewer stations than candidates, they follow one another."""

    station: str
    turn: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Who noted something: the act's time (RFC 3339), the grant's holder (None: nobody known), fact and device."""

    at: str
    by: int | None
    fact: str
    device: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was picked: by whom (admission number), and what its device says it showed."""

    candidate: str
    station: str
    turn: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Out:
    """A station that was taken out, and why."""

    reason: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Revealed:
    """The value, and the cards that did not show what it gives."""

    seed: str
    wrong: tuple[int, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Lots:
    """The cards of a room in a session, as committed.

    Attributes:
        plan: the plan's number.
        session: the session's id.
        room: the room.
        number: counts the lots of this room and session from 1.
        stations: in the order in which they were written down.
        turns: how many candidates follow one another at each station.
        hash: the commitment (hex).
        mark: who committed.
        reason: why other lots were begun before; blank for the first.
        cards: those that were picked, by their number from 1; a card picked anew is not picked any more.
        out: stations that were taken out, before these lots too where these do not name them again.
        revealed: what was revealed, once it was.
    """

    plan: int
    session: str
    room: str
    number: int
    stations: tuple[str, ...]
    turns: int
    hash: str
    mark: Mark
    reason: str = ""
    cards: Mapping[int, Card] = field(default_factory=dict)
    out: Mapping[str, Out] = field(default_factory=dict)
    revealed: Revealed | None = None

    @property
    def size(self) -> int:
        """How many cards there are."""
        return len(self.stations) * self.turns


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(session: str, room: str, number: int, seed: str, stations: Sequence[str], turns: int) -> str:
    """Return the hash that commits to ``seed`` (hex) and to what the cards are made of."""
    return _hex("\n".join([SCHEME, session, room, str(number), seed, str(turns), *stations]))


def shuffled(seed: str, stations: Sequence[str], turns: int) -> tuple[Slot, ...]:
    """Return what lies below card 1, 2, 3 ...: the slots in the order of their hashes with the seed."""
    slots = [Slot(station, turn) for turn in range(1, turns + 1) for station in stations]
    return tuple(sorted(slots, key=lambda slot: _hex(f"{seed}/{slot.turn}/{slot.station}")))


def lay(before: Lots | None, number: int, stations: Sequence[str], reason: str) -> None:
    """Decide whether cards may be laid out: the first, or others in their place for a reason.

    Raises:
        Refusal: ``lots-stations`` (none, or one named twice or blank), ``lots-number`` (another device has laid out
            cards meanwhile) or ``lots-reason``.
    """
    if not stations or len(set(stations)) < len(stations) or any(name != name.strip() or not name for name in stations):
        raise Refusal("lots-stations", field="stations")
    expected = 1 if before is None else before.number + 1
    if number != expected:
        raise Refusal("lots-number", field="number", expected=expected)
    if before is not None and len(reason.strip()) < REASON:
        raise Refusal("lots-reason", field="reason", n=len(before.cards))


@dataclass(frozen=True, slots=True)
class Pick:
    """A card that is picked: the lots' number, the card, by whom, and what it shows."""

    lots: int
    card: int
    candidate: str
    slot: Slot


def pick(lots: Lots | None, wish: Pick, held: Slot | None, occupied: Collection[Slot]) -> Lots:
    """Decide whether a candidate may pick a card.

    Args:
        lots: the cards as they lie.
        wish: what is picked.
        held: where the candidate is already; whose station was taken out picks again.
        occupied: the slots of the other candidates of the room, by whatever lots.

    Raises:
        Refusal: ``lots-none``, ``lots-number``, ``lots-over``, ``card-unknown``, ``station-drawn`` (no swapping),
            ``card-taken``, ``station-unknown``, ``station-out`` or ``station-taken``.
    """
    if lots is None:
        raise Refusal("lots-none", field="room")
    if wish.lots != lots.number:
        raise Refusal("lots-number", field="lots", expected=lots.number)
    if lots.revealed is not None:
        raise Refusal("lots-over", field="room")
    if not 1 <= wish.card <= lots.size:
        raise Refusal("card-unknown", field="card", card=wish.card, size=lots.size)
    if held is not None and held.station not in lots.out:
        raise Refusal("station-drawn", field="candidate", station=held.station)
    if wish.card in lots.cards:
        raise Refusal("card-taken", field="card", card=wish.card)
    _free(lots, wish.slot, occupied)
    return lots


def _free(lots: Lots, slot: Slot, occupied: Collection[Slot]) -> None:
    if slot.station not in lots.stations or not 1 <= slot.turn <= lots.turns:
        raise Refusal("station-unknown", field="station", station=slot.station)
    if slot.station in lots.out:
        raise Refusal("station-out", field="station", station=slot.station)
    if slot in occupied:
        raise Refusal("station-taken", field="station", station=slot.station)


def picked(lots: Lots, wish: Pick, mark: Mark) -> Lots:
    """Return the lots with a card turned over; what lies there already stays."""
    if wish.card in lots.cards:
        return lots
    card = Card(wish.candidate, wish.slot.station, wish.slot.turn, mark)
    return replace(lots, cards={**lots.cards, wish.card: card})


def still_out(before: Lots | None, stations: Collection[str]) -> dict[str, Out]:
    """Return what stays taken out when ``stations`` are laid out anew: a station that is named again is good again."""
    return {} if before is None else {name: out for name, out in before.out.items() if name not in stations}


def take_out(lots: Lots | None, station: str, reason: str, held: Collection[str] = ()) -> Lots:
    """Decide whether a station may be taken out: nobody draws it any more, and who has it draws again.

    ``held`` are the stations that candidates have, by whatever lots.

    Raises:
        Refusal: ``lots-none``, ``lots-over``, ``station-unknown``, ``station-out`` or ``station-reason``.
    """
    if lots is None:
        raise Refusal("lots-none", field="room")
    if lots.revealed is not None:
        raise Refusal("lots-over", field="room")
    if station in lots.out:
        raise Refusal("station-out", field="station", station=station)
    if station not in lots.stations and station not in held:
        raise Refusal("station-unknown", field="station", station=station)
    if len(reason.strip()) < REASON:
        raise Refusal("station-reason", field="reason")
    return lots


def reveal(lots: Lots | None, number: int, seed: str, waiting: int, earlier: Sequence[Lots] = ()) -> Lots:
    """Decide whether the value of the lots ``number`` may be revealed, and return these lots.

    ``waiting``: how many may still draw. From ``earlier`` lots nobody draws any more: they are revealed at any time.

    Raises:
        Refusal: ``lots-none``, ``lots-number``, ``lots-over``, ``lots-waiting`` or ``lots-seed`` (it is not the value
            that was committed to).
    """
    if lots is None:
        raise Refusal("lots-none", field="room")
    found = numbered(number, lots, earlier)
    if found is None:
        raise Refusal("lots-number", field="lots", expected=lots.number)
    if found.revealed is not None:
        raise Refusal("lots-over", field="room")
    if waiting and found is lots:
        raise Refusal("lots-waiting", field="room", n=waiting)
    if commitment(found.session, found.room, found.number, seed, found.stations, found.turns) != found.hash:
        raise Refusal("lots-seed", field="seed")
    return found


def numbered(number: int, lots: Lots | None, earlier: Sequence[Lots]) -> Lots | None:
    """Return the lots of a number: the newest, or earlier ones."""
    return next((one for one in (lots, *earlier) if one is not None and one.number == number), None)


def unrevealed(earlier: Sequence[Lots]) -> tuple[int, ...]:
    """Return the numbers of earlier lots from which cards were picked that nobody can recompute yet."""
    return tuple(one.number for one in earlier if one.cards and one.revealed is None)


def wrong(lots: Lots, seed: str) -> tuple[int, ...]:
    """Return the cards that did not show what the value gives."""
    order = shuffled(seed, lots.stations, lots.turns)
    return tuple(
        number for number, card in sorted(lots.cards.items()) if order[number - 1] != Slot(card.station, card.turn)
    )


def lots_to_row(lots: Lots) -> dict[str, Any]:
    """Write lots as JSON; ``cards`` and ``out`` as lists."""
    row = asdict(lots)
    row["stations"] = list(lots.stations)
    row["cards"] = [{"card": number, **asdict(card)} for number, card in sorted(lots.cards.items())]
    row["out"] = [{"station": station, **asdict(out)} for station, out in sorted(lots.out.items())]
    if lots.revealed is not None:
        row["revealed"]["wrong"] = list(lots.revealed.wrong)
    return row


def lots_from_row(row: Mapping[str, Any]) -> Lots:
    """Read what ``lots_to_row`` wrote; what the hub adds to it is passed over."""
    revealed = row["revealed"]
    return Lots(
        row["plan"], row["session"], row["room"], row["number"], tuple(row["stations"]), row["turns"], row["hash"],
        Mark(**row["mark"]), row["reason"],
        {one["card"]: Card(one["candidate"], one["station"], one["turn"], Mark(**one["mark"])) for one in row["cards"]},
        {one["station"]: Out(one["reason"], Mark(**one["mark"])) for one in row["out"]},
        None if revealed is None else Revealed(revealed["seed"], tuple(revealed["wrong"]), Mark(**revealed["mark"])),
    )  # fmt: skip
