"""What is wrong with a file itself, told with the rooms and cards that it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from reading import Card, FileFault
from server.domain.reading.batch import Batch
from server.domain.reading.fault import NOTED, OF_FILE, OF_RECORD, Kind, Row, fault
from server.domain.reading.likely import fits
from server.domain.reading.listed import Listed
from server.domain.reading.pile import learnt
from server.domain.reading.session import Findings, Session

DELETED = "deleted-row"
#: Counts others of its kind; those are counted here as well.
MORE = "more"
#: Of a name: machines cut long ones in the middle of a character, and nothing rests on names.
HALF = "half-sign"
#: Faults by which a file holds fewer cards than it should.
CUT = frozenset(("cut", "header-count", "line-length", "end-mark"))
#: So many numbers are named one by one.
NAMED = 30
#: One in so many cards may lie out of order.
SINGLE = 10


def rooms_of(batches: Iterable[Batch], strange: Iterable[Batch], session: Session) -> set[str]:
    """Return the rooms that may be in files which do not count: those whose cards they hold, else any without cards."""
    every = list(batches)
    unread = {room for room in session.roster.rooms if not session.in_room.get(room)}
    nothing = not any(batch.taken for batch in every)  # then any room may be in a file that names none
    held = [
        (_rooms(batch, session) | _after(batch, session)) & unread or (unread if nothing else set())
        for batch in every
        if not batch.taken
    ]
    return {room for rooms in [*held, *([unread] if list(strange) else [])] for room in rooms}


def _after(batch: Batch, session: Session) -> set[str]:
    """Return the rooms after a cut file's last record, as far as no other file has them."""
    if not any(one.code in CUT for one in batch.faults):
        return set()
    last = next((room for card in reversed(batch.cards) if (room := _room_of(card, session)) is not None), None)
    if last is None:
        return set()
    rooms = list(session.roster.rooms)
    after = rooms[rooms.index(last) + 1 :]
    return set(takewhile(lambda room: not session.in_room.get(room), after))


def _room_of(card: Card, session: Session) -> str | None:
    listed = session.roster.of.get(card.number)
    return listed.room if listed is not None else None


def _rooms(batch: Batch, session: Session) -> set[str]:
    reading = learnt(batch.cards, session.roster)
    numbers = {session.roster.of[card.number].room for card in batch.cards if card.number in session.roster.of}
    return numbers | {reading.rooms[card.room] for card in batch.cards if card.room in reading.rooms}


def file_faults(batches: Iterable[Batch], session: Session, found: Findings, *, second: bool = False) -> None:
    """Tell each kind of fault of each file once, with the cards that lack because of it as far as the list tells.

    ``second``: they are the files of a second pass, and ``session`` is what that read.
    """
    told = len(found.faults)
    _of_files(list(batches), session, found)
    if second:
        found.faults[told:] = [replace(one, detail={**one.detail, "second": True}) for one in found.faults[told:]]


def _of_files(every: Sequence[Batch], session: Session, found: Findings) -> None:
    for place, batch in enumerate(every):
        if _superseded(batch, every[place + 1 :]):
            continue
        lacking = [] if batch.taken else _lacking(batch, session)
        kinds: dict[str, list[FileFault]] = {}
        for one in batch.faults:
            if one.code == DELETED:
                _deleted(batch, one, session, found)
            elif one.code != MORE and (one.stops or one.code != HALF):
                kinds.setdefault(one.code, []).append(one)
        if "cut" in kinds:
            kinds.pop("header-count", None)  # the header counts the record that was cut
        for code, alike in kinds.items():
            _told(batch, alike, lacking if code in CUT else [], session, found)


def _superseded(batch: Batch, later: Iterable[Batch]) -> bool:
    """Say whether a later file has every card of a cut one: it was sent again, whole."""
    stops = [one.code for one in batch.faults if one.stops]
    if not stops or not set(stops) <= {*CUT, "cell-count", MORE} or not batch.cards:
        return False
    held = {(card.number, card.answers) for card in batch.cards[:-1]} or {
        (card.number, card.answers) for card in batch.cards
    }
    return any(one.taken and held <= {(card.number, card.answers) for card in one.cards} for one in later)


def _lacking(batch: Batch, session: Session) -> list[Listed]:
    """Return who was there and has no card in the part of a file that could be read."""
    rooms = _rooms(batch, session)
    read = {card.number for card in batch.cards} | session.by_number.keys()
    due = [one for one in session.roster.every if one.room in rooms and one.absent is False]
    lacking = [one for one in due if one.number not in read]
    return lacking if 2 * len(lacking) < len(due) else []


