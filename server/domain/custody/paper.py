"""What an act is entered from afterwards (补录): a form that was printed for the day and signed by hand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from server.domain.custody.handoff import Moved, Scene
from server.domain.custody.item import Item
from server.domain.custody.legs import CHIEFS, clock, span_words
from server.domain.custody.pack import signed_by
from server.domain.refusal import Refusal

#: Forms that are printed for the day and can be entered afterwards: Chinese, English.
FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "handoff": ("试卷交接单", "handoff form"),
        "issue": ("试卷发放登记表", "room issue list"),
        "collect": ("试卷收取登记表", "room return list"),
        "seal": ("启封密封记录", "seal record"),
        "spare": ("备用卷启用记录", "record of spare papers"),
        "record": ("考场记录单", "record sheet"),
    }
)


#: As much of a minute as may have passed in it.
MINUTE = timedelta(seconds=59, milliseconds=999)

#: Role codes of those who enter from paper what was opened, closed or supplied.
ENTERERS = (*CHIEFS, "OP")


@dataclass(frozen=True, slots=True)
class Paper:
    """The signed form that an act is entered from: which one (``FORMS``), its own moment, who enters it."""

    form: str
    signed: datetime
    entered_by: int


def on_paper(
    paper: Paper, scene: Scene, at: datetime, roles: tuple[str, ...], days: tuple[date, date | None] | None = None
) -> None:
    """Decide whether an act may be entered from this form; ``roles`` are the codes of those who may enter it.

    ``days``: the first and last on which it is done, else the plan's. Who enters it has signed in; on the plan's days
    they are checked in, too.

    Raises:
        Refusal: ``form-unknown``, ``paper-future``, ``paper-day`` or those of ``signed_by``.
    """
    if paper.form not in FORMS:
        raise Refusal("form-unknown", field="form", form=paper.form[:20])
    if paper.signed > at:
        raise Refusal("paper-future", field="signed")
    zone, own = ZoneInfo(scene.plan.zone), scene.plan.days
    signed, today = paper.signed.astimezone(zone).date(), at.astimezone(zone).date()
    if signed not in own and not (days is not None and days[0] <= signed and (days[1] is None or signed <= days[1])):
        words = span_words(*days) if days is not None else ("、".join(map(str, own)), ", ".join(map(str, own)))
        raise Refusal("paper-day", field="signed", days=words[0], days_en=words[1])
    signed_by((paper.entered_by,), scene.parties, roles, 1, away=signed not in own or today not in own)


def from_form(
    rule: Callable[[Scene, datetime], Moved], paper: Paper, labels: Iterable[str], scene: Scene, at: datetime
) -> Moved:
    """Decide an act on these objects that was done on paper and is entered now, by its rule and at the form's moment.

    ``labels`` are those whose last record must be from before it; of others its rule asks how they stood then.

    Raises:
        Refusal: those of ``on_paper``, ``object-overtaken``, those of the rule.
    """
    on_paper(paper, scene, at, ENTERERS)
    when = done_by(paper.signed, at)
    for item in (scene.items[label] for label in labels if label in scene.items):
        if item.at is not None and when < item.at:
            raise Refusal("object-overtaken", field="at", label=item.label, since=clock(item.at, scene.plan, at))
    moved = rule(replace(scene, paper=True), when)
    return replace(moved, items=entered(moved.items, paper.signed, at))


def done_by(signed: datetime, at: datetime) -> datetime:
    """Return by when what a form says had happened: it tells the minute, so at its end, and not after ``at``."""
    whole = signed.second == 0 and signed.microsecond == 0
    return min(signed + MINUTE, at) if whole and signed <= at else signed


def entered(items: Iterable[Item], signed: datetime, at: datetime) -> tuple[Item, ...]:
    """Return objects whose newest act was entered at ``at`` from a form ``signed`` before.

    They stand where they are since the form says so, or since their last act within that minute. A slip in entering it
    is taken back from when it was entered.
    """
    return tuple(_entered(item, signed, at) for item in items)


def _entered(item: Item, signed: datetime, at: datetime) -> Item:
    done = item.acts[-1]
    return replace(item, at=max(signed, done.before.at or signed), acts=(*item.acts[:-1], replace(done, at=at)))
