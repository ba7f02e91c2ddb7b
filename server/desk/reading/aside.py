"""A file put aside as a whole: which one a key names, and what it is once two people have said so."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from server.desk.act import Act
from server.desk.reading import batch_row
from server.desk.reading.session import Standing
from server.domain.reading import aside as rules
from server.domain.reading.fault import Fault
from server.domain.reading.settling import may_be_taken
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction


def named(connection: Connection, plan: int, signs: str) -> dict[str, Any] | None:
    """Return the batch whose hash begins with these signs, or None."""
    known = reading.every(connection, plan, "batch")
    return next((row for sha256, row in known.items() if sha256.startswith(signs)), None)


def fault_of(connection: Connection, now: Standing, key: str) -> Fault | None:
    """Return what people bring up by this key: a file of the session, or of none, that is to be put aside."""
    signs = rules.file_of(key)
    batch = None if signs is None else named(connection, now.plan.number, signs)
    if batch is None or batch["session"] not in (None, now.session.id):
        return None
    again = sorted({one.room for one in now.report.rereads if one.batch == batch["sha256"] and may_be_taken(one)})
    return rules.put_aside(batch["sha256"], batch["name"], batch["cards"], again)


def fault_in(connection: Connection, now: Standing, fault: Fault) -> Refusal | None:
    """Return why the file cannot be put aside as a whole (``nothing_counts``), or None."""
    batch = batch_row.get(connection, now.plan.number, fault.batch or "")
    if batch is None:
        return None
    rooms = {card.room or "—" for card in now.report.cards if card.place.batch == batch["sha256"]}
    if 2 in (batch["pass"], *batch.get("passes", ())):  # its cards are what the first reading is held against
        rooms |= set(batch["rooms"])
    try:
        rules.nothing_counts(batch["name"], batch["state"], rooms)
    except Refusal as refusal:
        return refusal
    return None


def mark(tx: Transaction, act: Act, plan: int, fault: Fault, settled: Mapping[str, Any]) -> None:
    """Keep with the file that two people put it aside, and end the alert that nothing of it was taken."""
    batch = batch_row.get(tx.connection, plan, fault.batch or "")
    if batch is None:
        return
    told = {name: settled[name] for name in ("by", "at", "proposed_by", "grounds", "fact")}
    batch_row.put(tx, act.seq, {**batch, "dropped": told})
    batch_row.alert_over(tx, act.seq, batch)
