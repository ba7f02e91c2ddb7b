"""A draw as it runs (抽签): two commit, both reveal, the outcome stands; single rooms anew, and substitutes.

What is drawn from (places, people, rules) is fixed with the first commitment, and so is the journal's root from before
it: from then on nobody's coming, going or new rule changes anything but by beginning anew, which takes a reason and
stays on record.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from protocol.role import BY_CODE, PROCTOR
from server.domain.draw import RULES, Candidate, Drawn, Place, commitment, draw, redraw, seed_of
from server.domain.duty import Post, present
from server.domain.plan import Room
from server.domain.refusal import Refusal

Of = Literal["rooms", "zones"]
ROLES: Mapping[str, int] = {"rooms": PROCTOR.number, "zones": BY_CODE["RP"].number}

#: A seed with which it is tried beforehand whether the rules can be met at all; it draws nothing.
TRIAL = "0" * 64


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
        rules: the rules that are observed.
        places: rooms or zones, each with the people it needs.
        people: those who take part.
        pledges: one or two commitments.
        values: revealed values, by person.
        left_out: rooms that take no part, each with the reason.
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


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a draw: ``draw``, ``redraw``, ``substitute`` or ``anew``; ``by`` whom, ``out`` and ``into`` who.

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


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who commits asks for; ``left_out``: rooms that take no part in a whole draw, and why."""

    number: int
    place: str | None
    rules: tuple[str, ...]
    reason: str
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan knows of those who take part: unit, and what they declared."""

    post: Post
    unit: str
    new: bool = False
    avoid: frozenset[str] = frozenset()
    apart: frozenset[int] = frozenset()


def context(plan: int, session: str, of: str, place: str | None, number: int) -> str:
    """Return what a commitment is bound to: nobody's value serves in another draw or round."""
    return "/".join([str(plan), session, of, *([] if place is None else [place]), str(number)])


def eligible(post: Post, session: str, of: Of, at: datetime) -> bool:
    """Tell whether somebody takes part: of the role, listed for the session, and in at ``at``."""
    serves = post.listed and (not post.sessions or session in post.sessions)
    return post.role == ROLES[of] and serves and present(post, at)


def candidate(known: Known) -> Candidate:
    """Return somebody as the draw sees them."""
    return Candidate(known.post.person, known.unit, not known.new, known.avoid, known.apart)


def rooms_of(rooms: Iterable[Room], session: str) -> list[str]:
    """Return the rooms that are used in a session; all where the plan does not say which."""
    every = sorted(rooms, key=lambda room: room.room)
    used = [room.room for room in every if session in room.sittings and room.sittings[session].expected > 0]
    return used or [room.room for room in every]


def commit(
    lot: Lot, wish: Wish, pledge: Pledge, fresh: Callable[[], tuple[Sequence[Place], Sequence[Candidate]]]
) -> Lot:
    """Take a commitment: the first begins a round (its root is set when it is kept), the second completes it.

    ``fresh`` tells from what a new round draws.

    Raises:
        Refusal: ``draw-round``, ``draw-round-other``, ``draw-rules-differ``, ``draw-same-person``, ``draw-committed``,
            ``draw-not-yet``, ``draw-place-unknown``, ``why-needed``, ``draw-too-few``, ``draw-rule-unknown`` or
            ``draw-rule-impossible``.
    """
    if wish.number == lot.rounds and lot.open is not None:
        return _joined(lot, lot.open, wish, pledge)
    if wish.number != lot.rounds + 1:
        raise Refusal("draw-round", field="round", expected=lot.rounds + 1)
    anew = lot.open is not None or lot.drawn is not None
    if anew and not wish.reason.strip():
        raise Refusal("why-needed", field="reason")
    if wish.place is not None:
        _known_place(lot, wish)
    if not all(why.strip() for why in wish.left_out.values()):
        raise Refusal("why-needed", field="why")
    places, people = fresh()
    rules = tuple(rule for rule in RULES if rule in wish.rules)
    strange = next((rule for rule in wish.rules if rule not in RULES), None)
    if strange is not None:
        raise Refusal("draw-rule-unknown", field="rules", rule=strange[:20])
    draw(TRIAL, places, people, rules)
    begun = Round(wish.number, wish.place, wish.reason, "", 0, rules, tuple(places), tuple(people), (pledge,))
    begun = replace(begun, left_out={} if wish.place is not None else dict(wish.left_out))
    return replace(lot, rounds=wish.number, open=begun)


