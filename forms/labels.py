"""QR labels of objects (物品标签): number, kind, room, session, seal."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from badges.imposition import Sheet
from badges.text import SQUEEZE, wrap
from forms.laid import laid
from forms.page import RIGHT, Ink, Page
from forms.sheets import Area

POINTS = 72 / 25.4  # a millimetre in points
BROAD = 0.46  # of the label's width that the code may take
GAP = 1.5
IN_HAND = 9.0  # points: a trade that one line would hold only in smaller type has two
SMALL = 6.5  # points: one that two lines would hold only in smaller type has three
#: By the lines a trade has: its type, where they stand, where the rest stands, its type; in parts of the height.
PLACES: Mapping[int, tuple[float, tuple[float, ...], float, float]] = MappingProxyType(
    {
        1: (20, (0.59,), 0.73, 11),
        2: (12.5, (0.525, 0.655), 0.755, 9),
        3: (8.5, (0.49, 0.58, 0.67), 0.76, 8),
    }
)
ASIDE, UNEVEN = "（", 0.63  # where a trade is broken; not where one line would have more than this of it


def lay(
    ink: Ink, sheet: Sheet, labels: Sequence[Mapping[str, Any]], *, start: int = 1, cut: bool = False
) -> list[Page]:
    """Lay labels on sheets, the first of them from its ``start``-th place on; ``cut``: with marks to cut along."""
    return laid(ink, sheet, labels, draw, start=start, cut=cut)


def draw(page: Page, area: Area, label: Mapping[str, Any]) -> None:
    """Draw one label: ``qr``, ``number``, ``kind``, ``group``, ``room``, ``session``, ``holds``, ``seal``, ``plan``.

    ``group``, trade and level of a bag in a room of several (else None), are as large as the number: two bags of one
    room are told apart by them at arm's length. A long trade has two or three lines and is never cut: its end may be
    all that tells it from another. ``seal`` is None where there is none; an empty one leaves a line to write the
    strip's number on.
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
        lines = _broken(page.ink, trade, room - 0.5)
        high, places, below, rest_high = PLACES[len(lines)]
        page.text(x, line, label["number"], 18 * unit, bold=True, room=room * 0.58)
        page.text(right - 0.5, line, level, 18 * unit, bold=True, room=room * 0.38, align=RIGHT)
        for place, part in zip(places, lines, strict=True):
            # As high as it goes in narrowed type, but no lower than it must be for nothing to be cut.
            least = min(IN_HAND, _narrowed(page.ink, part, room - 0.5))
            page.text(x, area.y + area.height * place, part, high * unit, bold=True, room=room - 0.5, least=least)
        rest = f"{label['session']}　{label['holds']}"
        page.text(x, area.y + area.height * below, rest, rest_high * unit, room=room, least=5)
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


def _broken(ink: Ink, trade: str, room: float) -> tuple[str, ...]:
    """Return a trade in one to three lines; two are broken before its direction in brackets where those are alike."""
    font, trade = ink.font(bold=True), ink.known(trade)
    lines = wrap(font, trade, room, IN_HAND / POINTS / SQUEEZE)
    if len(lines) > 1 and min(_narrowed(ink, line, room) for line in lines) < SMALL:
        return wrap(font, trade, room, IN_HAND / POINTS / SQUEEZE, lines=3)
    if len(lines) > 1 and ASIDE in trade:
        apart = trade[: trade.find(ASIDE)], trade[trade.find(ASIDE) :]
        if max(map(font.width, apart)) <= UNEVEN * font.width(trade):
            return apart
    return lines


def _narrowed(ink: Ink, words: str, room: float) -> float:
    """Return in which size (points) a line fits once its type is as narrow as it may be."""
    return 0.999 * room * POINTS / (max(1.0, ink.bold.width(words)) * SQUEEZE)
