"""An xlsx workbook to tables, streamed: only the cells that hold something are built.

Formulas count by the value the spreadsheet program saved with them; macros, pictures and styles are not read, save
for two things a style says about a number: that it is a date, or that it is shown with leading zeros (``007``).
Rows are taken whole where they are written plainly; the parser's word counts for every other.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_excel

from formats.book import SHORT, SPREADSHEET, Book, Strings, Styles, Texts, unescaped
from formats.package import Package, Runs, beside, bomb, relations_of
from formats.plain_rows import plain_row
from formats.table import ROSTER, Limits, Merge, Table, column_of, trimmed
from formats.unreadable import Unreadable

SHEET_LIMIT = 200
MERGE_LIMIT = 100_000
KNOWN_LIMIT = 10_000  # cells kept by what is written in them: answers are few, numbers are many

UNCOUNTED = "="
"""Stands in a cell whose formula no program has counted yet: what it shows is not in the file."""
SHEET_DATA = frozenset(f"{namespace} sheetData" for namespace in SPREADSHEET)
RELATION_ID = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
DIGITS = "0123456789"

_COLUMNS: dict[str, int] = {}


def workbook(data: bytes, limits: Limits = ROSTER) -> list[Table]:
    """Read every sheet that holds something.

    Raises:
        Unreadable: ``xlsx-broken``, ``xlsx-password``, ``xlsx-bomb`` or ``rows-too-many``.
    """
    package = Package(data, limits)
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
    strings, styles = Strings(package, book.strings), Styles(book)
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
        raise bomb(package.limits)
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


class _Sheet(Texts):
    """Takes one sheet's elements as they come; ``rows`` by number, each a list of cells."""

    def __init__(self, package: Package, book: Book) -> None:
        super().__init__(package)
        self.rows: dict[int, list[Any]] = {}
        self.merges: list[Merge] = []
        self._book = book
        self._row = self._column = 0
        self._numbered = self._counts = False
        self._reference = self._kind = self._style = ""
        self._known: dict[str, str] = {}
        self._written = _Written(self)
        self._letters: list[str] = []
        self._columns: list[int] = []
        self._straight = True

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        name = SHORT.get(element)
        if name == "c":
            self._reference = attributes.get("r", "")
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._counts = False
            self.clear()
        elif name == "f":
            self._counts = True
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
            text = "".join(self.pieces)
            if self._counts and not text and self._kind != "str" and self._package.limits.formulas:
                text, self._kind = UNCOUNTED, "inlineStr"
            self._cell(text)
        elif name in ("v", "t"):
            self._taking = False
        elif name == "rPh":
            self._phonetic = False

    def _cell(self, text: str) -> None:
        self._column += 1
        if self._reference:
            letters = self._reference.rstrip(DIGITS)
            self._column = _COLUMNS.get(letters) or _column(letters)
            if not self._numbered:
                self._row = int(self._reference[len(letters) :])
        if not text or text.isspace() or not 0 < self._column <= self._package.limits.columns:
            return
        value = self._value(text)
        if isinstance(value, str):
            value = self._known.setdefault(value, value) if len(value) < 12 else value
            if not value or value.isspace():
                return
        self._package.kept(text)
        cells = self.rows.get(self._row)
        if cells is None:
            self._package.limits.refuse_rows(self._row)
            cells = self.rows[self._row] = []
        missing = self._column - len(cells)
        if missing > 0:
            cells.extend([None] * missing)
        cells[self._column - 1] = value

    def take(self, written: str) -> int:
        """Take a row in one go, written without its end; return how many elements it has, 0 where it is not plain."""
        row = plain_row(written)
        if row is None:
            return 0
        self._row, self._numbered = row.number, True
        if row.letters != self._letters:
            self._letters, self._columns = row.letters, [_COLUMNS.get(one) or _column(one) for one in row.letters]
            self._straight = self._columns == list(range(1, len(self._columns) + 1))
        cells = list(map(self._written.__getitem__, zip(row.kinds, row.styles, row.values, row.texts, strict=True)))
        if self._straight:
            del cells[self._package.limits.columns :]
            while cells and cells[-1] is None:
                del cells[-1]
        else:
            cells = self._placed(cells)
        held = len(cells) - cells.count(None)
        self._package.kept_many(held, sum(map(len, filter(None, row.values))) + sum(map(len, filter(None, row.texts))))
        if held:
            self._package.limits.refuse_rows(self._row)
            self.rows[self._row] = cells if self._row not in self.rows else _over(self.rows[self._row], cells)
        return row.elements

    def _placed(self, cells: list[Any]) -> list[Any]:
        """Put each cell in its column."""
        most = self._package.limits.columns
        placed = {
            at: cell for at, cell in zip(self._columns, cells, strict=True) if cell is not None and 0 < at <= most
        }
        return [placed.get(at) for at in range(1, max(placed, default=0) + 1)]

    def read(self, kind: str | None, style: str | None, text: str) -> Any:
        """Return what a cell says; None where it says nothing."""
        if not text or text.isspace():
            return None
        self._kind, self._style = kind or "n", style or ""
        value = self._value(text)
        if isinstance(value, str):
            if not value or value.isspace():
                return None
            return self._known.setdefault(value, value) if len(value) < 12 else value
        return value

    def _value(self, text: str) -> Any:
        if self._kind == "s":
            place = int(text)
            return self._book.strings[place] if 0 <= place < len(self._book.strings) else "#REF!"
        if self._kind == "n":
            return self._number(text.strip())
        if self._kind == "b":
            return text.strip() == "1"
        return unescaped(text)

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
            raise bomb(self._package.limits)
        top, bottom = sorted((int(found[2]), int(found[4])))
        left, right = sorted((column_of(found[1]), column_of(found[3])))
        self.merges.append((top, left, bottom, right))


class _Written(dict[tuple[str | None, str | None, str | None, str | None], Any]):
    """Cells by how they are written: kind, style, value, inline text; the first ones are remembered."""

    def __init__(self, sheet: _Sheet) -> None:
        super().__init__()
        self._sheet = sheet

    def __missing__(self, written: tuple[str | None, str | None, str | None, str | None]) -> Any:
        kind, style, value, text = written
        cell = self._sheet.read(kind, style, (value if text is None else text) or "")
        if len(self) < KNOWN_LIMIT:
            self[written] = cell
        return cell


def _over(before: list[Any], cells: list[Any]) -> list[Any]:
    """Lay cells over those of a row of the same number."""
    before.extend([None] * (len(cells) - len(before)))
    for place, cell in enumerate(cells):
        if cell is not None:
            before[place] = cell
    return before


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
    package.parse(part, sheet.start, sheet.end, sheet.text, Runs(SHEET_DATA, b"<sheetData>", b"</row>", sheet.take))
    return Table(name, dense(sheet.rows), merges=tuple(sheet.merges), hidden=hidden)


def dense(rows: Mapping[int, Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Put numbered rows in order, with blank ones where a number is missing."""
    return trimmed([rows.get(number, ()) for number in range(1, max(rows, default=0) + 1)])
