"""What came by files: schemes item by item, assessors with their cards, and the teams these form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from server.desk.act import Act
from server.desk.practical import assessor, live, scheme, team
from server.domain.practical import scheme as rules
from server.domain.practical.assessor import Assessor, Card
from server.domain.practical.scheme import Combine, Item, Scheme
from server.domain.practical.team import ROLE, Team, form
from server.domain.refusal import Refusal
from server.store import people, practical
from server.store import plan as plans
from server.store.journal import Transaction

BY_RECORD = "trade"
"""How the hub's records count for a file of assessors; before, ``any``: an exam of whatever trade ended a run."""


def schemes(tx: Transaction, act: Act, plan: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the scheme of each trade and level that a file has; what it does not say stays as it was."""
    for wanted in _wanted(tx.connection, plan, rows):
        scheme.put(tx, act, wanted)
    live.show_plan(tx, act, plan)


def scored(connection: Connection, plan: int, rows: Sequence[Mapping[str, Any]]) -> Refusal | None:
    """Return why a file of schemes cannot be taken: it changes one by which sheets were signed; None where it can."""
    for wanted in _wanted(connection, plan, rows):
        if scheme.scored_otherwise(connection, wanted):
            return rules.scored(wanted.trade, wanted.level)
    return None


def _wanted(connection: Connection, plan: int, rows: Sequence[Mapping[str, Any]]) -> list[Scheme]:
    of: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for row in rows:
        of.setdefault((row["trade"], row["level"]), []).append(row)
    return [_changed(scheme.known(connection, plan, *named), items) for named, items in of.items()]


def _changed(known: Scheme, rows: Sequence[Mapping[str, Any]]) -> Scheme:
    def said(key: str, usual: Any) -> Any:
        return next((row[key] for row in rows if row.get(key) is not None), usual)

    items = tuple(
        Item(row["id"], row["question"], row["name"], row["full"], row["criterion"], row["failing"]) for row in rows
    )
    combine = Combine(
        rule=said("rule", known.combine.rule),
        threshold=said("threshold", known.combine.threshold),
        passing=said("passing", known.combine.passing),
        failing=known.combine.failing,
    )
    whole = {name: said(name, getattr(known, name)) for name in ("title", "workpiece", "late")}
    return replace(rules.with_items(known, items), combine=combine, **whole)


def assessors(tx: Transaction, act: Act, plan: int, rows: Sequence[Mapping[str, Any]], *, by_record: str) -> None:
    """Set the cards of those a file names, one a row, and form the teams of rooms it names as far as the rules have it.

    A team that stands already is left as it is; one that would break a rule is left to a person, and the board says so.
    ``by_record``: how the hub's own records count besides what the file states of exams running (``BY_RECORD``). They
    did not always: a rebuild forms the teams of a file by what held when it was checked.
    """
    numbers = {person.staff_no: person.post for person in people.every(tx.connection, plan)}
    known = plans.get(tx.connection, plan)
    cards: dict[int, list[Mapping[str, Any]]] = {}
    of: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in rows:
        post = numbers.get(row["staff_no"])
        if post is None or post.role != ROLE:
            continue
        cards.setdefault(post.person, []).append(row)
        if row["room"] is not None:
            named = of.setdefault(row["room"], {})
            leads = row["leader"] or (post.person in named and named[post.person]["leader"])
            named[post.person] = {"person": post.person, "leader": leads}
    for person, each in cards.items():
        assessor.put(tx, act, _held(plan, person, each))
    counts = known if by_record else None
    held = team.cards_of(tx.connection, plan, counts, by_trade=by_record == BY_RECORD) if of else {}
    for session in () if known is None else known.sessions:
        if session.kind == "practical":
            for room, members in of.items():
                _team(tx, act, Team(plan, session.id, room, *_led(list(members.values()))), held)
    live.show_plan(tx, act, plan)


def _held(plan: int, person: int, rows: Sequence[Mapping[str, Any]]) -> Assessor:
    """Return somebody with the cards that a file has of them, one a row."""
    held = [Card(row["card"], row["trade"], row["level"], date.fromisoformat(row["until"])) for row in rows]
    first, *others = held
    times = max(row["running"] for row in rows)
    return Assessor(plan, person, first.card, first.trade, first.level, first.until, times, tuple(others))


def _led(members: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, ...], int]:
    people_of = tuple(one["person"] for one in members)
    return people_of, next((one["person"] for one in members if one["leader"]), people_of[0])


def _team(tx: Transaction, act: Act, wanted: Team, cards: Mapping[int, Assessor]) -> None:
    if practical.get(tx.connection, wanted.plan, "team", f"{wanted.session}/{wanted.room}") is not None:
        return
    loaded = team.to_form(tx.connection, wanted.plan, wanted.session, wanted.room, wanted.assessors, cards)
    try:
        session = loaded.session(wanted.session)
    except Refusal:
        return  # the room is not used in this session
    day = session.starts.date() if loaded.plan is None else team.day_of(loaded.plan, session)
    try:
        form(loaded.members, wanted.leader, loaded.schemes, day, scored=loaded.scored, reason="")
    except Refusal as refused:
        team.not_formed(tx, act, wanted, refused)
        return
    team.put(tx, act, wanted)
