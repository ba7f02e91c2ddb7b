"""Tables on forms: a head, ruled rows, words that fit their cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.page import MIDDLE, THICK, Page


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in millimetres, how its words stand, the size of its type in points."""

    title: str
    width: float
    align: str = MIDDLE
    size: float = 9.0


def draw(
    page: Page,
    x: float,
    y: float,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    row: float,
    head: float = 7.0,
) -> float:
    """Draw a table; return where it ends. A row may be shorter than the columns: the rest is left for the pen."""
    wide = sum(column.width for column in columns)
    end = y + head + row * len(rows)
    place = x
    for number, column in enumerate(columns):
        page.cell(place, y, column.width, head, column.title, 9, bold=True)
        for line, words in enumerate(rows):
            if number < len(words):
                top = y + head + line * row
                page.cell(place, top, column.width, row, words[number], column.size, align=column.align)
        place += column.width
        if number < len(columns) - 1:
            page.line(place, y, place, end)
    for line in range(len(rows)):
        page.line(x, y + head + line * row, x + wide, y + head + line * row)
    page.frame(x, y, wide, end - y, weight=THICK)
    return end


def blank(columns: Sequence[Column], count: int) -> list[Sequence[str]]:
    """Return rows for the pen."""
    return [("",) * len(columns) for _ in range(count)]


def shared(count: int, most: int) -> list[int]:
    """Cut ``count`` rows into as few pages of at most ``most`` as there must be, as even as can be; one at least."""
    pages = max(1, -(-count // most))
    return [count // pages + (1 if page < count % pages else 0) for page in range(pages)]
