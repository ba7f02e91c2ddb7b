"""The sample's cards as files of a card reader: text cut by bytes in GB18030, CSV, dBase and Excel, good or broken.

The layouts are those of ``reading/profiles/nanhao-sample-*``, as wide as the plan's numbers are.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from server.domain.reading import dbf
from server.sample import book
from server.sample.cards import LETTERS, MULTIS, SINGLES, Card

ENCODING = dbf.ENCODING
DOS_END = b"\x1a"
SHEET = "读卡结果"
HEADER = ("序号", "准考证号", "姓名", "科目代码", "卷型", "考场号", "座位号")
BOXES = ("缺考", "违纪")
COUNTED_TOO_MANY = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide the columns are, in bytes.

    Attributes:
        number: the admission number.
        name: the name.
        subject: the subject's digits.
        room: the room's number.
        seat: the seat.
        boxes: whether the boxes 缺考 and 违纪 are read.
        singles: how many single-choice questions there are, before the others.
        multis: how many questions have a digit for all their letters (A 1, B 2, C 4, D 8, summed).
        blank: what stands where nothing was marked.
        many: what stands where more was marked than may be.
    """

    number: int = 19
    name: int = 20
    subject: int = 3
    room: int = 3
    seat: int = 3
    boxes: bool = True
    singles: int = SINGLES
    multis: int = MULTIS
    blank: str = "."
    many: str = "*"


DAY = Layout()
"""The layout of the sample day: 19 digits, with the boxes."""
CASES = Layout(number=12, name=12, subject=2, room=3, seat=2, boxes=False)
"""The layout of ``nanhao-sample-*``."""


def fitted(cards: Sequence[Card], layout: Layout = DAY) -> Layout:
    """Return a layout as wide as these cards' numbers, names, subjects, rooms and seats need."""

    def widest(texts: Iterator[str]) -> int:
        return max((len(text.encode(ENCODING)) for text in texts), default=1) or 1

    return replace(
        layout,
        number=widest(card.number for card in cards),
        name=max(layout.name, widest(card.name for card in cards)),
        subject=widest(card.subject for card in cards),
        room=widest(card.room for card in cards),
        seat=widest(str(card.seat) for card in cards),
    )


def txt(cards: Sequence[Card], day: date, layout: Layout = DAY, *, counted: int | None = None) -> bytes:
    """Write text cut by bytes: a head with the count and the day, a line for each card, the end of a DOS file."""
    head = f"HDR{len(cards) if counted is None else counted:06d}{day:%Y%m%d}"
    lines = [head.encode(), *(_line(place, card, layout) for place, card in enumerate(cards, 1))]
    return b"".join(line + b"\r\n" for line in lines) + DOS_END


def bare(cards: Sequence[Card], layout: Layout = DAY, *, trimmed: bool = False) -> bytes:
    """Write text without head and end, where ``>`` says several marks and a space none.

    ``trimmed``: spaces at the ends of lines are cut off, as editors do.
    """
    lines = [_line(place, card, replace(layout, blank=" ", many=">")) for place, card in enumerate(cards, 1)]
    return b"".join((line.rstrip(b" ") if trimmed else line) + b"\r\n" for line in lines)


def csv(cards: Sequence[Card], layout: Layout = DAY, *, encoding: str = "utf-8-sig") -> bytes:
    """Write CSV with a column for each question, all letters of it in one cell."""
    rows = [_row(place, card, layout) for place, card in enumerate(cards, 1)]
    return book.csv_text(_header(layout), rows).decode("utf-8-sig").encode(encoding)


def xlsx(cards: Sequence[Card], layout: Layout = DAY, *, as_numbers: Collection[str] = ()) -> bytes:
    """Write a workbook; texts are text, but for the admission numbers ``as_numbers``, which Excel takes for numbers."""
    rows = [
        [int(cell) if column == 1 and cell in as_numbers else cell for column, cell in enumerate(row)]
        for row in (_row(place, card, layout) for place, card in enumerate(cards, 1))
    ]
    return book.xlsx(SHEET, _header(layout), rows)


