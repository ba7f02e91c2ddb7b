"""Photos and film that were announced, as they are."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, or_, select

from server.domain.evidence.piece import Evidence
from server.domain.evidence.row import from_row, to_row
from server.domain.upload import Upload
from server.store import derived, tables
from server.store import upload as uploads
from server.store.derived import TURNS

EVIDENCE, UPLOAD, DERIVED = tables.evidence.c, tables.upload.c, tables.derived.c
#: Films that are enough to tell how fast films grow.
SOME = 100


def find(connection: Connection, evidence: str) -> Evidence | None:
    """Return evidence by its id, or None."""
    return _one(connection, select(EVIDENCE.body).where(EVIDENCE.evidence == evidence))


def of_fact(connection: Connection, fact: str) -> Evidence | None:
    """Return the evidence that a fact announced, or None."""
    return _one(connection, select(EVIDENCE.body).where(EVIDENCE.fact == fact))


def of_upload(connection: Connection, upload: str) -> Evidence | None:
    """Return the evidence whose bytes an upload holds, or None."""
    return _one(connection, select(EVIDENCE.body).where(EVIDENCE.upload == upload))


def unsettled(connection: Connection) -> list[str]:
    """Return the ids of evidence of which something is to come, to be found, or to be taken away."""
    unseen = EVIDENCE.body.contains('"found": null', autoescape=True)
    failed = [EVIDENCE.body.contains(f'"fault": "{fault}"', autoescape=True) for fault in ("too-slow", "ended-reader")]
    film = EVIDENCE.body.contains('"media": "video"', autoescape=True)
    made = select(DERIVED.evidence).where(DERIVED.what.in_((TURNS, "film")))
    unmade = and_(film, EVIDENCE.evidence.not_in(made))
    still = or_(EVIDENCE.state != "equal", unseen, unmade, *failed)
    query = select(EVIDENCE.evidence).where(still).order_by(EVIDENCE.evidence)
    return list(connection.execute(query).scalars())


def every(connection: Connection, plan: int, *states: str) -> list[Evidence]:
    """Return a plan's evidence; only that in one of ``states`` where some are given."""
    query = select(EVIDENCE.body).where(EVIDENCE.plan == plan).order_by(EVIDENCE.evidence)
    return _all(connection, query.where(EVIDENCE.state.in_(states)) if states else query)


def used(connection: Connection, plan: int) -> dict[str | None, int]:
    """Return the bytes that are here of each session's evidence."""
    query = (
        select(EVIDENCE.session, func.sum(UPLOAD.offset))
        .join(tables.upload, UPLOAD.upload == EVIDENCE.upload)
        .where(EVIDENCE.plan == plan, EVIDENCE.state != "removed")
        .group_by(EVIDENCE.session)
    )
    return {session: int(count or 0) for session, count in connection.execute(query)}


def spoken_for(connection: Connection, plan: int, session: str | None, but: str) -> int:
    """Return the bytes of a session that are here, or will be once what was announced and begun has come.

    Of the evidence ``but``, whose upload is just about to begin, only what is here counts.
    """
    of = (EVIDENCE.plan == plan, EVIDENCE.session == session, EVIDENCE.state != "removed")
    more = case((and_(UPLOAD.state == "open", UPLOAD.length > UPLOAD.offset), UPLOAD.length), else_=UPLOAD.offset)
    come = case((EVIDENCE.evidence == but, UPLOAD.offset), else_=more)
    begun = select(func.sum(come)).join(tables.upload, UPLOAD.upload == EVIDENCE.upload).where(*of)
    announced = _all(connection, select(EVIDENCE.body).where(*of, EVIDENCE.state == "announced"))
    words = (one.word for one in announced if one.evidence != but)
    open_ended = (
        select(EVIDENCE.body, UPLOAD.offset)
        .join(tables.upload, UPLOAD.upload == EVIDENCE.upload)
        .where(*of, UPLOAD.state == "open", UPLOAD.length.is_(None), EVIDENCE.evidence != but)
    )
    coming = [(from_row(json.loads(body)).word, offset) for body, offset in connection.execute(open_ended)]
    sizes = [word.size for word in words if word] + [max(0, word.size - offset) for word, offset in coming if word]
    return int(connection.scalar(begun.select_from(tables.evidence)) or 0) + sum(sizes)


