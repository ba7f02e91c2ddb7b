"""The score sheet of a room (理论成绩单): every candidate on the list, also those without a score."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms.folded import Folding
from forms.listing import Listing
from forms.page import LEFT, MIDDLE, RIGHT, Ink, Page

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
LISTING = Listing(MARGIN, row=6.4, most=30.0, titles=7.5, foot=30.0)
COLUMNS = (
    Folding("座位", 12, size=9), Folding("准考证号", 42, size=9), Folding("姓名", 30, size=9.5),
    Folding("职业、等级", 38, size=8), Folding("卷型", 11, size=9), Folding("成绩", 16, size=10),
    Folding("结论", 15, size=8.5), Folding("备注", 18, LEFT, 7),
)  # fmt: skip


def lay(ink: Ink, rooms: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each room on as many pages as its candidates take."""
    return [page for room in rooms for page in LISTING.lay(ink, room, COLUMNS, _head, _foot)]


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
