"""Substitutes (替换): the next of a draw's reserve in somebody's place, also where two devices disagree about it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from server.domain.draw import Drawn, substitute
from server.domain.drawing import Change, Known, Lot, candidate, eligible, entered
from server.domain.refusal import Refusal

#: Refusals with which a substitution contradicts an earlier one: of the same place, or of the same substitute.
CONTRADICTED = frozenset({"draw-not-there", "substitute-differs", "reserve-empty", "reserve-unfit"})


def replaced(
    lot: Lot, place: str, leaving: int, named: int | None, known: Iterable[Known], session: str, at: datetime
) -> Lot:
    """Put the next of the reserve who is here and meets the rules in somebody's place.

    ``named`` is whom the screen showed. Who came after the draw stands at the end of the reserve; who was replaced in
    it is no reserve. A redraw that is open is given up: its reserve is another.

    Raises:
        Refusal: ``draw-not-yet``, ``draw-place-unknown``, ``draw-not-there``, ``reserve-empty``, ``reserve-unfit`` or
            ``substitute-differs``.
    """
    if lot.drawn is None:
        raise Refusal("draw-not-yet", field="place")
    here = [one for one in known if eligible(one.post, session, lot.of, at)]
    gone = {person for change in lot.log if change.what == "substitute" for person in change.out}
    late = [one for one in here if one.post.person not in gone]
    drawn = replace(lot.drawn, reserve=_with_late(lot.drawn, late))
    new = substitute(drawn, place, leaving, [candidate(one) for one in known], [one.post.person for one in here])
    into = entered(drawn, new)
    if named is not None and (named,) != into:
        raise Refusal("substitute-differs", field="person")
    redrawing = lot.open is not None and lot.open.place is not None
    return replace(lot, drawn=new, open=None if redrawing else lot.open)


def _with_late(drawn: Drawn, here: Iterable[Known]) -> tuple[int, ...]:
    placed = {person for people in drawn.places.values() for person in people}
    late = [one for one in here if one.post.person not in placed | set(drawn.reserve)]
    late.sort(key=lambda one: ("" if one.post.at is None else one.post.at.isoformat(), one.post.person))
    return (*drawn.reserve, *(one.post.person for one in late))


def contradicted(lot: Lot, place: str, named: int | None, code: str) -> Change | None:
    """Return the newest change that a substitution refused for ``code`` contradicts: of its place or its substitute."""
    if code not in CONTRADICTED:
        return None
    changes = (one for one in reversed(lot.log) if one.place == place or (named is not None and named in one.into))
    return next(changes, None)


def settled(lot: Lot, place: str, leaving: int, named: int | None, known: Iterable[Known], at: datetime) -> Lot | None:
    """Return the draw where a disputed substitution happened after all: ``named`` went for ``leaving`` at ``at``.

    Whoever an earlier substitution had put there for ``leaving`` goes to the end of the reserve; a place to which
    ``named`` was sent besides has one person fewer, which the board then asks for. None where it cannot have happened:
    nobody was named or they are not of this draw, the place was drawn again since, or neither ``leaving`` nor their
    substitute is in it.
    """
    drawn = lot.drawn
    again = any(_draws(change, place) and datetime.fromisoformat(change.at) > at for change in lot.log)
    if again or drawn is None or named is None or named not in {one.post.person for one in known if one.post.listed}:
        return None
    there = drawn.places.get(place, ())
    out = _instead_of(lot, place, leaving)
    if named in there:  # it stands like that already, unless both are there
        return lot if leaving not in there else None
    if out not in there:
        return None
    places = {room: tuple(one for one in people if one != named) for room, people in drawn.places.items()}
    places[place] = tuple(named if one == out else one for one in there)
    reserve = tuple(one for one in drawn.reserve if one != named) + (() if out == leaving else (out,))
    redrawing = lot.open is not None and lot.open.place is not None
    return replace(lot, drawn=replace(drawn, places=places, reserve=reserve), open=None if redrawing else lot.open)


def _instead_of(lot: Lot, place: str, leaving: int) -> int:
    """Return who stands in a place for ``leaving`` by the substitutions since it was drawn."""
    now = leaving
    for change in lot.log:
        if _draws(change, place):
            now = leaving
        elif change.what == "substitute" and change.place == place and now in change.out and change.into:
            now = change.into[0]
    return now


def _draws(change: Change, place: str) -> bool:
    return change.what == "draw" or (change.what == "redraw" and change.place == place)
