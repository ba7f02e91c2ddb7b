"""The columns of each kind of file: the names a header may use, and how a cell is read.

The names stand in ``titles``.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from formats.unreadable import Words
from server.domain.imports.column import Column
from server.domain.imports.titles import TITLES, UNUSED
from server.domain.imports.values import (
    Reader,
    code,
    day,
    digits,
    flag,
    id_number,
    level,
    person_name,
    phone,
    plain,
    points,
    text,
    whole,
)  # fmt: skip

ROOM_CHARACTERS = ("数字、字母、汉字和短横", "digits, letters, Chinese characters and dashes")
ITEM_CHARACTERS = ("数字、字母、点、短横和下划线", "digits, letters, dots, dashes and underscores")
STAFF_CHARACTERS = ("数字、字母、短横和下划线", "digits, letters, dashes and underscores")

room_no = code(r"[0-9A-Za-z\u4e00-\u9fff-]{1,12}", ROOM_CHARACTERS)


ROOMS = (
    Column(
        "room",
        TITLES["rooms"]["room"],
        True,
        room_no,
        ("考场号，如 101", "room number, e.g. 101"),
    ),
    Column(
        "name",
        TITLES["rooms"]["name"],
        False,
        text(40),
        ("考场名称", "name of the room"),
    ),
    Column(
        "building",
        TITLES["rooms"]["building"],
        False,
        text(40),
        ("楼栋名称", "name of the building"),
        fill=True,
    ),
    Column(
        "floor",
        TITLES["rooms"]["floor"],
        False,
        whole(-5, 99),
        ("楼层，如 3", "floor, e.g. 3"),
        fill=True,
    ),
    Column(
        "seats",
        TITLES["rooms"]["seats"],
        True,
        whole(1, 500),
        ("座位数，如 30", "seats, e.g. 30"),
        fill=True,
    ),
)

CANDIDATES = (
    Column(
        "admission_no",
        TITLES["candidates"]["admission_no"],
        True,
        digits,
        ("准考证号，文本格式", "admission number, formatted as text"),
    ),
    Column(
        "name",
        TITLES["candidates"]["name"],
        True,
        person_name,
        ("考生姓名", "the candidate's name"),
    ),
    Column(
        "id_no",
        TITLES["candidates"]["id_no"],
        True,
        id_number,
        ("18 位身份证号，文本格式", "ID number of 18 places, formatted as text"),
    ),
    Column(
        "unit",
        TITLES["candidates"]["unit"],
        False,
        text(60),
        ("所在单位", "unit"),
        fill=True,
    ),
    Column(
        "trade",
        TITLES["candidates"]["trade"],
        True,
        text(40),
        ("职业名称", "trade"),
        fill=True,
    ),
    Column(
        "level",
        TITLES["candidates"]["level"],
        True,
        level,
        ("1 到 5，或级别名称", "1 to 5, or the level's name"),
        fill=True,
    ),
    Column(
        "session",
        TITLES["candidates"]["session"],
        True,
        plain,
        ("场次代号，如 S1", "session, e.g. S1"),
        fill=True,
        told=True,
    ),
    Column(
        "room",
        TITLES["candidates"]["room"],
        True,
        room_no,
        ("考场号，如 101", "room number, e.g. 101"),
        fill=True,
        told=True,
    ),
    Column(
        "seat",
        TITLES["candidates"]["seat"],
        True,
        whole(1, 500),
        ("座位号，如 12", "seat, e.g. 12"),
        told=True,
    ),
)

STAFF = (
    Column(
        "staff_no",
        TITLES["staff"]["staff_no"],
        True,
        code(r"[0-9A-Za-z_-]{1,20}", STAFF_CHARACTERS),
        ("工号，如 R0001；照片以它命名", "staff number, e.g. R0001; the portrait is named by it"),
    ),
    Column("name", TITLES["staff"]["name"], True, person_name, ("姓名", "name")),
    Column(
        "role",
        TITLES["staff"]["role"],
        True,
        text(40),
        ("岗位名称，如 监考", "role, e.g. 监考"),
        fill=True,
    ),
    Column(
        "unit",
        TITLES["staff"]["unit"],
        False,
        text(60),
        ("所在单位", "unit"),
        fill=True,
    ),
    Column(
        "phone",
        TITLES["staff"]["phone"],
        False,
        phone,
        ("手机号或带区号的固定电话", "mobile number, or landline with area code"),
    ),
    Column(
        "sessions",
        TITLES["staff"]["sessions"],
        False,
        plain,
        ("场次代号，用顿号隔开；空白为全部", "sessions, separated by commas; blank means all"),
        fill=True,
    ),
    Column(
        "room",
        TITLES["staff"]["room"],
        False,
        room_no,
        ("监考的考场号", "an invigilator's room"),
        fill=True,
    ),
    Column("note", TITLES["staff"]["note"], False, text(200), ("备注", "note")),
    Column(
        "id_no",
        TITLES["staff"]["id_no"],
        False,
        id_number,
        ("18 位身份证号，文本格式", "ID number of 18 places, formatted as text"),
    ),
)

_YES_NO = ("是 或 否", "yes or no")


def _column(kind: str, key: str, read: Reader, form: Words, *, required: bool = False, fill: bool = False) -> Column:
    return Column(key, TITLES[kind][key], required, read, form, fill=fill)


SCHEMES = (
    _column("schemes", "trade", text(40), ("职业名称", "trade"), required=True, fill=True),
    _column("schemes", "level", level, ("1 到 5，或级别名称", "1 to 5, or the level's name"), required=True, fill=True),
    _column("schemes", "title", text(120), ("试卷名称", "title of the paper"), fill=True),
    _column("schemes", "question", text(60), ("试题名称；否定项按试题计", "question; failing counts by it"), fill=True),
    _column(
        "schemes",
        "id",
        code(r"[0-9A-Za-z._-]{1,20}", ITEM_CHARACTERS),
        ("项目编号，如 1.2", "item, e.g. 1.2"),
        required=True,
    ),
    _column("schemes", "name", text(120), ("考核内容", "what is assessed"), required=True),
    _column(
        "schemes",
        "full",
        points,
        ("配分，如 12.5；只否定不计分的填 0", "points, e.g. 12.5; 0 for one that only fails"),
        required=True,
    ),
    _column("schemes", "criterion", text(600), ("评分标准", "how it is scored")),
    _column("schemes", "failing", flag, _YES_NO),
    _column("schemes", "passing", points, ("合格分，空白为 60", "points that pass, 60 where blank"), fill=True),
    _column(
        "schemes",
        "threshold",
        points,
        ("考评员之间允许的分差，空白为 10", "allowed difference, 10 where blank"),
        fill=True,
    ),
    _column("schemes", "rule", text(20), ("平均、去高低平均、中位", "mean, trimmed, median"), fill=True),
    _column("schemes", "workpiece", flag, ("是 或 否：有无编号的工件", "yes or no: numbered workpieces"), fill=True),
    _column(
        "schemes",
        "late",
        whole(0, 600),
        ("开考后几分钟内可入场，空白为 30", "minutes after the start in which one is let in, 30 where blank"),
        fill=True,
    ),
)

ASSESSORS = (
    _column(
        "assessors",
        "staff_no",
        code(r"[0-9A-Za-z_-]{1,20}", STAFF_CHARACTERS),
        ("工号，与人员表一致", "staff number as in the staff file"),
        required=True,
    ),
    _column("assessors", "card", text(40), ("考评员证卡编号", "number of the assessor's card"), required=True),
    _column("assessors", "trade", text(40), ("职业名称", "trade"), required=True, fill=True),
    _column(
        "assessors", "level", level, ("能考评的最高级别", "the highest level they assess"), required=True, fill=True
    ),
    _column("assessors", "until", day, ("日期，如 2027-12-31", "a day, e.g. 2027-12-31"), required=True, fill=True),
    _column(
        "assessors", "running", whole(0, 99), ("一年内在本机构已连续考评的次数", "times running here within a year")
    ),
    _column(
        "assessors",
        "room",
        room_no,
        ("考评的实操考场；同一考场的组成考评组", "practical room; they form its team"),
        fill=True,
    ),
    _column("assessors", "leader", flag, ("组长标“是”", "marked for the leader")),
)

KINDS: Mapping[str, tuple[Column, ...]] = {
    "rooms": ROOMS, "candidates": CANDIDATES, "staff": STAFF, "schemes": SCHEMES, "assessors": ASSESSORS,
}  # fmt: skip

BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|【[^】]*】|<[^>]*>|\([^)]*$")
TITLE_LIMIT = 60  # characters; a longer cell is a note
MARKS = re.compile(r"[\s*:_.、/|'\"#-]+")


def folded(name: str) -> str:
    """Fold a header name, so that white space, case, width, stars and notes in brackets do not matter."""
    return MARKS.sub("", BRACKETS.sub("", unicodedata.normalize("NFKC", name)).casefold())


_BY_NAME: Mapping[str, Mapping[str, Column]] = {
    kind: {folded(name): column for column in columns for name in column.names} for kind, columns in KINDS.items()
}
_UNUSED = frozenset(folded(name) for name in UNUSED)


@dataclass(frozen=True, slots=True)
class Header:
    """A header row matched to the columns of one kind; the maps go by position in the row (from 0).

    ``twice``: position of a title that stands again, and of the first of the two. ``beside``: position of another name
    of a column that is read, and the position of the one read.
    """

    kind: str
    found: Mapping[int, Column]
    titles: Mapping[int, str]
    unknown: tuple[int, ...]
    twice: tuple[tuple[int, int], ...]
    beside: tuple[tuple[int, int], ...] = ()

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns that the header lacks and no plan can tell."""
        return tuple(column for column in self.lacking(frozenset()) if not column.told)

    def lacking(self, told: Collection[str]) -> tuple[Column, ...]:
        """Required columns that the header lacks, but for those whose keys are ``told``."""
        return tuple(
            column
            for column in KINDS[self.kind]
            if column.required and column not in self.found.values() and column.key not in told
        )

    @property
    def fit(self) -> tuple[bool, int]:
        """How well the kind fits: whether all that is required is there, and known columns less unknown ones."""
        return not self.missing, len(self.found) - len(self.unknown)

    def repeated(self, cells: Sequence[Any]) -> bool:
        """Say whether a row is this header again, as after a page break."""
        same = sum(
            position < len(cells) and cells[position] is not None and folded(str(cells[position])) == folded(title)
            for position, title in self.titles.items()
        )
        return same >= 2 and 2 * same > len(self.titles)


