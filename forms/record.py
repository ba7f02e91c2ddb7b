"""The room's record sheet (考场情况记录单): two pages a room, the printed head filled in, the rest for the pen."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms.page import MIDDLE, RIGHT, THICK, Ink, Page
from forms.table import Column, blank, draw

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
ROW = 8.2
ABSENT_ROWS, FEWEST = 8, 4
#: Lines for which the first page has room at their full height, those of the head with them.
LINES = 23

_ABSENT = (Column("准考证号", 55), Column("姓名", 36), Column("准考证号", 55), Column("姓名", 36))
_VIOLATION = (Column("准考证号", 40), Column("姓名", 20), Column("时间", 15), Column("违纪事实及证据", 52),
              Column("条款", 14), Column("考生签名", 20), Column("监考签名", 21))  # fmt: skip
_REPLACED = (Column("准考证号", 40), Column("姓名", 20), Column("原卡（卷）号", 29), Column("新卡（卷）号", 29),
             Column("原因", 29), Column("时间", 14), Column("批准人", 21))  # fmt: skip
_MISPRINT = (Column("时间", 16), Column("卷、卡错漏或错装情况", 96), Column("处理", 45), Column("批准人", 25))
_EVENT = (Column("时间", 16), Column("突发情况", 96), Column("处理", 45), Column("报告给", 25))
_MOVED = (Column("准考证号", 45), Column("姓名", 22), Column("迟到、早退、如厕", 45), Column("离场时间", 23),
          Column("返回时间", 23), Column("陪同人", 24))  # fmt: skip
_WRONG = (Column("准考证号", 45), Column("姓名", 22), Column("错误项目", 35), Column("现为", 40), Column("应为", 40))


def lay(ink: Ink, rooms: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw both pages of each room's sheet."""
    return [page for room in rooms for page in (_front(ink, room), _back(ink, room))]


def _front(ink: Ink, room: Mapping[str, Any]) -> Page:
    page = Page(ink)
    page.text(A4[0] / 2, 18, "考场情况记录单", 20, bold=True, align=MIDDLE)
    page.text(A4[0] / 2, 25, room["plan"], 11, room=WIDE - 56, align=MIDDLE)
    if room["qr"]:
        page.qr(A4[0] - MARGIN - 24, 8, 24, room["qr"])
        page.text(A4[0] - MARGIN - 12, 34.5, room["label"], 9, align=MIDDLE)
    # Bags by trade and level take the place of the last lines for absent candidates, and where there are still more all
    # lines are lower: the sheet has two pages.
    bags = len(_bags(room))
    absent = max(FEWEST, ABSENT_ROWS - bags)
    row = ROW * min(1.0, LINES / (LINES - ABSENT_ROWS + bags + absent))
    y = _head(page, room, 36, row)
    y = _titled(page, y + 4, "一、缺考考生", _ABSENT, absent, row)
    y = _titled(page, y + 4, "二、违纪考生（考生拒绝签名的，由两名监考写明）", _VIOLATION, 4, row)
    y = _titled(page, y + 4, "三、补换答题卡、试卷（作废的卡、卷写“作废”）", _REPLACED, 3, row)
    _titled(page, y + 4, "四、试卷、答题卡错漏或错装", _MISPRINT, 2, row)
    page.text(A4[0] - MARGIN, A4[1] - 8, "第 1 页，共 2 页（背面续）", 9, align=RIGHT)
    return page


def _back(ink: Ink, room: Mapping[str, Any]) -> Page:
    page = Page(ink)
    page.text(MARGIN, 16, f"第 {room['room']} 考场　{room['session']}", 11, bold=True, room=WIDE - 60)
    page.text(A4[0] - MARGIN, 16, f"记录单 {room['label']}" if room["label"] else "", 9, align=RIGHT)
    y = _seal(page, 21)
    y = _titled(page, y + 4, "六、突发情况", _EVENT, 6)
    y = _titled(page, y + 4, "七、迟到、早退和如厕", _MOVED, 8)
    y = _titled(page, y + 4, "八、考生信息错误（姓名、证件号等）", _WRONG, 4)
    _signatures(page, y + 5)
    page.text(A4[0] - MARGIN, A4[1] - 8, "第 2 页，共 2 页", 9, align=RIGHT)
    return page


