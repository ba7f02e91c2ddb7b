"""Badges onto pages, pages into a file."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from badges.card import HEIGHT, WIDTH, Badge, Drawn, Painter
from badges.face import faces
from badges.pdf import POINT, Pdf

MILLIMETRES = b"%.6f 0 0 %.6f 0 0 cm\n" % (1 / POINT, 1 / POINT)


class Unprintable(Exception):
    """Names hold characters that no font at hand has; nothing of this job is to be printed.

    ``names`` lists every such person with the characters, so that one correction is enough.
    """

    def __init__(self, names: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        self.names = names
        listed = "；".join(f"{name}：{_code_points(characters)}" for name, characters in names)
        super().__init__(f"字库缺字，无法打印 (no font has these characters): {listed}")


@dataclass(frozen=True, slots=True)
class Report:
    """What was printed.

    ``substituted`` lists name and character where a text beside the name shows ``〓`` instead;
    ``no_portrait`` the names of those without a readable JPEG.
    """

    pages: int
    substituted: tuple[tuple[str, str], ...]
    no_portrait: tuple[str, ...]


def single(pdf: Pdf, cards: Iterable[Drawn]) -> int:
    """Lay one badge on each page of its own size; return the number of pages."""
    pages = 0
    for card in cards:
        pdf.page(MILLIMETRES + card.content, WIDTH, HEIGHT, card.drawings)
        pages += 1
    return pages


LAYOUTS: MappingProxyType[tuple[str, str], Callable[[Pdf, Iterable[Drawn]], int]] = MappingProxyType(
    {("full", "single"): single}
)


def write(
    badges: Iterable[Badge],
    out: BinaryIO,
    *,
    size: str = "full",
    layout: str = "single",
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Write badges as a PDF, in the order given; badges are read one at a time and not kept.

    Args:
        badges: at least one.
        out: where the PDF goes; what stands there after an exception is no PDF.
        size: ``full`` is 86 x 124 mm.
        layout: ``single`` is one badge a page.
        progress: called with the number of badges drawn, after each.

    Raises:
        Unprintable: a name cannot be drawn. All badges are looked at first, so all such names are listed.
        ValueError: no badge, no such size or layout, or a token too long for a QR code.
    """
    if (size, layout) not in LAYOUTS:
        known = " ".join("/".join(pair) for pair in LAYOUTS)
        raise ValueError(f"没有 {size}/{layout} 这种版式，可用：{known} (no such size and layout; there is: {known})")
    regular, bold = faces(os.environ)
    pdf = Pdf(out, {"R": regular, "B": bold})
    desk = _Desk(Painter(pdf), progress)
    pages = LAYOUTS[size, layout](pdf, desk.draw(badges))
    if desk.unprintable:
        raise Unprintable(tuple(desk.unprintable))
    if not pages:
        raise ValueError("没有要打印的证牌 (no badges to print)")
    pdf.close("考务证牌")
    return Report(pages, tuple(desk.substituted), tuple(desk.no_portrait))


class _Desk:
    """Draws badge after badge and keeps the notes of the report."""

    def __init__(self, painter: Painter, progress: Callable[[int], None]) -> None:
        self._painter = painter
        self._progress = progress
        self.unprintable: list[tuple[str, tuple[str, ...]]] = []
        self.substituted: list[tuple[str, str]] = []
        self.no_portrait: list[str] = []

    def draw(self, badges: Iterable[Badge]) -> Iterator[Drawn]:
        for done, badge in enumerate(badges, 1):
            lacking = self._painter.lacking(badge.name)
            if lacking:
                self.unprintable.append((badge.name, lacking))
            if not self.unprintable:  # after the first such name the rest is only looked through
                card = self._painter.draw(badge)
                self.substituted += [(badge.name, character) for character in card.missing]
                if not card.portrait:
                    self.no_portrait.append(badge.name)
                yield card
            self._progress(done)


def _code_points(characters: tuple[str, ...]) -> str:
    return " ".join(f"{character} U+{ord(character):04X}" for character in characters)
