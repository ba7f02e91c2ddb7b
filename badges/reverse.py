"""The reverse of a badge: the role and the name again, the role's duties, the duty desk, what to do when found.

A badge on a ribbon turns round half of the time, so the reverse says who and what as well. No second QR: a camera
that sees the reverse should be told to look at the front, not find a code there.
"""

from collections.abc import Iterator

from badges import band, ink, text
from badges.badge import Badge, Look
from badges.band import FAINT, INK, LABEL, SAFE
from badges.card import Drawn
from badges.pdf import POINT
from badges.text import Line

NAME_HEIGHT = 14.5  # of the zone beneath the band
DUTY_MOST, DUTY_PITCH = 11.5 * POINT, 8.8


class Reverse:
    """Draws reverses into one PDF; all but name and number is written once for a role."""

    def __init__(self, bands: band.Bands) -> None:
        self._bands, self._size = bands, bands.size
        self._regular, self._bold = bands.regular, bands.bold
        self._right = self._size.wide - SAFE
        self._frames: dict[tuple[Look, int, str, str, str, str], int] = {}

    def draw(self, badge: Badge) -> Drawn:
        """Draw one reverse."""
        unit, frame = self._size.unit, self._frame(badge)
        words = b"".join(self._holder(badge))
        return Drawn(b"q %.6f 0 0 %.6f 0 0 cm /X%d Do\n%sQ\n" % (unit, unit, frame, words), {f"X{frame}": frame})

    def _frame(self, badge: Badge) -> int:
        key = (badge.look, badge.role.number, badge.mark, badge.plan_code, badge.valid, badge.site)
        if key not in self._frames:
            bands = self._bands
            content = b"".join((*bands.band(badge), *bands.strip(badge), *self._body(badge)))
            drawings = bands.drawings(badge.look)
            self._frames[key] = bands.pdf.form(content, self._size.wide, 124, band.BLEED, drawings)
        return self._frames[key]

    def _holder(self, badge: Badge) -> Iterator[bytes]:
        base = 124 - self._size.band - 10.6
        number = Line(self._bands.known(badge.number), 12 * POINT)
        start = self._right - text.width(self._bold, number)
        yield ink.colour(INK) + text.put(self._bold, number, start, base)
        if badge.spare:
            yield text.put(self._bold, Line("姓名", 12 * POINT), SAFE, base)
            yield _rule(SAFE + 11, start - 4, base - 0.8, LABEL)
            return
        name = text.fit(self._bold, badge.name, start - SAFE - 4, 26 * POINT, 13 * POINT)
        yield ink.meaning(badge.name) + text.put(self._bold, name, SAFE - 0.04 * name.size, base) + ink.END

    def _body(self, badge: Badge) -> Iterator[bytes]:
        """Set duties from above, what to do and whom to call from below."""
        top, bottom = 124 - self._size.band - NAME_HEIGHT, self._size.strip
        yield _rule(SAFE, self._right, top)
        below = b"".join(self._foot(badge, bottom))
        yield below
        yield from self._duties(badge, top - 1, bottom + self._foot_height(badge))

    def _duties(self, badge: Badge, top: float, bottom: float) -> Iterator[bytes]:
        duties = [self._bands.known(duty) for duty in badge.look.reverse.get(badge.role.number, ())]
        if not duties:
            return
        colour, room = badge.look.colour(badge.role), self._right - SAFE - 5.4
        widest = max(map(self._regular.width, duties))
        size = min(DUTY_MOST, room / widest)
        pitch = min(DUTY_PITCH, (top - bottom - 6.4) / len(duties))
        yield ink.colour(colour) + text.put(self._bold, Line("岗位职责", 9 * POINT), SAFE, top - 4.4) + ink.colour(INK)
        top -= 5.6 + (top - bottom - 6.4 - pitch * len(duties)) / 2
        for place, duty in enumerate(duties, 1):
            base = top - pitch * (place - 0.5) - 0.36 * size
            yield ink.colour(colour) + text.put(self._bold, Line(f"{place}", size), SAFE, base) + ink.colour(INK)
            line = text.fit(self._regular, duty, room, size, size)
            yield text.put(self._regular, line, SAFE + 5.4, base)

    def _found(self, badge: Badge) -> list[str]:
        words = self._bands.known(badge.look.found)
        return text.fill(self._regular, words, self._right - SAFE, 8.5 * POINT) if words else []

    def _foot_height(self, badge: Badge) -> float:
        return 6.5 + 4.4 * len(self._found(badge)) + (10.5 if badge.look.phone else 0) + 1.5

    def _foot(self, badge: Badge, bottom: float) -> Iterator[bytes]:
        size = 8.5 * POINT
        base = bottom + 2.2
        where = self._bands.known("　".join(filter(None, (badge.site, badge.valid))))
        line = text.fit(self._regular, where, self._right - SAFE, size, 6 * POINT)
        yield ink.colour(LABEL) + text.put(self._regular, line, SAFE, base) + ink.colour(INK)
        base += 5.0
        for words in reversed(self._found(badge)):
            yield text.put(self._regular, Line(words, size), SAFE, base)
            base += 4.4
        if badge.look.phone:
            base += 1.6
            yield text.put(self._regular, Line("总值班电话", 9 * POINT), SAFE, base + 0.3)
            start = SAFE + 5 * 9 * POINT + 3
            phone = text.fit(
                self._bold, self._bands.known(badge.look.phone), self._right - start, 18 * POINT, 9 * POINT
            )
            yield text.put(self._bold, phone, start, base)
        yield _rule(SAFE, self._right, bottom + self._foot_height(badge))


def _rule(start: float, end: float, y: float, colour: str = FAINT) -> bytes:
    return b"0.3 w %s%sS\n" % (ink.colour(colour), ink.polygon([(start, y), (end, y)], closed=False))
