"""Which part of a stretch of time no film shows: films cover it together, in however many parts they come."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

#: From when to when, both aware, the first not after the second.
Span = tuple[datetime, datetime]

#: What lacks for less than this is named only where nothing lacks for longer.
WORTH_NAMING = timedelta(seconds=30)


def uncovered(began: datetime, ended: datetime, films: Iterable[Span]) -> tuple[Span, ...]:
    """Return what of the time from ``began`` to ``ended`` no film shows, in order; films that touch leave nothing."""
    gaps: list[Span] = []
    reached = began
    for start, end in sorted(film for film in films if film[0] < film[1]):
        if start > reached:
            gaps.append((reached, min(start, ended)))
        reached = max(reached, end)
        if reached >= ended:
            break
    if reached < ended:
        gaps.append((reached, ended))
    return tuple((start, end) for start, end in gaps if start < end)


def missing(began: datetime, ended: datetime, films: Iterable[Span], allowed: timedelta) -> tuple[Span, ...]:
    """Return what films leave out, where that is more than ``allowed`` in all; otherwise nothing."""
    gaps = uncovered(began, ended, films)
    return gaps if lasting(gaps) > allowed else ()


def lasting(gaps: Iterable[Span]) -> timedelta:
    """Return how long spans that do not overlap are in all."""
    return sum((end - start for start, end in gaps), timedelta())


def worth_naming(gaps: Sequence[Span]) -> tuple[Span, ...]:
    """Return the gaps that people are told: without those of seconds, unless there are no others."""
    return tuple(gap for gap in gaps if lasting([gap]) >= WORTH_NAMING) or tuple(gaps)
