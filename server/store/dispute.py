"""Disputes, open and settled, with what it takes to settle them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from server.store import tables

DISPUTE = tables.dispute.c


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute: the disputed entry's number, fact, time received and refusal code, and the row that shows it."""

    seq: int
    fact: str
    received: str
    code: str
    row: Mapping[str, Any]


def add(connection: Connection, dispute: Dispute) -> None:
    """Add a dispute."""
    values = {
        "seq": dispute.seq,
        "fact": dispute.fact,
        "received": dispute.received,
        "code": dispute.code,
        "body": _text(dispute.row),
    }
    connection.execute(insert(tables.dispute), values)


def get(connection: Connection, seq: int) -> Dispute | None:
    """Return the dispute about an entry, or None."""
    found = connection.execute(select(tables.dispute).where(DISPUTE.seq == seq)).first()
    return None if found is None else _dispute(found)


def still_open(connection: Connection) -> list[Dispute]:
    """Return the disputes that nobody has settled, the oldest first."""
    query = (
        select(tables.dispute).where(DISPUTE.body.contains('"state": "open"', autoescape=True)).order_by(DISPUTE.seq)
    )
    found = [_dispute(row) for row in connection.execute(query)]
    return [one for one in found if one.row["state"] == "open"]


def _dispute(row: Any) -> Dispute:
    return Dispute(row.seq, row.fact, row.received, row.code, json.loads(row.body))


def change(connection: Connection, seq: int, row: Mapping[str, Any]) -> None:
    """Set the row that shows a dispute."""
    connection.execute(update(tables.dispute).where(DISPUTE.seq == seq).values(body=_text(row)))


def _text(row: Mapping[str, Any]) -> str:
    return json.dumps(dict(row), ensure_ascii=False, sort_keys=True)
