"""Things laid on sheets of equal places, such as labels and desk slips."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from badges.imposition import Sheet
from forms.page import Ink, Page
from forms.sheets import Area, areas, marks

#: Draws one thing into its place.
Draw = Callable[[Page, Area, Mapping[str, Any]], None]


def laid(
    ink: Ink, sheet: Sheet, things: Sequence[Mapping[str, Any]], draw: Draw, *, start: int, cut: bool
) -> list[Page]:
    """Lay things on sheets, the first of them from its ``start``-th place on; ``cut``: with marks to cut along."""
    places, pages = areas(sheet), []
    waiting = [None] * (start - 1) + list(things)
    for first in range(0, len(waiting), len(places)):
        page = Page(ink, sheet.paper)
        if cut:
            page.raw(marks(sheet))
        for area, thing in zip(places, waiting[first : first + len(places)], strict=False):
            if thing is not None:
                draw(page, area, thing)
        pages.append(page)
    return pages
