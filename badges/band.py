"""What both sides of a badge share: the band with crest, mark and role, the strip, and the words' setting."""

from collections.abc import Iterator

from badges import ink, text
from badges.badge import Badge, Look
from badges.crest import crest
from badges.pdf import POINT, Font, Pdf
from badges.size import FULL, Size
from badges.text import Line

SAFE = 4.0  # nothing but colour comes nearer to the edge
BLEED = 4.0  # how far colour goes beyond the edge, for whoever cuts a little wide
CREST_RADIUS = 7.8
MARK_ZONE = 6.0  # of the band, for the line above the role
BAND_TEXT_X = SAFE + 2 * CREST_RADIUS + 4
TAB_WIDTH, TAB_HEIGHT, TAB_PITCH = 5.0, 5.0, 8.6
LABEL, INK, FAINT = "#5B6470", "#111111", "#C9CFD6"


class Bands:
    """Draws bands and strips of one size into one PDF."""

    def __init__(self, pdf: Pdf, size: Size) -> None:
        self.pdf = pdf
        self.size = size
        self.regular, self.bold = pdf.fonts["R"], pdf.fonts["B"]
        self._crests: dict[Look, int] = {}

    def known(self, words: str) -> str:
        """Return a text with ``〓`` for each character that no font has."""
        return "".join(character if self.bold.has(character) else text.GETA for character in words)

    def lacking(self, words: str) -> tuple[str, ...]:
        """Return the characters that no font at hand can draw."""
        return tuple(dict.fromkeys(character for character in words if not self.bold.has(character)))

    def drawings(self, look: Look) -> dict[str, int]:
        """Return the pictures that ``band`` calls."""
        if look.crest is None:
            return {}
        if look not in self._crests:
            self._crests[look] = self.pdf.raster(look.crest)
        return {"C": self._crests[look]}

    def band(self, badge: Badge) -> Iterator[bytes]:
        """Draw the band: crest, the plan's mark, the role."""
        size, colour = self.size, badge.look.colour(badge.role)
        bottom, room = 124 - size.band, size.wide - SAFE - BAND_TEXT_X
        yield ink.colour(colour) + ink.box(-BLEED, bottom, size.wide + 2 * BLEED, size.band + BLEED)
        yield self._crest(badge.look, colour, bottom + size.band / 2)
        yield ink.colour("#FFFFFF")
        mark = text.fit(self.bold, self.known(badge.mark), room, 12 * POINT, 8 * POINT)
        yield text.put(self.bold, mark, BAND_TEXT_X, 124 - 6.3)
        most = 30 * POINT * (size.band - MARK_ZONE) / (FULL.band - MARK_ZONE)
        title = text.fit(self.bold, badge.role.zh, room, most, 20 * POINT)
        yield text.put(self.bold, title, BAND_TEXT_X - 0.05 * title.size, bottom + 0.18 * size.band)

    def strip(self, badge: Badge) -> Iterator[bytes]:
        """Draw the strip: the role again, and the plan's code."""
        role, size = badge.role, self.size
        yield ink.colour(badge.look.colour(role)) + ink.box(-BLEED, -BLEED, size.wide + 2 * BLEED, size.strip + BLEED)
        yield ink.colour("#FFFFFF")
        title, base = Line(role.zh, 10 * POINT), size.strip * 0.28
        yield text.put(self.bold, title, SAFE, base)
        start = SAFE + text.width(self.bold, title) + 1.8
        code = text.fit(self.bold, self.known(badge.plan_code), 28, 8 * POINT, 6 * POINT)
        end = size.wide - SAFE - text.width(self.bold, code)
        english = text.fit(self.regular, role.en, end - start - 2, 7 * POINT, 5 * POINT)
        yield text.put(self.regular, english, start, base + 0.1)
        yield text.put(self.bold, code, end, base + 0.1)

    def _crest(self, look: Look, colour: str, y: float) -> bytes:
        x = SAFE + CREST_RADIUS
        if look.crest is None:
            return crest(x, y, CREST_RADIUS, colour)
        ground, side = b"", 2 * CREST_RADIUS
        if not look.crest.light:
            shape = ink.rounded(x - CREST_RADIUS, y - CREST_RADIUS, side, side, 1.6)
            ground, side = ink.colour("#FFFFFF") + shape + b"f\n", side - 2
        scale = side / max(look.crest.width, look.crest.height)
        width, height = look.crest.width * scale, look.crest.height * scale
        place = b"%.4f 0 0 %.4f %.4f %.4f cm" % (width, height, x - width / 2, y - height / 2)
        return b"%sq %s /C Do Q\n" % (ground, place)


def label(font: Font, words: str, x: float, baseline: float) -> bytes:
    """Write a small grey label; what follows is black again."""
    return ink.colour(LABEL) + text.put(font, Line(words, 7.5 * POINT), x, baseline) + ink.colour(INK)


def tabs(badge: Badge, size: Size) -> Iterator[bytes]:
    """Bars at both edges, as many as the role's family has: told apart in grey and from the side."""
    count = badge.role.family.value
    _, below, side = size.qr
    first = (below + side / 2) / size.unit + (count - 1) * TAB_PITCH / 2 - TAB_HEIGHT / 2
    width = min(TAB_WIDTH, size.qr[0] / size.unit - 0.6)
    yield ink.colour(badge.look.colour(badge.role))
    for bar in range(count):
        for x in (-BLEED, size.wide - width):
            yield ink.box(x, first - bar * TAB_PITCH, width + BLEED, TAB_HEIGHT)
