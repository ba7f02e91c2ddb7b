"""Item analysis (试题分析): how hard each question of a paper was, and whether it told the able from the others.

Figures for people who look after questions; none of them changes a score.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from server.domain.reading.key import Key
from server.domain.reading.marking import Keys, Marked

Scores = npt.NDArray[np.float64]

OUTER = 0.27
"""The share of the best and of the weakest whose results are set against each other."""
LEAST = 10
"""Below so many cards nothing can be said of a question but how many had it right."""
ENOUGH = 30
"""Below so many a question that seems not to discriminate may do so by chance: nothing is remarked of that."""
HARD, EASY = 0.2, 0.95
POOR = 0.1
BANDS = 10
"""Bars of the distribution of scores."""
ROUNDING = 1e-9
"""What is smaller beside the largest spread is none: nothing differs."""
SHOWN = 6
"""Ways of answering that are counted one by one; the others are counted together."""


@dataclass(frozen=True, slots=True)
class Item:
    """What the cards say of one question.

    Attributes:
        number: its place on the paper, from 1.
        answers: what is right.
        rule: how it is marked.
        difficulty: the share of its points that was earned (难度 P): 1 everybody, 0 nobody.
        discrimination: by how much the best 27 % earned a larger share than the weakest (区分度 D); None: too few.
        correlation: of its score with the score of the rest of the paper; None: too few cards, or nothing differs.
        given: how often each way of answering was given, the commonest first; ``""`` is none, ``…`` all others.
        remarks: ``hard``, ``easy``, ``poor`` (hardly tells them apart), ``reversed`` (the weakest did better: the key
            may be wrong).
    """

    number: int
    answers: tuple[str, ...]
    rule: str
    difficulty: float
    discrimination: float | None
    correlation: float | None
    given: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the cards say of a paper; scores in hundredths.

    Attributes:
        subject: the subject.
        paper: the paper.
        cards: how many were marked.
        full: the most that can be earned.
        mean: the mean score.
        deviation: its standard deviation.
        lowest: the lowest score.
        highest: the highest.
        passed: how many passed.
        reliability: Cronbach's alpha (信度); None where too few cards or no differences.
        bands: how many cards have up to a tenth, two tenths, … of the full score.
        items: each question.
    """

    subject: str
    paper: str
    cards: int
    full: int
    mean: float
    deviation: float
    lowest: int
    highest: int
    passed: int
    reliability: float | None
    bands: tuple[int, ...]
    items: tuple[Item, ...]


def analyse(marked: Sequence[Marked], keys: Keys) -> list[Analysis]:
    """Return the analysis of every paper that has cards, by subject and paper; only what was scored counts."""
    scored = sorted(
        (one for one in marked if one.state == "scored"),
        key=lambda one: (one.sheet.subject, _paper(one, keys), one.sheet.number),
    )
    papers = groupby(scored, key=lambda one: (one.sheet.subject, _paper(one, keys)))
    return [_analysis(keys[which], list(cards)) for which, cards in papers]


def _paper(one: Marked, keys: Keys) -> str:
    return one.sheet.paper if (one.sheet.subject, one.sheet.paper) in keys else ""


def _analysis(key: Key, cards: list[Marked]) -> Analysis:
    count = len(key.questions)
    points = chain.from_iterable(one.earned for one in cards)
    earned = np.fromiter(points, np.float64, len(cards) * count).reshape(len(cards), count)
    totals = earned.sum(axis=1)
    bands, _ = np.histogram(totals, bins=BANDS, range=(0, max(key.full, 1)))
    return Analysis(
        key.subject,
        key.paper,
        len(cards),
        key.full,
        float(totals.mean()),
        float(totals.std(ddof=1)) if len(cards) > 1 else 0.0,
        int(totals.min()),
        int(totals.max()),
        sum(one.passed is True for one in cards),
        _alpha(earned, totals),
        tuple(int(count) for count in bands),
        _items(key, cards, earned, totals),
    )


