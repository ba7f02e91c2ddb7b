"""What a list writes of a candidate's attendance: each kind of column reads its marks in its own way."""

from collections.abc import Mapping

YES = frozenset(("1", "y", "yes", "t", "true", "是", "√", "✓", "✔", "有"))
NO = frozenset(("0", "n", "no", "f", "false", "否", "-", "—", "/", "无"))
AWAY = frozenset(
    ("缺考", "缺", "缺席", "缺勤", "旷考", "未到", "未到考", "未到场", "未考", "未参加", "未参考", "未签到", "absent")
)
THERE = frozenset(
    (
        "到考",
        "到",
        "已到",
        "已到考",
        "到场",
        "正常",
        "参加",
        "参考",
        "实到",
        "出席",
        "出勤",
        "已签到",
        "签到",
        "已考",
        "present",
    )
) | {"attended", "违纪", "作弊", "违规"}
BROKE = frozenset(("违纪", "作弊", "违规", "misconduct"))

#: Titles' keys, in the order in which they are believed.
COLUMNS = ("absent", "attended", "status")
_ABSENT: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "absent": (AWAY | YES, THERE | NO | {""}),
    "attended": (AWAY | NO, THERE | YES),
    "status": (AWAY, THERE | {""}),
}


class UnknownMark(Exception):
    """A mark that a column of this kind has no meaning for."""


def absent_by(column: str, text: str) -> bool:
    """Say whether a mark says absent.

    Args:
        column: ``absent`` asks whether somebody was absent, ``attended`` whether they came, ``status`` tells in words.
        text: the mark.

    Raises:
        UnknownMark: it says neither.
    """
    mark = text.strip().lower()
    away, there = _ABSENT[column]
    if mark in away:
        return True
    if mark in there:
        return False
    raise UnknownMark(text)


def misconduct_by(text: str) -> bool:
    """Say whether a mark says that the rules were broken.

    Raises:
        UnknownMark: it says neither.
    """
    mark = text.strip().lower()
    if mark in YES or mark in BROKE:
        return True
    if mark in NO or mark in ("", "正常"):
        return False
    raise UnknownMark(text)


def is_mark(text: str) -> bool:
    """Say whether a cell under an unknown title may be a mark of attendance."""
    mark = text.strip().lower()
    return mark in AWAY or mark in THERE - BROKE or (mark in YES | NO and not mark.isdigit() and mark not in "-—/无有")
