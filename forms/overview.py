"""What begins the item analysis of many papers: the questions to look at first, then every paper with its page."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms import folded
from forms.folded import Folding
from forms.page import LEFT, MIDDLE, RIGHT, THICK, Ink, Page

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
ROW, HEAD = 5.4, 7.5
MOST = 24.0
BOTTOM = A4[1] - 12.0
WORST = (
    Folding("试卷", 58, LEFT), Folding("题号", 13), Folding("难度", 15), Folding("区分度", 15), Folding("相关", 15),
    Folding("提示", 53, LEFT, 8), Folding("页", 13),
)  # fmt: skip
PAPERS = (
    Folding("试卷", 58, LEFT), Folding("人数", 18), Folding("平均分 / 满分", 32), Folding("合格率", 20),
    Folding("信度 α", 20), Folding("需看的题", 21), Folding("页", 13),
)  # fmt: skip


def lay(ink: Ink, item: Mapping[str, Any], begins: Mapping[int, int]) -> list[Page]:
    """Draw an overview; ``begins``: of each paper, in the order they follow, its first page."""
    pages = [Page(ink)]
    y = _first(pages[0], item)
    for title, columns, rows, after in (
        ("一、先看这些题（先核对标准答案，再看区分度和难度）", WORST, item["worst"], item["more"]),
        ("二、各份试卷（信度由低到高）", PAPERS, item["papers"], ""),
    ):
        if rows:
            y = _table(ink, pages, y, title, columns, rows, begins)
        if after:
            pages[-1].text(MARGIN, y + 4, after, 8.5, room=WIDE)
            y += 6
        y += 5
    for page in pages:
        page.text(MARGIN, A4[1] - 6, item["made"], 8, room=WIDE * 0.5)
    return pages


def _first(page: Page, item: Mapping[str, Any]) -> float:
    page.text(A4[0] / 2, 16, "试题分析 · 总览", 17, bold=True, align=MIDDLE)
    page.text(A4[0] / 2, 22, item["plan"], 10, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 29, item["told"], 10, room=WIDE * 0.7)
    page.text(A4[0] - MARGIN, 29, f"场次：{item['session']}", 10, room=WIDE * 0.3, align=RIGHT)
    return 35.0


def _table(
    ink: Ink, pages: list[Page], y: float, title: str, columns: Sequence[Folding], rows: Sequence[Mapping[str, Any]],
    begins: Mapping[int, int],
) -> float:  # fmt: skip
    """Draw a table over as many pages as it takes; return where it ends on the last."""
    if y + 4 * HEAD > BOTTOM:
        y = _again(ink, pages)
    pages[-1].text(MARGIN, y + 3, title, 10, bold=True, room=WIDE)
    y = folded.head(pages[-1], MARGIN, y + 6, HEAD, columns)
    for one in rows:
        cells = [*one["cells"], str(begins.get(one["of"], ""))]
        high = folded.height(ink, columns, cells, ROW, MOST)
        if y + high > BOTTOM:
            pages[-1].line(MARGIN, y, MARGIN + WIDE, y, weight=THICK)
            y = _again(ink, pages)
            y = folded.head(pages[-1], MARGIN, y, HEAD, columns)
        y = folded.row(pages[-1], MARGIN, y, high, columns, cells)
    pages[-1].line(MARGIN, y, MARGIN + WIDE, y, weight=THICK)
    return y


def _again(ink: Ink, pages: list[Page]) -> float:
    pages.append(Page(ink))
    pages[-1].text(MARGIN, 13, "试题分析 · 总览（续）", 10, bold=True, room=WIDE)
    return 17.0