def _items(key: Key, cards: list[Marked], earned: Scores, totals: Scores) -> tuple[Item, ...]:
    points = np.array([max(one.points, 1) for one in key.questions], dtype=np.float64)
    shares = earned.mean(axis=0) / points
    apart = _discrimination(earned, totals, points)
    linked = _correlations(earned, totals)
    answers = zip(*(one.sheet.answers or () for one in cards), strict=False)
    found = []
    for place, (question, given) in enumerate(zip(key.questions, answers, strict=False)):
        share, discrimination, correlation = float(shares[place]), apart[place], linked[place]
        voided = question.rule in ("given", "dropped")
        told = discrimination if len(cards) >= ENOUGH else None
        remarks = () if voided or len(cards) < LEAST else _remarks(share, told, correlation)
        found.append(
            Item(
                place + 1,
                question.answers,
                question.rule,
                share,
                None if voided else discrimination,
                None if voided else correlation,
                _counted(given),
                remarks,
            )
        )
    return tuple(found)


def _remarks(share: float, discrimination: float | None, correlation: float | None) -> tuple[str, ...]:
    """Name what people should look at; the key is doubted only where both figures say that the weakest did better."""
    found = ["hard"] if share < HARD else ["easy"] if share > EASY else []
    if discrimination is not None and discrimination < 0 and (correlation or 0) < 0:
        found.append("reversed")
    elif discrimination is not None and discrimination < POOR and not found:
        found.append("poor")
    return tuple(found)


def _discrimination(earned: Scores, totals: Scores, points: Scores) -> list[float | None]:
    """Set the best against the weakest; who has the same score stands in the order of the numbers."""
    if len(totals) < LEAST:
        return [None] * earned.shape[1]
    group = max(1, round(len(totals) * OUTER))
    order = np.argsort(totals, kind="stable")
    apart = (earned[order[-group:]].mean(axis=0) - earned[order[:group]].mean(axis=0)) / points
    return [float(one) for one in apart]


def _correlations(earned: Scores, totals: Scores) -> list[float | None]:
    """Correlate each question with the rest of the paper, itself left out, else it would agree with itself."""
    if len(totals) < LEAST:
        return [None] * earned.shape[1]
    own, whole = earned - earned.mean(axis=0), totals - totals.mean()
    spread, shared = (own**2).sum(axis=0), whole @ own
    rest = (whole**2).sum() + spread - 2 * shared  # spread of the total without the question
    both = np.sqrt(np.maximum(spread * rest, 0))
    flat = spread * rest <= ROUNDING * spread.max(initial=0) ** 2
    found = np.divide(shared - spread, both, out=np.full(len(both), np.nan), where=~flat)
    return [None if np.isnan(one) else float(one) for one in found]


def _alpha(earned: Scores, totals: Scores) -> float | None:
    count = earned.shape[1]
    if len(totals) < LEAST or count < 2:  # one question cannot agree with another
        return None
    whole = totals.var(ddof=1)
    if not whole:
        return None
    return float(count / (count - 1) * (1 - earned.var(axis=0, ddof=1).sum() / whole))


def _counted(given: Sequence[str]) -> tuple[tuple[str, int], ...]:
    counts = sorted(Counter(given).items(), key=lambda pair: (-pair[1], pair[0]))
    others = sum(count for _, count in counts[SHOWN:])
    return (*counts[:SHOWN], *([("…", others)] if others else []))


def analysis_to_row(one: Analysis) -> dict[str, Any]:
    """Write an analysis as JSON: scores in hundredths, shares to a thousandth."""
    return {
        "subject": one.subject,
        "paper": one.paper,
        "cards": one.cards,
        "full": one.full,
        "mean": round(one.mean),
        "deviation": round(one.deviation),
        "lowest": one.lowest,
        "highest": one.highest,
        "passed": one.passed,
        "reliability": _rounded(one.reliability),
        "bands": list(one.bands),
        "items": [
            {
                "number": item.number,
                "answers": list(item.answers),
                "rule": item.rule,
                "difficulty": _rounded(item.difficulty),
                "discrimination": _rounded(item.discrimination),
                "correlation": _rounded(item.correlation),
                "given": [list(pair) for pair in item.given],
                "remarks": list(item.remarks),
            }
            for item in one.items
        ],
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
