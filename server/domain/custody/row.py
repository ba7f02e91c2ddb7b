"""An object as JSON: what the hub keeps of it and the screens read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from server.domain.custody.group import Subject, from_row, to_row
from server.domain.custody.item import Done, Holder, Item
from server.domain.custody.late import supplied_to
from server.domain.custody.legs import Stage


def item_to_row(item: Item) -> dict[str, Any]:
    """Write an object; what the hub alone needs, such as acts that can be taken back, ``shown`` leaves out."""
    of_hub = {"flow": dict(item.flow), "been": list(item.been), "acts": [_done_to_row(done) for done in item.acts]}
    return shown(item) | of_hub


def shown(item: Item) -> dict[str, Any]:
    """Write an object as screens read it; times RFC 3339, the newest act by its fact, kind and device."""
    last = item.acts[-1] if item.acts else None
    made_for = {"made_for": [to_row(one) for one in item.made_for]} if item.made_for else {}
    return {
        "label": item.label,
        "kind": item.kind,
        "plan": item.plan,
        "session": item.session,
        "room": item.room,
        "group": to_row(item.group),
        "state": item.state,
        "holder": {"stage": item.holder.stage, "people": list(item.holder.people), "room": item.holder.room},
        "inside": item.inside,
        "seal": item.seal,
        "broken": item.broken,
        "counts": dict(item.counts),
        "packed": dict(item.packed),
        "aside": dict(item.aside),
        "supplied": supplied_to(item),
        "at": item.at.isoformat() if item.at is not None else None,
        "act": {"fact": last.fact, "kind": last.kind, "device": last.device} if last is not None else None,
        **made_for,
    }


def item_from_row(row: Mapping[str, Any]) -> Item:
    """Read an object as ``item_to_row`` wrote it."""
    holder = row["holder"]
    return Item(
        label=row["label"],
        kind=row["kind"],
        plan=row["plan"],
        session=row["session"],
        room=row["room"],
        state=row["state"],
        holder=Holder(cast(Stage, holder["stage"]), tuple(holder["people"]), holder["room"]),
        inside=row["inside"],
        group=from_row(row.get("group")),
        made_for=tuple(Subject(one["trade"], one["level"]) for one in row.get("made_for", ())),
        seal=row["seal"],
        broken=row["broken"],
        counts=dict(row["counts"]),
        packed=dict(row["packed"]),
        aside=dict(row["aside"]),
        flow=dict(row["flow"]),
        been=tuple(row["been"]),
        at=datetime.fromisoformat(row["at"]) if row["at"] is not None else None,
        acts=tuple(_done_from_row(done) for done in row["acts"]),
    )


def _done_to_row(done: Done) -> dict[str, Any]:
    return {
        "fact": done.fact,
        "kind": done.kind,
        "device": done.device,
        "at": done.at.isoformat(),
        "before": item_to_row(done.before),
    }


def _done_from_row(row: Mapping[str, Any]) -> Done:
    at = datetime.fromisoformat(row["at"])
    return Done(row["fact"], row["kind"], row["device"], at, item_from_row(row["before"]))
