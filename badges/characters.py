"""Characters as old systems wrote them, brought to those that fonts have.

Before 䶮 and 79 others had numbers of their own, GBK systems kept them in the private area; lists exported from such
systems still do. Marks that choose between shapes of one character, or have none, are no reason to stop a job.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

#: Fourteen places of GBK whose characters came into Unicode later; GB 18030 gives them since 2005 and 2022, codecs
#: still lead to the private area.
LATER = MappingProxyType(
    {0xFE51: 0x20087, 0xFE52: 0x20089, 0xFE53: 0x200CC, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5, 0xFE66: 0x9FB6, 0xFE67: 0x9FB7,
     0xFE6C: 0x215D7, 0xFE6D: 0x9FB8, 0xFE76: 0x2298F, 0xFE7E: 0x9FB9, 0xFE90: 0x9FBA, 0xFE91: 0x241FE, 0xFEA0: 0x9FBB}
)  # fmt: skip
FIRST = 0xE815  # the private character of GBK FE50; 80 follow one another


def _private() -> dict[int, str]:
    places = [0xFE00 + low for low in (*range(0x50, 0x7F), *range(0x80, 0xA1))]
    modern = (chr(LATER[place]) if place in LATER else place.to_bytes(2, "big").decode("gb18030") for place in places)
    return dict(zip(range(FIRST, FIRST + len(places)), modern, strict=True))


PRIVATE: Mapping[int, str] = MappingProxyType(_private())


def shaped(words: str) -> str:
    """Return a text in characters that have shapes: private ones of GBK by their numbers, no selectors, NFC."""
    if words.isascii():
        return words
    kept = "".join(character for character in words.translate(PRIVATE) if not _unseen(character))
    return unicodedata.normalize("NFC", kept)


def _unseen(character: str) -> bool:
    point = ord(character)
    selector = 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF
    return selector or unicodedata.category(character) == "Cf"
