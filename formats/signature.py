"""What a file is, by its first bytes."""

from enum import StrEnum

from formats.dbf import is_dbf
from formats.encoding import BOM

IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORDS = "WordDocument".encode("utf-16-le")
BARE_BIFF = (b"\x09\x08\x08\x00", b"\x09\x08\x06\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
PDF = b"%PDF"
OTHER = (PDF, b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"\x7fELF", b"MZ\x90")


class Kind(StrEnum):
    """What a file may be."""

    EMPTY = "empty"
    IMAGE = "image"
    PDF = "pdf"
    ARCHIVE = "archive"
    DOCUMENT = "document"
    PAGE = "page"
    OLD_BOOK = "old-book"
    BOOK = "book"
    DBF = "dbf"
    TEXT = "text"


def kind_of(data: bytes) -> Kind:
    """Say what a file is; whatever shows nothing else is taken for text."""
    if not data.removeprefix(BOM.encode()).strip():
        return Kind.EMPTY
    if is_image(data):
        return Kind.IMAGE
    if data.startswith(OTHER):
        return Kind.PDF if data.startswith(PDF) else Kind.ARCHIVE
    if data.startswith(OLE):
        return Kind.DOCUMENT if WORDS in data else Kind.OLD_BOOK
    if data.startswith(BARE_BIFF):
        return Kind.OLD_BOOK
    if data.startswith((ZIP, EMPTY_ZIP)):
        return Kind.BOOK
    if is_dbf(data):
        return Kind.DBF
    return Kind.PAGE if is_page(data) else Kind.TEXT


def is_image(data: bytes) -> bool:
    """Say whether bytes begin like a picture."""
    bitmap = data.startswith(b"BM") and data[6:10] == b"\0\0\0\0"  # not a header that begins with these letters
    return data.startswith(IMAGES) or bitmap or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def is_page(data: bytes) -> bool:
    """Say whether bytes begin like a page or XML."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or data.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<"))
