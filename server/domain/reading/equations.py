"""The equations of reading (``domain`` 3.3, 9 and 10): of each room, and of the session."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.domain.reading.batch import Batch, Effective, Settlement
from server.domain.reading.fault import Fault, Row, fault
from server.domain.reading.listed import Counted, Listed
from server.domain.reading.report import Equation
from server.domain.reading.session import Findings, Session

#: Settled so, a candidate is accounted for although no card of theirs was read.
ACCOUNTED = frozenset(("present-no-card", "absent-no-card", "room-incomplete", "missing-room"))


def room_equations(
    session: Session, room: str, counted: Counted | None, faults: Sequence[Fault]
) -> tuple[Equation, ...]:
    """Return a room's equations; what nobody has counted or entered leaves its equation unknown.

    ``counted`` None: nobody counts here, the equations of counts are left out.
    """
    listed, cards = session.roster.rooms[room], session.in_room.get(room, [])
    absent = _known(listed, "absent")
    over = _accounted(session, room, faults)
    without = [one for one in session.lacking(room) if one.number not in over]
    due = [one for one in listed if one.absent is False]
    by_cards = [one for one in listed if _absent_by_cards(session, one, over, _settled(faults, _OF_ABSENCE))]
    found = [
        Equation("people", len(listed), None if absent is None else len(due) + absent),
        Equation("distinct", len(cards), len({card.card.number for card in cards})),
        Equation("listed", len(cards), sum(card.card.number in session.roster.of for card in cards)),
        Equation("cards", None if absent is None else len(due), len(due) - sum(one.absent is False for one in without)),
        Equation("absent", absent, len(by_cards)),
    ]
    if session.policy.marks_misconduct and any(card.card.misconduct is not None for card in cards):
        decided = _settled(faults, _OF_MISCONDUCT)
        marked = sum(_broke_by_cards(session, one, over, decided) for one in listed)
        found.append(Equation("misconduct", _known(listed, "misconduct"), marked))
    if counted is not None:
        found.insert(1, Equation("bag", in_bag(counted, len(cards)), len(cards)))
    return settled_equations(found, faults)


def _accounted(session: Session, room: str, faults: Iterable[Fault]) -> set[str]:
    """Return who has no card and is accounted for; a settling of the whole room is about all who lack one."""
    found: set[str] = set()
    for one in faults:
        if one.settled is not None and one.code in ACCOUNTED:
            named = [one.number] if one.number else one.detail.get("numbers")
            found.update(named or (each.number for each in session.lacking(room)))
    return found


def _known(listed: Iterable[Listed], what: str) -> int | None:
    values = [getattr(one, what) for one in listed]
    return None if None in values else sum(values)


def in_bag(counted: Counted, cards: int | None = None) -> int | None:
    """Return how many cards there are to read; of two counts that differ, the one that is not what was read."""
    if counted.void is None:
        return None
    found = [bag - counted.void for bag in (counted.bag, counted.other) if bag is not None]
    return next((one for one in found if cards is not None and one != cards), found[0] if found else None)


#: Two people said which is right, the mark or the record sheet: it is the list's word from then on (``attended``).
_OF_ABSENCE = frozenset(("absent-mark-differs",))
_OF_MISCONDUCT = frozenset(("misconduct-differs",))


def _settled(faults: Iterable[Fault], codes: frozenset[str]) -> set[Row]:
    """Return the cards whose fault of one of these kinds is settled: their mark tells nothing any more."""
    return {place for one in faults if one.settled is not None and one.code in codes for place in one.places}


def _absent_by_cards(session: Session, one: Listed, over: set[str], decided: set[Row]) -> bool:
    """Say whether the cards show a candidate as absent: none there, or one marked so or, without a box, blank."""
    cards = session.by_number.get(one.number)
    if not cards:
        return one.number not in over or bool(one.absent)
    return any(bool(one.absent) if card.place in decided else _is_absent(card, one) for card in cards)


def _broke_by_cards(session: Session, one: Listed, over: set[str], decided: set[Row]) -> bool:
    """Say whether the cards show a violation of a candidate's; a card without the box, or none due, as listed."""
    cards = session.by_number.get(one.number)
    if not cards:
        return bool(one.misconduct) and (one.number in over or bool(one.absent))
    marks = (None if card.place in decided else card.card.misconduct for card in cards)
    return any(bool(one.misconduct) if mark is None else mark for mark in marks)


