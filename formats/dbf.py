"""A dBase, FoxPro or Visual FoxPro table (.dbf) to a table; its first row is the fields' names.

The header states how many records there are; a file that holds more or fewer was cut or spliced and is not read.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from formats.encoding import unlike_utf8
from formats.table import ROSTER, Limits, Table, trimmed
from formats.unreadable import Unreadable

HEAD = struct.Struct("<B3xIHH17xB2x")
FIELD = struct.Struct("<11sc4xBB14x")
BEGINNING = struct.Struct("<2xBB4xH")
BACKLINK = 263  # Visual FoxPro names a database there
VERSIONS = frozenset((0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xE5, 0xF5, 0xFB))
BIG5 = frozenset((0x4F, 0x78, 0x88))
MEMOS = frozenset("MGPBWO0@+")  # kept elsewhere or in binary; not read
PADDING = b"\x1a\x00 \r\n"
DELETED = 0x2A
HEADER_END = 0x0D


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, its type's letter, and where it lies in a record."""

    name: str
    type: str
    start: int
    length: int


def is_dbf(data: bytes) -> bool:
    """Say whether bytes look like such a table: a known version and lengths that fit one another."""
    if len(data) < HEAD.size or data[0] not in VERSIONS:
        return False
    _, _, head, length, _ = HEAD.unpack_from(data)
    fields = list(_raw_fields(data, head))
    end = HEAD.size + FIELD.size * len(fields)
    if not fields or end >= min(head, len(data)) or data[end] != HEADER_END:
        return False
    return bool(1 + sum(map(_length, fields)) == length)


def is_cut_head(data: bytes) -> bool:
    """Say whether bytes begin such a table and end before its first record: the head gives its own length."""
    if len(data) < BEGINNING.size or data[0] not in VERSIONS:
        return False
    month, day, head = BEGINNING.unpack_from(data)
    told = (head - HEAD.size) % FIELD.size in (1, 1 + BACKLINK % FIELD.size)  # a byte after whole fields
    return told and 1 <= month <= 12 and 1 <= day <= 31 and len(data) < head


