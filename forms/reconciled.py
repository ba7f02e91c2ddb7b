"""The reconciliation page (读卡核对表): a session's rooms and their equations, what was settled by whom, signatures."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4_LYING
from forms import folded
from forms.folded import Folding
from forms.page import LEFT, MIDDLE, RIGHT, THICK, Ink, Page

MARGIN = 12.0
WIDE = A4_LYING[0] - 2 * MARGIN
BOTTOM = A4_LYING[1] - 12.0
ROW, HEAD = 6.2, 11.0
MOST = 60.0
SIGNED, NOTE = 20.0, 4.0  # where the signatures stand below the last table, and each line between
ROOM, COUNT, STATE = 17.0, 14.5, 26.0
COUNTS = ("应考", "实考", "缺考", "袋内卡", "读入", "补录")
FAULTS = (
    Folding("考场", 15), Folding("问题", 92, LEFT, 8), Folding("处理", 48, LEFT, 8), Folding("依据", 46, LEFT, 8),
    Folding("提出", 20, size=8), Folding("认定", 20, size=8), Folding("时间、记录", 0, size=8),
)  # fmt: skip

FILES = (
    Folding("读卡文件", 58, LEFT, 8), Folding("读卡站", 26, LEFT, 8), Folding("第几遍", 13, size=8),
    Folding("校验值前十二位", 32, size=8), Folding("版本", 11, size=8), Folding("卡数", 14, size=8),
    *(Folding(words, 32, size=8) for words in ("读卡操作员", "验卡员", "阅卷监督员")), Folding("签字时间", 0, size=8),
)  # fmt: skip


def lay(ink: Ink, sessions: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each session: its rooms, then its faults; the signatures stand below the last."""
    return [page for session in sessions for page in _session(ink, session)]


class _Sheets:
    """The pages of one session, filled from above."""

    def __init__(self, ink: Ink, session: Mapping[str, Any]) -> None:
        self.ink, self.session = ink, session
        self.pages = [Page(ink, A4_LYING)]
        self.y = _head(self.pages[0], session)

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def need(self, high: float) -> bool:
        """Begin another page where there is no room; tell whether it did."""
        if self.y + high <= BOTTOM:
            return False
        self.pages.append(Page(self.ink, A4_LYING))
        words = f"读卡核对表（续）　{self.session['session']}"
        self.page.text(MARGIN, 13, words, 10, bold=True, room=WIDE)
        self.y = 17.0
        return True

    def table(
        self, columns: Sequence[Folding], rows: Sequence[Sequence[str]], bold: frozenset[int], *, foot: float = 0.0
    ) -> None:
        """Set a table whose titles are repeated on each page.

        Args:
            columns: its columns.
            rows: their cells.
            bold: rows by their place.
            foot: how high is what stands below it: nobody signs a page without a line of what is signed.
        """
        self.y = folded.head(self.page, MARGIN, self.y, HEAD, columns)
        for place, cells in enumerate(rows):
            high = folded.height(self.ink, columns, cells, ROW, MOST)
            if self.need(high + (foot if place == len(rows) - 1 else 0.0)):
                self.y = folded.head(self.page, MARGIN, self.y, HEAD, columns)
            self.y = folded.row(self.page, MARGIN, self.y, high, columns, cells, bold=place in bold)
        self.page.line(MARGIN, self.y, MARGIN + WIDE, self.y, weight=THICK)


def _session(ink: Ink, session: Mapping[str, Any]) -> list[Page]:
    sheets = _Sheets(ink, session)
    rows = [[*row["counts"], *row["checks"], row["state"]] for row in session["rooms"]]
    cells = [[row["room"], *told] for row, told in zip(session["rooms"], rows, strict=True)]
    total = session["total"]
    cells.append(["合计", *total["counts"], *total["checks"], total["state"]])
    striking = {place for place, row in enumerate(session["rooms"]) if row.get("striking")}
    sheets.table(_columns(session["checks"]), cells, frozenset({*striking, len(cells) - 1}))
    _faults(sheets, session["faults"])
    _files(sheets, session.get("files", ()))
    sheets.need(_foot_high(session))
    _foot(sheets.page, sheets.y, session)
    for number, page in enumerate(sheets.pages, 1):
        page.text(
            A4_LYING[0] - MARGIN, A4_LYING[1] - 6, f"第 {number} 页，共 {len(sheets.pages)} 页", 8, align=RIGHT
        )  # fmt: skip
        page.text(MARGIN, A4_LYING[1] - 6, session["made"], 8, room=WIDE / 2)
    return sheets.pages


