"""Reconciliation: every card of a session accounted for, room by room, every fault named once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from server.domain.reading.batch import Batch, Settlement
from server.domain.reading.checking import Differing, checked
from server.domain.reading.content import look, piled
from server.domain.reading.equations import count_room, in_bag, recounted, room_equations, session_equations
from server.domain.reading.fault import Fault, Row, fault
from server.domain.reading.file import file_faults, rooms_of
from server.domain.reading.identity import identify
from server.domain.reading.listed import Counted, Listed, ReadingPolicy, Roster
from server.domain.reading.presence import attend
from server.domain.reading.report import Report, Reread, RoomReport, RoomState
from server.domain.reading.second import read_once, second_pass
from server.domain.reading.session import Findings, Session, settled_by
from server.domain.reading.settling import correction
from server.domain.reading.standing import Standing, reread_key, standing
from server.domain.reading.twice import Twice


def reconcile(
    batches: Sequence[Batch],
    listed: Iterable[Listed],
    counts: Mapping[str, Counted] | None = None,
    policy: ReadingPolicy | None = None,
    *,
    settlements: Sequence[Settlement] = (),
    second: Sequence[Batch] = (),
    differing: Sequence[Differing] = (),
    elsewhere: Mapping[str, str] | None = None,
    complete: bool = False,
    ended: bool = True,
    proposed: Iterable[str] = (),
) -> Report:
    """Hold a session's cards against its list, record sheets and counts.

    Args:
        batches: the card files in the order in which they were read.
        listed: the session's candidates, with what the record sheets say.
        counts: what people counted, by room; None where nobody counts, and the equations of counts are left out.
        policy: what differs between places.
        settlements: what people settled, in order.
        second: the files of a second, independent pass.
        differing: cards that a random check found to differ from what was read of them.
        elsewhere: numbers of the plan's other sessions -> the session.
        complete: all cards are said to be read: a room without cards is missing, no longer waiting.
        proposed: keys of corrections that are proposed: what they correct holds up until they are decided.
        ended: also tell the faults that settling has ended, which takes a second look; not where they are on record.

    Returns:
        Rooms, equations and faults. A card is the subject of one open fault; a candidate whose card another fault
        names is not told again as one without a card.
    """
    every, policy = list(listed), policy or ReadingPolicy()
    now = _faults(batches, every, counts, policy, settlements, second, elsewhere or {}, differing, complete=complete)
    if settlements and ended:
        before = _faults(batches, every, counts, policy, (), (), elsewhere or {}, differing, complete=complete)
        now.faults[:] = [*now.faults, *_ended(before.faults, now.faults, settlements)]
    _explain(now)
    now.faults += [
        replace(one, holds_up=True) for key in proposed if (one := correction(key, now.standing.cards)) is not None
    ]
    rank = {room: place for place, room in enumerate(now.session.roster.rooms)}
    order = now.session.order
    now.faults.sort(key=lambda one: _rank(one, rank, order))
    rooms = {room: _room(now, room, now.counts, complete=complete) for room in now.session.roster.rooms}
    aside = len(now.standing.aside) + sum(len(batch.cards) for batch in now.standing.strange)
    of_rooms = (room.equations for room in rooms.values())
    equations = session_equations(now.session, _kept(batches, settlements), aside, of_rooms)
    kept = {one.key for one in now.faults if one.code == "re-read" and one.settled is not None}
    rereads = tuple(
        replace(one, kept=not one.taken and reread_key(one.room, one.batch) in kept)
        for one in (*now.standing.rereads, *now.again.rereads)
    )
    report = Report(rooms, tuple(now.faults), equations, rereads, now.compared, now.standing.cards)
    if any(room.state == "waiting" for room in rooms.values()):
        return report
    once = read_once(now.session, Findings(settlements), report)
    in_order = sorted((*now.faults, *once), key=lambda one: _rank(one, rank, order))
    here = _by_room(once)
    rooms = {of: replace(room, faults=(*room.faults, *here.get(of, ()))) for of, room in rooms.items()}
    return replace(report, rooms=rooms, faults=tuple(in_order)) if once else report


def _kept(batches: Iterable[Batch], settlements: Iterable[Settlement]) -> list[Batch]:
    """Return the files that people did not leave out; the same bytes handed in twice are one file."""
    dropped = tuple(one.fault.split("/", 2)[-1][:NAMED] for one in settlements if one.what == "drop-file")
    return [batch for batch in {one.sha256: one for one in batches}.values() if batch.sha256[:NAMED] not in dropped]


#: Signs of a batch's hash that its faults are named by.
NAMED = 12


class _Found:
    """What one look at the cards found."""

    def __init__(
        self,
        session: Session,
        standing: Standing,
        again: Standing,
        compared: Mapping[str, int],
        counts: Mapping[str, Counted] | None,
    ) -> None:
        self.again = again
        self.session = session
        self.counts = counts
        self.standing = standing
        self.compared = compared
        self.faults: list[Fault] = []


def _faults(
    batches: Sequence[Batch],
    listed: Iterable[Listed],
    counts: Mapping[str, Counted] | None,
    policy: ReadingPolicy,
    settlements: Sequence[Settlement],
    second: Sequence[Batch],
    elsewhere: Mapping[str, str],
    differing: Sequence[Differing],
    *,
    complete: bool,
) -> _Found:
    batches = _kept(batches, settlements)
    stand = standing(batches, listed, settlements)
    session, found = Session(stand, policy, elsewhere), Findings(settlements)
    held = rooms_of(batches, stand.strange, session)
    identify(session, found)
    look(session, found)
    read_again = _kept(second, settlements)
    again = standing(read_again, listed, [one for one in settlements if one.what == "take-new"])
    of_files = Findings(settlements)  # of its own: what is wrong with a second file is wrong with no card that counts
    first = {batch.sha256 for batch in batches}
    only_second = [batch for batch in read_again if batch.sha256 not in first]
    file_faults(only_second, Session(again, policy, elsewhere), of_files, second=True)
    compared = second_pass(session, found, stand, again, of_files.explained)
    found.faults += of_files.faults
    checked(session, found, differing, settlements)
    file_faults(batches, session, found)
    attend(session, found, complete=complete, held=held)
    _again([*stand.rereads, *again.rereads], [*stand.strange, *again.strange], found)
    _repeated([*stand.twice, *again.twice], found)
    if policy.cards_per_candidate > 1 and (batches or read_again):
        found.add(fault("two-cards", None, None, n=policy.cards_per_candidate))
    result = _Found(session, stand, again, compared, recounted(counts, settlements))
    result.faults = piled(found, session)
    _counted(session, found, result, held if complete else session.roster.rooms)
    return result


def _again(rereads: Iterable[Reread], strange: Iterable[Batch], found: Findings) -> None:
    """Name each room that was read again with another outcome, and each file of another exam."""
    for one in dict.fromkeys(rereads):  # the same files in both passes tell the same
        if one.cells or one.only_old or one.only_new:
            cards = {(cell.number, cell.second_row) for cell in one.cells}
            places = tuple(Row(one.batch, row) for row in sorted({*(row for _, row in cards), *one.only_new}))
            only = next(iter(cards))[0] if len(cards) == 1 and not (one.only_old or one.only_new) else None
            again = fault(
                "re-read", one.room, only, places, of=one.batch[:12], batch=one.batch, earlier=one.of,
                cells=one.cells, n=len(one.cells) + len(one.only_old) + len(one.only_new),
                candidates=tuple(dict.fromkeys(cell.number for cell in one.cells)),
                only_old=one.only_old, only_new=one.only_new,
            )  # fmt: skip
            found.add(replace(again, key=reread_key(one.room, one.batch)))
    for batch in {batch.sha256: batch for batch in strange}.values():
        n = sum(card.readable for card in batch.cards)
        found.add(
            fault("wrong-plan", None, None, of=batch.sha256[:12], batch=batch.sha256, n=n, total=len(batch.cards))
        )


def _repeated(repeated: Iterable[Twice], found: Findings) -> None:
    """Name each room that stands twice in a file; a file of both passes once."""
    for one in {(one.room, one.batch): one for one in repeated}.values():
        places = tuple(card.place for card in one.cards)
        numbers = tuple(dict.fromkeys(card.card.number for card in one.cards))
        found.add(
            fault(
                "room-twice", one.room, None, places, of=one.batch[:12], batch=one.batch, n=len(places),
                numbers=numbers, first=one.first,
            )
        )  # fmt: skip


#: Kinds that say of a room without cards that it is no longer waiting.
UNREAD = frozenset(("missing-room", "count-bag"))
#: Kinds of which a card that is read again with a listed number is the remedy.
MISREAD = frozenset(("unknown-number", "other-session", "blank-digit", "multi-digit", "unsure-digit"))


def _explain(now: _Found) -> None:
    """Leave out a wrong number that a re-reading which waits puts right: whether it does is decided once."""
    waiting = {one.key for one in now.faults if one.code == "re-read" and one.is_open}
    mended = {
        cell.place
        for one in now.standing.rereads
        if reread_key(one.room, one.batch) in waiting
        for cell in one.cells
        if cell.field == "number" and cell.second in now.session.roster.of
    }
    now.faults[:] = [one for one in now.faults if not (one.code in MISREAD and one.is_open and mended & {*one.places})]


def _counted(session: Session, found: Findings, result: _Found, held: Collection[str]) -> None:
    counts = result.counts
    if counts is None:
        return
    by_room = _by_room(result.faults)
    told = len(found.faults)
    for room in session.roster.rooms:
        count_room(session, found, room, counts.get(room, Counted()), by_room.get(room, ()), held=room in held)
    result.faults += found.faults[told:]


def _by_room(faults: Iterable[Fault]) -> dict[str | None, list[Fault]]:
    rooms: dict[str | None, list[Fault]] = defaultdict(list)
    for one in faults:
        rooms[one.room].append(one)
    return rooms


def _ended(before: Iterable[Fault], now: Collection[Fault], settlements: Iterable[Settlement]) -> list[Fault]:
    """Return the faults that what was settled has ended: they are not found any more, and stay on record."""
    keys, settled = {one.key for one in now}, {one.fault: one for one in settlements}
    return [settled_by(one, settled[one.key]) for one in before if one.key in settled and one.key not in keys]


def _rank(one: Fault, rooms: Mapping[str, int], order: Mapping[Row, int]) -> tuple[int, int, str]:
    room = rooms.get(one.room or "", -1)
    first = min((order.get(place, len(order)) for place in one.places), default=len(order))
    return room, first, one.key


def _room(found: _Found, room: str, counts: Mapping[str, Counted] | None, *, complete: bool) -> RoomReport:
    session = found.session
    faults = tuple(one for one in found.faults if one.room == room)
    counted = None if counts is None else counts.get(room, Counted())
    equations = room_equations(session, room, counted, faults)
    listed = session.roster.rooms[room]
    known = all(one.absent is not None for one in listed)
    absent = sum(bool(one.absent) for one in listed) if known else None
    cards = session.in_room.get(room, [])
    bag = counted.bag if counted is not None else None
    state: RoomState = "green"
    if any(one.is_open for one in faults):
        state = "faults"
    elif (
        not cards
        and _is_due(session, room, counted, complete=complete)
        and not any(one.code in UNREAD for one in faults)
    ):
        state = "waiting"
    elif session.policy.cards_per_candidate > 1 or any(equation.state == "differs" for equation in equations):
        state = "faults"  # of a fault that is told in another room, where the card lies, or of the session
    elif any(equation.state == "unknown" for equation in equations):
        state = "read"
    present = None if absent is None else len(listed) - absent
    return RoomReport(room, state, len(listed), present, absent, bag, len(cards), equations, faults)


def _is_due(session: Session, room: str, counted: Counted | None, *, complete: bool) -> bool:
    """Say whether cards of a room may still come: once all are read, of those alone who have none in any pile."""
    due = session.lacking(room) if complete else session.roster.rooms[room]
    return any(one.absent is not True for one in due) or bool(counted is not None and in_bag(counted, 0))


__all__ = ["Roster", "reconcile"]
