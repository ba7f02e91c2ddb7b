"""An xlsx workbook to tables, streamed: only the cells that hold something are built.

Formulas count by the value the spreadsheet program saved with them; macros, pictures and styles are not read, save
for two things a style says about a number: that it is a date, or that it is shown with leading zeros (``007``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from server.domain.imports.package import Package, beside, bomb, relations_of
from server.domain.imports.problem import Unreadable
from server.domain.imports.table import COLUMN_LIMIT, Merge, Table, column_of, refuse_too_many, trimmed

SHEET_LIMIT = 200
MERGE_LIMIT = 100_000
CELL_TEXT_LIMIT = 40_000  # characters; a spreadsheet's cells hold 32,767

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
ELEMENTS = ("c", "v", "t", "rPh", "row", "mergeCell", "si", "sheet", "workbookPr", "numFmt", "cellXfs", "xf")
SHORT = {f"{namespace} {name}": name for namespace in SPREADSHEET for name in ELEMENTS}
RELATION_ID = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
DATES_OF_EAST_ASIA = frozenset((*range(27, 37), *range(50, 59)))
ZEROS = re.compile(r"0{2,15}")

_COLUMNS: dict[str, int] = {}


@dataclass(slots=True)
class Book:
    """What a workbook says of itself: sheets (name, part, hidden), and what its styles say of numbers."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    padded: dict[int, int] = field(default_factory=dict)
    epoch: datetime = CALENDAR_WINDOWS_1900
    strings: list[str] = field(default_factory=list)


def workbook(data: bytes) -> list[Table]:
    """Read every sheet that holds something.

    Raises:
        Unreadable: ``xlsx-broken``, ``xlsx-password``, ``xlsx-bomb`` or ``rows-too-many``.
    """
    package = Package(data)
    book = _book(package)
    read = [_sheet(package, name, part, book, hidden=hidden) for name, part, hidden in book.sheets]
    return [table for table in read if table.rows]


def _book(package: Package) -> Book:
    book = Book()
    main = _relations(package, "").get("officeDocument", ["xl/workbook.xml"])[0]
    if main not in package:
        raise Unreadable("xlsx-broken")
    by_id = _targets(package, main)
    for name, relation, hidden in _listed(package, main, book):
        kind, part = by_id.get(relation, ("", ""))
        if kind == "worksheet" and part in package:
            book.sheets.append((name, part, hidden))
    if not book.sheets:
        raise Unreadable("xlsx-broken")
    _fill(package, _relations(package, main), book)
    return book


def _fill(package: Package, related: Mapping[str, list[str]], book: Book) -> None:
    """Read the shared strings and the styles, where there are any."""
    strings, styles = _Strings(package, book.strings), _Styles(book)
    for part in related.get("sharedStrings", [])[:1]:
        if part in package:
            package.parse(part, strings.start, strings.end, strings.text)
    for part in related.get("styles", [])[:1]:
        if part in package:
            package.parse(part, styles.start, styles.end, _nothing)


def _listed(package: Package, main: str, book: Book) -> list[tuple[str, str, bool]]:
    """Return the sheets as the workbook lists them: name, relation, hidden."""
    listed: list[tuple[str, str, bool]] = []

    def start(element: str, attributes: Mapping[str, str]) -> None:
        name = SHORT.get(element)
        if name == "sheet":
            relation = next((attributes[key] for key in RELATION_ID if key in attributes), "")
            listed.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            book.epoch = CALENDAR_MAC_1904

    package.parse(main, start, _nothing, _nothing)
    if len(listed) > SHEET_LIMIT:
        raise bomb()
    return listed


