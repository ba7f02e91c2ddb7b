"""Records that are rows of cells: values stand in columns found by their titles. For delimited text and workbooks."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reading.codes import Columns, Signs, miscounted
from reading.fault import FileFault
from reading.profile import QUESTIONS, Format, Pad, Place, Profile, Section
from reading.record import Faults, Record, Stopped

Row = Sequence[str]
Listed = Callable[[str], bool]
RUINED = re.compile(r"-?\d+([.,]\d+)?[Ee][+-]?\d+|\d+\.\d+|-\d+")
ZEROS = re.compile(r"(?<!\d)0+(\d)")
WHOLE = re.compile(r"(\d+)\.0+")
KEPT_TEXT = re.compile(r"\s*'(\d+)\s*")
"""By the apostrophe spreadsheet programs keep text text."""
EXACT_DIGITS = 15  # a spreadsheet's numbers hold no more
ROUNDED = "000"
TITLES_SHOWN = 8
BANNERS = 10
"""Rows in which the titles are looked for; above them stands what a person wrote."""
ABOVE = 6  # cells of such a row at most


@dataclass(frozen=True, slots=True)
class Layout:
    """In which columns the values stand, from 0."""

    number: int
    fields: dict[str, int]
    sections: tuple[tuple[int, ...], ...]
    width: int


def layout_of(titles: Row | None, profile: Profile) -> Layout:
    """Find every column of a profile by the row of titles; None where the columns go by number.

    Raises:
        Stopped: ``missing-column`` or ``column-twice``.
    """
    named = [plain_title(title) for title in titles or ()]
    places = {title: place for place, title in enumerate(named)}

    def column(place: Place, field: str, question: int = 0) -> int:
        if place.column:
            return place.column - 1
        names = [title.replace("{n}", str(question)) for title in place.titles]
        for name in map(plain_title, names):
            if name in places:
                if named.count(name) > 1:
                    raise Stopped(FileFault("column-twice", None, None, name, str(named.count(name)), True, field))
                return places[name]
        found = " ".join(named[:TITLES_SHOWN])
        raise Stopped(FileFault("missing-column", None, None, names[0], found, True, field))

    def questions(section: Section) -> tuple[int, ...]:
        place = section.place
        if place.by_question:
            place = titled_alike(section, places)
            return tuple(column(place, f"q{one}", one) for one in range(section.first, section.last + 1))
        first = column(place, f"q{section.first}")
        shared = place.at or section.separator or not place.column
        return (first,) if shared else tuple(range(first, first + section.count))

    number = column(profile.number.place, "number")
    fields = {
        name: column(field.place, name)
        for name, field in profile.fields.items()
        if not field.optional or any(plain_title(title) in places for title in field.place.titles)
    }
    refuse_more(profile, places)
    sections = tuple(questions(section) for section in profile.sections)
    return Layout(number, fields, sections, 1 + max([number, *fields.values(), *(max(one) for one in sections)]))


@lru_cache(4096)
def plain_title(title: str) -> str:
    """Return a column's title without what people and programs write into it: spaces, wide signs, zeros of 第01题."""
    narrow = "".join(unicodedata.normalize("NFKC", title).split())
    return ZEROS.sub(r"\1", narrow)


def titled_alike(section: Section, titles: Container[str]) -> Place:
    """Return where a section's questions stand, with one title for all: the first that most of them have.

    Another title's column is something else, the key or the points: it never stands in for one that lacks.
    """
    place = section.place
    questions = range(section.first, section.last + 1)
    most = (title for title in place.titles if 2 * sum(_there(title, n, titles) for n in questions) > section.count)
    begun = (title for title in place.titles if _there(title, section.first, titles))
    title = next(most, None) or next(begun, None)
    return replace(place, titles=(title,)) if title else place


def refuse_more(profile: Profile, titles: Container[str]) -> None:
    """Refuse a file that has a column for a question beyond the profile's: its answers would be lost.

    Raises:
        Stopped: ``answer-count``.
    """
    by_question = [section for section in profile.sections if section.place.by_question]
    found = max((counted(section, titles) for section in by_question), default=0)
    if found > profile.questions:
        raise Stopped(FileFault("answer-count", None, None, str(profile.questions), str(found), True, "q1"))


def counted(section: Section, titles: Container[str]) -> int:
    """Return the last question that has a title as the section's or the file's first one; gaps are found later.

    One more than ``QUESTIONS`` is told where there are too many.
    """
    firsts = {1, section.first}
    used = [title for title in section.place.titles if any(_there(title, first, titles) for first in firsts)]
    return max((n for title in used for n in range(1, QUESTIONS + 2) if _there(title, n, titles)), default=0)


def _there(title: str, question: int, titles: Container[str]) -> bool:
    return plain_title(title.replace("{n}", str(question))) in titles


