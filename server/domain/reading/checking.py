"""The random check (抽查): which cards people look at besides, whatever the machine and the rules say."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.domain.reading.batch import Settlement
from server.domain.reading.fault import Row, fault
from server.domain.reading.session import Findings, Session
from server.domain.refusal import Refusal

#: A card's place: batch and row.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Differing:
    """A card that does not show what was read of it: in which check (from 1) that was seen, and what people wrote."""

    check: int
    place: Row
    note: str


def seed_of(session: str, check: int, sequence: int, received: str) -> str:
    """Return the seed of a check, as the hub draws it.

    It rests on the place in the journal and the hub's own time of the act that asked for it: nobody knows it before,
    and everybody can work out afterwards that these cards were due.
    """
    return hashlib.sha256(f"{session}/{check}/{sequence}/{received}".encode()).hexdigest()


def sample(seed: str, places: Iterable[Place], wanted: int) -> list[Place]:
    """Return which cards are looked at: the same for the same seed and cards, and nobody can choose them.

    Args:
        seed: what was not known when the cards were read.
        places: the cards that count.
        wanted: how many, as the plan says; all of them where there are fewer.
    """
    chosen = sorted(set(places), key=lambda place: hashlib.sha256(f"{seed}/{place[0]}/{place[1]}".encode()).digest())
    return sorted(chosen[:wanted])


def draws(left: int, cards: int) -> None:
    """Decide whether another check begins: the one before is done, and there are cards.

    Args:
        left: cards of the check before that count still and nobody has looked at.
        cards: those that count.

    Raises:
        Refusal: ``check-open`` or ``check-none``.
    """
    if left:
        raise Refusal("check-open", field="cards", left=left)
    if not cards:
        raise Refusal("check-no-cards", field="session")


def looks(places: Sequence[Place], drawn: Collection[Place]) -> None:
    """Decide whether what was looked at is what was drawn.

    Raises:
        Refusal: ``check-unknown``.
    """
    if any(place not in drawn for place in places):
        raise Refusal("check-unknown", field="cards")


def agrees(said: bool, before: bool | None) -> bool:
    """Return what stands of a card: that it differs is not taken back by saying otherwise, but settled by two."""
    return said and before is not False


def checked(
    session: Session, found: Findings, differing: Iterable[Differing], settlements: Iterable[Settlement]
) -> None:
    """Name each card that did not show what was read of it, until two people have settled it."""
    answered = {one.fault for one in settlements if one.what == "give-answers"}
    cards: Mapping[Row, object] = session.order
    for one in differing:
        if one.place not in cards:
            continue
        card = session.cards[session.order[one.place]]
        key = f"{one.place.batch[:12]}-{one.place.row}-{one.check}"
        what = fault(
            "check-differs", card.room, card.card.number, (one.place,), of=key, check=one.check, note=one.note
        )  # fmt: skip
        if what.key not in answered and not found.is_subject(card):
            found.add(what)
