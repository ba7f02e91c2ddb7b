"""A listing on as many pages as its rows take: titles on each, what is signed on the last, each page numbered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from badges.imposition import A4
from forms import folded
from forms.folded import Folding
from forms.page import RIGHT, THICK, Ink, Page

#: Millimetres at the edge that stay clear of rows; the page's number stands there.
EDGE = 12.0


@dataclass(frozen=True, slots=True)
class Listing:
    """How a listing stands on paper; all measures in millimetres.

    Attributes:
        margin: at the left and the right.
        row: a row's least height.
        most: a row's greatest height, which fits a page between head and foot.
        titles: height of the titles.
        foot: height that the last row leaves for what is signed.
        paper: width and height.
    """

    margin: float
    row: float
    most: float
    titles: float
    foot: float
    paper: tuple[float, float] = A4

    def lay(
        self,
        ink: Ink,
        told: Mapping[str, Any],
        columns: Sequence[Folding],
        head: Callable[[Page, Mapping[str, Any]], float],
        sign: Callable[[Page, float, Mapping[str, Any]], None],
    ) -> list[Page]:
        """Draw ``told["rows"]``, words by column.

        ``head`` begins a page and returns where the titles stand; ``sign`` ends the last one below the rows. What
        ``told`` says of how it was ``made`` stands at the foot of each.
        """
        (wide, high), margin = self.paper, self.margin
        pages: list[Page] = []
        waiting = list(told["rows"])
        while waiting or not pages:
            page = Page(ink, self.paper)
            y = folded.head(page, margin, head(page, told), self.titles, columns)
            while waiting:
                asked = folded.height(ink, columns, waiting[0], self.row, self.most)
                if y + asked > high - EDGE - (self.foot if len(waiting) == 1 else 0):
                    break
                y = folded.row(page, margin, y, asked, columns, waiting.pop(0))
            page.line(margin, y, wide - margin, y, weight=THICK)
            if not waiting:
                sign(page, y, told)
            pages.append(page)
        for number, page in enumerate(pages, 1):
            page.text(wide - margin, high - 6, f"第 {number} 页，共 {len(pages)} 页", 8, align=RIGHT)
            page.text(margin, high - 6, told.get("made", ""), 8, room=(wide - 2 * margin) * 0.75)
        return pages
