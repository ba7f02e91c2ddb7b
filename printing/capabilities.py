"""What a printer can, read from its answer to Get-Printer-Attributes, and what to ask of it for one document."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from printing import ipp, reasons
from printing.trouble import Trouble

PDF, PWG, JPEG = "application/pdf", "image/pwg-raster", "image/jpeg"
#: What this program can send, the best first.
FORMATS = (PDF, PWG, JPEG)
#: How sheets are printed: on one side, or on both and bound (or turned) at their long or short edge.
ONE_SIDED, LONG_EDGE, SHORT_EDGE = "one-sided", "two-sided-long-edge", "two-sided-short-edge"
A4 = (21000, 29700)  # hundredths of a millimetre, as IPP measures paper
A4_NAME = "iso_a4_210x297mm"
NEAR = 100  # hundredths of a millimetre two sizes may differ and be the same paper
IDLE, PROCESSING, STOPPED = 3, 4, 5
PRINT_JOB, VALIDATE, CREATE_JOB, SEND_DOCUMENT, CANCEL, GET_JOB, GET_JOBS, GET_PRINTER = (
    0x02, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0A, 0x0B,
)  # fmt: skip
ASKED = ("printer-description", "job-template", "media-col-database", "media-col-ready")
DPI = 300  # dots per inch a badge is worth

Size = tuple[int, int]
Dimension = int | ipp.Range


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A printer as it describes itself. Sizes are in hundredths of a millimetre, upright."""

    name: str
    model: str
    location: str
    uuid: str
    formats: tuple[str, ...]
    sides: tuple[str, ...]
    colour: bool
    most_copies: int
    media: tuple[str, ...]
    ready: tuple[str, ...]
    sizes: tuple[tuple[Dimension, Dimension], ...]
    resolutions: tuple[ipp.Resolution, ...]
    raster_types: tuple[str, ...]
    sheet_back: str  # how it wants the picture of a sheet's back
    operations: frozenset[int]
    takes: frozenset[str]  # job attributes it has a "-supported" for, or lists
    many_documents: bool
    state: int
    reasons: tuple[str, ...]
    accepting: bool
    queued: int

    @property
    def two_sided(self) -> bool:
        """Whether it prints on both sides."""
        return LONG_EDGE in self.sides

    @property
    def readable(self) -> tuple[str, ...]:
        """The formats this program can send, the best first; a printer that says only octet-stream guesses itself."""
        found = tuple(kind for kind in FORMATS if kind in self.formats)
        guesses = "application/octet-stream" in self.formats and not found
        return (PDF,) if guesses and not self.raster_types else found

    def has_paper(self, size: Size) -> bool:
        """Tell whether it prints on paper of this size."""
        return any(_within(size[0], across) and _within(size[1], along) for across, along in self.sizes)

    def state_words(self, language: str) -> tuple[str, str]:
        """Return how it is and what to do about it, in ``zh`` or ``en``."""
        why = reasons.known(self.reasons)
        base = {IDLE: ("空闲", "idle"), PROCESSING: ("正在打印", "printing"), STOPPED: ("停止", "stopped")}
        zh, en = base.get(self.state, ("状态不明", "state unknown"))
        if not self.accepting:
            zh, en = f"{zh}，暂不接受作业", f"{en}, takes no jobs"
        said = en if language == "en" else zh
        detail = reasons.said(why, language)
        between = ": " if language == "en" else "："
        return (f"{said}{between}{detail}" if detail else said), reasons.advice(why, language)


def read(attributes: ipp.Attributes) -> Capabilities:
    """Read a printer's attributes; what it does not say gets the default of the standard."""

    def words(name: str) -> tuple[str, ...]:
        return tuple(str(value) for value in ipp.every(attributes, name))

    def word(*names: str) -> str:
        return next((str(value) for name in names if (value := ipp.first(attributes, name))), "")

    copies = ipp.first(attributes, "copies-supported")
    return Capabilities(
        name=word("printer-info", "printer-dns-sd-name", "printer-name"),
        model=word("printer-make-and-model"),
        location=word("printer-location"),
        uuid=word("printer-uuid").removeprefix("urn:uuid:").lower(),
        formats=tuple(kind.lower().partition(";")[0].strip() for kind in words("document-format-supported")),
        sides=words("sides-supported"),
        colour=bool(ipp.first(attributes, "color-supported")) or "color" in words("print-color-mode-supported"),
        most_copies=copies.upper if isinstance(copies, ipp.Range) else copies if isinstance(copies, int) else 1,
        media=words("media-supported"),
        ready=words("media-ready"),
        sizes=tuple(_sizes(attributes)),
        resolutions=tuple(
            value
            for value in ipp.every(attributes, "pwg-raster-document-resolution-supported")
            if isinstance(value, ipp.Resolution)
        ),
        raster_types=words("pwg-raster-document-type-supported"),
        sheet_back=word("pwg-raster-document-sheet-back") or "normal",
        operations=frozenset(
            value for value in ipp.every(attributes, "operations-supported") if isinstance(value, int)
        ),
        takes=frozenset(words("job-creation-attributes-supported"))
        | {name.removesuffix("-supported") for name in attributes if name.endswith("-supported")},
        many_documents=ipp.first(attributes, "multiple-document-jobs-supported") is True,
        state=_number(ipp.first(attributes, "printer-state"), 0),
        reasons=words("printer-state-reasons"),
        accepting=ipp.first(attributes, "printer-is-accepting-jobs") is not False,
        queued=_number(ipp.first(attributes, "queued-job-count"), 0),
    )


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) else default


