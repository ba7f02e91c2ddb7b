"""How many exams running somebody has assessed here by this hub's own records, laid over what was stated.

A card keeps what was stated; what the records tell is worked out anew where it is asked, and shown where it changed:
a team put right lowers it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from server.desk.act import Act, Body, Desk
from server.domain.plan import Plan
from server.domain.practical.assessor import Assessor, Exam, assessor_from_row, times_running
from server.store import plan as plans
from server.store import practical
from server.store.journal import Transaction

#: Kinds by which earlier exams, their days, or the cards of an exam change.
KINDS = frozenset({"import.commit", "practical.assessor", "practical.team"})
#: Files by which they do.
FILES = frozenset({"plan", "rooms", "candidates", "assessors"})


def with_record(
    connection: Connection, known: Plan | None, held: Iterable[Assessor], *, by_trade: bool = True
) -> list[Assessor]:
    """Return assessors of a plan with the times running that this hub knows of, where they are more than was stated.

    Who practises (演练) assesses nobody: nothing is counted for a rehearsal. ``by_trade``: False: any exam without
    somebody ended their run, of whatever trade, as it once did.
    """
    held = list(held)
    if known is None or known.rehearsal or not held:
        return held
    exams = _exams(connection, [known.site.number]).get(known.site.number, [])
    if not by_trade:
        exams = [replace(exam, groups=()) for exam in exams]
    return [replace(one, running=max(one.running, times_running(one, exams, min(known.days)))) for one in held]


def _exams(connection: Connection, sites: Iterable[int]) -> dict[int, list[Exam]]:
    """Return the exams of institutions in which teams assess, by the institution's number; rehearsals are none."""
    wanted = set(sites)
    found: dict[int, list[Exam]] = {}
    for one in plans.every(connection):
        if one.site.number in wanted and not one.rehearsal:
            teams, cards = (practical.every(connection, one.number, what) for what in ("team", "assessor"))
            people_in = {str(person) for team in teams.values() for person in team["assessors"]}
            if people_in:
                held = [assessor_from_row(cards[who]) for who in people_in & cards.keys()]
                used = {card.card for one_held in held for card in one_held.cards}
                exam = Exam(max(one.days), used, _groups(connection, one.number, teams.values()))
                found.setdefault(one.site.number, []).append(exam)
    return found


def _groups(connection: Connection, plan: int, teams: Iterable[Mapping[str, Any]]) -> set[tuple[str, int]]:
    """Return each trade and level in the rooms of teams, while these sit."""
    rooms = {name: plans.room(connection, plan, name) for name in {team["room"] for team in teams}}
    sittings = [
        room.sittings.get(team["session"]) for team in teams if (room := rooms[team["room"]]) is not None
    ]  # fmt: skip
    return {(group.trade, group.level) for sitting in sittings if sitting is not None for group in sitting.groups}


def _show(tx: Transaction, act: Act) -> None:
    """Show each card with what the records tell of it by now; a row that says so already stays as it is."""
    known = plans.every(tx.connection)
    exams = _exams(tx.connection, {one.site.number for one in known})
    for one in known:
        earlier = [] if one.rehearsal else exams.get(one.site.number, [])
        for person, card in practical.every(tx.connection, one.number, "assessor").items():
            key, times = f"{one.number}/{person}", times_running(assessor_from_row(card), earlier, min(one.days))
            shown = tx.rows.current("assessor", key)
            if shown is not None and shown.get("recorded") != times:
                tx.rows.put(act.seq, "assessor", key, "office", shown | {"recorded": times})


def following(desk: Desk) -> Desk:
    """Return the desk with the cards shown by the records after whatever it keeps; as it is where none can change."""
    if desk.kind not in KINDS:
        return desk

    def keep(tx: Transaction, act: Act, body: Body, loaded: Any) -> None:
        desk.keep(tx, act, body, loaded)
        if desk.kind != "import.commit" or getattr(body, "kind", None) in FILES:
            _show(tx, act)

    return replace(desk, keep=keep)
