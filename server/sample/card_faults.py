"""Faults planted among the sample's cards, one of each kind that a reading room meets; each says what was done to whom.

What is wrong with a file itself (cut, miscounted, rows marked as deleted) is done where files are written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType

from server.sample.cards import LETTERS, SINGLES, Card

NOBODYS_SEAT = "999"  # no room has so many seats
ILLEGAL = 20  # questions with more marks than may be


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault that was planted.

    Attributes:
        fault: its name in ``FAULTS``.
        room: the room.
        number: the candidate whom it is about; None where it is about a room.
        other: the second candidate of it, such as one who has no card now.
    """

    fault: str
    room: str
    number: str | None = None
    other: str | None = None


Cards = list[Card]
_Plant = Callable[[Cards, int], tuple[Cards, Planted]]


def plant(cards: Sequence[Card], fault: str, number: str) -> tuple[Cards, Planted]:
    """Plant a fault at a candidate's card; the cards given stay as they are.

    Raises:
        KeyError: there is no such fault.
        ValueError: nobody has this number, or nobody beside them sits in the room whom the fault needs.
    """
    place = next((place for place, card in enumerate(cards) if card.number == number), None)
    if place is None:
        raise ValueError(f"no card of {number}")
    return FAULTS[fault](list(cards), place)


def _beside(cards: Cards, place: int) -> int:
    """Return the place of a present candidate's card in the same room, the next one if there is one."""
    one = cards[place]
    others = [
        other
        for other, card in enumerate(cards)
        if other != place and card.room == one.room and not card.absent and card.number != one.number
    ]
    if not others:
        raise ValueError(f"nobody sits beside {one.number}")
    return next((other for other in others if other > place), others[-1])


def _marked(cards: Cards, place: int, digit: str) -> Cards:
    """Spoil a digit of the seat in the admission number."""
    number = cards[place].number
    cards[place] = replace(cards[place], number=number[:-2] + digit + number[-1])
    return cards


def _same(cards: Cards, place: int) -> tuple[Cards, Planted]:
    one = cards[place]
    cards.insert(place + 1, one)
    return cards, Planted("duplicate-same", one.room, one.number)


def _different(cards: Cards, place: int) -> tuple[Cards, Planted]:
    other = _beside(cards, place)
    one, wronged = cards[place], cards[other].number
    cards[other] = replace(cards[other], number=one.number, name=one.name)
    return cards, Planted("duplicate-different", one.room, one.number, wronged)


def _unknown(cards: Cards, place: int) -> tuple[Cards, Planted]:
    one = cards[place]
    wrong = one.number[:-3] + NOBODYS_SEAT
    cards[place] = replace(one, number=wrong, name="")
    return cards, Planted("unknown-number", one.room, wrong, one.number)


def _digit(fault: str, digit: str) -> _Plant:
    def planted(cards: Cards, place: int) -> tuple[Cards, Planted]:
        one = cards[place]
        return _marked(cards, place, digit), Planted(fault, one.room, None, one.number)

    return planted


def _at(fault: str, change: Callable[[Card], Card]) -> _Plant:
    def planted(cards: Cards, place: int) -> tuple[Cards, Planted]:
        one = cards[place]
        cards[place] = change(one)
        return cards, Planted(fault, one.room, one.number)

    return planted


def _without(fault: str) -> _Plant:
    def planted(cards: Cards, place: int) -> tuple[Cards, Planted]:
        one = cards.pop(place)
        return cards, Planted(fault, one.room, one.number)

    return planted


def _blank(one: Card) -> Card:
    return replace(one, answers=("",) * len(one.answers))


def _illegal(one: Card) -> Card:
    """Mark two letters at many single-choice questions."""
    doubled = [LETTERS[:2] if place < ILLEGAL else answer for place, answer in enumerate(one.answers)]
    return replace(one, answers=tuple(doubled))


def _came_after_all(one: Card) -> Card:
    """The box 缺考 is not marked, and there are answers: the record sheet says that they did not come."""
    rng = Random(f"answers {one.number}")  # noqa: S311 - sample data must repeat
    answers = tuple(rng.choice(LETTERS) if place < SINGLES else "AB" for place in range(len(one.answers)))
    return replace(one, absent=False, answers=answers)


