"""A sheet as plain cells by row, whatever file it came from; the limits that hold for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from formats.unreadable import Unreadable

FILE_LIMIT = 20  # MB as handed in
ROW_LIMIT = 100_000  # of one sheet
CELL_LIMIT = 1_200_000  # of one file, blank ones not counted
COLUMN_LIMIT = 60
UNPACKED_LIMIT = 200  # MB of a workbook
MEGABYTE = 1_000_000

Cells = tuple[Any, ...]
Merge = tuple[int, int, int, int]
"""Cells shown as one: first row, first column, last row, last column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: rows of raw cells as they stand in the file, the first one with row number 1.

    Attributes:
        sheet: its name; None where the format has none.
        rows: the cells by row; blank rows are empty tuples, the last row holds something.
        merges: merged cells; only the first one holds the value.
        deleted: rows the file marks as deleted; they are not among ``rows``.
        dropped: numbers of rows a person left out.
        hidden: whether the spreadsheet program does not show the sheet.
    """

    sheet: str | None
    rows: tuple[Cells, ...]
    merges: tuple[Merge, ...] = ()
    deleted: int = 0
    dropped: frozenset[int] = frozenset()
    hidden: bool = False

    def cell(self, row: int, column: int) -> Any:
        """Return a cell, counted from 1; None outside."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold.

    Attributes:
        rows: of one sheet.
        cells: of the file, blank ones not counted.
        columns: those further right are not read.
        unpacked: MB of a workbook, all parts together; 30,000 candidates need about 16.
        formulas: a cell whose formula no program has counted is told as ``=`` (nothing may be left out); else blank.
    """

    rows: int = ROW_LIMIT
    cells: int = CELL_LIMIT
    columns: int = COLUMN_LIMIT
    unpacked: int = UNPACKED_LIMIT
    formulas: bool = False

    def refuse_rows(self, rows: int) -> None:
        """Refuse a sheet of too many rows.

        Raises:
            Unreadable: ``rows-too-many``.
        """
        if rows > self.rows:
            raise Unreadable("rows-too-many", limit=self.rows)

    def refuse_cells(self, cells: int) -> None:
        """Refuse a file of too many cells, blank ones counted.

        Raises:
            Unreadable: ``cells-too-many``.
        """
        if cells > 2 * self.cells:
            raise Unreadable("cells-too-many", limit=self.cells // 10_000)


ROSTER = Limits()


def refuse_unsized(data: bytes) -> None:
    """Refuse a file that is empty or too large.

    Raises:
        Unreadable: ``file-empty`` or ``file-too-large``.
    """
    if len(data) > FILE_LIMIT * MEGABYTE:
        raise too_large(len(data))
    if not data.strip():
        raise Unreadable("file-empty")


def too_large(size: int) -> Unreadable:
    """Return what is said of a file of so many bytes."""
    return Unreadable("file-too-large", megabytes=size // MEGABYTE, limit=FILE_LIMIT)


def trimmed(rows: Sequence[Sequence[Any]]) -> tuple[Cells, ...]:
    """Cut the blank ends of rows, and the blank rows at the end of a sheet."""
    cut: list[Cells] = []
    last = 0
    for number, row in enumerate(rows, start=1):
        width = len(row)
        while width and (row[width - 1] is None or row[width - 1] == ""):
            width -= 1
        cut.append(tuple(row[:width]))
        if width:
            last = number
    return tuple(cut[:last])


def letter(column: int) -> str:
    """Return the letter of a column counted from 1: A, Z, AA."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def column_of(letters: str) -> int:
    """Return the number of a column's letters; 0 where they are none."""
    number = 0
    for character in letters.upper():
        if not "A" <= character <= "Z":
            return 0
        number = number * 26 + ord(character) - 64
    return number if len(letters) <= 3 else 0
