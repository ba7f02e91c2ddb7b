"""Which uploads are evidence that was announced, and which are strangers: kept apart, and shown to the office alone."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.domain.evidence.piece import Evidence
from server.domain.record import Entry
from server.domain.upload import Upload
from server.store import dispute as disputes
from server.store import evidence, journal
from server.store import upload as store

#: Verdicts after which the bytes of an announcement are kept: what is in dispute may yet be found to have happened.
KEPT = ("accepted", "disputed")


def evidence_of(entry: Entry) -> str | None:
    """Return the evidence that an entry of the journal is about, or None."""
    named = fact_text(entry).get("body")
    found = named.get("evidence") if isinstance(named, dict) else None
    return found if isinstance(found, str) else None


def discarded(entry: Entry) -> str | None:
    """Return the upload that an entry of the journal threw away, or None."""
    named = fact_text(entry).get("body")
    if entry.kind != "evidence.discard" or entry.verdict != "accepted" or not isinstance(named, dict):
        return None
    return str(named["upload"])


def fact_text(entry: Entry) -> dict[str, Any]:
    """Return an entry's fact as it was handed in; empty where it is none."""
    read = json.loads(entry.fact)
    return read if isinstance(read, dict) else {}


def named(connection: Connection, fact: str) -> Evidence | None:
    """Return the evidence that a fact announced, first or again with the same bytes, or None."""
    known = evidence.of_fact(connection, fact)
    if known is not None:
        return known
    names = [evidence_of(one) for one in journal.find(connection, [fact]) if one.kind == "evidence.attach"]
    found = [evidence.find(connection, name) for name in names if name is not None]
    return next((one for one in found if one and any(by.fact == fact for by in one.bringers)), None)


def kept(connection: Connection, upload: Upload) -> bool:
    """Tell whether an upload is never tidied away: it was announced, or has bytes whose announcement was refused.

    What a refused fact described was taken all the same; the same photo may be announced again in other words.
    """
    if announced(connection, upload):
        return True
    fact = upload.fact
    refused = upload.offset > 0 and fact is not None and named(connection, fact) is None
    return refused and bool(_attached(connection, upload))


def announced(connection: Connection, upload: Upload) -> bool:
    """Tell whether an upload holds bytes that were announced by its own device, and that nothing replaced since.

    Bytes that somebody took in since are as good as announced.
    """
    held = evidence.of_upload(connection, upload.upload)
    if held is not None and held.taken_in:
        return held.removed is None
    fact = upload.fact
    if fact is None:
        return False
    if not any(one.verdict in KEPT for one in _attached(connection, upload)):
        return False
    known = named(connection, fact)
    if known is None or known.upload == upload.upload:
        return known is None or known.removed is None
    return known.removed is None and known.equal is not True


def _attached(connection: Connection, upload: Upload) -> list[Entry]:
    """Return what an upload's own device announced by the fact that it names, whatever the hub found of it."""
    fact = upload.fact
    entries = [] if fact is None else journal.find(connection, [fact])
    return [one for one in entries if one.kind == "evidence.attach" and one.device == upload.device]


@dataclass(frozen=True, slots=True)
class Stranger:
    """An upload as far as it may be nobody's evidence.

    ``held`` is the evidence whose bytes it holds; ``disputed`` the announcement (its sequence number) that is still in
    dispute; ``waits``: its announcement holds, and the hub has yet to bring both together.
    """

    upload: Upload
    held: Evidence | None
    disputed: int | None
    waits: bool


def stranger(connection: Connection, upload: Upload) -> Stranger:
    """Return what is known of an upload that may be nobody's evidence."""
    held, said = evidence.of_upload(connection, upload.upload), _doubted(connection, upload)
    row = None if said is None else disputes.get(connection, said.seq)
    still_open = said is not None and (row is None or row.row["state"] == "open")
    waits = said is None and announced(connection, upload)
    return Stranger(upload, held, said.seq if said is not None and still_open else None, waits)


def find(connection: Connection, upload: str) -> Stranger | None:
    """Return what is known of the upload of that id; None where there never was one."""
    found = store.find(connection, upload)
    return None if found is None else stranger(connection, found)


def strangers(connection: Connection) -> list[Stranger]:
    """Return the uploads that are nobody's evidence yet, the newest first.

    Until somebody settles a dispute about an announcement, there is no other place where its bytes are to be seen; nor
    afterwards, where it was found not to have happened.
    """
    found = [stranger(connection, one) for one in store.alive(connection)]
    return [one for one in found if one.held is None and not one.waits]


def _doubted(connection: Connection, upload: Upload) -> Entry | None:
    """Return the announcement of an upload that was disputed and that made no evidence since."""
    fact = upload.fact
    if fact is None or named(connection, fact) is not None:
        return None
    return next((one for one in _attached(connection, upload) if one.verdict == "disputed"), None)
