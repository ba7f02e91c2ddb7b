"""A workbook of cards, old or new: numbers must have stayed text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from formats.compound import cut
from formats.oldbook import oldbook
from formats.package import holds_no_book
from formats.signature import ENCRYPTED, OLE, Kind
from formats.table import Cells, Limits, Table
from formats.unreadable import Unreadable
from formats.workbook import workbook as new_book
from reading.cell_record import ABOVE, BANNERS, TITLES_SHOWN, Layout, Listed, Row, layout_of, plain_title, records
from reading.fault import FileFault
from reading.profile import Profile
from reading.record import Faults, Record, Stopped
from reading.total import Totals

LIMITS = Limits(rows=100_000, cells=6_000_000, columns=600, unpacked=600, formulas=True)
CODES = {
    "xlsx-password": "locked-workbook",
    "rows-too-many": "too-many",
    "cells-too-many": "too-many",
    "xlsx-bomb": "too-many",
}


def tables_of(raw: bytes, kind: Kind) -> list[Table]:
    """Read every sheet of a workbook.

    Raises:
        Stopped: the workbook is broken or locked, or holds too much.
    """
    if kind is Kind.OLD_BOOK and ENCRYPTED in raw:
        raise Stopped(FileFault("locked-workbook", None, None, "", "", True))
    if raw.startswith(OLE) and cut(raw):
        raise Stopped(FileFault("broken-workbook", None, None, "", "", True))
    try:
        return new_book(raw, LIMITS) if kind is Kind.BOOK else oldbook(raw, LIMITS)
    except Unreadable as wrong:
        if kind is Kind.BOOK and holds_no_book(raw):
            raise Stopped(FileFault("not-a-card-file", None, 0, "", Kind.ARCHIVE.value, True)) from wrong
        code = CODES.get(wrong.code, "broken-workbook")
        raise Stopped(FileFault(code, None, None, str(LIMITS.rows), "", True)) from wrong


def workbook(
    tables: list[Table], profile: Profile, listed: Listed | None, faults: Faults
) -> tuple[Iterator[Record], dict[str, str]]:
    """Read the records of every sheet that has the profile's columns; rows count on from sheet to sheet.

    Returns:
        The records, and under ``sheets`` which rows are whose, where there are several.

    Raises:
        Stopped: no sheet has the columns, or one that holds cards lacks some.
    """
    read: list[tuple[Table, int, Layout, int, int]] = []
    missing: FileFault | None = None
    before = 0
    for table in tables:
        if profile.sheet not in ("", table.sheet):
            continue
        try:
            top, layout = _titled(table, profile)
        except Stopped as wrong:
            if _holds_cards(table, profile):
                missing = _in_sheet(wrong.fault, table, several=len(tables) > 1)
                break
            continue
        count = sum(map(_holds, table.rows[top:]))
        read.append((table, top, layout, before, count))
        before += count
    if missing is not None or not read:
        title = "".join(profile.number.place.titles[:1])
        raise Stopped(missing or FileFault("missing-column", None, None, title, _titles(tables), True, "number"))
    several = len([one for one in read if one[-1]]) > 1
    told = "; ".join(f"{table.sheet} {first + 1}-{first + n}" for table, _, _, first, n in read if n)
    totals = Totals(faults)
    found = (
        record
        for table, top, layout, first, _ in read
        for record in records(_rows(table, top, first, layout, totals, faults), layout, profile, listed, faults)
    )
    return found, {"sheets": told} if several else {}


def _titled(table: Table, profile: Profile) -> tuple[int, Layout]:
    """Return how many rows of a sheet are its titles and what stands above them, and where the columns are.

    Raises:
        Stopped: the sheet has not the columns; by its first row.
    """
    if not profile.lines.titled:
        return 0, layout_of(None, profile)
    first: Stopped | None = None
    for top, cells in enumerate(table.rows[:BANNERS]):
        try:
            return top + 1, layout_of(written_row(cells), profile)
        except Stopped as wrong:
            if wrong.fault.code != "missing-column" or wrong.fault.field != "number":
                raise
            first = first or wrong
        if sum(map(bool, cells)) > ABOVE:
            break
    raise first or Stopped(FileFault("missing-column", None, None, "", "", True, "number"))


def _holds_cards(table: Table, profile: Profile) -> bool:
    """Say whether a sheet without the columns may hold cards all the same: by its titles, or rows as wide as theirs."""
    names = set(map(plain_title, profile.number.place.titles))
    titles = any(plain_title(_written(cell)) in names for cells in table.rows[:BANNERS] for cell in cells)
    return titles or any(2 * sum(map(bool, cells)) > profile.questions for cells in table.rows)


def _in_sheet(fault: FileFault, table: Table, *, several: bool) -> FileFault:
    """Name the sheet beside what is found in it."""
    return replace(fault, found=f"[{table.sheet}] {fault.found}") if several else fault


def _titles(tables: list[Table]) -> str:
    row = next((table.rows[0] for table in tables if table.rows), ())
    return " ".join(_written(cell) for cell in row[:TITLES_SHOWN])


def _holds(cells: Cells) -> bool:
    return any(cell is not None and (type(cell) is not str or cell.strip()) for cell in cells)


def _rows(
    table: Table, top: int, before: int, layout: Layout, totals: Totals, faults: Faults
) -> Iterator[tuple[int, None, Row]]:
    totals.begins_sheet()
    row, width = before, len(table.rows[top - 1]) if top else layout.width
    for cells in table.rows[top:]:
        if _holds(cells):
            row += 1
            if totals.passes(row, None, cells):
                continue
            if _holds(cells[width:]):
                faults.add(FileFault("cell-count", row, None, str(width), str(len(cells)), True))
            yield row, None, [cell if type(cell) is str else _written(cell) for cell in cells]


def written_row(cells: Cells) -> list[str]:
    """Write a row's cells as text."""
    return [_written(cell) for cell in cells]


def _written(cell: Any) -> str:
    """Write a cell as text; what is no text was never an answer or an admission number, and is told by its look."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    return cell if isinstance(cell, str) else repr(cell)