def records(
    rows: Iterable[tuple[int, int | None, Row]], layout: Layout, profile: Profile, listed: Listed | None, faults: Faults
) -> Iterator[Record]:
    """Read records, each with its row (from 1), the byte where it begins, and its cells."""
    numbers = _Numbers(profile, listed, faults)
    last = {columns[0]: section for section, columns in zip(profile.sections, layout.sections, strict=True)}
    readers = [
        _section(section, columns, ends=last[columns[0]] is section)
        for section, columns in zip(profile.sections, layout.sections, strict=True)
    ]
    texts = tuple((name, column, profile.fields[name].digits) for name, column in layout.fields.items())
    for row, offset, cells in rows:
        if len(cells) < layout.width:
            cells = [*cells, *[""] * (layout.width - len(cells))]
        answers = (
            tuple(readers[0](cells)) if len(readers) == 1 else tuple(one for read in readers for one in read(cells))
        )
        values = {name: _text(cells[column], digits) for name, column, digits in texts}
        yield Record(row, offset, numbers.read(_kept(cells[layout.number]), row, offset), answers, values)


def _kept(cell: str) -> str:
    """Return a number without the apostrophe by which it was kept text."""
    kept = KEPT_TEXT.fullmatch(cell) if "'" in cell else None
    return kept[1] if kept else cell


def _text(cell: str, digits: int) -> str:
    """Read a value; a code that a spreadsheet took for a number gets its leading zeros back."""
    text = cell.strip()
    if digits and text:
        whole = WHOLE.fullmatch(text)
        text = whole[1] if whole else text
        return text.zfill(digits) if text.isdigit() else text
    return text


def _section(section: Section, columns: tuple[int, ...], *, ends: bool) -> Callable[[Row], Iterable[str]]:
    signs = Signs(section)
    if len(columns) == 1 and (section.count > 1 or section.place.at):
        return _packed(section, signs, columns[0], ends=ends)
    first, after = columns[0], columns[-1] + 1
    answer = signs.__getitem__
    if columns == tuple(range(first, after)):
        return lambda cells: map(answer, cells[first:after])
    return lambda cells: [signs[cells[column]] for column in columns]


def _packed(section: Section, signs: Signs, column: int, *, ends: bool) -> Callable[[Row], Iterable[str]]:
    """Read the answers of a section that share one column; after the last one of it (``ends``) nothing may stand."""
    start, width = max(section.place.at - 1, 0), max(section.place.length, 1)
    end = start + width * section.count
    answer = signs.__getitem__

    def separated(cells: Row) -> list[str]:
        parts = cells[column][start:].split(section.separator)
        return [signs[part] for part in parts] if len(parts) == section.count else miscounted(section, len(parts))

    def read(cells: Row) -> Iterable[str]:
        text = cells[column][start:end].ljust(end - start)
        more = cells[column][end:].rstrip() if ends else ""
        if more:
            return miscounted(section, section.count + -(-len(more) // width))
        return (
            map(answer, text) if width == 1 else [signs[text[at : at + width]] for at in range(0, end - start, width)]
        )

    return separated if section.separator else read


class _Numbers:
    """Reads admission numbers from cells, and names those that a spreadsheet program ruined."""

    def __init__(self, profile: Profile, listed: Listed | None, faults: Faults) -> None:
        self._columns = Columns(profile.number)
        self._length = profile.number.template.length
        self._listed = listed
        self._pads = profile.number.pad is Pad.LISTED
        self._in_book = profile.format is Format.WORKBOOK
        self._faults = faults

    def read(self, cell: str, row: int, offset: int | None) -> str:
        if len(cell) == self._length and cell.isascii() and cell.isdigit():
            return cell
        text = cell.strip()
        if not text:
            return self._columns.of_text(" " * self._length)
        if RUINED.fullmatch(text) and not WHOLE.fullmatch(text):
            return self._refused("ruined-number", cell, row, offset)
        if len(cell) == self._length:
            return self._columns.of_text(cell)  # a space is a column without a mark
        whole = WHOLE.fullmatch(text)
        digits = whole[1] if whole else text
        if digits.isascii() and digits.isdigit() and len(digits) <= min(self._length, EXACT_DIGITS):
            padded = digits.zfill(self._length)
            known = self._listed is not None and self._listed(padded)
            if len(digits) == self._length or (known and self._pads):
                return padded
            if known or self._in_book:  # a program took the zeros; elsewhere the number is another's
                return self._refused("ruined-number", cell, row, offset)
        rounded = self._in_book and digits.isdigit() and EXACT_DIGITS < len(digits) < self._length
        return self._refused("ruined-number" if rounded else "number-length", cell, row, offset)

    def _refused(self, code: str, cell: str, row: int, offset: int | None) -> str:
        self._faults.add(FileFault(code, row, offset, str(self._length), cell, True, "number"))
        return "?" * self._length
