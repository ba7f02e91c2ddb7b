"""The sheets as a workbook in which everything wrong is marked: coloured cells, comments, and the sentences at the end.

Every text stays text: nothing that came from the file can become a formula.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from formats.table import COLUMN_LIMIT, Cells, Table, letter
from server.domain.imports.known import Checked
from server.domain.imports.layout import Sheet, lines
from server.domain.imports.problem import Problem

RED = PatternFill("solid", fgColor="FFC7CE")
YELLOW = PatternFill("solid", fgColor="FFF2B3")
HEAD = PatternFill("solid", fgColor="DDE7F0")
BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
UNFIT = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
TITLE_LENGTH = 31  # of a sheet's name
TEXT_LENGTH = 32_000
COLUMN = {"zh": "问题与改法", "en": "What is wrong and what to do"}
WHOLE = {"zh": "整个文件", "en": "whole file"}


@dataclass(frozen=True, slots=True)
class Marked:
    """One checked file: its name, what checking gave, and its tables where no header was found."""

    name: str
    checked: Checked
    tables: Sequence[Table] = ()


def marked(files: Iterable[Marked], lang: str = "zh") -> bytes:
    """Write the sheets of checked files; ``lang`` is the language of the sentences (zh or en)."""
    book = Workbook(write_only=True)
    said: list[tuple[str, Sequence[Problem]]] = []
    wrong: list[int] = []
    for file in files:
        sheets = file.checked.sheets
        tables = [replace(sheet.table, rows=_whole(sheet)) for sheet in sheets] or list(file.tables)
        heads = {sheet.table.sheet: sheet.bottom for sheet in sheets}
        problems = [*file.checked.errors, *file.checked.warnings]
        names = {table.sheet for table in tables}
        for table in tables:
            here = [found for found in problems if found.row is not None and found.sheet == table.sheet]
            _sheet(book, file, table, heads.get(table.sheet), here, lang)
            if any(found in here for found in file.checked.errors):
                wrong.append(len(book.worksheets) - 1)
        whole = [found for found in problems if found.row is None or found.sheet not in names]
        if whole or not tables:
            said.append((file.name, whole))
    if said or not book.worksheets:
        _notes(book, said, lang)
    book.active = next(iter(wrong), 0)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _whole(sheet: Sheet) -> tuple[Cells, ...]:
    """Return the rows with what merged cells hold written into each: the marked sheet has none, and may come back."""
    rows = list(sheet.table.rows)
    for number, cells, no_data in lines(sheet):
        if not no_data:
            rows[number - 1] = cells
    return tuple(rows)


def _title(book: Workbook, wanted: str) -> str:
    """Return a name that a sheet may have and no other has; the number that makes it so stands at the end."""
    plain = UNFIT.sub(" ", wanted).strip()[:TITLE_LENGTH] or "表"
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    title, number = plain, 1
    while title.casefold() in taken:
        number += 1
        title = f"{plain[: TITLE_LENGTH - len(str(number)) - 1]} {number}"
    return title


def _notes(book: Workbook, said: Iterable[tuple[str, Sequence[Problem]]], lang: str) -> None:
    """Write what is said of whole files on one sheet, the last: those with marked cells come first."""
    page = book.create_sheet(_title(book, WHOLE[lang]))
    page.column_dimensions["A"].width = 100
    for name, problems in said:
        page.append([_text(page, name, bold=True)])
        for found in problems:
            page.append([_text(page, _sentence(found, lang), wrapped=True)])


def _sheet(
    book: Workbook, file: Marked, table: Table, head: int | None, problems: Sequence[Problem], lang: str
) -> None:
    page = book.create_sheet(_title(book, table.sheet or file.name.rpartition("/")[2].rpartition(".")[0] or file.name))
    width = min(max((len(row) for row in table.rows), default=0), COLUMN_LIMIT)
    for column in range(1, width + 1):
        page.column_dimensions[letter(column)].width = 14
    page.column_dimensions[letter(width + 1)].width = 80
    if head:
        page.freeze_panes = f"A{head + 1}"
    errors = {id(found) for found in file.checked.errors}
    by_row: dict[int, list[Problem]] = {}
    for found in problems:
        by_row.setdefault(found.row or 0, []).append(found)
    for number, cells in enumerate(table.rows, start=1):
        here = by_row.get(number, [])
        line = [_cell(page, cell) for cell in cells]
        line += [WriteOnlyCell(page) for _ in range(width - len(line))]
        for found in here:
            _mark(line, found, wrong=id(found) in errors, lang=lang)
        if here:
            line.append(_text(page, "\n".join(_sentence(found, lang) for found in here), wrapped=True))
        elif number == head:
            line.append(_text(page, COLUMN[lang], bold=True))
        page.append(line)


def _mark(line: list[Any], found: Problem, *, wrong: bool, lang: str) -> None:
    """Colour the cell of a problem and say it in the cell's comment; an error without a cell colours its row."""
    letters = [letter(place) for place in range(1, len(line) + 1)]
    places = [letters.index(found.letter)] if found.letter in letters else []
    for place in places or (range(len(line)) if wrong else ()):
        if wrong or line[place].fill != RED:
            line[place].fill = RED if wrong else YELLOW
    for place in places:
        before = f"{line[place].comment.text}\n" if line[place].comment else ""
        line[place].comment = Comment(before + _clean(_sentence(found, lang)), "kaowu", width=320, height=120)


def _sentence(found: Problem, lang: str) -> str:
    if lang == "en":
        return f"{found.says_en} {found.fix_en}"
    return f"{found.says}{found.fix}"


def _cell(page: WriteOnlyWorksheet, value: Any) -> Any:
    if value is None:
        return WriteOnlyCell(page)
    if isinstance(value, bool | datetime | date | time | timedelta):
        cell = WriteOnlyCell(page)
        cell.value = value
        return cell
    if isinstance(value, int | float):
        return WriteOnlyCell(page, value) if abs(value) < 10**300 else _text(page, str(value))
    return _text(page, str(value))


def _text(page: WriteOnlyWorksheet, text: str, *, bold: bool = False, wrapped: bool = False) -> Any:
    """Write text as text: the type is set after the value, which by itself would take ``=1`` for a formula."""
    cell = WriteOnlyCell(page, "")
    cell.value = _clean(text)
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font, cell.fill = BOLD, HEAD
    if wrapped:
        cell.alignment = WRAPPED
    return cell


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:TEXT_LENGTH]
