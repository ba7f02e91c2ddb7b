"""Answer keys (标准答案): what is right at each question of a paper, and what it earns.

A key is entered twice by two people and holds when both entries say the same. Points are integers in hundredths.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast, get_args

from reading.profile import QUESTIONS
from server.domain.refusal import Refusal

Rule = Literal["single", "all", "share", "part", "given", "dropped"]
"""How a question earns its points.

``single``: one letter, the right one; ``all``: exactly the right letters; ``share``: each right letter earns its share,
a wrong one loses all; ``part``: some right letters and no wrong one earn ``part``; ``given``: everybody earns them
(送分); ``dropped``: nobody does, and the paper's full score is less (作废).
"""
RULES: tuple[Rule, ...] = get_args(Rule)
VOIDED: frozenset[Rule] = frozenset({"given", "dropped"})
SEVERAL: frozenset[Rule] = frozenset({"all", "share", "part"})
LETTERS = "ABCDEFGH"
PAPERS = ("", "A", "B")
MOST_POINTS, MOST_ANSWERS = 10_000, 8
PASSING = 6_000


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a paper.

    Attributes:
        rule: how it earns its points.
        answers: what is right, each its letters in order; several where any of them is right; none where it is voided.
        points: what it earns, in hundredths.
        part: with the rule ``part``: what some of the right letters earn, in hundredths.
    """

    rule: Rule
    answers: tuple[str, ...]
    points: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a paper.

    Attributes:
        subject: the subject that the paper examines, one name for each trade and level.
        paper: ``A`` or ``B``; ``""`` where there is one paper only.
        questions: in the order of the paper.
        passing: the score that passes, in hundredths.
    """

    subject: str
    paper: str
    questions: tuple[Question, ...]
    passing: int = PASSING

    @property
    def full(self) -> int:
        """Return the most that can be earned, in hundredths."""
        return sum(one.points for one in self.questions if one.rule != "dropped")

    @property
    def digest(self) -> str:
        """Return what names this key among all: the SHA-256 of its row, in hexadecimal digits."""
        text = json.dumps(key_to_row(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def check(key: Key) -> Key:
    """Decide whether a key can be marked by.

    Raises:
        Refusal: ``key-paper``, ``key-size`` (no question, or too many), ``key-passing``, or of a question, by its
            number: ``key-points``, ``key-answer``, ``key-single``, ``key-part``.
    """
    if key.paper not in PAPERS:
        raise Refusal("key-paper", field="paper", found=key.paper)
    if not 0 < len(key.questions) <= QUESTIONS:
        raise Refusal("key-size", field="questions", found=len(key.questions), most=QUESTIONS)
    for number, question in enumerate(key.questions, 1):
        _check(number, question)
    if not 0 < key.passing <= key.full:
        raise Refusal("key-passing", field="passing", found=_points(key.passing), full=_points(key.full))
    return key


def _check(number: int, question: Question) -> None:
    if not 0 < question.points <= MOST_POINTS:
        raise Refusal("key-points", field="questions", number=number, found=_points(question.points))
    if question.rule in VOIDED:
        return
    if not 0 < len(question.answers) <= MOST_ANSWERS or not all(map(_letters, question.answers)):
        raise Refusal("key-answer", field="questions", number=number, found="|".join(question.answers)[:20])
    if question.rule == "single" and any(len(answer) > 1 for answer in question.answers):
        raise Refusal("key-single", field="questions", number=number, found="|".join(question.answers)[:20])
    if question.rule == "part" and not 0 < question.part < question.points:
        raise Refusal(
            "key-part", field="questions", number=number, found=_points(question.part), full=_points(question.points)
        )


def _letters(answer: str) -> bool:
    """Tell whether an answer is letters of a card, each once and in order."""
    return bool(answer) and set(answer) <= set(LETTERS) and list(answer) == sorted(set(answer))


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:g}"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two entries of a key do not say the same; ``question`` is None where it is about the whole paper.

    ``what``: ``questions`` (how many), ``passing``, ``answer``, ``rule``, ``points`` or ``part``; the values as words.
    """

    question: int | None
    what: str
    first: str
    second: str


