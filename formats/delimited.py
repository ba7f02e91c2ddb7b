"""Text to a table: the delimiter is the one by which the header fits best."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from formats.table import ROSTER, Limits, Table, trimmed
from formats.unreadable import Unreadable

DELIMITERS = (",", "\t", ";", "|")
LOOKED_AT = 40  # lines
AS_TEXT = re.compile(r'="([^"]*)"')

Titles = Callable[[Sequence[str]], int]


def delimited(text: str, titles: Titles, limits: Limits = ROSTER) -> Table:
    """Read text of rows and cells; ``titles`` says how many column names that it knows are in a row.

    Raises:
        Unreadable: ``csv-broken`` with the row, ``rows-too-many`` or ``cells-too-many``.
    """
    rows: list[tuple[Any, ...]] = []
    delimiter, cells = delimiter_of(text, titles), 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            cells += len(row)
            limits.refuse_cells(cells)
            rows.append(tuple(map(as_text, row[: limits.columns])) if any(row) else ())
            if rows[-1]:
                limits.refuse_rows(len(rows))
    except csv.Error as wrong:
        raise Unreadable("csv-broken", row=len(rows) + 1) from wrong
    return Table(None, trimmed(rows))


def delimiter_of(text: str, titles: Titles) -> str:
    """Return the delimiter with which some line gives the most known column names; then the most columns."""
    head = list(_lines(text))

    def fit(delimiter: str) -> tuple[int, int]:
        rows = _read(head, delimiter)
        return max(map(titles, rows), default=0), max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=fit)


def _lines(text: str) -> Iterator[str]:
    """Yield the first lines, cut: a single line may be the whole file."""
    start = 0
    for _ in range(LOOKED_AT):
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end + 1
        yield text[start : min(stop, start + 20_000)]
        if end < 0:
            return
        start = stop


def _read(lines: list[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return rows
    return rows


def as_text(cell: str) -> str:
    """Read ``="001"``, by which text is kept text when a spreadsheet program opens the file."""
    if cell.startswith("="):
        formula = AS_TEXT.fullmatch(cell.strip())
        return formula[1] if formula else cell
    return cell
