"""Rows of totals that people and programs write beneath the cards: no cards; what they count is held against them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from reading.fault import FileFault
from reading.record import Faults

WORD = re.compile(r"(合计|总计|小计|共计|总数|总人数|总份数|共(?=\s*\d))")
PART = "小计"
#: A whole number; one with a fraction is a sum of points.
NUMBER = re.compile(r"(?<![\d.])(\d{1,6})(?:\.0+)?(?![\d.])")
#: What a number counts where it counts no cards.
ELSE = re.compile(r"\s*(分|页|题|个|间|场|考场|考室|试场|月|日|年|时|号|元|%)")
#: What may stand between a word and its number.
BETWEEN = r"[\s:：=()（）、，,人份条张名位数]*"
OWN = re.compile(f"{BETWEEN}(答题卡|试卷|考生|记录|卡)?{BETWEEN}")
SAT = re.compile(f"(实考|实到|到考){BETWEEN}$")
DUE = re.compile(f"(应考|应到){BETWEEN}$")
ABSENT = re.compile(f"(缺考|缺席|未到){BETWEEN}$")
#: Cells that such a row has at most; a card has more.
MOST = 6
#: Columns after a word in which its number stands at the latest; sums of points stand further on.
NEAR = 6
APART = "|"


class Totals:
    """Tells rows of totals from cards, and holds what they count against the cards before them.

    A part's total is of the cards since the one before it or of its sheet; any other may be of all sheets, too.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._all = 0
        self._of_sheet = 0
        self._since = 0

    def begins_sheet(self) -> None:
        """Count a sheet's cards from here on."""
        self._of_sheet = self._since = 0

    def passes(self, row: int, offset: int | None, cells: Sequence[Any]) -> bool:
        """Say whether a row is one of totals; anything else counts as a card."""
        first = next((cell for cell in cells if cell is not None and cell != ""), "")
        word = WORD.match(str(first).strip())
        held = _held(cells) if word else []
        if word is None or not 0 < len(held) <= MOST:
            self._all += 1
            self._of_sheet += 1
            self._since += 1
            return False
        part = word[0] == PART
        told = _told(held, word.end())
        if not told.agrees({self._since, self._of_sheet} | (set() if part else {self._all})):
            found = f"{word[0]} {told.total}" if told.sat is None else f"实考 {told.sat}"  # the rest may name people
            read = self._of_sheet if part else self._all
            self._faults.add(FileFault("total-differs", row, offset, str(read), found, True))
        self._since = 0
        return True


class _Told(NamedTuple):
    """The numbers in a row of totals: the word's own, how many were due, sat, and were absent; None where not told."""

    total: int | None = None
    due: int | None = None
    sat: int | None = None
    absent: int | None = None

    def agrees(self, counts: set[int]) -> bool:
        """Say whether one of these counts of cards is as told; those who were absent may have a card all the same."""
        if self.sat is not None:
            most = max(counts) if self.due is None else self.due
            return self.sat <= min(counts) or any(self.sat <= count <= most for count in counts)
        if self.total is None:
            return True
        return bool(counts & {self.total, self.total - (self.absent or 0)})


def _told(held: list[tuple[int, str]], end: int) -> _Told:
    """Read each number by the words before it; those that count something else are left."""
    text = held[0][1]
    for (before, _), (column, cell) in pairwise(held):
        text += (" " if column - before <= NEAR else APART) + cell
    told, begin = _Told(), end
    for number in NUMBER.finditer(text, begin):
        label, end, count = text[end : number.start()], number.end(), int(number[1])
        if ELSE.match(text, end):
            continue
        if SAT.search(label):
            told = told._replace(sat=count)
        elif DUE.search(label):
            told = told._replace(due=count)
        elif ABSENT.search(label):
            told = told._replace(absent=count)
        elif OWN.fullmatch(text, begin, number.start()):
            told = told._replace(total=count)
    return told


def _held(cells: Sequence[Any]) -> list[tuple[int, str]]:
    """Return what the cells hold, each with its column."""
    return [(column, text) for column, cell in enumerate(cells) if cell is not None and (text := str(cell).strip())]
