"""Bytes of a file to its tables: what it is, is told by its content; the name's ending only where content cannot."""

from pathlib import PurePosixPath

from server.domain.imports.dbf import dbf, is_dbf
from server.domain.imports.delimited import delimited, text_of
from server.domain.imports.oldbook import oldbook
from server.domain.imports.problem import Unreadable
from server.domain.imports.table import Table, refuse_unsized
from server.domain.imports.webpage import is_webpage, webpage
from server.domain.imports.workbook import workbook

IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORDS = "WordDocument".encode("utf-16-le")
BARE_BIFF = (b"\x09\x08\x08\x00", b"\x09\x08\x06\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OTHER = (b"%PDF", b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"\x7fELF", b"MZ\x90")
TEXTS = (".csv", ".tsv", ".txt", ".tab", ".prn")
BOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".et")
TABLES = (*TEXTS, ".xlsx", ".xlsm", ".xls", ".et", ".dbf", ".htm", ".html")
"""Endings of files that may hold a table."""


def tables(name: str, data: bytes) -> list[Table]:
    """Read every sheet that holds something, in the file's order, whatever the name's ending says.

    Raises:
        Unreadable: the file is empty, too large, of another kind, encrypted, broken or hostile.
    """
    refuse_unsized(data)
    if _is_image(data):
        raise Unreadable("file-image")
    if data.startswith(OTHER):
        raise Unreadable("file-type")
    if data.startswith(OLE):
        return _ole(data)
    if data.startswith(BARE_BIFF):
        return oldbook(data)
    if data.startswith((ZIP, EMPTY_ZIP)):
        return workbook(data)
    ending = PurePosixPath(name.lower()).suffix
    if ending == ".dbf" or is_dbf(data):
        return [dbf(data)]
    if is_webpage(data):
        return webpage(data)
    return _text(ending, data)


def _text(ending: str, data: bytes) -> list[Table]:
    if ending in TEXTS:
        return [delimited(text_of(data))]
    if ending not in BOOKS:
        raise Unreadable("file-type")
    try:
        return [delimited(text_of(data))]  # text that a program exported under the name of a workbook
    except Unreadable as wrong:
        raise Unreadable("xlsx-broken") from wrong


def _is_image(data: bytes) -> bool:
    bitmap = data.startswith(b"BM") and data[6:10] == b"\0\0\0\0"  # not a header that begins with these letters
    return data.startswith(IMAGES) or bitmap or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def _ole(data: bytes) -> list[Table]:
    if ENCRYPTED in data:
        raise Unreadable("xlsx-password")
    if WORDS in data:
        raise Unreadable("file-type")
    return oldbook(data)