def _told(
    batch: Batch, alike: Sequence[FileFault], lacking: Sequence[Listed], session: Session, found: Findings
) -> None:
    one = alike[0]
    card = next((card for card in batch.cards if len(alike) == 1 and card.row == one.row), None)
    owner = session.roster.of.get(card.number if card is not None else one.number)
    who = owner or (lacking[0] if len(lacking) == 1 else None)
    where = who or (_after_all(batch, one, session) if one.code in CUT and len(alike) == 1 else None)
    rooms = {each.room for each in lacking}
    room = where.room if where is not None else next(iter(rooms)) if len(rooms) == 1 else None
    places = tuple(dict.fromkeys(place for each in alike for place in _places(batch, each)))
    if one.short and who is not None and (row := _before(batch, one, who, session)) is not None:
        places = (Row(batch.sha256, row),)
    told = fault(
        one.code, room, who.number if who is not None else None, places, of=f"{batch.sha256[:12]}-{one.row or 0}",
        kind=OF_FILE if one.stops else NOTED, batch=batch.sha256, file=one, n=len(alike),
        lacking=tuple(each.number for each in lacking[:NAMED]),
    )  # fmt: skip
    if owner is None:  # a room that is guessed is another once more is known; the fault stays the same
        told = replace(told, key=told.key.replace(f"/{told.room}/", "/-/", 1))
    found.add(told)


def _after_all(batch: Batch, one: FileFault, session: Session) -> Listed | None:
    """Return who was due after a cut file's last whole card, where the file goes down the list but for single cards."""
    if one.code == "header-count" and not one.short:
        return None
    down = _down(batch, one, session)
    if not down:
        return None
    read, last = {card.number for card in batch.cards}, down[-1][0]
    after = (each for each in session.roster.every[last + 1 :] if each.number not in read)
    left = list(takewhile(lambda each: each.number not in session.by_number, after))
    bagged = any(session.roster.of[number].absent for number in read if number in session.roster.of)
    due = [each for each in left if bagged or each.absent is False]
    who, own = next(iter(due or left), None), session.roster.every[last].room
    # A room of which other files have cards is theirs.
    return who if who is not None and (who.room == own or not session.in_room.get(who.room)) else None


def _before(batch: Batch, one: FileFault, who: Listed, session: Session) -> int | None:
    """Return the row where somebody's record lacks that is not at the file's end; None where nothing tells."""
    place = session.roster.every.index(who)
    return next((row for at, row in _down(batch, one, session) if at > place), None)


def _down(batch: Batch, one: FileFault, session: Session) -> list[tuple[int, int]]:
    """Return each card's place on the list and its row, where the file goes down the list; else nothing."""
    order = {each.number: place for place, each in enumerate(session.roster.every)}
    down = [(order[card.number], card.row) for card in batch.cards if card.number in order and card.row != one.row]
    falling = sum(before > after for before, after in pairwise(down))
    return down if SINGLE * falling <= len(down) else []


def _places(batch: Batch, one: FileFault) -> tuple[Row, ...]:
    """Return the record; of a header that counts more than is there, the first that lacks."""
    row = one.row
    if row is None and one.short:
        row = int(one.found) + 1
    return (Row(batch.sha256, row),) if row is not None else ()


def _deleted(batch: Batch, one: FileFault, session: Session, found: Findings) -> None:
    """A deleted record: the card of whoever has none now, by its number or its place in the file."""
    owner = _of_record(batch, one, session)
    explained = owner is not None and owner.number not in session.by_number
    kind = Kind(OF_RECORD.resolutions, holds_up=True)
    found.add(
        fault(
            DELETED, owner.room if owner else None, owner.number if owner else None, _places(batch, one),
            of=f"{batch.sha256[:12]}-{one.row or 0}", kind=kind, batch=batch.sha256, file=one,
            lacking=(owner.number,) if owner is not None and explained else (),
        ),
        owner if explained else None,
    )  # fmt: skip


def _of_record(batch: Batch, one: FileFault, session: Session) -> Listed | None:
    stated = session.roster.of.get(one.found.strip())
    if stated is not None:
        return stated
    before, after = _around(batch.cards, one.row or 0)
    room = session.roster.of[before].room if before in session.roster.of else None
    lacking = [each for each in session.roster.every if each.number not in session.by_number and not each.absent]
    between = [each for each in lacking if before < each.number and (not after or each.number < after)]
    if len(between) == 1:
        return between[0]
    patterned = [each for each in lacking if fits(one.found.strip(), each.number)]
    if len(patterned) == 1:
        return patterned[0]
    here = [each for each in lacking if each.room == room]
    return here[0] if len(here) == 1 else None


def _around(cards: Sequence[Card], row: int) -> tuple[str, str]:
    before = [card.number for card in cards if card.row < row and card.readable]
    after = [card.number for card in cards if card.row > row and card.readable]
    return before[-1] if before else "", after[0] if after else ""
