"""Text of rows and cells, the cells parted by a delimiter: CSV and its kin, and what OMR programs write."""

import csv
from collections.abc import Iterator
from itertools import islice

from formats.delimited import as_text
from formats.encoding import BOM, unlike_utf8
from reading.cell_record import ABOVE, BANNERS, Layout, Listed, Row, layout_of, records
from reading.fault import FileFault
from reading.profile import Coding, Ends, Profile
from reading.record import Faults, Record, Stopped
from reading.total import Totals

MARK = BOM.encode()
DOS_END = b"\x1a"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST = csv.field_size_limit()
DELIMITERS = (",", "\t", ";", "|")
ODD = frozenset(range(32)) - frozenset(b"\t\r\n\x0b\x0c")


def delimited(raw: bytes, profile: Profile, listed: Listed | None, faults: Faults) -> Iterator[Record]:
    """Read a file's records.

    Raises:
        Stopped: the file is of another encoding or layout, or its quotation marks do not fit.
    """
    table = _Text(raw, profile, faults)
    rows = table.rows()
    if profile.lines.titled:
        above, width, layout = _titled(rows, profile)
    else:
        layout = layout_of(None, profile)
        above, width = 0, layout.width
    whole = _whole(rows, above, width, table, layout, profile, faults)
    return records(whole, layout, profile, listed, faults)


def first_rows(raw: bytes, profile: Profile) -> list[Row]:
    """Return the first rows, whatever they are."""
    try:
        return [cells for _, _, cells in islice(_Text(raw, profile, Faults()).rows(), BANNERS)]
    except Stopped:
        return []


def _titled(rows: Iterator[tuple[int, int | None, Row]], profile: Profile) -> tuple[int, int, Layout]:
    """Find the row of titles; how many rows stand above it, how many cells it has, and where the columns are.

    Raises:
        Stopped: there is none in which the columns are; by the first row.
    """
    first: Stopped | None = None
    for above, (_, _, cells) in enumerate(islice(rows, BANNERS)):
        try:
            return above, len(cells), layout_of(cells, profile)
        except Stopped as wrong:
            if wrong.fault.code != "missing-column" or wrong.fault.field != "number":
                raise
            first = first or wrong
        if sum(map(bool, cells)) > ABOVE:
            break
    if first is not None:
        raise first
    return 0, 0, layout_of((), profile)


def _whole(
    rows: Iterator[tuple[int, int | None, Row]],
    above: int,
    width: int,
    table: "_Text",
    layout: Layout,
    profile: Profile,
    faults: Faults,
) -> Iterator[tuple[int, int | None, Row]]:
    """Name rows of another width; a trimmed file may end them early. Of a last line without its end once: as cut."""
    totals = Totals(faults)
    for counted, offset, cells in rows:
        row = counted - above
        if totals.passes(row, offset, cells):
            continue
        few = len(cells) < width and not profile.lines.trimmed
        if table.unended and table.at_end:
            if len(cells) < width or not _ends(cells[width - 1], width - 1, layout, profile):
                found = str(table.unended)
                faults.add(FileFault("cut", row, offset, "line-end", found, True))
        elif few or (len(cells) > width and any(cells[width:])):
            faults.add(FileFault("cell-count", row, offset, str(width), str(len(cells)), True))
        yield row, offset, cells


def _ends(cell: str, column: int, layout: Layout, profile: Profile) -> bool:
    """Say whether a cell that nothing follows is all there: answers of a known width are, letters might go on."""
    for section, columns in zip(reversed(profile.sections), reversed(layout.sections), strict=True):
        if columns[-1] == column:
            varies = section.separator or (section.coding is Coding.LETTERS and not section.place.length)
            width = max(section.place.length, 1) * (1 if section.place.by_question else section.count)
            return not varies and len(cell) == max(section.place.at - 1, 0) + width
    return False


