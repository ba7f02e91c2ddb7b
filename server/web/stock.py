"""What the hub sees by looking at the clock and at its disk: films that broke off, abandoned uploads, room for more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from server.desk.evidence.space import most
from server.domain.evidence import space as rules
from server.domain.evidence.piece import Evidence
from server.domain.evidence.rules import GONE
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import custody, evidence, rows
from server.store import plan as plans
from server.store.committer import stamp
from server.store.journal import Transaction
from server.web.core import Core
from server.web.enrol import hub_fact
from server.web.new_upload import tidy


def look(hub: Core, now: datetime) -> None:
    """State what has broken off, and for how many minutes there is room where that has changed; tidy uploads away.

    What is gone for good is the keeper's to hash and to state; it is told here that the time for it has come.
    """
    for known, received, minutes in hub.read(partial(_silent, now)):
        said = {"upload": known.upload, "received": received, "minutes": minutes}
        hub.commit(partial(_state, hub, "evidence.interrupt", known, said))
    for upload in hub.read(lambda connection: evidence.left(connection, stamp(now - GONE))):
        hub.uploaded(upload)
    hub.waiting.run(partial(tidy, hub, now))
    free = hub.waiting.run(hub.media.free)
    for plan, minutes, rate in hub.read(partial(_changed, now, free)):
        hub.commit(partial(_state_space, hub, {"plan": plan, "minutes": minutes, "rate": rate}))


def _silent(now: datetime, connection: Connection) -> list[tuple[Evidence, int, int]]:
    """Return the evidence of which nothing has come for as long as its plan waits: how much is here, minutes since."""
    found = []
    for plan in plans.every(connection):
        patience = timedelta(minutes=custody.policy(connection, plan.number).media_silent)
        for known, touched, received in evidence.silent(connection, plan.number, stamp(now - patience)):
            passed = now - datetime.fromisoformat(touched)
            found.append((known, received, int(passed.total_seconds() // 60)))
    return found


def _state(hub: Core, kind: str, known: Evidence, said: dict[str, Any], tx: Transaction) -> Refusal | None:
    return _stated(lambda: hub_fact(hub, tx, kind, {"plan": known.plan, "evidence": known.evidence} | said))


def _state_space(hub: Core, said: dict[str, Any], tx: Transaction) -> Refusal | None:
    return _stated(lambda: hub_fact(hub, tx, "evidence.space", said))


def _stated(state: Callable[[], None]) -> Refusal | None:
    try:
        state()
    except Refusal as refused:  # what it is about has gone meanwhile
        return refused
    return None


def _changed(now: datetime, free: int, connection: Connection) -> list[tuple[int, int, int]]:
    """Return the plans of today that film, each with the minutes there is room for, where these are another step."""
    found = []
    for plan in plans.every(connection):
        if not _films(connection, plan, now):
            continue
        rate = rules.rate(evidence.films(connection, plan.number))
        left = rules.minutes(free, rate)
        shown = rows.of_kind(connection, "space", str(plan.number)).get(str(plan.number))
        if shown is None or rules.step(shown["minutes"]) != rules.step(left):
            found.append((plan.number, left, rate))
    return found


def _films(connection: Connection, plan: Plan, now: datetime) -> bool:
    if now.astimezone(ZoneInfo(plan.zone)).date() not in plan.days:
        return False
    return any(session.kind == "practical" for session in plan.sessions) or bool(evidence.used(connection, plan.number))


def on_board(connection: Connection, plan: int, free: int) -> dict[str, Any]:
    """Return the room for film as programs read it, and what each session has of what it may have (bytes)."""
    rate = rules.rate(evidence.films(connection, plan))
    used = evidence.used(connection, plan)
    return {
        "minutes": rules.minutes(free, rate),
        "rate": rate,
        "free": free,
        "quota": most(custody.policy(connection, plan)) or None,
        "used": {session or "": count for session, count in sorted(used.items(), key=lambda one: one[0] or "")},
    }
