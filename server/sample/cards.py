"""The sample's answer cards: who marked what, by ability, so that the statistics of the questions mean something.

A card is what a faultless reader would see; ``card_faults`` plants what goes wrong, ``card_files`` writes the files.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from server.domain.reading.key import Key, Question

LETTERS = "ABCD"
SINGLES, MULTIS = 60, 20
SINGLE_POINTS, MULTI_POINTS = 100, 200  # hundredths
LEFT_OUT, TWO_MARKS = 0.008, 0.003  # share of answers
PAPERS = "AB"


@dataclass(frozen=True, slots=True)
class Seated:
    """A candidate of a session as the roster has them.

    Attributes:
        number: the admission number.
        name: the name.
        room: the room's number.
        seat: the seat, from 1.
        subject: the subject's digits on the card.
        paper_of: which paper they have the questions of: one name for each trade and level.
    """

    number: str
    name: str
    room: str
    seat: int
    subject: str
    paper_of: str


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card.

    Attributes:
        number: the admission number as marked; ``_``: nothing in the column, ``*``: several marks.
        name: the name that the reader's list has for the number.
        subject: the subject's digits.
        paper: A or B.
        room: the room's number.
        seat: the seat, from 1.
        answers: for each question the letters marked, in order; none is ``""``. Several letters stand at a
            single-choice question too where somebody marked them.
        absent: whether the box 缺考 is marked.
        misconduct: whether the box 违纪 is marked.
        deleted: in a table: whether the row is marked as deleted.
    """

    number: str
    name: str
    subject: str
    paper: str
    room: str
    seat: int
    answers: tuple[str, ...]
    absent: bool = False
    misconduct: bool = False
    deleted: bool = False


def papers(seat: int) -> str:
    """Return which paper a seat has: odd seats A, even ones B."""
    return PAPERS[(seat + 1) % 2]


def seated(rows: Iterable[Sequence[str | int]], session: str) -> list[Seated]:
    """Return a session's candidates from the rows of the sample's list of candidates, in their order."""
    found = []
    for number, name, _, _, trade, level, of, room, seat in rows:
        if of == session:
            digits = str(number)
            subject = digits[10:13]  # year 2, city 2, institution 3, batch 3
            found.append(Seated(digits, str(name), str(room), int(seat), subject, f"{trade}/{level}"))
    return found


@cache
def key(paper_of: str, paper: str) -> Key:
    """Return the key of a paper; B asks what A asks in another order."""
    rng = Random(f"key {paper_of}")  # noqa: S311 - sample data must repeat
    asked = [Question("single", (rng.choice(LETTERS),), SINGLE_POINTS) for _ in range(SINGLES)]
    for _ in range(MULTIS):
        letters = "".join(sorted(rng.sample(LETTERS, rng.choice((2, 2, 3, 3, 4)))))
        asked.append(Question("all", (letters,), MULTI_POINTS))
    return Key(paper_of, paper, tuple(asked[place] for place in _order(paper)))


@cache
def _order(paper: str) -> tuple[int, ...]:
    """Return which of A's questions stands at each place of a paper; kinds stay together."""
    singles, multis = list(range(SINGLES)), list(range(SINGLES, SINGLES + MULTIS))
    if paper != PAPERS[0]:
        rng = Random(f"order {paper}")  # noqa: S311 - sample data must repeat
        rng.shuffle(singles)
        rng.shuffle(multis)
    return tuple(singles + multis)


@cache
def _asked(paper_of: str) -> tuple[tuple[float, float], ...]:
    """Return how hard each of A's questions is, and how sharply it tells the able from the others."""
    rng = Random(f"questions {paper_of}")  # noqa: S311 - sample data must repeat
    return tuple((rng.gauss(-0.7, 0.9), rng.uniform(0.5, 1.7)) for _ in range(SINGLES + MULTIS))


def cards(
    listed: Iterable[Seated],
    *,
    seed: int = 1,
    absent: Collection[str] = (),
    misconduct: Collection[str] = (),
    mark_absent: bool = True,
) -> list[Card]:
    """Return the cards of a session in the order of the list, as a faultless reader would see them.

    Args:
        listed: the candidates.
        seed: another seed gives other answers.
        absent: numbers of those who did not come.
        misconduct: numbers of those whose box 违纪 the invigilators marked.
        mark_absent: cards of absent candidates are filled in and lie in the bag; otherwise they have none.
    """
    away = set(absent)
    made = [
        card(one, seed=seed, absent=one.number in away, misconduct=one.number in misconduct)
        for one in listed
    ]  # fmt: skip
    return [one for one in made if mark_absent or not one.absent]


def card(one: Seated, *, seed: int = 1, absent: bool = False, misconduct: bool = False) -> Card:
    """Return one candidate's card; an absent one has nothing but the number and the box marked."""
    paper = papers(one.seat)
    answers = ("",) * (SINGLES + MULTIS) if absent else _answers(one, paper, seed)
    return Card(
        one.number, one.name, one.subject, paper, one.room, one.seat, answers, absent=absent, misconduct=misconduct
    )  # fmt: skip


def _answers(one: Seated, paper: str, seed: int) -> tuple[str, ...]:
    rng = Random(f"answers {seed} {one.number}")  # noqa: S311 - sample data must repeat
    ability = rng.gauss(0, 1)
    asked = _asked(one.paper_of)
    return tuple(
        _answer(question, ability, *asked[place], rng)
        for question, place in zip(key(one.paper_of, paper).questions, _order(paper), strict=True)
    )


def _answer(question: Question, ability: float, hard: float, sharp: float, rng: Random) -> str:
    if rng.random() < LEFT_OUT:
        return ""
    knows = rng.random() < 1 / (1 + math.exp(-sharp * (ability - hard)))
    (right,) = question.answers
    if question.rule == "all":
        return right if knows else _other(right, rng)
    marked = right if knows else rng.choice(LETTERS)
    if rng.random() < TWO_MARKS:
        marked = "".join(sorted({marked, rng.choice(LETTERS.replace(marked, ""))}))
    return marked


def _other(answer: str, rng: Random) -> str:
    """Return a wrong set of letters that is near the right one: one too few or one too many."""
    lacking = LETTERS.translate(str.maketrans("", "", answer))
    if lacking and rng.random() < 0.4:  # leaving one out is the commoner mistake
        return "".join(sorted(answer + rng.choice(lacking)))
    return answer.replace(rng.choice(answer), "")


def key_rows(wanted: Mapping[str, Sequence[str]]) -> list[tuple[str | int, ...]]:
    """Return the rows of the example key: by trade and level and its papers, a row for each run of equal questions."""
    rows: list[tuple[str | int, ...]] = []
    for paper_of, sheets in wanted.items():
        trade, level = paper_of.split("/")
        for paper in sheets:
            questions = key(paper_of, paper).questions
            for first, last, rule in ((0, SINGLES, "单选"), (SINGLES, SINGLES + MULTIS, "多选")):
                answers = " ".join(one.answers[0] for one in questions[first:last])
                points = questions[first].points // 100
                rows.append((trade, int(level), paper, first + 1, last, rule, points, answers))
    return rows
