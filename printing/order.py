"""What a person wants on paper: a PDF, how many copies, on one side or both; and its files on the way there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from printing import capabilities, pages
from printing.capabilities import JPEG, ONE_SIDED, PDF, PWG, Capabilities, Ticket
from printing.pages import Sheets
from printing.progress import Parcel


class Draw(Protocol):
    """Draws a PDF as a ticket says into a folder and returns the files."""

    def __call__(self, document: Path, folder: Path, ticket: Ticket) -> list[Path]:
        """Raise ``Trouble`` where it cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Order:
    """One PDF for one printer. ``folder`` is its own and takes what must be drawn."""

    token: str
    title: str
    document: Path
    folder: Path
    sheets: Sheets
    copies: int = 1
    sides: str = ONE_SIDED
    fit: bool = False
    draw: Draw = pages.draw

    @property
    def total(self) -> int:
        """Printed sides of all copies."""
        return self.sheets.pages * self.copies

    def plan(self, can: Capabilities) -> Ticket:
        """Decide how this printer is to print it; raises as ``capabilities.ticket``."""
        return capabilities.ticket(can, self.sheets.size, copies=self.copies, sides=self._bound(), fit=self.fit)

    def _bound(self) -> str:
        return self.sides if self.sheets.pages > 1 else ONE_SIDED

    def prepare(self, ticket: Ticket) -> None:
        """Draw the pages where the printer cannot read PDF.

        Raises:
            Trouble: ``print-document``.
        """
        if ticket.format != PDF:
            self.draw(self.document, self.folder, ticket)

    def parcel(self, kind: str) -> Parcel:
        """Return what to send, once prepared for this format: also by a run of this program that ended since."""
        if kind == JPEG:
            pictures = [self.folder / pages.picture_name(number) for number in range(1, self.sheets.pages + 1)]
            return Parcel(self.token, self.title, pictures, [self.copies] * len(pictures))
        file = self.folder / pages.RASTER if kind == PWG else self.document
        return Parcel(self.token, self.title, [file], [self.total], self._bound() != ONE_SIDED)