def match(kind: str, cells: Sequence[Any]) -> Header:
    """Match a header row to the columns of ``kind``."""
    titles = {
        position: " ".join(str(cell).split())
        for position, cell in enumerate(cells)
        if cell is not None and str(cell).strip()
    }
    named: dict[str, list[int]] = {}
    unknown: list[int] = []
    columns = {position: _BY_NAME[kind].get(folded(title)) for position, title in titles.items()}
    for position, column in columns.items():
        if column is not None:
            named.setdefault(column.key, []).append(position)
        elif folded(titles[position]) not in _UNUSED:
            unknown.append(position)
    found: dict[int, Column] = {}
    twice: list[tuple[int, int]] = []
    beside: list[tuple[int, int]] = []
    for positions in named.values():
        best = min(positions, key=lambda position: _rank(columns[position], titles[position]))
        found[best] = cast(Column, columns[best])
        for other in positions:
            if other != best:
                same = folded(titles[other]) == folded(titles[best])
                (twice if same else beside).append((other, best))
    return Header(kind, dict(sorted(found.items())), titles, tuple(unknown), tuple(twice), tuple(beside))


def _rank(column: Column | None, title: str) -> int:
    """Return how usual a title is for its column; the first of its names comes first."""
    names = [folded(name) for name in column.names] if column else []
    return names.index(folded(title)) if folded(title) in names else len(names)


def likeliest(cells: Sequence[Any]) -> Header | None:
    """Return the kind a header row fits best, or None where fewer than two columns are known in every kind."""
    best = max((match(kind, cells) for kind in KINDS), key=lambda header: header.fit)
    return best if len(best.found) >= 2 else None


def known_titles(cells: Sequence[Any]) -> int:
    """Count the cells of a row that name columns of one kind."""
    names = [folded(str(cell)) for cell in cells if isinstance(cell, str) and len(cell) <= TITLE_LIMIT]
    return max(sum(name in known for name in names) for known in _BY_NAME.values())
