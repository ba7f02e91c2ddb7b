"""The score sheet of a room (理论成绩单): every candidate on the list, also those without a score."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms import folded
from forms.folded import Folding
from forms.page import LEFT, MIDDLE, RIGHT, THICK, Ink, Page

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
ROW, HEAD = 6.4, 7.5
MOST = 30.0
FOOT = 30.0
BOTTOM = A4[1] - 12.0
COLUMNS = (
    Folding("座位", 12, size=9), Folding("准考证号", 42, size=9), Folding("姓名", 30, size=9.5),
    Folding("职业、等级", 38, size=8), Folding("卷型", 11, size=9), Folding("成绩", 16, size=10),
    Folding("结论", 15, size=8.5), Folding("备注", 18, LEFT, 7),
)  # fmt: skip


def lay(ink: Ink, rooms: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each room on as many pages as its candidates take."""
    return [page for room in rooms for page in _room(ink, room)]


def _room(ink: Ink, room: Mapping[str, Any]) -> list[Page]:
    pages: list[Page] = []
    waiting = list(room["rows"])
    while waiting or not pages:
        page = Page(ink)
        y = folded.head(page, MARGIN, _head(page, room), HEAD, COLUMNS)
        while waiting:
            high = folded.height(ink, COLUMNS, waiting[0], ROW, MOST)
            if y + high > BOTTOM - (FOOT if len(waiting) == 1 else 0):
                break
            y = folded.row(page, MARGIN, y, high, COLUMNS, waiting.pop(0))
        page.line(MARGIN, y, MARGIN + WIDE, y, weight=THICK)
        if not waiting:
            _foot(page, y, room)
        pages.append(page)
    for number, page in enumerate(pages, 1):
        page.text(A4[0] - MARGIN, A4[1] - 6, f"第 {number} 页，共 {len(pages)} 页", 8, align=RIGHT)
        page.text(MARGIN, A4[1] - 6, room["made"], 8, room=WIDE * 0.75)
    return pages


def _head(page: Page, room: Mapping[str, Any]) -> float:
    page.text(A4[0] / 2, 16, "理论成绩单", 17, bold=True, align=MIDDLE)
    page.text(A4[0] / 2, 22, room["plan"], 10, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 29, f"考点：{room['site']}　考场：{room['room']}", 10, room=WIDE * 0.52)
    page.text(A4[0] - MARGIN, 29, f"场次：{room['session']}　{room['when']}", 10, room=WIDE * 0.47, align=RIGHT)
    page.text(MARGIN, 34.5, room["counts"], 10, room=WIDE * 0.68)
    page.text(A4[0] - MARGIN, 34.5, room["release"], 10, bold=True, room=WIDE * 0.31, align=RIGHT)
    return 38.0


def _foot(page: Page, y: float, room: Mapping[str, Any]) -> None:
    for number, line in enumerate(room["notes"]):
        page.text(MARGIN, y + 5 + number * 4, line, 8, room=WIDE)
    top = y + 22
    each = WIDE / 3
    for number, words in enumerate(("登分人签名", "核分人签名", "日期")):
        page.blank(MARGIN + number * each, top, words, each - 28, 9.5)
