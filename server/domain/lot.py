"""A draw as it stands (抽签): its rounds, who is where, what was done to it; written and read as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from server.domain.draw import Candidate, Drawn, Place

Of = Literal["rooms", "zones"]


@dataclass(frozen=True, slots=True)
class Pledge:
    """Somebody's commitment: who, to what hash, by which fact on which device, when (RFC 3339)."""

    person: int
    hash: str
    fact: str
    device: str
    at: str


@dataclass(frozen=True, slots=True)
class Round:
    """One draw from the first commitment to the second revealed value.

    Attributes:
        number: counts the rounds of this draw from 1; a value of one round is of no use in another.
        place: the only room that is drawn anew; None: the whole draw.
        reason: why it was begun anew; empty for the first.
        root: the journal's root (hex) at ``size``, before the first commitment.
        size: how many entries the journal had then.
        sealed: the journal's root (hex) at ``sealed_size``, right after the second commitment; empty until then.
        sealed_size: how many entries the journal had then; 0 until then.
        rules: the rules that are observed.
        places: rooms or zones, each with the people it needs.
        people: those who take part.
        pledges: one or two commitments.
        values: revealed values, by person.
        left_out: rooms that take no part, each with the reason.
        deviation: why the rules are not those that the plan's policies state; empty where they are.
    """

    number: int
    place: str | None
    reason: str
    root: str
    size: int
    rules: tuple[str, ...]
    places: tuple[Place, ...]
    people: tuple[Candidate, ...]
    pledges: tuple[Pledge, ...] = ()
    values: Mapping[int, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    sealed: str = ""
    sealed_size: int = 0
    deviation: str = ""


def unrevealed(begun: Round) -> tuple[int, ...]:
    """Return who has committed in a round that both have, and has not revealed."""
    pledged = tuple(pledge.person for pledge in begun.pledges)
    return tuple(person for person in pledged if person not in begun.values) if len(pledged) > 1 else ()


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a draw: ``draw``, ``redraw``, ``substitute``, ``assign`` (by hand) or ``anew``.

    ``by`` whom, ``out`` and ``into`` who; where it was begun anew, ``out`` are those who did not reveal their values.
    ``at`` is RFC 3339; ``seq`` the journal's entry, ``fact`` its id.
    """

    what: str
    at: str
    seq: int
    by: tuple[int, ...]
    place: str | None = None
    out: tuple[int, ...] = ()
    into: tuple[int, ...] = ()
    reason: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """The draw of a session: the rounds so far, the one that is open, and who is where now.

    ``zones`` (where zones are drawn) holds the rooms of each zone.
    """

    plan: int
    session: str
    of: Of
    rounds: int = 0
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: Round | None = None
    drawn: Drawn | None = None
    done: tuple[Round, ...] = ()
    outcomes: tuple[Drawn, ...] = ()
    log: tuple[Change, ...] = ()

    @property
    def standing(self) -> tuple[tuple[Round, Drawn], ...]:
        """Return the rounds that made what stands, each with its outcome: the last whole draw, and rooms since."""
        pairs = tuple(zip(self.done, self.outcomes, strict=True))
        first = max((at for at, (begun, _) in enumerate(pairs) if begun.place is None), default=0)
        return pairs[first:]


def lot_to_row(lot: Lot) -> dict[str, Any]:
    """Write a draw as JSON."""
    return {
        "plan": lot.plan,
        "session": lot.session,
        "of": lot.of,
        "rounds": lot.rounds,
        "zones": {zone: list(rooms) for zone, rooms in lot.zones.items()},
        "open": None if lot.open is None else _round_to_row(lot.open),
        "drawn": None if lot.drawn is None else _drawn_to_row(lot.drawn),
        "done": [_round_to_row(one) for one in lot.done],
        "outcomes": [_drawn_to_row(one) for one in lot.outcomes],
        "log": [change_to_row(one) for one in lot.log],
    }


def lot_from_row(row: Mapping[str, Any]) -> Lot:
    """Read what ``lot_to_row`` wrote."""
    return Lot(
        row["plan"], row["session"], row["of"], row["rounds"],
        {zone: tuple(rooms) for zone, rooms in row["zones"].items()},
        None if row["open"] is None else _round_from_row(row["open"]),
        None if row["drawn"] is None else _drawn_from_row(row["drawn"]),
        tuple(_round_from_row(one) for one in row["done"]),
        tuple(_drawn_from_row(one) for one in row["outcomes"]),
        tuple(_change_from_row(one) for one in row["log"]),
    )  # fmt: skip


def _round_to_row(one: Round) -> dict[str, Any]:
    return {
        "number": one.number,
        "place": one.place,
        "reason": one.reason,
        "root": one.root,
        "size": one.size,
        "rules": list(one.rules),
        "places": [[place.id, place.need] for place in one.places],
        "people": [
            [each.person, each.unit, each.experienced, sorted(each.avoid), sorted(each.apart)] for each in one.people
        ],
        "pledges": [[each.person, each.hash, each.fact, each.device, each.at] for each in one.pledges],
        "values": [[person, value] for person, value in sorted(one.values.items())],
        "left_out": dict(one.left_out),
        "sealed": one.sealed,
        "sealed_size": one.sealed_size,
        "deviation": one.deviation,
    }


def _round_from_row(row: Mapping[str, Any]) -> Round:
    return Round(
        row["number"], row["place"], row["reason"], row["root"], row["size"], tuple(row["rules"]),
        tuple(Place(*place) for place in row["places"]),
        tuple(
            Candidate(person, unit, experienced, frozenset(avoid), frozenset(apart))
            for person, unit, experienced, avoid, apart in row["people"]
        ),
        tuple(Pledge(*pledge) for pledge in row["pledges"]),
        dict(row["values"]),
        dict(row.get("left_out", {})),
        row.get("sealed", ""),
        row.get("sealed_size", 0),
        row.get("deviation", ""),
    )  # fmt: skip


def _drawn_to_row(drawn: Drawn) -> dict[str, Any]:
    return {
        "seed": drawn.seed,
        "rules": list(drawn.rules),
        "places": [[place, list(people)] for place, people in drawn.places.items()],
        "reserve": list(drawn.reserve),
        "redrawn": dict(drawn.redrawn),
    }


def _drawn_from_row(row: Mapping[str, Any]) -> Drawn:
    places = {place: tuple(people) for place, people in row["places"]}
    return Drawn(row["seed"], tuple(row["rules"]), places, tuple(row["reserve"]), row["redrawn"])


def change_to_row(change: Change) -> dict[str, Any]:
    """Write a change as the row shows it."""
    return {
        "what": change.what, "at": change.at, "seq": change.seq, "by": list(change.by), "place": change.place,
        "out": list(change.out), "into": list(change.into), "reason": change.reason,
        "fact": change.fact,
    }  # fmt: skip


def _change_from_row(row: Mapping[str, Any]) -> Change:
    lists = {name: tuple(row[name]) for name in ("by", "out", "into")}
    return Change(**{**row, **lists})
