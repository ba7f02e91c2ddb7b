"""A workbook's package: parts are unpacked piece by piece, and everything that could grow is counted while it does.

A few hundred kilobytes must not become gigabytes; so nothing is unpacked whole, and reading ends at the first limit.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from formats.table import CELL_LIMIT, MEGABYTE, ROSTER, Limits
from formats.unreadable import Unreadable

PART_LIMIT = 2_000
ELEMENT_LIMIT = 4_000_000  # of a roster, some seconds; 30,000 candidates need fewer than one million
DEPTH_LIMIT = 60
BOOKS = ("workbook.xml", "workbook.bin")  # wherever in the package they lie
TEXT_LIMIT = 60_000_000  # characters kept, all cells together
STUCK_LIMIT = 2 * MEGABYTE  # one tag or comment
CHUNK = 1 << 16

Start = Callable[[str, Mapping[str, str]], None]
#: What may hide an end of an element: from there on the parser alone tells what is one.
HIDING = (b"<!", b"<?")


@dataclass(frozen=True, slots=True)
class Runs:
    """Elements that are taken in one go where they are written as nearly every program writes them.

    Most of a large part is one kind of element, and a call for each piece of each of them is most of the time it
    takes. Whatever is written in any other way goes through the parser as ever.

    Attributes:
        inside: the names, ``namespace name``, of the element that they stand in.
        opens: the bytes by which that one opens.
        ends: the bytes by which each of them ends.
        take: takes one without its end; returns how many elements were in it, 0 where it did not take it.
    """

    inside: frozenset[str]
    opens: bytes
    ends: bytes
    take: Callable[[str], int]


def holds_no_book(data: bytes) -> bool:
    """Say whether bytes are a whole archive without a workbook in it: of other files, or another program's document."""
    try:
        package = Package(data)
    except Unreadable:
        return False
    return not any(name.endswith(BOOKS) for name in package)


