"""The assessors' real-name report of a room (实操考评报告): one trade and level, every candidate, every assessor."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from badges.imposition import A4_LYING
from forms.folded import Folding
from forms.listing import Listing
from forms.page import LEFT, MIDDLE, RIGHT, Ink, Page

MARGIN = 12.0
WIDE = A4_LYING[0] - 2 * MARGIN
LISTING = Listing(MARGIN, row=7.5, most=100.0, titles=11.0, foot=44.0, paper=A4_LYING)
BESIDE, SIGNED = 5, 15.0  # assessors who sign beside each other, and how high a row of them is
ASSESSOR = 17.0  # millimetres of an assessor's column, less where there are many


def lay(ink: Ink, reports: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each report on as many pages as its candidates take."""
    return [page for one in reports for page in _listing(one).lay(ink, one, _columns(one), _head, _foot)]


def _listing(report: Mapping[str, Any]) -> Listing:
    more = max(0, _rows(report) - 1) * SIGNED
    return replace(LISTING, foot=LISTING.foot + more, most=LISTING.most - more)


def _columns(report: Mapping[str, Any]) -> tuple[Folding, ...]:
    people = report["assessors"]
    each = min(ASSESSOR, 95 / max(1, len(people)))
    made = (Folding("工件编号", 25, size=7.5),) if report["workpieces"] else ()
    fixed = (Folding("准考证号", 36, size=8), Folding("姓名", 20), Folding("工位", 12), *made)
    sums = (Folding("合成", 16, size=9), Folding("结论", 14), Folding("否定项", 24, LEFT, 7), Folding("影像", 11))
    left = WIDE - sum(one.width for one in (*fixed, *sums)) - each * len(people)
    return (*fixed, *(Folding(one["name"], each) for one in people), *sums, Folding("备注", left, LEFT, 7))


def _head(page: Page, report: Mapping[str, Any]) -> float:
    page.text(A4_LYING[0] / 2, 15, "实操考评报告", 17, bold=True, align=MIDDLE)
    page.text(A4_LYING[0] / 2, 21, report["plan"], 10, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 28, f"考点：{report['site']}　考场：{report['room']}", 10, room=WIDE / 2)
    page.text(A4_LYING[0] - MARGIN, 28, f"场次：{report['session']}　{report['when']}", 10, align=RIGHT)
    page.text(MARGIN, 33.5, f"职业、等级：{report['subject']}　试卷：{report['title']}", 10, room=WIDE * 0.62)
    page.text(A4_LYING[0] - MARGIN, 33.5, report["counts"], 10, room=WIDE * 0.38, align=RIGHT)
    return 37.0


def _foot(page: Page, y: float, report: Mapping[str, Any]) -> None:
    page.text(MARGIN, y + 4.5, report["rule"], 8, room=WIDE)
    for number, line in enumerate(report["notes"]):
        page.text(MARGIN, y + 9 + number * 4, line, 8, room=WIDE)
    top, people = y + 22, report["assessors"]
    each = WIDE / max(3, min(BESIDE, len(people)))
    for number, one in enumerate(people):
        x, line = MARGIN + (number % BESIDE) * each, top + (number // BESIDE) * SIGNED
        page.text(x, line, f"{'组长' if one['leads'] else '考评员'}：{one['name']}", 8, room=each - 3)
        page.text(x, line + 4, f"证卡号：{one['card']}", 8, room=each - 3)
        page.blank(x, line + 10.5, "签名", each - 16, 8)
    last = top + _rows(report) * SIGNED + (2 if people else 6)
    end = page.blank(MARGIN, last, "质量督导员签名", 45, 9)
    page.blank(end + 6, last, "日期", 30, 9)


def _rows(report: Mapping[str, Any]) -> int:
    """Return in how many rows the assessors sign."""
    return -(-len(report["assessors"]) // BESIDE)
