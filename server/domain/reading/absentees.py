"""Who was absent, from a file of any common kind: numbers in text, a table with marks, rooms and seats, or JSON."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from formats.encoding import text_of
from formats.unreadable import Unreadable
from server.domain.reading.list_rows import BadList, Line, cell_text, json_of, lines_of, named, tables_of, unnamed
from server.domain.reading.listed import bare
from server.domain.reading.status import AWAY, COLUMNS, UnknownMark, absent_by, is_mark, misconduct_by

#: Shorter runs of digits are no admission number.
SHORTEST = 4
_NO_SEATS: Mapping[tuple[str, str], str] = MappingProxyType({})
DIGITS = re.compile(r"(?<![A-Za-z0-9])[0-9]{4,}(?![A-Za-z0-9])", re.ASCII)
FIGURES = re.compile(r"[0-9]")
DATES = re.compile(
    r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}\s*[-./月]\s*[0-9]{1,2}|[0-9]{1,2}:[0-9]{2}|[0-9]{4}年|第[0-9]+[场次批]"
)
NONE = re.compile(r"无|没有|none|缺考(人数)?\s*[:：]?\s*0|0\s*人", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marked:
    """Whom a file lists as absent or as having broken the rules; ``strangers`` are not on the session's list."""

    absent: frozenset[str]
    misconduct: frozenset[str] | None = None
    strangers: tuple[str, ...] = ()


def marked_of(
    name: str, data: bytes, numbers: Collection[str], seats: Mapping[tuple[str, str], str] = _NO_SEATS
) -> Marked:
    """Read who was absent: numbers in text, a table with a column of numbers or of rooms and seats, or JSON.

    Args:
        name: the file's name.
        data: its bytes.
        numbers: those of the session's list; whoever is not among them is returned as a stranger.
        seats: number by bare room and seat, for a table that names no numbers.

    Raises:
        BadList: the file cannot be read, holds something else, or a mark in it says neither absent nor present.
    """
    if not data.strip():
        return Marked(frozenset())
    value = json_of(data)
    if value is not None:
        stated, misconduct = _absent_json(name, value), None
        if not stated and _says_something(value):
            raise _nobody(name)
    else:
        stated, misconduct = _absent_table(name, data, numbers, seats)
    found = _padded(stated, numbers)
    broke = None if misconduct is None else frozenset(_padded(misconduct, numbers))
    return Marked(frozenset(found) & set(numbers), broke, tuple(sorted(set(found) - set(numbers))))


def _absent_table(
    name: str, data: bytes, numbers: Collection[str], seats: Mapping[tuple[str, str], str]
) -> tuple[list[str], list[str] | None]:
    lines = list(lines_of(name, data))
    rows = [(line, who) for line in lines if (who := _who(line, seats))]
    every, strange = _loose(name, data, numbers)
    if not rows:
        if not every and not strange and _digits(name, data):
            raise _nobody(name)
        return [*every, *strange], None
    marks = [column for column in COLUMNS if any(column in line.cells for line, _ in rows)]
    broke = None
    if any("misconduct" in line.cells for line, _ in rows):
        broke = [who for line, who in rows if _broke(name, line)]
    if marks:
        if any(line.twice for line, _ in rows):
            raise BadList(f"{name} 有两列准考证号，请分成两份", f"{name} has two columns of numbers; part it in two")
        return [who for line, who in rows if _absent(name, line)], broke
    _refuse_unread(name, [line for line, _ in rows])
    listed = [who for _, who in rows if who in numbers or not _numbers_in(who, numbers)]
    if len(rows) > 1 and set(numbers) <= {*_padded(listed, numbers), *every}:
        raise BadList(
            f"{name} 列出了全部考生而没有到考标记一列；应为缺考名单，或有“缺考”一列",
            f"{name} lists every candidate without a column of who was absent",
        )
    return [*dict.fromkeys([*listed, *every])], broke


def _who(line: Line, seats: Mapping[tuple[str, str], str]) -> str:
    """Return whom a row is about: by its number, else by room and seat."""
    cells = line.cells
    if cells.get("admission_no"):
        return cells["admission_no"]
    if cells.get("room") and cells.get("seat") and "admission_no" not in cells:
        room, seat = cells["room"], cells["seat"]
        return seats.get((bare(room), bare(seat)), f"{room}-{seat}")
    return ""


def _absent(name: str, line: Line) -> bool:
    column = next(one for one in COLUMNS if one in line.cells)
    try:
        return absent_by(column, line.cells[column])
    except UnknownMark as wrong:
        raise _unknown(name, line, str(wrong)) from wrong


