"""Who is in which room: the wall list (by room, then by name) and a slip for each person."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4
from forms.page import MIDDLE, RIGHT, THICK, Ink, Page
from forms.table import Column, draw, shared

MARGIN = 14.0
TOP, ROW = 38.0, 9.6
MOST = int((A4[1] - TOP - 22) / ROW)
_ROOM = (Column("考场", 28, size=16), Column("监考", 62, size=14), Column("监考", 62, size=14), Column("备注", 30))
_NAME = (Column("姓名", 48, size=14), Column("考场", 28, size=16), Column("单位", 72, size=9.5), Column("手机尾号", 34))

SLIPS_WIDE, SLIPS_HIGH = 2, 5
EDGE = 6.0  # millimetres that printers leave white


def lay(ink: Ink, lists: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw each session's list: ``rooms`` are room and names, ``people`` name, room, unit and tail of the phone.

    ``left_out``: rooms that took no part in the draw, each with the reason.
    """
    return [
        page
        for one in lists
        for title, columns, rows in (
            ("监考名单（按考场）", _ROOM, _by_room(one["rooms"], one.get("left_out", {}))),
            ("监考名单（按姓名）", _NAME, [list(row) for row in one["people"]]),
        )
        for page in _part(ink, one, title, columns, rows)
    ]


def _by_room(rooms: Sequence[Sequence[Any]], left_out: Mapping[str, str]) -> list[list[str]]:
    """Write two people a line, a third into the next of the same room; the remark is why a room was not drawn."""
    lines = []
    for room, names in rooms:
        pairs = [list(names[at : at + 2]) for at in range(0, len(names), 2)] or [[]]
        remark = f"未抽签：{left_out[room]}" if room in left_out else ""
        lines += [
            [room, *pair, *[""] * (2 - len(pair)), remark] if at == 0 else ["", *pair] for at, pair in enumerate(pairs)
        ]
    return lines


def _part(
    ink: Ink, of: Mapping[str, Any], title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> list[Page]:
    pages, done, wide = [], 0, A4[0] - 2 * MARGIN
    counts = shared(len(rows), MOST)
    for number, count in enumerate(counts, 1):
        page = Page(ink)
        page.text(A4[0] / 2, 18, title, 22, bold=True, align=MIDDLE)
        page.text(MARGIN, 31, f"{of['site']}　{of['session']}　{of['when']}", 13, room=wide - 30)
        page.text(A4[0] - MARGIN, 31, f"第 {number} 页，共 {len(counts)} 页" if len(counts) > 1 else "", 9, align=RIGHT)
        draw(page, MARGIN, TOP, columns, rows[done : done + count], row=ROW)
        done += count
        pages.append(page)
    return pages


def slips(ink: Ink, people: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw a slip for each person, ten on a page, to be cut along the lines."""
    pages, wide, high = [], A4[0] / SLIPS_WIDE, A4[1] / SLIPS_HIGH
    each = SLIPS_WIDE * SLIPS_HIGH
    for first in range(0, len(people), each):
        page = Page(ink)
        for at, one in enumerate(people[first : first + each]):
            _slip(page, at % SLIPS_WIDE * wide, at // SLIPS_WIDE * high, wide, one)
        page.line(wide, EDGE, wide, A4[1] - EDGE, dashed=True)
        for row in range(1, SLIPS_HIGH):
            page.line(EDGE, row * high, A4[0] - EDGE, row * high, dashed=True)
        pages.append(page)
    return pages


def _slip(page: Page, x: float, y: float, wide: float, one: Mapping[str, Any]) -> None:
    left, room = x + 10, wide - 20
    page.text(left, y + 12, f"{one['session']}　{one['when']}", 11, room=room)
    page.text(left, y + 25, one["name"], 22, bold=True, room=room)
    page.text(left, y + 32, one["unit"], 9.5, room=room)
    page.line(left, y + 35, left + room, y + 35, weight=THICK)
    page.text(left, y + 47.5, f"第 {one['room']} 考场", 28, bold=True, room=room, least=14)
    page.text(left, y + 53, one["place"], 9.5, room=room)
