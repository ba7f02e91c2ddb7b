"""Scoring schemes (评分方案): what one trade and level is scored by, and what has to be on record of it.

Points are integers in hundredths of a point. Everything that differs between places is here, as data of the plan: how
scores are combined, how far apart they may be, how many assessors there are, which pictures are wanted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from server.domain.refusal import Refusal

Rule = Literal["mean", "trimmed", "median"]
Failing = Literal["majority", "any"]
What = Literal["photo", "video"]
Purpose = Literal["practical", "identity", "workpiece", "room"]
Per = Literal["candidate", "station", "room"]
When = Literal["any", "before", "working", "after"]

HUNDREDTHS = 100
MOST_ITEMS = 200
MOST_MEDIA = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a score sheet.

    Attributes:
        id: stable, unique in the scheme.
        question: the question (试题) it belongs to; ``""`` where the scheme has one only.
        name: what is assessed (考核内容).
        full: the most it can earn (配分), in hundredths of a point; 0 for an item that only fails.
        criterion: how it is scored (评分标准).
        failing: whether it fails its whole question when it is not met (否定项).
    """

    id: str
    question: str
    name: str
    full: int
    criterion: str
    failing: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pictures or films that have to be there (影像要求).

    Attributes:
        id: stable, unique in the scheme.
        what: ``photo`` or ``video``.
        purpose: the purpose its evidence states.
        words: what it shows, as people at the station say it.
        least: how many of it; 0: it is not wanted for now.
        per: of each candidate, of each candidate's station, or of the room.
        when: taken before the candidate began, while they worked, or after they ended; ``any``: it does not matter.
            Films of the time in which they worked cover that together.
        item: the id of the item that it shows; None: it may be any, or none.
        shortest: the least length of a film, in minutes; a shorter one does not count.
        missing: minutes of the working time that its films may leave out in all.
        from_identity: whether films of the working time begin with the check of identity, where one is on record.
    """

    id: str
    what: What
    purpose: Purpose
    words: str
    least: int
    per: Per
    when: When = "any"
    item: str | None = None
    shortest: int = 0
    missing: int = 2
    from_identity: bool = False


@dataclass(frozen=True, slots=True)
class Combine:
    """How the scores of several assessors become one.

    Attributes:
        rule: ``mean`` of all, ``trimmed`` (without one highest and one lowest, from three on), or ``median``.
        threshold: the most by which two assessors' totals may differ, in hundredths; beyond it they score again.
        passing: the score that passes, in hundredths.
        failing: whether a question is failed when ``any`` assessor says so, or the ``majority``.
    """

    rule: Rule = "mean"
    threshold: int = 10 * HUNDREDTHS
    passing: int = 60 * HUNDREDTHS
    failing: Failing = "majority"


#: What is wanted where a plan says nothing else: no rule of the province names numbers.
USUAL_MEDIA = (
    Wanted("id-face", "photo", "identity", "证件与本人合影", 1, "candidate"),
    Wanted("before", "photo", "practical", "开考前工位和材料", 1, "candidate", "before"),
    Wanted("working", "photo", "practical", "操作过程", 1, "candidate", "working"),
    Wanted("workpiece", "photo", "workpiece", "成品及工件编号", 1, "candidate"),
    Wanted("station", "video", "practical", "从核验身份到停止操作的录像", 1, "station", "working", from_identity=True),
    Wanted("room", "photo", "room", "考评组佩证、启封、考场全景", 3, "room"),
)


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one trade and level of a plan is scored.

    Attributes:
        plan: the plan's number.
        trade: the trade (职业).
        level: 1 (highest) to 5.
        title: the paper's name (试题名称).
        items: in the order of the sheet.
        combine: how scores become one.
        assessors: the least number of assessors who fit.
        odd: whether their number has to be odd.
        running: how many times running somebody may assess at this institution within a year.
        media: the pictures and films asked for; ``wanted`` are those that have to be there.
        late: minutes after the start until which a candidate may still begin.
        workpiece: whether a numbered workpiece is handed in.
    """

    plan: int
    trade: str
    level: int
    title: str = ""
    items: tuple[Item, ...] = ()
    combine: Combine = field(default_factory=Combine)
    assessors: int = 3
    odd: bool = True
    running: int = 3
    media: tuple[Wanted, ...] = USUAL_MEDIA
    late: int = 30
    workpiece: bool = False

    @property
    def full(self) -> int:
        """The most that can be earned, in hundredths of a point."""
        return sum(item.full for item in self.items)

    @property
    def key(self) -> str:
        """How it is named within its plan."""
        return f"{self.trade}/{self.level}"

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The pictures and films wanted: none of a workpiece where none is handed in."""
        return tuple(one for one in self.media if self.workpiece or one.purpose != "workpiece")

    def item(self, item_id: str) -> Item | None:
        """Return the item of that id, or None."""
        return next((item for item in self.items if item.id == item_id), None)


def check(scheme: Scheme) -> None:
    """Decide whether a scheme can be scored by.

    Raises:
        Refusal: ``scheme-empty`` (no item, or none that earns points), ``scheme-twice`` (an id stands twice),
            ``scheme-item`` (an item that neither earns points nor fails), ``scheme-pass`` (nobody could pass),
            ``scheme-threshold``, or what ``_asked`` says of the pictures wanted.
    """
    if not scheme.full:
        raise Refusal("scheme-empty", field="items")
    for field_, ids in (("items", [item.id for item in scheme.items]), ("media", [one.id for one in scheme.media])):
        twice = _twice(ids)
        if twice is not None:
            raise Refusal("scheme-twice", field=field_, id=twice)
    idle = next((item.id for item in scheme.items if not item.full and not item.failing), None)
    if idle is not None:
        raise Refusal("scheme-item", field="items", id=idle)
    if not 0 < scheme.combine.passing <= scheme.full:
        raise Refusal(
            "scheme-pass", field="passing", found=points(scheme.combine.passing), full=points(scheme.full)
        )  # fmt: skip
    if not 0 <= scheme.combine.threshold <= scheme.full:
        raise Refusal("scheme-threshold", field="threshold", found=points(scheme.combine.threshold))
    for wanted in scheme.media:
        _asked(wanted, scheme)


def _asked(wanted: Wanted, scheme: Scheme) -> None:
    """Decide whether pictures can be asked for in this way.

    Raises:
        Refusal: ``scheme-media-words`` (it does not say what it shows), ``scheme-media-item`` (the scheme has no such
            item), ``scheme-media-room`` (a room neither begins to work nor has items) or ``scheme-media-length`` (a
            photo has no length).
    """
    words = wanted.words.strip()
    if not words:
        raise Refusal("scheme-media-words", field="media", id=wanted.id)
    if wanted.item is not None and scheme.item(wanted.item) is None:
        raise Refusal("scheme-media-item", field="media", words=words, item=wanted.item)
    if wanted.per == "room" and (wanted.when != "any" or wanted.item is not None):
        raise Refusal("scheme-media-room", field="media", words=words)
    if wanted.what == "photo" and wanted.shortest:
        raise Refusal("scheme-media-length", field="media", words=words)


def with_items(scheme: Scheme, items: tuple[Item, ...]) -> Scheme:
    """Return a scheme with other items: pictures of an item that is there no longer may show any."""
    known = {item.id for item in items}
    media = tuple(one if one.item in known else replace(one, item=None) for one in scheme.media)
    return replace(scheme, items=items, media=media)


def scored(trade: str, level: int) -> Refusal:
    """Return the refusal of other items, or another way to combine them, once sheets were signed by the present ones.

    Every score would change with them, confirmed ones too, and nobody would have said so.
    """
    return Refusal("scheme-scored", field="items", trade=trade, level=level)


def points(hundredths: int) -> str:
    """Write points as people do: ``92.5``, ``60``."""
    sign, whole = "-" if hundredths < 0 else "", abs(hundredths)
    text = f"{whole // HUNDREDTHS}.{whole % HUNDREDTHS:02d}".rstrip("0").rstrip(".")
    return f"{sign}{text}"


def _twice(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def scheme_to_row(scheme: Scheme) -> dict[str, Any]:
    """Write a scheme as its row."""
    row = asdict(scheme)
    row["items"] = [asdict(item) for item in scheme.items]
    row["media"] = [asdict(wanted) for wanted in scheme.media]
    return row | {"full": scheme.full}


def scheme_from_row(row: Mapping[str, Any]) -> Scheme:
    """Read a scheme's row as ``scheme_to_row`` wrote it."""
    given = {name: value for name, value in row.items() if name not in ("full", "items", "media", "combine")}
    return Scheme(
        **given,
        items=tuple(Item(**item) for item in _list(row, "items")),
        media=tuple(Wanted(**wanted) for wanted in _list(row, "media")),
        combine=Combine(**row["combine"]),
    )


def _list(row: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = row[key]
    return found
