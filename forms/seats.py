"""Seat lists (座次表): who sits where, and a place to sign; one room after the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms.page import MIDDLE, RIGHT, Ink, Page
from forms.table import Column, draw, shared

MARGIN = 14.0
TOP, FOOT = 47.0, 30.0
ROW_LEAST, ROW_MOST = 6.6, 8.4
MOST = int((A4[1] - TOP - 7 - FOOT) / ROW_LEAST)

_ONE = (
    Column("座号", 13, size=12), Column("准考证号", 47, size=11), Column("姓名", 38, size=12),
    Column("证件号后四位", 24, size=9), Column("考生签名", 38), Column("备注", 22),
)  # fmt: skip
_MIXED = (
    Column("座号", 12, size=12), Column("准考证号", 44, size=10.5), Column("姓名", 33, size=11),
    Column("证件号后四位", 22, size=9), Column("职业（工种）、等级", 31, size=8), Column("考生签名", 26),
    Column("备注", 14),
)  # fmt: skip


def lay(ink: Ink, rooms: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw the lists: ``rows`` are seat, admission number, name, tail of the ID number, trade and level."""
    return [page for room in rooms for page in _room(ink, room)]


def _room(ink: Ink, room: Mapping[str, Any]) -> list[Page]:
    pages, rows, done = [], room["rows"], 0
    counts = shared(len(rows), MOST)
    for number, count in enumerate(counts, 1):
        page = Page(ink)
        _head(page, room, f"第 {number} 页，共 {len(counts)} 页" if len(counts) > 1 else "")
        row = min(ROW_MOST, (A4[1] - TOP - 7 - FOOT) / max(1, count))
        shown = rows[done : done + count]
        lines = [list(one) for one in shown] if room["mixed"] else [list(one[:4]) for one in shown]
        end = draw(page, MARGIN, TOP, _MIXED if room["mixed"] else _ONE, lines, row=row)
        done += count
        if number == len(counts):
            _foot(page, end)
        pages.append(page)
    return pages


def _head(page: Page, room: Mapping[str, Any], which: str) -> None:
    wide, right = A4[0] - 2 * MARGIN, A4[0] - MARGIN
    page.text(A4[0] / 2, 17, f"{room['plan']}　座次表", 16, bold=True, room=wide - 52, align=MIDDLE)
    page.text(MARGIN, 29, f"第 {room['room']} 考场", 20, bold=True, room=80)
    page.text(MARGIN, 36.5, f"{room['session']}　{room['when']}", 11, room=wide - 60)
    page.text(MARGIN, 43.5, f"{room['site']}　{room['subject']}　应考 {room['count']} 人", 11, room=wide - 28)
    if room["qr"]:
        page.qr(right - 24, 8, 24, room["qr"])
        page.text(right - 12, 35, room["label"], 9, align=MIDDLE)
    page.text(right, 43.5, which, 9, align=RIGHT)


def _foot(page: Page, end: float) -> None:
    y = max(end + 9, A4[1] - FOOT + 9)
    x = page.blank(MARGIN, y, "实考人数", 16)
    x = page.blank(x + 5, y, "缺考人数", 16)
    page.text(x + 5, y, "（签名人数应等于实考人数）", 10)
    x = MARGIN
    for who in ("监考（甲）", "监考（乙）", "流动监考"):
        x = page.blank(x, y + 10, who, 36) + 5
