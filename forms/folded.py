"""Long words folded into lines, for tables whose rows are as high as their words ask for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from badges.pdf import POINT, Font
from forms.page import LEFT, MIDDLE, RIGHT, THICK, Ink, Page

LEADING = 1.3
PAD = 1.0  # millimetres beside and above words
WHOLE = re.compile(r"(?:[0-9A-Za-z_]+|.)[，。；：、）]*", re.DOTALL)
"""What one line holds together: a number or word, and the marks that close it."""


@dataclass(frozen=True, slots=True)
class Folding:
    """A column whose words are folded: its title, its width in millimetres, how words stand, their size in points."""

    title: str
    width: float
    align: str = MIDDLE
    size: float = 8.5


def fold(font: Font, words: str, room: float, size: float) -> list[str]:
    """Fold words into lines of at most ``room`` millimetres at ``size`` points.

    Chinese has no spaces and is folded anywhere, but before a closing mark; a number stays whole where a line holds it.
    """

    def fits(text: str) -> bool:
        return font.width(text) * size * POINT <= room

    lines, line = [], ""
    for piece in WHOLE.findall(words):
        for part in [piece] if fits(piece) else piece:
            if line and not fits(line + part):
                lines.append(line)
                line = part.lstrip()
            else:
                line += part
    return [*lines, line]


def height(ink: Ink, columns: Sequence[Folding], cells: Sequence[str], least: float, most: float) -> float:
    """Return how high a row of these words is, in millimetres; ``most`` is what fits a page between head and foot."""
    asked = (_high(ink, column, words) for column, words in zip(columns, cells, strict=True))
    return min(most, max([least, *asked]))


def _high(ink: Ink, column: Folding, words: str) -> float:
    count = len(fold(ink.regular, ink.known(words), column.width - 2 * PAD, column.size))
    return count * LEADING * column.size * POINT + 2 * PAD


def row(
    page: Page, x: float, y: float, high: float, columns: Sequence[Folding], cells: Sequence[str], *, bold: bool = False
) -> float:
    """Draw a row with its lines; return where it ends."""
    wide = sum(column.width for column in columns)
    for column, words in zip(columns, cells, strict=True):
        _cell(page, x, y, high, column, words, bold=bold)
        page.line(x, y, x, y + high)
        x += column.width
    page.line(x, y, x, y + high)
    page.line(x - wide, y + high, x, y + high)
    return y + high


def _cell(page: Page, x: float, y: float, high: float, column: Folding, words: str, *, bold: bool) -> None:
    if not words:
        return
    size = column.size
    lines = fold(page.ink.font(bold=bold), page.ink.known(words), column.width - 2 * PAD, size)
    step = LEADING * size * POINT
    fitting = max(1, int((high - 2 * PAD) / step + 0.01))
    if len(lines) > fitting:
        lines = [*lines[: fitting - 1], lines[fitting - 1][:-1] + "…"]
    top = y + (high - step * len(lines)) / 2
    place = {LEFT: x + PAD, MIDDLE: x + column.width / 2, RIGHT: x + column.width - PAD}[column.align]
    for number, line in enumerate(lines):
        page.text(place, top + (number + 0.78) * step, line, size, bold=bold, align=column.align)


def head(page: Page, x: float, y: float, high: float, columns: Sequence[Folding]) -> float:
    """Draw the titles; return where they end."""
    wide = sum(column.width for column in columns)
    page.line(x, y, x + wide, y, weight=THICK)
    return row(page, x, y, high, columns, [column.title for column in columns], bold=True)
