"""One badge in the unified format: 86 x 124 mm, origin at the lower left, lengths in millimetres.

Role colour, role words and a bar mark say the role three times, so that no one needs to see colours.
The badge carries the role, never the room: rooms are drawn on the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from badges import ink, jpeg, qr, text
from badges.crest import crest
from badges.pdf import POINT, Font, Pdf
from badges.text import Line
from protocol.role import Role

WIDTH, HEIGHT = 86.0, 124.0
SAFE = 4.0  # nothing but colour comes nearer to the edge
BAND, STRIP = 20.6, 5.4
PHOTO_WIDTH, PHOTO_HEIGHT = 28.0, 37.0
PHOTO_X, PHOTO_Y = SAFE, 64.0
TEXT_X = PHOTO_X + PHOTO_WIDTH + 3
TEXT_WIDTH = WIDTH - SAFE - TEXT_X
VALUE_X, VALUE_WIDTH, VALUE_LEAST = TEXT_X + 8.4, TEXT_WIDTH - 8.4, 6.5 * POINT
# Whole dots from the upper left corner, where pages are laid from: as near the middle and the strip as can be.
QR_X = round((WIDTH - qr.SIDE) / 2 / qr.DOT) * qr.DOT
QR_Y = HEIGHT - qr.SIDE - int((HEIGHT - qr.SIDE - STRIP - 0.1) / qr.DOT) * qr.DOT
CREST_RADIUS = 7.8
BAND_TEXT_X = SAFE + 2 * CREST_RADIUS + 4
TAB_WIDTH, TAB_HEIGHT, TAB_PITCH = 5.0, 5.0, 8.6
LABEL, INK, FAINT, PAPER = "#5B6470", "#111111", "#C9CFD6", "#EEF1F4"
ROW_MOST, ROW_LEAST = 4.4, 2.8


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge to print.

    ``number`` is written with its check character (``00017-E``), ``token`` is the QR's text, ``mark`` the line the
    plan puts on every badge (``江西职业技能鉴定``), ``valid`` the days as they are to read (``2026-11-22``),
    ``portrait`` a JPEG or None.
    """

    name: str
    role: Role
    number: str
    token: str
    plan_code: str
    plan_name: str
    mark: str
    site: str
    valid: str
    unit: str
    portrait: bytes | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A badge as drawing words, the forms and pictures they call, and what could not be drawn as asked."""

    content: bytes
    drawings: dict[str, int]
    missing: tuple[str, ...]
    portrait: bool


class Painter:
    """Draws badges into one PDF; what badges of a role share is written once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._regular, self._bold = pdf.fonts["R"], pdf.fonts["B"]
        self._frames: dict[tuple[int, str, str], int] = {}
        self._nobody: int | None = None

    def lacking(self, words: str) -> tuple[str, ...]:
        """Return the characters that no font at hand can draw."""
        return tuple(dict.fromkeys(character for character in words if not self._bold.has(character)))

    def draw(self, badge: Badge) -> Drawn:
        """Draw one badge. Characters nobody can draw become ``〓``; check names with ``lacking`` before."""
        frame = self._frame(badge)
        picture, content, present = self._portrait(badge)
        drawings = {f"X{number}": number for number in (frame, picture)}
        content = b"/X%d Do\n%s" % (frame, content)
        content += b"".join(self._words(badge)) + qr.draw(badge.token, QR_X, QR_Y)
        asked = badge.site + badge.unit + badge.plan_name + badge.plan_code + badge.mark + badge.valid
        return Drawn(content, drawings, self.lacking(asked), present)

    def _known(self, words: str) -> str:
        return "".join(character if self._bold.has(character) else text.GETA for character in words)

    def _frame(self, badge: Badge) -> int:
        key = (badge.role.number, badge.mark, badge.plan_code)
        if key not in self._frames:
            content = b"".join((*self._band(badge), *self._strip(badge), *_tabs(badge.role)))
            self._frames[key] = self._pdf.form(content, WIDTH, HEIGHT)
        return self._frames[key]

    def _band(self, badge: Badge) -> Iterator[bytes]:
        role, room = badge.role, WIDTH - SAFE - BAND_TEXT_X
        yield ink.colour(role.colour) + ink.box(0, HEIGHT - BAND, WIDTH, BAND)
        yield crest(SAFE + CREST_RADIUS, HEIGHT - BAND / 2, CREST_RADIUS, role.colour)
        yield ink.colour("#FFFFFF")
        mark = text.fit(self._bold, self._known(badge.mark), room, 12 * POINT, 8 * POINT)
        yield text.put(self._bold, mark, BAND_TEXT_X, HEIGHT - 6.3)
        title = text.fit(self._bold, role.zh, room, 30 * POINT, 20 * POINT)
        yield text.put(self._bold, title, BAND_TEXT_X - 0.05 * title.size, HEIGHT - BAND + 3.7)

    def _strip(self, badge: Badge) -> Iterator[bytes]:
        role = badge.role
        yield ink.colour(role.colour) + ink.box(0, 0, WIDTH, STRIP) + ink.colour("#FFFFFF")
        title = Line(role.zh, 10 * POINT)
        yield text.put(self._bold, title, SAFE, 1.5)
        start = SAFE + text.width(self._bold, title) + 1.8
        code = text.fit(self._bold, self._known(badge.plan_code), 28, 8 * POINT, 6 * POINT)
        end = WIDTH - SAFE - text.width(self._bold, code)
        yield text.put(
            self._regular, text.fit(self._regular, role.en, end - start - 2, 7 * POINT, 5 * POINT), start, 1.6
        )
        yield text.put(self._bold, code, end, 1.6)

    def _portrait(self, badge: Badge) -> tuple[int, bytes, bool]:
        try:
            photo = jpeg.read(badge.portrait) if badge.portrait else None
        except jpeg.NoJpeg:
            photo = None
        if photo is None:
            self._nobody = self._nobody or self._pdf.form(_silhouette(), WIDTH, HEIGHT)
            return self._nobody, b"/X%d Do\n" % self._nobody, False
        number = self._pdf.picture(photo)
        clip = ink.rounded(PHOTO_X, PHOTO_Y, PHOTO_WIDTH, PHOTO_HEIGHT, 1.2)
        content = b"q %s W n %s cm /X%d Do Q\n" % (clip, _placed(photo), number)
        return number, content, True

    def _words(self, badge: Badge) -> Iterator[bytes]:
        top = PHOTO_Y + PHOTO_HEIGHT
        name = text.name(self._bold, badge.name, TEXT_WIDTH)
        crowded = len(name) > 1
        yield ink.colour(INK) + ink.meaning(badge.name)
        for line in name:
            yield text.put(self._bold, line, TEXT_X - 0.04 * line.size, top - 0.87 * line.size)
            top -= line.size * (1.0 if len(name) > 2 else 1.06)
        yield ink.END
        number = Line(self._known(badge.number), (12 if crowded else 15) * POINT)
        top -= 0.5 if crowded else 1.2
        yield text.put(self._bold, number, VALUE_X, top - 0.8 * number.size)
        yield self._label("编号", top - 0.8 * number.size)
        yield from self._rows(badge, top - number.size - (0.4 if crowded else 0.8))

    def _rows(self, badge: Badge, top: float) -> Iterator[bytes]:
        """Set what fits of the rest above the portrait's lower edge, the most needed first."""
        rows = [
            (label if first else "", part)
            for label, words in (
                ("有效", badge.valid),
                ("考点", badge.site),
                ("计划", badge.plan_name),
                ("单位", badge.unit),
            )
            for first, part in _parts(self._regular, self._known(words))
        ]
        rows = rows[: max(1, int((top - PHOTO_Y) / ROW_LEAST))]
        pitch = min(ROW_MOST, (top - PHOTO_Y) / max(1, len(rows)))
        size = min(9 * POINT, pitch * 0.86)
        for label, words in rows:
            top -= pitch
            baseline = top + 0.2 * size
            line = text.fit(self._regular, words, VALUE_WIDTH, size, min(size, VALUE_LEAST))
            yield self._label(label, baseline) + text.put(self._regular, line, VALUE_X, baseline)

    def _label(self, words: str, baseline: float) -> bytes:
        line = Line(words, 7.5 * POINT)
        return ink.colour(LABEL) + text.put(self._regular, line, TEXT_X, baseline) + ink.colour(INK)


