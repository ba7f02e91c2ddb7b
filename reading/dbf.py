"""A DBF table of cards: deleted records are named, a header that lies stops the file."""

from collections.abc import Iterator
from dataclasses import replace

from formats.dbf import DELETED, Records, records_of
from formats.unreadable import Unreadable
from reading.byte_record import Layout, Slice, records, slices_of, span_of
from reading.cell_record import Listed, plain_title, refuse_more, titled_alike
from reading.dbf_number import Numbers
from reading.fault import FileFault
from reading.profile import Place, Profile, Section
from reading.record import Faults, Record, Stopped

HEADER = 32  # the byte where the fields' descriptions begin
CODE_PAGE = 29  # the byte that names the code page
SHOWN = 8


def dbf(raw: bytes, profile: Profile, listed: Listed | None, faults: Faults) -> tuple[Iterator[Record], dict[str, str]]:
    """Read a table: its records that are not deleted, and what its header says.

    Raises:
        Stopped: the header is broken, or the fields are others than the profile's.
    """
    try:
        table = records_of(raw)
    except Unreadable as wrong:
        raise Stopped(FileFault("broken-table", None, 0, "", raw[:4].hex(" ").upper(), True)) from wrong
    if not table.code_page:
        faults.add(FileFault("no-code-page", None, CODE_PAGE, "GB18030", "00", False))
    encoding = profile.encoding if profile.encoding != "auto" else "gb18030"
    fields = _Fields(table)
    layout = _layout(fields, profile)
    span, numeric = fields.of(profile.number.place, "number"), fields.numeric(profile.number.place)
    numbers = Numbers(span, layout, profile, listed, faults, numeric=numeric)
    if not table.as_stated:
        place = min(table.stated, table.held)
        rest = table.record(place)
        number = numbers.as_marked(rest) if len(rest) >= span[1] and table.held < table.stated else ""
        count = FileFault(
            "header-count", None, table.offset(place), str(table.stated), str(table.held), True, "", number
        )
        faults.add(count, first=True)
    rows = _whole(_kept(table, numbers, faults), fields.rests(layout, profile), profile, faults)
    return records(rows, layout, profile, encoding, faults, numbers.read), {"count": str(table.stated)}


def _kept(table: Records, numbers: Numbers, faults: Faults) -> list[tuple[int, int, bytes]]:
    found = []
    for place in range(min(table.stated, table.held)):
        raw, at = table.record(place), table.offset(place)
        if raw[0] == DELETED:
            faults.add(FileFault("deleted-row", place + 1, at, "", numbers.as_marked(raw), False, "number"))
        else:
            found.append((place + 1, at, raw))
    return found


def _whole(
    rows: list[tuple[int, int, bytes]], rests: list[tuple[Section, Slice]], profile: Profile, faults: Faults
) -> Iterator[tuple[int, int, bytes]]:
    """Name records that have answers after those of the profile's last section in a field."""
    for row, offset, raw in rows:
        for section, (start, end) in rests:
            more = raw[start:end].rstrip(b" \0")
            if more:
                found = str(section.count + -(-len(more) // max(section.place.length, 1)))
                place = offset + start
                faults.add(FileFault("answer-count", row, place, str(section.count), found, True, f"q{section.first}"))
        yield row, offset, raw


class _Fields:
    """Where the fields of a table lie, by name and in order."""

    def __init__(self, table: Records) -> None:
        self._by_name = {
            plain_title(field.name).upper(): (field.start, field.start + field.length) for field in table.fields
        }
        self._ordered = [(field.start, field.start + field.length) for field in table.fields]
        self._types = {field.start: field.type for field in table.fields}

    def of(self, place: Place, field: str, question: int = 0) -> Slice:
        """Return the bytes of the field at a place, from the place's first byte on."""
        if 0 < place.column <= len(self._ordered):
            return _from(self._ordered[place.column - 1], place)
        names = [title.replace("{n}", str(question)) for title in place.titles]
        for name in names:
            span = self._by_name.get(plain_title(name).upper())
            if span is not None:
                return _from(span, place)
        wanted, found = names[0] if names else str(place.column), " ".join(list(self._by_name)[:SHOWN])
        raise Stopped(FileFault("missing-column", None, HEADER, wanted, found, True, field))

    def section(self, section: Section) -> tuple[Slice, ...]:
        """Return the bytes of a section's answers."""
        if section.place.by_question:
            place = titled_alike(_in_capitals(section), self._by_name)
            return tuple(self.of(place, f"q{one}", one) for one in range(section.first, section.last + 1))
        start, end = self.of(section.place, f"q{section.first}")
        slices = slices_of(section, start, end)
        _refuse_beyond(slices[0], end, f"q{section.first}")
        return slices

    def has(self, place: Place) -> bool:
        """Say whether there is a field of one of a place's names."""
        return any(plain_title(name).upper() in self._by_name for name in place.titles)

    def numeric(self, place: Place) -> bool:
        """Say whether the field at a place is one of numbers, which have no leading zeros."""
        return place.at <= 1 and self._types.get(self.of(place, "number")[0], "") in ("N", "F")

    def rests(self, layout: Layout, profile: Profile) -> list[tuple[Section, Slice]]:
        """Return what is left of each field of answers after all that is read from it, with its last section."""
        read = [layout.number, *layout.fields.values(), *(one for slices in layout.sections for one in slices)]
        last: dict[Slice, Section] = {}
        for section in profile.sections:
            if not section.place.by_question and not section.separator:
                place = replace(section.place, at=0)
                last[self.of(place, f"q{section.first}")] = section
        found = []
        for (start, end), section in last.items():
            after = max(stop for first, stop in read if start <= first < end)
            if after < end:
                found.append((section, (after, end)))
        return found

    def refuse_more(self, profile: Profile) -> None:
        """Refuse a field for one question more than the profile has."""
        refuse_more(replace(profile, sections=tuple(map(_in_capitals, profile.sections))), self._by_name)


def _in_capitals(section: Section) -> Section:
    """Return a section with its titles as the fields are compared: in capitals, but for the question."""
    titles = tuple(title.upper().replace("{N}", "{n}") for title in section.place.titles)
    return replace(section, place=replace(section.place, titles=titles))


def _layout(fields: _Fields, profile: Profile) -> Layout:
    fields.refuse_more(profile)
    start, end = fields.of(profile.number.place, "number")
    number = (start, start + profile.number.template.length)
    if not fields.numeric(profile.number.place):
        _refuse_beyond(number, end, "number")
    values = {
        name: span_of(field, *fields.of(field.place, name))
        for name, field in profile.fields.items()
        if not field.optional or fields.has(field.place)
    }
    return Layout(number, values, tuple(fields.section(section) for section in profile.sections))


def _from(span: Slice, place: Place) -> Slice:
    return span[0] + max(place.at - 1, 0), span[1]


def _refuse_beyond(span: Slice, end: int, field: str) -> None:
    """Refuse a value that is longer than its field."""
    if span[1] > end:
        wanted, found = str(span[1] - span[0]), str(max(0, end - span[0]))
        raise Stopped(FileFault("column-width", None, HEADER, wanted, found, True, field))
