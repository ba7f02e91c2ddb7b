"""Cards alike (雷同): how many answers two candidates share, and how many wrong ones more than chance makes.

Right answers are equal by knowing; the commonest mistakes are made by many. What stands out is that two made the same
rare ones, again and again. A figure for people who then look at seats, cards and films, never a verdict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from server.domain.reading.marking import Marked

Answers = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]
Figures = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int_]

NO_MARK = 2  # codes below are no letters: nothing marked, too much marked
BY_CHANCE, WEIGHT = 1 / 3, 2.0  # how often two wrong answers are equal where few cards say otherwise; as much as two do


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cards: ``answered`` questions both answered, ``same`` of them alike, ``wrong`` of these wrong."""

    first: Marked
    second: Marked
    answered: int
    same: int
    wrong: int


class _Codes(dict[str, int]):
    """A number for each way of answering, given as they are met."""

    def __missing__(self, answer: str) -> int:
        self[answer] = code = len(self)
        return code


class Chance:
    """How often two who are both wrong at a question give the same wrong answer, by the cards of all rooms."""

    def __init__(self, scored: Sequence[Marked]) -> None:
        papers: dict[tuple[str, str], list[Marked]] = {}
        for one in scored:
            papers.setdefault(_paper(one), []).append(one)
        codes = _Codes({"": 0, "*": 1})
        coded = {paper: _coded(cards, codes) for paper, cards in papers.items()}
        self._cards = {
            one.sheet.number: (answers[place], wrong[place])
            for paper, (answers, wrong) in coded.items()
            for place, one in enumerate(papers[paper])
        }
        self._papers = {paper: _tally(*found, len(codes)) for paper, found in coded.items()}
        self._known: dict[tuple[tuple[str, str], tuple[str, str]], Figures] = {}

    def of(self, cards: Sequence[Marked]) -> tuple[Answers, Flags]:
        """Return the answers of cards as numbers, and which of them are letters that earned nothing."""
        places = min(len(one.earned) for one in cards)
        found = [self._cards[one.sheet.number] for one in cards]
        return np.stack([codes[:places] for codes, _ in found]), np.stack([wrong[:places] for _, wrong in found])

    def equal(self, one: tuple[str, str], other: tuple[str, str]) -> Figures:
        """Return, for each question, how likely wrong answers of two with these papers are equal."""
        if (one, other) not in self._known:
            first, second = self._papers[one], self._papers[other]
            places = min(len(first), len(second))
            self._known[one, other] = _likely(first[:places], second[:places], same=one == other)
        return self._known[one, other]


def _coded(cards: Sequence[Marked], codes: _Codes) -> tuple[Answers, Flags]:
    """Return the answers to a paper as numbers, and which of them are letters that earned nothing."""
    places = min(len(one.earned) for one in cards)
    shape = (len(cards), places)
    marks = chain.from_iterable((one.sheet.answers or ())[:places] for one in cards)
    answers = np.fromiter(map(codes.__getitem__, marks), np.uint16, len(cards) * places).reshape(shape)
    points = chain.from_iterable(one.earned[:places] for one in cards)
    earned = np.fromiter(points, np.int32, len(cards) * places).reshape(shape)
    return answers, (earned == 0) & (answers >= NO_MARK)


def _paper(one: Marked) -> tuple[str, str]:
    return one.sheet.subject, one.sheet.paper


def _tally(codes: Answers, wrong: Flags, kinds: int) -> Counts:
    """Count each wrong answer at each question."""
    places = codes.shape[1]
    flat = (np.arange(places) * kinds)[None, :] + codes
    return np.bincount(flat[wrong], minlength=places * kinds).reshape(places, kinds)


def _likely(first: Counts, second: Counts, *, same: bool) -> Figures:
    kinds = min(first.shape[1], second.shape[1])
    first, second = first[:, :kinds], second[:, :kinds]
    others = first - 1 if same else second  # nobody is compared with themselves
    met = (first * np.maximum(others, 0)).sum(axis=1)
    count = first.sum(axis=1)
    possible = count * (np.maximum(count - 1, 0) if same else second.sum(axis=1))
    fewest = np.minimum(count, second.sum(axis=1))
    raw = np.divide(met, possible, out=np.full(len(met), BY_CHANCE), where=possible > 0)
    return np.asarray((fewest * raw + WEIGHT * BY_CHANCE) / (fewest + WEIGHT), dtype=np.float64)


def pairs(cards: Sequence[Marked], chance: Chance, *, same: int, wrong: int, beyond: float) -> Iterator[Pair]:
    """Yield the pairs among these cards that stand out.

    Args:
        cards: of one room and subject, all scored.
        chance: what chance makes.
        same: per cents of equal answers among those both gave, from which a pair stands out.
        wrong: how many equal wrong answers it has at least.
        beyond: standard deviations above chance from which equal wrong answers alone make it stand out.
    """
    if len(cards) < 2:  # nobody to compare with
        return
    codes, missed = chance.of(cards)
    first, second = np.triu_indices(len(cards), 1)
    both = (codes[first] >= NO_MARK) & (codes[second] >= NO_MARK)
    alike = both & (codes[first] == codes[second])
    lost = missed[first] & missed[second]
    answered, equal, equal_wrong = (part.sum(axis=1) for part in (both, alike, alike & lost))
    above = _above(cards, chance, (first, second), lost, equal_wrong)
    striking = (equal_wrong >= wrong) & ((100 * equal >= same * np.maximum(answered, 1)) | (above >= beyond))
    for place in np.flatnonzero(striking):
        yield Pair(
            cards[first[place]], cards[second[place]], int(answered[place]), int(equal[place]), int(equal_wrong[place])
        )  # fmt: skip


def _above(
    cards: Sequence[Marked], chance: Chance, ends: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]], lost: Flags,
    equal_wrong: Counts,
) -> Figures:  # fmt: skip
    """Return by how many standard deviations the equal wrong answers of each pair exceed what chance makes."""
    papers = sorted({_paper(one) for one in cards})
    which = np.array([papers.index(_paper(one)) for one in cards])
    low, high = np.sort(np.stack((which[ends[0]], which[ends[1]])), axis=0)
    above = np.zeros(len(lost))
    for both in np.unique(low * len(papers) + high):
        one, other = divmod(int(both), len(papers))
        here = (low == one) & (high == other)
        likely = chance.equal(papers[one], papers[other])[: lost.shape[1]]
        due = lost[here] @ likely
        spread = np.sqrt(lost[here] @ (likely * (1 - likely)))
        above[here] = np.divide(equal_wrong[here] - due, spread, out=np.zeros(len(due)), where=spread > 0)
    return above
