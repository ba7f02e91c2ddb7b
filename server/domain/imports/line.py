"""One row while it is read: its values, and the errors and warnings found in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.domain.imports.columns import KINDS, Column, Header
from server.domain.imports.problem import Place, Problem, Unreadable, Words, problem
from server.domain.imports.table import Table
from server.domain.imports.values import is_blank

Row = dict[str, Any]


@dataclass(slots=True)
class Line:
    """One row of a table. ``number`` as the spreadsheet shows it."""

    file: str
    sheet: str | None
    number: int
    header: Header
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def place(self, key: str) -> Place:
        """Return where the value of ``key`` stands; its usual name where the header lacks the column."""
        for position, column in self.header.found.items():
            if column.key == key:
                return Place(self.file, self.sheet, self.number, self.header.titles[position])
        (column,) = [column for column in KINDS[self.header.kind] if column.key == key]
        return Place(self.file, self.sheet, self.number, column.names[0])

    def error(self, key: str, code: str, **details: object | Words) -> None:
        """Note an error in the column of ``key``: the row is not taken."""
        self.errors.append(problem(self.place(key), code, **details))

    def warn(self, key: str, code: str, **details: object | Words) -> None:
        """Note a warning in the column of ``key``: the row is taken."""
        self.warnings.append(problem(self.place(key), code, **details))

    def read(self, cells: tuple[Any, ...]) -> Row:
        """Read the row's cells by their columns; what is absent, blank or wrong becomes None."""
        row: Row = {column.key: None for column in KINDS[self.header.kind]}
        for position, column in self.header.found.items():
            cell = cells[position] if position < len(cells) else None
            row[column.key] = self._value(column, cell)
        return row

    def _value(self, column: Column, cell: Any) -> Any:
        if is_blank(cell):
            if column.required:
                self.error(column.key, "blank", column=column.names[0], form=column.form)
            return None
        try:
            return column.read(cell)
        except Unreadable as wrong:
            self.error(column.key, wrong.code, **({"value": cell, "form": column.form} | wrong.details))
            return None


Rule = Callable[[Row, Line], None]
"""What one kind of file checks beyond single cells; it may change the row."""


@dataclass(slots=True)
class Findings:
    """What a table gave. ``rows``: the rows without errors; ``total``: rows that hold anything."""

    rows: list[Row] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    total: int = 0


def read_lines(file: str, table: Table, header: Header, rule: Rule) -> Findings:
    """Read every row below the header; rows that hold nothing are passed over and not counted."""
    findings = Findings()
    for number, cells in enumerate(table.rows[1:], start=2):
        if all(is_blank(cell) for cell in cells):
            continue
        findings.total += 1
        line = Line(file, table.sheet, number, header)
        row = line.read(cells)
        rule(row, line)
        findings.errors += line.errors
        findings.warnings += line.warnings
        if not line.errors:
            findings.rows.append(row)
    return findings


class Firsts:
    """Remembers in which row a value stood first."""

    def __init__(self) -> None:
        self._rows: dict[Any, int] = {}

    def earlier(self, value: Any, number: int) -> int | None:
        """Return the row that already holds ``value``, or remember row ``number`` for it and return None."""
        first = self._rows.setdefault(value, number)
        return None if first == number else first


def listed(names: Iterable[str]) -> str:
    """Write names for a sentence."""
    return "、".join(names)


def by_id_or_name(named: Mapping[str, str], written: str) -> str | None:
    """Find the id that ``written`` is, or whose name it is; ``named`` goes from id to name."""
    if written in named:
        return written
    upper = written.upper()
    if upper in named:
        return upper
    found = [key for key, name in named.items() if name == written]
    return found[0] if len(found) == 1 else None
