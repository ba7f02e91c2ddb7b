"""What the chief sees pass by: a line for every act on duty, and alerts for what needs a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.desk.act import Act
from server.domain.refusal import Refusal
from server.store.journal import Transaction

#: Refusals that need somebody to come, and how urgently.
ALERTS = {
    "badge-forged": "alarm",
    "badge-revoked": "alarm",
    "badge-unknown": "warn",
    "number-reused": "alarm",
    "id-reused": "alarm",
    "bad-signature": "alarm",
    "device-revoked": "warn",
    "hub-older": "alarm",
    "hub-forked": "alarm",
    "facts-lacking": "alarm",
    "device-emptied": "warn",
    "seal-differs": "alarm",
    "seal-found-broken": "alarm",
    "thing-missing": "alarm",
    "act-corrected": "note",
    "count-short": "warn",
    "grant-dated-back": "alarm",
    "grant-revoked-before": "note",
    "proctor-missing": "alarm",
    "proctor-wrong-room": "alarm",
    "draw-begun-anew": "warn",
    "draw-changed-by-hand": "warn",
    "evidence-differs": "alarm",
    "evidence-interrupted": "warn",
    "media-space-low": "alarm",
    "practical-lacking": "warn",
    "assessor-left": "alarm",
    "assessor-not-in": "warn",
    "team-not-formed": "warn",
    "candidate-not-person": "alarm",
    "lots-differ": "alarm",
    "lots-unrevealed": "warn",
    "batch-refused": "warn",
    "scores-corrected": "note",
    "reader-clock": "warn",
    "reader-not-taken": "warn",
}


def line(
    tx: Transaction,
    act: Act,
    *,
    plan: int | None = None,
    person: int | None = None,
    place: str | None = None,
    by: str | None = None,
    refusal: Refusal | None = None,
    about: str | None = None,
    what: Sequence[str] = (),
    came: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the feed.

    ``about`` is what it concerns besides a person: a room, a badge number, how many. ``what`` names the fields that
    were changed, or the reason; of an import it says how many rows were taken. ``came``: of an attempt, what was
    scanned or typed (``text``) or whose badge it was (``person``).
    """
    value: dict[str, Any] = {
        "seq": act.seq,
        "received": act.received,
        "at": act.fact.at.isoformat(timespec="milliseconds"),
        "kind": act.fact.kind,
        "verdict": act.verdict,
        "device": act.fact.device,
        "plan": plan,
        "person": person,
        "place": place,
        "by": by,
        "about": about,
        "what": list(what),
        "refusal": None if refusal is None else refusal.both(),
    }
    if came is not None:
        value["came"] = dict(came)
    tx.rows.put(act.seq, "feed", str(act.seq), "office", value)


def alert(
    tx: Transaction,
    seq: int,
    since: str,
    refusal: Refusal,
    subject: str,
    *,
    plan: int | None = None,
    place: str | None = None,
    state: str = "open",
) -> None:
    """Raise an alert where the refusal is one that needs a person; the same ``subject`` again renews it.

    ``state`` is ``closed`` where it is over.
    ``place`` is where somebody has to go; None where only a device is concerned.
    """
    level = ALERTS.get(refusal.code)
    if level is None:
        return
    key = f"{refusal.code}/{subject}"[:96]
    said = refusal.both()
    value = {
        "id": key,
        "code": refusal.code,
        "since": since,
        "level": level,
        "plan": plan,
        "place": place,
        "says": said["says"],
        "fix": said["fix"],
        "state": state,
    }
    tx.rows.put(seq, "alert", key, "office", value)
