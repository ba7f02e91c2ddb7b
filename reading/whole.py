"""Whether a file that a machine may still be writing is all there: a cheap look at its two ends."""

import struct
from enum import StrEnum

from formats.dbf import HEAD as DBF_HEAD
from formats.dbf import is_dbf
from formats.signature import OLE, ZIP, is_page

END_OF_ZIP = b"PK\x05\x06"
END_OF_ZIP_SIZE = 22
COMMENT = struct.Struct("<H")
SECTOR = 512
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LINE_ENDS = (b"\n", b"\r", b"\x1a")


class Whole(StrEnum):
    """What the two ends of a file say."""

    WHOLE = "whole"
    GROWING = "growing"
    UNKNOWN = "unknown"


def whole(head: bytes, tail: bytes, size: int, name: str = "") -> Whole:
    """Say whether a file is all there.

    Args:
        head: its first bytes; 64 KB are enough for every DBF header.
        tail: its last bytes; 66 KB hold every end of a workbook.
        size: bytes in all.
        name: the file's name; its ending decides only where the bytes do not.
    """
    if not size or not head:
        return Whole.GROWING
    if head.startswith(ZIP):
        return _zip(tail)
    if head.startswith(OLE):
        return Whole.UNKNOWN if size % SECTOR == 0 else Whole.GROWING
    if name.lower().endswith(".dbf") or is_dbf(head):
        return _dbf(head, size)
    if name.lower().endswith((".xlsx", ".xlsm")) and not is_page(head):
        return Whole.GROWING
    return Whole.WHOLE if _ended(head, tail, size) else Whole.UNKNOWN


def _ended(head: bytes, tail: bytes, size: int) -> bool:
    """Say whether text has its last line's end, as ``parse`` asks for: two-byte text as well; half an end is none."""
    text, feed = tail, b"\n"
    if head.startswith(UTF_16):
        order = "utf-16-le" if head.startswith(UTF_16[0]) else "utf-16-be"
        if size % 2:
            return False
        text, feed = tail[-2:].decode(order, "replace").encode("utf-8", "replace"), "\n".encode(order)
    return text.endswith(LINE_ENDS) and not (text.endswith(b"\r") and feed in head)


def _zip(tail: bytes) -> Whole:
    at = tail.rfind(END_OF_ZIP)
    if at < 0 or len(tail) < at + END_OF_ZIP_SIZE:
        return Whole.GROWING
    (comment,) = COMMENT.unpack_from(tail, at + END_OF_ZIP_SIZE - COMMENT.size)
    return Whole.WHOLE if len(tail) == at + END_OF_ZIP_SIZE + comment else Whole.GROWING


def _dbf(head: bytes, size: int) -> Whole:
    if len(head) < DBF_HEAD.size:
        return Whole.GROWING
    _, count, header, length, _ = DBF_HEAD.unpack_from(head)
    return Whole.WHOLE if header and size >= header + count * length else Whole.GROWING
