"""Lists of any common kind as rows of cells whose titles are known: what the list of candidates and others share."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from formats.encoding import text_of
from formats.table import Table
from formats.unreadable import Unreadable
from server.domain.imports.columns import folded
from server.domain.imports.formats import tables
from server.domain.imports.titles import TITLES
from server.domain.imports.values import is_blank, plain

HEADER_ROWS = 30

_MORE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "admission_no": ("adm", "adm no", "admission", "number", "号码"),
        "name": (),
        "room": ("考场代号", "room_no", "room no", "kch"),
        "seat": ("seat_no", "seat no", "zwh"),
        "session": (),
        "subject": ("科目", "科目代码", "科目号", "考试科目", "科目名称", "kmdm", "km", "subject", "subject code"),
        "absent": ("缺考", "是否缺考", "缺考标记", "是否缺席", "qk", "absent"),
        "attended": (
            *(
                "是否到考",
                "到考",
                "是否到场",
                "是否参加",
                "是否参加考试",
                "是否参考",
                "是否签到",
                "是否出席",
                "是否出勤",
            ),
            *("attended", "present"),
        ),
        "status": (
            *("到考情况", "到考状态", "考试状态", "状态", "出勤情况", "出勤状态", "出勤", "考勤", "参考情况"),
            *("考试情况", "缺考情况", "status"),
        ),
        "misconduct": ("违纪", "是否违纪", "违纪标记", "wj", "misconduct", "violation"),
        "bag": (
            "卡袋",
            "卡袋张数",
            "袋内张数",
            "卡袋内张数",
            "答题卡袋",
            "回收答题卡",
            "答题卡",
            "bag",
            "cards in bag",
        ),
        "void": ("作废", "作废卡", "作废张数", "void"),
        "absentees": ("缺考人数", "absentees"),
    }
)
_NAMES: Mapping[str, frozenset[str]] = MappingProxyType(
    {key: frozenset(map(folded, (*TITLES["candidates"].get(key, ()), *more))) for key, more in _MORE.items()}
)
#: Where these hold rows in a JSON file.
_HELD = ("roster", "candidates", "rows", "list", "考生", "名单", "rooms", "counts")


class BadList(Exception):
    """A list cannot be used: what is, and what was expected, in Chinese and English."""

    def __init__(self, says: str, says_en: str) -> None:
        super().__init__(f"{says} / {says_en}")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file, what is in it by the titles that are known, and the rest by its own titles.

    Attributes:
        twice: there are two columns of admission numbers.
        numeric: its admission number is no text but a number, which has no leading zeros.
        first: what the first cell that is not blank holds.
    """

    row: int
    cells: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    twice: bool = False
    numeric: bool = False
    first: str = ""


def lines_of(name: str, data: bytes) -> Iterator[Line]:
    """Yield the rows of a list, by the titles that are known.

    Raises:
        BadList: the file cannot be read.
    """
    value = json_of(data)
    if value is not None:
        rows = _rows(value)
        yield from (
            Line(place, named(row.items()), unnamed(row.items()), first=_first(row.values()))
            for place, row in enumerate(rows, 1)
            if isinstance(row, dict)
        )
        return
    for table in tables_of(name, data):
        yield from _of_table(name, table.rows)


def tables_of(name: str, data: bytes) -> list[Table]:
    """Read a file's tables.

    Raises:
        BadList: it has none.
    """
    try:
        return tables(name if "." in name else f"{name}.txt", data)
    except Unreadable as wrong:
        raise BadList(
            f"{name} 读不出来（{wrong.code}），应为 csv、txt、xlsx、xls、dbf 或 JSON",
            f"{name} cannot be read ({wrong.code}); csv, txt, xlsx, xls, dbf or JSON was expected",
        ) from wrong


def json_of(data: bytes) -> Any:
    """Return what a JSON file holds; None where it is none."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return None
    try:
        return json.loads(text_of(data))
    except (ValueError, Unreadable, RecursionError):
        return None


def _rows(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        held = [value[key] for key in _HELD if isinstance(value.get(key), list)]
        return held[0] if held else []
    return value if isinstance(value, list) else []


def named(pairs: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the cells whose title is known, by what they are; the first of two wins."""
    cells: dict[str, str] = {}
    for title, cell in pairs:
        key = _key(title)
        if key is not None and key not in cells:
            cells[key] = cell_text(cell)
    return cells


def unnamed(pairs: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the cells whose title is not known, by it."""
    return {str(title): cell_text(cell) for title, cell in pairs if _key(title) is None}


def _key(title: Any) -> str | None:
    text = folded(str(title))
    return next((key for key, names in _NAMES.items() if text in names), None)


def cell_text(cell: Any) -> str:
    """Write a cell as text."""
    return str(cell).lower() if isinstance(cell, bool) else "" if cell is None else str(cell).strip()


def _first(row: Iterable[Any]) -> str:
    return next((cell_text(cell) for cell in row if not is_blank(cell)), "")


def _of_table(name: str, rows: Sequence[Sequence[Any]]) -> Iterator[Line]:
    top = next((place for place, row in enumerate(rows[:HEADER_ROWS]) if _is_header(row)), None)
    if top is None:
        return
    columns: dict[str, int] = {}
    others: dict[str, int] = {}
    twice = False
    for place, title in enumerate(rows[top]):
        key = None if is_blank(title) else _key(title)
        if key is not None and key not in columns:
            columns[key] = place
        elif key is None and not is_blank(title):
            others[str(title)] = place
        twice = twice or (key == "admission_no" and columns[key] != place)
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = {key: _cell(name, number, row[place]) for key, place in columns.items() if place < len(row)}
        if any(cells.values()):
            rest = {title: cell_text(row[place]) for title, place in others.items() if place < len(row)}
            at = columns.get("admission_no", len(row))
            numeric = at < len(row) and isinstance(row[at], int | float)
            yield Line(number, {key: cells.get(key, "") for key in columns}, rest, twice, numeric, _first(row))


def _is_header(row: Sequence[Any]) -> bool:
    keys = {_key(cell) for cell in row if isinstance(cell, str) and len(cell) < 20}
    return "admission_no" in keys or {"room", "bag"} <= keys or {"room", "seat"} <= keys


def _cell(name: str, row: int, cell: Any) -> str:
    if is_blank(cell):
        return ""
    try:
        return plain(cell)
    except Unreadable as wrong:
        raise BadList(
            f"{name} 第 {row} 行有读不出的单元格（{wrong.code}）：请把号码列设为文本后重新导出",
            f"{name} row {row} has a cell that cannot be read ({wrong.code}); export it again with numbers as text",
        ) from wrong
