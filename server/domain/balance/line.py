"""A line of the balance: one equation as it stands, what is said of it, and who has settled a difference."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from protocol.role import BY_NUMBER
from server.domain.custody.legs import LEGS
from server.domain.dispute import SETTLERS
from server.domain.duty import Post
from server.domain.refusal import Refusal
from server.domain.words.balance import HINTS, difference_words, room_words

State = Literal["holds", "differs", "unknown"]

SITE = ("全考点", "the site")
#: Labels, or figures not known yet, that a line names on screens; the numbers tell how many there are.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Hint:
    """What could explain a difference: in words, and the person or the fact it points to, where it points to one."""

    code: str
    zh: str
    en: str
    person: int | None = None
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """A difference settled: by whom, when, on what grounds, and at which figures."""

    key: str
    expected: int
    found: int
    labels: tuple[str, ...]
    by: int
    at: datetime
    grounds: str


@dataclass(frozen=True, slots=True)
class Line:
    """One equation as it stands.

    Attributes:
        key: names it for good: session, room (or ``site``) and equation.
        code: the equation.
        number: its number in ``domain`` 3.3.
        session: the session's id; None for the whole plan.
        room: the room; None for the site.
        state: ``holds``, ``differs`` or ``unknown`` (not known yet).
        expected: one side; None while unknown.
        found: the other side.
        unknown: figures that are not known yet; for bags, labels that are still under way.
        labels: what is missing or too much, by label.
        says: the difference in Chinese and English, empty where there is none.
        hints: what could explain it.
        settled: who settled it at these figures, or None.
        follows: key of the difference that this one follows from: the same things are missing, for the same cause.
            It folds under that one while that is open, or where both were settled together.
    """

    key: str
    code: str
    number: int
    session: str | None
    room: str | None
    state: State
    expected: int | None = None
    found: int | None = None
    unknown: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    says: tuple[str, str] = ("", "")
    hints: tuple[Hint, ...] = ()
    settled: Settlement | None = None
    follows: str | None = None


def compared(line: Line, expected: int, found: int, labels: tuple[str, ...] = (), leg: str | None = None) -> Line:
    """Return the line with both sides known; ``labels`` differ by serial although the numbers may agree."""
    if expected == found and not labels:
        return replace(line, state="holds", expected=expected, found=found)
    where = room_words(line.room) if line.room is not None else SITE
    words = (LEGS[leg].zh, LEGS[leg].en) if leg is not None else ("", "")
    zh, en = difference_words(line.code, where, expected, found, words)
    if labels:
        zh, en = f"{zh}：{'、'.join(labels)}", f"{en}: {', '.join(labels)}"
    return replace(line, state="differs", expected=expected, found=found, labels=labels, says=(zh, en))


def hint(code: str, **values: str | int) -> Hint:
    """Return a hint in both languages."""
    zh, en = HINTS[code]
    return Hint(code, zh.format(**values), en.format(**values))


def with_settlements(lines: Iterable[Line], settlements: Iterable[Settlement]) -> tuple[Line, ...]:
    """Return the lines; a difference that was settled says so, as long as its figures are those it was settled at.

    What follows from a settled difference but was not settled with it stands by itself: it has come since.
    """
    newest = {settlement.key: settlement for settlement in settlements}
    found = [_settled(line, newest.get(line.key)) for line in lines]
    over = {line.key for line in found if line.settled is not None}
    return tuple(
        replace(line, follows=None) if line.follows in over and line.settled is None else line for line in found
    )


def folded(lines: Iterable[Line], key: str) -> list[Line]:
    """Return what follows from this difference and is not settled yet: it is settled together with it."""
    return [line for line in lines if line.follows == key and line.state == "differs" and line.settled is None]


def _settled(line: Line, settlement: Settlement | None) -> Line:
    if line.state != "differs" or settlement is None:
        return line
    # The same things missing are the same difference, however many others have moved since.
    same = settlement.labels == line.labels
    if not line.labels:
        same = same and (settlement.expected, settlement.found) == (line.expected, line.found)
    return replace(line, settled=settlement) if same else line


def ended(lines: Iterable[Mapping[str, Any]]) -> Callable[[Line], bool]:
    """Return what tells whether a line holds that was settled before; ``lines`` are those shown before, as written.

    Its settlement has ended with that: the same difference, come again, is a new one.
    """
    settled = {line["key"] for line in lines if line.get("settled")}
    return lambda line: line.state == "holds" and line.key in settled


def open_differences(lines: Iterable[Line]) -> list[Line]:
    """Return the differences that nobody has settled; one that follows from another counts with that one."""
    return [line for line in lines if line.state == "differs" and line.settled is None and line.follows is None]


class Seen(NamedTuple):
    """A difference as a person looked at it: its figures, and the first ``NAMED`` of its labels; None: not stated."""

    expected: int
    found: int
    labels: tuple[str, ...] | None = None


def settle(line: Line | None, seen: Seen, settler: Post | None, grounds: str, at: datetime) -> Settlement:
    """Decide whether a person may settle a difference as they looked at it.

    Raises:
        Refusal: ``difference-unknown``, ``difference-changed``, ``difference-moved``, ``settler-unknown``,
            ``settler-role``, ``settler-not-in`` or ``evidence-needed``.
    """
    if line is None or line.state != "differs" or line.expected is None or line.found is None:
        raise Refusal("difference-unknown", field="key")
    if (seen.expected, seen.found) != (line.expected, line.found):
        raise Refusal("difference-changed", field="key", expected=line.expected, found=line.found)
    if seen.labels is not None and seen.labels != line.labels[:NAMED]:
        raise Refusal("difference-moved", field="key")
    if settler is None or not settler.listed:
        raise Refusal("settler-unknown", field="by")
    if settler.role not in SETTLERS:
        role = BY_NUMBER[settler.role]
        raise Refusal("settler-role", field="by", role=role.zh, role_en=role.en)
    if settler.state != "in":
        raise Refusal("settler-not-in", field="by")
    if not grounds.strip():
        raise Refusal("evidence-needed", field="grounds")
    return Settlement(line.key, line.expected, line.found, line.labels, settler.person, at, grounds.strip())


def line_to_row(line: Line) -> dict[str, Any]:
    """Write a line for screens and programs; times RFC 3339, sentences in both languages."""
    row = asdict(line)
    row["says"] = {"zh": line.says[0], "en": line.says[1]}
    if line.settled is not None:
        row["settled"]["at"] = line.settled.at.isoformat()
    return row
