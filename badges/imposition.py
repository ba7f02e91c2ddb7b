"""Where badges lie on a sheet: sheets as data, bleed, cut marks, and backs that lie behind their fronts.

Lengths are millimetres from the lower left corner. Pages are counted in cells, row by row from the upper left.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from badges import ink
from badges.size import DOT, FULL, POCKET, SIZES, Size

UNPRINTABLE = 4.2  # office printers leave this much white at the edges of the paper
BLEED_MOST = 3.0
RIM = 2.0  # left free within the cell of a sheet that is cut already
MARK, MARK_WIDTH = 5.0, 0.12
#: What goes on the other side: nothing; the reverse, for printers that turn the sheet over its long or short edge;
#: the reverse beside the front, to be folded behind it.
SIDES = ("one", "two", "two-short", "fold")
A4 = (210.0, 297.0)
A4_LYING = (297.0, 210.0)
PAPER_MOST, CELLS_MOST = 1000.0, 200


class BadSheet(ValueError):
    """A sheet described by hand cannot be; the message says what does not fit."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place on a page: its lower left corner, and how far colour may go beyond each edge."""

    x: float
    y: float
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet.

    Attributes:
        paper: width and height.
        columns: cells beside each other.
        rows: cells above each other.
        cell: width and height of a cell.
        left: from the paper's left edge to the first cell.
        top: from the paper's upper edge to the first cell.
        gap: between cells, across and down.
        cut: the sheet is cut, or perforated, already: no cut marks; badges are fitted into their cells with a white
            rim, so that paper drawn in a little askew puts no neighbour's colour on them.
        fold: front and reverse lie side by side in one cell and are folded together.
    """

    paper: tuple[float, float]
    columns: int
    rows: int
    cell: tuple[float, float]
    left: float
    top: float
    gap: tuple[float, float] = (0.0, 0.0)
    cut: bool = False
    fold: bool = False

    @property
    def count(self) -> int:
        """Badges on a sheet."""
        return self.columns * self.rows

    @property
    def single(self) -> bool:
        """Whether a page is a badge and nothing else."""
        return self.cell == self.paper

    def cells(self) -> list[Cell]:
        """Return the places of the badges, in whole dots from the upper left, so that no QR is blurred."""
        return [self._cell(column, row) for row in range(self.rows) for column in range(self.columns)]

    def mirrored(self) -> list[Cell]:
        """Return, for the reverse page, the places that lie behind ``cells`` when the sheet is turned sideways."""
        width = self.paper[0]
        return [
            replace(cell, x=width - cell.x - self.cell[0], left=cell.right, right=cell.left) for cell in self.cells()
        ]

    def folded(self) -> "Sheet":
        """Return the sheet with cells for a front and its reverse side by side.

        Raises:
            ValueError: the sheet is cut already, or too narrow.
        """
        width, height = self.cell
        if self.single:
            return replace(self, paper=(2 * width, height), cell=(2 * width, height), fold=True)
        columns = self.columns // 2
        if self.cut or not columns:
            raise ValueError("这种纸不能折叠排版 (this sheet cannot be laid out for folding)")
        gap = self.gap[0]
        left = (self.paper[0] - columns * 2 * width - (columns - 1) * gap) / 2
        return replace(self, columns=columns, cell=(2 * width, height), left=left, fold=True)

    def marks(self) -> bytes:
        """Draw cut marks, and where to fold, outside the badges; nothing on a sheet that is cut already."""
        if self.cut or self.single:
            return b""
        cells, (width, height) = self.cells(), self.cell
        edge = self._outer(self._margins()[0]), self._outer(self._margins()[1])
        xs = sorted({round(x, 3) for cell in cells for x in (cell.x, cell.x + width)})
        ys = sorted({round(y, 3) for cell in cells for y in (cell.y, cell.y + height)})
        folds = sorted({round(cell.x + width / 2, 3) for cell in cells}) if self.fold else []
        across, down = edge[0] + 0.3, edge[1] + 0.3
        lines = [*_ticks(xs, ys[0] - down, ys[-1] + down, self._margins()[1] - down, upright=True)]
        lines += _ticks(ys, xs[0] - across, xs[-1] + across, self._margins()[0] - across, upright=False)
        dashed = b"".join(_ticks(folds, ys[0] - down, ys[-1] + down, self._margins()[1] - down, upright=True))
        drawn = b"q 0 G %.3f w %s" % (MARK_WIDTH, b"".join(lines))
        return drawn + (b"[0.8 0.5] 0 d %s" % dashed if dashed else b"") + b"Q\n"

    def _margins(self) -> tuple[float, float]:
        """Return the lesser margin across and down."""
        wide = self.columns * self.cell[0] + (self.columns - 1) * self.gap[0]
        high = self.rows * self.cell[1] + (self.rows - 1) * self.gap[1]
        return min(self.left, self.paper[0] - self.left - wide), min(self.top, self.paper[1] - self.top - high)

    def _outer(self, margin: float) -> float:
        """Return how far colour may go into a margin: cut marks need the rest."""
        return 0.0 if self.cut else min(BLEED_MOST, max(0.0, (margin - UNPRINTABLE) / 3))

    def _cell(self, column: int, row: int) -> Cell:
        (width, height), (gap_x, gap_y) = self.cell, self.gap
        across, down = map(self._outer, self._margins())
        inner_x, inner_y = (0.0, 0.0) if self.cut else (min(BLEED_MOST, gap_x / 2), min(BLEED_MOST, gap_y / 2))
        x = round((self.left + column * (width + gap_x)) / DOT) * DOT if not self.single else 0.0
        top = round((self.top + row * (height + gap_y)) / DOT) * DOT if not self.single else 0.0
        return Cell(
            x,
            self.paper[1] - top - height,
            left=inner_x if column else across,
            bottom=inner_y if row < self.rows - 1 else down,
            right=inner_x if column < self.columns - 1 else across,
            top=inner_y if row else down,
        )


def _ticks(places: list[float], low: float, high: float, room: float, *, upright: bool) -> Iterator[bytes]:
    length = min(MARK, room)
    if length <= 0:
        return
    for place in places:
        for start, end in ((low, low - length), (high, high + length)):
            one, other = ((place, start), (place, end)) if upright else ((start, place), (end, place))
            yield ink.polygon([one, other], closed=False) + b"S\n"


def _centred(paper: tuple[float, float], columns: int, rows: int, size: Size, gap: float) -> Sheet:
    left = (paper[0] - columns * size.width - (columns - 1) * gap) / 2
    top = (paper[1] - rows * size.height - (rows - 1) * gap) / 2
    return Sheet(paper, columns, rows, (size.width, size.height), left, top, (gap, gap))


def _alone(size: Size) -> Sheet:
    return Sheet((size.width, size.height), 1, 1, (size.width, size.height), 0.0, 0.0)


#: size, layout -> sheet.
SHEETS: MappingProxyType[tuple[str, str], Sheet] = MappingProxyType(
    {
        ("full", "single"): _alone(FULL),
        ("full", "4up"): _centred(A4, 2, 2, FULL, 6.0),
        ("full", "card-a6"): Sheet(A4, 2, 2, (105.0, 148.5), 0.0, 0.0, cut=True),
        ("pocket", "single"): _alone(POCKET),
        ("pocket", "8up"): _centred(A4_LYING, 4, 2, POCKET, 0.0),
        ("pocket", "card-a7"): Sheet(A4_LYING, 4, 2, (74.25, 105.0), 0.0, 0.0, cut=True),
    }
)
CUSTOM = "custom"
LAYOUTS = tuple(dict.fromkeys([*(layout for _, layout in SHEETS), CUSTOM]))


def chosen(size: str | None, layout: str, described: str | None = None) -> tuple[Size, Sheet]:
    """Find size and sheet; without a size the layout's own.

    Raises:
        ValueError: there is no such pair; the message lists those there are.
        BadSheet: ``described`` (for ``custom``) is no sheet.
    """
    if layout == CUSTOM:
        size_ = SIZES.get(size or "full")
        if size_ is not None:
            return size_, custom(described or "")
    for known, name in SHEETS:
        if name == layout and known == (size or known):
            return SIZES[known], SHEETS[known, name]
    known = " ".join("/".join(pair) for pair in SHEETS)
    asked = f"{size}/{layout}" if size else layout
    raise ValueError(f"没有 {asked} 这种版式，可用：{known} (no such size and layout; there is: {known})")


def custom(described: str) -> Sheet:
    """Read a sheet that is cut already, for label and card paper of any maker.

    ``{"paper": [210, 297], "columns": 2, "rows": 2, "cell": [95, 130], "margin": [10, 12], "pitch": [95, 137],
    "cut": true}``: millimetres; ``margin`` from the upper left, ``pitch`` from cell to cell (default: the cell).

    Raises:
        BadSheet: a value is missing, no number, or the cells do not lie on the paper.
    """
    try:
        values = json.loads(described)
        paper, cell = _pair(values["paper"]), _pair(values["cell"])
        pitch, margin = _pair(values.get("pitch", values["cell"])), _pair(values.get("margin", [0, 0]))
        columns, rows = values["columns"], values["rows"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        example = '{"paper":[210,297],"columns":2,"rows":2,"cell":[95,130],"margin":[10,12],"pitch":[95,137]}'
        raise BadSheet(f"纸张说明应如 {example} (a sheet is described so)") from error
    counts = all(isinstance(each, int) and not isinstance(each, bool) and each >= 1 for each in (columns, rows))
    gap = pitch[0] - cell[0], pitch[1] - cell[1]
    sheet = Sheet(paper, columns, rows, cell, *margin, gap, cut=values.get("cut", True) is not False)
    if not counts or sheet.count > CELLS_MOST or min(*paper, *cell) < 10 or max(paper) > PAPER_MOST:
        raise BadSheet("行数、列数至少为 1，纸张和格子至少 10 毫米 (rows and columns from 1, lengths from 10 mm)")
    if min(*gap, *margin, *sheet._margins()) < -0.01:
        raise BadSheet("格子超出纸张或互相重叠 (the cells overlap or do not lie on the paper)")
    return sheet


def _pair(values: Any) -> tuple[float, float]:
    one, other = (float(value) for value in values)
    if not (-PAPER_MOST <= one <= PAPER_MOST and -PAPER_MOST <= other <= PAPER_MOST):
        raise ValueError("not a length")
    return one, other