def _broke(name: str, line: Line) -> bool:
    try:
        return misconduct_by(line.cells.get("misconduct", ""))
    except UnknownMark as wrong:
        raise _unknown(name, line, str(wrong)) from wrong


def _unknown(name: str, line: Line, mark: str) -> BadList:
    return BadList(
        f"{name} 第 {line.row} 行的标记“{mark}”看不懂；应为 缺考／到考，“缺考”列中为 是／否 或 1／0",
        f"{name} row {line.row}: the mark “{mark}” says neither absent nor present",
    )


def _refuse_unread(name: str, lines: Sequence[Line]) -> None:
    """Refuse a table in which a column of another title tells some of the rows from the others."""
    titles = dict.fromkeys(title for line in lines for title in line.others)
    for title in titles:
        cells = [line.others.get(title, "").strip() for line in lines]
        if any(map(is_mark, cells)) and not all(cell in AWAY for cell in cells):
            raise BadList(
                f"{name} 的“{title}”一列像是到考标记，但不认识这个列名；列名应为“缺考”或“是否到考”",
                f"{name} has a column “{title}” that looks like attendance; its title should be 缺考 or 是否到考",
            )


def _nobody(name: str) -> BadList:
    return BadList(
        f"{name} 中没有找到准考证号，也没有考场号和座位号两列",
        f"{name} has no admission numbers, nor columns of rooms and seats",
    )


def _padded(found: Iterable[str], numbers: Collection[str]) -> list[str]:
    """Give numbers back the leading zeros that a spreadsheet took, where they are listed with them."""
    width = max(map(len, numbers), default=0)
    return [one if one in numbers or one.zfill(width) not in numbers else one.zfill(width) for one in found]


def _absent_json(name: str, value: Any) -> list[str]:
    held = _absent_part(value)
    if isinstance(held, list) and held and all(isinstance(one, dict) for one in held):
        _refuse_unread(name, [Line(row, {}, unnamed(one.items())) for row, one in enumerate(held, 1)])
    try:
        return list(_strings(held))
    except UnknownMark as wrong:
        raise _unknown(name, Line(0), str(wrong)) from wrong


def _absent_part(value: Any) -> Any:
    if isinstance(value, dict):
        return next((value[key] for key in ("absent", "absentees", "缺考", "缺考名单") if key in value), value)
    return value


def _says_something(value: Any) -> bool:
    """Say whether a list of absentees names anybody at all, in whatever way that is not understood."""
    value = _absent_part(value)
    if isinstance(value, dict):
        return not named(value.items()) and any(isinstance(one, list) and one for one in value.values())
    return isinstance(value, list) and any(one and not isinstance(one, dict) for one in value)


def _strings(value: Any) -> Iterator[str]:
    """Yield the numbers in whatever shape they are listed."""
    if isinstance(value, dict):
        yield from _of_object(value)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif str(value).isdigit() and len(str(value)) >= SHORTEST:
        yield str(value)


def _of_object(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield the number of one candidate's object; or of numbers with true, rooms with lists."""
    cells = named(value.items())
    if "admission_no" in cells:
        column = next((one for one in COLUMNS if one in cells), None)
        if column is None or absent_by(column, cells[column]):
            yield cells["admission_no"]
        return
    for key, one in value.items():
        yield from _strings(key if one is True else one)


def _loose(name: str, data: bytes, numbers: Collection[str]) -> tuple[list[str], list[str]]:
    """Return every listed number in the text; and of lines that have none, what must be a stranger's."""
    shortest = max(SHORTEST, min(map(len, numbers), default=SHORTEST) - 3)
    found: list[str] = []
    strange: list[str] = []
    for line in _texts(name, data):
        here = _numbers_in(line, numbers)
        found += here
        longest = max(DIGITS.findall(line), key=len, default="")
        if not here and len(longest) >= shortest:
            strange.append(longest)
    return found, strange


def _numbers_in(line: str, numbers: Collection[str]) -> list[str]:
    return [one for one in _padded(DIGITS.findall(line), numbers) if one in numbers]


def _digits(name: str, data: bytes) -> bool:
    """Say whether a list that names nobody holds figures that may be seats; dates and a count of nought are none."""
    lines = [line for line in _texts(name, data) if not NONE.search(line)]
    return any(FIGURES.search(DATES.sub("", line)) for line in lines)


def _texts(name: str, data: bytes) -> list[str]:
    """Return the lines or rows as text; what follows ``#`` is a note."""
    try:
        lines = text_of(data).splitlines()
    except Unreadable:
        lines = [" ".join(map(cell_text, row)) for table in tables_of(name, data) for row in table.rows]
    return [line.partition("#")[0] for line in lines]
