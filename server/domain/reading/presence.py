"""Who should have a card and has none: by room, against the record sheet."""

from collections.abc import Collection, Sequence

from server.domain.reading.fault import fault
from server.domain.reading.listed import Listed
from server.domain.reading.session import Findings, Session

#: More cards than this, and more than half of a room's, lack together: they were not read, rather than lost one by one.
TOGETHER = 4


def attend(session: Session, found: Findings, *, complete: bool, held: Collection[str]) -> None:
    """Find who has no card.

    Args:
        session: the cards and the list.
        found: gets the faults; whoever was explained by another fault lacks none.
        complete: all cards are said to be read; until then a room without cards is waiting.
        held: rooms whose file was not taken; what lacks there is that file's fault.
    """
    bagged = _bagged(session)
    for room, listed in session.roster.rooms.items():
        lacking = [one for one in session.lacking(room) if one.number not in found.explained]
        if room in held:
            continue
        if is_unread(session, room):
            due = [one for one in listed if one.absent is not True or bagged]
            if complete and any(one in lacking for one in due):  # else what took them is named already
                numbers, n = tuple(one.number for one in due), len(due) * session.policy.cards_per_candidate
                found.add(fault("missing-room", room, None, n=n, numbers=numbers))
            continue
        due = [one for one in listed if one.absent is False or (bagged and one.absent)]
        without = [one for one in lacking if one in due]
        if len(without) > TOGETHER and 2 * len(without) > len(due):
            _incomplete(found, room, without, len(due))
        else:
            for one in without:
                found.add(fault(_LACKING[bool(one.absent)], room, one.number, seat=one.seat))
        _unknown(session, found, room, lacking)


_LACKING = {False: "present-no-card", True: "absent-no-card"}


def is_unread(session: Session, room: str) -> bool:
    """Say whether no card lay in a room's pile; single ones in other piles do not make it read."""
    return not session.in_room.get(room)


def _bagged(session: Session) -> bool:
    """Say whether absent candidates' cards are read here: by policy, or because most of them are there."""
    policy = session.policy.absent_cards
    if policy != "either":
        return policy == "bagged"
    absent = [one for one in session.roster.every if one.absent]
    there = sum(
        any(is_absent_card(card.card.answers) for card in session.by_number.get(one.number, ())) for one in absent
    )
    return there > 1 and 2 * there > len(absent)


def is_absent_card(answers: Sequence[str]) -> bool:
    """Say whether a card can be an absent candidate's: it has no answers."""
    return not any(answers)


def _incomplete(found: Findings, room: str, lacking: Sequence[Listed], due: int) -> None:
    numbers = tuple(one.number for one in lacking)
    n = len(lacking)
    found.add(fault("room-incomplete", room, None, expected=due, found=due - n, n=n, numbers=numbers))


def _unknown(session: Session, found: Findings, room: str, lacking: Sequence[Listed]) -> None:
    """Without a record sheet nobody can say whether whoever has no answered card was absent."""
    numbers = [one.number for one in lacking if one.absent is None]
    for card in session.in_room.get(room, ()):
        owner = session.roster.of.get(card.card.number)
        if owner is not None and owner.absent is None and is_absent_card(card.card.answers) and not card.card.absent:
            numbers.append(owner.number)
    if numbers:
        found.add(fault("no-record-sheet", room, None, n=len(numbers), numbers=tuple(sorted(numbers))))
