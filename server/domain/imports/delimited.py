"""Text to a table: the encoding found out, the delimiter by which header fits best."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from server.domain.imports.columns import known_titles
from server.domain.imports.problem import Unreadable
from server.domain.imports.table import CELL_LIMIT, COLUMN_LIMIT, Table, refuse_too_many, trimmed

DELIMITERS = (",", "\t", ";", "|")
LOOKED_AT = 40  # lines
BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
THREE_BYTES = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")
DOS_END = "\x1a"
AS_TEXT = re.compile(r'="([^"]*)"')
BOM = "\ufeff"


def text_of(data: bytes) -> str:
    """Decode text as UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Raises:
        Unreadable: ``text-encoding``, or ``text-binary`` where control characters show that it is no text.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["gb18030"] if unlike_utf8(data) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.rstrip(DOS_END).removeprefix(BOM)
        if BINARY.search(text):
            raise Unreadable("text-binary")
        return text
    raise Unreadable("text-encoding")


def unlike_utf8(data: bytes) -> bool:
    """Say that text which could be UTF-8 is none: a few Chinese characters in GBK can look like letters of UTF-8.

    Chinese takes three bytes a character in UTF-8, so text that has two-byte ones only is GBK.
    """
    return not data.isascii() and not THREE_BYTES.search(data)


def delimited(text: str) -> Table:
    """Read text of rows and cells.

    Raises:
        Unreadable: ``csv-broken`` with the row, ``rows-too-many`` or ``cells-too-many``.
    """
    rows: list[tuple[Any, ...]] = []
    delimiter, cells = delimiter_of(text), 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            cells += len(row)
            if cells > 2 * CELL_LIMIT:
                raise Unreadable("cells-too-many", limit=CELL_LIMIT // 10_000)
            rows.append(tuple(map(_cell, row[:COLUMN_LIMIT])) if any(row) else ())
            if rows[-1]:
                refuse_too_many(len(rows))
    except csv.Error as wrong:
        raise Unreadable("csv-broken", row=len(rows) + 1) from wrong
    return Table(None, trimmed(rows))


def delimiter_of(text: str) -> str:
    """Return the delimiter with which some line gives the most known column names; then the most columns."""
    head = list(_lines(text))

    def fit(delimiter: str) -> tuple[int, int]:
        rows = _read(head, delimiter)
        return max((known_titles(row) for row in rows), default=0), max((len(row) for row in rows), default=0)

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


def _cell(cell: str) -> str:
    """Read ``="001"``, by which text is kept text when a spreadsheet program opens the file."""
    if cell.startswith("="):
        formula = AS_TEXT.fullmatch(cell.strip())
        return formula[1] if formula else cell
    return cell
