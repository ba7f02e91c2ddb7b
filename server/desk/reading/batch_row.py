"""A batch (读卡文件) as it is kept and shown: one file of a reader, whatever has become of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from server.desk import feed
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction

#: Who sees card reading: the chief, the office and the card-reader stations.
SCOPE = "reading"
#: What of a batch is kept and not shown.
UNSHOWN = ("noted", "found", "seq", "asked_pass")


def received(
    plan: int, sha256: str, size: int, name: str, *, station: str | None, profile: str | None, session: str | None,
    passes: int, modified: str | None, again: str | None, device: str, by: int | None, at: str, received: str,
    fact: str,
) -> dict[str, Any]:  # fmt: skip
    """Return a batch whose file is here and which nobody has parsed yet.

    Args:
        plan: the plan's number.
        sha256: of the file's bytes, hex.
        size: bytes.
        name: the file's name at the station.
        station: what the station calls itself.
        profile: the id of the profile it is to be parsed by; None: the hub finds out.
        session: the session it belongs to; None: the hub finds out.
        passes: 1, or 2 for a second reading of the same cards.
        modified: when the file was changed last, by the station's clock.
        again: the batch of the same name that was read before.
        device: who handed it in.
        by: who had signed in there.
        at: when it was sent, by the device's clock.
        received: when it came, by the hub's.
        fact: the fact's id.
    """
    return {
        "plan": plan, "sha256": sha256, "size": size, "name": name, "station": station, "asked": profile,
        "session": session, "pass": passes, "asked_pass": passes, "modified": modified, "again": again,
        "device": device, "by": by,
        "asked_session": session, "at": at, "received": received, "fact": fact, "state": "received", "version": 0,
        "used": None, "cards": 0, "rooms": {}, "faults": [], "noted": [], "fault_count": 0, "found": None, "seq": 0,
        "assigned": None, "closed": None, "seen": [],
    }  # fmt: skip


def get(connection: Connection, plan: int, sha256: str) -> dict[str, Any] | None:
    """Return a batch of a plan, or None."""
    return reading.get(connection, plan, "batch", sha256)


def put(tx: Transaction, seq: int, batch: Mapping[str, Any]) -> None:
    """Keep a batch and show it."""
    plan, sha256 = batch["plan"], batch["sha256"]
    after = {**batch, "seq": batch["seq"] or seq}  # batches are worked out in the order they came
    reading.keep(tx.connection, plan, "batch", sha256, after, after["session"])
    show(tx, seq, after)


def show(
    tx: Transaction, seq: int, batch: Mapping[str, Any], held: Sequence[str] = (), kept: Sequence[str] = ()
) -> None:
    """Show a batch where it changed.

    ``held``: rooms of it that were read before and wait for a leader; ``kept``: those of which the earlier stands.

    What the file holds is not shown, for it may hold names: it is asked for.
    """
    key = f"{batch['plan']}/{batch['sha256']}"
    state = "held" if held and batch["state"] == "read" else batch["state"]
    state = "dropped" if batch.get("dropped") else state
    told = {name: value for name, value in batch.items() if name not in UNSHOWN}
    value = {"dropped": None} | told | {"state": state, "held": list(held), "kept": list(kept)}
    if tx.rows.current("batch", key) != value:
        tx.rows.put(seq, "batch", key, SCOPE, value)


def refused_alert(batch: Mapping[str, Any]) -> tuple[Refusal, str]:
    """Return the alert that nothing of a batch was taken, and its subject."""
    told = Refusal("batch-refused", name=batch["name"], count=batch["fault_count"])
    return told, f"{batch['plan']}/{batch['sha256'][:32]}"


def alert_over(tx: Transaction, seq: int, batch: Mapping[str, Any]) -> None:
    """End the alert that nothing of a batch was taken, where it is open."""
    told, subject = refused_alert(batch)
    alerted = tx.rows.current("alert", f"{told.code}/{subject}"[:96])
    if alerted is not None and alerted["state"] == "open":
        feed.alert(tx, seq, alerted["since"], told, subject, plan=batch["plan"], state="closed")
