"""Bytes of a spreadsheet to a plain table: cells by row, with the sheet's name. Refuses what is hostile or no table.

Formulas count by the value the spreadsheet program saved with them; macros, pictures and styles are not read.
"""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from server.domain.imports.package import refuse_hostile
from server.domain.imports.problem import Unreadable

FILE_LIMIT = 20  # MB as handed in
ROW_LIMIT = 20_000
COLUMN_LIMIT = 60

IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: rows of raw cells as they stand in the file, the first one with row number 1.

    ``others`` names the further sheets that hold something.
    """

    sheet: str | None
    rows: tuple[tuple[Any, ...], ...]
    others: tuple[str, ...] = ()


def tables(name: str, data: bytes) -> list[Table]:
    """Read every sheet that holds something, in the file's order.

    Raises:
        Unreadable: the file is empty, too large, of another kind, encrypted, broken or hostile.
    """
    refuse_unsized(data)
    if data.startswith(IMAGES):
        raise Unreadable("file-image")
    if data.startswith(OLE):
        raise Unreadable("xlsx-password" if ENCRYPTED in data else "xls-old")
    if name.lower().endswith((".xlsx", ".xlsm")):
        return _workbook(data)
    if name.lower().endswith(".csv"):
        return [Table(None, _csv(text_of(data)))]
    raise Unreadable("file-type")


def refuse_unsized(data: bytes) -> None:
    """Refuse a file that is empty or too large.

    Raises:
        Unreadable: ``file-empty`` or ``file-too-large``.
    """
    if len(data) > FILE_LIMIT * MEGABYTE:
        raise Unreadable("file-too-large", megabytes=len(data) // MEGABYTE, limit=FILE_LIMIT)
    if not data.strip():
        raise Unreadable("file-empty")


def text_of(data: bytes) -> str:
    """Decode text as UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Raises:
        Unreadable: ``text-encoding``, or ``text-binary`` where control characters show that it is no text.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(character) < 32 and character not in "\t\r\n\f" for character in text):
            raise Unreadable("text-binary")
        return text
    raise Unreadable("text-encoding")


def _csv(text: str) -> tuple[tuple[Any, ...], ...]:
    rows: list[tuple[Any, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(tuple(row[:COLUMN_LIMIT]))
            _refuse_too_many(len(rows))
    except csv.Error as wrong:
        raise Unreadable("csv-broken", row=len(rows) + 1) from wrong
    return tuple(rows)


def _refuse_too_many(rows: int) -> None:
    if rows > ROW_LIMIT:
        raise Unreadable("rows-too-many", limit=ROW_LIMIT)


def _workbook(data: bytes) -> list[Table]:
    refuse_hostile(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drop-down lists and styles, which are not read
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            read = [(str(sheet.title), tuple(_rows(sheet))) for sheet in book.worksheets]
    except Unreadable:
        raise
    except (
        InvalidFileException,
        ParseError,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        OSError,
        EOFError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        RuntimeError,
    ) as wrong:  # openpyxl lets whatever its parser stumbles on escape; each means the same to the reader
        raise Unreadable("xlsx-broken") from wrong
    full = [(title, rows) for title, rows in read if rows]
    return [Table(title, rows, tuple(other for other, _ in full if other != title)) for title, rows in full]


def _rows(sheet: Worksheet) -> Iterator[tuple[Any, ...]]:
    """Yield rows up to the last one that holds something; a false dimension in the file has no effect."""
    if isinstance(sheet, ReadOnlyWorksheet):
        sheet.reset_dimensions()
    empty = 0
    for number, row in enumerate(
        sheet.iter_rows(max_row=2 * ROW_LIMIT, max_col=COLUMN_LIMIT, values_only=True), start=1
    ):
        width = max((place for place, cell in enumerate(row, start=1) if cell is not None), default=0)
        if not width:
            empty += 1
            continue
        _refuse_too_many(number)
        yield from ((),) * empty
        empty = 0
        yield row[:width]
