"""Figures of a room of which one cannot be more than the other, but is (``domain`` 3.3: M <= P)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from server.domain.balance.line import Line, hint
from server.domain.counts import FIGURES, impossible
from server.domain.words.balance import IMPOSSIBLE, MORE_THAN, room_words

#: Pairs that differ in an equation, too, wherever one is more than the other -> that equation.
SAID_BY: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("present", "expected"): "people",
        ("absent", "expected"): "people",
        ("scratch_returned", "scratch_given"): "scratch",
    }
)


def impossible_lines(session: str, room: str, values: Mapping[str, int], lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the line that says which figures cannot be; none where all can, or ``lines`` say the same already."""
    said = {line.code for line in lines if line.state == "differs"}
    found = [pair for pair in impossible(values) if SAID_BY.get(pair) not in said]
    if not found:
        return ()
    line = Line(f"{session}/{room}/impossible", "impossible", 1, session, room, "differs", 0, len(found))
    labels = tuple(f"{less}={values[less]} {more}={values[more]}" for less, more in found)
    named = [[FIGURES[figure] for figure in pair] for pair in found]
    figures = "、".join(dict.fromkeys(one.zh for pair in named for one in pair))
    figures_en = ", ".join(dict.fromkeys(one.en for pair in named for one in pair))
    again = hint("compare-counts", figure=figures, figure_en=figures_en)
    return (replace(line, labels=labels, says=_says(room, values, found), hints=(again,)),)


def _says(room: str, values: Mapping[str, int], found: Iterable[tuple[str, str]]) -> tuple[str, str]:
    (zh, en), (more_zh, more_en), (place, place_en) = IMPOSSIBLE, MORE_THAN, room_words(room)
    pairs = [((FIGURES[less], values[less]), (FIGURES[more], values[more])) for less, more in found]
    said = "；".join(more_zh.format(less=less.zh, n=n, more=more.zh, m=m) for (less, n), (more, m) in pairs)
    said_en = "; ".join(more_en.format(less=less.en, n=n, more=more.en, m=m) for (less, n), (more, m) in pairs)
    return zh.format(place=place, pairs=said), en.format(place=place_en, pairs=said_en)
