"""Records that are bytes: every value stands at the same bytes of each. Fixed-width text and DBF share this."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reading.codes import Columns, Signs, miscounted
from reading.fault import FileFault
from reading.profile import Coding, Field, Profile, Section
from reading.record import Faults, Record

Slice = tuple[int, int]
Answers = Callable[[bytes], Iterable[str]]
HALF = ("unexpected end of data", "incomplete multibyte sequence")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the values stand in a record: first byte and the byte after the last, from 0.

    Attributes:
        number: the admission number.
        fields: the other values by name.
        sections: per section one slice, or one a question where they stand apart.
    """

    number: Slice
    fields: dict[str, Slice]
    sections: tuple[tuple[Slice, ...], ...]


def records(
    rows: Iterable[tuple[int, int, bytes]],
    layout: Layout,
    profile: Profile,
    encoding: str,
    faults: Faults,
    number: Callable[[bytes, int, int], str] | None = None,
) -> Iterator[Record]:
    """Read records, each with its row (from 1), the byte where it begins, and its bytes; ``number`` reads theirs."""
    columns = Columns(profile.number)
    readers = [_section(section, slices) for section, slices in zip(profile.sections, layout.sections, strict=True)]
    first, end = layout.number
    texts = tuple((name, *span) for name, span in layout.fields.items())
    for row, offset, raw in rows:
        answers = readers[0](raw) if len(readers) == 1 else (one for read in readers for one in read(raw))
        values = {}
        for name, start, stop in texts:
            try:
                values[name] = raw[start:stop].decode(encoding).strip(" \0")
            except UnicodeDecodeError as wrong:
                faults.add(_bad_bytes(wrong, row, offset + start, encoding, name))
                values[name] = raw[start:stop].decode(encoding, "replace").strip(" \0")
        marked = columns.of_bytes(raw[first:end]) if number is None else number(raw, row, offset)
        yield Record(row, offset, marked, tuple(answers), values)


def _bad_bytes(wrong: UnicodeDecodeError, row: int, offset: int, encoding: str, field: str) -> FileFault:
    """Name bytes that are no text. A sign cut in half at a field's end is what machines do to long names."""
    raw = wrong.object[wrong.start : wrong.start + 4].hex(" ").upper()
    half = wrong.reason in HALF
    code = "half-sign" if half else "bad-bytes"
    stops = not (half and field == "name")
    return FileFault(code, row, offset + wrong.start, encoding.upper(), raw, stops, field)


def _section(section: Section, slices: tuple[Slice, ...]) -> Answers:
    signs = Signs(section)
    if section.separator:
        return _separated(section, signs, slices[0])
    if len(slices) > 1 or section.coding is Coding.LETTERS:
        return _apart(signs, slices if len(slices) > 1 else _cut(section, slices[0]))
    width = (slices[0][1] - slices[0][0]) // section.count
    if width > 1:
        return _apart(signs, _cut(section, slices[0]))
    start, end = slices[0]
    answer = signs.by_byte().__getitem__
    return lambda raw: map(answer, raw[start:end])


def _cut(section: Section, span: Slice) -> tuple[Slice, ...]:
    width = (span[1] - span[0]) // section.count
    return tuple((start, start + width) for start in range(span[0], span[0] + width * section.count, width))


def _apart(signs: Signs, slices: tuple[Slice, ...]) -> Answers:
    return lambda raw: [signs[raw[start:end].decode("latin-1")] for start, end in slices]


def _separated(section: Section, signs: Signs, span: Slice) -> Answers:
    start, end = span

    def read(raw: bytes) -> list[str]:
        parts = raw[start:end].decode("latin-1").split(section.separator)
        return [signs[part] for part in parts] if len(parts) == section.count else miscounted(section, len(parts))

    return read


def slices_of(section: Section, start: int, end: int) -> tuple[Slice, ...]:
    """Return the slice of a section whose questions stand side by side from ``start`` on."""
    if section.separator:
        return ((start, start + section.place.length if section.place.length else end),)
    return ((start, start + max(section.place.length, 1) * section.count),)


def span_of(field: Field, start: int, end: int) -> Slice:
    """Return the slice of a value that begins at ``start`` in a column that ends at ``end``."""
    return (start, start + field.place.length if field.place.length else end)
