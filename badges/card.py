"""The front of a badge in the unified format, laid out in units (see ``badges.size``) from the lower left corner.

Role colour, role words and a bar mark say the role three times, so that no one needs to see colours.
The badge carries the role, never the room: rooms are drawn on the day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from badges import band, ink, jpeg, qr, text
from badges.badge import Badge, Look
from badges.band import FAINT, INK, SAFE
from badges.pdf import POINT
from badges.text import Line

PAPER, SAID = "#EEF1F4", "#6B7480"
ROW_MOST, ROW_LEAST = 4.4, 2.8
#: What the small lines say: code -> label; the values are fields of the badge.
LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code": ("批次", "plan_code"),
        "plan": ("计划", "plan_name"),
        "site": ("考点", "site"),
        "unit": ("单位", "unit"),
        "valid": ("有效", "valid"),
        "centre": ("机构", "centre"),
        "area": ("考区", "area"),
    }
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One side of a badge as drawing words (in millimetres), and the forms and pictures they call."""

    content: bytes
    drawings: dict[str, int]


class Front:
    """Draws fronts into one PDF; what badges of a role share is written once."""

    def __init__(self, bands: band.Bands) -> None:
        self._bands, self._pdf, self._size = bands, bands.pdf, bands.size
        self._regular, self._bold = bands.regular, bands.bold
        self._frames: dict[tuple[Look, int, str, str], int] = {}
        self._nobody: int | None = None
        self._x = SAFE + self._size.photo[0] + 3  # of the words beside the portrait
        self._room = self._size.wide - SAFE - self._x
        self._value_x, self._value_room = self._x + 8.4, self._room - 8.4
        self._value_least = 6.5 * POINT

    def draw(self, badge: Badge) -> tuple[Drawn, bool]:
        """Draw one front, and say whether it has a portrait. Characters nobody can draw become ``〓``."""
        frame = self._frame(badge)
        drawings, present = {f"X{frame}": frame}, True
        if badge.spare:
            words = b"".join(self._spare(badge))
        else:
            number, picture, present = self._portrait(badge)
            drawings[f"X{number}"] = number
            words = picture + b"".join(self._words(badge))
        unit = self._size.unit
        content = b"q %.6f 0 0 %.6f 0 0 cm /X%d Do\n%sQ\n" % (unit, unit, frame, words)
        return Drawn(content + qr.draw(badge.token, self._size), drawings), present

    def _frame(self, badge: Badge) -> int:
        key = (badge.look, badge.role.number, badge.mark, badge.plan_code)
        if key not in self._frames:
            bands = self._bands
            content = b"".join((*bands.band(badge), *bands.strip(badge), *band.tabs(badge, self._size)))
            drawings = bands.drawings(badge.look)
            self._frames[key] = self._pdf.form(content, self._size.wide, 124, band.BLEED, drawings)
        return self._frames[key]

    def _frame_of_photo(self) -> bytes:
        return ink.rounded(SAFE, self._size.photo_y, *self._size.photo, 1.2)

    def _portrait(self, badge: Badge) -> tuple[int, bytes, bool]:
        try:
            photo = jpeg.read(badge.portrait) if badge.portrait else None
        except jpeg.NoJpeg:
            photo = None
        if photo is None:
            self._nobody = self._nobody or self._pdf.form(self._silhouette(), self._size.wide, 124)
            return self._nobody, b"/X%d Do\n" % self._nobody, False
        number = self._pdf.picture(photo)
        place = _placed(photo, SAFE, self._size.photo_y, *self._size.photo)
        return number, b"q %s W n %s cm /X%d Do Q\n" % (self._frame_of_photo(), place, number), True

    def _words(self, badge: Badge) -> Iterator[bytes]:
        top = self._size.photo_y + self._size.photo[1]
        name = text.name(self._bold, badge.name, self._room)
        crowded = len(name) > 1
        yield ink.colour(INK) + ink.meaning(badge.name)
        for line in name:
            yield text.put(self._bold, line, self._x - 0.04 * line.size, top - 0.87 * line.size)
            top -= line.size * (1.0 if len(name) > 2 else 1.06)
        yield ink.END
        number = Line(self._bands.known(badge.number), (12 if crowded else 15) * POINT)
        top -= 0.5 if crowded else 1.2
        yield text.put(self._bold, number, self._value_x, top - 0.8 * number.size)
        yield band.label(self._regular, "编号", self._x, top - 0.8 * number.size)
        yield from self._rows(badge, top - number.size - (0.4 if crowded else 0.8))

    def _rows(self, badge: Badge, top: float) -> Iterator[bytes]:
        """Set what fits of the chosen lines above the portrait's lower edge, the first ones first."""
        bottom, least = self._size.photo_y, ROW_LEAST / self._size.unit
        rows = [
            (LABELS[code][0] if first else "", part)
            for code in badge.look.lines
            for first, part in self._parts(self._bands.known(getattr(badge, LABELS[code][1])))
        ]
        rows = rows[: max(1, int((top - bottom) / least))]
        pitch = min(ROW_MOST, (top - bottom) / max(1, len(rows)))
        size = min(9 * POINT, pitch * 0.86)
        for title, words in rows:
            top -= pitch
            baseline = top + 0.2 * size
            line = text.fit(self._regular, words, self._value_room, size, min(size, self._value_least))
            yield band.label(self._regular, title, self._x, baseline)
            yield text.put(self._regular, line, self._value_x, baseline)

    def _parts(self, words: str) -> Iterator[tuple[bool, str]]:
        parts = text.wrap(self._regular, words, self._value_room, self._value_least) if words else ()
        return ((place == 0, part) for place, part in enumerate(parts))

    def _spare(self, badge: Badge) -> Iterator[bytes]:
        """In place of portrait and name: the role large, that it is a spare one, and a line to write a name on."""
        size, right = self._size, self._size.wide - SAFE
        top = size.photo_y + size.photo[1]
        sign = Line("备用", 20 * POINT)
        width = text.width(self._bold, sign) + 5
        title = text.fit(self._bold, badge.role.zh, right - SAFE - width - 3, 40 * POINT, 20 * POINT)
        yield ink.colour(INK) + text.put(self._bold, title, SAFE - 0.04 * title.size, top - 6 - 0.38 * title.size)
        yield ink.colour(badge.look.colour(badge.role))
        yield ink.rounded(right - width, top - 11, width, 10.4, 1.6) + b"f\n" + ink.colour("#FFFFFF")
        yield text.put(self._bold, sign, right - width + 2.5, top - 8.4) + ink.colour(INK)
        number = Line(self._bands.known(badge.number), 15 * POINT)
        yield band.label(self._regular, "编号", SAFE, top - 17.8)
        yield text.put(self._bold, number, SAFE + 8.4, top - 17.8)
        start = SAFE + 8.4 + text.width(self._bold, number) + 4
        days = text.fit(self._regular, self._bands.known(badge.valid), right - start - 8.4, 9 * POINT, 6 * POINT)
        yield band.label(self._regular, "有效", start, top - 17.8)
        yield text.put(self._regular, days, start + 8.4, top - 17.8)
        base = size.photo_y + 1.6
        yield text.put(self._bold, Line("姓名", 12 * POINT), SAFE, base)
        yield b"0.35 w %s" % ink.colour("#6B7480") + ink.polygon(
            [(SAFE + 11, base - 0.8), (right, base - 0.8)], closed=False
        )
        yield b"S\n"

    def _silhouette(self) -> bytes:
        """Draw the head and shoulders of nobody, and say that the photograph is missing."""
        width, height = self._size.photo
        x, y = SAFE + width / 2, self._size.photo_y
        frame = self._frame_of_photo()
        head = ink.circle(x, y + 0.635 * height, 0.165 * height)
        shoulders = ink.rounded(x - 0.37 * width, y - 0.3 * height, 0.74 * width, 0.7 * height, 0.3 * width)
        ground = ink.colour(PAPER) + frame + b"f\n"
        edge = b"0.25 w " + ink.colour(FAINT) + frame + b"S\n"
        words = Line("照片待补", 8 * POINT)
        said = ink.colour(SAID) + text.put(self._bold, words, x - text.width(self._bold, words) / 2, y + 2.2)
        drawn = b"q %s q %s W n %s %s f %s f Q %s" % (ground, frame, ink.colour(FAINT), head, shoulders, edge)
        return drawn + said + b"Q\n"


def _placed(photo: jpeg.Jpeg, x: float, y: float, width: float, height: float) -> bytes:
    """Return the matrix that fills the portrait's frame; what stands out is cut, from below more than from above."""
    a, b, c, d, e, f = TURNS[photo.turned]
    wide, high = (photo.height, photo.width) if b else (photo.width, photo.height)
    scale = max(width / wide, height / high)
    x, y = x + (width - wide * scale) / 2, y + (height - high * scale) * 0.8
    width, height = wide * scale, high * scale
    return b"%.4f %.4f %.4f %.4f %.4f %.4f" % (
        a * width,
        b * height,
        c * width,
        d * height,
        x + e * width,
        y + f * height,
    )


# EXIF orientation -> matrix that sets the unit square upright.
TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
