"""The balance (``domain`` 3.3): whether what went out came back, per room and for the site.

Each equation gives a line: it holds, it differs, or it is not known yet, because somebody has still to count. A figure
that is not known is never taken for 0. A difference says in words what is wrong and what could explain it, and stays
visible when a named person has settled it; if the figures change afterwards it is open again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from protocol.role import BY_NUMBER
from server.domain.badge import Account
from server.domain.board import RoomCover
from server.domain.counts import COUNTERS, FIGURES, Count, has_papers
from server.domain.custody.item import Item
from server.domain.custody.legs import LEGS
from server.domain.dispute import SETTLERS
from server.domain.duty import Post
from server.domain.plan import SessionKind
from server.domain.policy import Policy
from server.domain.refusal import Refusal
from server.domain.words.balance import HINTS, difference_words, room_words

State = Literal["holds", "differs", "unknown"]
Terms = tuple[tuple[int, str], ...]

SITE = ("全考点", "the site")
#: Kinds whose serials are balanced leg by leg.
BAGS = frozenset({"PP", "CP", "SP", "DP"})
#: Kinds that stay at the site office when the rooms are supplied.
KEPT = frozenset({"SP", "DP"})


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation of a room: ``number`` as in ``domain`` 3.3, both sides as sums of figures with their factors."""

    code: str
    number: int
    expected: Terms
    found: Terms

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the figures it needs."""
        return tuple(dict.fromkeys(figure for factor, figure in (*self.expected, *self.found) if factor))


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


def equations(kind: SessionKind, policy: Policy) -> tuple[Equation, ...]:
    """Return the equations of a room in a session of this kind; where there are no papers, theirs are off."""
    people = (
        Equation("people", 1, ((1, "expected"),), ((1, "present"), (1, "absent"))),
        Equation("signatures", 1, ((1, "present"),), ((1, "signatures"),)),
    )
    if not has_papers(kind, policy):
        return people
    each = policy.cards_per_candidate
    drawn: Terms = ((1, "cards_in"), (1, "cards_sup"), (-1, "cards_out"))
    got: Terms = ((1, "papers_in"), (1, "papers_sup"), (-1, "papers_out"))
    void: Terms = ((1, "cards_void"),) if policy.void_to == "card" else ()
    forms = (Equation("forms", 6, ((1, "papers_in"),), ((1, "papers_a"), (1, "papers_b"))),) if policy.forms else ()
    return (
        *people,
        Equation("cards", 2, drawn, ((1, "cards_ans"), (1, "cards_abs"), (1, "cards_void"), (1, "cards_blank"))),
        Equation("cards-present", 3, ((each, "present"),), ((1, "cards_ans"),)),
        Equation("cards-absent", 3, ((each if policy.mark_absent else 0, "absent"),), ((1, "cards_abs"),)),
        Equation("card-bag", 4, ((1, "cards_ans"), (1, "cards_abs"), *void), ((1, "cards_bag"),)),
        Equation("void-cards", 5, ((1, "void_lines"),), ((1, "cards_void"),)),
        Equation(
            "papers", 6, got,
            ((1, "papers_present"), (1, "papers_absent"), (1, "papers_defect"), (1, "papers_unused")),
        ),
        Equation("papers-returned", 6, got, ((1, "papers_returned"),)),
        *forms,
        Equation("scratch", 7, ((1, "scratch_given"),), ((1, "scratch_returned"),)),
    )  # fmt: skip


def room_lines(
    session: str, kind: SessionKind, room: str, standing: Mapping[str, Count], policy: Policy
) -> tuple[Line, ...]:
    """Evaluate a room; ``standing`` are its figures as they stand (``counts.known``)."""
    values = {figure: count.value for figure, count in standing.items()}
    return tuple(_room_line(session, room, equation, values, standing) for equation in equations(kind, policy))


def _room_line(
    session: str, room: str, equation: Equation, values: Mapping[str, int], standing: Mapping[str, Count]
) -> Line:
    line = Line(f"{session}/{room}/{equation.code}", equation.code, equation.number, session, room, "unknown")
    unknown = tuple(figure for figure in equation.figures if figure not in values)
    if unknown:
        return replace(line, unknown=unknown)
    expected, found = (
        sum(factor * values[figure] for factor, figure in side if factor)
        for side in (equation.expected, equation.found)
    )
    line = compared(line, expected, found)
    return replace(line, hints=_room_hints(line, equation, values, standing)) if line.state == "differs" else line


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


#: Hints that an equation always gives, besides counting again.
_ALWAYS: Mapping[str, tuple[str, ...]] = {
    "signatures": ("sign",),
    "cards": ("find",),
    "cards-absent": ("absent-marks",),
    "papers": ("find",),
    "papers-returned": ("find",),
    "scratch": ("find",),
    "proctors": ("call",),
}


def _room_hints(
    line: Line, equation: Equation, values: Mapping[str, int], standing: Mapping[str, Count]
) -> tuple[Hint, ...]:
    hints = []
    lines, void = values.get("void_lines"), values.get("cards_void")
    if (
        line.code in ("cards", "void-cards", "cards-present")
        and lines is not None
        and void is not None
        and lines != void
    ):
        hints.append(hint("void-unrecorded" if lines > void else "lines-unrecorded", n=abs(lines - void)))
    if line.code in ("cards", "papers", "papers-returned") and (line.found or 0) > (line.expected or 0):
        hints.append(hint("spare-unrecorded"))
    hints += [hint(code) for code in _ALWAYS.get(line.code, ())]
    for count in (standing[figure] for figure in equation.figures):
        if count.by in ("proctor", "roving", "chief"):
            (by, by_en), figure = COUNTERS[count.by], FIGURES[count.figure]
            again = hint(
                "count-again", by=by.removesuffix("手工清点"), by_en=by_en, figure=figure.zh, figure_en=figure.en
            )
            hints.append(replace(again, person=count.person, fact=count.fact))
    return tuple(hints)


def hint(code: str, **values: str | int) -> Hint:
    """Return a hint in both languages."""
    zh, en = HINTS[code]
    return Hint(code, zh.format(**values), en.format(**values))


def crosswise(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines, each difference of a room with a hint to the rooms that are the other way round by as much."""
    every = tuple(lines)
    off = [line for line in every if line.state == "differs" and line.room is not None]
    return tuple(_with_others(line, off) if line in off else line for line in every)


