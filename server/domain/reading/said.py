"""A fault in words: what is, what was expected, what to do now, in both languages; numbers and seats, never a name."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reading import MULTI, UNSURE, FileFault
from reading.card import NO_DIGIT
from server.domain.reading.fault import Fault
from server.domain.reading.listed import bare
from server.domain.reading.report import Cell
from server.domain.words.balance import room_words
from server.domain.words.card_fault import FAULTS, RESOLUTIONS

Pair = tuple[str, str]

#: So many things of one sort are named; then how many more there are.
NAMED = 8

FIELDS: Mapping[str, Pair] = MappingProxyType(
    {
        "number": ("准考证号", "number"),
        "subject": ("科目", "subject"),
        "paper": ("卷型", "paper form"),
        "room": ("考场", "room"),
        "seat": ("座位", "seat"),
        "absent": ("缺考标记", "absent mark"),
        "misconduct": ("违纪标记", "misconduct mark"),
        "card": ("整张卡", "the card"),
    }
)
BOXES: Mapping[str, Pair] = MappingProxyType({"1": ("有", "yes"), "0": ("无", "no")})
SWAPS: Mapping[str, Pair] = MappingProxyType(
    {
        "numbers": ("互换了号码，按卡上的座位和姓名应为", "have each other's number; by seat and name"),
        "either": ("与座位交叉，互换了号码或座位，按座位应为", "and seats are crossed; by seat"),
    }
)
#: Codes of a file whose kind is shown by itself.
FILES: Mapping[str, Pair] = MappingProxyType(
    {
        "cut": ("文件被截断", "file cut off"),
        "header-count": ("文件头条数不符", "header count wrong"),
        "deleted-row": ("有已删除的记录", "deleted record"),
        "no-code-page": ("没有代码页标记", "no code page"),
        "wrong-profile": ("与读卡格式不符", "another layout than the profile's"),
        "wrong-format": ("文件种类不符", "another kind of file than the profile's"),
        "not-a-card-file": ("不是读卡文件", "no card file"),
        "is-answer-key": ("是标准答案，不是读卡文件", "answer key, no card file"),
        "is-absent-list": ("是缺考名单，不是读卡文件", "list of absentees, no card file"),
        "is-candidate-list": ("是考生名单，不是读卡文件", "list of candidates, no card file"),
        "is-staff-list": ("是工作人员名单，不是读卡文件", "list of staff, no card file"),
        "is-room-list": ("是考场表，不是读卡文件", "list of rooms, no card file"),
        "is-plan": ("是鉴定计划，不是读卡文件", "plan, no card file"),
        "is-profile": ("是读卡格式，不是读卡文件", "card-file profile, no card file"),
        "wrong-plan": ("不是本计划的卡", "cards of another plan"),
        "ruined-number": ("准考证号已被表格软件改坏", "number ruined by a spreadsheet program"),
        "lost-zeros": ("准考证号丢失前导零", "number without its leading zeros"),
        "bad-bytes": ("有不能识别的字节", "bytes that are no text"),
        "half-sign": ("汉字被截断", "character cut in half"),
        "line-length": ("记录长度不符", "record of another length"),
        "end-mark": ("文件没有结束符", "file without its end"),
        "no-header": ("没有文件头", "no header"),
        "missing-column": ("缺少列", "column missing"),
        "column-width": ("列宽不符", "column of another width"),
        "cell-count": ("单元格数不符", "another number of cells"),
        "broken-row": ("有一行无法分列", "row that cannot be divided"),
        "broken-workbook": ("电子表格已损坏", "workbook broken"),
        "locked-workbook": ("电子表格有密码", "workbook with a password"),
        "broken-table": ("数据库文件已损坏", "table broken"),
        "number-sign": ("准考证号中有不认识的符号", "unknown sign in a number"),
        "number-length": ("准考证号位数不符", "number of another length"),
        "no-numbers": ("没有准考证号", "no numbers"),
        "answer-sign": ("答案中有不认识的符号", "unknown sign in an answer"),
        "answer-count": ("题数不符", "another number of answers"),
        "too-large": ("文件太大", "file too large"),
        "too-many": ("记录太多", "too many records"),
        "column-twice": ("有两列同名", "column there twice"),
        "empty": ("空文件", "empty file"),
        "file-lost": ("主机上的文件丢失", "file lost on the hub"),
        "not-parsed": ("主机读不出这个文件", "file the hub could not read"),
        "total-differs": ("合计与记录数不符", "total and records differ"),
        "profile-doubtful": ("读卡格式不能确定", "profile in doubt"),
        "profile-several": ("读卡格式不能确定", "profile in doubt"),
        "profile-unknown": ("没有这个读卡格式", "no such profile"),
        "no-cards": ("文件中没有卡", "no cards in the file"),
    }
)
SHORT: Pair = ("文件被截断：文件头条数多于实际", "file cut off: its header counts more than is there")
#: What a column of a number is that is no digit.
UNMARKED: Mapping[str, Pair] = {
    NO_DIGIT: ("没有填涂", "blank"),
    MULTI: ("填涂了两个以上", "with several marks"),
    UNSURE: ("读不准", "not sure"),
}
SEVERAL: Pair = ("几个考场", "several rooms")
SECOND: Pair = ("第二遍读卡的文件：", "A file of the second reading: ")
OF_FILE: Pair = ("读卡文件有问题", "card file")


def kind_words(fault: Fault) -> Pair:
    """Name a fault's kind."""
    file = fault.detail.get("file")
    if isinstance(file, FileFault):
        return SHORT if file.short else FILES.get(fault.code, OF_FILE)
    words = FAULTS[fault.code]
    return words.kind, words.kind_en


