"""Text of records of a fixed width. It is cut by bytes: a Chinese character takes two or four of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from formats.encoding import BOM, unlike_utf8
from reading.byte_record import Layout, records, slices_of
from reading.codes import Columns
from reading.fault import FileFault
from reading.profile import Ends, Place, Profile
from reading.record import Faults, Record, Stopped

DOS_END = b"\x1a"
MARK = BOM.encode()


@dataclass(slots=True)
class Line:
    """One line of a file: the byte where it begins, and its bytes without the end."""

    offset: int
    raw: bytes


def fixed(raw: bytes, profile: Profile, faults: Faults) -> tuple[Iterator[Record], dict[str, str]]:
    """Read a file: its records, and what its header says.

    Raises:
        Stopped: the file is of another layout.
    """
    lines = divided(raw, profile, faults)
    header: dict[str, str] = {}
    if profile.header.starts or profile.header.places:
        first = lines.pop(0) if lines else Line(0, b"")
        header = _header(first, profile)
        if not lines and len(first.raw) > profile.lines.length:  # lines that do not end as the profile's
            expected, found = str(profile.lines.length), str(len(first.raw))
            raise Stopped(FileFault("wrong-profile", None, first.offset, expected, found, True))
    rows = _measured(lines, profile, faults)
    encoding = profile.encoding if profile.encoding != "auto" else _encoding(raw)
    return records(rows, _layout(profile), profile, encoding, faults), header


def divided(raw: bytes, profile: Profile, faults: Faults) -> list[Line]:
    """Divide a file into lines; a last one without its end is a fault and is kept for looking at."""
    body = raw.rstrip(DOS_END)
    marked = len(body) < len(raw)
    start = len(MARK) if body.startswith(MARK) else 0
    if profile.lines.ends is Ends.NONE:
        _look_at_end(raw, profile, faults, marked=marked)
        return _unended(body, start, profile.lines.length)
    lines: list[Line] = []
    for piece in body[start:].split(b"\n"):
        lines.append(Line(start, piece.removesuffix(b"\r")))
        start += len(piece) + 1
    last = lines.pop()
    if last.raw:
        lines.append(last)
        whole = len(last.raw) == profile.lines.length or not profile.lines.length
        longer = 0 < profile.lines.length < len(last.raw)  # no part of a record
        if not (longer or (whole and (marked or profile.lines.ends is Ends.BETWEEN))):
            faults.add(_cut(last, len(lines) - bool(profile.header.starts), profile))
    _look_at_end(raw, profile, faults, marked=marked)
    while lines and not lines[-1].raw:
        lines.pop()
    return lines


def _unended(body: bytes, start: int, length: int) -> list[Line]:
    return [Line(place, body[place : place + length]) for place in range(start, len(body), length)]


def _look_at_end(raw: bytes, profile: Profile, faults: Faults, *, marked: bool) -> None:
    """Name the end that a file lacks; where its last record is cut, that has been said."""
    if profile.lines.end_mark and not marked and "cut" not in faults:
        faults.add(FileFault("end-mark", None, len(raw), "1A", raw[-1:].hex().upper(), True))


def _cut(line: Line, row: int, profile: Profile) -> FileFault:
    """Name a last line without its end: a record, with its number where that is all there, or the header (row 0)."""
    found = str(len(line.raw))
    if row < 1:
        length = max((place.at - 1 + place.length for place in (profile.header.places or {}).values()), default=0)
        expected = f"{length}B" if len(line.raw) < length else "line-end"
        return FileFault("cut", None, line.offset, expected, found, True)
    expected = "line-end" if len(line.raw) == profile.lines.length else f"{profile.lines.length}B"
    first, end = _layout(profile).number
    number = Columns(profile.number).of_bytes(line.raw[first:end]) if len(line.raw) >= end else ""
    return FileFault("cut", row, line.offset, expected, found, True, number=number)


def _header(line: Line, profile: Profile) -> dict[str, str]:
    if not line.raw.startswith(profile.header.starts.encode("ascii", "replace")):
        found = line.raw[: len(profile.header.starts) or 1].decode("gb18030", "replace")
        raise Stopped(FileFault("no-header", None, line.offset, profile.header.starts, found, True))
    places: Mapping[str, Place] = profile.header.places or {}
    return {name: _text(line.raw[place.at - 1 : place.at - 1 + place.length]) for name, place in places.items()}


def _text(raw: bytes) -> str:
    return raw.decode("gb18030", "replace").strip()


def _measured(lines: list[Line], profile: Profile, faults: Faults) -> list[tuple[int, int, bytes]]:
    """Return the records of the right length with their row; others are faults, and not read."""
    length, trimmed = profile.lines.length, profile.lines.trimmed
    found = []
    wrong = []
    for row, line in enumerate(lines, 1):
        if len(line.raw) == length:
            found.append((row, line.offset, line.raw))
        elif trimmed and 0 < len(line.raw) < length:
            found.append((row, line.offset, line.raw.ljust(length)))
        else:
            wrong.append((row, line))
    longer = not found and any(len(line.raw) > length for _, line in wrong)
    if longer or len(wrong) > max(1, len(found)):
        row, line = wrong[0]
        raise Stopped(FileFault("wrong-profile", row, line.offset, str(length), str(len(line.raw)), True))
    cut = "cut" in faults
    for row, line in wrong:
        if not (cut and row == len(lines)):
            faults.add(FileFault("line-length", row, line.offset, str(length), str(len(line.raw)), True))
    return found


def _encoding(raw: bytes) -> str:
    if unlike_utf8(raw):
        return "gb18030"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _layout(profile: Profile) -> Layout:
    number = profile.number.place
    return Layout(
        (number.at - 1, number.at - 1 + profile.number.template.length),
        {name: _span(field.place) for name, field in profile.fields.items()},
        tuple(slices_of(section, section.place.at - 1, profile.lines.length) for section in profile.sections),
    )


def _span(place: Place) -> tuple[int, int]:
    return place.at - 1, place.at - 1 + place.length
