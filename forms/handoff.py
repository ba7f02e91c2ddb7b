"""The site's handoff form with Jiangxi's columns (附件二), and the record of spare papers and cards."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4_LYING
from forms.page import LEFT, MIDDLE, RIGHT, THICK, Ink, Page
from forms.table import Column, blank, draw, shared

MARGIN = 12.0
WIDE = A4_LYING[0] - 2 * MARGIN
ROW, HEAD = 7.0, 7.0
TOP, FOOT = 40.0, 34.0
MOST = int((A4_LYING[1] - TOP - 2 * HEAD - FOOT) / ROW)

_COLUMNS = (
    Column("考场", 22, size=11), Column("职业（工种）", 60), Column("等级", 22), Column("考场起始号", 45, size=9.5),
    Column("考场终止号", 45, size=9.5), Column("人数", 15, size=11), Column("试卷", 16, size=11),
    Column("答题卡", 16, size=11), Column("试卷", 16, size=11), Column("答题卡", 16, size=11),
)  # fmt: skip
_SPARES = (
    Column("时间", 16), Column("备用袋", 22, size=9), Column("启用封条", 24), Column("用于考场", 18),
    Column("准考证号", 42), Column("试卷（份）", 18), Column("答题卡（张）", 20), Column("原因", 45),
    Column("批准人", 22), Column("监督人", 22), Column("领用人", 24),
)  # fmt: skip
SPARE_ROWS = 16


def lay(ink: Ink, form: Mapping[str, Any]) -> list[Page]:
    """Draw the form of a session.

    A row is room, trades, levels, first, last, five numbers (None: for the pen) and whether it is a part of the room's
    row above it (其中), which the sums have in them already.
    """
    rows, pages, done = form["rows"], [], 0
    # The sums stand in a row of their own on the last page.
    counts = shared(len(rows) + 1, MOST)
    for number, count in enumerate(counts, 1):
        page, last = Page(ink, A4_LYING), number == len(counts)
        _head(page, form, f"第 {number} 页，共 {len(counts)} 页")
        shown = [_row(row) for row in rows[done : done + (count - 1 if last else count)]]
        done += len(shown)
        lines = [*shown, _sum(rows)] if last else shown
        end = _table(page, lines)
        if last:
            _signed(page, end)
        pages.append(page)
    return pages


def _row(row: Sequence[Any]) -> list[str]:
    part, shown = row[10], ["" if value is None else str(value) for value in row[:10]]
    # Cards are not parted by trade: nothing is to be written there.
    return [*shown[:7], "—", shown[8], "—"] if part else shown


def _sum(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Add up the numbers; where one is not known yet the sum is for the pen."""
    rooms = [row for row in rows if not row[10]]
    sums = [[row[place] for row in rooms] for place in range(5, 10)]
    return ["合计", f"{len(rooms)} 个考场", "", "", "", *("" if None in one else str(sum(one)) for one in sums)]


def _table(page: Page, lines: Sequence[Sequence[str]]) -> float:
    x = MARGIN + sum(column.width for column in _COLUMNS[:6])
    for title, columns in (("领卷", _COLUMNS[6:8]), ("回收", _COLUMNS[8:])):
        wide = sum(column.width for column in columns)
        page.frame(x, TOP, wide, HEAD, weight=THICK)
        page.cell(x, TOP, wide, HEAD, title, 10, bold=True)
        x += wide
    return draw(page, MARGIN, TOP + HEAD, _COLUMNS, lines, row=ROW, head=HEAD)


def _head(page: Page, form: Mapping[str, Any], which: str) -> None:
    right = A4_LYING[0] - MARGIN
    page.text(A4_LYING[0] / 2, 17, f"{form['plan']}　试卷、答题卡交接表", 16, bold=True, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 27, f"考点：{form['site']}", 11, room=WIDE * 0.5)
    page.text(right, 27, f"场次：{form['session']}　{form['when']}", 11, room=WIDE * 0.48, align=RIGHT)
    page.text(MARGIN, 34.5, form["levels"], 10.5, room=WIDE - 42)
    page.text(right, 34.5, which, 9, align=RIGHT)


def _signed(page: Page, end: float) -> None:
    y = max(end + 8, A4_LYING[1] - FOOT + 6)
    for offset, what in ((0.0, "领卷"), (12.0, "回收")):
        x = MARGIN
        for who, length in ((f"{what}：交出人", 30), ("接收人", 30), ("接收人", 30), ("监督人", 30), ("时间", 26)):
            x = page.blank(x, y + offset, who, length) + 3
        page.text(x, y + offset, "封条 □完好 □异常", 11)


def spares(ink: Ink, form: Mapping[str, Any]) -> list[Page]:
    """Draw the record of spares of a session: its bags are named, what is used of them is written in."""
    page, right = Page(ink, A4_LYING), A4_LYING[0] - MARGIN
    page.text(A4_LYING[0] / 2, 17, f"{form['plan']}　备用卷、备用卡启用登记表", 16, bold=True, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 27, f"考点：{form['site']}", 11, room=WIDE * 0.5)
    page.text(right, 27, f"场次：{form['session']}　{form['when']}", 11, room=WIDE * 0.48, align=RIGHT)
    page.cell(MARGIN, 29.5, WIDE, 8, f"备用袋：{'；'.join(form['bags']) or '（未登记）'}", 10, align=LEFT, pad=0)
    end = draw(page, MARGIN, TOP, _SPARES, blank(_SPARES, SPARE_ROWS), row=8.2, head=8)
    page.text(
        MARGIN, end + 8, "启封须主考批准、监督人在场；值班卷须考区或省里批准并写明文号。没有启用的，原封交回。", 9.5
    )
    page.blank(right - 62, end + 9, "主考签名", 42)
    return [page]