def resolution_words(code: str) -> Pair:
    """Name what may be done."""
    return RESOLUTIONS[code]


def says(fault: Fault) -> Pair:
    """Say what is and what was expected."""
    file = fault.detail.get("file")
    if isinstance(file, FileFault):
        lacks, lacks_en = _lacks(fault)
        n = fault.detail.get("n", 1)
        more, more_en = (f"这样的共 {n} 处。", f" {n} of these in all.") if n > 1 else ("", "")
        of, of_en = SECOND if fault.detail.get("second") else ("", "")
        return of + file.says + more + lacks, of_en + file.says_en + more_en + lacks_en
    words = FAULTS[fault.code]
    filled, filled_en = _values(fault)
    en = words.says_en.format(**filled_en)
    return words.says.format(**filled), en[:1].upper() + en[1:]


def fix(fault: Fault) -> Pair:
    """Say what to do now."""
    file = fault.detail.get("file")
    if isinstance(file, FileFault):
        return file.fix, file.fix_en
    words = FAULTS[fault.code]
    return words.fix, words.fix_en


def _lacks(fault: Fault) -> Pair:
    """Say which candidates have no card because of the file; nothing where the list does not tell."""
    numbers = fault.detail.get("lacking", ())
    if not numbers:
        return "", ""
    zh, en = _listed(numbers)
    place, place_en = _place(fault) if fault.room is not None else SEVERAL
    return f"缺卡的考生（{place}）：{zh}。", f" Without a card ({place_en}): {en}."


