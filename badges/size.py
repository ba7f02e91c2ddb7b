"""The two sizes of a badge. Both are laid out 124 units high; a size says what a unit is and where big parts stand.

The QR is not scaled with the rest: it is as large as the size allows, in whole dots of a 300 dpi printer.
"""

from dataclasses import dataclass
from types import MappingProxyType

DOT = 25.4 / 300  # mm; modules are whole dots of a 300 dpi printer, so no edge is blurred


@dataclass(frozen=True, slots=True)
class Size:
    """One size. ``width`` and ``height`` are the millimetres of the paper; all else is in units.

    Attributes:
        dots: side of the QR with its quiet zone, in dots.
        band: height of the band at the top.
        strip: height of the strip at the bottom.
        photo: width and height of the portrait.
        photo_y: lower edge of the portrait.
    """

    name: str
    width: float
    height: float
    dots: int
    band: float
    strip: float
    photo: tuple[float, float]
    photo_y: float

    @property
    def unit(self) -> float:
        """Millimetres of one unit."""
        return self.height / 124.0

    @property
    def wide(self) -> float:
        """Width of the badge in units."""
        return self.width / self.unit

    @property
    def qr(self) -> tuple[float, float, float]:
        """Left, lower edge and side of the QR with its quiet zone, in millimetres.

        Whole dots from the upper left corner, where pages are laid from: as near the middle and the strip as can be.
        """
        side = self.dots * DOT
        below = self.strip * self.unit + 0.1
        x = round((self.width - side) / 2 / DOT) * DOT
        return x, self.height - side - int((self.height - side - below) / DOT) * DOT, side


#: 14 dots a module at QR version 6: a symbol of 48.6 mm. Four on A4.
FULL = Size("full", 86.0, 124.0, 686, band=20.6, strip=5.4, photo=(28.0, 37.0), photo_y=64.0)
#: 12 dots a module: 41.7 mm. Eight on A4 with room for cut marks that office printers reach; fits A7 sleeves.
POCKET = Size("pocket", 70.0, 98.0, 588, band=19.4, strip=4.7, photo=(26.1, 34.5), photo_y=68.0)

SIZES = MappingProxyType({size.name: size for size in (FULL, POCKET)})