@dataclass(frozen=True, slots=True)
class Records:
    """A table as it lies in the file.

    Attributes:
        data: the file's bytes.
        stated: how many records the header states.
        head: bytes before the first record.
        length: bytes of one record.
        code_page: the header's code page byte; 0 where the file names none.
        fields: all fields that are kept as text or numbers in the record itself.
    """

    data: bytes
    stated: int
    head: int
    length: int
    code_page: int
    fields: tuple[Field, ...]

    @property
    def held(self) -> int:
        """How many records are wholly there, whether the header counts them or not."""
        return max(0, (len(self.data) - self.head) // self.length)

    @property
    def as_stated(self) -> bool:
        """Whether all the stated records are there, and nothing but padding after them."""
        rest = self.data[self.offset(self.stated) : self.offset(self.stated + 1)]
        return not (self.held < self.stated or (self.held > self.stated and rest.strip(PADDING)))

    def offset(self, place: int) -> int:
        """Return the byte at which a record (from 0) begins."""
        return self.head + place * self.length

    def record(self, place: int) -> bytes:
        """Return a record (from 0): its first byte says whether it is deleted."""
        return self.data[self.offset(place) : self.offset(place + 1)]


def records_of(data: bytes) -> Records:
    """Read the header alone.

    Raises:
        Unreadable: ``dbf-broken``.
    """
    if not is_dbf(data):
        raise Unreadable("dbf-broken")
    _, count, head, length, code_page = HEAD.unpack_from(data)
    return Records(data, count, head, length, code_page, tuple(_fields(data, head, code_page)))


def dbf(data: bytes, limits: Limits = ROSTER) -> Table:
    """Read the table; deleted records are passed over and counted, memo fields are not read.

    Raises:
        Unreadable: ``dbf-broken``, ``dbf-count``, ``text-encoding``, ``rows-too-many`` or ``cells-too-many``.
    """
    table = records_of(data)
    if not table.as_stated:
        raise Unreadable("dbf-count", stated=table.stated, found=table.held)
    limits.refuse_rows(table.stated + 1)
    records = [table.record(place) for place in range(table.stated)]
    kept = [record for record in records if record[0] != DELETED]
    fields = table.fields[: limits.columns]
    limits.refuse_cells(len(kept) * len(fields))
    decode = _decoder(kept, fields, table.code_page)
    rows = [tuple(field.name for field in fields)]
    rows += [tuple(_value(field, record, decode) for field in fields) for record in kept]
    return Table(None, trimmed(rows), deleted=table.stated - len(kept))


def _raw_fields(data: bytes, head: int) -> Iterator[tuple[bytes, bytes, int, int]]:
    for start in range(HEAD.size, min(head, len(data)) - FIELD.size + 1, FIELD.size):
        if data[start] == HEADER_END:
            return
        yield FIELD.unpack_from(data, start)


def _length(raw: tuple[bytes, bytes, int, int]) -> int:
    """Return a field's length; long text fields use the decimals' byte too."""
    _, kind, length, decimals = raw
    return length + 256 * decimals if kind == b"C" else length


def _fields(data: bytes, head: int, code_page: int) -> list[Field]:
    found = list(_raw_fields(data, head))
    names = [raw[0].split(b"\0")[0] for raw in found]
    decode = _first_fitting(names, code_page)
    fields, start = [], 1
    for raw, name in zip(found, names, strict=True):
        kind, length = raw[1].decode("latin-1"), _length(raw)
        if kind not in MEMOS:
            fields.append(Field(decode(name).rstrip("\ufffd").strip(), kind, start, length))  # cut at 10 bytes
        start += length
    return fields


def _decoder(records: Sequence[bytes], fields: Sequence[Field], code_page: int) -> Callable[[bytes], str]:
    texts = [field for field in fields if field.type == "C"]
    return _first_fitting(
        [record[field.start : field.start + field.length] for record in records for field in texts], code_page
    )


def _first_fitting(texts: Sequence[bytes], code_page: int) -> Callable[[bytes], str]:
    """Choose the encoding that reads every text; a character cut off at a field's end does not count.

    The code page is a hint only: tools write the machine's own while the text is GBK.
    """
    foreign = [text for text in texts if not text.isascii()]
    encodings = ["big5" if code_page in BIG5 else "gb18030"]
    if not unlike_utf8(b" ".join(foreign)):
        encodings.insert(0, "utf-8")
    for encoding in encodings:
        if all(_fits(text, encoding) for text in foreign):
            return lambda text: text.decode(encoding, "replace")
    return lambda text: text.decode("gb18030", "replace")


def _fits(text: bytes, encoding: str) -> bool:
    try:
        text.rstrip(b"\0 ").decode(encoding)
    except UnicodeDecodeError as wrong:
        return wrong.reason in ("unexpected end of data", "incomplete multibyte sequence")
    return True


def _value(field: Field, record: bytes, decode: Callable[[bytes], str]) -> Any:
    raw = record[field.start : field.start + field.length]
    if field.type == "I" and len(raw) == 4:
        return int.from_bytes(raw, "little", signed=True)
    if field.type == "Y" and len(raw) == 8:
        return float(Decimal(int.from_bytes(raw, "little", signed=True)) / 10_000)
    if field.type == "T":
        return None
    text = decode(raw.strip(b"\0 ")).strip()
    if field.type in "NF":
        return _number(text)
    if field.type == "D":
        return _date(text)
    return text or None


def _number(text: str) -> Any:
    """Read a number as the spreadsheet it came from: what has more than 15 digits was rounded before."""
    try:
        number = float(text)
    except ValueError:
        return text or None
    return int(number) if number.is_integer() and abs(number) < 10**15 else number


def _date(text: str) -> date | str | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return text or None
