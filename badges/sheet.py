"""Badges onto pages, pages into a file."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from badges.badge import Badge
from badges.band import Bands
from badges.card import LABELS, Drawn, Front
from badges.face import faces
from badges.imposition import RIM, SIDES, Cell, Sheet, chosen
from badges.pdf import POINT, Pdf
from badges.reverse import Reverse
from badges.size import Size

MILLIMETRES = b"%.6f 0 0 %.6f 0 0 cm\n" % (1 / POINT, 1 / POINT)
DUPLEX = {"two": b"DuplexFlipLongEdge", "two-short": b"DuplexFlipShortEdge"}


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


@dataclass(frozen=True, slots=True)
class Both:
    """The two sides of one badge; ``reverse`` is None where only fronts are asked for."""

    front: Drawn
    reverse: Drawn | None


def write(
    badges: Iterable[Badge],
    out: BinaryIO,
    *,
    size: str | None = None,
    layout: str = "single",
    sides: str = "one",
    sheet: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """Write badges as a PDF, in the order given; badges are read one at a time and not kept.

    Args:
        badges: at least one.
        out: where the PDF goes; what stands there after an exception is no PDF.
        size: ``full`` is 86 x 124 mm, ``pocket`` 70 x 98 mm; None: the layout's own.
        layout: ``single`` is one badge a page; others see ``badges.imposition``.
        sides: one of ``SIDES``.
        sheet: for the layout ``custom``, the sheet as JSON.
        progress: called with the number of badges drawn, after each.

    Raises:
        Unprintable: a name cannot be drawn. All badges are looked at first, so all such names are listed.
        ValueError: no badge, no such size, layout or sides, or a token too long for a QR code.
    """
    form, paper = chosen(size, layout, sheet)
    if sides not in SIDES:
        raise ValueError(f"没有 {sides} 这种单双面方式，可用：{' '.join(SIDES)} (there is: {' '.join(SIDES)})")
    pdf = Pdf(out, faces(os.environ))
    desk = _Desk(Bands(pdf, form), progress, both=sides != "one")
    laid = _Laid(pdf, form, paper.folded() if sides == "fold" else paper, sides)
    pages = laid.lay(desk.draw(badges))
    if desk.unprintable:
        raise Unprintable(tuple(desk.unprintable))
    if not pages:
        raise ValueError("没有要打印的证牌 (no badges to print)")
    pdf.close("考务证牌", DUPLEX.get(sides, b"Simplex"))
    return Report(pages, tuple(desk.substituted), tuple(desk.no_portrait))


class _Laid:
    """Lays badges on sheets of one kind."""

    def __init__(self, pdf: Pdf, size: Size, sheet: Sheet, sides: str) -> None:
        self._pdf, self._size, self._sheet = pdf, size, sheet
        self._marks = sheet.marks()
        # A sheet lying on its side that is turned over its long edge is turned upwards, as a calendar is.
        upwards = (sheet.paper[0] > sheet.paper[1]) == (sides == "two")
        self._turned = b"-1 0 0 -1 %.4f %.4f cm\n" % sheet.paper if upwards else b""
        self._width = sheet.cell[0] / (2 if sheet.fold else 1)
        self._scale = 1.0
        if sheet.cut and not sheet.single:
            room = self._width - 2 * RIM, sheet.cell[1] - 2 * RIM
            self._scale = min(room[0] / size.width, room[1] / size.height)

    def lay(self, cards: Iterable[Both]) -> int:
        """Write pages; return how many."""
        cards, cells, pages = iter(cards), self._sheet.cells(), 0
        while held := list(islice(cards, len(cells))):
            fronts = [(cell, card.front) for cell, card in zip(cells, held, strict=False)]
            backs = [(place, card.reverse) for place, card in enumerate(held) if card.reverse is not None]
            if self._sheet.fold:
                beside = [
                    (replace(cells[place], x=cells[place].x + self._width, left=0), back) for place, back in backs
                ]
                self._page([*((replace(cell, right=0), front) for cell, front in fronts), *beside])
                backs = []
            else:
                self._page(fronts)
            if backs:
                behind = self._sheet.mirrored()
                self._page([(behind[place], back) for place, back in backs], self._turned)
            pages += 2 if backs else 1
        return pages

    def _page(self, placed: Sequence[tuple[Cell, Drawn]], turned: bytes = b"") -> None:
        drawings: dict[str, int] = {}
        for _, card in placed:
            drawings |= card.drawings
        content = b"".join(self._placed(cell, card.content) for cell, card in placed)
        self._pdf.page(MILLIMETRES + turned + self._marks + content, *self._sheet.paper, drawings)

    def _placed(self, cell: Cell, content: bytes) -> bytes:
        if self._sheet.single and not self._sheet.fold:
            return content
        width, height, scale = self._width, self._sheet.cell[1], self._scale
        window = (cell.x - cell.left, cell.y - cell.bottom)
        reach = (width + cell.left + cell.right, height + cell.bottom + cell.top)
        x = cell.x + (width - scale * self._size.width) / 2
        y = cell.y + (height - scale * self._size.height) / 2
        clip = b"%.4f %.4f %.4f %.4f re W n" % (*window, *reach)
        return b"q %s %.6f 0 0 %.6f %.4f %.4f cm\n%sQ\n" % (clip, scale, scale, x, y, content)


class _Desk:
    """Draws badge after badge and keeps the notes of the report."""

    def __init__(self, bands: Bands, progress: Callable[[int], None], *, both: bool) -> None:
        self._bands = bands
        self._front, self._reverse = Front(bands), Reverse(bands) if both else None
        self._progress = progress
        self.unprintable: list[tuple[str, tuple[str, ...]]] = []
        self.substituted: list[tuple[str, str]] = []
        self.no_portrait: list[str] = []

    def draw(self, badges: Iterable[Badge]) -> Iterator[Both]:
        for done, badge in enumerate(badges, 1):
            lacking = self._bands.lacking(badge.name)
            if lacking:
                self.unprintable.append((badge.name, lacking))
            if not self.unprintable:  # after the first such name the rest is only looked through
                yield self._drawn(badge)
            self._progress(done)

    def _drawn(self, badge: Badge) -> Both:
        front, portrait = self._front.draw(badge)
        who = badge.name or badge.number
        self.substituted += [(who, character) for character in self._bands.lacking(_beside(badge, self._reverse))]
        if not portrait:
            self.no_portrait.append(who)
        return Both(front, self._reverse.draw(badge) if self._reverse else None)


def _beside(badge: Badge, reverse: Reverse | None) -> str:
    """Return the words of a badge beside the name."""
    words = badge.site + badge.plan_code + badge.mark + badge.valid
    words += "".join(str(getattr(badge, LABELS[code][1])) for code in badge.look.lines)
    if reverse is not None:
        words += badge.look.found + badge.look.phone + "".join(badge.look.reverse.get(badge.role.number, ()))
    return words


def _code_points(characters: tuple[str, ...]) -> str:
    return " ".join(f"{character} U+{ord(character):04X}" for character in characters)