def _targets(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part by id: the kind, and the name of the part it leads to."""
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element.endswith(" Relationship"):
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, beside(part, attributes.get("Target", "")))

    name = relations_of(part)
    if name in package:
        package.parse(name, start, _nothing, _nothing)
    return found


def _relations(package: Package, part: str) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, target in _targets(package, part).values():
        kinds.setdefault(kind, []).append(target)
    return kinds


def _nothing(_: str) -> None:
    return


class _Texts:
    """Collects the text of an element from its pieces; phonetic readings beside it are left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._length = 0
        self._taking = self._phonetic = False

    def clear(self) -> None:
        self.pieces.clear()
        self._length = 0

    def text(self, piece: str) -> None:
        if self._taking:
            self.pieces.append(piece)
            self._length += len(piece)
            if self._length > CELL_TEXT_LIMIT:
                raise bomb()


class _Strings(_Texts):
    """Takes the elements of the shared strings."""

    def __init__(self, package: Package, into: list[str]) -> None:
        super().__init__()
        self._package, self._into = package, into

    def start(self, element: str, _: Mapping[str, str]) -> None:
        name = SHORT.get(element)
        if name == "si":
            self.clear()
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._taking = not self._phonetic

    def end(self, element: str) -> None:
        name = SHORT.get(element)
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            text = _unescaped("".join(self.pieces))
            self._package.kept(text)
            self._into.append(text)


def _unescaped(text: str) -> str:
    """Read ``_x000D_``, by which workbooks write characters that XML cannot."""
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


class _Styles:
    """Takes the elements of the styles: of each style only what its number format says."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._formats: dict[str, str] = {}
        self._place = 0
        self._inside = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        name = SHORT.get(element)
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._style(attributes.get("numFmtId", "0"))
            self._place += 1

    def end(self, element: str) -> None:
        if SHORT.get(element) == "cellXfs":
            self._inside = False

    def _style(self, number: str) -> None:
        builtin = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        shape = self._formats.get(number) or BUILTIN_FORMATS.get(builtin, "General")
        if (builtin in DATES_OF_EAST_ASIA and number not in self._formats) or is_date_format(shape):
            self._book.dates.add(self._place)
        elif ZEROS.fullmatch(shape):
            self._book.padded[self._place] = len(shape)


class _Sheet(_Texts):
    """Takes one sheet's elements as they come; ``rows`` by number, each a list of cells."""

    def __init__(self, package: Package, book: Book) -> None:
        super().__init__()
        self.rows: dict[int, list[Any]] = {}
        self.merges: list[Merge] = []
        self._package, self._book = package, book
        self._row = self._column = 0
        self._numbered = False
        self._reference = self._kind = self._style = ""
        self._known: dict[str, str] = {}

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        name = SHORT.get(element)
        if name == "c":
            self._reference = attributes.get("r", "")
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self.clear()
        elif name in ("v", "t"):
            self._taking = not self._phonetic
        elif name == "row":
            number = attributes.get("r")
            self._numbered = number is not None
            self._row = int(number) if number else self._row + 1
            self._column = 0
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, element: str) -> None:
        name = SHORT.get(element)
        if name == "c":
            self._cell("".join(self.pieces))
        elif name in ("v", "t"):
            self._taking = False
        elif name == "rPh":
            self._phonetic = False

    def _cell(self, text: str) -> None:
        self._column += 1
        if self._reference:
            letters = self._reference.rstrip("0123456789")
            self._column = _COLUMNS.get(letters) or _column(letters)
            if not self._numbered:
                self._row = int(self._reference[len(letters) :])
        if not text or text.isspace() or not 0 < self._column <= COLUMN_LIMIT:
            return
        value = self._value(text)
        if isinstance(value, str):
            value = self._known.setdefault(value, value) if len(value) < 12 else value
            if not value or value.isspace():
                return
        self._package.kept(text)
        refuse_too_many(self._row)
        cells = self.rows.get(self._row)
        if cells is None:
            cells = self.rows[self._row] = []
        missing = self._column - len(cells)
        if missing > 0:
            cells.extend([None] * missing)
        cells[self._column - 1] = value

    def _value(self, text: str) -> Any:
        if self._kind == "s":
            place = int(text)
            return self._book.strings[place] if 0 <= place < len(self._book.strings) else "#REF!"
        if self._kind == "n":
            return self._number(text.strip())
        if self._kind == "b":
            return text.strip() == "1"
        return _unescaped(text)

    def _number(self, text: str) -> Any:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 30 else float(text)
        if not self._style:
            return number
        style = int(self._style)
        if style in self._book.dates:
            return _date(number, self._book.epoch)
        width = self._book.padded.get(style)
        if width and number >= 0 and number == int(number) and number < 10**15:
            return str(int(number)).zfill(width)
        return number

    def _merge(self, reference: str) -> None:
        found = RANGE.fullmatch(reference.replace("$", "").upper())
        if found is None:
            return
        if len(self.merges) >= MERGE_LIMIT:
            raise bomb()
        top, bottom = sorted((int(found[2]), int(found[4])))
        left, right = sorted((column_of(found[1]), column_of(found[3])))
        self.merges.append((top, left, bottom, right))


def _column(letters: str) -> int:
    column = column_of(letters)
    if column:
        _COLUMNS[letters] = column
    return column


def _date(number: float, epoch: datetime) -> date | datetime | time | timedelta | float:
    try:
        moment: date | datetime | time | timedelta | None = from_excel(number, epoch)
    except (ValueError, OverflowError):
        return number
    return number if moment is None else moment


def _sheet(package: Package, name: str, part: str, book: Book, *, hidden: bool) -> Table:
    sheet = _Sheet(package, book)
    package.parse(part, sheet.start, sheet.end, sheet.text)
    return Table(name, dense(sheet.rows), merges=tuple(sheet.merges), hidden=hidden)


def dense(rows: Mapping[int, Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Put numbered rows in order, with blank ones where a number is missing."""
    return trimmed([rows.get(number, ()) for number in range(1, max(rows, default=0) + 1)])
