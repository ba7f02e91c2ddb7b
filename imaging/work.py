"""Does one task: looks at a file and makes what is wanted of it, one thing after the other."""

import errno
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from imaging import film, photo
from imaging.kind import HEAD, PHOTO, Kind, sniff
from imaging.looked import DAMAGED, DISK_BROKEN, NO_ROOM, UNKNOWN, Looked, Unreadable
from imaging.task import FILM, LOOK, NEWEST, POSTER, THUMBNAIL, Made, Task

T = TypeVar("T")

#: Error numbers of a disk that is full, and of one that is broken, or takes no file of such a size; whatever else a
#: film makes the system say is the film's own fault.
FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
BROKEN = frozenset((errno.EIO, errno.EROFS, errno.EFBIG))


def do(task: Task) -> Made:
    """Return what could be made; what could not is named with its fault."""
    try:
        with task.path.open("rb") as file:
            kind = sniff(file.read(HEAD))
    except OSError:
        kind = None
    if kind is None:
        return Made(Looked(fault=UNKNOWN), missing=task.wanted, fault=UNKNOWN)
    return _photo(task, kind) if kind.media == PHOTO else _film(task, kind)


def _photo(task: Task, kind: Kind) -> Made:
    try:
        looked, small = photo.both(task.path, kind)
    except Unreadable as error:
        return _nothing(task, kind, error.fault)
    missing = (THUMBNAIL,) if small is None and THUMBNAIL in task.wanted else ()
    return Made(looked, small if THUMBNAIL in task.wanted else None, missing=missing, fault=looked.fault)


def _film(task: Task, kind: Kind) -> Made:
    try:
        made = Made(film.look(task.path, kind))
    except Unreadable as error:
        return _nothing(task, kind, error.fault)
    made = replace(made, fault=made.looked.fault)
    for wanted in (POSTER, NEWEST):
        if wanted in task.wanted:
            made = _with_poster(made, task, kind, newest=wanted == NEWEST)
    if FILM in task.wanted and task.into is not None:
        made = _with_film(made, task, kind)
    return made


def _with_poster(made: Made, task: Task, kind: Kind, *, newest: bool) -> Made:
    shown, fault = _tried(lambda: film.poster(task.path, kind, newest=newest))
    if shown is None:
        return replace(made, fault=fault, missing=(*made.missing, NEWEST if newest else POSTER))
    return replace(made, poster=shown[0], looked=replace(made.looked, hints=shown[1]))


def _with_film(made: Made, task: Task, kind: Kind) -> Made:
    into = task.into
    if into is None:
        return made
    written, fault = _tried(lambda: film.remux(task.path, kind, into, task.spare))
    if not written:
        into.unlink(missing_ok=True)
    if written is None:
        return replace(made, fault=fault, missing=(*made.missing, FILM))
    return replace(made, film=written)


def _tried(work: Callable[[], T]) -> tuple[T | None, str | None]:
    try:
        return work(), None
    except Unreadable as error:
        return None, error.fault
    except OSError as error:
        return None, NO_ROOM if error.errno in FULL else DISK_BROKEN if error.errno in BROKEN else DAMAGED
    except Exception:  # what nobody thought of costs what was wanted, not what the film says of itself
        return None, DAMAGED


def _nothing(task: Task, kind: Kind, fault: str) -> Made:
    looked = Looked(kind=kind.code, fault=fault)
    return Made(looked, missing=tuple(one for one in task.wanted if one != LOOK), fault=fault or DAMAGED)
