"""Tables on forms: a head, ruled rows, words that fit their cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.page import MIDDLE, THICK, Page

TITLE = 9.0


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
    # Row by row, so that what is copied from the file reads as it is seen.
    _row(page, x, y, head, [(column, column.title) for column in columns], titles=True)
    for line, words in enumerate(rows):
        _row(page, x, y + head + line * row, row, list(zip(columns, words, strict=False)), titles=False)
    place = x
    for column in columns[:-1]:
        place += column.width
        page.line(place, y, place, end)
    for line in range(len(rows)):
        page.line(x, y + head + line * row, x + wide, y + head + line * row)
    page.frame(x, y, wide, end - y, weight=THICK)
    return end


def _row(page: Page, x: float, y: float, high: float, cells: Sequence[tuple[Column, str]], *, titles: bool) -> None:
    for column, words in cells:
        size, align = (TITLE, MIDDLE) if titles else (column.size, column.align)
        page.cell(x, y, column.width, high, words, size, bold=titles, align=align)
        x += column.width


def blank(columns: Sequence[Column], count: int) -> list[Sequence[str]]:
    """Return rows for the pen."""
    return [("",) * len(columns) for _ in range(count)]


def shared(count: int, most: int) -> list[int]:
    """Cut ``count`` rows into as few pages of at most ``most`` as there must be, as even as can be; one at least."""
    pages = max(1, -(-count // most))
    return [count // pages + (1 if page < count % pages else 0) for page in range(pages)]
