"""Bytes of a file to its tables: what it is, is told by its content; the name's ending only where content cannot."""

from pathlib import PurePosixPath

from formats.dbf import dbf, is_dbf
from formats.delimited import delimited
from formats.encoding import text_of
from formats.oldbook import oldbook
from formats.signature import BARE_BIFF, EMPTY_ZIP, ENCRYPTED, OLE, OTHER, WORDS, ZIP, is_image, is_page
from formats.table import Table, refuse_unsized
from formats.unreadable import Unreadable
from formats.workbook import workbook
from server.domain.imports.columns import known_titles
from server.domain.imports.scheme_document import holds_schemes, scheme_table
from server.domain.imports.webpage import webpage

TEXTS = (".csv", ".tsv", ".txt", ".tab", ".prn")
DOCUMENTS = (".yaml", ".yml")
BOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".et")
TABLES = (*TEXTS, ".xlsx", ".xlsm", ".xls", ".et", ".dbf", ".htm", ".html")
"""Endings of files that may hold a table."""


def tables(name: str, data: bytes) -> list[Table]:
    """Read every sheet that holds something, in the file's order, whatever the name's ending says.

    Raises:
        Unreadable: the file is empty, too large, of another kind, encrypted, broken or hostile.
    """
    refuse_unsized(data)
    if is_image(data):
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
    if is_page(data):
        return webpage(data)
    return _text(ending, data)


def _text(ending: str, data: bytes) -> list[Table]:
    if ending in DOCUMENTS and holds_schemes(data):
        return [scheme_table(data)]
    if ending in TEXTS:
        return [delimited(text_of(data), known_titles)]
    if ending not in BOOKS:
        raise Unreadable("file-type")
    try:
        return [delimited(text_of(data), known_titles)]  # text that a program exported under the name of a workbook
    except Unreadable as wrong:
        raise Unreadable("xlsx-broken") from wrong


def _ole(data: bytes) -> list[Table]:
    if ENCRYPTED in data:
        raise Unreadable("xlsx-password")
    if WORDS in data:
        raise Unreadable("file-type")
    return oldbook(data)
