"""What has to be on record of a candidate before the assessors leave (equation 11), and what is still lacking."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from server.domain.practical.candidate import Candidate
from server.domain.practical.covered import Span, lasting, missing, uncovered
from server.domain.practical.scheme import Scheme, Wanted, When
from server.domain.practical.team import Team

#: States of evidence in which all of it is there, as its device recorded it.
THERE = frozenset({"complete", "equal"})
#: States in which it is still on its way.
COMING = frozenset({"announced", "live", "arriving", "interrupted"})
#: Around a candidate's beginning and end, what counts for either side: two devices, two clocks.
SLACK = timedelta(minutes=2)
#: What a candidate's time is parted into, in order.
MOMENTS: tuple[When, ...] = ("before", "working", "after")
#: What only a person can tell: it counts, and is told to whoever confirms.
NOTED = frozenset({"film-unknown", "film-unknown-gaps"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A picture or film as far as it concerns what is wanted; ``candidate`` is an admission number.

    ``begun`` and ``ended`` (aware) are of the capture; of one that still runs, or tells no end, the end is None. It
    rested during ``pauses``; None: for longer than anybody says, and nobody knows when.
    """

    what: str
    purpose: str
    state: str
    candidate: str | None = None
    station: str | None = None
    begun: datetime | None = None
    ended: datetime | None = None
    item: str | None = None
    pauses: tuple[Span, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking; ``have`` of ``need`` are there, ``coming`` are on their way; ``about`` names it.

    Of pictures and films ``wanted`` is the id of what is asked for. ``gaps`` is what films leave out of the working
    time; ``other`` counts films that are too short (of ``minutes``), or of which nobody knows how long they are.
    """

    code: str
    need: int = 1
    have: int = 0
    coming: int = 0
    about: str = ""
    wanted: str = ""
    gaps: tuple[Span, ...] = ()
    other: int = 0
    minutes: int = 0


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
    lacks += [lack for lack in _media(one, scheme, evidence, turns or 1) if lack.code not in NOTED]
    if team is None:
        return (*lacks, Lack("team"))
    signed = sum(person in one.sheets for person in team.assessors)
    if signed < len(team.assessors):
        lacks.append(Lack("sheets", len(team.assessors), signed))
    return tuple(lacks)


def of_films(
    one: Candidate, scheme: Scheme, evidence: Sequence[Evidence], turns: int | None = 1
) -> tuple[Lack, ...]:  # fmt: skip
    """Return what a person has to look at: films that count, though nothing tells from when to when they are."""
    if one.absent is not None or (one.identity is not None and one.identity.outcome == "not_person"):
        return ()
    return tuple(lack for lack in _media(one, scheme, evidence, turns or 1) if lack.code in NOTED)


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
    asked = dict.fromkeys(media for scheme in schemes for media in scheme.wanted if media.per == "room")
    lacks: dict[str, Lack] = {}
    for one in sorted(asked, key=lambda one: (one.least, one.shortest), reverse=True):
        lack = _few(one, one.words, _of(one, evidence))
        if lack is not None:
            lacks.setdefault(one.id, lack)
    return tuple(lacks[id_] for id_ in dict.fromkeys(one.id for one in asked) if id_ in lacks)


def _media(one: Candidate, scheme: Scheme, evidence: Sequence[Evidence], turns: int) -> Iterator[Lack]:
    """Give what is lacking of a candidate's pictures and films, or to be looked at."""
    own = [wanted for wanted in scheme.wanted if wanted.per != "room"]
    dealt = {}
    for wanted in own:
        kind = (wanted.what, wanted.purpose, wanted.item, wanted.per)
        if wanted.what == "photo" and wanted.when != "any" and kind not in dealt:
            alike = [other for other in own if (other.what, other.purpose, other.item, other.per) == kind]
            dealt[kind] = _dealt(one, alike, _shown(wanted, one, evidence, turns))
    for wanted in own:
        about, found = _named(wanted, scheme), _shown(wanted, one, evidence, turns)
        if wanted.what == "video":
            lack = _film(wanted, about, one, found, _shown(wanted, one, evidence, 1))
        else:
            at_that_time = dealt.get((wanted.what, wanted.purpose, wanted.item, wanted.per), {})
            lack = _short(wanted, about, at_that_time.get(wanted.id, found))
        if lack is not None:
            yield lack


def _named(wanted: Wanted, scheme: Scheme) -> str:
    """Return what is asked for in words, with the item where it is bound to one."""
    item = None if wanted.item is None else scheme.item(wanted.item)
    return wanted.words if item is None else f"{wanted.words}（{item.name}）"


def _shown(wanted: Wanted, one: Candidate, evidence: Sequence[Evidence], turns: int) -> list[Evidence]:
    """Return what shows the candidate, or their station in their turn, of the kind that is asked for."""
    station = one.drawn.slot.station if wanted.per == "station" and one.drawn is not None else None

    def shows(piece: Evidence) -> bool:
        if piece.candidate is not None or station is None:
            return piece.candidate == one.number
        return piece.station == station and (turns == 1 or during(one, piece))

    return [piece for piece in _of(wanted, evidence) if shows(piece)]


def _dealt(one: Candidate, alike: Iterable[Wanted], photos: Sequence[Evidence]) -> dict[str, list[Evidence]]:
    """Deal photos to what is asked for before, while and after the candidate works, each to one of them.

    One that was taken about when they began or ended counts on the side where it is needed: whoever fits nowhere else
    first, so that nothing is lacking that could be there.
    """
    left = sorted(photos, key=lambda piece: (piece.state not in THERE, MOMENTS.index(_moments(one, piece)[-1])))
    dealt: dict[str, list[Evidence]] = {}
    for wanted in sorted((each for each in alike if each.when != "any"), key=lambda each: MOMENTS.index(each.when)):
        fit = [piece for piece in left if wanted.when in _moments(one, piece)]
        there = sum(piece.state in THERE for piece in fit)
        dealt[wanted.id] = fit[: wanted.least] if there >= wanted.least else fit
        given = set(map(id, dealt[wanted.id]))
        left = [piece for piece in left if id(piece) not in given]
    return dealt


def _moments(one: Candidate, piece: Evidence) -> tuple[When, ...]:
    """Return when a photo was taken, by the candidate's beginning and end; near either it may be both."""
    if piece.begun is None:
        return MOMENTS
    began, ended = _course(one)
    if began is None or piece.begun < began - SLACK:
        return ("before",)
    if ended is not None and piece.begun > ended + SLACK:
        return ("after",)
    near = (piece.begun <= began + SLACK, True, ended is not None and piece.begun >= ended - SLACK)
    return tuple(moment for moment, fits in zip(MOMENTS, near, strict=True) if fits)


def _film(
    wanted: Wanted, about: str, one: Candidate, found: Sequence[Evidence], overlapping: Sequence[Evidence]
) -> Lack | None:  # fmt: skip
    """Judge films: that they are there, long enough, and, where the working time is asked for, that they show it.

    ``overlapping`` are also those of earlier and later turns at the station, which may run into this one.
    """
    if not wanted.least:
        return None
    in_time = [piece for piece in found if _in_time(wanted, one, piece)]
    long_enough = [piece for piece in in_time if _lasts(piece, wanted.shortest)]
    lack = _few(wanted, about, in_time)
    if lack is not None:
        return lack
    began, ended = _course(one)
    whole = [piece for piece in overlapping if piece.state in THERE]
    torn = [piece for piece in overlapping if piece.state == "cut"]
    unknown = sum(_parts(piece) is None for piece in long_enough if piece.state in THERE)
    gaps: tuple[Span, ...] = ()
    # One that broke off is not the film that is wanted, but what there is of it shows what it shows.
    known = [part for piece in (*whole, *torn) for part in _parts(piece) or ()]
    # A film of one item shows that item, which is not all of the work.
    if wanted.when == "working" and wanted.item is None and began is not None and ended is not None:
        since = _identified(one, began) if wanted.from_identity else began
        gaps = _left_out(since, ended, known, timedelta(minutes=wanted.missing))
    coming = sum(piece.state in COMING for piece in overlapping)
    told = Lack("film-gaps", wanted.least, len(whole), coming, about, wanted.id, gaps, unknown)
    if unknown and (gaps or wanted.shortest):
        return replace(told, code="film-unknown-gaps" if gaps and known else "film-unknown")
    return told if gaps else None


def _left_out(began: datetime, ended: datetime, films: Iterable[Span], allowed: timedelta) -> tuple[Span, ...]:
    """Return what films leave out; one that begins or ends within ``SLACK`` of the time that is asked for meets it."""
    meeting = [
        (min(start, began) if start <= began + SLACK else start, max(end, ended) if end >= ended - SLACK else end)
        for start, end in films
        if end > began and start < ended
    ]
    return missing(began, ended, meeting, allowed)


def _in_time(wanted: Wanted, one: Candidate, piece: Evidence) -> bool:
    """Tell whether a film may show what is asked for: of what is before the beginning, that it began before.

    Of an item, while they work: that some of it is of that time. Films of all the work are judged by what they show.
    """
    began, ended = _course(one)
    if wanted.when == "working" and wanted.item is not None:
        early = began is not None and piece.ended is not None and piece.ended < began - SLACK
        late = ended is not None and piece.begun is not None and piece.begun > ended + SLACK
        return not (early or late)
    if wanted.when == "before":
        return began is None or piece.begun is None or piece.begun <= began + SLACK
    if wanted.when == "after":
        return ended is not None and (piece.ended is None or piece.ended >= ended - SLACK)
    return True


def _lasts(piece: Evidence, minutes: int) -> bool:
    """Tell whether a film is not known to be shorter; a second is nobody's fault."""
    parts = _parts(piece)
    return parts is None or lasting(parts) + timedelta(seconds=1) >= timedelta(minutes=minutes)


def _parts(piece: Evidence) -> tuple[Span, ...] | None:
    """Return from when to when a film shows something; None where nothing tells."""
    if piece.begun is None or piece.ended is None or piece.pauses is None:
        return None
    return uncovered(piece.begun, piece.ended, piece.pauses)


def _course(one: Candidate) -> tuple[datetime | None, datetime | None]:
    """Return when a candidate began and ended."""
    marks = (one.began, one.ended)
    began, ended = (None if mark is None else datetime.fromisoformat(mark.at) for mark in marks)
    return began, ended


def _identified(one: Candidate, began: datetime) -> datetime:
    """Return when identity was checked; the beginning where that was not before it, as where papers followed."""
    return began if one.identity is None else min(began, datetime.fromisoformat(one.identity.mark.at))


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
    return [
        piece
        for piece in evidence
        if (piece.what, piece.purpose) == (wanted.what, wanted.purpose) and wanted.item in (None, piece.item)
    ]


def _few(wanted: Wanted, about: str, found: Sequence[Evidence]) -> Lack | None:
    """Tell whether there are too few that are long enough, and how many there are that are not."""
    long_enough = [piece for piece in found if _lasts(piece, wanted.shortest)]
    lack, short = _short(wanted, about, long_enough), len(found) - len(long_enough)
    return replace(lack, code="film-short", other=short, minutes=wanted.shortest) if lack and short else lack


def _short(wanted: Wanted, about: str, found: Sequence[Evidence]) -> Lack | None:
    have = sum(piece.state in THERE for piece in found)
    if have >= wanted.least:
        return None
    coming = sum(piece.state in COMING for piece in found)
    return Lack("media", wanted.least, have, coming, about, wanted.id)
