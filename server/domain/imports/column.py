"""One column of a kind of file: the names a header may use, and how a cell is read."""

from dataclasses import dataclass

from formats.unreadable import Words
from server.domain.imports.values import Reader


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: the row's key.
        names: header names accepted; the first is the usual one.
        required: whether the file must have it and every row must fill it.
        read: reads one cell that is not blank.
        form: what belongs in a cell, in Chinese and English.
        fill: whether a cell merged over several rows holds for all of them.
        told: whether the plan may tell the value where the file does not (``CandidateRules.tells``).
    """

    key: str
    names: tuple[str, ...]
    required: bool
    read: Reader
    form: Words
    fill: bool = False
    told: bool = False
