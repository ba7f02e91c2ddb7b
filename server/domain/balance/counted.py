"""Figures that people counted differently: each word stands beside the other until a named person settles it."""

from collections.abc import Iterable
from dataclasses import replace

from server.domain.balance.line import Line, hint
from server.domain.counts import COUNTERS, FIGURES, Contradiction, Count, contradictions
from server.domain.words.balance import COUNTED, room_words

#: Figures that the sentence names; the number tells how many there are.
NAMED = 3


def counted_lines(session: str, room: str, counts: Iterable[Count]) -> tuple[Line, ...]:
    """Return the line that says which figures were counted differently; none where all agree."""
    found = contradictions(counts)
    if not found:
        return ()
    line = Line(f"{session}/{room}/counted", "counted", 0, session, room, "differs", 0, len(found))
    labels = tuple(sorted(_label(one) for one in found))
    named = [_words(one) for one in found[:NAMED]]
    (place, place_en), figures, figures_en = room_words(room), *(_joined(texts) for texts in zip(*named, strict=True))
    zh, en = COUNTED
    says = (
        zh.format(place=place, n=len(found), figures=figures),
        en.format(place=place_en, n=len(found), figures=figures_en),
    )
    again = hint("compare-counts", figure="、".join(_name(one)[0] for one in found[:NAMED]),
                 figure_en=", ".join(_name(one)[1] for one in found[:NAMED]))  # fmt: skip
    return (replace(line, labels=labels, says=says, hints=(again,)),)


def _label(one: Contradiction) -> str:
    return f"{one.figure} {' '.join(f'{count.by}={count.value}' for count in one.counts)}"


def _name(one: Contradiction) -> tuple[str, str]:
    return FIGURES[one.figure].zh, FIGURES[one.figure].en


def _words(one: Contradiction) -> tuple[str, str]:
    zh, en = _name(one)
    by = [(*COUNTERS[count.by], count.value) for count in one.counts]
    said, said_en = "、".join(f"{name} {value}" for name, _, value in by), ", ".join(f"{name} {v}" for _, name, v in by)
    return f"{zh}（{said}）", f"{en} ({said_en})"


def _joined(texts: Iterable[str]) -> str:
    return "；".join(texts)
