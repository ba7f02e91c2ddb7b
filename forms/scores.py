"""The score sheet of the practical exam (实操评分记录表): one candidate and one assessor, blank or as it was signed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms import folded
from forms.folded import Folding
from forms.page import LEFT, MIDDLE, RIGHT, THICK, Ink, Page

MARGIN = 14.0
WIDE = A4[0] - 2 * MARGIN
ROW, HEAD = 8.0, 7.5
FOOT = 38.0
MOST = 160.0  # of a row: between head and foot
BOTTOM = A4[1] - 14.0

_COLUMNS = (
    Folding("序号", 13), Folding("考核内容", 34, LEFT), Folding("配分", 13), Folding("评分标准", 58, LEFT, 7.5),
    Folding("检测结果", 34, LEFT, 8), Folding("扣分", 15), Folding("得分", 15),
)  # fmt: skip

Line = tuple[float, list[str] | str]


def lay(ink: Ink, sheets: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each sheet on as many pages as its items take."""
    return [page for sheet in sheets for page in _sheet(ink, sheet)]


def _sheet(ink: Ink, sheet: Mapping[str, Any]) -> list[Page]:
    pages: list[Page] = []
    waiting = list(_lines(ink, sheet))
    while waiting or not pages:
        page = Page(ink)
        y = _head(page, sheet) if not pages else _again(page, sheet)
        y = folded.head(page, MARGIN, y, HEAD, _COLUMNS)
        while waiting and y + waiting[0][0] <= BOTTOM - (FOOT if len(waiting) == 1 else 0):
            high, words = waiting.pop(0)
            y = _band(page, y, high, words) if isinstance(words, str) else _row(page, y, high, words)
        if not waiting:
            _foot(page, y, sheet)
        pages.append(page)
    for number, page in enumerate(pages, 1):
        page.text(A4[0] - MARGIN, A4[1] - 7, f"第 {number} 页，共 {len(pages)} 页", 8, align=RIGHT)
    return pages


def _lines(ink: Ink, sheet: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the rows with their heights: a band for each question, then its items; at the end the sum."""
    question = None
    for item in sheet["items"]:
        if item["question"] != question:
            question = item["question"]
            if question:
                yield ROW, question
        name = f"{item['name']}【否定项】" if item["failing"] else item["name"]
        cells = [
            item["id"], name, item["full"], item["criterion"], item["found"], item["deducted"], item["score"],
        ]  # fmt: skip
        yield folded.height(ink, _COLUMNS, cells, ROW, MOST), cells
    yield ROW, ["", "合计", sheet["full"], "", "", "", sheet["total"]]


def _row(page: Page, y: float, high: float, cells: Sequence[str]) -> float:
    return folded.row(page, MARGIN, y, high, _COLUMNS, cells)


def _band(page: Page, y: float, high: float, words: str) -> float:
    wide = sum(column.width for column in _COLUMNS)
    page.frame(MARGIN, y, wide, high)
    page.text(MARGIN + 2, y + high * 0.66, f"试题：{words}", 9, bold=True, room=wide - 4)
    return y + high


def _head(page: Page, sheet: Mapping[str, Any]) -> float:
    page.text(A4[0] / 2, 17, "实操评分记录表", 17, bold=True, align=MIDDLE)
    page.text(A4[0] / 2, 23.5, sheet["plan"], 10, room=WIDE, align=MIDDLE)
    half = WIDE / 2
    lines = (
        (f"考点：{sheet['site']}", f"场次：{sheet['session']}　{sheet['when']}"),
        (f"准考证号：{sheet['number']}", f"姓名：{sheet['name']}"),
        (f"职业、等级：{sheet['subject']}", f"考场：{sheet['room']}　工位：{sheet['station'] or '＿＿＿＿'}"),
        (f"试卷：{sheet['title']}", f"工件编号：{sheet['workpiece'] or '＿＿＿＿＿＿'}"),
    )
    for number, (left, right) in enumerate(lines):
        page.text(MARGIN, 32 + number * 6, left, 10, room=half - 3)
        page.text(MARGIN + half, 32 + number * 6, right, 10, room=half)
    return 32 + (len(lines) - 1) * 6 + 4


def _again(page: Page, sheet: Mapping[str, Any]) -> float:
    page.text(MARGIN, 14, f"实操评分记录表（续）　{sheet['number']}　{sheet['name']}", 10, bold=True, room=WIDE)
    return 18.0


def _foot(page: Page, y: float, sheet: Mapping[str, Any]) -> None:
    wide = sum(column.width for column in _COLUMNS)
    page.line(MARGIN, y, MARGIN + wide, y, weight=THICK)
    page.text(MARGIN, y + 5, "否定项不合要求的，该试题不得分。未评的项目不得填 0 分，须写明原因。", 8, room=WIDE)
    _name(page, y + 13, sheet)
    if sheet["signed"]:
        page.text(MARGIN, y + 20, sheet["signed"], 10, room=WIDE)
    else:
        end = page.blank(MARGIN, y + 21, "签名", 45, 10)
        page.blank(end + 6, y + 21, "日期", 30, 10)
    if sheet["checked"]:
        page.text(MARGIN, y + 30, f"核分人：{sheet['checked']}", 10, room=WIDE)
    else:
        end = page.blank(MARGIN, y + 30, "核分人（组长）签名", 42, 10)
        end = page.blank(end + 4, y + 30, "证卡号", 42, 10)
        page.blank(end + 4, y + 30, "日期", 26, 10)


def _name(page: Page, y: float, sheet: Mapping[str, Any]) -> None:
    """Say by name and card number who scores; where one is not known, leave a line for the pen."""
    name, card = sheet["assessor"], sheet["card"]
    if name and card:
        page.text(MARGIN, y, f"评分人：{name}　证卡号：{card}", 10, room=WIDE)
        return
    if name:
        page.text(MARGIN, y, f"评分人：{name}", 10, room=WIDE / 2 - 3)
    else:
        page.blank(MARGIN, y, "评分人", 45, 10)
    page.blank(MARGIN + WIDE / 2, y, "证卡号", 45, 10)
