"""Marking cards by the keys. What cannot be marked has no score: unscored is not 0."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import getitem
from typing import Literal

from server.domain.practical.combine import half_up
from server.domain.reading.key import VOIDED, Key, Question

State = Literal["scored", "absent", "void", "lost", "unread", "unsure", "no-key", "unfit"]
"""Where a candidate's theory result stands.

``scored``; ``absent`` (the record sheet says so); ``void`` (the subject is void for misconduct); ``lost`` (present, and
two people have settled that the card is lost); ``unread`` (present, and no card was read); ``unsure`` (a mark on the
card is not settled); ``no-key`` (none holds for the paper); ``unfit`` (the key has more questions than the card has
answers).
"""
UNSURE = "?"
Keys = Mapping[tuple[str, str], Key]
"""The keys that hold, by subject and paper."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be marked of a candidate on the list.

    Attributes:
        number: the admission number.
        room: the room.
        seat: the seat.
        subject: which keys are theirs.
        paper: the paper as it counts: ``A``, ``B`` or ``""``.
        answers: the answers as they count, canonical; None where no card of theirs was read.
        absent: whether the record sheet has them as absent.
        void: whether their subject is void.
        lost: whether it was settled that their card is lost.
    """

    number: str
    room: str
    seat: str
    subject: str
    paper: str
    answers: tuple[str, ...] | None
    absent: bool = False
    void: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A candidate's theory result.

    Attributes:
        sheet: what was marked.
        state: where it stands.
        total: the score in hundredths; None unless ``scored``.
        earned: what each question of the key earned, in hundredths; empty unless ``scored``.
        passed: whether the score passes; None unless ``scored``.
    """

    sheet: Sheet
    state: State
    total: int | None = None
    earned: tuple[int, ...] = ()
    passed: bool | None = None


class _Earns(dict[str, int]):
    """What each answer to a question earns: worked out once, then looked up."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def __missing__(self, answer: str) -> int:
        self[answer] = worth = earned(self._question, answer)
        return worth


def earned(question: Question, answer: str) -> int:
    """Return what an answer earns, in hundredths: ``""`` and ``*`` (more marks than allowed) earn nothing.

    Where several answers are right, the one that earns most counts.
    """
    if question.rule == "given":
        return question.points
    if question.rule == "dropped" or not answer.isalpha():
        return 0
    return max(_against(question, right, answer) for right in question.answers)


def _against(question: Question, right: str, answer: str) -> int:
    if answer == right:
        return question.points
    some = set(answer) < set(right)
    if question.rule == "share" and some:
        return half_up(question.points * len(answer), len(right))
    return question.part if question.rule == "part" and some else 0


def mark(sheets: Iterable[Sheet], keys: Keys, entered: Collection[tuple[str, str]] = ()) -> list[Marked]:
    """Mark sheets by the keys of their papers.

    Args:
        sheets: what is to be marked.
        keys: those that hold.
        entered: subjects and papers of which two people entered a key, whether it holds or not.

    A key for all papers marks a subject that has one paper only: none of its cards carries another, and nobody made a
    key of another. Else it would mark a paper by what is right on the other.
    """
    every = list(sheets)
    several = _several(every, {*keys, *entered})
    tables = {which: [_Earns(question) for question in key.questions] for which, key in keys.items()}
    return [_mark(sheet, keys, tables, several) for sheet in every]


def states(sheets: Iterable[Sheet], keys: Keys, entered: Collection[tuple[str, str]] = ()) -> list[State]:
    """Return where each sheet stands as ``mark`` tells it, without marking any; arguments as there."""
    every = list(sheets)
    several = _several(every, {*keys, *entered})
    return [_state(sheet, keys, several)[0] for sheet in every]


def _several(sheets: Iterable[Sheet], entered: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the subjects that have more papers than one, as far as cards and keys tell."""
    carried: dict[str, set[str]] = {}
    for sheet in sheets:
        if sheet.answers is not None and sheet.paper.isalpha():
            carried.setdefault(sheet.subject, set()).add(sheet.paper)
    named = {subject for subject, paper in entered if paper}
    return frozenset(named | {subject for subject, papers in carried.items() if len(papers) > 1})


def _mark(
    sheet: Sheet, keys: Keys, tables: Mapping[tuple[str, str], Sequence[_Earns]], several: Collection[str]
) -> Marked:  # fmt: skip
    state, which = _state(sheet, keys, several)
    if state != "scored":
        return Marked(sheet, state)
    table = tables[which]
    got = tuple(map(getitem, table, (sheet.answers or ())[: len(table)]))
    total = sum(got)
    return Marked(sheet, "scored", total, got, total >= keys[which].passing)


def _state(sheet: Sheet, keys: Keys, several: Collection[str]) -> tuple[State, tuple[str, str]]:
    """Return where a sheet stands, and by which key it is marked where it is ``scored``."""
    which = (sheet.subject, sheet.paper)
    if sheet.void:
        return "void", which
    if sheet.absent:
        return "absent", which
    if sheet.answers is None:
        return "lost" if sheet.lost else "unread", which
    if which not in keys:
        which = (sheet.subject, "")
    if which not in keys or (not which[1] and sheet.subject in several):
        return "no-key", which
    key = keys[which]
    if len(sheet.answers) < len(key.questions):
        return "unfit", which
    if UNSURE in sheet.answers and _unsure(key, sheet.answers[: len(key.questions)]):
        return "unsure", which
    return "scored", which


def _unsure(key: Key, answers: Sequence[str]) -> bool:
    """Tell whether a mark is not settled at a question where it matters what it is."""
    pairs = zip(key.questions, answers, strict=True)
    return any(answer == UNSURE and question.rule not in VOIDED for question, answer in pairs)


@dataclass(frozen=True, slots=True)
class Beyond:
    """Cards on which more questions are answered than their key has: the key may lack its end.

    ``questions`` of the key, ``answered``: the last question that some card answers, ``cards`` that go beyond the key.
    """

    subject: str
    paper: str
    questions: int
    answered: int
    cards: int


def beyond(marked: Iterable[Marked]) -> list[Beyond]:
    """Return of each paper whose key is shorter than what is answered by how much; none of it has a score."""
    last: dict[tuple[str, str, int], list[int]] = {}
    for one in marked:
        answers = one.sheet.answers or ()
        if one.state == "scored" and any(answers[len(one.earned) :]):
            most = max(place for place, answer in enumerate(answers, 1) if answer)
            last.setdefault((one.sheet.subject, one.sheet.paper, len(one.earned)), []).append(most)
    return [Beyond(*which, max(found), len(found)) for which, found in sorted(last.items())]
