"""Door slips (门贴), one page a room and session, and desk slips (桌贴), one a seat."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import A4, Sheet
from forms import labels
from forms.labels import POINTS
from forms.laid import laid
from forms.page import MIDDLE, RIGHT, THICK, Ink, Page
from forms.sheets import Area
from forms.table import Column, draw

MARGIN = 18.0
_GROUPS = (
    Column("职业（工种）", 50, size=13), Column("等级", 26, size=12), Column("准考证起始号", 39, size=10),
    Column("准考证终止号", 39, size=10), Column("人数", 20, size=13),
)  # fmt: skip
QR_SIDE = 48.0
GROUPS_MOST = 5  # lines; what is more is told in one


def doors(ink: Ink, slips: Sequence[Mapping[str, Any]]) -> list[Page]:
    """Draw a door slip a page."""
    return [_door(ink, slip) for slip in slips]


def _door(ink: Ink, slip: Mapping[str, Any]) -> Page:
    page, middle, wide = Page(ink), A4[0] / 2, A4[0] - 2 * MARGIN
    page.cell(MARGIN, 16, wide, 18, slip["plan"], 20, bold=True)
    page.text(middle, 43, slip["site"], 15, room=wide, align=MIDDLE)
    page.line(MARGIN, 49, A4[0] - MARGIN, 49, weight=THICK)
    page.text(middle, 98, f"第 {slip['room']} 考场", 96, bold=True, room=wide, align=MIDDLE, least=30)
    page.text(middle, 113, slip["place"], 18, room=wide, align=MIDDLE)
    page.text(middle, 131, slip["session"], 24, bold=True, room=wide, align=MIDDLE)
    page.text(middle, 142, slip["when"], 18, room=wide, align=MIDDLE)
    groups = list(slip["groups"])
    if len(groups) > GROUPS_MOST:
        rest = groups[GROUPS_MOST - 1 :]
        groups = [
            *groups[: GROUPS_MOST - 1],
            (f"其余 {len(rest)} 个职业（等级）", "", "", "", str(sum(int(one[4]) for one in rest))),
        ]
    end = draw(page, MARGIN, 152, _GROUPS, groups, row=11, head=9)
    page.text(MARGIN, end + 13, f"应考 {slip['count']} 人", 24, bold=True)
    page.text(MARGIN, end + 24, f"准考证号 {slip['first']}", 14, room=wide - QR_SIDE)
    page.text(MARGIN, end + 31, f"　　　　至 {slip['last']}", 14, room=wide - QR_SIDE)
    page.qr(A4[0] - MARGIN - QR_SIDE, A4[1] - 14 - QR_SIDE, QR_SIDE, slip["qr"])
    page.text(A4[0] - MARGIN - QR_SIDE - 3, A4[1] - 18, "流动监考、巡视扫此码查看本考场", 10, align=RIGHT)
    return page


def desks(
    ink: Ink, sheet: Sheet, slips: Sequence[Mapping[str, Any]], *, start: int = 1, cut: bool = True
) -> list[Page]:
    """Lay desk slips on a sheet; rooms follow each other seat by seat."""
    return laid(ink, sheet, slips, _desk, start=start, cut=cut)


def _desk(page: Page, area: Area, slip: Mapping[str, Any]) -> None:
    unit = area.height / 100 * POINTS
    seat = min(area.width * 0.26, area.height)
    page.frame(area.x, area.y, area.width, area.height)
    page.cell(area.x, area.y + area.height * 0.12, seat, area.height * 0.5, slip["seat"], 60, bold=True, pad=0.5)
    page.text(
        area.x + seat / 2, area.y + area.height * 0.80, f"{slip['room']} 考场", 13 * unit, room=seat - 1, align=MIDDLE
    )
    page.line(area.x + seat, area.y, area.x + seat, area.y + area.height)
    x, room = area.x + seat + labels.GAP, area.width - seat - 2 * labels.GAP
    page.text(x, area.y + area.height * 0.28, slip["name"], 25 * unit, bold=True, room=room)
    page.text(x, area.y + area.height * 0.52, slip["number"], 17 * unit, bold=True, room=room)
    page.text(x, area.y + area.height * 0.72, slip["subject"], 12 * unit, room=room)
    page.text(x, area.y + area.height * 0.91, slip["session"], 12 * unit, room=room)
