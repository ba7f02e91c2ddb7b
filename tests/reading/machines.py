"""Marking machines: the same cards as each of the sample layouts writes them, and as hypothesis deals them."""

from hypothesis import strategies as st

from reading import MULTI, Card
from tests.domain.imports.messy import book, dbf_of, old_book, text_table

SINGLE, ALL = 60, 80
OPTIONS = "ABCD"
MULTIPLE = sorted(
    {"".join(option for option, bit in zip(OPTIONS, f"{bits:04b}", strict=True) if bit == "1") for bits in range(16)}
)
TITLES = ["序号", "准考证号", "姓名", "科目代码", "卷型", "考场号", "座位号", *(f"第{n}题" for n in range(1, ALL + 1))]
FIELDS = ["XH", "ZKZH", "XM", "KMDM", "JX", "KCH", "ZWH", "KGT"]

digits = st.text("0123456789", min_size=12, max_size=12)
marked = st.text("0123456789_*", min_size=12, max_size=12)
codes = st.integers(1, 999).map(lambda number: f"{number:03}")
names = st.text("张王李㛃𬱖欧阳诸葛亮", min_size=2, max_size=3)
singles = st.sampled_from(["A", "B", "C", "D", "", MULTI])


@st.composite
def decks(draw, numbers=digits | marked, most=6):
    """Some cards, numbered as a machine numbers them."""
    return tuple(
        Card(
            row=row,
            offset=None,
            number=draw(numbers),
            answers=(
                *draw(st.lists(singles, min_size=SINGLE, max_size=SINGLE)),
                *draw(st.lists(st.sampled_from(MULTIPLE), min_size=ALL - SINGLE, max_size=ALL - SINGLE)),
            ),
            seq=f"{row:05}",
            name=draw(names),
            subject=draw(st.sampled_from(["07", "11"])),
            paper=draw(st.sampled_from("AB")),
            room=draw(codes),
            seat=draw(codes)[1:],
        )
        for row in range(1, draw(st.integers(1, most)) + 1)
    )


def as_marked(number):
    return number.replace("_", " ")


def mask(letters):
    return f"{sum(1 << OPTIONS.index(letter) for letter in letters):X}"


def packed(card, blank=".", multi="*"):
    """All answers side by side, a sign a question."""
    signs = [answer.replace(MULTI, multi) or blank for answer in card.answers[:SINGLE]]
    return "".join([*signs, *map(mask, card.answers[SINGLE:])])


def line(card, blank=".", multi="*"):
    """One record of a fixed width, in bytes."""
    name = card.name.encode("gb18030").ljust(12)
    text = f"{card.subject}{card.paper}{card.room}{card.seat}{packed(card, blank, multi)}"
    return f"{card.seq}{as_marked(card.number)}".encode() + name + text.encode()


def fixed(cards, end=b"\r\n", count=None):
    head = f"HDR{len(cards) if count is None else count:06}20261122".encode()
    return end.join([head, *map(line, cards), b""]) + b"\x1a"


def fixed_codes(cards, trimmed=False):
    lines = [line(card, " ", ">") for card in cards]
    return b"\r\n".join([*(one.rstrip() if trimmed else one for one in lines), b"\x1a"])


def rows(cards):
    """As cells: what stands in each column."""
    return [
        [card.seq, as_marked(card.number), card.name, card.subject, card.paper, card.room, card.seat, *card.answers]
        for card in cards
    ]


def csv(cards, encoding="utf-8-sig"):
    return text_table([TITLES, *rows(cards)], encoding=encoding)


def dbf(cards, **options):
    short = [[*row[:7], packed(card)] for row, card in zip(rows(cards), cards, strict=True)]
    return dbf_of(FIELDS, short, **{"code_page": 0x4D, **options})


def xlsx(cards):
    return book([("成绩", [TITLES, *rows(cards)])])


def xls(cards):
    return old_book([("成绩", [TITLES, *rows(cards)])])


WAYS = {
    "fixed text": ("nanhao-sample-txt", fixed),
    "fixed text, line feeds alone": ("nanhao-sample-txt", lambda cards: fixed(cards, b"\n")),
    "fixed text, codes": ("nanhao-sample-codes-txt", fixed_codes),
    "fixed text, trimmed": ("nanhao-sample-codes-txt", lambda cards: fixed_codes(cards, trimmed=True)),
    "csv": ("nanhao-sample-csv", csv),
    "csv without mark": ("nanhao-sample-csv", lambda cards: csv(cards, "utf-8")),
    "csv, gb18030": ("nanhao-sample-csv", lambda cards: csv(cards, "gb18030")),
    "csv, utf-16": ("nanhao-sample-csv", lambda cards: csv(cards, "utf-16")),
    "dbf": ("nanhao-sample-dbf", dbf),
    "xlsx": ("nanhao-sample-xlsx", xlsx),
    "xls": ("nanhao-sample-xlsx", xls),
}
"""Every way in which a machine writes: the profile's name, and the writer."""
