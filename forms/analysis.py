"""Item analysis (试题分析): of each paper its scores in figures and two charts, then every question."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms import folded, overview
from forms.chart import Dot, Frame, Scale, bars, dots
from forms.folded import Folding
from forms.page import LEFT, MIDDLE, RIGHT, THICK, Ink, Page

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
ROW, HEAD = 5.2, 7.5
MOST = 24.0
BOTTOM = A4[1] - 12.0
COLUMNS = (
    Folding("题号", 11, size=8.5), Folding("答案", 16, size=8.5), Folding("难度", 14, size=8.5),
    Folding("区分度", 14, size=8.5), Folding("相关", 14, size=8.5), Folding("作答分布（人）", 74, LEFT, 7.5),
    Folding("提示", 39, LEFT, 7.5),
)  # fmt: skip
CHARTS = 62.0
DIFFICULTY = Scale(0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1))
DISCRIMINATION = Scale(-0.4, 1, (-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1))


def lay(ink: Ink, items: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each paper on as many pages as its questions take, and overviews that say on which page each begins."""
    laid = [overview.lay(ink, item, {}) if "worst" in item else _paper(ink, item) for item in items]
    begins = [1 + sum(map(len, laid[:place])) for place in range(len(items))]
    for place, item in enumerate(items):
        if "worst" in item:
            laid[place] = overview.lay(ink, item, dict(enumerate(begins[place + 1 :])))
    pages = [page for each in laid for page in each]
    for number, page in enumerate(pages, 1):
        page.text(A4[0] - MARGIN, A4[1] - 6, f"第 {number} 页，共 {len(pages)} 页", 8, align=RIGHT)
    return pages


def _paper(ink: Ink, paper: Mapping[str, Any]) -> list[Page]:
    pages: list[Page] = []
    waiting = list(paper["items"])
    while waiting or not pages:
        page = Page(ink)
        y = _first(page, paper) if not pages else _again(page, paper)
        y = folded.head(page, MARGIN, y, HEAD, COLUMNS)
        while waiting:
            cells = waiting[0]["cells"]
            high = folded.height(ink, COLUMNS, cells, ROW, MOST)
            if y + high > BOTTOM:
                break
            y = folded.row(page, MARGIN, y, high, COLUMNS, cells, bold=waiting.pop(0)["striking"])
        page.line(MARGIN, y, MARGIN + WIDE, y, weight=THICK)
        pages.append(page)
    for number, page in enumerate(pages, 1):
        page.text(A4[0] / 2 + 30, A4[1] - 6, f"本卷 {number}/{len(pages)}", 8, align=MIDDLE)
        page.text(MARGIN, A4[1] - 6, paper["made"], 8, room=WIDE * 0.5)
    return pages


def _first(page: Page, paper: Mapping[str, Any]) -> float:
    page.text(A4[0] / 2, 16, "试题分析", 17, bold=True, align=MIDDLE)
    page.text(A4[0] / 2, 22, paper["plan"], 10, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 29, f"科目：{paper['subject']}", 10, room=WIDE / 2)
    page.text(A4[0] - MARGIN, 29, f"场次：{paper['session']}", 10, room=WIDE / 2, align=RIGHT)
    each = WIDE / len(paper["figures"])
    for number, (title, figure) in enumerate(paper["figures"]):
        x = MARGIN + number * each
        page.frame(x, 33, each, 12)
        page.text(x + each / 2, 37.5, title, 8, align=MIDDLE, room=each - 2)
        page.text(x + each / 2, 43, figure, 10.5, bold=True, align=MIDDLE, room=each - 2)
    top, half = 58.0, (WIDE - 12) / 2
    bars(page, Frame(MARGIN, top, half, CHARTS - 14), paper["bands"], paper["band_names"], "分数分布（人）")
    dots(
        page,
        Frame(MARGIN + half + 12, top, half, CHARTS - 14),
        [Dot(dot["place"][0], dot["place"][1], dot["number"], dot["striking"]) for dot in paper["dots"]],
        DIFFICULTY,
        DISCRIMINATION,
        ("难度与区分度（每点一题）", "难度：得分率", "区分度"),
    )
    y = top + CHARTS - 1
    for line in paper["notes"]:
        page.text(MARGIN, y, line, 7.5, room=WIDE)
        y += 3.8
    return y


def _again(page: Page, paper: Mapping[str, Any]) -> float:
    page.text(MARGIN, 13, f"试题分析（续）　{paper['subject']}", 10, bold=True, room=WIDE)
    return 17.0
