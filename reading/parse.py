"""A card file's bytes to cards: by its profile, never half, and never an exception whatever the bytes are."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from formats.dbf import is_cut_head
from formats.signature import Kind, kind_of
from reading.card import NO_DIGIT, Card
from reading.dbf import dbf
from reading.delimited import delimited
from reading.fault import FileFault
from reading.fixed import fixed
from reading.profile import Format, Profile, Template
from reading.record import Faults, Record, Stopped, cards_of
from reading.workbook import tables_of, workbook

SIZE_LIMIT = 64  # MB
MEGABYTE = 1_000_000
ROW_LIMIT = 100_000
MOST = 2  # a fault of the whole file: more than half of its records
KINDS: Mapping[Format, frozenset[Kind]] = {
    Format.FIXED: frozenset({Kind.TEXT}),
    Format.DELIMITED: frozenset({Kind.TEXT}),
    Format.DBF: frozenset({Kind.DBF}),
    Format.WORKBOOK: frozenset({Kind.BOOK, Kind.OLD_BOOK}),
}
FORMATS: Mapping[Kind, str] = {
    Kind.BOOK: "workbook",
    Kind.OLD_BOOK: "workbook",
    Kind.DBF: "dbf",
    Kind.TEXT: "text",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds.

    Attributes:
        cards: the records that could be read, in the file's order.
        faults: what is wrong with the file.
        header: what the file's header says.
        profile: the digest of the profile it was read by.
    """

    cards: tuple[Card, ...]
    faults: tuple[FileFault, ...]
    header: Mapping[str, str]
    profile: str

    @property
    def taken(self) -> bool:
        """Whether the cards may be taken. Otherwise they are for looking at: they tell which rows could be read."""
        return not any(fault.stops for fault in self.faults)


def parse(
    raw: bytes, profile: Profile, *, template: Template | None = None, listed: Callable[[str], bool] | None = None
) -> Parsed:
    """Read a card file. Never raises, whatever the bytes are.

    Args:
        raw: the file's bytes.
        profile: how the station writes.
        template: the plan's own template of admission numbers; the profile's where None.
        listed: says whether an admission number is on the plan's list; numbers that lost their leading zeros are
            read only with it, and only where the profile allows it.
    """
    if template is not None:
        profile = replace(profile, number=replace(profile.number, template=template))
    faults = Faults()
    cards: list[Card] = []
    header: dict[str, str] = {}
    try:
        _refuse_foreign(raw, profile)
        records, stated = _records(raw, profile, listed, faults)
        header |= stated
        for card in cards_of(records, profile, faults):
            cards.append(card)
            if len(cards) > ROW_LIMIT:
                raise Stopped(FileFault("too-many", None, None, str(ROW_LIMIT), "", True))
    except Stopped as stopped:
        faults.add(stopped.fault, first=True)
    else:
        _look_over(cards, header, profile, faults)
    return Parsed(tuple(cards), faults.all(), header, profile.digest)


def _refuse_foreign(raw: bytes, profile: Profile) -> None:
    """Stop at what is no card file at all, or of another format than the profile's."""
    if len(raw) > SIZE_LIMIT * MEGABYTE:
        raise Stopped(FileFault("too-large", None, None, str(SIZE_LIMIT), str(len(raw) // MEGABYTE), True))
    kind = kind_of(raw)
    if kind is Kind.EMPTY:
        raise Stopped(FileFault("empty", None, 0, "", "", True))
    if kind is Kind.TEXT and _binary(raw):
        if is_cut_head(raw):
            raise Stopped(FileFault("broken-table", None, 0, "", raw[:4].hex(" ").upper(), True))
        raise Stopped(FileFault("not-a-card-file", None, 0, "", "binary", True))
    if kind not in FORMATS:
        raise Stopped(FileFault("not-a-card-file", None, 0, "", kind.value, True))
    if kind not in KINDS[profile.format]:
        raise Stopped(FileFault("wrong-format", None, 0, profile.format.value, FORMATS[kind], True))


def _binary(raw: bytes) -> bool:
    """Say whether bytes hold zeros, which no text but UTF-16 does."""
    return b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff"))


def _records(
    raw: bytes, profile: Profile, listed: Callable[[str], bool] | None, faults: Faults
) -> tuple[Iterator[Record], dict[str, str]]:
    if profile.format is Format.FIXED:
        return fixed(raw, profile, faults)
    if profile.format is Format.DBF:
        return dbf(raw, profile, listed, faults)
    if profile.format is Format.DELIMITED:
        return delimited(raw, profile, listed, faults), {}
    return workbook(tables_of(raw, kind_of(raw)), profile, listed, faults)


def _look_over(cards: list[Card], header: Mapping[str, str], profile: Profile, faults: Faults) -> None:
    """Name what only the whole file shows."""
    if not cards:
        if not faults.stopping:  # else it has been said why there are none
            faults.add(FileFault("no-cards", None, None, "", "", True))
        return
    stated = header.get("count")
    if stated is not None and profile.format is Format.FIXED and not (stated.isdecimal() and int(stated) == len(cards)):
        expected = stated.lstrip("0") or stated or "no-count"
        faults.add(FileFault("header-count", None, 0, expected, str(len(cards)), True))
    _look_at_numbers(cards, profile, faults)


def _look_at_numbers(cards: list[Card], profile: Profile, faults: Faults) -> None:
    """Name numbers of another plan where most are; and numbers that a spreadsheet program rounded."""
    readable = [card for card in cards if card.readable]
    bare = [card for card in cards if set(card.number) == {NO_DIGIT}]
    if len(bare) * MOST > len(cards):
        faults.add(FileFault("no-numbers", bare[0].row, bare[0].offset, "", str(len(bare)), True, "number"))
    template = profile.number.template
    strange = [(card, group) for card in readable if (group := template.differing(card.number)) is not None]
    if len(strange) * MOST > len(readable):
        card, group = strange[0]
        found = Counter(one.number for one, _ in strange).most_common(1)[0][0]
        faults.add(FileFault("wrong-plan", card.row, card.offset, " ".join(group.values), found, True, group.title))
    rounded = [card for card in readable if card.number.endswith("000")]
    if template.length > 15 and len(readable) > 1 and len(rounded) == len(readable):
        card = rounded[0]
        faults.add(FileFault("ruined-number", card.row, card.offset, str(template.length), card.number, True, "number"))
