"""What people see of objects when they hand them over: seals and counts, against what is on record."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from server.domain.custody.item import Discrepancy, Item, by_trade, counted, place_of, within
from server.domain.objects import COUNTABLE
from server.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Seen:
    """What people saw of a seal: ``number`` as read (None: not read), whole or broken, and in words what was odd."""

    number: str | None = None
    broken: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What people looked at in one act.

    Attributes:
        intact: one tap "seals whole" (完好) for everything that was scanned and has a seal.
        seals: what was seen of single seals instead, by label.
        counts: what was counted, by label and code of ``COUNTABLE``.
        reasons: why a count differs or a thing is missing, by label.
    """

    intact: bool = False
    seals: Mapping[str, Seen] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def reason(self, *labels: str) -> str:
        """Return the reason that was given for one of these labels; empty where there is none."""
        given = (self.reasons.get(label, "").strip() for label in labels)
        return next((reason for reason in given if reason), "")


def seals_seen(look: Look, scanned: Collection[str], going: Iterable[Item]) -> list[Discrepancy]:
    """Decide what was seen of the seals; only those of what was scanned must be looked at.

    Raises:
        Refusal: ``seal-not-checked``, ``seal-differs`` or ``seal-broken-unreported``.
    """
    told = []
    for item in going:
        seen = look.seals.get(item.label)
        if item.seal is None or (seen is None and (look.intact or item.label not in scanned)):
            continue
        if seen is None:
            raise Refusal("seal-not-checked", field="seals", label=item.label)
        told += seal_seen(item, seen)
    return told


def seal_seen(item: Item, seen: Seen) -> list[Discrepancy]:
    """Decide what was seen of one seal: another number stops the act, a broken one is told in words.

    Raises:
        Refusal: ``seal-differs`` or ``seal-broken-unreported``.
    """
    expected = item.seal or "—"
    if seen.number is not None and seen.number != item.seal:
        raise Refusal("seal-differs", field="seals", label=item.label, expected=expected, found=seen.number[:24])
    if not seen.broken:
        return []
    if not seen.words.strip():
        raise Refusal("seal-broken-unreported", field="seals", label=item.label, expected=expected)
    return [Discrepancy(item.label, "seal", expected, "", seen.words.strip())]


def counts_seen(look: Look, going: Iterable[Item], items: Mapping[str, Item]) -> list[Discrepancy]:
    """Decide what was counted against what was last recorded; a difference needs a reason.

    Raises:
        Refusal: ``object-unknown``, ``count-twice``, or those of ``plausible`` and ``compared``.
    """
    by_label = {item.label: item for item in going}
    told = []
    for label, values in look.counts.items():
        if label not in by_label:
            raise Refusal("object-unknown", field="counts", label=label[:24])
        deeper = {one.label for one in within(label, items)} & look.counts.keys()
        for what, number in values.items():
            twice = next((one for one in sorted(deeper) if what in look.counts[one]), None)
            if twice is not None:
                raise Refusal("count-twice", field="counts", label=label, other=twice)
            plausible(by_label[label], what, number, items)
            told += compared(by_label[label], what, number, look.reason(label), items)
    return told


def plausible(item: Item, what: str, number: int, items: Mapping[str, Item]) -> None:
    """Decide whether a number can be counted there at all.

    Raises:
        Refusal: ``count-unknown``, ``count-below-zero`` or ``count-above-pack``.
    """
    inside = _countable(item, what, items)
    zh, _, en = COUNTABLE.get(what, (what[:20], "", what[:20]))
    if not inside:
        raise Refusal("count-unknown", field="counts", label=item.label, what=zh, what_en=en)
    if number < 0:
        raise Refusal("count-below-zero", field="counts", label=item.label, what=zh, what_en=en, found=number)
    among = [*inside, *_beside(inside, items)]
    most = sum(max(one.packed[what], one.counts.get(what, 0)) for one in among if what in one.packed)
    if all(what in one.packed for one in among) and number > most:
        raise Refusal(
            "count-above-pack", field="counts", label=item.label, what=zh, what_en=en, found=number, most=most
        )


def _beside(bags: Iterable[Item], items: Mapping[str, Item]) -> list[Item]:
    """Return the other bags of rooms with a bag for each trade and level: what one lacks may lie in another."""
    places, labels = (
        {place_of(bag) for bag in bags if bag.group is not None or bag.made_for},
        {one.label for one in bags},
    )
    around = by_trade(one for one in items.values() if place_of(one) in places) if places else []
    return [one for one in around if one.label not in labels]


def compared(item: Item, what: str, number: int, reason: str, items: Mapping[str, Item]) -> list[Discrepancy]:
    """Compare one count with what was last recorded.

    Raises:
        Refusal: ``pieces-differ``, ``count-differs``, or that of ``by_bag``.
    """
    last = counted(item, what, items)
    if last is None or last == number:
        return []
    if what == "pieces" and item.of.holds:
        raise Refusal("pieces-differ", field="counts", label=item.label, expected=last, found=number)
    by_bag(item, what, number, items)
    if not reason:
        zh, measure, en = COUNTABLE[what]
        raise Refusal(
            "count-differs", field="counts", label=item.label, what=zh, measure=measure, what_en=en,
            expected=last, found=number,
        )  # fmt: skip
    return [Discrepancy(item.label, what, last, number, reason)]


def by_bag(item: Item, what: str, number: int, items: Mapping[str, Item]) -> None:
    """Decide whether a count can be shared among what it is of.

    Papers of several trades that differ as a whole are counted bag by bag: nobody could say whose are missing.

    Raises:
        Refusal: ``count-by-bag``.
    """
    last = counted(item, what, items)
    if last is None or last == number:
        return
    bags = [one.label for one in by_trade(_countable(item, what, items)) if one is not item]
    if len(bags) > 1:
        zh, _, en = COUNTABLE[what]
        raise Refusal(
            "count-by-bag", field="counts", label=item.label, what=zh, what_en=en, expected=last, found=number,
            bags="、".join(bags),
        )  # fmt: skip


def recorded(counts: Mapping[str, Mapping[str, int]], items: Mapping[str, Item]) -> dict[str, dict[str, int]]:
    """Return, by label, the counts that are new; what a container's sum lacks is lacking in the first such content."""
    new: dict[str, dict[str, int]] = {}
    for label, values in counts.items():
        for what, number in values.items():
            if what == "pieces" and items[label].of.holds:
                continue
            for one, share in _shared(number, what, _countable(items[label], what, items)):
                new.setdefault(one.label, dict(one.counts))[what] = share
    return new


def _countable(item: Item, what: str, items: Mapping[str, Item]) -> list[Item]:
    if what not in COUNTABLE:
        return []
    if what == "pieces":
        return [item] if "pieces" in item.of.counts else []
    return [one for one in (item, *within(item.label, items)) if what in one.of.counts]


def _shared(number: int, what: str, among: list[Item]) -> list[tuple[Item, int]]:
    """Share a sum among those it was counted in: each its last count, the difference to the first that can bear it."""
    known = [one.counts.get(what, 0) for one in among]
    short = sum(known) - number
    shares = []
    for one, last in zip(among, known, strict=True):
        taken = min(short, last) if short > 0 else short
        short -= taken
        shares.append((one, last - taken))
    return shares
