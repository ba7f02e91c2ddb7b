"""One line from the keyboard or a hand scanner: a badge's QR text, or a badge number somebody typed."""

import re
import unicodedata

from protocol.number import badge_number, read_badge_number
from protocol.token import PREFIX

LONGEST = 2000  # characters of a code that the hub takes
_TYPED = re.compile(r"[0-9A-Za-z -]{1,14}")
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")  # some scanners say first what kind of code they read


class Unread(ValueError):
    """Nothing that can be handed in. ``args[0]`` is ``words``' sentence for it."""


def read_scan(line: bytes) -> dict[str, str] | None:
    """Read one line as the part of a check-in that names the person; None where it is blank.

    A Chinese input method's wide characters and a pressed Caps Lock do not matter. A code that is no badge's is handed
    in all the same: the hub refuses it and keeps that somebody showed it.

    Args:
        line: what was read up to the Enter, in UTF-8.

    Raises:
        Unread: ``number-mistyped`` (the check character does not fit) or ``too-long``.
    """
    text = unicodedata.normalize("NFKC", line.decode("utf-8", "replace")).strip()
    text = _SYMBOLOGY.sub("", text, count=1) if text.startswith("]") else text
    if not text:
        return None
    if len(text) > LONGEST:
        raise Unread("too-long")
    if text.upper().startswith(PREFIX):
        return {"badge": text.upper()}
    if _TYPED.fullmatch(text) is None:
        return {"badge": text}
    try:
        return {"number": badge_number(read_badge_number(text))}
    except ValueError as error:
        raise Unread("number-mistyped") from error
