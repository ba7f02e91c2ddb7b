"""QR labels of objects (物品标签): number, kind, room, session, seal."""

from collections.abc import Mapping, Sequence
from typing import Any

from badges.imposition import Sheet
from forms.laid import laid
from forms.page import RIGHT, Ink, Page
from forms.sheets import Area

POINTS = 72 / 25.4  # a millimetre in points
BROAD = 0.46  # of the label's width that the code may take
GAP = 1.5


def lay(
    ink: Ink, sheet: Sheet, labels: Sequence[Mapping[str, Any]], *, start: int = 1, cut: bool = False
) -> list[Page]:
    """Lay labels on sheets, the first of them from its ``start``-th place on; ``cut``: with marks to cut along."""
    return laid(ink, sheet, labels, draw, start=start, cut=cut)


def draw(page: Page, area: Area, label: Mapping[str, Any]) -> None:
    """Draw one label: ``qr``, ``number``, ``kind``, ``group``, ``room``, ``session``, ``holds``, ``seal``, ``plan``.

    ``group``, trade and level of a bag in a room of several (else None), are as large as the number: two bags of one
    room are told apart by them at arm's length. ``seal`` is None where there is none; an empty one leaves a line to
    write the strip's number on.
    """
    side = min(area.height, area.width * BROAD)
    page.qr(area.x, area.y + (area.height - side) / 2, side, label["qr"])
    x = area.x + side + GAP
    room, unit = area.x + area.width - x, area.height / 100 * POINTS
    right = x + room
    page.text(
        x, area.y + area.height * 0.17, label["kind"], 17 * unit, bold=True, room=room * (0.55 if label["room"] else 1)
    )
    page.text(right, area.y + area.height * 0.20, label["room"], 23 * unit, bold=True, room=room * 0.38, align=RIGHT)
    if label["group"]:
        trade, level = label["group"]
        line = area.y + area.height * 0.39
        page.text(x, line, label["number"], 18 * unit, bold=True, room=room * 0.58)
        page.text(right - 0.5, line, level, 18 * unit, bold=True, room=room * 0.38, align=RIGHT)
        page.text(x, area.y + area.height * 0.59, trade, 20 * unit, bold=True, room=room - 0.5)
        rest = f"{label['session']}　{label['holds']}"
        page.text(x, area.y + area.height * 0.73, rest, 11 * unit, room=room, least=5)
    else:
        page.text(x, area.y + area.height * 0.43, label["number"], 21 * unit, bold=True, room=room)
        page.text(x, area.y + area.height * 0.59, label["session"], 12 * unit, room=room)
        page.text(x, area.y + area.height * 0.74, label["holds"], 12 * unit, room=room)
    foot = area.y + area.height * 0.98
    if label["seal"] is None:
        page.text(x, area.y + area.height * 0.96, label["plan"], 9 * unit, room=room, least=5)
        return
    page.text(x, area.y + area.height * 0.87, f"封条 {label['seal']}", 12 * unit, room=room)
    if not label["seal"]:
        page.line(x + 3 * 12 * unit / POINTS, area.y + area.height * 0.88, right - 0.5, area.y + area.height * 0.88)
    page.text(x, foot, label["plan"], 7 * unit, room=room, least=4.5)
