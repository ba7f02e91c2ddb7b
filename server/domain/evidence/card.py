"""A camera's card: when its files were taken, and at whose station, told by times alone.

Cameras know neither zone nor network: what they wrote is the time their clock showed. Whoever brings the card says how
far that clock was ahead; what fits two candidates is left to a person.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from server.domain.evidence.piece import MediaKind, Place

#: What tells when a file was taken: the photo's Exif, the film's own description, or the card's list of files.
Told = Literal["exif", "container", "file"]
#: Whether a file is one candidate's, may be several', or is nobody's; ``unknown``: a film does not say how long it is.
Whose = Literal["one", "several", "nobody", "unknown"]

#: Around a candidate's beginning and end, what is still theirs: setting up, handing in, seconds of a clock.
SLACK = timedelta(minutes=2)
#: How far the time of a file may lie from the end of its film, for both to be the same clock's.
NEAR = timedelta(minutes=3)
#: How long somebody works whose end nobody noted and whom nobody followed.
LONGEST = timedelta(hours=8)
#: File names that cameras make (DSC_0001.JPG, 00000.MTS, IMG_20261122_101500.jpg), and their cards' folders.
_CAMERAS_NAME = re.compile(r"_?[A-Z]{0,4}_?[A-Z]?[0-9]{1,9}(_[0-9]{1,9})*(_[A-Z])?\.[A-Za-z0-9]{2,4}")
_CAMERAS_FOLDER = re.compile(r"DCIM|PRIVATE|AVCHD|BDMV|STREAM|M4ROOT|CLIP|[0-9]{3}[A-Z0-9_]{5}")
#: Years that a clock may be believed in; what it says outside of them is no time of a capture.
YEARS = range(1971, 2200)
_OFF = re.compile(r"([+-])(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A camera's clock: the zone it was set to, and how far it is ahead of the hub's (negative: behind)."""

    zone: str
    ahead: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Shot:
    """A file of a card: from when to when it was taken, by the hub's clock, and what tells it.

    ``both``: not of a film that does not say how long it is: one of its two ends is not known.
    """

    name: str
    begun: datetime
    ended: datetime
    told: Told
    both: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """A candidate's time at a station; ``ended`` None: not noted."""

    session: str
    room: str
    station: str | None
    candidate: str
    began: datetime
    ended: datetime | None

    @property
    def place(self) -> Place:
        """Where what was taken then belongs."""
        return Place(self.session, self.room, self.station, self.candidate)


@dataclass(frozen=True, slots=True)
class Belongs:
    """Whose a file is: ``turns`` are the one, or all that it may be."""

    shot: Shot
    whose: Whose
    turns: tuple[Turn, ...] = ()


def imported_id(plan: int, sha256: str, used: Container[str] = ()) -> str:
    """Return the id of what a card brings: the same bytes have the same in a plan, whoever brings them again.

    Where that one is ``used`` by an announcement whose bytes never came, it is the next.
    """
    turn, found = 0, ""
    while not found or found in used:
        text = f"kaowu card\n{plan}\n{sha256}" + (f"\n{turn}" if turn else "")
        found, turn = hashlib.sha256(text.encode()).hexdigest()[:32], turn + 1
    return found


def cameras_name(path: str) -> str | None:
    """Return a file's name as its camera made it, after the folders of the card; None where a person named it.

    A name given by a person may be a candidate's, or the number of an identity card, and what is once in the journal
    stays there.
    """
    *folders, name = path.split("/")
    if not _CAMERAS_NAME.fullmatch(name):
        return None
    kept = [name]
    for folder in reversed(folders):
        if not _CAMERAS_FOLDER.fullmatch(folder):
            break
        kept.insert(0, folder)
    return "/".join(kept)


def ahead(text: str) -> timedelta | None:
    """Read how far a clock is ahead (``+00:03:10``, ``-1:00``); None where it says nothing of that kind."""
    found = _OFF.fullmatch(text.strip())
    if found is None:
        return None
    sign, hours, minutes, seconds = found.groups()
    length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return -length if sign == "-" else length


def taken(
    name: str,
    media: MediaKind,
    said: str | None,
    told: Told | None,
    modified: datetime,
    length: timedelta | None,
    clock: Clock,
) -> Shot:
    """Return when a file was taken.

    Args:
        name: of the file, on the card.
        media: photo or film.
        said: the time its bytes tell, RFC 3339; without an offset it is the time the clock showed.
        told: what tells it.
        modified: when the file was last written, by the card's list of files (aware); it is what is left where the
            bytes tell no time, or one outside of ``YEARS``.
        length: of a film; None where it does not say.
        clock: of the camera.
    """
    lasts = length or timedelta()
    at, found = modified - lasts if media == "video" else modified, told or "file"
    stated = None if said is None or told is None else datetime.fromisoformat(said)
    if stated is None or stated.year not in YEARS:
        found = "file"
    elif stated.tzinfo is None:
        at = stated.replace(tzinfo=ZoneInfo(clock.zone))
    else:
        at = _truly(stated, modified, lasts, clock) if told == "container" else stated
    begun = (at - clock.ahead).astimezone(UTC)
    return Shot(name, begun, begun + lasts, found, both=length is not None)


def _truly(stated: datetime, modified: datetime, lasts: timedelta, clock: Clock) -> datetime:
    """Return what a film's time means: it should be UTC, but many cameras write the time on their clock.

    The list of files tells which: its time is that of the film's end, or of its beginning.
    """
    as_shown = stated.replace(tzinfo=ZoneInfo(clock.zone))

    def near(at: datetime) -> bool:
        return min(abs(modified - at), abs(modified - at - lasts)) <= NEAR

    return as_shown if near(as_shown) and not near(stated) else stated


def within(turns: Iterable[Turn], place: Place) -> list[Turn]:
    """Return the turns that a card may show which stood at ``place``, as far as that is told."""
    return [
        turn
        for turn in turns
        if place.session in (None, turn.session)
        and place.room in (None, turn.room)
        and place.station in (None, turn.station)
    ]


def assign(shots: Iterable[Shot], turns: Sequence[Turn]) -> list[Belongs]:
    """Tell whose each file is.

    It is a candidate's that nobody else's time touches it; where several do, with their slack, it is that of the only
    one who was working then. Of a film that does not say how long it is, a person says.
    """
    closed = [(turn, turn.began, _end(turn, turns)) for turn in turns]
    return [_of(shot, closed) for shot in shots]


def _of(shot: Shot, turns: Sequence[tuple[Turn, datetime, datetime]]) -> Belongs:
    near = tuple(turn for turn, began, ended in turns if shot.begun <= ended + SLACK and shot.ended >= began - SLACK)
    if not shot.both and turns:
        return Belongs(shot, "unknown", near)
    if len(near) <= 1:
        return Belongs(shot, "one" if near else "nobody", near)
    at_work = tuple(turn for turn, began, ended in turns if shot.begun < ended and shot.ended > began)
    at_work = at_work or tuple(turn for turn, began, ended in turns if began <= shot.begun <= ended)
    return Belongs(shot, "one", at_work) if len(at_work) == 1 else Belongs(shot, "several", near)


def _end(turn: Turn, turns: Iterable[Turn]) -> datetime:
    """Return when a turn ended; where nobody noted it, it ends when the next one at that station begins."""
    if turn.ended is not None:
        return max(turn.began, turn.ended)
    next_one = [
        other.began
        for other in turns
        if (other.session, other.room, other.station) == (turn.session, turn.room, turn.station)
        and other.began > turn.began
    ]
    return min([*next_one, turn.began + LONGEST])
