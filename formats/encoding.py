"""Bytes to text: the encoding found out."""

import re

from formats.unreadable import Unreadable

BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
THREE_BYTES = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")
DOS_END = "\x1a"
BOM = "\ufeff"


def text_of(data: bytes) -> str:
    """Decode text as UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Raises:
        Unreadable: ``text-encoding``, or ``text-binary`` where control characters show that it is no text.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["gb18030"] if unlike_utf8(data) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.rstrip(DOS_END).removeprefix(BOM)
        if BINARY.search(text):
            raise Unreadable("text-binary")
        return text
    raise Unreadable("text-encoding")


def unlike_utf8(data: bytes) -> bool:
    """Say that text which could be UTF-8 is none: a few Chinese characters in GBK can look like letters of UTF-8.

    Chinese takes three bytes a character in UTF-8, so text that has two-byte ones only is GBK.
    """
    return not data.isascii() and not THREE_BYTES.search(data)
