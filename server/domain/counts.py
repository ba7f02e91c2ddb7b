"""Counts of a room and session (``domain`` 3.3): what is counted, by whom, what is taken for granted, what contradicts.

A figure that nobody has counted is not known; it is never 0. The same figure may be counted by several people: the
invigilators by hand, the roving invigilator before binding, the chief in the office. The last word is the highest's,
but what the roster or custody has on record nobody states otherwise: it is corrected there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from protocol.role import BY_NUMBER
from server.domain.duty import Post
from server.domain.plan import SessionKind
from server.domain.policy import Policy
from server.domain.refusal import Refusal

Counter = Literal["list", "custody", "proctor", "roving", "chief"]

#: Who counts, from the lowest word to the highest: Chinese, English.
COUNTERS: Mapping[Counter, tuple[str, str]] = MappingProxyType(
    {
        "list": ("编排表", "the roster"),
        "custody": ("交接记录", "custody"),
        "proctor": ("监考手工清点", "the invigilators' hand count"),
        "roving": ("流动监考装订前清点", "the roving count before binding"),
        "chief": ("主考清点", "the chief's count"),
    }
)
_RANK = {counter: rank for rank, counter in enumerate(COUNTERS)}
#: Role codes of those who count as each.
ROLES: Mapping[Counter, tuple[str, ...]] = MappingProxyType(
    {"proctor": ("PR",), "roving": ("RP",), "chief": ("CE", "DCE", "RP")}
)

#: Figures that are on record, where they are known, and by whose word: what people state of them does not count.
ON_RECORD: Mapping[str, Counter] = MappingProxyType(
    {
        "expected": "list",
        "scratch_given": "custody",
        **{f"{what}_{way}": "custody" for what in ("cards", "papers") for way in ("in", "sup", "out")},
    }
)
#: Of these, what a supply changes: from which bag, how many, when and why.
SUPPLIED = frozenset(f"{what}_{way}" for what in ("cards", "papers") for way in ("sup", "out"))
#: More than this is no count of one room.
MOST = 9999


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a room.

    ``of`` is what is counted (``objects.COUNTABLE``, or ``people``, ``lines``); ``forms``: only where papers come in
    forms A and B.
    """

    code: str
    zh: str
    en: str
    of: str
    forms: bool = False


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        figure.code: figure
        for figure in (
            Figure("expected", "应考人数", "candidates expected", "people"),
            Figure("present", "实考人数", "candidates present", "people"),
            Figure("absent", "缺考人数", "candidates absent", "people"),
            Figure("misconduct", "违纪人数", "candidates with a violation", "people"),
            Figure("signatures", "座次表签名数", "signatures on the seat list", "people"),
            Figure("cards_in", "领取答题卡", "cards drawn", "cards"),
            Figure("cards_sup", "调入答题卡", "cards supplied", "cards"),
            Figure("cards_out", "调出答题卡", "cards lent", "cards"),
            Figure("cards_ans", "作答答题卡", "cards answered", "cards"),
            Figure("cards_abs", "缺考答题卡", "absent candidates' cards", "cards"),
            Figure("cards_void", "作废答题卡", "voided cards", "cards"),
            Figure("cards_blank", "空白答题卡", "blank cards", "cards"),
            Figure("cards_bag", "答题卡袋内张数", "cards in the card bag", "cards"),
            Figure("void_lines", "记录单更换行数", "replacement lines on the record sheet", "lines"),
            Figure("papers_in", "领取试卷", "papers drawn", "papers"),
            Figure("papers_sup", "调入试卷", "papers supplied", "papers"),
            Figure("papers_out", "调出试卷", "papers lent", "papers"),
            Figure("papers_present", "实考试卷", "papers of those present", "papers"),
            Figure("papers_absent", "缺考试卷", "papers of those absent", "papers"),
            Figure("papers_defect", "残缺试卷", "defective papers", "papers"),
            Figure("papers_unused", "未用试卷", "unused papers", "papers"),
            Figure("papers_returned", "交回试卷", "papers returned", "papers"),
            Figure("papers_a", "A 卷", "papers of form A", "papers", forms=True),
            Figure("papers_b", "B 卷", "papers of form B", "papers", forms=True),
            Figure("scratch_given", "发出草稿纸", "scratch paper given", "scratch"),
            Figure("scratch_returned", "收回草稿纸", "scratch paper returned", "scratch"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Count:
    """One figure as somebody counted it; ``fact`` and ``at`` (aware) tell when it was stated."""

    figure: str
    value: int
    by: Counter
    person: int | None = None
    fact: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A figure that two people counted differently; ``counts`` from the lowest word to the highest."""

    figure: str
    counts: tuple[Count, ...]


def figures_of(kind: SessionKind, policy: Policy) -> tuple[str, ...]:
    """Return the codes of what is counted in sessions of this kind: where there are no papers, people only."""
    papers = has_papers(kind, policy)
    return tuple(
        figure.code
        for figure in FIGURES.values()
        if (papers or figure.of == "people") and (policy.forms or not figure.forms)
    )


def has_papers(kind: SessionKind, policy: Policy) -> bool:
    """Tell whether sessions of this kind have papers and cards: computer-based ones do not (``domain`` 14)."""
    return kind == "theory" or (kind == "practical" and policy.practical_papers)


def most_people(seats: int, expected: int) -> int:
    """Return how many people a room can have at most: a plan may expect more there than it has seats."""
    return max(seats, expected)


def stated(count: Count, post: Post | None, kind: SessionKind, policy: Policy, people: int) -> None:
    """Decide whether somebody may state a figure; ``people``: so many the room can have (``most_people``).

    Raises:
        Refusal: ``figure-unknown``, ``figure-below-zero``, ``figure-too-large``, ``person-unknown`` or
            ``counter-role``.
    """
    code = count.figure[:20]
    figure = FIGURES.get(count.figure, Figure(code, code, code, "people"))
    if count.figure not in figures_of(kind, policy):
        raise Refusal("figure-unknown", field="counts", figure=figure.zh, figure_en=figure.en)
    if count.value < 0:
        raise Refusal("figure-below-zero", field="counts", figure=figure.zh, figure_en=figure.en, found=count.value)
    most = people if figure.of == "people" else MOST
    if count.value > most:
        raise Refusal(
            "figure-too-large", field="counts", figure=figure.zh, figure_en=figure.en, found=count.value, most=most
        )
    if post is None:
        raise Refusal("person-unknown", field="counts")
    role = BY_NUMBER[post.role]
    if role.code not in ROLES.get(count.by, ()):
        zh, en = COUNTERS[count.by]
        raise Refusal("counter-role", field="counts", role=role.zh, role_en=role.en, by=zh, by_en=en)


def of_room(by: Counter, post: Post, session: str, room: str) -> None:
    """Decide whether somebody counts for this room: as its invigilator only those count who have it.

    Raises:
        Refusal: ``counter-other-room``.
    """
    given = post.rooms.get(session)
    if by == "proctor" and given != room:
        raise Refusal("counter-other-room", field="person", room=room, found=given or "—")


def on_record(stated: Mapping[str, int], before: Mapping[str, Count]) -> None:
    """Decide whether the figures leave alone what is on record.

    Raises:
        Refusal: ``figure-on-record``, naming the first figure; ``figure-by-supply`` where a supply changes it.
    """
    for code, value in stated.items():
        held = before.get(code)
        if held is not None and held.by == ON_RECORD.get(code) and held.value != value:
            figure, (by, by_en) = FIGURES[code], COUNTERS[held.by]
            told = "figure-by-supply" if code in SUPPLIED else "figure-on-record"
            raise Refusal(
                told, field="figures", figure=figure.zh, figure_en=figure.en, by=by, by_en=by_en,
                expected=held.value, found=value,
            )  # fmt: skip


def changed(stated: Mapping[str, int], before: Mapping[str, Count], reason: str) -> list[Count]:
    """Return the earlier figures from which these differ; a difference is stated with a reason.

    Raises:
        Refusal: ``figure-differs``, naming the first figure.
    """
    differing = [before[code] for code, value in stated.items() if code in before and before[code].value != value]
    if differing and not reason.strip():
        first = differing[0]
        figure, (by, by_en) = FIGURES[first.figure], COUNTERS[first.by]
        raise Refusal(
            "figure-differs", field="reason", figure=figure.zh, figure_en=figure.en, by=by, by_en=by_en,
            expected=first.value, found=stated[first.figure],
        )  # fmt: skip
    return differing


def in_turn(stated: Iterable[Count], before: Iterable[Count], since: Callable[[datetime], str]) -> None:
    """Decide whether figures from a sheet would stand: not where the same counter counted otherwise after its moment.

    ``since`` writes a moment as people say it.

    Raises:
        Refusal: ``figure-overtaken``, naming the first figure and when it was counted.
    """
    later = {(count.figure, count.by): count for count in before}
    for count in stated:
        other = later.get((count.figure, count.by))
        if other is None or other.at is None or count.at is None or other.value == count.value:
            continue
        if count.at < other.at:
            figure, (by, by_en) = FIGURES[count.figure], COUNTERS[count.by]
            raise Refusal(
                "figure-overtaken", field="figures", figure=figure.zh, figure_en=figure.en, by=by, by_en=by_en,
                since=since(other.at), signed=since(count.at), expected=other.value, found=count.value,
            )  # fmt: skip


def known(counts: Iterable[Count]) -> dict[str, Count]:
    """Return each figure as it stands: what is on record, else the highest word, of the same word the newest."""
    standing: dict[str, Count] = {}
    for count in counts:
        before = standing.get(count.figure)
        if before is None or _word(count) >= _word(before):
            standing[count.figure] = count
    return standing


def _word(count: Count) -> int:
    return len(_RANK) if ON_RECORD.get(count.figure) == count.by else _RANK[count.by]


def contradictions(counts: Iterable[Count]) -> list[Contradiction]:
    """Return the figures that were counted differently, each with everybody's newest count."""
    newest: dict[str, dict[Counter, Count]] = {}
    for count in counts:
        newest.setdefault(count.figure, {})[count.by] = count
    found = []
    for figure in FIGURES:
        by = newest.get(figure, {})
        if len({count.value for count in by.values()}) > 1:
            found.append(Contradiction(figure, tuple(sorted(by.values(), key=_word))))
    return found


def impossible(values: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return pairs of figures of which the first cannot be more than the second, but is."""
    return [
        (less, more) for less, more in _NOT_MORE if less in values and more in values and values[less] > values[more]
    ]


_NOT_MORE = (
    ("present", "expected"),
    ("absent", "expected"),
    ("misconduct", "present"),
    ("cards_out", "cards_in"),
    ("papers_out", "papers_in"),
    ("scratch_returned", "scratch_given"),
)


def defaults(values: Mapping[str, int], kind: SessionKind, policy: Policy) -> dict[str, int]:
    """Return what the screen proposes for figures not known yet, from those that are.

    Only what follows if all is well; a proposal counts for nothing until a person has confirmed it.
    """
    filled = dict(values)
    for figure, rule in _PROPOSED:
        if figure in filled or figure not in figures_of(kind, policy):
            continue
        value = rule(filled, policy)
        if value is not None and value >= 0:
            filled[figure] = value
    return {figure: value for figure, value in filled.items() if figure not in values}


def _sum(values: Mapping[str, int], *plus: str, less: tuple[str, ...] = ()) -> int | None:
    if any(figure not in values for figure in (*plus, *less)):
        return None
    return sum(values[figure] for figure in plus) - sum(values[figure] for figure in less)


def _times(values: Mapping[str, int], figure: str, factor: int) -> int | None:
    return values[figure] * factor if figure in values else None


#: In the order in which they build on each other.
_PROPOSED: tuple[tuple[str, Callable[[Mapping[str, int], Policy], int | None]], ...] = (
    ("absent", lambda values, policy: _sum(values, "expected", less=("present",))),
    ("present", lambda values, policy: _sum(values, "expected", less=("absent",))),
    ("misconduct", lambda values, policy: 0),
    ("signatures", lambda values, policy: _sum(values, "present")),
    ("cards_sup", lambda values, policy: 0),
    ("cards_out", lambda values, policy: 0),
    ("cards_void", lambda values, policy: _sum(values, "void_lines")),
    ("cards_void", lambda values, policy: 0),
    ("void_lines", lambda values, policy: _sum(values, "cards_void")),
    ("cards_ans", lambda values, policy: _times(values, "present", policy.cards_per_candidate)),
    (
        "cards_abs",
        lambda values, policy: _times(values, "absent", policy.cards_per_candidate if policy.mark_absent else 0),
    ),
    (
        "cards_blank",
        lambda values, policy: _sum(
            values, "cards_in", "cards_sup", less=("cards_out", "cards_ans", "cards_abs", "cards_void")
        ),
    ),
    (
        "cards_bag",
        lambda values, policy: _sum(
            values, "cards_ans", "cards_abs", *(("cards_void",) if policy.void_to == "card" else ())
        ),
    ),
    ("papers_sup", lambda values, policy: 0),
    ("papers_out", lambda values, policy: 0),
    ("papers_present", lambda values, policy: _sum(values, "present")),
    ("papers_absent", lambda values, policy: _sum(values, "absent")),
    ("papers_defect", lambda values, policy: 0),
    (
        "papers_unused",
        lambda values, policy: _sum(
            values, "papers_in", "papers_sup", less=("papers_out", "papers_present", "papers_absent", "papers_defect")
        ),
    ),
    (
        "papers_returned",
        lambda values, policy: _sum(values, "papers_present", "papers_absent", "papers_defect", "papers_unused"),
    ),
    ("papers_b", lambda values, policy: _sum(values, "papers_in", less=("papers_a",))),
    ("scratch_given", lambda values, policy: _times(values, "expected", policy.scratch_per_candidate)),
    ("scratch_returned", lambda values, policy: _sum(values, "scratch_given")),
)
