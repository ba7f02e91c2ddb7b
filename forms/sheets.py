"""Label sheets that are sold, as data, and where on a label something may be printed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from badges.imposition import A4, CUSTOM, UNPRINTABLE, Cell, Sheet, custom

RIM = 2.0  # left free within each label: paper is drawn in a little askew
_EDGE = UNPRINTABLE + 0.3


def _filling(columns: int, rows: int, cell: tuple[float, float], pitch: tuple[float, float] | None = None) -> Sheet:
    pitch = pitch or cell
    wide, high = (columns - 1) * pitch[0] + cell[0], (rows - 1) * pitch[1] + cell[1]
    gap = (pitch[0] - cell[0], pitch[1] - cell[1])
    return Sheet(A4, columns, rows, cell, (A4[0] - wide) / 2, (A4[1] - high) / 2, gap, cut=True)


#: Sheets of A4 by how their labels lie: columns x rows.
SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        "3x8": _filling(3, 8, (70.0, 37.0)),
        "2x7": _filling(2, 7, (99.1, 38.1), (101.6, 38.1)),
        "4x10": _filling(4, 10, (52.5, 29.7)),
    }
)
NAMES = (*SHEETS, CUSTOM)


@dataclass(frozen=True, slots=True)
class Area:
    """Where on a label something is printed: from the page's upper left corner."""

    x: float
    y: float
    width: float
    height: float


def chosen(name: str, described: str | None = None) -> Sheet:
    """Return a sheet by its name; ``described`` is a custom one as JSON.

    Raises:
        ValueError: there is no such sheet, or (``BadSheet``) the one described cannot be.
    """
    if name == CUSTOM:
        return custom(described or "")
    if name not in SHEETS:
        raise ValueError(f"没有 {name} 这种标签纸，可用：{' '.join(NAMES)} (there is: {' '.join(NAMES)})")
    return SHEETS[name]


def areas(sheet: Sheet) -> list[Area]:
    """Return the printable part of each label, row by row."""
    return [_area(sheet, cell) for cell in sheet.cells()]


def marks(sheet: Sheet) -> bytes:
    """Draw where to cut, for plain paper."""
    return replace(sheet, cut=False).marks()


def _area(sheet: Sheet, cell: Cell) -> Area:
    width, height = sheet.paper
    left = max(cell.x + RIM, _EDGE)
    right = min(cell.x + sheet.cell[0] - RIM, width - _EDGE)
    bottom = max(cell.y + RIM, _EDGE)
    top = min(cell.y + sheet.cell[1] - RIM, height - _EDGE)
    return Area(left, height - top, right - left, top - bottom)
