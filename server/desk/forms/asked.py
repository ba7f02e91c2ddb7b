"""Which form is asked for, of what, and how it lies on the sheet."""

from dataclasses import dataclass

from forms import sheets
from server.domain import objects
from server.domain.refusal import Refusal

FORMS = (
    "labels",
    "doors",
    "desks",
    "seats",
    "record",
    "handoff",
    "spares",
    "wall",
    "slips",
    "scores",
    "scored",
    "report",
    "reconciled",
    "theory",
    "analysis",
    "abnormal",
    "notice",
)
#: Forms of the practical exam, whose rooms are worked out for them.
PRACTICAL = frozenset({"scores", "scored", "report"})
#: Forms of card reading, whose sessions are worked out for them.
READING = frozenset({"reconciled", "theory", "analysis", "abnormal", "notice"})
SHEETS = sheets.NAMES


@dataclass(frozen=True, slots=True)
class Asked:
    """Which form, of what, and how it lies on the sheet.

    Attributes:
        form: one of ``FORMS``.
        plan: the plan's number; None: the one imported last.
        session: only of this session; None: of all.
        room: only of this room; None: of all.
        subject: of item analysis only this trade and level (``trade/level``); None: every one.
        kinds: of labels only those of these kinds; empty: of all.
        labels: exactly these labels, in this order; empty: all that fit the rest.
        sheet: for labels and desk slips, one of ``SHEETS``.
        grid: for the sheet ``custom``, the sheet as JSON.
        start: where on the first sheet the first label goes, from 1: sheets begun are used up.
        cut: with marks to cut along, for plain paper.
        tail: seat lists show the last characters of ID numbers.
    """

    form: str
    plan: int | None = None
    session: str | None = None
    room: str | None = None
    subject: str | None = None
    kinds: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    sheet: str = "3x8"
    grid: str | None = None
    start: int = 1
    cut: bool = False
    tail: bool = True

    def check(self) -> None:
        """Refuse what no sheet can be laid out for.

        Raises:
            Refusal: ``bad-request``, naming the field.
        """
        try:
            sheet = sheets.chosen(self.sheet, self.grid)
        except ValueError as error:
            raise Refusal("bad-request", field="sheet", expected=str(error)) from error
        if not 1 <= self.start <= sheet.count:
            raise Refusal("bad-request", field="start", expected=f"1–{sheet.count}")
        for kind in self.kinds:
            if kind not in objects.BY_CODE:
                raise Refusal("kind-unknown", field="kind", kind=kind[:8])