def _values(fault: Fault) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what fills the braces, in Chinese and in English."""
    pairs: dict[str, Pair] = {
        "place": _place(fault),
        "rows": _rows(fault),
        "number": (fault.number or "—",) * 2,
        "likely": _likely(fault),
    }
    pairs |= {name: (str(value),) * 2 for name, value in fault.detail.items() if isinstance(value, int | str)}
    for name, words in _WORDED.items():
        if name in fault.detail:
            pairs[name] = words(fault)
    pairs |= {name: words(fault) for name, words in _MADE.get(fault.code, {}).items()}
    zh = {name: pair[0] for name, pair in pairs.items()}
    en = {name: pair[1] for name, pair in pairs.items()}
    en |= {f"{name}_en": pair[1] for name, pair in pairs.items()}
    return zh, en


def _place(fault: Fault) -> Pair:
    return room_words(fault.room) if fault.room is not None else ("（考场不明）", "room not known")


def _rows(fault: Fault) -> Pair:
    """Name the rows, file by file; which files they are stands beside the fault, where their names are known."""
    rows: dict[str, list[int]] = {}
    for place in fault.places:
        rows.setdefault(place.batch, []).append(place.row)
    if not rows:
        return "", "no row"
    if fault.code == "room-twice":
        return rows_words(fault.rows)
    told = [_of_file(each) for each in rows.values()]
    if len(told) == 1:
        return told[0]
    zh = "、".join([told[0][0], *(f"另一文件{each}" for each, _ in told[1:])])
    en = ", ".join([told[0][1], *(f"{each} of another file" for _, each in told[1:])])
    return f"（{zh}）", en


def _of_file(rows: Sequence[int]) -> Pair:
    zh, en = _listed([str(row) for row in rows])
    return f"第 {zh} 行", f"row {en}" if len(rows) == 1 else f"rows {en}"


def rows_words(rows: Sequence[int]) -> Pair:
    """Name rows by their runs: 3–12、20."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    zh, en = _listed([str(one) if one == last else f"{one}–{last}" for one, last in runs])
    return f"第 {zh} 行", f"rows {en}"


def _listed(named: Sequence[str]) -> Pair:
    shown, more = named[:NAMED], len(named) - NAMED
    zh, en = "、".join(shown), ", ".join(shown)
    return (f"{zh} 等 {len(named)} 个", f"{en} and {more} more") if more > 0 else (zh, en)


def _likely(fault: Fault) -> Pair:
    if fault.candidate is None:
        return "", ""
    zh, en = _seat(fault.detail["at_room"], fault.detail["at_seat"])
    if fault.code == "duplicate-same":
        return (
            f"；{fault.candidate}（{zh}）没有卡，可能就在这里漏读了",
            f"; {fault.candidate} ({en}) has none and may be skipped here",
        )
    row = fault.detail.get("wrong_row")
    which, which_en = (f"第 {row} 行", f" of row {row}") if row else ("", "")
    return (
        f"；{which}很可能是 {fault.candidate}（{zh}）的卡",
        f"; the card{which_en} most likely belongs to {fault.candidate} ({en})",
    )


def _seat(room: str, seat: str) -> Pair:
    zh, en = room_words(room)
    return f"{zh} {bare(seat)} 座", f"{en}, seat {bare(seat)}"


def _columns(fault: Fault) -> Pair:
    """Say which columns of a number are none, each in its own way."""
    number, parts, parts_en = fault.number or "", [], []
    for sign, (zh, en) in UNMARKED.items():
        columns = [str(place) for place, found in enumerate(number, 1) if found == sign]
        if columns:
            every = len(columns) == len(number)
            parts.append("各位都" + zh if every else f"第 {'、'.join(columns)} 位{zh}")
            parts_en.append(("every column " if every else f"column {', '.join(columns)} ") + en)
    return "，".join(parts) or "没有号码", ", ".join(parts_en) or "no number"


def _cells(fault: Fault) -> Pair:
    cells: Sequence[Cell] = fault.detail.get("cells", ())
    zh, en = zip(*map(_cell, cells[:NAMED]), strict=True) if cells else ((), ())
    only = len(fault.detail.get("only_old", ())) + len(fault.detail.get("only_new", ()))
    rest = [f"只在一次读卡中的卡 {only} 张"] if only else []
    rest_en = [f"{only} cards in one reading only"] if only else []
    if len(cells) > NAMED:
        rest, rest_en = [*rest, f"另 {len(cells) - NAMED} 处"], [*rest_en, f"{len(cells) - NAMED} more"]
    return "；".join([*zh, *rest]), "; ".join([*en, *rest_en])


def _cell(cell: Cell) -> Pair:
    if cell.question is not None:
        name, name_en = f"第 {cell.question} 题", f"question {cell.question}"
    else:
        name, name_en = FIELDS[cell.field]
    was, now = _value(cell, cell.first), _value(cell, cell.second)
    if cell.marked is not None:
        was = f"{was[0]}（已更正，原读作 {cell.marked}）", f"{was[1]} (put right, read as {cell.marked})"
    return f"{cell.number} {name} {was[0]}→{now[0]}", f"{cell.number} {name_en} {was[1]} to {now[1]}"


