"""What is known of card reading: batches, attendance, faults and their settling, keys, releases; and the cards."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, or_, select

from server.store import tables
from server.store.things import Things, text_of

READING, CARD, CANDIDATE = tables.reading.c, tables.card.c, tables.candidate.c
#: What there is; ``key`` is unique within it.
What = Literal[
    "profile", "batch", "due", "attendance", "proposal", "settled", "approved", "closed", "check", "entry", "key",
    "release", "station", "score", "version",
]  # fmt: skip
NONE: Mapping[str, Any] = MappingProxyType({})
#: What of it the reconciliation of a session rests on.
RESTS_ON = ("approved", "attendance", "batch", "check", "settled")


_THINGS: Things[What] = Things(tables.reading)
get, every, keep = _THINGS.get, _THINGS.every, _THINGS.keep


def proposed(connection: Connection, plan: int, session: str, begins: str) -> list[str]:
    """Return the faults of a session whose key so begins and whose newest proposal nobody has decided."""
    found = every(connection, plan, "proposal", session).values()
    done = {row["proposal"] for row in every(connection, plan, "settled", session).values()}
    return sorted(
        row["fault"] for row in found
        if row["fault"].startswith(begins) and not row["rejected"] and row["fact"] not in done
    )  # fmt: skip


def batch(connection: Connection, sha256: str) -> dict[str, Any] | None:
    """Return a batch by the hash of its file, whatever plan it belongs to, or None."""
    query = select(READING.body).where(READING.what == "batch", READING.key == sha256).order_by(READING.plan)
    body = connection.execute(query.limit(1)).scalar()
    return None if body is None else json.loads(body)


def batches_in(connection: Connection, plan: int, states: Iterable[str]) -> list[dict[str, Any]]:
    """Return a plan's batches in these states; the others, nearly all of them, are not even read as JSON."""
    wanted = set(states)
    told = or_(*(READING.body.contains(f'"state": "{state}"', autoescape=True) for state in sorted(wanted)))
    query = select(READING.body).where(READING.plan == plan, READING.what == "batch", told).order_by(READING.key)
    found = map(json.loads, connection.execute(query).scalars())
    return [row for row in found if row["state"] in wanted]  # a fault may quote the words


def brought(connection: Connection) -> list[tuple[str, str, int, str]]:
    """Return every file that was handed in: its hash, which device brought it first, its bytes, when it came."""
    query = select(READING.body).where(READING.what == "batch").order_by(READING.plan, READING.key)
    found = map(json.loads, connection.execute(query).scalars())
    return [(row["sha256"], row["device"], row["size"], row["received"]) for row in found]


def due(connection: Connection) -> list[tuple[int, str]]:
    """Return the batches that are to be parsed: plan and hash, in the order they became due."""
    query = select(READING.plan, READING.key, READING.body).where(READING.what == "due")
    found = [(json.loads(row.body)["seq"], row.plan, row.key) for row in connection.execute(query)]
    return [(plan, sha256) for _, plan, sha256 in sorted(found)]


@dataclass(frozen=True, slots=True)
class Read:
    """A card as a parse of a batch found it. ``body`` is what else it says (``server.desk.reading.card_row``)."""

    batch: str
    version: int
    row: int
    session: str | None
    room: str | None
    number: str
    body: Mapping[str, Any]