def _joined(lot: Lot, begun: Round, wish: Wish, pledge: Pledge) -> Lot:
    if wish.place != begun.place:
        raise Refusal("draw-round-other", field="place", place=begun.place or "—")
    if len(begun.pledges) > 1:
        raise Refusal("draw-committed", field="by")
    if begun.pledges[0].person == pledge.person:
        raise Refusal("draw-same-person", field="by")
    if set(wish.rules) != set(begun.rules):
        raise Refusal("draw-rules-differ", field="rules")
    return replace(lot, open=replace(begun, pledges=(*begun.pledges, pledge)))


def _known_place(lot: Lot, wish: Wish) -> None:
    """Refuse to draw a place anew that was not drawn, or by other rules than the whole."""
    if lot.drawn is None:
        raise Refusal("draw-not-yet", field="place")
    if wish.place not in lot.drawn.places:
        raise Refusal("draw-place-unknown", field="place", place=(wish.place or "")[:20])
    if set(wish.rules) != set(lot.drawn.rules):
        raise Refusal("draw-rules-differ", field="rules")


def declarations(begun: Round) -> dict[str, int]:
    """Count whose declarations a round observes: ``avoid`` (rooms, zones), ``apart`` (kin), ``new`` (a first time)."""
    taking = {one.person for one in begun.people}
    return {
        "avoid": sum(bool(one.avoid & {place.id for place in begun.places}) for one in begun.people),
        "apart": sum(bool(one.apart & taking) for one in begun.people),
        "new": sum(not one.experienced for one in begun.people),
    }


def rooted(lot: Lot, root: str, size: int) -> Lot:
    """Return the draw with the root and size of the journal from before its open round."""
    return lot if lot.open is None else replace(lot, open=replace(lot.open, root=root, size=size))


def reveal(lot: Lot, place: str | None, values: Mapping[int, str]) -> Lot:
    """Take revealed values, of one or of both; with both the outcome stands.

    Raises:
        Refusal: ``draw-needs-two`` (not both have committed), ``draw-round-other``, ``draw-value-form``,
            ``draw-value-differs`` or ``draw-rule-impossible``.
    """
    begun = lot.open
    if begun is None or len(begun.pledges) < 2:
        raise Refusal("draw-needs-two", field="values", found=0 if begun is None else len(begun.pledges))
    if begun.place != place:
        raise Refusal("draw-round-other", field="place", place=begun.place or "—")
    said = context(lot.plan, lot.session, lot.of, place, begun.number)
    pledged = {pledge.person: pledge.hash for pledge in begun.pledges}
    for person, value in values.items():
        if len(value) != 64 or set(value) - set("0123456789abcdef"):
            raise Refusal("draw-value-form", field="values")
        if commitment(said, person, value) != pledged.get(person):
            raise Refusal("draw-value-differs", field="values")
    begun = replace(begun, values={**begun.values, **values})
    if len(begun.values) < 2:
        return replace(lot, open=begun)
    seed = seed_of(said, begun.root, pledged, begun.values)
    if place is None or lot.drawn is None:
        drawn = outcome = draw(seed, begun.places, begun.people, begun.rules)
    else:
        drawn = redraw(lot.drawn, seed, begun.places[0], begun.people, begun.reason)
        outcome = draw(seed, begun.places, begun.people, begun.rules)
    # A whole draw makes those before it void; its file is the one that is published.
    earlier = (lot.done, lot.outcomes) if place is not None else ((), ())
    return replace(lot, open=None, drawn=drawn, done=(*earlier[0], begun), outcomes=(*earlier[1], outcome))


def entered(before: Drawn | None, after: Drawn) -> tuple[int, ...]:
    """Return who has a place after a change and had none before."""
    had = set() if before is None else {person for people in before.places.values() for person in people}
    return tuple(person for people in after.places.values() for person in people if person not in had)


def given(lot: Lot) -> dict[int, str]:
    """Return each placed person's room or zone."""
    drawn = lot.drawn
    return {} if drawn is None else {person: place for place, people in drawn.places.items() for person in people}


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
