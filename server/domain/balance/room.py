"""The equations of a room, and what could explain a difference (``domain`` 3.3, equations 1 to 7)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from server.domain.balance.impossible import impossible_lines
from server.domain.balance.line import Hint, Line, compared, hint
from server.domain.counts import FIGURES, Count, has_papers
from server.domain.plan import SessionKind
from server.domain.policy import Policy
from server.domain.words.balance import room_words

Terms = tuple[tuple[int, str], ...]


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
    lines = tuple(_room_line(session, room, equation, values, standing) for equation in equations(kind, policy))
    return (*lines, *impossible_lines(session, room, values, lines))


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


#: Who is asked to count again.
_WHO: Mapping[str, tuple[str, str]] = {
    "proctor": ("监考", "the invigilators"),
    "roving": ("流动监考", "the roving invigilator"),
    "chief": ("主考", "the chief examiner"),
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
    stated: dict[tuple[str, int | None, str | None], list[str]] = {}
    for count in (standing[figure] for figure in equation.figures):
        if count.by in _WHO:
            stated.setdefault((count.by, count.person, count.fact), []).append(count.figure)
    for (counter, person, fact), figures in stated.items():
        (by, by_en), of = _WHO[counter], [FIGURES[figure] for figure in figures]
        named = {"figure": "、".join(one.zh for one in of), "figure_en": ", ".join(one.en for one in of)}
        hints.append(replace(hint("count-again", by=by, by_en=by_en, **named), person=person, fact=fact))
    return tuple(hints)


#: Where more rooms than these differ by the same, nothing says which of them another one's surplus belongs to.
ALIKE = 4
#: What differs in a room: equation and by how much.
Gaps = tuple[tuple[str, int], ...]


def crossed(rooms: Mapping[str, Gaps], room: str, changed: Collection[tuple[str, int]]) -> frozenset[str]:
    """Return the other rooms whose hints change with what ``changed`` in a room; ``rooms`` say what differs now."""
    alike: dict[tuple[str, int], set[str]] = {}
    for name, gaps in rooms.items():
        for of in gaps:
            alike.setdefault(of, set()).add(name)
    found: set[str] = set()
    for code, gap in changed:
        same, opposite = alike.get((code, gap), set()), alike.get((code, -gap), set())
        if opposite and len(same) == (
            ALIKE + 1 if room in same else ALIKE
        ):  # by this one they became, or were, too many
            found |= same
        if len(opposite) <= ALIKE:
            found |= opposite
    return frozenset(found - {room})


def crosswise(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines, each difference of a room with a hint to the rooms that are the other way round by as much.

    There is none where more than ``ALIKE`` rooms differ as this one does.
    """
    every = tuple(lines)
    rooms: dict[tuple[str | None, str, int], list[str]] = {}
    for line in every:
        if _gap(line) and line.room is not None:
            rooms.setdefault((line.session, line.code, _gap(line)), []).append(line.room)
    alike = {of: names for of, names in rooms.items() if len(names) <= ALIKE}
    return tuple(
        _with_others(line, rooms.get((line.session, line.code, -_gap(line)), []))
        if (line.session, line.code, _gap(line)) in alike
        else line
        for line in every
    )


def _gap(line: Line) -> int:
    return (line.found or 0) - (line.expected or 0) if line.state == "differs" else 0


def _with_others(line: Line, rooms: Sequence[str]) -> Line:
    gap = _gap(line)
    if not gap or line.room is None or not rooms:
        return line
    opposite = "多" if gap < 0 else "缺"
    words = [room_words(room) for room in sorted(rooms)[:ALIKE]]
    hints = [hint("other-room", other=zh, other_en=en, opposite=opposite, n=abs(gap)) for zh, en in words]
    return replace(line, hints=(*hints, *line.hints))
