"""One thing wrong in a file, in words: what is, what was expected, what to do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formats.unreadable import Words
from server.domain.imports.messages import MESSAGES

SHOWN = 500
"""Problems listed per file; a last line says how many more there are."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error or warning in one file.

    Attributes:
        file: the file's name as it was handed in.
        sheet: the worksheet's name; None where the file has none.
        row: the row as the spreadsheet shows it (1-based), or the line of a YAML file.
        column: the column's header as the file has it, or the key's path in a YAML file.
        letter: the column's letter as the spreadsheet shows it; None where the problem is in no column of a table.
        code: stable, for programs; ``docs/formats.md`` lists all.
        says: what is and what was expected, in Chinese.
        fix: what to do now, in Chinese.
        says_en: ``says`` in English.
        fix_en: ``fix`` in English.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    code: str
    says: str
    fix: str
    says_en: str
    fix_en: str
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A cell that was read, with a warning: what it was read as, and the message."""

    value: object
    code: str
    details: Mapping[str, object | Words]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file a problem is."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    letter: str | None = None


def problem(place: Place, code: str, **details: object | Words) -> Problem:
    """Write one problem from the table of messages; a detail is one value, or Chinese and English words."""
    message = MESSAGES[code]
    zh = {key: _shown(value, 0) for key, value in details.items()}
    en = {key: _shown(value, 1) for key, value in details.items()}
    return Problem(
        file=place.file,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        letter=place.letter,
        code=code,
        says=message.says.format(**zh),
        fix=message.fix.format(**zh),
        says_en=message.says_en.format(**en),
        fix_en=message.fix_en.format(**en),
    )


def capped(file: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Keep the first ``SHOWN`` problems and say in a last line how many more there are."""
    if len(problems) <= SHOWN:
        return tuple(problems)
    rest = problem(Place(file), "more", count=len(problems) - SHOWN)
    return (*problems[:SHOWN], rest)


def _shown(value: object | Words, language: int) -> str:
    """Write a detail on one line; what came from the file is cut, so that a cell cannot flood the page."""
    if isinstance(value, tuple):
        return str(value[language])
    text = "".join(character if character.isprintable() else " " for character in str(value))
    return text if len(text) <= 60 else text[:57] + "…"
