"""An old .xls workbook (BIFF) to tables; a protected one is refused."""

import io
import struct
from collections.abc import Iterator
from typing import Any

import xlrd
from openpyxl.styles.numbers import is_date_format
from xlrd.biffh import (
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_EMPTY,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    XLRDError,
    error_text_from_code,
)
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet
from xlrd.xldate import XLDateError, xldate_as_datetime

from formats.book import ZEROS
from formats.table import ROSTER, Limits, Merge, Table, trimmed
from formats.unreadable import Unreadable
from formats.workbook import MERGE_LIMIT, SHEET_LIMIT

ENCRYPTED = "encrypted"

BROKEN = (
    XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
)
"""The parser lets whatever it stumbles on escape; each means the same to the reader."""


def oldbook(data: bytes, limits: Limits = ROSTER) -> list[Table]:
    """Read every sheet that holds something.

    Raises:
        Unreadable: ``xlsx-password``, ``xls-broken``, ``rows-too-many`` or ``cells-too-many``.
    """
    try:
        # merged cells and number formats are kept with the formatting; old text without a code page is Chinese
        book = xlrd.open_workbook(
            file_contents=data,
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            encoding_override="gb18030",
        )
        if book.nsheets > SHEET_LIMIT:
            raise Unreadable("xls-broken")
        return [table for table in _tables(book, limits) if table.rows]
    except BROKEN as wrong:
        raise Unreadable("xlsx-password" if ENCRYPTED in str(wrong).lower() else "xls-broken") from wrong


def _tables(book: Book, limits: Limits) -> Iterator[Table]:
    cells = 0
    for place in range(book.nsheets):
        sheet = book.sheet_by_index(place)
        rows = trimmed(list(_rows(book, sheet, limits)))
        cells += sum(map(len, rows))
        limits.refuse_cells(cells)
        yield Table(sheet.name, rows, merges=tuple(_merges(sheet)), hidden=bool(sheet.visibility))
        book.unload_sheet(place)


def _merges(sheet: Sheet) -> Iterator[Merge]:
    for top, bottom, left, right in sheet.merged_cells[:MERGE_LIMIT]:
        yield top + 1, left + 1, bottom, right


def _rows(book: Book, sheet: Sheet, limits: Limits) -> Iterator[tuple[Any, ...]]:
    for number in range(sheet.nrows):
        width = min(sheet.row_len(number), limits.columns)
        cells = tuple(_value(book, sheet, number, column) for column in range(width))
        if any(cell is not None for cell in cells):
            limits.refuse_rows(number + 1)
        yield cells


def _value(book: Book, sheet: Sheet, row: int, column: int) -> Any:
    kind = sheet.cell_type(row, column)
    value: Any = sheet.cell_value(row, column)
    if kind == XL_CELL_NUMBER:
        return _number(book, sheet, row, column, value)
    if kind == XL_CELL_DATE:
        try:
            return xldate_as_datetime(value, book.datemode)
        except (XLDateError, ValueError, OverflowError):
            return value
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_ERROR:
        return error_text_from_code.get(value, "#N/A")
    return None if kind == XL_CELL_EMPTY or value == "" or str(value).isspace() else value


def _number(book: Book, sheet: Sheet, row: int, column: int, value: float) -> Any:
    shape = _shape(book, sheet, row, column)
    if shape and is_date_format(shape):
        try:
            return xldate_as_datetime(value, book.datemode)
        except (XLDateError, ValueError, OverflowError):
            return value
    if not value.is_integer() or abs(value) >= 10**15:
        return value
    if shape and ZEROS.fullmatch(shape) and value >= 0:
        return str(int(value)).zfill(len(shape))
    return int(value)


def _shape(book: Book, sheet: Sheet, row: int, column: int) -> str:
    """Return the number format of a cell; nothing where the file does not say."""
    try:
        key = book.xf_list[sheet.cell_xf_index(row, column)].format_key
        return str(book.format_map[key].format_str or "")
    except (LookupError, TypeError):
        return ""
