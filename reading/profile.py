"""A station's profile: where in its files everything stands, and what its signs mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

#: No card, and so no paper and no key, has more questions.
QUESTIONS = 500


class Format(StrEnum):
    """What a station's files are."""

    FIXED = "fixed"
    DELIMITED = "delimited"
    DBF = "dbf"
    WORKBOOK = "workbook"


class Coding(StrEnum):
    """How the answers of a section are written."""

    LETTER = "letter"  # one sign a question
    LETTERS = "letters"  # all marked letters of a question
    MASK = "mask"  # hexadecimal, one bit an option
    TABLE = "table"  # the machine's own codes


class Ends(StrEnum):
    """Which records of a text file have a line end."""

    ALL = "all"
    BETWEEN = "between"  # the last one may have none
    NONE = "none"  # records follow each other directly


class Pad(StrEnum):
    """Whether leading zeros that a program took off an admission number are put back."""

    NEVER = "never"
    LISTED = "listed"  # where the number is then on the plan's list


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: bytes of a record, or a column by one of its titles or by its number.

    Attributes:
        at: the first byte, from 1; 0 where it is no place in bytes.
        length: bytes; of a section of answers, bytes a question.
        titles: names of the column or field, the usual one first; ``{n}`` stands for the question's number.
        column: the column's number, from 1; 0 where it is named.
    """

    at: int = 0
    length: int = 0
    titles: tuple[str, ...] = ()
    column: int = 0

    @property
    def by_question(self) -> bool:
        """Whether every question has a column of its own."""
        return any("{n}" in title for title in self.titles)


@dataclass(frozen=True, slots=True)
class Group:
    """One part of the admission number: its title, how many digits it has, and what it may be in this plan."""

    title: str
    digits: int
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """How an admission number is made up."""

    groups: tuple[Group, ...]

    @property
    def length(self) -> int:
        """Columns of the number."""
        return sum(group.digits for group in self.groups)

    def differing(self, number: str) -> Group | None:
        """Return the first group in which a number is not of this plan; columns without one clear digit fit all."""
        start = 0
        for group in self.groups:
            part = number[start : start + group.digits]
            start += group.digits
            if group.values and part.isdigit() and part not in group.values:
                return group
        return None


@dataclass(frozen=True, slots=True)
class Number:
    """The admission number: where it stands, its template, and the signs for what is no digit."""

    place: Place
    template: Template
    blank: tuple[str, ...] = ("",)
    multi: tuple[str, ...] = ("*",)
    unsure: tuple[str, ...] = ("?",)
    pad: Pad = Pad.NEVER


@dataclass(frozen=True, slots=True)
class Field:
    """Another value of the card.

    Attributes:
        place: where it stands.
        digits: how many digits a code has; a spreadsheet's number gets its leading zeros back.
        marked: of a box: what stands there when it is marked.
        optional: whether a file without the column is read as well.
    """

    place: Place
    digits: int = 0
    marked: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand side by side and are written alike.

    Attributes:
        first: the first question, from 1.
        last: the last one.
        place: where they stand.
        coding: how an answer is written.
        options: the letters that a question offers, in order.
        signs: what the file writes for each of them.
        multiple: whether several marks are an answer.
        blank: signs for no mark.
        multi: signs for more marks than allowed, where the file does not say which.
        unsure: signs for what the machine could not decide.
        high: of a mask: whether the first option is the highest bit.
        table: of a table: the letters that each code stands for.
        between: what stands between a question's letters.
        separator: what stands between the answers, where they share one column with a varying width.
    """

    first: int
    last: int
    place: Place
    coding: Coding
    options: str
    signs: str
    multiple: bool = False
    blank: tuple[str, ...] = ("",)
    multi: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    high: bool = False
    table: Mapping[str, str] | None = None
    between: str = ""
    separator: str = ""

    @property
    def count(self) -> int:
        """How many questions it has."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the records of a text file.

    Attributes:
        starts: how the line begins; empty where there is none.
        places: what it says, each by its place (bytes of a fixed file, columns of a delimited one); ``count`` is
            compared with the records.
    """

    starts: str = ""
    places: Mapping[str, Place] | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """How the records of a text file are divided.

    Attributes:
        length: bytes of a fixed record, its end not counted.
        trimmed: whether the machine cuts spaces at a line's end.
        ends: which records have a line end.
        end_mark: whether the file must end with the DOS end-of-file byte (it may in any case).
        delimiter: between the cells; empty where it is found out.
        titled: whether the first line names the columns.
    """

    length: int = 0
    trimmed: bool = False
    ends: Ends = Ends.ALL
    end_mark: bool = False
    delimiter: str = ""
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """A station's profile, checked.

    Attributes:
        id: its short name.
        title: what people call it, in Chinese.
        title_en: the same in English.
        format: what the files are.
        encoding: of text: ``gb18030``, ``utf-8`` or ``auto``.
        lines: how text is divided into records.
        header: what stands above the records.
        number: the admission number.
        fields: the other values, by their name in ``Card``.
        sections: the answers, in the questions' order.
        sheet: the worksheet's name; empty: every one that has the columns.
        text: the file it was read from.
        digest: SHA-256 of what it means; comments and the order of keys do not count.
    """

    id: str
    title: str
    title_en: str
    format: Format
    encoding: str
    lines: Lines
    header: Header
    number: Number
    fields: Mapping[str, Field]
    sections: tuple[Section, ...]
    sheet: str = ""
    text: str = ""
    digest: str = ""

    @property
    def questions(self) -> int:
        """How many questions a card has."""
        return self.sections[-1].last
