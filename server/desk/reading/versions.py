"""Every parse of a file as a version: when, by which profile, what came of it, what the one before had otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from reading import Card
from server.desk.act import Act
from server.desk.reading import batch_row, cards
from server.desk.reading.bodies import OfPlan
from server.domain.reading.compare import compare
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction

#: Cells of one version that are told; how many there are in all stands beside them.
TOLD = 60
#: What a parse states of itself that a version keeps.
KEPT = ("version", "session", "taken", "cards", "faults")


def keep(tx: Transaction, act: Act, body: OfPlan, batch: Mapping[str, Any]) -> None:
    """Keep a parse as a version of its file; ``batch`` as it stood before: who had asked for another reading, and why.

    ``body``: what the hub states of the parse.
    """
    stated = body.model_dump()
    given = batch["assigned"]
    told = {name: stated[name] for name in KEPT} | {
        "at": act.received, "used": stated["profile"],
        "assigned": None if given is None else {name: given[name] for name in ("by", "at", "reason")},
    }  # fmt: skip
    key = f"{batch['sha256']}/{stated['version']:06d}"
    reading.keep(tx.connection, body.plan, "version", key, told, stated["session"])


def told(connection: Connection, plan: int, sha256: str) -> list[dict[str, Any]]:
    """Return the versions of a batch, the newest first, each with what it has otherwise than the one before.

    Of a parse that was kept before versions were, only its cards are known: ``at`` is None.

    Raises:
        Refusal: ``batch-unknown``.
    """
    batch = batch_row.get(connection, plan, sha256)
    if batch is None:
        raise Refusal("batch-unknown", field="batch")
    kept = reading.every(connection, plan, "version")
    versions: list[dict[str, Any]] = []
    before: Sequence[Card] | None = None
    for number in range(1, batch["version"] + 1):
        rows = reading.cards_of(connection, plan, sha256, number)
        found = [cards.card_from_row(row.body) for row in rows]
        one = kept.get(f"{sha256}/{number:06d}") or _unknown(number, len(found))
        versions.append(one | {"changes": None if before is None else _changes(before, found)})
        before = found
    return versions[::-1]


def _unknown(number: int, count: int) -> dict[str, Any]:
    return {
        "version": number, "session": None, "taken": None, "cards": count, "faults": None, "at": None, "used": None,
        "assigned": None,
    }  # fmt: skip


def _changes(before: Sequence[Card], after: Sequence[Card]) -> dict[str, Any]:
    found = compare(before, after)
    return {
        "n": len(found.cells), "cells": [cards.cell_to_row(cell) for cell in found.cells[:TOLD]],
        "gone": len(found.only_first), "new": len(found.only_second),
    }  # fmt: skip