def _parts(font: Font, words: str) -> Iterator[tuple[bool, str]]:
    parts = text.wrap(font, words, VALUE_WIDTH, VALUE_LEAST) if words else ()
    return ((place == 0, part) for place, part in enumerate(parts))


def _tabs(role: Role) -> Iterator[bytes]:
    """Bars at both edges, as many as the role's family has: told apart in grey and from the side."""
    yield ink.colour(role.colour)
    middle = QR_Y + qr.SIDE / 2
    first = middle + (role.family.value - 1) * TAB_PITCH / 2 - TAB_HEIGHT / 2
    for bar in range(role.family.value):
        for x in (0.0, WIDTH - TAB_WIDTH):
            yield ink.box(x, first - bar * TAB_PITCH, TAB_WIDTH, TAB_HEIGHT)


def _silhouette() -> bytes:
    x, y = PHOTO_X + PHOTO_WIDTH / 2, PHOTO_Y
    frame = ink.rounded(PHOTO_X, PHOTO_Y, PHOTO_WIDTH, PHOTO_HEIGHT, 1.2)
    head = ink.circle(x, y + 22.5, 6)
    shoulders = ink.rounded(x - 11, y - 12, 22, 26, 9)
    ground = ink.colour(PAPER) + frame + b"f\n"
    edge = b"0.25 w " + ink.colour(FAINT) + frame + b"S\n"
    return b"q %s q %s W n %s %s f %s f Q %s Q\n" % (ground, frame, ink.colour(FAINT), head, shoulders, edge)


def _placed(photo: jpeg.Jpeg) -> bytes:
    """Return the matrix that fills the portrait's frame; what stands out is cut, from below more than from above."""
    a, b, c, d, e, f = TURNS[photo.turned]
    wide, high = (photo.height, photo.width) if b else (photo.width, photo.height)
    scale = max(PHOTO_WIDTH / wide, PHOTO_HEIGHT / high)
    width, height = wide * scale, high * scale
    x = PHOTO_X + (PHOTO_WIDTH - width) / 2
    y = PHOTO_Y + (PHOTO_HEIGHT - height) * 0.8
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