def _sizes(attributes: ipp.Attributes) -> list[tuple[Dimension, Dimension]]:
    found: list[tuple[Dimension, Dimension]] = []
    for size in ipp.every(attributes, "media-size-supported"):
        if isinstance(size, dict):
            across, along = ipp.first(size, "x-dimension"), ipp.first(size, "y-dimension")
            if isinstance(across, int | ipp.Range) and isinstance(along, int | ipp.Range):
                found.append((across, along))
    if not found and A4_NAME in [str(name) for name in ipp.every(attributes, "media-supported")]:
        found.append(A4)
    return found


def _within(length: int, allowed: Dimension) -> bool:
    if isinstance(allowed, ipp.Range):
        return allowed.lower <= length <= allowed.upper
    return abs(length - allowed) <= NEAR


@dataclass(frozen=True, slots=True)
class Ticket:
    """How one document is to be printed, as this printer can.

    ``paper`` is what it is printed on; where that is not the document's own page size, pages keep their size and stand
    in the middle. ``notes`` are codes for what the person should know.
    """

    format: str
    paper: Size
    copies: int
    sides: str
    scaling: str
    dpi: int
    colour: bool
    back: str
    notes: tuple[str, ...]


def ticket(can: Capabilities, page: Size, *, copies: int = 1, sides: str = ONE_SIDED, fit: bool = False) -> Ticket:
    """Decide how to print pages of a size on a printer.

    Raises:
        Trouble: ``printer-format``, ``printer-one-sided`` or ``printer-copies``.
    """
    if not can.readable:
        raise Trouble("printer-format", formats="、".join(can.formats) or "—")
    if sides != ONE_SIDED and sides not in can.sides:
        raise Trouble("printer-one-sided")
    if copies > max(can.most_copies, 1):
        raise Trouble("printer-copies", most=max(can.most_copies, 1))
    upright = (min(page), max(page))
    own = can.has_paper(upright)
    notes = () if own or (abs(upright[0] - A4[0]) <= NEAR and abs(upright[1] - A4[1]) <= NEAR) else ("on-a4",)
    return Ticket(
        format=can.readable[0],
        paper=upright if own else A4,
        copies=copies,
        sides=sides,
        scaling="fit" if fit else "none",
        dpi=_dpi(can.resolutions),
        colour=_in_colour(can),
        back=can.sheet_back,
        notes=notes,
    )


def _in_colour(can: Capabilities) -> bool:
    """Whether to draw pictures in colour, where the printer must be sent pictures."""
    if "sgray_8" in can.raster_types and not can.colour:
        return False
    return "srgb_8" in can.raster_types if can.raster_types else can.colour


def _dpi(resolutions: Collection[ipp.Resolution]) -> int:
    """Choose the finest square resolution up to ``DPI``, else the coarsest there is; ``DPI`` where none is said."""
    per_inch = [each.across if each.units == 3 else round(each.across * 2.54)
                for each in resolutions if each.across == each.along]  # fmt: skip
    fit = [dots for dots in per_inch if dots <= DPI]
    return max(fit) if fit else min(per_inch, default=DPI)


def job_attributes(can: Capabilities, asked: Ticket) -> ipp.Attributes:
    """Write a ticket as the attributes of a job, leaving out what the printer does not know."""
    across, along = asked.paper
    paper = {"x-dimension": ipp.integer(across), "y-dimension": ipp.integer(along)}
    media = {"media-size": ipp.of(ipp.BEGIN_COLLECTION, paper)}
    wanted: dict[str, tuple[ipp.Value, ...]] = {
        "copies": ipp.integer(asked.copies),
        "sides": ipp.keyword(asked.sides),
        "print-scaling": ipp.keyword(asked.scaling),
        "media-col": ipp.of(ipp.BEGIN_COLLECTION, media),
    }
    if "media-col" not in can.takes and asked.paper == A4:
        wanted["media"] = ipp.keyword(A4_NAME)
    return {name: value for name, value in wanted.items() if name in can.takes}
