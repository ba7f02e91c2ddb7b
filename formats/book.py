"""What a workbook says of itself beside its sheets: shared strings, and what styles say of numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from formats.package import Package, bomb
from formats.plain_rows import TEXT_MOST

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
ELEMENTS = ("c", "f", "v", "t", "rPh", "row", "mergeCell", "si", "sheet", "workbookPr", "numFmt", "cellXfs", "xf")
SHORT = {f"{namespace} {name}": name for namespace in SPREADSHEET for name in ELEMENTS}
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DATES_OF_EAST_ASIA = frozenset((*range(27, 37), *range(50, 59)))
ZEROS = re.compile(r"0{2,15}")


@dataclass(slots=True)
class Book:
    """What a workbook says of itself: sheets (name, part, hidden), and what its styles say of numbers."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    padded: dict[int, int] = field(default_factory=dict)
    epoch: datetime = CALENDAR_WINDOWS_1900
    strings: list[str] = field(default_factory=list)


class Texts:
    """Collects the text of an element from its pieces; phonetic readings beside it are left out."""

    def __init__(self, package: Package) -> None:
        self.pieces: list[str] = []
        self._package = package
        self._length = 0
        self._taking = self._phonetic = False

    def clear(self) -> None:
        """Begin the next one."""
        self.pieces.clear()
        self._length = 0

    def text(self, piece: str) -> None:
        """Take a piece of text.

        Raises:
            Unreadable: ``xlsx-bomb``.
        """
        if self._taking:
            self.pieces.append(piece)
            self._length += len(piece)
            if self._length > TEXT_MOST:
                raise bomb(self._package.limits)


class Strings(Texts):
    """Takes the elements of the shared strings."""

    def __init__(self, package: Package, into: list[str]) -> None:
        super().__init__(package)
        self._into = into

    def start(self, element: str, _: Mapping[str, str]) -> None:
        """Take an element's begin."""
        name = SHORT.get(element)
        if name == "si":
            self.clear()
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._taking = not self._phonetic

    def end(self, element: str) -> None:
        """Take an element's end."""
        name = SHORT.get(element)
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            text = unescaped("".join(self.pieces))
            self._package.kept(text)
            self._into.append(text)


def unescaped(text: str) -> str:
    """Read ``_x000D_``, by which workbooks write characters that XML cannot; two halves of a pair are one character.

    Half a pair without the other, and zero, stand for no character: what is kept and shown cannot hold them.
    """
    if "_x" not in text:
        return text
    read = ESCAPED.sub(lambda code: chr(int(code[1], 16)), text).replace("\0", "\ufffd")
    return read.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Styles:
    """Takes the elements of the styles: of each style only what its number format says."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._formats: dict[str, str] = {}
        self._place = 0
        self._inside = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Take an element's begin."""
        name = SHORT.get(element)
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._style(attributes.get("numFmtId", "0"))
            self._place += 1

    def end(self, element: str) -> None:
        """Take an element's end."""
        if SHORT.get(element) == "cellXfs":
            self._inside = False

    def _style(self, number: str) -> None:
        builtin = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        shape = self._formats.get(number) or BUILTIN_FORMATS.get(builtin, "General")
        if (builtin in DATES_OF_EAST_ASIA and number not in self._formats) or is_date_format(shape):
            self._book.dates.add(self._place)
        elif ZEROS.fullmatch(shape):
            self._book.padded[self._place] = len(shape)
