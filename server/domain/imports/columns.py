"""The columns of each kind of file: the names a header may use, and how a cell is read.

A further synonym is one more entry in ``names``; the first name is the one that messages and samples use.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.imports.problem import Words
from server.domain.imports.values import Reader, code, digits, id_number, level, person_name, phone, plain, text, whole

ROOM_CHARACTERS = ("数字、字母、汉字和短横", "digits, letters, Chinese characters and dashes")
STAFF_CHARACTERS = ("数字、字母、短横和下划线", "digits, letters, dashes and underscores")

room_no = code(r"[0-9A-Za-z\u4e00-\u9fff-]{1,12}", ROOM_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: the row's key.
        names: header names accepted; the first is the usual one.
        required: whether the file must have it and every row must fill it.
        read: reads one cell that is not blank.
        form: what belongs in a cell, in Chinese and English.
    """

    key: str
    names: tuple[str, ...]
    required: bool
    read: Reader
    form: Words


ROOMS = (
    Column("room", ("考场号", "考场", "考场编号", "room"), True, room_no, ("考场号，如 101", "room number, e.g. 101")),
    Column("name", ("考场名称", "名称", "room name"), False, text(40), ("考场名称", "name of the room")),
    Column("building", ("楼栋", "楼", "教学楼", "building"), False, text(40), ("楼栋名称", "name of the building")),
    Column("floor", ("楼层", "层", "floor"), False, whole(-5, 99), ("楼层，如 3", "floor, e.g. 3")),
    Column("seats", ("座位数", "座位", "容量", "seats"), True, whole(1, 500), ("座位数，如 30", "seats, e.g. 30")),
)

CANDIDATES = (
    Column(
        "admission_no",
        ("准考证号", "准考证", "准考证号码", "admission no"),
        True,
        digits,
        ("准考证号，文本格式", "admission number, formatted as text"),
    ),
    Column("name", ("姓名", "考生姓名", "name"), True, person_name, ("考生姓名", "the candidate's name")),
    Column(
        "id_no",
        ("证件号", "身份证号", "身份证号码", "证件号码", "id no"),
        True,
        id_number,
        ("18 位身份证号，文本格式", "ID number of 18 places, formatted as text"),
    ),
    Column("unit", ("单位", "工作单位", "unit"), False, text(60), ("所在单位", "unit")),
    Column("trade", ("职业", "工种", "职业（工种）", "报考工种", "trade"), True, text(40), ("职业名称", "trade")),
    Column(
        "level",
        ("级别", "等级", "技能等级", "报考级别", "level"),
        True,
        level,
        ("1 到 5，或级别名称", "1 to 5, or the level's name"),
    ),
    Column("session", ("场次", "session"), True, plain, ("场次代号，如 S1", "session, e.g. S1")),
    Column("room", ("考场号", "考场", "考场编号", "room"), True, room_no, ("考场号，如 101", "room number, e.g. 101")),
    Column("seat", ("座位号", "座号", "座位", "seat"), True, whole(1, 500), ("座位号，如 12", "seat, e.g. 12")),
)

STAFF = (
    Column(
        "staff_no",
        ("工号", "编号", "人员编号", "staff no"),
        True,
        code(r"[0-9A-Za-z_-]{1,20}", STAFF_CHARACTERS),
        ("工号，如 R0001；照片以它命名", "staff number, e.g. R0001; the portrait is named by it"),
    ),
    Column("name", ("姓名", "name"), True, person_name, ("姓名", "name")),
    Column(
        "role", ("岗位", "角色", "职务", "证牌岗位", "role"), True, text(40), ("岗位名称，如 监考", "role, e.g. 监考")
    ),
    Column("unit", ("单位", "工作单位", "unit"), False, text(60), ("所在单位", "unit")),
    Column(
        "phone",
        ("电话", "手机", "手机号", "联系电话", "phone"),
        False,
        phone,
        ("手机号或带区号的固定电话", "mobile number, or landline with area code"),
    ),
    Column(
        "sessions",
        ("场次", "sessions"),
        False,
        plain,
        ("场次代号，用顿号隔开；空白为全部", "sessions, separated by commas; blank means all"),
    ),
    Column("room", ("考场", "考场号", "room"), False, room_no, ("监考的考场号", "an invigilator's room")),
    Column("note", ("备注", "说明", "note"), False, text(200), ("备注", "note")),
    Column(
        "id_no",
        ("证件号", "身份证号", "身份证号码", "id no"),
        False,
        id_number,
        ("18 位身份证号，文本格式", "ID number of 18 places, formatted as text"),
    ),
)

KINDS: Mapping[str, tuple[Column, ...]] = {"rooms": ROOMS, "candidates": CANDIDATES, "staff": STAFF}

BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
MARKS = re.compile(r"[\s*:_-]+")


def folded(name: str) -> str:
    """Fold a header name, so that white space, case, width, stars and notes in brackets do not matter."""
    return MARKS.sub("", BRACKETS.sub("", unicodedata.normalize("NFKC", name)).casefold())


_BY_NAME: Mapping[str, Mapping[str, Column]] = {
    kind: {folded(name): column for column in columns for name in column.names} for kind, columns in KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Header:
    """A header row matched to the columns of one kind; the maps go by position in the row (from 0).

    ``twice``: position, and the position of the first of the two.
    """

    kind: str
    found: Mapping[int, Column]
    titles: Mapping[int, str]
    unknown: tuple[int, ...]
    twice: tuple[tuple[int, int], ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns that the header lacks."""
        return tuple(column for column in KINDS[self.kind] if column.required and column not in self.found.values())


def match(kind: str, cells: Sequence[Any]) -> Header:
    """Match a header row to the columns of ``kind``."""
    titles = {
        position: str(cell).strip() for position, cell in enumerate(cells) if cell is not None and str(cell).strip()
    }
    first: dict[str, int] = {}
    found: dict[int, Column] = {}
    unknown, twice = [], []
    for position, title in titles.items():
        column = _BY_NAME[kind].get(folded(title))
        if column is None:
            unknown.append(position)
        elif column.key in first:
            twice.append((position, first[column.key]))
        else:
            first[column.key] = position
            found[position] = column
    return Header(kind, found, titles, tuple(unknown), tuple(twice))


def likeliest(cells: Sequence[Any]) -> Header | None:
    """Return the kind a header row fits best, or None where fewer than two columns are known in every kind."""
    headers = [match(kind, cells) for kind in KINDS]
    best = max(headers, key=lambda header: (not header.missing, len(header.found) - len(header.unknown)))
    return best if len(best.found) >= 2 else None
