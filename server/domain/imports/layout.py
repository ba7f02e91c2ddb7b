"""Where a table's header stands, which sheets hold the same kind of rows, and which rows below are no data.

Rosters come with titles and notes above the header, headers of two rows, the header again on each page, lines of
totals and signatures, and one cell merged over all rows of a room.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from formats.table import CELL_LIMIT, Cells, Table
from formats.unreadable import Unreadable
from server.domain.imports.columns import Header, known_titles, likeliest, match
from server.domain.imports.values import is_blank

HEADER_ROWS = 30  # looked through for the header
HEADING_WIDTH = 3  # merged columns that make a row a heading

TOTAL = re.compile(
    r"(本?页)?(合|共|总|小|累)计(人数|数|人)?|总(人)?数|总人次|共计?\d+[人名条行间个].*|第?\d+页.*|共\d+页.*"
)
FOOT = re.compile(
    r"(制表|填表|审核|复核|审批|批准|负责|经办|联系|打印|导出|统计|单位负责|填报|报送|制单|校对|录入|核对|主管|签字|签章|盖章)"
    r"(人|者|员|单位|日期|时间|签字|签章|领导)*[:].*|(备注|说明|注|注意|注意事项|填表说明|填写说明|提示|日期)[:].*|注\d*[.、:].*"
    r"|\d{4}年\d{1,2}月\d{1,2}日"
)
#: Words alone in a row, where a number would begin a row of data, are a heading such as 第二场.
NUMBERS = frozenset({"admission_no", "id_no", "staff_no"})
WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
PUNCTUATION = re.compile(r"[\s:。，,.]+$")
FULL_WIDTH = str.maketrans("：（）０１２３４５６７８９", ":()0123456789")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose header was found: from row ``top`` to row ``bottom`` (most often the same)."""

    table: Table
    header: Header
    top: int
    bottom: int

    @property
    def order(self) -> tuple[bool, int, int, int]:
        """Which of several readings is best: all that is required, most columns, fewest rows, highest up."""
        complete, _ = self.header.fit
        return complete, len(self.header.found), self.top - self.bottom, -self.top


def sheets(found: Sequence[Table], kind: str | None) -> list[Sheet]:
    """Return the sheets to read: the one whose header fits best, and every shown one that has all its columns too.

    Args:
        found: the file's tables.
        kind: rooms, candidates or staff, where the caller knows; else it is told from the header.

    Raises:
        Unreadable: ``header-missing`` or ``kind-unknown``.
    """
    if not found:
        raise Unreadable("header-missing")
    shown = [table for table in found if not table.hidden] or list(found)
    headed = [sheet for table in shown if (sheet := headed_by(table, kind)) is not None]
    if not headed:
        raise _unknown(shown)
    best = max(headed, key=lambda sheet: sheet.order[:2])
    alike = [again for sheet in headed if (again := headed_by(sheet.table, best.header.kind)) is not None]
    complete = [sheet for sheet in alike if not sheet.header.missing]
    return complete or [best]


def headed_by(table: Table, kind: str | None) -> Sheet | None:
    """Find the header among the first rows; of a stated kind, even one known column makes it."""
    readings = [
        Sheet(table, header, top, bottom)
        for top, bottom, cells in _candidates(table)
        if (header := match(kind, cells) if kind else likeliest(cells)) is not None
    ]
    if kind and not any(sheet.header.found for sheet in readings):
        first = next((number for number, row in enumerate(table.rows, 1) if not all(map(is_blank, row))), 0)
        return Sheet(table, match(kind, table.rows[first - 1]), first, first) if first else None
    return max(readings, key=lambda sheet: sheet.order, default=None)


def _candidates(table: Table) -> Iterator[tuple[int, int, Cells]]:
    """Yield what may be a header: single rows, and two rows put together."""
    rows = table.rows[: HEADER_ROWS + 1]
    named = [known_titles(row) for row in rows]
    for place, row in enumerate(rows[:HEADER_ROWS]):
        if named[place]:
            yield place + 1, place + 1, row
            if place + 1 < len(rows) and named[place + 1]:
                yield place + 1, place + 2, _joined(row, rows[place + 1])


