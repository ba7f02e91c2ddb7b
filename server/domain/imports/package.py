"""A workbook's package, looked at before it is parsed: a few hundred kilobytes must not become gigabytes.

The spreadsheet library builds an object for each cell, string and style it meets; so they are counted here first,
on the plain bytes, which costs a fraction of parsing them.
"""

import io
import re
import zipfile
import zlib

from server.domain.imports.problem import Unreadable

UNPACKED_LIMIT = 80  # MB, all parts together; 20,000 candidates need about 15
PART_LIMIT = 2_000
CELL_LIMIT = 600_000  # cells and shared strings
TAG_LIMIT = 4_000_000  # opening and closing, in one part
MEGABYTE = 1_000_000

CELL = re.compile(rb"<(?:[\w.-]+:)?(?:c|si)[\s/>]")
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""")


def refuse_hostile(data: bytes) -> None:
    """Refuse a package that is none, is encrypted, or would unpack to too much.

    Raises:
        Unreadable: ``xlsx-broken``, ``xlsx-password`` or ``xlsx-bomb``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _look(package)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as wrong:
        raise Unreadable("xlsx-broken") from wrong


def _look(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("xlsx-password")
    # no more than the stated size is ever unpacked, so the sizes can be believed
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT * MEGABYTE or len(parts) > PART_LIMIT:
        raise Unreadable("xlsx-bomb", limit=UNPACKED_LIMIT)
    cells = 0
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            cells += _cells(package.read(part))
        if cells > CELL_LIMIT:
            raise Unreadable("xlsx-bomb", limit=UNPACKED_LIMIT)


def _cells(xml: bytes) -> int:
    """Count the cells and strings of one part; in another encoding than UTF-8 they could hide."""
    declared = ENCODING.match(xml.lstrip(b"\xef\xbb\xbf"))
    if b"\0" in xml[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise Unreadable("xlsx-broken")
    if xml.count(b"<") > TAG_LIMIT:
        raise Unreadable("xlsx-bomb", limit=UNPACKED_LIMIT)
    return sum(1 for _ in CELL.finditer(xml))