def _other_paper(one: Card) -> Card:
    return replace(one, paper="B" if one.paper == "A" else "A")


def _other_subject(one: Card) -> Card:
    last = "9" if one.subject[-1] != "9" else "8"
    return replace(one, subject=one.subject[:-1] + last)


def _swapped(cards: Cards, place: int) -> tuple[Cards, Planted]:
    """Two who sit beside each other have marked each other's number; room and seat are printed and stay."""
    other = _beside(cards, place)
    one, two = cards[place], cards[other]
    cards[place] = replace(one, number=two.number, name=two.name)
    cards[other] = replace(two, number=one.number, name=one.name)
    return cards, Planted("swapped", one.room, one.number, two.number)


def _copied(cards: Cards, place: int) -> tuple[Cards, Planted]:
    """The next one with the same paper has the same answers, right and wrong: for the lists, no fault of reading."""
    one = cards[place]
    other = next(
        (
            other
            for other, card in enumerate(cards)
            if other > place and (card.room, card.subject, card.paper) == (one.room, one.subject, one.paper)
            and not card.absent
        ),
        None,
    )  # fmt: skip
    if other is None:
        raise ValueError(f"nobody with the same paper sits behind {one.number}")
    cards[other] = replace(cards[other], answers=one.answers)
    return cards, Planted("identical", one.room, one.number, cards[other].number)


def _room_missing(cards: Cards, place: int) -> tuple[Cards, Planted]:
    room = cards[place].room
    return [card for card in cards if card.room != room], Planted("missing-room", room)


def _elsewhere(cards: Cards, place: int) -> tuple[Cards, Planted]:
    one = cards[place]
    room = next((card.room for card in cards if card.room != one.room), None)
    if room is None:
        raise ValueError("there is no other room")
    cards[place] = replace(one, room=room)
    return cards, Planted("wrong-room", one.room, one.number)


def _hidden(one: Card) -> Card:
    return replace(one, deleted=True)


#: Fault -> how it is planted at the card of a candidate. The names are those that reconciliation gives them, but for
#: ``identical``, which is for the abnormal lists. ``absent-has-card`` and ``absent-no-card``
#: are planted at a card of somebody absent, the others at one of somebody present.
FAULTS: Mapping[str, _Plant] = MappingProxyType(
    {
        "duplicate-same": _same,
        "duplicate-different": _different,
        "unknown-number": _unknown,
        "blank-digit": _digit("blank-digit", "_"),
        "multi-digit": _digit("multi-digit", "*"),
        "blank-card": _at("blank-card", _blank),
        "many-multi": _at("many-multi", _illegal),
        "absent-has-card": _at("absent-has-card", _came_after_all),
        "present-no-card": _without("present-no-card"),
        "absent-no-card": _without("absent-no-card"),
        "wrong-subject": _at("wrong-subject", _other_subject),
        "wrong-paper": _at("wrong-paper", _other_paper),
        "swapped": _swapped,
        "missing-room": _room_missing,
        "wrong-room": _elsewhere,
        "misconduct-differs": _at("misconduct-differs", lambda one: replace(one, misconduct=not one.misconduct)),
        "absent-mark-differs": _at("absent-mark-differs", lambda one: replace(one, absent=not one.absent)),
        "deleted-row": _at("deleted-row", _hidden),
        "identical": _copied,
    }
)


def reread(cards: Sequence[Card], number: str, question: int = 0) -> Cards:
    """Return the cards as a second reading of the corrected batch sees them: one answer of one card is another.

    Raises:
        ValueError: nobody has this number.
    """
    found = list(cards)
    place = next((place for place, card in enumerate(found) if card.number == number), None)
    if place is None:
        raise ValueError(f"no card of {number}")
    answers = list(found[place].answers)
    answers[question] = next(letter for letter in LETTERS if letter != answers[question])
    found[place] = replace(found[place], answers=tuple(answers))
    return found