class Package:
    """An opened package. Its part names are compared without case, as spreadsheet programs do."""

    def __init__(self, data: bytes, limits: Limits = ROSTER) -> None:
        """Open the package.

        Raises:
            Unreadable: ``xlsx-broken``, ``xlsx-password`` or ``xlsx-bomb``.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError) as wrong:
            raise Unreadable("xlsx-broken") from wrong
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("xlsx-password")
        # no more than the stated size is ever unpacked, so the sizes can be believed
        if sum(part.file_size for part in parts) > limits.unpacked * MEGABYTE or len(parts) > PART_LIMIT:
            raise bomb(limits)
        self.limits = limits
        self._parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in parts}
        self._elements = 0
        self._cells = 0
        self._text = 0

    def __iter__(self) -> Iterator[str]:
        """Return the parts' names, in small letters."""
        return iter(self._parts)

    def __contains__(self, name: str) -> bool:
        """Say whether there is a part of that name."""
        return name.lower() in self._parts

    def kept(self, text: str) -> None:
        """Count a cell or shared string that is kept.

        Raises:
            Unreadable: ``xlsx-bomb``.
        """
        self._cells += 1
        self._text += len(text)
        if self._cells > 2 * self.limits.cells or self._text > TEXT_LIMIT:
            raise bomb(self.limits)

    def kept_many(self, count: int, length: int) -> None:
        """Count so many cells of so many characters in all.

        Raises:
            Unreadable: ``xlsx-bomb``.
        """
        self._cells += count
        self._text += length
        if self._cells > 2 * self.limits.cells or self._text > TEXT_LIMIT:
            raise bomb(self.limits)

    def parse(
        self, name: str, start: Start, end: Callable[[str], None], text: Callable[[str], None], runs: Runs | None = None
    ) -> None:
        """Parse one part of XML; element names come as ``namespace name``.

        Raises:
            Unreadable: ``xlsx-broken`` or ``xlsx-bomb``.
        """
        feed = _Feed(self.limits, ELEMENT_LIMIT * self.limits.cells // CELL_LIMIT - self._elements, start, end)
        feed.parser.CharacterDataHandler = text
        before = feed.left
        try:
            with self._zip.open(self._parts[name.lower()]) as part:
                feed.all_of(part, runs)
        except (
            KeyError,
            expat.ExpatError,
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            ValueError,
            LookupError,
            ArithmeticError,
            OSError,
            EOFError,
            RuntimeError,
        ) as wrong:  # a broken package breaks in many ways; each means the same to the reader
            raise Unreadable("xlsx-broken") from wrong
        self._elements += before - feed.left


class _Feed:
    """One part on its way through the parser; ``left`` counts down the elements that it may still have."""

    def __init__(self, limits: Limits, left: int, start: Start, end: Callable[[str], None]) -> None:
        self.left = left
        self._limits, self._start, self._end = limits, start, end
        self._depth = self._fed = 0
        self._last = ""
        self._plain = True  # whether the bytes are the characters
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.XmlDeclHandler = self._declared
        if hasattr(parser, "SetReparseDeferralEnabled"):
            parser.SetReparseDeferralEnabled(False)  # what was fed has to be told of before more is

    def _opened(self, element: str, attributes: Mapping[str, str]) -> None:
        self.left -= 1
        self._depth += 1
        if self._depth > DEPTH_LIMIT or self.left < 0:
            raise bomb(self._limits)
        self._last = element
        self._start(element, attributes)

    def _closed(self, element: str) -> None:
        self._depth -= 1
        self._last = ""
        self._end(element)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._plain = encoding is None or encoding.lower() == "utf-8"

    def all_of(self, part: IO[bytes], runs: Runs | None) -> None:
        """Feed a part to its end."""
        if runs is not None and self._until(part, runs):
            self._in_runs(part, runs)
        while chunk := part.read(CHUNK):
            self._feed(chunk)
        self.parser.Parse(b"", True)

    def _feed(self, piece: bytes) -> None:
        for at in range(0, len(piece), CHUNK):
            self.parser.Parse(piece[at : at + CHUNK], False)
            self._fed += len(piece[at : at + CHUNK])
            if self._fed - self.parser.CurrentByteIndex > STUCK_LIMIT:
                raise bomb(self._limits)

    def _until(self, part: IO[bytes], runs: Runs) -> bool:
        """Feed what stands before the runs; tell whether the parser, too, takes what follows for them."""
        head = b""
        while runs.opens not in head and len(head) < STUCK_LIMIT and (chunk := part.read(CHUNK)):
            head += chunk
        before, opens, self._rest = head.partition(runs.opens)
        self._feed(before + opens)
        if opens and self._plain and self._last in runs.inside:
            return True
        self._feed(self._rest)
        return False

    def _in_runs(self, part: IO[bytes], runs: Runs) -> None:
        rest, certain = self._rest, True
        while True:
            *whole, rest = rest.split(runs.ends)
            for piece in whole:
                if certain and self._taken(piece, runs):
                    continue
                certain = certain and not any(sign in piece for sign in HIDING)
                self._feed(piece + runs.ends)
            chunk = part.read(CHUNK) if certain and len(rest) < STUCK_LIMIT else b""
            if not chunk:
                break
            rest += chunk
        self._feed(rest)

    def _taken(self, piece: bytes, runs: Runs) -> bool:
        try:
            count = runs.take(piece.decode())
        except UnicodeDecodeError:
            return False
        self.left -= count
        if self.left < 0:
            raise bomb(self._limits)
        return count > 0


def _no_doctype(*_: object) -> None:
    raise Unreadable("xlsx-broken")


def bomb(limits: Limits) -> Unreadable:
    """Return what is said of a package that holds too much."""
    return Unreadable("xlsx-bomb", limit=limits.unpacked)


def beside(part: str, target: str) -> str:
    """Return the name of a part that another part names as its target."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def relations_of(part: str) -> str:
    """Return the name of the part that holds another part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
