"""What the cards of a session are held against: the list, the record sheet, the counted figures, the site's policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from server.domain.policy import Policy

REMEMBERED = 1 << 16  # rooms, seats and names of some sessions: each is asked for with every card

AbsentCards = Literal["bagged", "none", "either"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate of the session's list, with what the record sheet says of them.

    Attributes:
        number: admission number, as text.
        name: for comparison with the card alone; it is never part of what is said of a fault.
        session: the session's id.
        room: the room's number as the list has it.
        seat: the seat as the list has it.
        subject: the subject's code; None where it is not known.
        absent: whether the record sheet lists them as absent; None: it has not been entered.
        misconduct: whether it lists a violation of theirs; None: it has not been entered.
    """

    number: str
    name: str
    session: str
    room: str
    seat: str
    subject: str | None = None
    absent: bool | None = False
    misconduct: bool | None = False


@dataclass(frozen=True, slots=True)
class Counted:
    """What people counted in a room; None: not counted yet.

    Attributes:
        bag: cards in the card bag.
        other: cards in it as somebody else counted, where that is another figure; it is counted again then.
        void: voided cards among them, which are not read (0 where they go elsewhere).
        absent: absent candidates.
    """

    bag: int | None = None
    void: int | None = 0
    absent: int | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class ReadingPolicy:
    """What differs between places about reading.

    Attributes:
        absent_cards: absent candidates' cards are filled in and read (``bagged``), are not there (``none``), or either
            is right as long as no candidate who was absent has answers.
        cards_per_candidate: answer cards of one candidate.
        many_multi: percent of a card's questions; from so many illegal multi-marks on somebody looks at the card.
        least_multi: fewer are never too many.
        marks_misconduct: the card has a box for it that invigilators fill in.
        second_pass: per cent of the cards that a second reading covers before scores go out; 0: none is asked for.
    """

    absent_cards: AbsentCards = "either"
    cards_per_candidate: int = 1
    many_multi: int = 10
    least_multi: int = 6
    marks_misconduct: bool = True
    second_pass: int = 0


def reading_policy(policy: Policy) -> ReadingPolicy:
    """Return what a plan's policy means for reading."""
    absent: AbsentCards = "bagged" if policy.mark_absent else "none"
    return ReadingPolicy(absent, policy.cards_per_candidate, second_pass=policy.second_pass)


class Roster:
    """A session's list, asked by number, by seat and by name.

    Rooms and seats are compared as numbers where they are numbers: ``001`` and ``1`` are the same.
    """

    def __init__(self, listed: Iterable[Listed]) -> None:
        self.every = tuple(listed)
        self.of: Mapping[str, Listed] = {one.number: one for one in self.every}
        self.rooms: dict[str, list[Listed]] = {}
        self.named: dict[str, list[Listed]] = {}
        self.seated: dict[tuple[str, str], Listed | None] = {}
        for one in self.every:
            self.rooms.setdefault(one.room, []).append(one)
            self.named.setdefault(bare_name(one.name), []).append(one)
            place = (one.room, bare(one.seat))
            self.seated[place] = None if place in self.seated else one  # of two owners none is told
        self.by_code = {bare(room): room for room in self.rooms}

    def at(self, room: str, seat: str) -> Listed | None:
        """Return who sits there."""
        return self.seated.get((room, bare(seat)))


@lru_cache(REMEMBERED)
def bare(code: str) -> str:
    """Return a room or seat without what writes the same one differently: spaces and leading zeros."""
    text = code.strip()
    return text.lstrip("0") or "0" if text.isdigit() else text.upper()


@lru_cache(REMEMBERED)
def bare_name(name: str) -> str:
    """Return a name without spaces and dots; readers pad names, and write the dot of a long name in many ways."""
    return "".join(sign for sign in name if not sign.isspace() and sign not in "·•.．・\0")


def same_name(found: str, listed: str) -> bool:
    """Say whether a card's name can be this one: signs that a machine cannot write are ``?``, long names are cut."""
    if found == listed:
        return True
    one, other = bare_name(found), bare_name(listed)
    if len(one) > len(other):
        return False
    return all(sign in "?？□�*" or sign == due for sign, due in zip(one, other, strict=False))
