"""One row while it is read: its values, and the errors and warnings found in it."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from formats.table import letter
from formats.unreadable import Unreadable, Words
from server.domain.imports.column import Column
from server.domain.imports.columns import KINDS
from server.domain.imports.layout import Sheet, lines
from server.domain.imports.problem import Noted, Place, Problem, problem
from server.domain.imports.values import is_blank

Row = dict[str, Any]


@dataclass(slots=True)
class Line:
    """One row of a sheet. ``number`` as the spreadsheet shows it; ``alone``: the file has no other sheet to read."""

    file: str
    sheet: Sheet
    number: int
    alone: bool = True
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def place(self, key: str) -> Place:
        """Return where the value of ``key`` stands; its usual name where the header lacks the column."""
        header, sheet = self.sheet.header, self.sheet.table.sheet
        for position, column in header.found.items():
            if column.key == key:
                return Place(self.file, sheet, self.number, header.titles[position], letter(position + 1))
        (column,) = [column for column in KINDS[header.kind] if column.key == key]
        return Place(self.file, sheet, self.number, column.names[0])

    def has(self, key: str) -> bool:
        """Tell whether the sheet has the column of ``key``."""
        return any(column.key == key for column in self.sheet.header.found.values())

    def error(self, key: str, code: str, **details: object | Words) -> None:
        """Note an error in the column of ``key``: the row is not taken."""
        self.errors.append(problem(self.place(key), code, **details))

    def warn(self, key: str, code: str, **details: object | Words) -> None:
        """Note a warning in the column of ``key``: the row is taken."""
        self.warnings.append(problem(self.place(key), code, **details))

    def read(self, cells: tuple[Any, ...]) -> Row:
        """Read the row's cells by their columns; what is absent, blank or wrong becomes None."""
        row: Row = dict.fromkeys(_KEYS[self.sheet.header.kind])
        width = len(cells)
        for position, column in self.sheet.header.found.items():
            row[column.key] = self._value(column, cells[position] if position < width else None)
        return row

    def _value(self, column: Column, cell: Any) -> Any:
        if is_blank(cell):
            if column.required:
                self.error(column.key, "blank", column=column.names[0], form=column.form)
            return None
        try:
            value = column.read(cell)
        except Unreadable as wrong:
            self.error(column.key, wrong.code, **({"value": cell, "form": column.form} | wrong.details))
            return None
        if isinstance(value, Noted):
            self.warn(column.key, value.code, **value.details)
            return value.value
        return value


_KEYS = {kind: tuple(column.key for column in columns) for kind, columns in KINDS.items()}

Rule = Callable[[Row, Line], None]
"""What one kind of file checks beyond single cells; it may change the row."""


@dataclass(slots=True)
class Findings:
    """What the sheets of a file gave.

    Attributes:
        rows: the rows without errors.
        total: rows that hold data.
        passed: by sheet, the numbers of rows that hold something but no data.
    """

    rows: list[Row] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    total: int = 0
    passed: list[tuple[Sheet, list[int]]] = field(default_factory=list)


def read_lines(file: str, sheets: list[Sheet], rule: Rule) -> Findings:
    """Read every row below the headers; rows that hold nothing or no data are passed over and not counted."""
    findings = Findings()
    alone = len(sheets) == 1
    for sheet in sheets:
        passed: list[int] = []
        for number, cells, no_data in lines(sheet):
            if no_data:
                passed.append(number)
                continue
            findings.total += 1
            line = Line(file, sheet, number, alone)
            row = line.read(cells)
            rule(row, line)
            findings.errors += line.errors
            findings.warnings += line.warnings
            if not line.errors:
                findings.rows.append(row)
        findings.passed.append((sheet, passed))
    return findings


class Firsts:
    """Remembers in which row a value stood first."""

    def __init__(self) -> None:
        self._rows: dict[Any, tuple[int, str | None]] = {}

    def earlier(self, value: Any, line: Line) -> Words | None:
        """Return the row that already holds ``value``, in words; or remember this row for it and return None."""
        here = (line.number, line.sheet.table.sheet)
        number, sheet = self._rows.setdefault(value, here)
        if (number, sheet) == here:
            return None
        if line.alone:
            return f"第 {number} 行", f"row {number}"
        return f"表“{sheet}”第 {number} 行", f"row {number} of sheet “{sheet}”"


def listed(names: Iterable[str]) -> str:
    """Write names for a sentence."""
    return "、".join(names)


def by_id_or_name(named: Mapping[str, str], written: str) -> str | None:
    """Find the id that ``written`` is, or whose name it is; ``named`` goes from id to name."""
    if written in named:
        return written
    upper = "".join(unicodedata.normalize("NFKC", written).upper().split())
    if upper in named:
        return upper
    found = [key for key, name in named.items() if name == written]
    return found[0] if len(found) == 1 else None
