"""Files of an exam day that are handed in as cards by mistake: what they are, by their titles."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType

from formats.encoding import text_of
from formats.signature import Kind, kind_of
from formats.unreadable import Unreadable
from reading.cell_record import BANNERS, plain_title
from reading.fault import FileFault
from reading.parse import FORMATS
from reading.record import Stopped
from reading.workbook import tables_of, written_row

HEAD = 16 * 1024  # signs of a text
#: A title that counts: the questions of a card are numbered, the columns of no list are.
NUMBERED = re.compile(r"\d")
#: Code -> the titles that tell it, of each group one; the first that fits.
TITLES: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {
        "is-answer-key": (frozenset({"答案", "标准答案"}), frozenset({"题号", "起始题号", "题型"})),
        "is-absent-list": (frozenset({"准考证号"}), frozenset({"情况", "缺考", "是否到考", "到考情况"})),
        "is-candidate-list": (frozenset({"准考证号"}), frozenset({"证件号", "身份证号", "身份证号码"})),
        "is-staff-list": (frozenset({"姓名"}), frozenset({"岗位", "工号"})),
        "is-room-list": (frozenset({"考场号"}), frozenset({"楼栋", "座位数", "考场名称"})),
    }
)
#: Code -> what begins a line each, of a text without columns.
LINES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"is-plan": ("plan:", "code:", "site:"), "is-profile": ("id:", "format:", "number:")}
)


def foreign(raw: bytes) -> FileFault | None:
    """Return what a file is that is no card file but another one of the exam day; None where that is not known."""
    kind = kind_of(raw)
    if kind not in FORMATS:
        return None
    rows = list(_rows(raw, kind))
    if any(NUMBERED.search(title) for row in rows if "准考证号" in row for title in row):
        return None  # it has questions
    code = next((code for code, wanted in TITLES.items() for row in rows if all(row & one for one in wanted)), None)
    if code is None and kind is Kind.TEXT:
        text = "\n" + _text(raw)
        code = next((code for code, begins in LINES.items() if all(f"\n{one}" in text for one in begins)), None)
    return None if code is None else FileFault(code, None, None, "", "", True)


def _rows(raw: bytes, kind: Kind) -> Iterable[frozenset[str]]:
    """Return each row that may be the titles."""
    if kind is Kind.TEXT:
        for line in islice(_text(raw).splitlines(), BANNERS):
            yield frozenset(plain_title(cell.strip('"')) for cell in re.split(r"[,;\t]", line))
    elif kind is not Kind.DBF:
        try:
            tables = tables_of(raw, kind)
        except Stopped:
            return
        for table in tables:
            for cells in table.rows[:BANNERS]:
                yield frozenset(plain_title(str(cell)) for cell in written_row(cells))


def _text(raw: bytes) -> str:
    try:
        return text_of(raw)[:HEAD]
    except Unreadable:
        return ""
