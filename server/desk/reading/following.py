"""Which sessions' reading follows from which acts: desks are wrapped, and know nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from server.desk.act import Act, Body, Desk
from server.desk.custody.scene import Case
from server.desk.reading import live
from server.store.journal import Transaction

#: Kinds that concern a whole plan.
OF_PLAN = frozenset({"import.commit", "plan.change", "plan.policy", "room.change", "room.remove"})
#: Kinds by which the figures of a room change.
OF_ROOM = frozenset(
    {"custody.count", "custody.seal", "custody.correct", "custody.undo", "custody.supply", "custody.enter"}
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
    """Return the sessions that an act names, or whose objects it names."""
    named = getattr(body, "session", None)
    items = loaded.scene.items.values() if isinstance(loaded, Case) and loaded.scene is not None else ()
    return {item.session for item in items if item.session is not None} | ({named} if named is not None else set())
