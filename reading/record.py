"""One record's values, whatever format it came from; and the road from there to a card."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reading.card import Card
from reading.codes import COUNTED, UNKNOWN, split, unknown
from reading.fault import FileFault
from reading.profile import Profile

TEXTS = ("seq", "name", "subject", "paper", "room", "seat", "batch")
BOXES = ("absent", "misconduct")
LISTED = 5
"""Faults of one kind that are named one by one; how many more there are is said once."""


class Record(NamedTuple):
    """One record: its place, and its values in the house's own codes."""

    row: int
    offset: int | None
    number: str
    answers: tuple[str, ...]
    values: dict[str, str]


class Stopped(Exception):
    """The file cannot be read further; carries the fault."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class Faults:
    """The faults of one file as they are found; of each kind the first ones."""

    def __init__(self) -> None:
        self._found: list[FileFault] = []
        self._counts: Counter[str] = Counter()

    def __contains__(self, code: str) -> bool:
        """Say whether there is a fault of this kind."""
        return self._counts[code] > 0

    @property
    def stopping(self) -> bool:
        """Whether one of them stops the file."""
        return any(fault.stops for fault in self._found)

    def add(self, fault: FileFault, *, first: bool = False) -> None:
        """Keep a fault, ``first`` where it is the reason for the others."""
        self._counts[fault.code] += 1
        if self._counts[fault.code] <= LISTED or fault.code == "deleted-row":  # each is a card that somebody took away
            self._found.insert(0 if first else len(self._found), fault)

    def all(self) -> tuple[FileFault, ...]:
        """Return what is kept, and of each kind how many more there are; of a record that is cut, that alone."""
        kept = Counter(fault.code for fault in self._found)
        stops = {fault.code: fault.stops for fault in self._found}
        more = [(code, count - kept[code]) for code, count in self._counts.items() if count > kept[code]]
        cut = {fault.row for fault in self._found if fault.code == "cut" and fault.row is not None}
        said = (fault for fault in self._found if fault.code == "cut" or fault.row not in cut)
        return (*said, *(FileFault("more", None, None, code, str(rest), stops[code]) for code, rest in more))


def cards_of(records: Iterable[Record], profile: Profile, faults: Faults) -> Iterator[Card]:
    """Make a card of each record; signs that the profile does not know stop the file and are named."""
    boxes = {name: profile.fields[name].marked for name in BOXES if name in profile.fields}
    for row, offset, number, found, values in records:
        answers, marked = split(found)
        if UNKNOWN in number:
            faults.add(FileFault("number-sign", row, offset, _signs(profile), number, True, "number"))
            number = number.replace(UNKNOWN, "?")
        place = unknown(answers)
        if place >= 0:
            faults.add(_unknown_answer(row, offset, place, answers[place], profile))
            answers = tuple("?" if answer[:1] == UNKNOWN else answer for answer in answers)
        kept: dict[str, Any] = dict(values)
        for name, signs in boxes.items():
            if name in values:
                kept[name] = values[name] in signs
        yield Card(row, offset, number, answers, **kept, marked=marked)


def _signs(profile: Profile) -> str:
    signs = (*profile.number.blank, *profile.number.multi, *profile.number.unsure)
    return " ".join(["0-9", *(sign or "␣" for sign in signs)])


def _unknown_answer(row: int, offset: int | None, place: int, answer: str, profile: Profile) -> FileFault:
    section = next(one for one in profile.sections if one.first <= place + 1 <= one.last)
    found = answer.removeprefix(UNKNOWN + COUNTED)
    if not section.place.by_question and answer.startswith(UNKNOWN + COUNTED) and found.isdigit():
        return FileFault("answer-count", row, offset, str(section.count), found, True, f"q{place + 1}")
    expected = " ".join([*section.signs, *(sign or "␣" for sign in (*section.blank, *section.multi, *section.unsure))])
    return FileFault("answer-sign", row, offset, expected, answer[1:], True, f"q{place + 1}")
