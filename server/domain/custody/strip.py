"""The strip that a bag came with (登记封条): nobody knows its number before somebody has read it from the bag.

Once it is stated, every later look at the seal is held against it.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from server.domain.custody.answer import in_person
from server.domain.custody.handoff import Moved, Scene, alone
from server.domain.custody.item import Discrepancy, Item, done_to, remembered
from server.domain.custody.pack import new_seal, packers
from server.domain.custody.seen import Look, counts_seen, recorded


def unstated(item: Item) -> bool:
    """Tell whether a bag is closed by a strip whose number nobody has stated; it came to no room yet."""
    of = item.of
    return of.sealed and not of.holds and item.seal is None and item.state in ("sealed", "received") and not item.broken


def strip_stated(
    item: Item, seal: str, closer: int, look: Look, scene: Scene, at: datetime, *,
    fact: str, device: str, used_seals: Collection[str],
) -> Moved:  # fmt: skip
    """Decide the statement of the strip on a bag (``unstated``), by whoever packs where it lies, and what is in it.

    Raises:
        Refusal: ``object-inside-another``, ``seal-used``, those of ``packers``, ``in_person`` or ``counts_seen``.
    """
    alone(item, scene.items)
    new_seal(seal, used_seals)
    packers((closer,), item, scene)
    in_person((closer,), scene, field="closer")
    told: list[Discrepancy] = counts_seen(look, (item,), scene.items)
    counts: Mapping[str, int] = recorded(look.counts, scene.items).get(item.label, item.counts)
    done = done_to(item, fact, "custody.seal", device, at)
    after = replace(remembered(item, done), seal=seal, counts=counts, been=(*item.been, "strip"), at=at)
    return Moved((after,), tuple(told))
