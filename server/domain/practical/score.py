"""A score sheet (评分表): each item found, deducted and scored by one assessor, and signed once.

Points are integers in hundredths. An item that nobody scored is no 0: a sheet with one is not signed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.practical.scheme import Scheme, points
from server.domain.refusal import Refusal

#: Letters that a reason, or the finding of a failing item, has at least.
REASON = 4
FINDING = 2


@dataclass(frozen=True, slots=True)
class Scored:
    """One item as scored.

    Attributes:
        item: its id in the scheme.
        found: what was measured or seen (检测结果).
        deducted: points taken off, in hundredths.
        score: points earned, in hundredths.
        failed: a failing item (否定项) was not met: its whole question earns nothing.
    """

    item: str
    found: str
    deducted: int
    score: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A signed sheet: the fact that stated it, its time (RFC 3339), the items, the total, and why it was corrected.

    ``paper``: it was signed on paper, and entered from it and compared with it by these two people.
    """

    fact: str
    at: str
    items: tuple[Scored, ...]
    total: int
    reason: str = ""
    paper: tuple[int, int] | None = None


def failed_questions(scheme: Scheme, items: Iterable[Scored]) -> frozenset[str]:
    """Return the questions that a failing item fails."""
    found = {one.item: scheme.item(one.item) for one in items if one.failed}
    return frozenset(item.question for item in found.values() if item is not None)


def total_of(scheme: Scheme, items: Sequence[Scored]) -> int:
    """Return what the items earn together, in hundredths; a failed question earns nothing."""
    failed = failed_questions(scheme, items)
    known = ((one, scheme.item(one.item)) for one in items)
    return sum(one.score for one, item in known if item is not None and item.question not in failed)


def unscored(scheme: Scheme, items: Iterable[Scored]) -> tuple[str, ...]:
    """Return the items that still have to be scored; those of a question that has failed need not be."""
    items = tuple(items)
    failed, scored = failed_questions(scheme, items), {one.item for one in items}
    return tuple(item.id for item in scheme.items if item.id not in scored and item.question not in failed)


def check(scheme: Scheme, items: Sequence[Scored], total: int) -> None:
    """Decide whether a sheet may be signed.

    Raises:
        Refusal: ``score-item`` (not in the scheme, or twice), ``score-failing`` (it fails nothing), ``score-finding``
            (a failing item without what was found), ``score-bounds``, ``score-unscored`` or ``score-total``.
    """
    seen: set[str] = set()
    for one in items:
        _item(scheme, one, seen)
        seen.add(one.item)
    left = unscored(scheme, items)
    if left:
        raise Refusal("score-unscored", field="items", n=len(left))
    expected = total_of(scheme, items)
    if total != expected:
        raise Refusal("score-total", field="total", found=points(total), expected=points(expected))


def _item(scheme: Scheme, one: Scored, seen: Collection[str]) -> None:
    item = scheme.item(one.item)
    if item is None or one.item in seen:
        raise Refusal("score-item", field="items", item=one.item)
    if one.failed and not item.failing:
        raise Refusal("score-failing", field="items", name=item.name)
    if one.failed and len(one.found.strip()) < FINDING:
        raise Refusal("score-finding", field="items", name=item.name)
    if not 0 <= one.score <= item.full or one.score + one.deducted != item.full:
        raise Refusal(
            "score-bounds", field="items", name=item.name, found=points(one.score), full=points(item.full)
        )  # fmt: skip


def signs(team: Collection[int] | None, person: int, signer: int | None) -> None:
    """Decide whether somebody signs a sheet: the grant's holder ``person``, in the room's team, by their own hand.

    ``signer`` is who showed the badge or typed the PIN; None where the badge names nobody.

    Raises:
        Refusal: ``score-no-team``, ``score-not-in-team`` or ``score-signature``.
    """
    if team is None:
        raise Refusal("score-no-team", field="room")
    if person not in team:
        raise Refusal("score-not-in-team", field="grant")
    if signer != person:
        raise Refusal("score-signature", field="signer")


def correct(given: Sequence[Sheet], replaces: str | None, reason: str, *, confirmed: bool) -> None:
    """Decide whether a sheet is an assessor's first, or corrects their newest.

    Raises:
        Refusal: ``score-confirmed`` (the leader has confirmed the scores), ``score-given`` (they have signed one
            already), ``score-replaces`` (it is not their newest) or ``score-reason``.
    """
    if confirmed:
        raise Refusal("score-confirmed", field="candidate")
    newest = given[-1].fact if given else None
    if replaces is None and newest is not None:
        raise Refusal("score-given", field="candidate")
    if replaces != newest:
        raise Refusal("score-replaces", field="replaces")
    if replaces is not None and len(reason.strip()) < REASON:
        raise Refusal("score-reason", field="reason")


def sheet_to_row(sheet: Sheet) -> dict[str, Any]:
    """Write a sheet as JSON."""
    items = [
        {"item": one.item, "found": one.found, "deducted": one.deducted, "score": one.score, "failed": one.failed}
        for one in sheet.items
    ]
    told = {"fact": sheet.fact, "at": sheet.at, "items": items, "total": sheet.total, "reason": sheet.reason}
    return told if sheet.paper is None else told | {"paper": list(sheet.paper)}


def sheet_from_row(row: Mapping[str, Any]) -> Sheet:
    """Read what ``sheet_to_row`` wrote."""
    items = tuple(Scored(**item) for item in row["items"])
    paper = row.get("paper")
    return Sheet(row["fact"], row["at"], items, row["total"], row["reason"], None if paper is None else tuple(paper))
