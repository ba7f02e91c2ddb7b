"""Several assessors' scores become one; a question fails as a whole where an item of it is not met (否定项).

All points are integers in hundredths. A quotient is rounded half up (四舍五入) to a hundredth, once, at the end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.domain.practical.scheme import Combine, Scheme
from server.domain.practical.score import Sheet, failed_questions

#: Fewer scores than these are not trimmed: nothing would be left to compare.
TRIMMED_FROM = 3


@dataclass(frozen=True, slots=True)
class Combined:
    """What the sheets come to.

    Attributes:
        score: the combined score.
        spread: by how much the highest and lowest total differ.
        totals: each assessor's total, by person.
        failed: questions that count as failed, in the order of the sheet.
        split: questions on whose failing the assessors do not agree.
        passed: whether the score passes.
        skipped: items that some assessor left out because their question failed for them, which it did not for most:
            with any of them there is no score yet, for what nobody scored is not 0.
    """

    score: int
    spread: int
    totals: Mapping[int, int]
    failed: tuple[str, ...]
    split: tuple[str, ...]
    passed: bool
    skipped: tuple[str, ...] = ()


def combine(scheme: Scheme, sheets: Mapping[int, Sheet]) -> Combined | None:
    """Return what the sheets (by assessor) come to; None where there are none: unscored is not 0."""
    if not sheets:
        return None
    says = Counter(question for sheet in sheets.values() for question in failed_questions(scheme, sheet.items))
    questions = list(dict.fromkeys(item.question for item in scheme.items))
    needed = 1 if scheme.combine.failing == "any" else len(sheets) // 2 + 1
    failed = tuple(question for question in questions if says[question] >= needed)
    split = tuple(question for question in questions if 0 < says[question] < len(sheets))
    totals = {person: total(scheme, sheet, failed) for person, sheet in sheets.items()}
    score = one_of(scheme.combine, list(totals.values()))
    spread = max(totals.values()) - min(totals.values())
    on_all = frozenset[str].intersection(*(frozenset(one.item for one in sheet.items) for sheet in sheets.values()))
    skipped = tuple(item.id for item in scheme.items if item.question not in failed and item.id not in on_all)
    return Combined(score, spread, totals, failed, split, score >= scheme.combine.passing, skipped)


def total(scheme: Scheme, sheet: Sheet, failed: Iterable[str]) -> int:
    """Return a sheet's total where these questions earn nothing, whatever its own assessor found of them."""
    nothing, scores = set(failed), {one.item: one.score for one in sheet.items}
    return sum(scores.get(item.id, 0) for item in scheme.items if item.question not in nothing)


def one_of(how: Combine, totals: Sequence[int]) -> int:
    """Return one score of several (at least one)."""
    ordered = sorted(totals)
    if how.rule == "trimmed" and len(ordered) >= TRIMMED_FROM:
        ordered = ordered[1:-1]
    if how.rule == "median":
        middle = len(ordered) // 2
        ordered = ordered[middle : middle + 1] if len(ordered) % 2 else ordered[middle - 1 : middle + 1]
    return half_up(sum(ordered), len(ordered))


def half_up(amount: int, by: int) -> int:
    """Divide and round half up; neither is negative, ``by`` is not 0."""
    return (2 * amount + by) // (2 * by)
