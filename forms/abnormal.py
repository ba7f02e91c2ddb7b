"""Abnormal lists of a session (异常情况名单): for people to look into; the page says that nothing is decided by it."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms.folded import Folding
from forms.listing import Listing
from forms.page import LEFT, MIDDLE, RIGHT, Ink, Page

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
LISTING = Listing(MARGIN, row=7.0, most=40.0, titles=7.5, foot=24.0)
COLUMNS = (
    Folding("考场", 13, size=9), Folding("情形", 24, size=8), Folding("准考证号（座位）", 43, size=8),
    Folding("另一人（座位）", 43, size=8), Folding("成绩", 17, size=8.5), Folding("情况", 26, LEFT, 7.5),
    Folding("核查结果", 16, LEFT, 8),
)  # fmt: skip


def lay(ink: Ink, lists: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each list on as many pages as its lines take."""
    return [page for one in lists for page in LISTING.lay(ink, one, COLUMNS, _head, _foot)]


def _head(page: Page, one: Mapping[str, Any]) -> float:
    page.text(A4[0] / 2, 16, "异常情况名单", 17, bold=True, align=MIDDLE)
    page.text(A4[0] / 2, 22, one["plan"], 10, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 29, f"考点：{one['site']}", 10, room=WIDE / 2)
    page.text(A4[0] - MARGIN, 29, f"场次：{one['session']}　{one['when']}", 10, room=WIDE / 2, align=RIGHT)
    page.text(MARGIN, 34.5, one["counts"], 10, room=WIDE)
    page.text(MARGIN, 40, "本名单由计算得出，只供核查，不作为认定依据；是否违纪由有关会议研究决定。", 9, bold=True)
    return 43.5


def _foot(page: Page, y: float, one: Mapping[str, Any]) -> None:
    for number, line in enumerate(one["notes"]):
        page.text(MARGIN, y + 5 + number * 4, line, 8, room=WIDE)
    top = y + 20
    end = page.blank(MARGIN, top, "核查人签名", 45, 9.5)
    end = page.blank(end + 6, top, "监督员签名", 45, 9.5)
    page.blank(end + 6, top, "日期", 25, 9.5)
