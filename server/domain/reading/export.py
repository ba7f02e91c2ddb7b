"""The centre's columns as files: Excel with every cell a text, CSV with the mark by which Excel knows UTF-8, dBase.

Nothing that came from a file or a form can become a formula.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from server.domain.reading import dbf
from server.domain.reading.centre import COLUMNS, Line

Form = Literal["xlsx", "csv", "dbf"]
WIDTHS = {"姓名": 16, "准考证号": 23, "证件号": 22, "报考工种": 24}
USUAL_WIDTH = 12
HEAD = PatternFill("solid", fgColor="DDE7F0")
#: With what a formula begins in the programs that open CSV.
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: How wide the columns of the dBase table are at least, in bytes; whatever is longer makes its column wider.
BYTES = (40, 24, 24, 40, 16, 10, 10, 10, 10)
SIZES = tuple(zip(COLUMNS, BYTES, strict=True))


def written(form: Form, lines: Iterable[Line], day: date, sheet: str = "成绩") -> bytes:
    """Write lines in a form as of a day."""
    return FORMS[form]([line.cells for line in lines], day, sheet)


def xlsx(rows: Sequence[Sequence[str]], _: date, sheet: str) -> bytes:
    """Write a workbook; long numbers stay whole, because they are text and said to be."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS):
        page.column_dimensions["ABCDEFGHI"[place]].width = WIDTHS.get(column, USUAL_WIDTH)
    titles = [WriteOnlyCell(page, column) for column in COLUMNS]
    for title in titles:
        title.font, title.fill = Font(bold=True), HEAD
    page.append(titles)
    for row in rows:
        page.append([_text(page, words) for words in row])
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _text(page: WriteOnlyWorksheet, words: str) -> Cell:
    cell: Cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", words))
    cell.data_type, cell.number_format = "s", "@"
    return cell


def csv_text(rows: Sequence[Sequence[str]], _: date, __: str) -> bytes:
    """Write CSV; an apostrophe goes before what a spreadsheet program would work out."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(words) for words in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(words: str) -> str:
    return f"'{words}" if words.lstrip(" ").startswith(STARTS) else words


def table(rows: Sequence[Sequence[str]], day: date, _: str) -> bytes:
    """Write a dBase table in GB18030, which holds all of code page 936; no number, name or trade is cut."""
    fields = [dbf.Field(column, _width(least, [row[at] for row in rows])) for at, (column, least) in enumerate(SIZES)]
    return dbf.write(fields, rows, day)


def _width(least: int, texts: Iterable[str]) -> int:
    longest = max((len(text.encode(dbf.ENCODING, "replace")) for text in texts), default=0)
    return min(max(least, longest), dbf.WIDEST)


FORMS: Mapping[Form, Callable[[Sequence[Sequence[str]], date, str], bytes]] = MappingProxyType(
    {"xlsx": xlsx, "csv": csv_text, "dbf": table}
)