def _head(page: Page, room: Mapping[str, Any], y: float, row: float) -> float:
    """Draw the grid of what is known before, and of the counts; return where it ends."""
    lines: list[list[tuple[str, float, str]]] = [
        [("考点", 20, room["site"]), ("考场", 18, room["room"]), ("场次", 18, room["session"])],
        [("时间", 20, room["when"]), ("职业、等级", 24, room["subject"])],
        [("准考证号", 20, f"{room['first']} 至 {room['last']}" if room["first"] else "")],
        [("应考", 20, f"{room['count']} 人"), ("实考", 20, "人"), ("缺考", 20, "人"), ("违纪", 20, "人")],
        [("领试卷", 20, "份"), ("交试卷", 20, "份"), ("领答题卡", 20, "张"), ("交答题卡", 20, "张")],
        [("启用备用：试卷", 32, "份"), ("答题卡", 18, "张"), ("备用袋号", 20, ""), ("时间", 14, "")],
    ]
    widths: list[list[float]] = [
        [74, 22, 30],
        [74, 64],
        [162],
        [25.5, 25.5, 25.5, 25.5],
        [25.5, 25.5, 25.5, 25.5],
        [18, 20, 36, 24],
    ]
    bags = _bags(room)
    lines, widths = [*lines[:5], *bags, lines[5]], [*widths[:5], *([20.0, 17.0, 20.0, 17.0] for _ in bags), widths[5]]
    top = y
    for line, wide in zip(lines, widths, strict=True):
        x = MARGIN
        for number, ((title, title_wide, words), cell) in enumerate(zip(line, wide, strict=False)):
            page.cell(x, y, title_wide, row, title, 9, bold=True)
            page.line(x + title_wide, y, x + title_wide, y + row)
            align = RIGHT if words in ("人", "份", "张") else MIDDLE
            page.cell(x + title_wide, y, cell, row, words, 11, align=align)
            x += title_wide + cell
            if number < len(line) - 1:
                page.line(x, y, x, y + row)
        y += row
        page.line(MARGIN, y, MARGIN + WIDE, y)
    page.frame(MARGIN, top, WIDE, y - top, weight=THICK)
    return y


def _bags(room: Mapping[str, Any]) -> list[list[tuple[str, float, str]]]:
    """Return the lines of a room's paper bags by trade and level, two in each: what went in, what came back by pen."""
    cells = [
        cell
        for group, label, papers in room["bags"]
        for cell in ((f"{group} {label}", 44.0, f"领 {papers} 份"), ("交", 10.0, "份"))
    ]
    return [cells[place : place + 4] for place in range(0, len(cells), 4)]


def _titled(page: Page, y: float, title: str, columns: Sequence[Column], rows: int, row: float = ROW) -> float:
    page.text(MARGIN, y + 3.5, title, 10.5, bold=True, room=WIDE)
    return draw(page, MARGIN, y + 5, columns, blank(columns, rows), row=row, head=6)


def _seal(page: Page, y: float) -> float:
    page.text(MARGIN, y + 3.5, "五、启封前验封", 10.5, bold=True)
    top, high = y + 5, 11.0
    page.frame(MARGIN, top, WIDE, 2 * high, weight=THICK)
    page.line(MARGIN, top + high, MARGIN + WIDE, top + high)
    x = page.blank(MARGIN + 3, top + 7, "试卷袋封条 □完好 □异常", 22, 10)
    x = page.blank(x + 4, top + 7, "答题卡袋封条 □完好 □异常", 22, 10)
    page.blank(x + 4, top + 7, "启封时间", 14, 10)
    x = page.blank(MARGIN + 3, top + high + 7, "验封考生：座号", 12, 10)
    x = page.blank(x + 2, top + high + 7, "签名", 38, 10)
    x = page.blank(x + 6, top + high + 7, "座号", 12, 10)
    page.blank(x + 2, top + high + 7, "签名", 38, 10)
    return top + 2 * high


def _signatures(page: Page, y: float) -> None:
    page.text(MARGIN, y + 3.5, "九、签名（监考两人、流动监考、主考均须签名）", 10.5, bold=True)
    top, wide, high = y + 5, WIDE / 4, min(26.0, A4[1] - 14 - y - 5)
    for number, who in enumerate(("监考（甲）", "监考（乙）", "流动监考", "主考")):
        x = MARGIN + number * wide
        page.text(x + 2, top + 5, who, 10)
        page.blank(x + 2, top + high - 4, "时间", 24, 10)
        if number:
            page.line(x, top, x, top + high)
    page.frame(MARGIN, top, WIDE, high, weight=THICK)
