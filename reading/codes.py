"""What the signs of a file mean: each coding of answers, and the columns of the number."""

import unicodedata
from collections.abc import Sequence

from reading.card import BLANK, MULTI, NO_DIGIT, UNSURE
from reading.profile import Coding, Number, Section

UNKNOWN = "!"
"""Begins what stands for a sign that the profile does not know."""
COUNTED = "#"
"""Begins, after ``UNKNOWN``, how many answers a section had that should have had another number."""
DIGITS = "0123456789"


class Signs(dict[str, str]):
    """The answers of one section by what the file writes; each sign is read once.

    An answer with more marks than allowed is ``*`` and the letters, where the file tells them; ``split`` parts them.
    """

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._section = section
        self._plain = {
            **dict.fromkeys(section.unsure, UNSURE),
            **dict.fromkeys(section.multi, MULTI),
            **dict.fromkeys(section.blank, BLANK),
        }

    def __missing__(self, sign: str) -> str:
        """Read a sign that was not met before."""
        answer = self[sign] = self._answer(sign.strip())
        return answer

    def by_byte(self) -> list[str]:
        """Return the answer of each single byte."""
        return [self[chr(byte)] if byte < 0x80 else UNKNOWN for byte in range(256)]

    def _answer(self, sign: str) -> str:
        known = self._plain.get(sign)
        if known is not None:
            return known
        letters = self._letters(sign)
        if letters is None:
            return UNKNOWN + sign
        return letters if self._section.multiple or len(letters) < 2 else MULTI + letters

    def _letters(self, sign: str) -> str | None:
        section = self._section
        if section.coding is Coding.MASK:
            return self._mask(sign)
        if section.coding is Coding.TABLE:
            return (section.table or {}).get(sign)
        marked = sign.split(section.between) if section.between else list(sign)
        places = {self._place(one) for one in marked}
        several = len(marked) > 1 and section.coding is Coding.LETTER
        if several or -1 in places or len(places) != len(marked) or not marked:
            return None
        return "".join(section.options[place] for place in sorted(places))

    def _place(self, sign: str) -> int:
        """Return which option a sign is, small and wide letters as the plain ones; -1: none."""
        found = self._section.signs.find(sign) if len(sign) == 1 else -1
        plain = unicodedata.normalize("NFKC", sign).upper()
        return found if found >= 0 or len(plain) != 1 else self._section.signs.find(plain)

    def _mask(self, sign: str) -> str | None:
        options = self._section.options
        if not sign or not set(sign) <= set("0123456789ABCDEFabcdef"):
            return None
        bits = int(sign, 16)
        if bits >> len(options):
            return None
        order = range(len(options) - 1, -1, -1) if self._section.high else range(len(options))
        return "".join(option for option, bit in zip(options, order, strict=True) if bits >> bit & 1)


def split(answers: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """Part answers from the letters of those with too many marks: the answers, and question (from 1) and letters."""
    joined = "".join(answers)
    if MULTI not in joined:
        return answers, ()
    marked = tuple(
        (place, answer[1:]) for place, answer in enumerate(answers, 1) if len(answer) > 1 and answer[0] == MULTI
    )
    if not marked:
        return answers, ()
    return tuple(MULTI if answer[:1] == MULTI else answer for answer in answers), marked


def unknown(answers: Sequence[str]) -> int:
    """Return the place (from 0) of the first sign that the profile does not know; -1 where there is none."""
    if UNKNOWN not in "".join(answers):
        return -1
    return next(place for place, answer in enumerate(answers) if answer[:1] == UNKNOWN)


def miscounted(section: Section, found: int) -> list[str]:
    """Return what stands for a section whose answers are more or fewer than its questions."""
    return [f"{UNKNOWN}{COUNTED}{found}"] * section.count


class Columns:
    """Reads the columns of an admission number; what is no sign of the profile becomes ``!``."""

    def __init__(self, number: Number) -> None:
        signs = {
            **{sign or " ": UNSURE for sign in number.unsure},
            **{sign or " ": MULTI for sign in number.multi},
            **{sign or " ": NO_DIGIT for sign in number.blank},
            **{digit: digit for digit in DIGITS},
        }
        self._bytes = bytes(ord(signs.get(chr(byte), UNKNOWN)) for byte in range(256))
        self._signs = signs

    def of_bytes(self, raw: bytes) -> str:
        """Read the bytes of a record."""
        return raw.translate(self._bytes).decode("ascii")

    def of_text(self, text: str) -> str:
        """Read the text of a cell."""
        if text.isascii() and text.isdigit():
            return text
        return "".join(self._signs.get(sign, UNKNOWN) for sign in text)
