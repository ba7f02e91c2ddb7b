"""Who looked at evidence, and who took a copy away."""

import json
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk.act import Act, Desk, Hub
from server.desk.evidence import kept
from server.desk.evidence.bodies import EvidenceBody
from server.domain.evidence import rules
from server.domain.evidence.piece import Evidence
from server.store import evidence, journal
from server.store.journal import Transaction


class ViewBody(EvidenceBody):
    """A device was given something of a photo or film.

    ``what``: the original to look at; the film made of it; the newest frames of one that still grows; a copy of the
    original (``export``) or the side file, both of which somebody takes away.
    ``person``: who had signed in on the device; null: nobody.
    """

    what: Literal["original", "film", "frames", "export", "side"]
    device: StrictStr = Field(min_length=1, max_length=64)
    person: StrictInt | None = Field(default=None, ge=1, le=2**31)


def _load(connection: Connection, _hub: Hub, _act: Act, body: ViewBody) -> Evidence | None:
    return evidence.find(connection, body.evidence)


def _decide(loaded: Evidence | None, _act: Act, body: ViewBody) -> None:
    """What was removed is not looked at any more; its side file stays, and so does who takes it."""
    gone = loaded is not None and loaded.removed is not None and body.what != "side"
    rules.there(loaded if loaded is None or gone else replace(loaded, removed=None), body.plan)


def _keep(tx: Transaction, act: Act, body: ViewBody, loaded: Evidence | None) -> None:
    """Remember it with the evidence, and show it to chief and office."""
    if loaded is None:
        return
    evidence.note(tx.connection, loaded, act.seq)
    if tx.rows.current("looks", loaded.evidence) is None:
        for said, at in _earlier(tx.connection, loaded):
            kept.seen(tx, act, loaded, said, at)
    kept.seen(tx, act, loaded, body.model_dump(), act.received)


def _earlier(connection: Connection, known: Evidence) -> list[tuple[dict[str, Any], str]]:
    """Return the looks on record so far, each with its time: those of before an upgrade have no row yet.

    A row made at the upgrade itself would be older than what devices have read, and reach none of them.
    """
    entries = journal.with_numbers(connection, known.history)
    return [(json.loads(entry.fact)["body"], entry.received) for entry in entries if entry.kind == VIEW.kind]


VIEW = Desk("evidence.view", ViewBody, _load, _decide, _keep)