def keep_cards(connection: Connection, plan: int, cards: Iterable[Read]) -> None:
    """Keep the cards of a parse."""
    values = [
        {
            "plan": plan, "batch": card.batch, "version": card.version, "row": card.row, "session": card.session,
            "room": card.room, "number": card.number,
            "body": json.dumps(dict(card.body), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        }
        for card in cards
    ]  # fmt: skip
    if values:
        connection.execute(insert(tables.card), values)


def cards_of(
    connection: Connection, plan: int, sha256: str, version: int, after: int = 0, limit: int | None = None
) -> list[Read]:
    """Return the cards of one parse of a batch in the order of its file, those after row ``after``."""
    query = select(tables.card).where(CARD.plan == plan, CARD.batch == sha256, CARD.version == version)
    query = query.where(CARD.row > after).order_by(CARD.row)
    return [_read(row) for row in connection.execute(query if limit is None else query.limit(limit))]


def card_count(connection: Connection, plan: int, sha256: str, version: int) -> int:
    """Return how many cards one parse of a batch found."""
    query = select(func.count()).where(CARD.plan == plan, CARD.batch == sha256, CARD.version == version)
    return int(connection.execute(query).scalar_one())


def _read(row: Any) -> Read:
    return Read(row.batch, row.version, row.row, row.session, row.room, row.number, json.loads(row.body))


def sessions_of(connection: Connection, plan: int, numbers: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return in which sessions and rooms the roster has these admission numbers."""
    wanted = set(numbers)
    query = select(CANDIDATE.admission_no, CANDIDATE.session, CANDIDATE.room).where(CANDIDATE.plan == plan)
    found: dict[str, list[tuple[str, str]]] = {}
    for number, session, room in connection.execute(query.order_by(CANDIDATE.session)):
        if number in wanted:
            found.setdefault(number, []).append((session, room))
    return found


def roster_texts(connection: Connection, plan: int, session: str) -> list[str]:
    """Return a session's candidates as they were imported, as JSON, by room and admission number."""
    query = select(CANDIDATE.body).where(CANDIDATE.plan == plan, CANDIDATE.session == session)
    return list(connection.execute(query.order_by(CANDIDATE.room, CANDIDATE.admission_no)).scalars())


def in_room(connection: Connection, plan: int, session: str, room: str) -> list[dict[str, Any]]:
    """Return a room's candidates in a session as they were imported, by admission number."""
    here = (CANDIDATE.plan == plan, CANDIDATE.session == session, CANDIDATE.room == room)
    found = connection.execute(select(CANDIDATE.body).where(*here).order_by(CANDIDATE.admission_no)).scalars()
    return [json.loads(body) for body in found]


def fingerprint(
    connection: Connection, plan: int, session: str, batches: Mapping[str, Mapping[str, Any] | None] = NONE
) -> str:
    """Return what names everything that a session's reconciliation rests on: it is another once anything of it is.

    Cheaper by far than to work the session out: texts are hashed as they are stored.

    Args:
        connection: read by the calling thread.
        plan: the plan's number.
        session: the session.
        batches: by hash, what is to stand in the place of batches that are kept; None: it is no longer the session's.
    """
    digest = hashlib.sha256()
    item, figure = tables.item.c, tables.figure.c
    rests = select(READING.what, READING.key, READING.body).where(
        READING.plan == plan, READING.session == session, READING.what.in_(RESTS_ON)
    )
    kept = {(row.what, row.key): row.body for row in connection.execute(rests)}
    kept |= {("batch", sha256): None if body is None else text_of(body) for sha256, body in batches.items()}
    for (what, key), body in sorted(kept.items()):
        if body is not None:
            digest.update(f"{what}\x1f{key}\x1f{body}\x1e".encode())
    digest.update(b"\x1d")
    for query in (
        select(tables.plan.c.body).where(tables.plan.c.plan == plan),
        select(tables.policy.c.body).where(tables.policy.c.plan == plan),
        select(CANDIDATE.body).where(CANDIDATE.plan == plan, CANDIDATE.session == session).order_by(
            CANDIDATE.admission_no
        ),
        select(CANDIDATE.admission_no, CANDIDATE.session).where(CANDIDATE.plan == plan, CANDIDATE.session != session)
        .order_by(CANDIDATE.session, CANDIDATE.admission_no),
        select(READING.key, READING.body).where(
            READING.plan == plan, READING.session == session, READING.what == "proposal",
            READING.key.startswith(f"{session}/correction/", autoescape=True),
        ).order_by(READING.key),
        select(item.label, item.room, item.body).where(item.plan == plan, item.session == session)
        .order_by(item.label),
        select(figure.room, figure.figure, figure.by, figure.value, figure.at)
        .where(figure.plan == plan, figure.session == session)
        .order_by(figure.room, figure.figure, figure.by),
    ):  # fmt: skip
        for row in connection.execute(query):
            digest.update("\x1f".join(map(str, row)).encode())
            digest.update(b"\x1e")
        digest.update(b"\x1d")
    return digest.hexdigest()


def elsewhere(connection: Connection, plan: int, session: str) -> dict[str, str]:
    """Return the admission numbers of the plan's other sessions that this one has not, each with its session."""
    here = select(CANDIDATE.admission_no).where(CANDIDATE.plan == plan, CANDIDATE.session == session)
    query = select(CANDIDATE.admission_no, CANDIDATE.session).where(CANDIDATE.plan == plan)
    query = query.where(CANDIDATE.session != session, CANDIDATE.admission_no.not_in(here))
    return {number: of for number, of in connection.execute(query.order_by(CANDIDATE.session.desc()))}