def silent(connection: Connection, plan: int, before: str) -> list[tuple[Evidence, str, int]]:
    """Return the evidence of which more is to come and nothing came since a time (RFC 3339, UTC).

    Each with the time of its last bytes and with how many are here. What was announced and never began to come is not
    among it: its device has not been here.
    """
    query = (
        select(EVIDENCE.body, UPLOAD.touched, UPLOAD.offset)
        .join(tables.upload, UPLOAD.upload == EVIDENCE.upload)
        .where(EVIDENCE.plan == plan, EVIDENCE.state.in_(("live", "arriving")))
        .where(UPLOAD.state == "open", UPLOAD.touched < before)
        .order_by(EVIDENCE.evidence)
    )
    return [(from_row(json.loads(body)), touched, offset) for body, touched, offset in connection.execute(query)]


def coming(connection: Connection) -> list[tuple[str, Upload]]:
    """Return the evidence of which some is here and more is to come, each with its upload."""
    query = (
        select(EVIDENCE.evidence, tables.upload)
        .join(tables.upload, UPLOAD.upload == EVIDENCE.upload)
        .where(EVIDENCE.state.in_(("live", "arriving")), UPLOAD.state == "open")
        .order_by(EVIDENCE.evidence)
    )
    rows = connection.execute(query).all()
    return [(row.evidence, upload) for row, upload in zip(rows, uploads.read(rows), strict=True)]


def left(connection: Connection, before: str) -> list[Upload]:
    """Return the uploads of evidence of which nothing came since a time (RFC 3339, UTC), from devices that ended."""
    query = (
        select(tables.upload)
        .join(tables.evidence, EVIDENCE.upload == UPLOAD.upload)
        .join(tables.device, tables.device.c.device == UPLOAD.device)
        .where(UPLOAD.state == "open", UPLOAD.touched < before, tables.device.c.state == "revoked")
        .where(EVIDENCE.state != "removed")
        .order_by(UPLOAD.upload)
    )
    return uploads.read(connection.execute(query))


def films(connection: Connection, plan: int) -> list[tuple[int, int]]:
    """Return the bytes, with those of all that was made of it, and milliseconds of some of a plan's films."""
    video = EVIDENCE.body.contains('"media": "video"', autoescape=True)
    query = select(EVIDENCE.body).where(EVIDENCE.plan == plan, EVIDENCE.state.in_(("equal", "complete")), video)
    looked = _all(connection, query.limit(SOME))
    made = derived.bytes_of(connection, [known.evidence for known in looked])
    return [
        (known.size + made.get(known.evidence, 0), known.found.duration_ms)
        for known in looked
        if known.size is not None and known.found is not None and known.found.duration_ms
    ]


def keep(connection: Connection, known: Evidence) -> None:
    """Set evidence."""
    connection.execute(delete(tables.evidence).where(EVIDENCE.evidence == known.evidence))
    values = {
        "evidence": known.evidence,
        "fact": known.fact,
        "upload": known.upload,
        "plan": known.plan,
        "session": known.place.session,
        "room": known.place.room,
        "candidate": known.place.candidate,
        "state": known.state,
        "body": json.dumps(to_row(known), ensure_ascii=False, sort_keys=True),
    }
    connection.execute(insert(tables.evidence), values)


def note(connection: Connection, known: Evidence, seq: int) -> None:
    """Add a fact to the history of evidence."""
    keep(connection, replace(known, history=(*known.history, seq)))


def _one(connection: Connection, query: Any) -> Evidence | None:
    body = connection.execute(query).scalar()
    return None if body is None else from_row(json.loads(body))


def _all(connection: Connection, query: Any) -> list[Evidence]:
    bodies: Iterable[str] = connection.execute(query).scalars()
    return [from_row(json.loads(body)) for body in bodies]
