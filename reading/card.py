"""One card as the machine read it, in the house's own codes whatever the machine's were."""

from dataclasses import dataclass

BLANK = ""
"""A question without a mark."""
MULTI = "*"
"""More marks than the question allows; in a number, more than one mark in a column."""
UNSURE = "?"
"""The machine itself could not decide."""
NO_DIGIT = "_"
"""A column of the number without a mark."""


@dataclass(frozen=True, slots=True)
class Card:
    """One record of a card file. Nothing here was mended: what the machine wrote, under another name.

    Attributes:
        row: the record's place in the file, from 1; a DBF's deleted ones are counted.
        offset: the byte at which the record begins; None in a workbook.
        number: the admission number as marked, one sign a column: a digit, ``_`` blank, ``*`` more than one mark,
            ``?`` unsure.
        answers: per question ``''`` blank, ``'A'``, ``'BC'`` (letters in order), ``'*'`` more marks than allowed,
            ``'?'`` unsure.
        seq: the card's running number at the machine.
        name: the name the reader's own list had for the number; it may be cut, and is no evidence.
        subject: the subject's code.
        paper: the paper, A or B.
        room: the room's number.
        seat: the seat's number.
        batch: the machine's own name of the pile.
        absent: the box for absence; None where the profile has none.
        misconduct: the box for misconduct; None where the profile has none.
        marked: questions (from 1) with more marks than allowed whose letters the file tells, and these letters.
    """

    row: int
    offset: int | None
    number: str
    answers: tuple[str, ...]
    seq: str = ""
    name: str = ""
    subject: str = ""
    paper: str = ""
    room: str = ""
    seat: str = ""
    batch: str = ""
    absent: bool | None = None
    misconduct: bool | None = None
    marked: tuple[tuple[int, str], ...] = ()

    @property
    def readable(self) -> bool:
        """Whether every column of the number holds exactly one digit."""
        return self.number.isdigit()
