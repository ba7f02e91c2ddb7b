"""Charts on forms, drawn as lines and surfaces: bars, and dots between two scales. They print well in one colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.page import LEFT, MIDDLE, RIGHT, Page

INK, PALE, STRIKING = 0.25, 0.78, 0.0  # grey: 0 is black
SIZE = 7.0  # points
DOT, HAIR = 0.9, 0.12  # millimetres across
GAP = 0.18  # of a bar's place


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart stands on its page, in millimetres: its field, without the words beside it."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where an axis goes, and where lines with numbers are drawn."""

    low: float
    high: float
    ticks: Sequence[float]

    def at(self, value: float) -> float:
        """Return where a value stands between 0 and 1; what lies beyond stands at the edge."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


@dataclass(frozen=True, slots=True)
class Dot:
    """One dot; ``words`` stand beside it, such as a question's number; ``striking`` ones are black and larger."""

    x: float
    y: float
    words: str = ""
    striking: bool = False


def bars(page: Page, frame: Frame, counts: Sequence[int], labels: Sequence[str], title: str) -> None:
    """Draw bars with their counts above and their labels below."""
    _title(page, frame, title)
    most = max([1, *counts])
    place = frame.wide / max(1, len(counts))
    for number, (count, label) in enumerate(zip(counts, labels, strict=True)):
        left = frame.x + number * place
        high = count / most * (frame.high - 5)
        _fill(page, left + GAP * place / 2, frame.y + frame.high - high, place * (1 - GAP), high, PALE)
        middle = left + place / 2
        if count:
            page.text(middle, frame.y + frame.high - high - 1, str(count), SIZE, align=MIDDLE, room=place)
        page.text(middle, frame.y + frame.high + 3.5, label, SIZE, align=MIDDLE, room=place)
    page.line(frame.x, frame.y + frame.high, frame.x + frame.wide, frame.y + frame.high)


def dots(page: Page, frame: Frame, of: Sequence[Dot], across: Scale, up: Scale, words: tuple[str, str, str]) -> None:
    """Draw dots between two scales; ``words``: the title, what goes across, what goes up.

    The words of striking dots are set where they do not lie on one another; which ones have no place is in the table
    that belongs to the chart.
    """
    title, along, above = words
    _title(page, frame, title)
    bottom = frame.y + frame.high
    for tick in across.ticks:
        x = frame.x + across.at(tick) * frame.wide
        _fill(page, x - HAIR / 2, frame.y, HAIR, frame.high, PALE)
        page.text(x, bottom + 3.5, f"{tick:g}", SIZE, align=MIDDLE)
    for tick in up.ticks:
        y = bottom - up.at(tick) * frame.high
        _fill(page, frame.x, y - HAIR / 2, frame.wide, HAIR, PALE)
        page.text(frame.x - 1, y + 1, f"{tick:g}", SIZE, align=RIGHT)
    page.frame(frame.x, frame.y, frame.wide, frame.high)
    page.text(frame.x + frame.wide, bottom + 7, along, SIZE, align=RIGHT)
    page.text(frame.x, frame.y - 1.2, above, SIZE, align=LEFT)
    placed: list[tuple[float, float]] = []
    for dot in sorted(of, key=lambda one: one.striking):
        x, y = frame.x + across.at(dot.x) * frame.wide, bottom - up.at(dot.y) * frame.high
        side = DOT * (1.5 if dot.striking else 1)
        _fill(page, x - side / 2, y - side / 2, side, side, STRIKING if dot.striking else INK)
        if dot.striking and all(abs(x - other) > 4 or abs(y - beside) > 2.6 for other, beside in placed):
            placed.append((x, y))
            right = x < frame.x + frame.wide - 6
            page.text(x + (1.2 if right else -1.2), y - 0.6, dot.words, SIZE, align=LEFT if right else RIGHT)


def _title(page: Page, frame: Frame, words: str) -> None:
    page.text(frame.x + frame.wide / 2, frame.y - 5, words, 9, bold=True, align=MIDDLE, room=frame.wide)


def _fill(page: Page, x: float, y: float, wide: float, high: float, grey: float) -> None:
    page.raw(b"q %.2f g %.3f %.3f %.3f %.3f re f Q\n" % (grey, x, page.height - y - high, wide, high))
