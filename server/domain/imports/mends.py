"""Cells put right and rows left out by a person in the office, before a file is checked. The file itself stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from formats.table import COLUMN_LIMIT, ROW_LIMIT, Cells, Table, column_of, trimmed
from server.domain.refusal import Refusal

MEND_LIMIT = 5_000
VALUE_LIMIT = 500  # characters


@dataclass(frozen=True, slots=True)
class Mend:
    """One change: the value of a cell, or (``value`` None) the whole row left out. Row and column count from 1."""

    file: str
    sheet: str | None
    row: int
    column: int = 0
    value: str | None = None


def mends_of(stated: Any) -> list[Mend]:
    """Read mends as the office states them.

    Raises:
        Refusal: ``bad-request`` with the field ``mends``.
    """
    if not isinstance(stated, list) or len(stated) > MEND_LIMIT:
        raise _refused(f"a list of at most {MEND_LIMIT} changes")
    return [_mend(each) for each in stated]


def _mend(stated: Any) -> Mend:
    if not isinstance(stated, Mapping):
        raise _refused("an object for each change")
    file, sheet, row = stated.get("file"), stated.get("sheet"), stated.get("row")
    if not isinstance(file, str) or not isinstance(sheet, str | None):
        raise _refused("the file's name, and the sheet's name or null")
    if type(row) is not int or not 1 <= row <= ROW_LIMIT:
        raise _refused(f"row: 1 to {ROW_LIMIT}")
    if stated.get("drop") is True:
        return Mend(file, sheet, row)
    value, letters = stated.get("value"), stated.get("column")
    if not isinstance(value, str) or len(value) > VALUE_LIMIT:
        raise _refused(f"value: text of at most {VALUE_LIMIT} characters; or drop: true")
    column = column_of(letters) if isinstance(letters, str) else 0
    if not 1 <= column <= COLUMN_LIMIT:
        raise _refused("column: the letter of a column, such as B")
    return Mend(file, sheet, row, column, value)


def _refused(expected: str) -> Refusal:
    return Refusal("bad-request", field="mends", expected=expected)


def mended(found: Sequence[Table], mends: Iterable[Mend]) -> tuple[list[Table], int]:
    """Return tables with the mends that name one of their sheets, and how many did; a cell's last one holds."""
    changes: dict[str | None, dict[tuple[int, int], str | None]] = {}
    for mend in mends:
        changes.setdefault(mend.sheet, {})[mend.row, mend.column] = mend.value
    names = {table.sheet for table in found}
    count = sum(len(of_sheet) for sheet, of_sheet in changes.items() if sheet in names)
    return [_mended(table, changes[table.sheet]) if table.sheet in changes else table for table in found], count


def _mended(table: Table, changes: Mapping[tuple[int, int], str | None]) -> Table:
    rows: list[Cells] = list(table.rows)
    dropped = set(table.dropped)
    for (row, column), value in changes.items():
        if value is None:
            dropped.add(row)
            continue
        rows.extend(() for _ in range(row - len(rows)))
        cells = [*rows[row - 1], *([None] * (column - len(rows[row - 1])))]
        cells[column - 1] = value
        rows[row - 1] = tuple(cells)
    return replace(table, rows=trimmed(rows), dropped=frozenset(dropped))
