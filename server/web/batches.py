"""Batches of the card readers for those who read: cards, raw files, faults with their cards, rooms by seat."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from apiflask.fields import Integer, String
from apiflask.validators import Length, Range
from flask import Response
from sqlalchemy import Connection

from protocol.fact import MAX_INTEGER
from server.desk.reading import batch_row, told, versions
from server.domain.refusal import Refusal
from server.web import guard, reading
from server.web.core import core
from server.web.holding import asking, holder

bp = APIBlueprint("batches", __name__, tag="card reading")

WHO = ("chief", "office", "reader")
#: Whoever may do one of these may see cards: those who read them, and those who answer for it.
READS = ("reading.assign", "reading.propose", "reading.settle", "reading.approve")
PIECE = 256 * 1024

PLAN: dict[str, Any] = {"plan": Integer(required=True, validate=Range(0, MAX_INTEGER))}
SESSION: dict[str, Any] = PLAN | {"session": String(required=True, validate=Length(1, 32))}


@bp.get("/api/reading/batches/<sha256>/cards")
@guard.only(*WHO)
@bp.input(
    PLAN
    | {
        "after": Integer(load_default=0, validate=Range(0, MAX_INTEGER)),
        "limit": Integer(load_default=100, validate=Range(1, 500)),
    },
    location="query",
    schema_name="BatchCardsQuery",
)
@bp.doc(summary="Cards of a batch's newest parse, by row", responses={200: "Cards, to be shown and not kept"})
def cards(sha256: str, query_data: dict[str, Any]) -> dict[str, Any]:
    """Return cards of a batch in the order of its file, and what is wrong with the file."""
    hub, device = core(), asking()

    def work(connection: Connection) -> dict[str, Any]:
        holder(connection, query_data["plan"], device, *READS)
        return told.batch_cards(
            connection, hub.door.hub, query_data["plan"], sha256, query_data["after"], query_data["limit"]
        )

    return hub.read(work)


@bp.get("/api/reading/batches/<sha256>/raw")
@guard.only(*WHO)
@bp.input(PLAN, location="query", schema_name="BatchRawQuery")
@bp.doc(summary="A batch's file, as it was received", responses={200: "Bytes"})
def raw(sha256: str, query_data: dict[str, Any]) -> Response:
    """Return the file of a batch, byte for byte as it came."""
    hub, device = core(), asking()

    def work(connection: Connection) -> dict[str, Any] | None:
        holder(connection, query_data["plan"], device, *READS)
        return batch_row.get(connection, query_data["plan"], sha256)

    found = hub.read(work)
    path = None if found is None else hub.door.hub.files.path(sha256)
    if path is None or found is None:
        raise Refusal("batch-unknown", field="batch")
    return reading.sealed(hub, partial(_pieces, path), found["size"], str(found["size"]))


def _pieces(path: Path, first: int, stop: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while first < stop and (piece := file.read(min(PIECE, stop - first))):
            first += len(piece)
            yield piece


@bp.get("/api/reading/batches/<sha256>/versions")
@guard.only(*WHO)
@bp.input(PLAN, location="query", schema_name="BatchVersionsQuery")
@bp.doc(
    summary="Every parse of a batch, the newest first, with what it has otherwise than the one before",
    responses={200: "Versions, to be shown and not kept"},
)
def every_version(sha256: str, query_data: dict[str, Any]) -> dict[str, Any]:
    """Return how a batch was read each time: when, by which profile, for which session, and what differed."""
    device = asking()

    def work(connection: Connection) -> dict[str, Any]:
        holder(connection, query_data["plan"], device, *READS)
        return {"versions": versions.told(connection, query_data["plan"], sha256)}

    return core().read(work)


@bp.get("/api/reading/faults")
@guard.only(*WHO)
@bp.input(
    SESSION | {"fault": String(required=True, validate=Length(1, 64))}, location="query", schema_name="FaultQuery"
)
@bp.doc(summary="The cards that a fault is about", responses={200: "As read, as they count, with each correction"})
def fault(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return a fault's cards; the key stands in the query, for it holds slashes."""
    device = asking()

    def work(connection: Connection) -> dict[str, Any]:
        holder(connection, query_data["plan"], device, *READS)
        return told.fault_cards(connection, query_data["plan"], query_data["session"], query_data["fault"])

    return core().read(work)


@bp.get("/api/reading/room")
@guard.only(*WHO)
@bp.input(
    SESSION | {"room": String(required=True, validate=Length(1, 32))}, location="query", schema_name="RoomCardsQuery"
)
@bp.doc(summary="The cards of a room as they count", responses={200: "Cards, each with how it is corrected"})
def room(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return the cards of a room, so that one with which no rule found anything wrong can be corrected."""
    device = asking()

    def work(connection: Connection) -> dict[str, Any]:
        plan, session = query_data["plan"], query_data["session"]
        holder(connection, plan, device, *READS)
        return {"cards": told.room_cards(connection, plan, session, query_data["room"])}

    return core().read(work)


@bp.get("/api/reading/seats")
@guard.only(*WHO)
@bp.input(SESSION | {"room": String(required=True, validate=Length(1, 32))}, location="query", schema_name="SeatsQuery")
@bp.doc(summary="A room by seat, with its record sheet", responses={200: "Seats; names masked"})
def seats(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return who sits where in a room, for whoever enters its record sheet."""
    device = asking()

    def work(connection: Connection) -> dict[str, Any]:
        holder(connection, query_data["plan"], device, "attendance.mark")
        return told.room_seats(connection, query_data["plan"], query_data["session"], query_data["room"])

    return core().read(work)


@bp.get("/api/reading/check")
@guard.only(*WHO)
@bp.input(SESSION, location="query", schema_name="CheckQuery")
@bp.doc(summary="The cards that the hub drew for the newest random check", responses={200: "Cards as they count"})
def check(query_data: dict[str, Any]) -> dict[str, Any]:
    """Return the cards to lay beside the paper."""
    device = asking()

    def work(connection: Connection) -> dict[str, Any]:
        holder(connection, query_data["plan"], device, *READS)
        return {"cards": told.drawn(connection, query_data["plan"], query_data["session"])}

    return core().read(work)
