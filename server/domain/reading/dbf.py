"""Writing a dBase table (.dbf), which exam offices exchange to this day: text fields, cut at whole characters."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

HEAD = struct.Struct("<BBBBIHH17xB2x")
FIELD = struct.Struct("<11sc4xBB14x")
VERSION = 0x03  # dBase III without memo: what every program reads
SIMPLIFIED = 0x4D  # code page 936
END, EOF, LIVE, DELETED = b"\r", b"\x1a", b" ", b"*"
WIDEST = 254
ENCODING = "gb18030"  # all of code page 936, and the rare characters of names besides


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name (10 bytes at most), its width in bytes (1 to 254); ``kind``: C text, N number."""

    name: str
    width: int
    kind: str = "C"


def write(
    fields: Sequence[Field],
    rows: Iterable[Sequence[str]],
    day: date,
    *,
    deleted: frozenset[int] = frozenset(),
    code_page: int = SIMPLIFIED,
) -> bytes:
    """Write a table as of a day; the same arguments give the same bytes.

    Args:
        fields: the columns.
        rows: a text for each column; numbers are set to the right.
        day: the day that the header states.
        deleted: places of rows (from 0) that are marked as deleted.
        code_page: the code page's number in the header; 0: none stated.

    Raises:
        ValueError: a field's name or width is out of range.
    """
    records = [
        (DELETED if place in deleted else LIVE) + b"".join(map(_cell, fields, row)) for place, row in enumerate(rows)
    ]
    length = 1 + sum(field.width for field in fields)
    start = HEAD.size + FIELD.size * len(fields) + len(END)
    head = HEAD.pack(
        VERSION, day.year - 1900, day.month, day.day, len(records), start, length, code_page
    )  # fmt: skip
    return b"".join((head, *map(_field, fields), END, *records, EOF))


def fitting(text: str, width: int) -> bytes:
    """Encode as much of a text as fits; no character is cut in two."""
    raw = text.encode(ENCODING, "replace")
    while len(raw) > width:
        text = text[:-1]
        raw = text.encode(ENCODING, "replace")
    return raw


def _field(field: Field) -> bytes:
    name = field.name.encode(ENCODING)
    if not 0 < len(name) <= 10 or not 0 < field.width <= WIDEST:  # a name ends with a zero byte
        raise ValueError(f"no such field: {field}")
    return FIELD.pack(name, field.kind.encode(), field.width, 0)


def _cell(field: Field, text: str) -> bytes:
    raw = fitting(text, field.width)
    return raw.rjust(field.width) if field.kind == "N" else raw.ljust(field.width)