def _with_others(line: Line, off: Sequence[Line]) -> Line:
    gap = (line.found or 0) - (line.expected or 0)
    others = [
        other
        for other in off
        if other.code == line.code and other.session == line.session and other.room != line.room
        and gap and (other.found or 0) - (other.expected or 0) == -gap
    ]  # fmt: skip
    hints = []
    for other in others:
        zh, en = room_words(other.room or "")
        hints.append(hint("other-room", other=zh, other_en=en, opposite="多" if gap < 0 else "缺", n=abs(gap)))
    return replace(line, hints=(*hints, *line.hints))


def spare_lines(
    session: str, rooms: Mapping[str, Mapping[str, int]], used: Mapping[str, int | None]
) -> tuple[Line, ...]:
    """Compare what the rooms took beyond their packs with what the spare bags lack (equations 2 and 6, whole site).

    ``rooms`` are the figures of each room; ``used`` says per ``cards`` and ``papers`` how many the spare bags lack.
    """
    lines = []
    for what, number in (("cards", 2), ("papers", 6)):
        code = f"spare-{what}"
        line = Line(f"{session}/site/{code}", code, number, session, None, "unknown")
        unknown = tuple(room for room, of in rooms.items() if not {f"{what}_sup", f"{what}_out"} <= of.keys())
        spare = used.get(what)
        if unknown or spare is None:
            lines.append(replace(line, unknown=unknown))
            continue
        taken = sum(of[f"{what}_sup"] - of[f"{what}_out"] for of in rooms.values())
        line = compared(line, taken, spare)
        lines.append(replace(line, hints=(hint("spare-unrecorded"),)) if line.state == "differs" else line)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Travelled:
    """Where the site's bags have been.

    Attributes:
        issued: what the vault's list says it issued: label -> seal number (None: not stated).
        items: every object now, by label.
        legs: labels that have walked each leg, whether scanned or inside something.
        over: legs that are over: what has not walked them by now is missing, not late.
        opened: labels of the bags that were opened.
    """

    issued: Mapping[str, str | None]
    items: Mapping[str, Item]
    legs: Mapping[str, Collection[str]]
    over: frozenset[str]
    opened: Collection[str]