def differences(first: Key, second: Key) -> list[Difference]:
    """Compare two entries of the same paper; none where they agree."""
    found = []
    for what, one, other in (
        ("questions", str(len(first.questions)), str(len(second.questions))),
        ("passing", _points(first.passing), _points(second.passing)),
    ):
        if one != other:
            found.append(Difference(None, what, one, other))
    for number, pair in enumerate(zip(first.questions, second.questions, strict=False), 1):
        found += [Difference(number, what, *said) for what, *said in _said(*pair) if said[0] != said[1]]
    return found


def canonical(question: Question) -> Question:
    """Return a question without what does not count: the order of right answers, and what its rule has no use for."""
    answers = () if question.rule in VOIDED else tuple(sorted(set(question.answers)))
    return replace(question, answers=answers, part=question.part if question.rule == "part" else 0)


def _said(first: Question, second: Question) -> list[tuple[str, str, str]]:
    one, other = canonical(first), canonical(second)
    return [
        ("rule", one.rule, other.rule),
        ("answer", "|".join(one.answers), "|".join(other.answers)),
        ("points", _points(one.points), _points(other.points)),
        ("part", _points(one.part), _points(other.part)),
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's entry of a key; ``fact`` is the fact that brought it. ``key`` None: they withdraw theirs."""

    person: int
    fact: str
    key: Key | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a paper's key stands.

    Attributes:
        state: ``none``, ``one`` (the second entry is lacking), ``differ`` or ``agreed``: of the newest entries.
        key: the key that holds; also while a correction of it is entered, until two people agree on that.
        differences: between the newest two entries; their persons are ``people``, in the same order.
        people: those who entered the newest two.
    """

    state: Literal["none", "one", "differ", "agreed"]
    key: Key | None
    differences: tuple[Difference, ...] = ()
    people: tuple[int, ...] = ()


def standing(entries: Sequence[Entry]) -> Standing:
    """Return where a paper's key stands after these entries, in their order.

    Each person's newest entry counts, and of these the newest two are compared: whoever corrects enters again, and a
    third person's entry stands against the newest of the others. What two agreed on holds until two agree on something
    else, or both have withdrawn theirs: nobody alone takes it down.
    """
    newest: dict[int, Key] = {}
    held: Key | None = None
    behind: set[int] = set()
    for entry in entries:
        newest.pop(entry.person, None)
        if entry.key is None:
            behind.discard(entry.person)
            held = held if behind else None
            continue
        newest[entry.person] = entry.key
        pair = list(newest.items())[-2:]
        if len(pair) == 2 and not differences(pair[0][1], pair[1][1]):  # two entries are compared
            held, behind = entry.key, {person for person, _ in pair}
    last = list(newest.items())[-2:]
    people = tuple(person for person, _ in last)
    if len(last) < 2:
        return Standing("one" if last else "none", held, (), people)
    found = tuple(differences(last[0][1], last[1][1]))
    return Standing("differ" if found else "agreed", held, found, people)


def of_list(subject: str, subjects: Collection[str]) -> None:
    """Decide whether a key can be of this subject: somebody of the session's list has it.

    Raises:
        Refusal: ``key-subject``.
    """
    if subject not in subjects:
        raise Refusal("key-subject", field="subject", found=subject, expected="、".join(sorted(subjects)) or "—")


def withdraw(entries: Sequence[Entry], person: int | None) -> None:
    """Decide whether somebody may withdraw their entry: they have one that stands.

    Raises:
        Refusal: ``key-none``.
    """
    own = [entry for entry in entries if entry.person == person]
    if not own or own[-1].key is None:
        raise Refusal("key-none", field="questions")


def key_to_row(key: Key) -> dict[str, Any]:
    """Write a key as JSON."""
    questions = [{**asdict(one), "answers": list(one.answers)} for one in key.questions]
    return {"subject": key.subject, "paper": key.paper, "questions": questions, "passing": key.passing}


def key_from_row(row: Mapping[str, Any]) -> Key:
    """Read what ``key_to_row`` wrote; letters may stand in any order and case."""
    questions = tuple(
        canonical(
            Question(cast(Rule, one["rule"]), tuple(map(_ordered, one["answers"])), one["points"], one.get("part", 0))
        )
        for one in row["questions"]
    )
    return Key(row["subject"], row["paper"], questions, row.get("passing", PASSING))


def _ordered(answer: str) -> str:
    return "".join(sorted(answer.strip().upper()))
