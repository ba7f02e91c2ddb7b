"""Which sessions' reading follows from which acts: desks are wrapped, and know nothing of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from server.desk.act import Act, Body, Desk
from server.desk.custody.handoff import HandoffBody
from server.desk.custody.label import LabelBody, ToWithdraw
from server.desk.custody.scene import Case
from server.desk.reading import live
from server.domain.custody.item import Item, whole
from server.domain.custody.legs import LEGS
from server.store.journal import Transaction

#: Kinds that concern a whole plan.
OF_PLAN = frozenset({"import.commit", "plan.change", "plan.policy", "room.change", "room.remove"})
#: Kinds by which the figures of a room change.
OF_ROOM = frozenset(
    {"custody.count", "custody.seal", "custody.correct", "custody.undo", "custody.supply", "custody.enter"}
    | {"custody.handoff", "custody.label", "custody.withdraw"}
)


def following(desk: Desk) -> Desk:
    """Return the desk with the reading worked out after whatever it keeps; as it is where nothing follows from it."""
    if desk.kind not in OF_PLAN | OF_ROOM:
        return desk
    disputable = desk.disputable
    if disputable is not None:
        disputable = replace(disputable, keep=partial(_keep, disputable.keep))
    return replace(desk, keep=partial(_keep, desk.keep), disputable=disputable)


def _keep(keep: Callable[..., None], tx: Transaction, act: Act, body: Body, loaded: Any) -> None:
    keep(tx, act, body, loaded)
    plan = getattr(body, "plan", None)
    if plan is None:
        return
    if act.fact.kind in OF_PLAN:
        live.show_plan(tx, act, plan)
        return
    for session in sorted(_sessions(body, loaded)):
        live.show(tx, act, plan, session)


def _sessions(body: Any, loaded: Any) -> set[str]:
    """Return the sessions whose cards an act may change: those it names, or whose objects it names."""
    if isinstance(body, HandoffBody):
        return _with_cards(_handed(body, loaded)) if _tells(body) else set()
    if isinstance(body, LabelBody):  # what is in a room's card bags is not known before the last of them is sealed
        return {one.session for one in body.objects if one.kind == "CP" and one.session is not None}
    if isinstance(loaded, ToWithdraw):
        return set() if loaded.item is None else _with_cards([loaded.item])
    named = getattr(body, "session", None)
    items = loaded.scene.items.values() if isinstance(loaded, Case) and loaded.scene is not None else ()
    return {item.session for item in items if item.session is not None} | ({named} if named is not None else set())


def _tells(body: HandoffBody) -> bool:
    """Tell whether by a handoff cards came into a room, or were counted: most change where things are, no figure."""
    leg = LEGS.get(body.leg)
    return (leg is not None and leg.end == "room") or bool(body.look.counts)


def _handed(body: HandoffBody, loaded: Case) -> list[Item]:
    """Return what was handed over with all in it; not what merely lay in the same case."""
    items = {} if loaded.scene is None else loaded.scene.items
    return whole([label for label in map(loaded.label, body.objects) if label in items], items)


def _with_cards(items: Iterable[Item]) -> set[str]:
    return {item.session for item in items if item.session is not None and "cards" in item.of.counts}