def bag_lines(travelled: Travelled, policy: Policy) -> tuple[Line, ...]:
    """Compare the bags leg by leg, by serial (equation 8), and the seals of those that were not opened."""
    issued = set(travelled.issued)
    drawn = {label for label in issued if label in travelled.items and travelled.items[label].kind not in KEPT}
    unused = [leg for leg in LEGS if not policy.legs.get(leg, {}).get("used", True)]
    due = {
        "L1": issued,
        "L2": issued,
        "L3": drawn,
        "L4": drawn & set(travelled.legs.get("L3", ())),
        "L5": issued,
        "L6": issued,
    }
    lines = [_leg_line(leg, labels, travelled) for leg, labels in due.items() if leg not in unused]
    return (*lines, _seal_line(travelled))


def _leg_line(leg: str, due: Collection[str], travelled: Travelled) -> Line:
    line = Line(f"site/bags/{leg}", "bags", 8, None, None, "unknown")
    walked = {
        label
        for label in travelled.legs.get(leg, ())
        if label not in travelled.items or travelled.items[label].kind in BAGS
    }
    surplus, outstanding = sorted(walked - set(due)), sorted(set(due) - walked)
    wrong = tuple(surplus) + (tuple(outstanding) if leg in travelled.over else ())
    if not wrong and outstanding:
        return replace(line, expected=len(due), found=len(walked), unknown=tuple(outstanding))
    line = compared(line, len(due), len(walked), wrong, leg)
    return replace(line, hints=(hint("object", labels="、".join(wrong)),)) if wrong else line


def _seal_line(travelled: Travelled) -> Line:
    line = Line("site/bags/seals", "seals", 8, None, None, "unknown")
    whole = {
        label: seal for label, seal in travelled.issued.items() if seal is not None and label not in travelled.opened
    }
    known = {label: travelled.items[label].seal for label in whole if label in travelled.items}
    wrong = tuple(sorted(label for label, seal in known.items() if seal != whole[label]))
    line = compared(line, len(known), len(known) - len(wrong), wrong)
    return replace(line, hints=(hint("object", labels="、".join(wrong)),)) if wrong else line


def proctor_lines(session: str, rooms: Iterable[RoomCover], opened: Collection[str]) -> tuple[Line, ...]:
    """Compare the invigilators who are here with those a room needs, for rooms that have their papers (equation 12)."""
    lines = []
    for cover in rooms:
        line = Line(f"{session}/{cover.room}/proctors", "proctors", 12, session, cover.room, "unknown")
        if cover.room in opened:
            enough = min(cover.present, cover.needed)
            line = compared(line, cover.needed, enough)
            line = replace(line, hints=(hint("call"),)) if line.state == "differs" else line
        lines.append(line)
    return tuple(lines)


def badge_line(account: Account, *, over: bool) -> Line:
    """Compare the badges that went out with those that came back or were written off (equation 12)."""
    line = Line("site/badges", "badges", 12, None, None, "unknown")
    went, back = account.out + account.returned + account.written_off, account.returned + account.written_off
    if not over and went != back:
        return replace(line, expected=went, found=back)
    return compared(line, went, back)


def with_settlements(lines: Iterable[Line], settlements: Iterable[Settlement]) -> tuple[Line, ...]:
    """Return the lines; a difference that was settled says so, as long as its figures are those it was settled at."""
    newest = {settlement.key: settlement for settlement in settlements}
    return tuple(_settled(line, newest.get(line.key)) for line in lines)


def _settled(line: Line, settlement: Settlement | None) -> Line:
    if line.state != "differs" or settlement is None:
        return line
    same = (settlement.expected, settlement.found, settlement.labels) == (line.expected, line.found, line.labels)
    return replace(line, settled=settlement) if same else line


def open_differences(lines: Iterable[Line]) -> list[Line]:
    """Return the differences that nobody has settled."""
    return [line for line in lines if line.state == "differs" and line.settled is None]


def settle(line: Line | None, seen: tuple[int, int], settler: Post | None, grounds: str, at: datetime) -> Settlement:
    """Decide whether a person may settle a difference; ``seen`` are the figures they looked at.

    Raises:
        Refusal: ``difference-unknown``, ``difference-changed``, ``settler-unknown``, ``settler-role``,
            ``settler-not-in`` or ``evidence-needed``.
    """
    if line is None or line.state != "differs" or line.expected is None or line.found is None:
        raise Refusal("difference-unknown", field="key")
    if seen != (line.expected, line.found):
        raise Refusal("difference-changed", field="key", expected=line.expected, found=line.found)
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
