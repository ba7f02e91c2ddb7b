"""A workbook's package: parts are unpacked piece by piece, and everything that could grow is counted while it does.

A few hundred kilobytes must not become gigabytes; so nothing is unpacked whole, and reading ends at the first limit.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers import expat

from server.domain.imports.problem import Unreadable
from server.domain.imports.table import CELL_LIMIT, MEGABYTE

UNPACKED_LIMIT = 200  # MB, all parts together; 30,000 candidates need about 16
PART_LIMIT = 2_000
ELEMENT_LIMIT = 4_000_000  # some seconds; 30,000 candidates need fewer than one million
DEPTH_LIMIT = 60
TEXT_LIMIT = 60_000_000  # characters kept, all cells together
STUCK_LIMIT = 2 * MEGABYTE  # one tag or comment
CHUNK = 1 << 16

Start = Callable[[str, Mapping[str, str]], None]


class Package:
    """An opened package. Its part names are compared without case, as spreadsheet programs do."""

    def __init__(self, data: bytes) -> None:
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
        if sum(part.file_size for part in parts) > UNPACKED_LIMIT * MEGABYTE or len(parts) > PART_LIMIT:
            raise bomb()
        self._parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in parts}
        self._elements = 0
        self._cells = 0
        self._text = 0

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
        if self._cells > 2 * CELL_LIMIT or self._text > TEXT_LIMIT:
            raise bomb()

    def parse(self, name: str, start: Start, end: Callable[[str], None], text: Callable[[str], None]) -> None:
        """Parse one part of XML; element names come as ``namespace name``.

        Raises:
            Unreadable: ``xlsx-broken`` or ``xlsx-bomb``.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        depth = 0

        def opened(element: str, attributes: Mapping[str, str]) -> None:
            nonlocal depth
            self._elements += 1
            depth += 1
            if depth > DEPTH_LIMIT or self._elements > ELEMENT_LIMIT:
                raise bomb()
            start(element, attributes)

        def closed(element: str) -> None:
            nonlocal depth
            depth -= 1
            end(element)

        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _no_doctype
        self._feed(parser, name)

    def _feed(self, parser: expat.XMLParserType, name: str) -> None:
        fed = 0
        try:
            with self._zip.open(self._parts[name.lower()]) as part:
                while chunk := part.read(CHUNK):
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    if fed - parser.CurrentByteIndex > STUCK_LIMIT:
                        raise bomb()
            parser.Parse(b"", True)
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


def _no_doctype(*_: object) -> None:
    raise Unreadable("xlsx-broken")


def bomb() -> Unreadable:
    """Return what is said of a package that holds too much."""
    return Unreadable("xlsx-bomb", limit=UNPACKED_LIMIT)


def beside(part: str, target: str) -> str:
    """Return the name of a part that another part names as its target."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def relations_of(part: str) -> str:
    """Return the name of the part that holds another part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
