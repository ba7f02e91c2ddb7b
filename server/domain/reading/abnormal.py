"""Abnormal lists (异常情况名单): results and cards that people should look at. Nothing here decides anything."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from server.domain.policy import Policy
from server.domain.reading.alike import Chance, pairs
from server.domain.reading.marking import Keys, Marked

What = Literal["zero", "low", "high", "blank", "identical"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on something is listed (``bounds_of`` reads them from a plan's policies).

    Shares are whole per cents: 56 of 100 is at a bound of 56, as no binary fraction says of 0.56.

    Attributes:
        high: per cents of the full score from which a score counts as very high.
        low: per cents up to which one counts as very low; 0 points have a list of their own.
        blank: per cents of the questions left out from which a card is listed.
        same: per cents of equal answers among those that both gave, from which a pair is listed.
        wrong: how many equal wrong answers a pair has at least; right ones are equal by knowing.
        beyond: from how many standard deviations above what chance makes equal wrong answers list a pair, whatever else
            they have alike.
    """

    high: int = 97
    low: int = 10
    blank: int = 30
    same: int = 90
    wrong: int = 6
    beyond: float = 5.0


def bounds_of(policy: Policy) -> Bounds:
    """Return the bounds that a plan states."""
    return Bounds(
        high=policy.abnormal_high, low=policy.abnormal_low, blank=policy.abnormal_blank,
        same=policy.abnormal_same, wrong=policy.abnormal_wrong, beyond=float(policy.abnormal_beyond),
    )  # fmt: skip


def bounds_to_row(by: Bounds) -> dict[str, int | float]:
    """Write bounds as JSON, the per cents as shares."""
    return {
        "high": by.high / 100, "low": by.low / 100, "blank": by.blank / 100, "same": by.same / 100,
        "wrong": by.wrong, "beyond": by.beyond,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of an abnormal list.

    Attributes:
        what: why it is listed.
        room: the room.
        number: the candidate's admission number.
        seat: their seat.
        score: their score in hundredths.
        full: the most that could be earned.
        other: of a pair: the second one's number, else ``""``.
        other_seat: their seat.
        other_score: their score in hundredths, None without one.
        same: how many answers both have alike, of a pair; questions left out, of a blank card.
        of: of how many.
        wrong: how many of them are wrong, of a pair.
    """

    what: What
    room: str
    number: str
    seat: str
    score: int
    full: int
    other: str = ""
    other_seat: str = ""
    other_score: int | None = None
    same: int = 0
    of: int = 0
    wrong: int = 0


def abnormal(marked: Sequence[Marked], keys: Keys, bounds: Bounds | None = None) -> list[Listed]:
    """Return every line of the lists, by room and kind; pairs are sought within a room and subject.

    Two who have different papers are compared place by place too: equal letters there are no answer to the same
    question, so that they stand out the more.
    """
    limits = bounds or Bounds()
    scored = [one for one in marked if one.state == "scored" and one.total is not None]
    fulls = {which: key.full for which, key in keys.items()}
    found = [line for one in scored for line in _alone(one, _full(one, fulls), limits)]
    groups: dict[tuple[str, str], list[Marked]] = defaultdict(list)
    for one in scored:
        groups[one.sheet.room, one.sheet.subject].append(one)
    chance = Chance(scored)
    for together in groups.values():
        found += _pairs(together, fulls, limits, chance)
    kinds = ("zero", "low", "high", "blank", "identical")
    return sorted(found, key=lambda line: (line.room, kinds.index(line.what), line.number, line.other))


def _full(one: Marked, fulls: Mapping[tuple[str, str], int]) -> int:
    which = (one.sheet.subject, one.sheet.paper)
    return fulls[which if which in fulls else (one.sheet.subject, "")]


def _alone(one: Marked, full: int, limits: Bounds) -> Iterator[Listed]:
    sheet, total = one.sheet, one.total or 0
    about = (sheet.room, sheet.number, sheet.seat, total, full)
    if total == 0:
        yield Listed("zero", *about)
    elif total * 100 <= limits.low * full:
        yield Listed("low", *about)
    elif total * 100 >= limits.high * full:
        yield Listed("high", *about)
    answers = (sheet.answers or ())[: len(one.earned)]
    left_out = answers.count("")
    if answers and left_out * 100 >= limits.blank * len(answers):
        yield Listed("blank", *about, same=left_out, of=len(answers))


def _pairs(
    together: Sequence[Marked], fulls: Mapping[tuple[str, str], int], limits: Bounds, chance: Chance
) -> Iterator[Listed]:
    for pair in pairs(together, chance, same=limits.same, wrong=limits.wrong, beyond=limits.beyond):
        one, other = pair.first, pair.second
        yield Listed(
            "identical", one.sheet.room, one.sheet.number, one.sheet.seat, one.total or 0, _full(one, fulls),
            other.sheet.number, other.sheet.seat, other.total, pair.same, pair.answered, pair.wrong,
        )  # fmt: skip


def listed_to_row(line: Listed) -> dict[str, Any]:
    """Write a line as JSON."""
    return {
        "what": line.what,
        "room": line.room,
        "number": line.number,
        "seat": line.seat,
        "score": line.score,
        "full": line.full,
        "other": line.other,
        "other_seat": line.other_seat,
        "other_score": line.other_score,
        "same": line.same,
        "of": line.of,
        "wrong": line.wrong,
    }
