"""Which results follow from which acts: desks are wrapped, and know nothing of it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from server.desk.act import Act, Body, Desk
from server.desk.practical import live
from server.store import practical
from server.store.journal import Transaction

#: A plan, and the practical room in its session; None: all of the plan's.
Touched = tuple[int, live.Place | None]
#: What is touched, and of which candidates (admission numbers) alone; None: of everybody.
Whom = dict[Touched, frozenset[str] | None]

#: Kinds that concern a whole plan.
OF_PLAN = frozenset({"import.commit", "plan.change", "room.change", "room.remove"})
#: Kinds by which an assessor comes or goes.
OF_PERSON = frozenset({"duty.check_out", "duty.check_in", "duty.undo"})
#: Kinds that change nothing of anybody but the candidates they name.
OF_NAMED = frozenset(
    {"practical.identify", "practical.begin", "practical.end", "practical.workpiece", "practical.enter",
     "evidence.score"}
)  # fmt: skip
#: Looking at evidence changes nothing of it.
LOOKS = frozenset({"evidence.view", "evidence.glance"})
#: Kinds that show what follows from them by themselves.
OWN = frozenset(
    {"practical.scheme", "practical.assessor", "practical.team", "practical.confirm", "practical.send_back"}
)  # fmt: skip


def following(desk: Desk) -> Desk:
    """Return the desk with the results worked out after whatever it keeps; as it is where nothing follows from it."""
    if not _concerned(desk.kind):
        return desk
    disputable = desk.disputable
    if disputable is not None:
        disputable = replace(disputable, keep=partial(_keep, desk.kind, disputable.keep))
    return replace(desk, keep=partial(_keep, desk.kind, desk.keep), disputable=disputable)


def _concerned(kind: str) -> bool:
    noun = kind.partition(".")[0]
    whole = OF_PLAN | OF_PERSON | {"session.signal"}
    return kind in whole or (noun in ("practical", "evidence") and kind not in OWN | LOOKS)


def _keep(kind: str, keep: Callable[..., None], tx: Transaction, act: Act, body: Body, loaded: Any) -> None:
    before = _touched(kind, tx, body, loaded)
    keep(tx, act, body, loaded)
    for (plan, place), whom in sorted(_both(before, _touched(kind, tx, body, loaded)).items(), key=str):
        if place is None:
            live.show_plan(tx, act, plan)
        else:
            live.show_room(tx, act, plan, place, whom)


def _both(before: Whom, after: Whom) -> Whom:
    """Return what either touches."""
    found = before | after
    for touched in before.keys() & after.keys():
        one, other = before[touched], after[touched]
        found[touched] = None if one is None or other is None else one | other
    return found


def _touched(kind: str, tx: Transaction, body: Any, loaded: Any) -> Whom:
    """Return what an act concerns: the room it names, that of the evidence it names, of a person, or the plan."""
    evidence, plan = getattr(body, "evidence", None), getattr(body, "plan", None)
    found: Whom = {}
    if isinstance(evidence, str) and (at := practical.place_of_evidence(tx.connection, evidence)) is not None:
        found[at.plan, (at.session, at.room)] = None if at.candidate is None else frozenset({at.candidate})
    session, room = getattr(body, "session", None), getattr(body, "room", None)
    if kind.startswith("evidence.") and isinstance(evidence, str):
        return found
    if plan is not None and isinstance(session, str) and isinstance(room, str):
        found[plan, (session, room)] = frozenset(body.about()) if kind in OF_NAMED else None
    person = getattr(loaded, "person", None)
    if person is not None:
        teams = practical.every(tx.connection, person.post.plan, "team").values()
        of = [team for team in teams if person.post.person in team["assessors"]]
        return found | {(team["plan"], (team["session"], team["room"])): frozenset() for team in of}
    if plan is not None and not found:
        found[plan, None] = None
    return found
