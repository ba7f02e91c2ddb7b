"""A batch parsed (the hub states it): by which profile, what was found, and to which session it belongs.

Every parse is a version. What it found lies by content in the data folder (``cards``); the raw file stays as it came.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, StrictBool, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.imports import Lost
from server.desk.reading import batch_row, cards, live, released, scores, versions
from server.desk.reading import session as sessions
from server.desk.reading.bodies import OfPlan, SessionId, Sha256
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction

#: What parses found, at hand from working their session out until they are kept.
CONTENTS: sessions.Shelf[Mapping[str, Any] | None] = sessions.Shelf(2)
#: Faults of a file that a row shows; how many there are in all stands beside them.
SHOWN = 40


class UsedBody(Body):
    """The profile a batch was parsed by: its id, what it is called, and the SHA-256 of what it means."""

    id: StrictStr = Field(max_length=60)
    title: StrictStr = Field(max_length=200)
    title_en: StrictStr = Field(max_length=200)
    digest: Sha256


class ParseBody(OfPlan):
    """What a parse found: ``found`` is the hash of it, ``taken`` whether its cards count.

    ``profile`` is null where no profile fits the file, ``session`` null where it belongs to none that is known;
    ``cause`` is the sequence of the fact for whose sake it was parsed.
    """

    batch: Sha256
    version: StrictInt = Field(ge=1, le=100_000)
    profile: UsedBody | None
    session: SessionId | None
    taken: StrictBool
    cards: StrictInt = Field(ge=0, le=10_000_000)
    faults: StrictInt = Field(ge=0, le=100_000_000)
    found: Sha256
    cause: StrictInt = Field(ge=0, le=2**53)


@dataclass(frozen=True, slots=True)
class Found:
    """The batch as it stands, and what lies under the hash; None where there is none."""

    batch: Mapping[str, Any] | None
    content: Mapping[str, Any] | None


def _load(connection: Connection, hub: Hub, _act: Act, body: ParseBody) -> Found:
    return Found(batch_row.get(connection, body.plan, body.batch), _content(hub, body.found))


def _content(hub: Hub, found: str) -> Mapping[str, Any] | None:
    def read() -> Mapping[str, Any] | None:
        text = hub.files.read(found)
        return None if text is None else json.loads(text)

    return None if hub.files.path(found) is None else CONTENTS.get(found, read)


def _decide(loaded: Found, _act: Act, body: ParseBody) -> None:
    if loaded.batch is None:
        raise Refusal("batch-unknown", field="batch")
    if loaded.content is None:
        raise Refusal("import-unknown", field="found")
    if body.version != loaded.batch["version"] + 1:
        raise Refusal("import-differs", field="version")


def _keep(tx: Transaction, act: Act, body: ParseBody, loaded: Found) -> None:
    """Keep what was found, and work the session out with it.

    Raises:
        Lost: a rebuild does not find what was found then.
    """
    if loaded.content is None:
        raise Lost(body.found)
    if loaded.batch is None:
        return
    before = loaded.batch
    after = _after(before, body, loaded.content, _counts(tx.connection, body, loaded.content))
    due = reading.get(tx.connection, body.plan, "due", body.batch)
    if due is not None and due["seq"] == body.cause:  # else it is to be parsed in another way since
        reading.keep(tx.connection, body.plan, "due", body.batch, None)
    _keep_cards(tx, body, loaded.content)
    versions.keep(tx, act, body, before)
    batch_row.put(tx, act.seq, after)
    for session in sorted({before["session"], body.session} - {None}):
        live.show(tx, act, body.plan, session)
    _tell(tx, act, body, after)
    CONTENTS.drop(body.found)


def _after(
    before: Mapping[str, Any], body: ParseBody, content: Mapping[str, Any], counts: Mapping[str, int]
) -> dict[str, Any]:
    """Return the batch as it stands after the parse; ``counts`` are its cards by room."""
    state = "refused" if not body.taken else "unplaced" if body.session is None else "read"
    state = "closed" if state == "read" and before["closed"] is not None else state
    return {
        **before,
        "state": state, "version": body.version, "session": body.session, "cards": body.cards, "rooms": counts,
        "used": None if body.profile is None else body.profile.model_dump(),
        "faults": [cards.fault_shown(fault) for fault in content["faults"][:SHOWN]],
        "noted": content["faults"][:SHOWN], "fault_count": body.faults, "found": body.found,
    }  # fmt: skip


def ahead(connection: Connection, hub: Hub, told: Mapping[str, Any]) -> None:
    """Work out what a parse will make of its session, before the writer has the fact.

    Whoever waits for the writer would wait for it otherwise. It is only at hand then: the writer works it out itself
    where anything that it rests on changed meanwhile, and so does whoever folds the journal again.

    Args:
        connection: read by the calling thread.
        hub: where the parse lies by content.
        told: the fact's body.
    """
    body = ParseBody.model_validate(told)
    batch, content = batch_row.get(connection, body.plan, body.batch), _content(hub, body.found)
    if batch is None or content is None or not batch["seq"]:
        return
    after = _after(batch, body, content, _counts(connection, body, content))
    to_be = after, sessions.cards_to_keep(after, content["cards"])
    for session in {batch["session"], body.session} - {None}:
        instead = {body.batch: to_be if session == body.session else None}
        now = sessions.standing(connection, body.plan, session, instead)
        if now is not None and released.newest_row(connection, body.plan, session) is not None:
            scores.summed(connection, now)


def _rooms(connection: Connection, body: ParseBody, content: Mapping[str, Any]) -> Iterator[tuple[str | None, Any]]:
    """Return the cards of a parse, each with its room: the roster's, else the one that it says itself."""
    rows = {} if body.session is None else sessions.roster(connection, body.plan, body.session)
    listed = {number: row["room"] for number, row in rows.items()}
    for row in content["cards"]:
        yield (listed.get(row["number"][:64]) or row.get("room") or "")[:32] or None, row


def _counts(connection: Connection, body: ParseBody, content: Mapping[str, Any]) -> dict[str, int]:
    """Return how many cards there are in each room."""
    return dict(sorted(Counter(room or "" for room, _ in _rooms(connection, body, content)).items()))


def _keep_cards(tx: Transaction, body: ParseBody, content: Mapping[str, Any]) -> None:
    """Keep the cards, each in the room of the roster."""
    reading.keep_cards(
        tx.connection, body.plan,
        [
            reading.Read(body.batch, body.version, row["row"], body.session, room, row["number"][:64], row)
            for room, row in _rooms(tx.connection, body, content)
        ],
    )  # fmt: skip


def _tell(tx: Transaction, act: Act, body: ParseBody, batch: Mapping[str, Any]) -> None:
    """Alert whoever answers for it where nothing of a file could be taken, until it is."""
    if body.taken or batch.get("dropped"):
        batch_row.alert_over(tx, act.seq, batch)
    else:
        told, subject = batch_row.refused_alert(batch)
        feed.alert(tx, act.seq, act.received, told, subject, plan=body.plan, place=batch["station"])
    feed.line(tx, act, plan=body.plan, about=batch["name"], what=[str(body.cards), str(body.faults)])


PARSE = Desk("reading.parse", ParseBody, _load, _decide, _keep)