def _columns(checks: Sequence[str]) -> tuple[Folding, ...]:
    left = WIDE - ROOM - COUNT * len(COUNTS) - STATE
    each = left / max(1, len(checks))
    return (
        Folding("考场", ROOM, size=9),
        *(Folding(title, COUNT, size=9) for title in COUNTS),
        *(Folding(title, each, size=8) for title in checks),
        Folding("结论", STATE, size=8.5),
    )


def _files(sheets: _Sheets, files: Sequence[Sequence[str]]) -> None:
    """Set each file with its three signers: another three may have signed each, on another day."""
    if not files:
        return
    sheets.need(9 + HEAD + ROW)
    sheets.page.text(MARGIN, sheets.y + 7, f"读卡文件与签字（{len(files)} 个）", 10.5, bold=True, room=WIDE)
    sheets.y += 9.5
    sheets.table(_filling(FILES), files, frozenset(), foot=_foot_high(sheets.session))


def _filling(columns: Sequence[Folding]) -> tuple[Folding, ...]:
    """Return the columns with the last as wide as is left of the page."""
    left = WIDE - sum(column.width for column in columns)
    return (*columns[:-1], Folding(columns[-1].title, left, size=columns[-1].size))


def _faults(sheets: _Sheets, faults: Sequence[Sequence[str]]) -> None:
    columns = _filling(FAULTS)
    sheets.need(9 + HEAD + ROW)
    title = f"发现并处理的问题（{len(faults)} 项）" if faults else "没有发现问题"
    sheets.page.text(MARGIN, sheets.y + 7, title, 10.5, bold=True, room=WIDE)
    sheets.y += 9.5
    if faults:
        sheets.table(columns, faults, frozenset(), foot=_foot_high(sheets.session))


def _head(page: Page, session: Mapping[str, Any]) -> float:
    page.text(A4_LYING[0] / 2, 15, "读卡核对表", 17, bold=True, align=MIDDLE)
    page.text(A4_LYING[0] / 2, 21, session["plan"], 10, room=WIDE, align=MIDDLE)
    page.text(MARGIN, 28, f"考点：{session['site']}", 10, room=WIDE / 2)
    page.text(A4_LYING[0] - MARGIN, 28, f"场次：{session['session']}　{session['when']}", 10, align=RIGHT)
    page.text(MARGIN, 33.5, session["batches"], 10, room=WIDE * 0.62)
    page.text(A4_LYING[0] - MARGIN, 33.5, session["verdict"], 10, bold=True, room=WIDE * 0.38, align=RIGHT)
    return 37.0


def _foot_high(session: Mapping[str, Any]) -> float:
    return max(SIGNED, 9 + NOTE * len(session["notes"])) + 6


def _foot(page: Page, y: float, session: Mapping[str, Any]) -> None:
    for number, line in enumerate(session["notes"]):
        page.text(MARGIN, y + 5 + number * NOTE, line, 8, room=WIDE)
    top = y + _foot_high(session) - 6
    each = WIDE / 4
    for number, words in enumerate(("读卡操作员", "验卡员", "阅卷监督员")):
        signed = session["signed"].get(words, "")
        x = MARGIN + number * each
        if signed:
            page.text(x, top, f"{words}：{signed}", 9, room=each - 4)
        else:
            page.blank(x, top, f"{words}签名", each - 34, 9)
    page.blank(MARGIN + 3 * each, top, "日期", each - 14, 9)