def _is_absent(card: Effective, one: Listed) -> bool:
    if card.card.absent is not None:
        return card.card.absent
    return bool(one.absent) and not any(card.card.answers)


def count_room(
    session: Session,
    found: Findings,
    room: str,
    counted: Counted | None,
    faults: Sequence[Fault],
    *,
    held: bool = False,
) -> None:
    """Compare a room's cards with what was counted; what its other faults explain is not told twice.

    ``held``: cards of the room may still come: in a file that was not taken, or one that was not handed in.
    """
    if counted is None:
        return
    cards = session.in_room.get(room, [])
    bag = in_bag(counted, len(cards))
    # Of a room without cards only where no card is due any more: else it is waiting, or missing.
    astray = any(one.code == "wrong-room" and one.is_open for one in faults)
    nobody = not (held or astray) and all(one.absent for one in session.lacking(room))
    if bag is not None and (cards or nobody):
        twice = sum(len(one.places) - 1 for one in faults if one.code == "duplicate-same" and one.settled is None)
        lacking = sum(one.detail.get("n", 1) for one in faults if one.code in _LACKING)
        off = bag - (len(cards) - twice)
        if off < 0 or off > lacking or counted.other is not None:
            both: dict[str, Any] = {} if counted.other is None else {"counted": [counted.bag, counted.other]}
            found.add(fault("count-bag", room, None, expected=bag, found=len(cards), n=abs(off), **both))
    absent = _known(session.roster.rooms[room], "absent")
    if counted.absent is not None and absent is not None and counted.absent != absent:
        found.add(fault("count-absent", room, None, expected=counted.absent, found=absent))


_LACKING = frozenset(("present-no-card", "absent-no-card", "room-incomplete", "missing-room", "no-record-sheet"))


def session_equations(
    session: Session, batches: Iterable[Batch], aside: int, rooms: Iterable[Sequence[Equation]]
) -> tuple[Equation, ...]:
    """Return the equations of the session: the files' rows against the rooms' cards, and these against those due.

    ``rooms``: the equations of each room; where nobody counts none of them is about the bag.
    """
    rows = sum(len(batch.cards) for batch in batches if batch.taken)
    machine = sum(card.machine is not None for card in session.cards)
    equations = [Equation("rows", rows, machine + aside)]
    bags = [one.expected for each in rooms for one in each if one.key == "bag"]
    if bags:
        expected = None if None in bags else sum(bag for bag in bags if bag is not None)
        equations.append(Equation("site", expected, len(session.cards)))
    return tuple(equations)


def recounted(
    counts: Mapping[str, Counted] | None, settlements: Iterable[Settlement]
) -> Mapping[str, Counted] | None:  # fmt: skip
    """Return the counts with bags as they were counted again: each instead of the figure that it was counted for."""
    if counts is None:
        return None
    found = dict(counts)
    for one in settlements:
        code, _, rest = one.fault.partition("/")
        room = rest.removesuffix("/all")
        if code != "count-bag" or one.what != "recount" or "bag" not in one.resolution or room not in found:
            continue
        now = found[room]
        both = None if now.other is None else sorted(map(str, (now.bag, now.other)))
        then = one.stood
        if then is None or (then.get("expected"), then.get("counted")) == (in_bag(now, then.get("found")), both):
            found[room] = replace(found[room], bag=int(one.resolution["bag"]), other=None)
    return found


def settled_equations(equations: Iterable[Equation], faults: Sequence[Fault]) -> tuple[Equation, ...]:
    """Return the equations; a bag of which cards are settled as lost, or that was counted again, holds at that."""
    about = [one for one in faults if one.code in _OF_BAG]
    over = bool(about) and all(one.settled is not None for one in about)
    return tuple(replace(one, expected=one.found) if over and one.key == "bag" and one.state == "differs" else one
                 for one in equations)  # fmt: skip


_OF_BAG = ACCOUNTED | {"count-bag"}
