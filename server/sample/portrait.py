"""Drawn portraits: friendly faces from a few shapes, each person's own by hair, skin, clothes and background."""

import io
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image, ImageDraw

SIZE = (360, 480)  # pixels, the ratio of an ID photo
SCALE = 2  # drawn larger and shrunk, which smooths every edge

SKIN = ("#F6D7BD", "#F1C9A5", "#E8B98F", "#F8E0CB", "#DDAA80")
HAIR = ("#1B1512", "#1F1A18", "#2A1E17", "#241C1A", "#3A2A20", "#4A4541", "#77716B")
CLOTHES = ("#22384F", "#3F4B5B", "#5B2A32", "#2E5A4B", "#6B6F76", "#20242B", "#7A5C3A", "#35507A")
SHIRT = ("#F7F7F5", "#DCE8F4", "#F3E6E6", "#E7EFE3")
BACKGROUND = (("#DCE9F5", "#B9D1E8"), ("#E9EEF2", "#C9D3DB"), ("#F3E4DF", "#DDC3BA"), ("#E2F0E6", "#BDD8C6"))
LIPS, LINE = "#B4605A", "#33261F"


@dataclass(frozen=True, slots=True)
class Look:
    """What one face is drawn from; lengths in pixels of the finished picture."""

    woman: bool
    skin: str
    hair: str
    style: int
    clothes: str
    shirt: str
    background: tuple[str, str]
    glasses: bool
    width: int
    smile: int


def look(rng: Random, *, woman: bool) -> Look:
    """Choose a look."""
    return Look(
        woman=woman,
        skin=rng.choice(SKIN),
        hair=rng.choice(HAIR),
        style=rng.randrange(4),
        clothes=rng.choice(CLOTHES),
        shirt=rng.choice(SHIRT),
        background=rng.choice(BACKGROUND),
        glasses=rng.random() < 0.3,
        width=rng.randint(72, 82),
        smile=rng.randint(4, 14),
    )


def jpeg(face: Look) -> bytes:
    """Draw a portrait and return it as a JPEG file."""
    image = _light(face.background).copy()
    pen = _Pen(ImageDraw.Draw(image))
    _hair_behind(pen, face)
    _body(pen, face)
    _head(pen, face)
    _hair(pen, face)
    _features(pen, face)
    small = image.reduce(SCALE)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=88, subsampling=0)
    return out.getvalue()


class _Pen:
    """Draws in pixels of the finished picture, with the middle of the face at x = 180."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def oval(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self._draw.ellipse([value * SCALE for value in (left, top, right, bottom)], fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, radius: float = 0) -> None:
        corners = [value * SCALE for value in (left, top, right, bottom)]
        self._draw.rounded_rectangle(corners, radius * SCALE, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def arc(self, box: tuple[float, float, float, float], start: int, end: int, colour: str, width: float) -> None:
        self._draw.arc([value * SCALE for value in box], start, end, fill=colour, width=round(width * SCALE))

    def cap(self, box: tuple[float, float, float, float], start: int, end: int, colour: str) -> None:
        self._draw.chord([value * SCALE for value in box], start, end, fill=colour)


@cache
def _light(colours: tuple[str, str]) -> Image.Image:
    """A soft light behind the head; the few there are, are made once."""
    inner, outer = (Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), colour) for colour in colours)
    shade = Image.radial_gradient("L").resize(inner.size, Image.Resampling.BILINEAR)
    return Image.composite(outer, inner, shade)


def _hair_behind(pen: _Pen, face: Look) -> None:
    width = face.width
    if face.woman and face.style in (0, 1):
        bottom = 385 if face.style == 0 else 325
        pen.box(180 - width - 20, 150, 180 + width + 20, bottom, face.hair, 60)
    if face.woman and face.style == 2:
        pen.oval(146, 62, 214, 128, face.hair)


def _body(pen: _Pen, face: Look) -> None:
    pen.box(48, 378, 312, 560, face.clothes, 70)
    pen.shape([(132, 378), (228, 378), (180, 476)], face.shirt)
    pen.box(146, 300, 214, 396, _darker(face.skin), 26)
    if not face.woman and face.style % 2 == 0:
        pen.shape([(171, 400), (189, 400), (193, 448), (180, 476), (167, 448)], "#7B1E28")
    pen.shape([(140, 366), (178, 404), (154, 430)], _shifted(face.shirt, (-14, -14, -14)))
    pen.shape([(220, 366), (182, 404), (206, 430)], _shifted(face.shirt, (-14, -14, -14)))


def _head(pen: _Pen, face: Look) -> None:
    width = face.width
    for side in (-1, 1):
        middle = 180 + side * width
        pen.oval(middle - 13, 214, middle + 13, 262, _darker(face.skin))
    pen.box(180 - width, 118, 180 + width, 342, face.skin, width * 0.98)


def _hair(pen: _Pen, face: Look) -> None:
    width = face.width
    top = (180 - width - 8, 96, 180 + width + 8, 296)
    pen.cap(top, 196, 344, face.hair)
    if face.woman:
        pen.cap((180 - width - 10, 98, 180 + width * 0.5, 250), 150, 300, face.hair)
        pen.cap((180 - width * 0.5, 98, 180 + width + 10, 250), 240, 30, face.hair)
        return
    pen.cap((180 - width - 7, 90, 180 + width + 7, 290), 188, 352, face.hair)
    pen.cap((180 - width * 0.8, 138, 180 + width * 0.8, 226), 180, 360, face.skin)
    if face.style == 1:
        pen.cap((180 - width - 6, 92, 180 + width * 0.9, 236), 170, 330, face.hair)
    elif face.style == 3:
        pen.box(180 - width - 4, 150, 180 - width + 12, 226, face.hair, 8)
        pen.box(180 + width - 12, 150, 180 + width + 4, 226, face.hair, 8)


def _features(pen: _Pen, face: Look) -> None:
    for side in (-1, 1):
        eye = 180 + side * 33
        pen.oval(eye - 13, 222, eye + 13, 242, "#FFFFFF")
        pen.oval(eye - 8, 223, eye + 8, 241, LINE)
        pen.oval(eye - 1, 226, eye + 5, 232, "#FFFFFF")
        pen.arc((eye - 19, 200, eye + 19, 232), 205, 335, face.hair, 3 if face.woman else 5)
        pen.oval(eye + side * 8 - 15, 258, eye + side * 8 + 15, 278, _warmer(face.skin))
        if face.glasses:
            pen.arc((eye - 25, 208, eye + 25, 256), 0, 360, LINE, 3)
    if face.glasses:
        pen.arc((168, 218, 192, 240), 200, 340, LINE, 3)
    pen.arc((168, 236, 192, 278), 40, 140, _darker(face.skin), 4)
    pen.arc((150, 284 - face.smile, 210, 306 + face.smile), 25, 155, LIPS, 6 if face.woman else 4)


def _darker(colour: str) -> str:
    return _shifted(colour, (-22, -26, -28))


def _warmer(colour: str) -> str:
    return _shifted(colour, (2, -18, -16))


def _shifted(colour: str, by: tuple[int, int, int]) -> str:
    values = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{min(255, max(0, value + shift)):02X}" for value, shift in zip(values, by, strict=True))
