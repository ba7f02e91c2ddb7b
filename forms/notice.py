"""The notice of a correction (成绩更正通知): whose result a later release changed, from what to what, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms import folded
from forms.folded import Folding
from forms.listing import Listing
from forms.page import LEFT, MIDDLE, RIGHT, Ink, Page

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
LISTING = Listing(MARGIN, row=7.0, most=24.0, titles=7.5, foot=34.0)
COLUMNS = (
    Folding("序号", 13, size=9), Folding("考场", 17, size=9), Folding("准考证号", 48, size=9),
    Folding("姓名", 34, size=9), Folding("原结果", 35, size=9), Folding("更正为", 35, size=9.5),
)  # fmt: skip


def lay(ink: Ink, notices: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each notice on as many pages as its lines take."""
    return [page for notice in notices for page in LISTING.lay(ink, notice, COLUMNS, _head, _foot)]


def _head(page: Page, notice: Mapping[str, Any]) -> float:
    page.text(A4[0] / 2, 16, "成绩更正通知", 17, bold=True, align=MIDDLE)
    page.text(A4[0] / 2, 22, notice["plan"], 10, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 29, f"考点：{notice['site']}", 10, room=WIDE / 2)
    page.text(A4[0] - MARGIN, 29, f"场次：{notice['session']}　{notice['when']}", 10, room=WIDE / 2, align=RIGHT)
    page.text(MARGIN, 35, notice["says"], 10, room=WIDE)
    y = 40.5
    reason = folded.fold(page.ink.regular, page.ink.known(f"更正原因：{notice['reason']}"), WIDE, 10)
    for line in reason:
        page.text(MARGIN, y, line, 10)
        y += 5
    return y


def _foot(page: Page, y: float, notice: Mapping[str, Any]) -> None:
    page.text(MARGIN, y + 5.5, notice["unchanged"], 9, room=WIDE)
    page.text(MARGIN, y + 14, notice["released"], 9.5, room=WIDE, align=LEFT)
    end = page.blank(MARGIN, y + 26, "签收人签名", 50, 10)
    page.blank(end + 8, y + 26, "日期", 35, 10)
