"""Names of files, folders and stations as systems have them: which characters cannot be part of one that is told."""

import unicodedata

#: Unicode categories that mean nothing to a reader elsewhere: control, half a character, private use.
_NOT_TOLD = frozenset({"Cc", "Cs", "Co"})
_IN_PLACE = "?"


def tellable(name: str) -> bool:
    """Tell whether a name can be told as it is; full-width spaces and other signs of any script can."""
    return not any(unicodedata.category(sign) in _NOT_TOLD for sign in name)


def told(name: str, most: int) -> str:
    """Write a name so that everybody takes it, in ``most`` characters: ``?`` for what cannot be told."""
    fit = "".join(_IN_PLACE if unicodedata.category(sign) in _NOT_TOLD else sign for sign in name)
    return fit[:most] or _IN_PLACE
