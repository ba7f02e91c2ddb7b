"""A session's list and what was counted, from files of any common kind, for reconciling without a hub."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from server.domain.reading.list_rows import BadList, Line, json_of, lines_of, named
from server.domain.reading.listed import Counted, Listed
from server.domain.reading.status import COLUMNS, UnknownMark, absent_by, misconduct_by

#: What begins a row of totals or of notes beneath a list.
NO_CANDIDATE = re.compile(r"(合计|总计|小计|共计|总人数|共\s*\d+|备注[:：]|注[:：]|说明[:：]|制表|填表|审核人?[:：])")
NO_ROOM = "—"


def listed_of(name: str, data: bytes, session: str | None = None) -> list[Listed]:
    """Read a session's list.

    Args:
        name: the file's name.
        data: its bytes: csv, txt, xlsx, xls, dbf or JSON.
        session: only this session's rows, where the list has several.

    Raises:
        BadList: no such list, no column of admission numbers, a ruined number, or a number twice.
    """
    lines = list(lines_of(name, data))
    if not any("admission_no" in line.cells for line in lines):
        raise BadList(
            f"{name} 中没有找到准考证号一列，应有表头：准考证号、姓名、考场号、座位号",
            f"{name} has no column of admission numbers; a header was expected",
        )
    found = [_listed(line) for line in _padded_lines(_candidates(name, lines))]
    found = [one for one in found if session is None or one.session == session]
    for one in dict.fromkeys(one.session for one in found):
        _refuse_twice(name, [each for each in found if each.session == one])
    if not found:
        raise BadList(f"{name} 中没有考生", f"{name} lists nobody")
    return found


def _candidates(name: str, lines: Sequence[Line]) -> Iterable[Line]:
    """Yield the rows of candidates, their numbers without the apostrophe that kept them text; no totals, no notes.

    Raises:
        BadList: something else stands where a number should.
    """
    found = [(line, line.cells.get("admission_no", "").removeprefix("'")) for line in lines]
    width = max((len(number) for _, number in found if number.isdigit()), default=0)
    for line, number in found:
        if not number or NO_CANDIDATE.match(number) or (_is_count(number, width) and _is_total(line)):
            continue
        if not any(map(str.isdigit, number)):
            raise BadList(
                f"{name} 第 {line.row} 行的准考证号是“{number}”，应为数字",
                f"{name} row {line.row} has “{number}” for an admission number; digits were expected",
            )
        yield replace(line, cells={**line.cells, "admission_no": number})


def _is_count(number: str, width: int) -> bool:
    """Say whether what stands for a number may be how many there are: it is far shorter than the list's numbers."""
    return 2 * sum(map(str.isdigit, number)) <= width


def _is_total(line: Line) -> bool:
    """Say whether a row begins as one of totals or notes does; a candidate may have a note, too."""
    return not line.cells.get("name") and NO_CANDIDATE.match(line.first) is not None


def _padded_lines(lines: Iterable[Line]) -> list[Line]:
    """Give numbers that a spreadsheet kept as numbers the zeros back that the longest of the list has."""
    found = list(lines)
    width = max((len(line.cells["admission_no"]) for line in found), default=0)
    return [
        replace(line, cells={**line.cells, "admission_no": line.cells["admission_no"].zfill(width)})
        if line.numeric and line.cells["admission_no"].isdigit()
        else line
        for line in found
    ]


def _listed(line: Line) -> Listed:
    cells = line.cells
    column = next((one for one in COLUMNS if one in cells), None)
    absent = _or_unknown(lambda: absent_by(column, cells[column])) if column is not None else None
    misconduct = _or_unknown(lambda: misconduct_by(cells["misconduct"])) if "misconduct" in cells else None
    return Listed(
        cells["admission_no"], cells.get("name", ""), cells.get("session", ""), cells.get("room") or NO_ROOM,
        cells.get("seat", ""), cells.get("subject") or None, absent, misconduct,
    )  # fmt: skip


def _or_unknown(said: Callable[[], bool]) -> bool | None:
    """Of a list of candidates, a status that says nothing of attendance is another's: whether they paid, say."""
    try:
        return said()
    except UnknownMark:
        return None


def _refuse_twice(name: str, found: Iterable[Listed]) -> None:
    seen: set[str] = set()
    for one in found:
        if one.number in seen:
            raise BadList(
                f"{name} 中准考证号 {one.number} 出现两次；一份名单只能是一个场次的，可用 --session 指定",
                f"{name} has number {one.number} twice; name the session with --session",
            )
        seen.add(one.number)


def counted_of(name: str, data: bytes) -> dict[str, Counted]:
    """Read what was counted by room: a table or JSON with room and cards in the bag.

    Raises:
        BadList: the file cannot be read, or has no such columns.
    """
    value = json_of(data)
    if isinstance(value, dict) and all(isinstance(one, int | dict) for one in value.values()):
        pairs = [(room, one if isinstance(one, dict) else {"bag": one}) for room, one in value.items()]
        rows = [named(one.items()) | {"room": room} for room, one in pairs]
    else:
        rows = [dict(line.cells) for line in lines_of(name, data)]
    found = {cells["room"]: _counted(cells) for cells in rows if cells.get("room") and cells.get("bag")}
    if not found:
        raise BadList(f"{name} 中没有找到考场号和卡袋张数两列", f"{name} has no columns of rooms and cards in the bag")
    return found


def _counted(cells: Mapping[str, str]) -> Counted:
    return Counted(_whole(cells.get("bag")), _whole(cells.get("void")) or 0, _whole(cells.get("absentees")))


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdigit() else None