class _Text:
    """A file as lines with the byte where each begins.

    Attributes:
        unended: bytes of a last line that has no end although it should; 0 where there is none.
        at_end: the row yielded last is the file's last one.
    """

    def __init__(self, raw: bytes, profile: Profile, faults: Faults) -> None:
        self._wide = raw.startswith(UTF_16)
        if self._wide:
            raw = _narrow(raw)
        body = raw.rstrip(DOS_END)
        if profile.lines.end_mark and len(body) == len(raw):
            faults.add(FileFault("end-mark", None, len(raw), "1A", raw[-1:].hex().upper(), True))
        self._start = len(MARK) if body.startswith(MARK) else 0
        self._lines = (
            body[self._start :].splitlines(keepends=True) if b"\n" not in body else _lines(body[self._start :])
        )
        self._encoding = _encoding(body, profile)
        self._profile = profile
        self._offsets: list[int] = []
        self.unended = 0
        self.at_end = False
        last = self._lines[-1] if self._lines else b"\n"
        if (
            profile.lines.ends is Ends.ALL
            and len(body) == len(raw)
            and (last[-1:] not in b"\r\n" or (last.endswith(b"\r") and b"\n" in body))
        ):
            self.unended = len(last)

    def rows(self) -> Iterator[tuple[int, int | None, Row]]:
        """Yield the rows that hold something: number of the record (from 1; 0 is the titles), byte, cells."""
        delimiter = self._profile.lines.delimiter or self._likeliest()
        reader = csv.reader(self._decoded(), delimiter=delimiter, strict=True)
        row, began = 1 - self._profile.lines.titled, 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as wrong:
                if "limit" in str(wrong):  # of a cell: no line of cards is as long
                    found = str(max(map(len, self._lines)))
                    raise Stopped(
                        FileFault("line-length", row, self._offset(began), str(LONGEST), found, True)
                    ) from wrong
                raise Stopped(FileFault("broken-row", row, self._offset(began), '"', '"', True)) from wrong
            if cells is None:
                return
            if any(map(str.strip, cells)):
                self.at_end = reader.line_num >= len(self._lines)
                yield row, self._offset(began), _texts(cells)
                row += 1
            began = reader.line_num

    def _offset(self, line: int) -> int | None:
        return None if self._wide or line >= len(self._offsets) else self._offsets[line]

    def _decoded(self) -> Iterator[str]:
        offset = self._start
        for row, line in enumerate(self._lines, 1 - self._profile.lines.titled):
            self._offsets.append(offset)
            try:
                text = line.decode(self._encoding)
            except UnicodeDecodeError as wrong:
                if self.unended and line is self._lines[-1] and wrong.end == len(line):  # within a character
                    raise Stopped(
                        FileFault("cut", row if row > 0 else None, offset, "line-end", str(len(line)), True)
                    ) from wrong
                raise self._stopped(row, offset, line, wrong.start, 4) from wrong
            if not ODD.isdisjoint(line):
                raise self._stopped(row, offset, line, next(at for at, byte in enumerate(line) if byte in ODD), 1)
            yield text
            offset += len(line)

    def _stopped(self, row: int, offset: int, line: bytes, at: int, length: int) -> Stopped:
        """Return what is said of bytes that are no text."""
        where = None if self._wide else offset + at
        found = line[at : at + length].hex(" ").upper()
        return Stopped(FileFault("bad-bytes", row, where, self._encoding.upper(), found, True, "line"))

    def _likeliest(self) -> str:
        """Return the delimiter that parts one of the first lines into most cells."""
        first = [line.decode(self._encoding, "replace") for line in self._lines[:BANNERS]]
        return max(DELIMITERS, key=lambda sign: max((line.count(sign) for line in first), default=0))


def _texts(cells: list[str]) -> list[str]:
    """Read ``="001"``, by which some programs keep text text."""
    return [as_text(cell) for cell in cells] if any(cell[:1] == "=" for cell in cells) else cells


def _lines(body: bytes) -> list[bytes]:
    """Part bytes at line feeds alone; no character of GB18030 or UTF-8 holds one."""
    lines = [piece + b"\n" for piece in body.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _narrow(raw: bytes) -> bytes:
    try:
        return raw.decode("utf-16").encode("utf-8")
    except UnicodeError as wrong:
        raise Stopped(FileFault("bad-bytes", None, None, "UTF-16", raw[-4:].hex(" ").upper(), True, "line")) from wrong


def _encoding(body: bytes, profile: Profile) -> str:
    """Return the encoding: a byte order mark says UTF-8 whatever the profile says."""
    if body.startswith(MARK):
        return "utf-8"
    if profile.encoding != "auto":
        return profile.encoding
    if unlike_utf8(body):
        return "gb18030"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
