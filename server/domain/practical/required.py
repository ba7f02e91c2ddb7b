"""What has to be on record of a candidate before the assessors leave (equation 11), and what is still lacking."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.domain.practical.candidate import Candidate
from server.domain.practical.scheme import Scheme, Wanted
from server.domain.practical.team import Team

#: States of evidence in which all of it is there, as its device recorded it.
THERE = frozenset({"complete", "equal"})
#: States in which it is still on its way.
COMING = frozenset({"announced", "live", "arriving", "interrupted"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A picture or film as far as it concerns what is wanted; ``candidate`` is an admission number.

    ``begun`` and ``ended`` (aware) are of the capture; of one that still runs, or tells no end, the end is None.
    """

    what: str
    purpose: str
    state: str
    candidate: str | None = None
    station: str | None = None
    begun: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking; ``have`` of ``need`` are there, ``coming`` are on their way; ``about`` names it."""

    code: str
    need: int = 1
    have: int = 0
    coming: int = 0
    about: str = ""


def of_candidate(
    one: Candidate, scheme: Scheme, team: Team | None, evidence: Sequence[Evidence], others: Iterable[Candidate],
    turns: int | None = 1,
) -> tuple[Lack, ...]:  # fmt: skip
    """Return what is lacking of a candidate; nothing of one who did not come.

    Args:
        one: the candidate.
        scheme: their trade's and level's.
        team: the room's; None where none was formed.
        evidence: of the room in this session.
        others: everybody else in the room and session.
        turns: how many follow one another at each station; None where no stations are drawn in this room.
    """
    if one.absent is not None:
        return ()
    if one.identity is not None and one.identity.outcome == "not_person":
        return (Lack("identity-stopped"),)
    lacks = [
        *_at_station(one, others, drawn=turns is not None),
        *([Lack("workpiece")] if scheme.workpiece and one.workpiece is None else []),
    ]
    lacks += [lack for wanted in scheme.wanted if (lack := _lacking(wanted, one, evidence, turns or 1)) is not None]
    if team is None:
        return (*lacks, Lack("team"))
    signed = sum(person in one.sheets for person in team.assessors)
    if signed < len(team.assessors):
        lacks.append(Lack("sheets", len(team.assessors), signed))
    return tuple(lacks)


def _at_station(one: Candidate, others: Iterable[Candidate], *, drawn: bool) -> Iterator[Lack]:
    if one.identity is None or one.identity.outcome != "ok":
        yield Lack("identity" if one.identity is None else "identity-papers")
    if one.drawn is None:
        if drawn:
            yield Lack("station")
    elif any(other.drawn is not None and other.drawn.slot == one.drawn.slot for other in others):
        yield Lack("station-twice", about=one.drawn.slot.station)
    if one.ended is None:
        yield Lack("not-begun" if one.began is None else "not-ended")


def of_sheets(scheme: Scheme, skipped: Collection[str]) -> tuple[Lack, ...]:
    """Return what is lacking on the sheets of a candidate: the items ``skipped``, of questions that did not fail."""
    if not skipped:
        return ()
    items = [item for item in scheme.items if item.id in skipped]
    named = [f"{item.question} {item.name}".strip() for item in items]
    return (Lack("items", len(items), about="、".join(named)),)


def of_room(schemes: Iterable[Scheme], evidence: Sequence[Evidence]) -> tuple[Lack, ...]:
    """Return what is lacking of the room as a whole: of each sort what the most demanding scheme wants."""
    wanted: dict[str, Wanted] = {}
    for one in (media for scheme in schemes for media in scheme.wanted if media.per == "room"):
        if one.id not in wanted or wanted[one.id].least < one.least:
            wanted[one.id] = one
    return tuple(lack for one in wanted.values() if (lack := _short(one, _of(one, evidence))) is not None)


def _lacking(wanted: Wanted, one: Candidate, evidence: Sequence[Evidence], turns: int) -> Lack | None:
    if wanted.per == "room":
        return None
    station = one.drawn.slot.station if wanted.per == "station" and one.drawn is not None else None

    def shows(piece: Evidence) -> bool:
        if piece.candidate is not None or station is None:
            return piece.candidate == one.number
        return piece.station == station and (turns == 1 or during(one, piece))

    return _short(wanted, [piece for piece in _of(wanted, evidence) if shows(piece)])


def during(one: Candidate, piece: Evidence) -> bool:
    """Tell whether what a station's camera took is of this candidate's turn.

    Films overlap with the turns before and after by minutes, run through several, or come in parts: the middle of the
    one lies within the other.
    """
    if one.began is None or piece.begun is None:
        return False
    began = datetime.fromisoformat(one.began.at)
    ended = None if one.ended is None else datetime.fromisoformat(one.ended.at)
    return _within(_middle(piece.begun, piece.ended), began, ended) or _within(
        _middle(began, ended), piece.begun, piece.ended
    )


def _middle(begun: datetime, ended: datetime | None) -> datetime:
    return begun if ended is None else begun + (ended - begun) / 2


def _within(at: datetime, begun: datetime, ended: datetime | None) -> bool:
    return begun <= at and (ended is None or at <= ended)


def _of(wanted: Wanted, evidence: Sequence[Evidence]) -> list[Evidence]:
    return [piece for piece in evidence if (piece.what, piece.purpose) == (wanted.what, wanted.purpose)]


def _short(wanted: Wanted, found: Sequence[Evidence]) -> Lack | None:
    have = sum(piece.state in THERE for piece in found)
    if have >= wanted.least:
        return None
    coming = sum(piece.state in COMING for piece in found)
    return Lack("media", wanted.least, have, coming, wanted.words)