def table(
    cards: Sequence[Card],
    day: date,
    layout: Layout = DAY,
    *,
    counted: int | None = None,
    code_page: int = dbf.SIMPLIFIED,
) -> bytes:
    """Write a dBase table; ``counted``: how many records the header states; ``code_page`` 0: none is stated."""
    wide = layout
    fields = [
        dbf.Field("XH", 5, "N"), dbf.Field("ZKZH", wide.number), dbf.Field("XM", wide.name),
        dbf.Field("KMDM", wide.subject), dbf.Field("JX", 1), dbf.Field("KCH", wide.room), dbf.Field("ZWH", wide.seat),
        *([dbf.Field("QK", 1), dbf.Field("WJ", 1)] if wide.boxes else []),
        dbf.Field("KGT", wide.singles + wide.multis),
    ]  # fmt: skip
    rows = [
        [str(place), *_cells(card, layout), *_boxes(card, layout), _answers(card, layout)]
        for place, card in enumerate(cards, 1)
    ]
    gone = frozenset(place for place, card in enumerate(cards) if card.deleted)
    raw = dbf.write(fields, rows, day, deleted=gone, code_page=code_page)
    if counted is None:
        return raw
    return raw[:4] + counted.to_bytes(4, "little") + raw[8:]


def _line(place: int, card: Card, layout: Layout) -> bytes:
    widths = (layout.number, layout.name, layout.subject, 1, layout.room, layout.seat)
    cells = zip(_cells(card, layout), widths, strict=True)
    head = b"".join(dbf.fitting(text, width).ljust(width) for text, width in cells)
    return f"{place:05d}".encode() + head + "".join(_boxes(card, layout)).encode() + _answers(card, layout).encode()


def _cells(card: Card, layout: Layout) -> list[str]:
    number = card.number.replace("_", " ")
    return [number, card.name, card.subject, card.paper, card.room, f"{card.seat:0{layout.seat}d}"]


def _boxes(card: Card, layout: Layout) -> list[str]:
    return ["1" if box else "0" for box in (card.absent, card.misconduct)] if layout.boxes else []


def _answers(card: Card, layout: Layout) -> str:
    singles, multis = card.answers[: layout.singles], card.answers[layout.singles :]
    one = "".join(layout.blank if not marked else layout.many if len(marked) > 1 else marked for marked in singles)
    return one + "".join(f"{sum(1 << LETTERS.index(letter) for letter in marked):X}" for marked in multis)


def _header(layout: Layout) -> list[str]:
    asked = [f"第{place}题" for place in range(1, layout.singles + layout.multis + 1)]
    return [*HEADER, *(BOXES if layout.boxes else ()), *asked]


def _row(place: int, card: Card, layout: Layout) -> list[str | int]:
    return [place, *_cells(card, layout), *_boxes(card, layout), *card.answers]


def _cut(raw: bytes, record: int) -> bytes:
    """Cut a file in the middle of its last record."""
    return raw[: -(record // 2 + len(DOS_END))]


#: Form -> how a good file of it is written.
FORMS: Mapping[str, Callable[[Sequence[Card], date, Layout], bytes]] = MappingProxyType(
    {
        "txt": txt,
        "csv": lambda cards, _, layout: csv(cards, layout),
        "dbf": table,
        "xlsx": lambda cards, _, layout: xlsx(cards, layout),
    }
)

#: What can be wrong with a file itself -> the forms that can have it, and how it is written.
BROKEN: Mapping[str, tuple[Sequence[str], Callable[[str, Sequence[Card], date, Layout], bytes]]] = MappingProxyType(
    {
        "cut": (("txt", "dbf"), lambda form, cards, day, wide: _cut(FORMS[form](cards, day, wide), _length(wide))),
        "header-count": (
            ("txt", "dbf"),
            lambda form, cards, day, wide: (txt if form == "txt" else table)(
                cards, day, wide, counted=len(cards) + COUNTED_TOO_MANY
            ),
        ),
        "no-code-page": (("dbf",), lambda _, cards, day, wide: table(cards, day, wide, code_page=0)),
        "ruined-number": (
            ("xlsx",),
            lambda _, cards, __, wide: xlsx(cards, wide, as_numbers=[card.number for card in cards]),
        ),
    }
)  # fmt: skip


def _length(layout: Layout) -> int:
    widths = (5, layout.number, layout.name, layout.subject, 1, layout.room, layout.seat, 2 * layout.boxes)
    return sum(widths) + layout.singles + layout.multis
