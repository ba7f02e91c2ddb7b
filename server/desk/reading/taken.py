"""What follows once a batch's file and fact are on disk: it is to be parsed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from server.store import reading


def taken(connection: Connection, batch: Mapping[str, Any], seq: int) -> None:
    """Note that a batch is to be parsed; the hub does so in a thread of its own, and after a crash goes on with it.

    Args:
        connection: of the transaction that keeps the batch.
        batch: as ``batch_row`` keeps it.
        seq: of the fact for whose sake; what became due first is parsed first.
    """
    reading.keep(connection, batch["plan"], "due", batch["sha256"], {"seq": seq}, batch["session"])
