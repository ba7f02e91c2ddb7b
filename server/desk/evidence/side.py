"""The side file of a photo or film: all that is on record about it, in a form that is signed and verified offline."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection

from protocol import fact as facts
from protocol.role import BY_NUMBER
from server.desk.evidence import quarantine
from server.domain import slices as rules
from server.domain.evidence import retention
from server.domain.evidence.looks import of_plan
from server.domain.evidence.name import file_name
from server.domain.evidence.piece import Evidence
from server.domain.plan import Plan
from server.domain.record import Entry
from server.store import derived, device, journal, people, practical
from server.store import plan as plans
from server.store import upload as uploads

FORMAT = "kaowu-side-v1"


def side(connection: Connection, known: Evidence) -> dict[str, Any]:
    """Return the side file of evidence, as the journal now has it.

    The place where it was taken, as far as the file states it, stands here alone: for those who lead, like the rest.
    Times of the capture are as they were stated. By how many milliseconds the hub's clock was ahead of the one they
    were taken by: ``skew_ms`` as its device had measured it, ``device_behind_ms`` as the announcement's way shows where
    it was handed over at once; None where it is not known.
    """
    entries = journal.with_numbers(connection, known.history)
    plan = plans.get(connection, known.plan)
    upload = None if known.upload is None else uploads.find(connection, known.upload)
    slices = [] if known.upload is None else uploads.slices(connection, known.upload)
    taken_by = device.get(connection, known.device)
    attached = next((one for one in journal.find(connection, [known.fact]) if one.kind == "evidence.attach"), None)
    if attached is not None and attached.seq not in known.history:  # kept by the settling of a dispute
        entries = [attached, *entries]
    return {
        "format": FORMAT,
        "evidence": known.evidence,
        "name": f"{known.name}.{known.ending}",
        "file": f"{file_of(plan, known)}.{known.ending}",
        "media": known.media,
        "purpose": known.purpose,
        "kept": retention.kept(known.purpose, _session_kind(plan, known)),
        "plan": {"number": known.plan, "code": None if plan is None else plan.code},
        "site": None if plan is None else plan.site.number,
        "place": asdict(known.place),
        "item": _item(connection, known),
        "about": known.about,
        "by": _person(connection, known),
        "device": {
            "id": known.device,
            "name": None if taken_by is None else taken_by.name,
            "kind": None if taken_by is None else taken_by.kind,
            "key": None if taken_by is None else dict(taken_by.jwk),
        },
        "source": dict(known.source),
        "capture": {
            "begun": known.begun,
            "ended": None if known.word is None else known.word.ended,
            "file_says": None if known.found is None else known.found.taken,
            "place": _taken_at(connection, known),
            "skew_ms": known.skew_ms,
            "device_behind_ms": None if attached is None or known.taken_in else _behind(attached),
            "slices": None if known.word is None else known.word.slices,
        },
        "arrival": {
            "upload": known.upload,
            "first": None if upload is None else upload.begun,
            "last": slices[-1].received if slices else None if upload is None else upload.touched,
            "received": known.received,
            "slices": {"columns": rules.COLUMNS, "lines": rules.lines(slices)} if slices else None,
        },
        "declared": None if known.word is None else {"size": known.word.size, "sha256": known.word.sha256},
        "computed": None if known.size is None else {"size": known.size, "sha256": known.sha256},
        "state": known.state,
        "found": _found(known),
        "derived": _derived(connection, known),
        "views": _views(entries, known.plan),
        "removed": None if known.removed is None else asdict(known.removed),
        "history": [_line(entry) for entry in entries],
        "through": known.history[-1] if known.history else 0,
    }


def file_of(plan: Plan | None, known: Evidence) -> str:
    """Return what the file of evidence is called, without its ending; by its number alone where its plan is unknown."""
    if plan is None:
        return known.name
    sha256 = known.sha256 or (None if known.word is None else known.word.sha256)
    return file_name(plan, known.name, known.place, known.purpose, datetime.fromisoformat(known.begun), sha256)


def signed(said: Mapping[str, Any], key: Ed25519PrivateKey, verifier: str) -> bytes:
    """Return a side file signed by the journal's key; ``verifier`` names the key as checkpoints do.

    The signature is over ``kaowu-side-v1``, a line feed and the canonical bytes (RFC 8785) of what it says.
    """
    signature = key.sign(FORMAT.encode() + b"\n" + facts.canonical(dict(said)))
    whole = {"side": said, "key": verifier, "signature": base64.b64encode(signature).decode()}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def verified(text: bytes, key: Ed25519PublicKey) -> dict[str, Any] | None:
    """Return what a side file says; None where the journal's key did not sign it as it stands."""
    try:
        whole = json.loads(text)
        said = whole["side"]
        key.verify(base64.b64decode(whole["signature"]), FORMAT.encode() + b"\n" + facts.canonical(said))
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature):
        return None
    return said if isinstance(said, dict) else None


def _item(connection: Connection, known: Evidence) -> dict[str, str | None] | None:
    """Return the item of the scheme that it shows, by its name; none where no scheme or several have it."""
    item = known.place.item
    return (
        None if item is None else {"id": item, "name": practical.items(connection, known.plan, known.place).get(item)}
    )


def _session_kind(plan: Plan | None, known: Evidence) -> str | None:
    session = None if plan is None or known.place.session is None else plan.session(known.place.session)
    return None if session is None else session.kind


def _person(connection: Connection, known: Evidence) -> dict[str, Any] | None:
    """Return who had signed in, by number: names are beside the journal."""
    if known.by is None:
        return None
    found = people.get(connection, known.plan, known.by)
    role = None if found is None else BY_NUMBER[found.post.role].code
    return {"person": known.by, "role": role, "badge": known.badge}


def _views(entries: Iterable[Entry], plan: int) -> list[dict[str, Any]]:
    """Return who looked at it, and who took a copy away."""
    found = []
    for entry in entries:
        if entry.kind in ("evidence.view", "evidence.glance"):
            told = of_plan(quarantine.fact_text(entry)["body"], plan)
            found.append({"seq": entry.seq, "at": entry.received, **told})
    return found


def _found(known: Evidence) -> dict[str, Any] | None:
    if known.found is None:
        return None
    said = asdict(known.found)
    return {name: said[name] for name in said if name not in ("thumb", "poster", "film", "hints")} | {
        "hints": list(known.found.hints)
    }


def _derived(connection: Connection, known: Evidence) -> list[dict[str, Any]]:
    made = derived.of(connection, known.evidence)
    return [
        {"what": what, "sha256": one["sha256"], "size": one["size"], "tool": one["tool"]}
        for what, one in made.items()
        if "tool" in one
    ]


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "fact": entry.fact_id,
        "digest": entry.digest,
        "device": entry.device,
        "received": entry.received,
        "verdict": entry.verdict,
        "leaf": entry.leaf,
    }


def _taken_at(connection: Connection, known: Evidence) -> dict[str, str] | None:
    """Return where the file says that it was taken, in degrees; as text, for canonical bytes hold no fractions."""
    said = derived.of(connection, known.evidence).get("place")
    return (
        None if said is None else {way: f"{one:.6f}" for way, one in zip(("north", "east"), said["place"], strict=True)}
    )


def _behind(entry: Entry) -> int | None:
    """Return by how many milliseconds the device's clock was behind the hub's when it was announced at once."""
    said = quarantine.fact_text(entry).get("at")
    if entry.acted or not isinstance(said, str):
        return None
    passed = datetime.fromisoformat(entry.received) - datetime.fromisoformat(said)
    return round(passed.total_seconds() * 1000)
