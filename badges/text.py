"""Set text in the width there is: sizes, squeezing and line breaks. Lengths are millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from badges.pdf import POINT, Font

JOINTS = "·•・ "  # a name may be broken after these
SQUEEZE, NAME_SQUEEZE = 0.8, 0.75  # how far letters may be narrowed before something else has to give
NAME_SHORT, NAME_FOUR, NAME_LEAST = 40 * POINT, 30 * POINT, 24 * POINT  # readable at two metres
NAME_LATIN = 16 * POINT  # letters need less than ideographs, and a word is not to be torn
NAME_STACKED = (27 * POINT, 26 * POINT, 25 * POINT, NAME_LEAST)
BOLD, THICKER = "B", 0.032  # em
IDEOGRAPHS = 0x2E80
CUT = "…"
STOPS = "，。；：！？,.;!? "
CLOSING = "，。；：、！？）”』」,.;:!?)"
GETA = "〓"  # the printers' mark for a type that is missing


@dataclass(frozen=True, slots=True)
class Line:
    """One line to set. ``squeeze`` is the width of its letters (1: as drawn); ``gap`` em stand between them."""

    text: str
    size: float
    squeeze: float = 1
    gap: float = 0


def put(font: Font, line: Line, x: float, y: float) -> bytes:
    """Write a line with its baseline at ``y``, from ``x`` to the right."""
    shown = b"".join(_shown(font, drawing, part, line) for drawing, part in font.runs(line.text))
    return b"BT %.1f Tz %.3f %.3f Td %sET\n" % (100 * line.squeeze, x, y, shown)


def _shown(font: Font, drawing: Font, part: str, line: Line) -> bytes:
    if line.gap:
        kern = b" %d " % (-1000 * line.gap)
        codes = b"[%s%s] TJ" % (kern.join(drawing.encode(character) for character in part), kern)
    else:
        codes = b"%s Tj" % drawing.encode(part)
    chosen = b"/%s %.3f Tf " % (drawing.name.encode(), line.size)
    if drawing is not font and font.name == BOLD:  # the further face has one weight: its outlines are drawn thicker
        return b"%s2 Tr %.3f w %s 0 Tr " % (chosen, THICKER * line.size, codes)
    return b"%s%s " % (chosen, codes)


def width(font: Font, line: Line) -> float:
    """Return how wide a line is set."""
    return (font.width(line.text) + line.gap * max(0, len(line.text) - 1)) * line.size * line.squeeze


def fit(font: Font, text: str, room: float, size: float, least: float) -> Line:
    """Set a text in ``room``: smaller down to ``least``, then narrower, then cut with an ellipsis."""
    em = font.width(text) or 1
    if em * least * SQUEEZE <= room:
        chosen = max(least, min(size, room / em))
        return Line(text, chosen, min(1, room / (em * chosen)))
    while text and font.width(text + CUT) * least * SQUEEZE > room:
        text = text[:-1]
    return Line(text + CUT, least, SQUEEZE)


def wrap(font: Font, text: str, room: float, least: float, *, lines: int = 2) -> tuple[str, ...]:
    """Break a text in ``lines`` where one line would not hold it at its smallest and narrowest."""
    if font.width(text) * least * SQUEEZE <= room:
        return (text,)
    return tuple(_broken(font, text, range(1, len(text)), lines))


def name(font: Font, text: str, room: float) -> tuple[Line, ...]:
    """Set a person's name in up to three lines, never smaller than 24 pt (16 pt where it is all letters).

    Two characters stand as wide as three, as on every Chinese list. Long names are broken after a joint
    (``阿不都热合曼·吾买尔``), elsewhere only where they have none or it cannot be helped.
    """
    text = " ".join(text.split())
    em = font.width(text)
    if len(text) == 2 and em == 2:
        return (Line(text, NAME_SHORT, gap=1),)
    for size in (NAME_SHORT, NAME_FOUR):
        if em * size <= room:
            return (Line(text, size),)
    return _stacked(font, text, room)


def _stacked(font: Font, text: str, room: float) -> tuple[Line, ...]:
    joints = [place for place in range(1, len(text)) if text[place - 1] in JOINTS]
    anywhere = range(1, len(text))
    if all(ord(character) < IDEOGRAPHS for character in text):
        words = _broken(font, text, joints, 3) or _broken(font, text, joints, 2)
        size = min([NAME_STACKED[0], *(room / (font.width(word) * NAME_SQUEEZE) for word in words)])
        if words and NAME_LATIN <= size < NAME_LEAST:
            return tuple(Line(word, size, min(1, room / (font.width(word) * size))) for word in words)
    for places, lines in ((joints, 2), (joints, 3), (anywhere, 2), (anywhere, 3)):
        parts = _broken(font, text, places, lines)
        widest = max(map(font.width, parts), default=0)
        if parts and widest * NAME_LEAST * NAME_SQUEEZE <= room:
            sizes = NAME_STACKED if len(parts) == 2 else NAME_STACKED[-1:]
            size = next((size for size in sizes if widest * size <= room), NAME_LEAST)
            return tuple(Line(part, size, min(1, room / (font.width(part) * size))) for part in parts)
    parts = _broken(font, text, anywhere, 3)
    return tuple(Line(part, NAME_LEAST, min(1, room / (font.width(part) * NAME_LEAST))) for part in parts)


def _broken(font: Font, text: str, places: Sequence[int], lines: int) -> list[str]:
    """Break at ``lines - 1`` of ``places`` so that the widest line is as narrow as can be; [] if too few."""
    choices = (
        [text[start:end].strip() for start, end in zip((0, *cuts), (*cuts, len(text)), strict=True)]
        for cuts in combinations(places, lines - 1)
    )
    whole = (parts for parts in choices if all(parts))
    return min(whole, key=lambda parts: max(map(font.width, parts)), default=[])


def fill(font: Font, text: str, room: float, size: float) -> list[str]:
    """Break a text into as many lines as it needs at ``size``: two after a stop where there is one, else even ones."""
    lines = _filled(font, text, room / size)
    if len(lines) == 2:
        halves = (
            [text[:place].strip(), text[place:].strip()] for place in range(1, len(text)) if text[place - 1] in STOPS
        )
        fitting = [pair for pair in halves if all(part and font.width(part) * size <= room for part in pair)]
        if fitting:
            return min(fitting, key=lambda pair: max(map(font.width, pair)))
    em = font.width(text) / max(1, len(lines))
    while em * size < room and len(_filled(font, text, em)) > len(lines):
        em += 0.5
    return _filled(font, text, min(em, room / size))


def _filled(font: Font, text: str, em: float) -> list[str]:
    lines, line = [], ""
    for character in text:
        if line and character not in CLOSING and font.width(line + character) > em:
            lines.append(line.rstrip())
            line = ""
        line += character
    return [*lines, line] if line.strip() else lines
