"""What a device turned away by itself at the papers: an attempt, told in the words of today's hub."""

import re
import string
from collections.abc import Mapping

from server.domain.refusal import Refusal
from server.domain.words import WORDS

#: As many digits (the last may be X) are a telephone's, an identity card's or a ticket's number.
_NUMBER = re.compile(r"[0-9]{10,}[0-9Xx]")
#: Characters of an identity card's number; a strip's number from a factory may be as long as other numbers of people.
IDENTITY = range(15, 19)


def masked(text: str, *, seal: bool = False) -> str:
    """Return a text with only the ends of numbers that are somebody's; ``seal``: it may be a strip's from a factory."""
    return _NUMBER.sub(lambda run: _ends(run[0]) if not seal or len(run[0]) in IDENTITY else run[0], text)


def _ends(run: str) -> str:
    return f"{run[:2]}…{run[-2:]}"


def reason(code: str, params: Mapping[str, str | int]) -> Refusal:
    """Return why a device turned something away, as it was told there; what is not told stands as a dash.

    A code without words here (the device runs another version) is told as such.
    """
    words = WORDS.get(code)
    if words is None:
        return Refusal("attempt-other", reason=code)
    sentences = (words.says, words.fix, words.says_en, words.fix_en)
    places = {name for each in sentences for _, name, _, _ in string.Formatter().parse(each) if name}
    told = {name: params.get(name, params.get(name.removesuffix("_en"), "—")) for name in places - {"field"}}
    return Refusal(code, None, **told)
