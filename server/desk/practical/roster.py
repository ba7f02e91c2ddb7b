"""Candidates of practical sessions as they stand at stations: made from the roster, and kept when it comes anew."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from server.desk.act import Act, Body, Desk
from server.desk.practical import station
from server.domain.practical import candidate as rules
from server.domain.practical.candidate import Candidate
from server.domain.practical.candidate_row import candidate_to_row
from server.domain.practical.scheme import Scheme
from server.store import plan as plans
from server.store import practical
from server.store.journal import Transaction


def _on_roster(plan: int, row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        plan, row["session"], row["room"], row["admission_no"], int(row["seat"]), rules.masked(row.get("name") or "—"),
        row["trade"], row["level"],
    )  # fmt: skip


def _seat(tx: Transaction, act: Act, body: Any) -> None:
    """Put the roster's candidates of practical sessions at their stations."""
    plan = plans.get(tx.connection, body.plan)
    if plan is None:
        return
    wanted = {session.id for session in plan.sessions if session.kind == "practical"}
    before = {one.key: one for one in station.candidates(tx.connection, body.plan)}
    if not wanted and not before:
        return
    listed = plans.candidate_bodies(tx.connection, body.plan)
    roster = [_on_roster(body.plan, row) for row in listed if row["session"] in wanted]
    schemes = station.schemes(tx.connection, body.plan)
    for one, stays in rules.seated(before.values(), roster):
        if before.get(one.key) == one:
            continue
        kept = candidate_to_row(one) if stays else None
        practical.keep(tx.connection, one.plan, "candidate", one.key, kept, one.session, one.room)
        if stays:
            _show(tx, act.seq, one, schemes)
        else:
            tx.rows.put(act.seq, "practical", f"{one.plan}/{one.key}", "table", None)


def _show(tx: Transaction, seq: int, one: Candidate, schemes: Mapping[str, Scheme]) -> None:
    usual = Scheme(one.plan, one.trade, one.level)
    team = station.team(tx.connection, one.plan, one.session, one.room)
    station.show(tx, seq, one, team, schemes.get(usual.key, usual))


def _show_again(tx: Transaction, act: Act, body: Any) -> None:
    """Show the candidates of a room, or of a plan: whose scores are sealed follows from team and scheme."""
    schemes = station.schemes(tx.connection, body.plan)
    session, room = getattr(body, "session", None), getattr(body, "room", None)
    for one in station.candidates(tx.connection, body.plan, session, room):
        _show(tx, act.seq, one, schemes)


#: Kind of fact -> what follows from it for candidates at stations.
FOLLOWS: Mapping[str, Callable[[Transaction, Act, Any], None]] = {
    "import.commit": _seat,
    "practical.team": _show_again,
    "practical.scheme": _show_again,
}


def following(desk: Desk) -> Desk:
    """Return the desk with the candidates at stations shown after whatever it keeps; as it is where nothing follows."""
    follows = FOLLOWS.get(desk.kind)
    if follows is None:
        return desk

    def keep(tx: Transaction, act: Act, body: Body, loaded: Any) -> None:
        desk.keep(tx, act, body, loaded)
        follows(tx, act, body)

    return replace(desk, keep=keep)
