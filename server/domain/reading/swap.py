"""Cards whose number is listed, yet whose own seat or name speaks of another candidate: swapped, or in a wrong pile."""

from collections.abc import Sequence

from server.domain.reading.batch import Effective
from server.domain.reading.fault import fault
from server.domain.reading.listed import Listed
from server.domain.reading.session import Findings, Session


def moved(session: Session, found: Findings) -> None:
    """Find swapped cards, each circle once, and single cards whose seat or room is not their number's."""
    pointing: dict[str, tuple[Effective, Listed]] = {}
    for number, cards in session.by_number.items():
        if len(cards) == 1 and (other := _other(session, cards[0])) is not None:
            pointing[number] = (cards[0], other)
    swapped: set[str] = set()
    for number in pointing:
        circle = _circle(number, pointing)
        if circle and not swapped & set(circle):
            swapped.update(circle)
            _swapped(session, found, [pointing[one][0] for one in circle])
    for number, cards in session.by_number.items():
        if number not in swapped and len(cards) == 1:
            _astray(session, found, cards[0], pointing[number][1] if number in pointing else None)


def _other(session: Session, card: Effective) -> Listed | None:
    """Return the candidate, other than its number's, of whom a card's own seat or name speaks."""
    said = session.witness(card).says
    return None if said is session.owner(card) else said


def _circle(start: str, pointing: dict[str, tuple[Effective, Listed]]) -> list[str]:
    """Follow where cards point; return the numbers on the way round, or nothing where it does not come back."""
    way = [start]
    while len(way) <= len(pointing):
        after = pointing[way[-1]][1].number
        if after == start:
            return way
        if after not in pointing or after in way:
            return []
        way.append(after)
    return []


def _swapped(session: Session, found: Findings, cards: Sequence[Effective]) -> None:
    cards = sorted(cards, key=lambda card: session.order[card.place])
    owners = [session.owner(card) for card in cards]
    names = [session.witness(card).name for card in cards]
    seats = [session.witness(card).seat for card in cards]
    # A name that follows the number was written by the machine from its list: it tells neither.
    numbers = all(name is not None and name is not owner for name, owner in zip(names, owners, strict=True))
    what = (
        "numbers"
        if numbers and all(seat in (None, name) for seat, name in zip(seats, names, strict=True))
        else "either"
    )
    found.add(
        fault(
            "swapped", owners[0].room, owners[0].number, tuple(card.place for card in cards), what=what,
            numbers=tuple(owner.number for owner in owners),
            seats=tuple(owner.seat for owner in owners),
            belong=tuple(other.number for card in cards if (other := _other(session, card)) is not None),
        )
    )  # fmt: skip


def _astray(session: Session, found: Findings, card: Effective, other: Listed | None) -> None:
    """A card by itself: in another room's pile, or at a seat that is not its number's."""
    owner, said = session.owner(card), session.witness(card)
    free = other is not None and other.number not in session.by_number and other.absent is not True
    elsewhere = card.room is not None and card.room != owner.room
    if not elsewhere and said.seat in (None, owner) and not free:
        return
    if owner.absent and any(card.card.answers):
        # One fault a card: its number is an absent candidate's, and ``attend`` says so with whose it is.
        return
    candidate = other if free else None
    if candidate is None and elsewhere:
        lacking = [one for one in session.lacking(card.room) if not one.absent]
        candidate = lacking[0] if len(lacking) == 1 else None
    found.add(
        fault(
            "wrong-room" if elsewhere else "seat-differs", owner.room, owner.number, (card.place,),
            lies=card.room or owner.room, own_room=owner.room, own_seat=owner.seat, stated=card.card.seat,
            belongs=candidate,
        ),
        candidate,
    )  # fmt: skip
