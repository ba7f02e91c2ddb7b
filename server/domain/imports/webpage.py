"""Tables that programs export as a web page, or as Excel 2003's XML, under the name of an .xls workbook."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

from formats.encoding import text_of
from formats.table import CELL_LIMIT, COLUMN_LIMIT, ROSTER, Merge, Table, trimmed
from formats.unreadable import Unreadable

HEAD = 4_000  # characters looked at
SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
NAMESPACE = f"{SPREADSHEET_2003} "
SPAN_LIMIT = 5_000
SILENT = frozenset({"script", "style"})
DEPTH_LIMIT = 60
CHUNK = 1 << 14  # characters
STUCK_LIMIT = 1 << 18  # characters of one tag, comment or style sheet; spreadsheet programs write some ten thousand


def webpage(data: bytes) -> list[Table]:
    """Read the tables of a page, or the sheets of an XML workbook.

    Raises:
        Unreadable: ``text-encoding``, ``text-binary``, ``page-without-table``, ``rows-too-many`` or
            ``cells-too-many``.
    """
    text = text_of(data)
    try:
        if SPREADSHEET_2003 in text[:HEAD]:
            return _spreadsheet(text)
        page = _Page()
        page.read(text)
    except (expat.ExpatError, AssertionError, RecursionError, ValueError) as wrong:
        raise Unreadable("page-without-table") from wrong
    full = [grid for grid in page.grids if any(map(any, grid.rows))]
    if not full:
        raise Unreadable("page-without-table")
    if len(full) == 1:
        return [full[0].table(None)]
    return [grid.table(str(number)) for number, grid in enumerate(full, start=1)]


class _Grid:
    """Cells as they come, row by row; a cell may reach over several rows and columns."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.merges: list[Merge] = []
        self._held: dict[int, int] = {}  # column: rows it is still covered
        self._cells = 0

    def row(self, number: int | None = None) -> None:
        """Begin a row, or the row of a number counted from 1."""
        self._held = {column: left - 1 for column, left in self._held.items() if left > 1}
        missing = 1 if number is None else number - len(self.rows)
        ROSTER.refuse_rows(len(self.rows) + missing)
        self.rows.extend([] for _ in range(missing))

    def cell(self, value: str, down: int = 1, across: int = 1, column: int | None = None) -> None:
        """Add a cell; one outside a row begins it."""
        if not self.rows:
            self.row()
        cells = self.rows[-1]
        if column is not None and len(cells) < column - 1 <= COLUMN_LIMIT:
            cells.extend([None] * (column - 1 - len(cells)))
        while self._held.get(len(cells)):
            cells.append(None)
        self._cells += 1
        if self._cells > CELL_LIMIT:
            raise Unreadable("cells-too-many", limit=CELL_LIMIT // 10_000)
        if len(cells) >= COLUMN_LIMIT:
            return
        place = len(cells)
        across = min(across, COLUMN_LIMIT - place)
        cells.append(value or None)
        cells.extend([None] * (across - 1))
        if down > 1 or across > 1:
            self.merges.append((len(self.rows), place + 1, len(self.rows) + down - 1, place + across))
        if down > 1:
            self._held |= dict.fromkeys(range(place, place + across), down)

    def table(self, name: str | None) -> Table:
        return Table(name, trimmed(self.rows), merges=tuple(self.merges))


class _Page(HTMLParser):
    """Collects the outermost tables of a page that have cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[_Grid] = []
        self._inside = self._silent = 0
        self._text: list[str] | None = None
        self._spans = (1, 1)

    def read(self, text: str) -> None:
        """Read a page piece by piece; of a whole one, tags that never end would be read to its end again and again.

        Raises:
            Unreadable: ``page-without-table``, one tag goes on and on.
        """
        for start in range(0, len(text), CHUNK):
            self.feed(text[start : start + CHUNK])
            if len(self.rawdata) > STUCK_LIMIT:
                raise Unreadable("page-without-table")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._inside += 1
            if self._inside == 1:
                self.grids.append(_Grid())
        elif tag in SILENT:
            self._silent += 1
        elif self._inside == 1 and tag in ("tr", "td", "th"):
            self._finish()
            if tag == "tr":
                self.grids[-1].row()
            else:
                named = dict(attrs)
                self._spans = _span(named.get("rowspan")), _span(named.get("colspan"))
                self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr") and self._inside == 1:
            self._finish()
        elif tag == "table" and self._inside:
            if self._inside == 1:
                self._finish()
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def _finish(self) -> None:
        if self._text is not None:
            self.grids[-1].cell("".join(self._text).strip(), *self._spans)
            self._text = None


def _span(written: str | None) -> int:
    text = (written or "").strip()
    return max(1, min(int(text), SPAN_LIMIT)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _spreadsheet(text: str) -> list[Table]:
    """Read Excel 2003's XML: Worksheet, Row and Cell with their places, Data as it was typed."""
    reader = _Spreadsheet()
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    return [table for table in (grid.table(name) for name, grid in reader.sheets) if table.rows]


def _refuse(*_: object) -> None:
    raise Unreadable("page-without-table")


class _Spreadsheet:
    """Takes the elements of Excel 2003's XML; ``sheets``: name and grid of each."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, _Grid]] = []
        self._pieces: list[str] = []
        self._taking = False
        self._depth = 0
        self._cell: Mapping[str, str] = {}

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise Unreadable("page-without-table")
        name = element.removeprefix(NAMESPACE)
        if name == "Worksheet":
            self.sheets.append((attributes.get(f"{NAMESPACE}Name", ""), _Grid()))
        elif name == "Row" and self.sheets:
            self.sheets[-1][1].row(_place(attributes, "Index"))
        elif name == "Cell":
            self._cell = attributes
            self._pieces.clear()
        elif name == "Data":
            self._taking = True

    def end(self, element: str) -> None:
        self._depth -= 1
        name = element.removeprefix(NAMESPACE)
        if name == "Data":
            self._taking = False
        elif name == "Cell" and self.sheets:
            down, across = ((_place(self._cell, f"Merge{way}") or 0) + 1 for way in ("Down", "Across"))
            value = "".join(self._pieces).strip()
            self.sheets[-1][1].cell(value, min(down, SPAN_LIMIT), across, _place(self._cell, "Index"))

    def text(self, piece: str) -> None:
        if self._taking:
            self._pieces.append(piece)


def _place(attributes: Mapping[str, str], name: str) -> int | None:
    written = attributes.get(f"{NAMESPACE}{name}", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else None
