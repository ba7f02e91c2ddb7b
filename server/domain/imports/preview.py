"""What a person sees of a sheet: the first rows and those with problems, cell by cell as text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from formats.table import Cells, letter
from server.domain.imports.layout import Sheet
from server.domain.imports.problem import Problem
from server.domain.imports.values import is_blank

FIRST_ROWS = 20
ROWS = 300
CELL_LIMIT = 200  # characters


def preview(sheets: Sequence[Sheet], errors: Iterable[Problem], warnings: Iterable[Problem]) -> dict[str, Any] | None:
    """Return the table as the office shows it; None where no sheet was read.

    Sheets whose columns stand in the same places are shown as one table, each row with its sheet; where they differ,
    those like the first sheet with an error.
    """
    if not sheets:
        return None
    states = {(found.sheet, found.row): "warn" for found in warnings}
    states |= {(found.sheet, found.row): "bad" for found in errors}
    first = next((sheet for sheet in sheets if _has_error(sheet, states)), sheets[0])
    alike = [sheet for sheet in sheets if _places(sheet) == _places(first)]
    first = alike[0]
    positions = sorted(first.header.titles)
    rows: list[dict[str, Any]] = []
    for sheet in alike:
        rows += _rows(sheet, positions, states, ROWS - len(rows))
    return {
        "sheet": first.table.sheet,
        "header_row": first.bottom,
        "columns": [_column(first, position) for position in positions],
        "rows": rows,
        "total": sum(_total(sheet) for sheet in alike),
    }


def _places(sheet: Sheet) -> list[tuple[int, str]]:
    return [(position, column.key) for position, column in sheet.header.found.items()]


def _has_error(sheet: Sheet, states: dict[tuple[str | None, int | None], str]) -> bool:
    return any(state == "bad" and name == sheet.table.sheet for (name, _), state in states.items())


def _column(sheet: Sheet, position: int) -> dict[str, Any]:
    column = sheet.header.found.get(position)
    return {
        "letter": letter(position + 1),
        "title": sheet.header.titles[position],
        "field": column.key if column else None,
        "name": column.names[0] if column else None,
    }


def _rows(
    sheet: Sheet, positions: list[int], states: dict[tuple[str | None, int | None], str], room: int
) -> list[dict[str, Any]]:
    """Return the rows to show, at most ``room``: rows with problems before good ones."""
    table = sheet.table
    wanted: dict[int, str] = {}
    good = 0
    for number in range(sheet.bottom + 1, len(table.rows) + 1):
        state = "dropped" if number in table.dropped else states.get((table.sheet, number), "good")
        if all(map(is_blank, table.rows[number - 1])) and state == "good":
            continue
        good += 1
        if state != "good" or good <= FIRST_ROWS:
            wanted[number] = state
    if len(wanted) > room:
        worst = sorted(wanted, key=lambda number: (("bad", "dropped", "warn", "good").index(wanted[number]), number))
        wanted = {number: wanted[number] for number in sorted(worst[: max(0, room)])}
    return [
        {
            "sheet": table.sheet,
            "row": number,
            "cells": [shown(_cell(table.rows[number - 1], position)) for position in positions],
            "state": state,
        }
        for number, state in wanted.items()
    ]


def _total(sheet: Sheet) -> int:
    return sum(not all(map(is_blank, cells)) for cells in sheet.table.rows[sheet.bottom :])


def _cell(cells: Cells, position: int) -> Any:
    return cells[position] if position < len(cells) else None


def shown(cell: Any) -> str:
    """Write a cell as the spreadsheet shows it, on one line and cut."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        cell = int(cell)
    if isinstance(cell, datetime | date | time):
        cell = cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    text = "".join(character if character.isprintable() else " " for character in str(cell)[: CELL_LIMIT + 1])
    return text if len(text) <= CELL_LIMIT else f"{text[: CELL_LIMIT - 1]}…"