def _value(cell: Cell, value: str) -> Pair:
    if cell.field in ("absent", "misconduct", "card"):
        return BOXES[value]
    return (value, value) if value else ("空", "blank")


def _marked(fault: Fault) -> Pair:
    if fault.code == "misconduct-differs":
        return ("卡上填涂了违纪", "marked misconduct") if fault.detail["marked"] else ("卡上没有填涂违纪", "not marked")
    return ("卡上填涂了缺考", "marked absent") if fault.detail["marked"] else ("卡上没有填涂缺考", "not marked absent")


def _recorded(fault: Fault) -> Pair:
    if fault.code == "misconduct-differs":
        return ("有违纪", "a violation") if fault.detail["recorded"] else ("没有违纪", "no violation")
    return ("缺考", "absent") if fault.detail["recorded"] else ("实考", "present")


def _swap(fault: Fault) -> Pair:
    numbers, belong = fault.detail["numbers"], fault.detail["belong"]
    zh, en = _listed(numbers)
    what, what_en = SWAPS[fault.detail["what"]]
    pairs = list(zip(numbers, belong, strict=False))
    right = "、".join(f"{one}→{other}" for one, other in pairs)
    right_en = ", ".join(f"{one} to {other}" for one, other in pairs)
    return f"准考证号 {zh} {what} {right}", f"{en} {what_en}: {right_en}"


def _own(fault: Fault) -> Pair:
    return _seat(fault.detail["own_room"], fault.detail["own_seat"])


def _stated(fault: Fault) -> Pair:
    return _seat_alone(fault.detail["stated"])


def _at(fault: Fault) -> Pair:
    return _seat_alone(fault.detail["seat"])


def _seat_alone(seat: str) -> Pair:
    return (f"{bare(seat)} 座", f"seat {bare(seat)}") if seat else ("没有填座位", "no seat")


def _off(fault: Fault) -> Pair:
    n, few = fault.detail["n"], fault.detail["found"] < fault.detail["expected"]
    return (f"少 {n} 张", f"{n} too few") if few else (f"多 {n} 张", f"{n} too many")


def _who(fault: Fault) -> Pair:
    if fault.number is not None:
        return f"准考证号 {fault.number} ", f"{fault.number}:"
    n = len(fault.places)
    return f"{n} 张卡，", f"{n} cards:"


def _found(fault: Fault) -> Pair:
    value = fault.detail["found"]
    return (str(value), str(value)) if value != "" else ("未填涂", "blank")


def _expected(fault: Fault) -> Pair:
    value = fault.detail["expected"]
    return _listed(value) if isinstance(value, tuple) else (str(value), str(value))


def _noted(fault: Fault) -> Pair:
    note = str(fault.detail.get("note") or "")
    return (f"（{note}）", f" ({note})") if note else ("", "")


_Words = Callable[[Fault], Pair]
_WORDED: Mapping[str, _Words] = MappingProxyType(
    {
        "first": lambda fault: rows_words(fault.detail["first"]),
        "numbers": lambda fault: _listed(fault.detail["numbers"]),
        "questions": lambda fault: _listed([str(one) for one in fault.detail["questions"]]),
        "cells": _cells,
        "marked": _marked,
        "recorded": _recorded,
        "found": _found,
        "expected": _expected,
    }
)
_MADE: Mapping[str, Mapping[str, _Words]] = MappingProxyType(
    {
        "blank-digit": {"columns": _columns},
        "multi-digit": {"columns": _columns},
        "unsure-digit": {"columns": _columns},
        "swapped": {"swap": _swap},
        "seat-differs": {"own": _own, "stated": _stated},
        "wrong-room": {"own": _own, "lies": lambda fault: room_words(fault.detail["lies"])},
        "present-no-card": {"seat": _at, "bag": lambda fault: ("", "")},
        "absent-no-card": {"seat": _at},
        "wrong-subject": {"who": _who},
        "wrong-paper": {"who": _who},
        "check-differs": {"noted": _noted},
        "count-bag": {"off": _off},
    }
)
