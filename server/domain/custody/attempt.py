"""What a device turned away by itself at the papers: an attempt, told in the words of today's hub."""

import string
from collections.abc import Mapping

from server.domain.refusal import Refusal
from server.domain.words import WORDS


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
