"""The admission number of a DBF table: text in a field of its length or a wider one, or a number without zeros."""

from reading.byte_record import Layout, Slice
from reading.cell_record import Listed
from reading.codes import Columns
from reading.fault import FileFault
from reading.profile import Profile
from reading.record import Faults

BLANK = b" \0"


class Numbers:
    """Reads the numbers of a table's records; one longer than the template stops the file and is never cut."""

    def __init__(
        self,
        span: Slice,
        layout: Layout,
        profile: Profile,
        listed: Listed | None,
        faults: Faults,
        *,
        numeric: bool,
    ) -> None:
        self._columns = Columns(profile.number)
        self._length = profile.number.template.length
        self._listed = listed
        self._faults = faults
        self._numeric = numeric
        start, end = span
        place = profile.number.place
        others = [*layout.fields.values(), *(one for slices in layout.sections for one in slices)]
        after = [first for first, _ in others if start < first < end]
        self._start, self._end = start, start + place.length if place.length else min([end, *after])

    def as_marked(self, raw: bytes) -> str:
        """Return a record's number as far as its columns go."""
        return self._columns.of_bytes(raw[self._start : min(self._start + self._length, self._end)])

    def read(self, raw: bytes, row: int, offset: int) -> str:
        """Read a record's number."""
        field = raw[self._start : self._end]
        text = field.strip(BLANK)
        if self._numeric:
            return self._padded(text, row, offset)
        if not field[self._length :].strip(BLANK):
            return self._columns.of_bytes(field[: self._length])
        if len(text) == self._length:
            return self._columns.of_bytes(text)
        return self._refused("number-length", text, row, offset)

    def _padded(self, text: bytes, row: int, offset: int) -> str:
        """Return a number with its leading zeros, where it is listed with them."""
        digits = text.decode("ascii", "replace")
        whole, point, rest = digits.partition(".")
        digits = whole if point and not rest.strip("0") else digits
        if not digits:
            return self._columns.of_text(" " * self._length)
        if digits.isascii() and digits.isdigit() and len(digits) <= self._length:
            padded = digits.zfill(self._length)
            if len(digits) == self._length or (self._listed is not None and self._listed(padded)):
                return padded
            return self._refused("ruined-number", text, row, offset)
        return self._refused("number-length", text, row, offset)

    def _refused(self, code: str, text: bytes, row: int, offset: int) -> str:
        if code not in self._faults:  # it is the field's, not the record's
            found = text.decode("ascii", "replace")
            self._faults.add(FileFault(code, row, offset + self._start, str(self._length), found, True, "number"))
        return "?" * self._length