def _joined(upper: Cells, lower: Cells) -> Cells:
    """Put a header of two rows into one: the lower title, by itself or after its group's; else the upper one."""
    titles: list[Any] = []
    group = ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else None
        below = lower[place] if place < len(lower) else None
        group = group if is_blank(above) else str(above)
        whole = f"{group}{below}"
        if is_blank(below):
            titles.append(above)
        else:
            titles.append(whole if not known_titles((below,)) and known_titles((whole,)) else below)
    return tuple(titles)


def _unknown(shown: Sequence[Table]) -> Unreadable:
    rows = [row for table in shown for row in table.rows[:HEADER_ROWS]]
    widest = max(rows, key=lambda row: sum(not is_blank(cell) for cell in row), default=())
    words = [" ".join(str(cell).split()) for cell in widest[:12] if not is_blank(cell)]
    return Unreadable("kind-unknown", header="、".join(words)) if words else Unreadable("header-missing")


def lines(sheet: Sheet) -> Iterator[tuple[int, Cells, bool]]:
    """Yield every row below the header that holds something: number, cells, and whether it is no data."""
    filled = _filled(sheet)
    headings = _headings(sheet)
    above = {row for row in sheet.table.rows[: sheet.top - 1] if row}
    for number, cells in enumerate(sheet.table.rows[sheet.bottom :], start=sheet.bottom + 1):
        if number in sheet.table.dropped or all(map(is_blank, cells)):
            continue
        if cells in above or number in headings or _no_data(sheet.header, cells):
            yield number, cells, True
            continue
        yield number, _with(cells, filled.get(number, {})), False


def _filled(sheet: Sheet) -> dict[int, dict[int, Any]]:
    """Return by row what cells merged with the ones above hold, where the column lets them."""
    filled: dict[int, dict[int, Any]] = {}
    count = 0
    for top, left, bottom, _ in sheet.table.merges:
        column = sheet.header.found.get(left - 1)
        value = sheet.table.cell(top, left)
        if column is None or not column.fill or top <= sheet.bottom or is_blank(value):
            continue
        for row in range(top + 1, min(bottom, len(sheet.table.rows)) + 1):
            count += 1
            if count > CELL_LIMIT:
                return filled
            filled.setdefault(row, {})[left - 1] = value
    return filled


def _with(cells: Cells, filled: dict[int, Any]) -> Cells:
    if not filled:
        return cells
    width = max(len(cells), *(place + 1 for place in filled))
    whole = [*cells, *([None] * (width - len(cells)))]
    for place, value in filled.items():
        if is_blank(whole[place]):
            whole[place] = value
    return tuple(whole)


def _headings(sheet: Sheet) -> set[int]:
    """Return the rows below the header whose only cell is merged over several columns: a title between the rows."""
    return {
        top
        for top, left, bottom, right in sheet.table.merges
        if sheet.bottom < top == bottom <= len(sheet.table.rows)
        and right - left + 1 >= HEADING_WIDTH
        and not is_blank(sheet.table.cell(top, left))
        and sum(not is_blank(cell) for cell in sheet.table.rows[top - 1]) == 1
    }


def _no_data(header: Header, cells: Cells) -> bool:
    """Say whether a row is a total, a signature, a note, a heading, the header again, or holds nothing that is read."""
    places = [place for place, cell in enumerate(cells) if not is_blank(cell)]
    if not any(place in header.found for place in places):
        return True
    first = next(cell for cell in cells if not is_blank(cell))
    if not isinstance(first, str):
        return False
    words = PUNCTUATION.sub("", "".join(first.split()).translate(FULL_WIDTH))
    if TOTAL.fullmatch(words):
        return True
    if len(places) == 1 and header.found[places[0]].key in NUMBERS and WORDS.search(first):
        return True
    packed = "".join(first.split()).translate(FULL_WIDTH)
    if FOOT.match(packed) or words in ("备注", "说明"):
        required = [place for place, column in header.found.items() if column.required]
        given = sum(place < len(cells) and not is_blank(cells[place]) for place in required)
        return 2 * given <= len(required)
    return known_titles((first,)) > 0 and header.repeated(cells)
