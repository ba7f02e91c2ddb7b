"""One page of a form: text, lines and QR codes placed in millimetres from the upper left corner."""

from badges import qr
from badges.imposition import A4
from badges.pdf import POINT, Font, Pdf
from badges.sheet import MILLIMETRES
from badges.size import DOT
from badges.text import GETA, fit, put, width, wrap

LEFT, MIDDLE, RIGHT = "left", "middle", "right"
CENTRE = 0.36  # em from the baseline up to the middle of an ideograph
LEAST = 6.0  # points; smaller type is not read at a table
THIN, THICK = 0.15, 0.5
DASHED, SOLID = b"[1 1] 0 d ", b"[] 0 d "
LEADING = 1.25
QR_LEVEL = "M"  # labels get scratched: a seventh of the symbol may be lost


class Ink:
    """The fonts of one PDF, and which characters no font has."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.regular, self.bold = pdf.fonts["R"], pdf.fonts["B"]
        self.substituted: dict[tuple[str, str], None] = {}

    def font(self, *, bold: bool) -> Font:
        """Return the regular or the bold weight."""
        return self.bold if bold else self.regular

    def known(self, words: str) -> str:
        """Return a text on one line, with ``〓`` for what cannot be drawn; the report names it."""
        line = " ".join(words.split())
        lacking = [character for character in line if not self.regular.has(character)]
        self.substituted |= dict.fromkeys((line, character) for character in lacking)
        return "".join(GETA if character in lacking else character for character in line)


class Page:
    """A page being drawn; ``write`` puts it into the PDF."""

    def __init__(self, ink: Ink, paper: tuple[float, float] = A4) -> None:
        self.ink = ink
        self.width, self.height = paper
        self._parts: list[bytes] = []

    def write(self) -> None:
        """Put the page into the PDF."""
        self.ink.pdf.page(MILLIMETRES + b"".join(self._parts), self.width, self.height, {})

    def raw(self, content: bytes) -> None:
        """Add drawing words that count from the lower left corner."""
        self._parts.append(content)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        room: float = 1e4,
        align: str = LEFT,
        least: float = LEAST,
    ) -> None:
        """Set a line with its baseline at ``y``, ``size`` points or as much less as ``room`` asks for."""
        if not words:
            return
        font = self.ink.font(bold=bold)
        line = fit(font, self.ink.known(words), room, size * POINT, min(least, size) * POINT)
        over = 0.0 if align == LEFT else width(font, line) / (2 if align == MIDDLE else 1)
        self._parts.append(put(font, line, x - over, self.height - y))

    def cell(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        words: str,
        size: float,
        *,
        bold: bool = False,
        align: str = MIDDLE,
        pad: float = 1.0,
    ) -> None:
        """Set words in the middle of a box, in two lines where one does not hold them."""
        if not words:
            return
        font, room = self.ink.font(bold=bold), wide - 2 * pad
        # Two lines of less than the least size would overlap in a low box.
        least = LEAST if high >= 2 * LEADING * LEAST * POINT else 0.0
        lines = wrap(font, self.ink.known(words), room, least * POINT) or (words,)
        place = {LEFT: x + pad, MIDDLE: x + wide / 2, RIGHT: x + wide - pad}[align]
        set_size = min(size, high / (len(lines) * LEADING * POINT))
        for number, line in enumerate(lines):
            middle = y + high / 2 + (number - (len(lines) - 1) / 2) * LEADING * set_size * POINT
            baseline = middle + CENTRE * set_size * POINT
            self.text(place, baseline, line, set_size, bold=bold, room=room, align=align, least=min(LEAST, set_size))

    def line(self, x: float, y: float, to_x: float, to_y: float, *, weight: float = THIN, dashed: bool = False) -> None:
        """Draw a line."""
        ends = (x, self.height - y, to_x, self.height - to_y)
        style = DASHED if dashed else b""
        self._parts.append(b"q 0 G %.3f w %s%.3f %.3f m %.3f %.3f l S Q\n" % (weight, style, *ends))

    def frame(self, x: float, y: float, wide: float, high: float, *, weight: float = THIN) -> None:
        """Draw the edges of a box."""
        self._parts.append(
            b"q 0 G %.3f w %.3f %.3f %.3f %.3f re S Q\n" % (weight, x, self.height - y - high, wide, high)
        )

    def qr(self, x: float, y: float, side: float, words: str) -> None:
        """Draw a QR code with its quiet zone, at most ``side`` wide, in whole dots of a 300 dpi printer."""
        dots = int(side / DOT + 1e-6)
        high = dots * DOT
        self._parts.append(b"q %sQ\n" % qr.square(words, x, self.height - y - high, dots, QR_LEVEL))

    def blank(self, x: float, y: float, words: str, length: float, size: float = 11.0) -> float:
        """Set words with a line of ``length`` to write on after them; return where it ends."""
        self.text(x, y, words, size)
        start = x + self.ink.font(bold=False).width(words) * size * POINT + 1
        self.line(start, y + 1, start + length, y + 1)
        return start + length
