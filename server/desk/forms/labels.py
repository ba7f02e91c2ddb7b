"""What stands on the labels of objects."""

from collections.abc import Mapping
from typing import Any

from server.desk.forms.asked import Asked
from server.desk.forms.told import Told
from server.domain import objects
from server.domain.custody import needs
from server.domain.custody.group import grade_words
from server.domain.custody.item import Item
from server.domain.refusal import Refusal


def labels(of: Told, asked: Asked) -> list[dict[str, Any]]:
    """Write the labels asked for, a room's together and what serves the site last.

    Raises:
        Refusal: ``object-unknown``, or those of ``objects.read_label`` and ``objects.belongs``.
    """
    names = {session.id: session.name for session in of.plan.sessions}
    if asked.labels:
        return [_label(of, _named(of, written), names) for written in dict.fromkeys(asked.labels)]
    order = {session.id: place for place, session in enumerate(of.plan.sessions)}
    chosen = [
        item
        for item in of.items.values()
        if (not asked.kinds or item.kind in asked.kinds)
        and asked.session in (None, item.session)
        and asked.room in (None, item.room)
    ]
    kinds = {kind: place for place, kind in enumerate(needs.ORDER)}

    def place(item: Item) -> tuple[Any, ...]:
        session = order.get(item.session or "", len(order))
        return (
            session,
            item.room is None,
            item.room or "",
            kinds.get(item.kind, len(kinds)),
            len(item.label),
            item.label,
        )

    return [_label(of, item, names) for item in sorted(chosen, key=place)]


def _named(of: Told, written: str) -> Item:
    label = objects.read_label(written)
    objects.belongs(label, of.plan.site.number, of.plan.number)
    if label.number not in of.items:
        raise Refusal("object-unknown", field="labels", label=label.number)
    return of.items[label.number]


def _label(of: Told, item: Item, sessions: Mapping[str, str]) -> dict[str, Any]:
    read = objects.read_label(item.label)
    return {
        "qr": objects.label_qr(of.plan.site.number, of.plan.number, read.kind, read.serial),
        "number": item.label,
        "kind": item.of.zh,
        "group": None if item.group is None else [item.group.trade, grade_words(item.group.level)],
        "room": item.room or "",
        "session": sessions.get(item.session or "", ""),
        "holds": held(item) if item.kind != "ST" else "",
        "seal": (item.seal or "") if item.of.sealed else item.seal,
        "plan": f"{of.plan.code} {of.plan.site.short or of.plan.site.name}",
    }


def held(item: Item) -> str:
    """Say what an object is said to hold."""
    words = objects.COUNTABLE
    in_order = [(what, item.packed[what]) for what in item.of.counts if what in item.packed]
    return "、".join(f"{words[what][0]} {number} {words[what][1]}" for what, number in in_order)
