"""Results in the centre's columns (姓名 … 最终结果): theory and practical joined, one line a candidate.

What is not there is not 0: it is left empty, and whoever did not come is called absent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from server.domain.plan import LEVELS
from server.domain.reading.marking import Marked

COLUMNS = ("姓名", "准考证号", "证件号", "报考工种", "报考级别", "理论结果", "实操结果", "综合结果", "最终结果")
Kind = Literal["theory", "practical", "comprehensive"]
KINDS: tuple[Kind, ...] = ("theory", "practical", "comprehensive")
ABSENT, VOID, LOST = "缺考", "违纪", "卡片遗失"
PASSED, FAILED = "合格", "不合格"


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a candidate in one kind of exam.

    Attributes:
        score: in hundredths; None where there is none.
        absent: whether they did not come.
        void: whether the subject is void.
        passed: whether the score passes; None where there is none.
        lost: whether the answer card is lost: no score comes, and what becomes of it is for people.
    """

    score: int | None = None
    absent: bool = False
    void: bool = False
    passed: bool | None = None
    lost: bool = False

    @property
    def words(self) -> str:
        """Return what stands in the column: the score, 缺考, 违纪, 卡片遗失, or nothing while it is not settled."""
        if self.void:
            return VOID
        if self.absent:
            return ABSENT
        if self.lost:
            return LOST
        return "" if self.score is None else points(self.score)

    @property
    def settled(self) -> bool:
        """Whether anything will still come."""
        return self.void or self.absent or self.passed is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate with all their results.

    Attributes:
        name: the name.
        number: the admission number, of theory where they have several.
        id_no: the number of the identity document.
        trade: the trade.
        level: 1 (highest) to 5.
        results: by kind of exam; only of those that the candidate is listed for.
        exams: what the plan examines of this trade and level: without a result of each nothing is final.
        sessions: those that the results are of.
    """

    name: str
    number: str
    id_no: str
    trade: str
    level: int
    results: Mapping[Kind, Result] = field(default_factory=dict)
    exams: frozenset[Kind] = frozenset()
    sessions: frozenset[str] = frozenset()

    @property
    def final(self) -> str:
        """Return the final result: 合格 where every exam was passed, nothing while one is not settled or not there."""
        found = list(self.results.values())
        if not found or self.exams - self.results.keys() or not all(one.settled for one in found):
            return ""
        return PASSED if all(one.passed for one in found) else FAILED

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the texts below ``COLUMNS``."""
        told = (self.results[kind].words if kind in self.results else "" for kind in KINDS)
        return (self.name, self.number, self.id_no, self.trade, LEVELS[self.level], *told, self.final)


def points(hundredths: int) -> str:
    """Write points as people do: ``60``, ``60.5``, ``60.25``."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def theory(marked: Marked) -> Result:
    """Return a theory result; what could not be marked is not settled."""
    return Result(marked.total, marked.state == "absent", marked.state == "void", marked.passed, marked.state == "lost")


def joined(lines: Iterable[Line]) -> list[Line]:
    """Join the lines of the same person, trade and level: each exam has an admission number of its own.

    The person is known by the identity document; without one nobody is taken for somebody else. The number of theory
    goes before that of the others. Two results of one kind are two lines, for people to look at: neither is lost. The
    order is that of the first line of each.
    """
    found: list[Line] = []
    of: dict[tuple[str, ...], list[int]] = {}
    for line in lines:
        who = (line.id_no, line.trade, str(line.level)) if line.id_no else ("", line.number)
        places = of.setdefault(who, [])
        place = next((one for one in places if not found[one].results.keys() & line.results.keys()), None)
        if place is None:
            places.append(len(found))
            found.append(line)
        else:
            found[place] = _both(found[place], line)
    return found


def _both(one: Line, other: Line) -> Line:
    number = other.number if "theory" in other.results and "theory" not in one.results else one.number
    return replace(
        one, number=number, results={**one.results, **other.results}, exams=one.exams | other.exams,
        sessions=one.sessions | other.sessions,
    )  # fmt: skip


def summary(lines: Sequence[Line]) -> dict[str, int]:
    """Count what the lines come to, so that whoever takes the file over can check it."""
    finals = [line.final for line in lines]
    return {
        "lines": len(lines),
        "passed": finals.count(PASSED),
        "failed": finals.count(FAILED),
        "open": finals.count(""),
    }
