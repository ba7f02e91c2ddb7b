"""Card-reader stations at the hub's door: files handed in whole, and what a station tells of itself.

What a station was told is here is on disk: the bytes are flushed under their hash, then the fact about them is
committed, then the answer leaves.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol import fact as facts
from server.desk.reading import batch_row
from server.desk.reading import station as stations
from server.desk.reading.station import FolderBody, NotTakenBody, StationBody
from server.domain import upload as limits
from server.domain.refusal import Refusal
from server.intake import Handed, Handing, Receipt
from server.store import plan as plans
from server.store import reading, rows
from server.store.committer import stamp
from server.store.files import Part
from server.store.journal import Transaction
from server.web import facts as facts_in
from server.web import guard
from server.web.body import Body, line
from server.web.core import Core, core
from server.web.enrol import hub_fact
from server.web.problem import language
from server.web.writers import Writer

bp = APIBlueprint("reader", __name__, tag="reader")

MIB = 1024 * 1024
#: Bytes of one file.
MOST = 64 * MIB
KIND = "reading.batch"
WHO = ("chief", "office", "reader")
HEADER = "Kaowu-Fact"
#: Batches whose cards do not count, and how many a station is told of.
UNUSED, MOST_UNUSED = ("refused", "unplaced"), 100


@bp.put("/api/reader/batches/<sha256>")
@guard.only(*WHO)
@bp.doc(
    summary="Hand in a card-reader file: raw bytes, header `Kaowu-Fact` (base64url of the signed `reading.batch` fact)",
    responses={201: "It is here, and new: the receipt of its fact", 200: "It was here already: the same receipt"},
)
def hand_in(sha256: str) -> Response:
    """Take a file and the fact about it; both are on disk when the answer leaves."""
    hub, handed = core(), _handed(sha256)
    _take(hub, sha256)
    (receipt,) = hub.commit(Handing(hub.door, [handed], guard.caller().device))
    if receipt.seq is None:
        raise _unreadable()
    return _answer(receipt, hub.read(partial(batch_row.get, plan=_plan_of(handed), sha256=sha256)))


@bp.put("/api/reader/files/<sha256>")
@guard.only(*WHO)
@bp.doc(
    summary="Bring the bytes of a card-reader file; a browser states the `reading.batch` fact afterwards",
    responses={200: "They are on disk under their hash"},
)
def bring(sha256: str) -> dict[str, Any]:
    """Take a file's bytes alone: a page's facts go by its own queue, and one without its file would be refused."""
    _take(core(), sha256)
    return {"sha256": sha256}


def _take(hub: Core, sha256: str) -> None:
    """Take in the bytes of this request; they are on disk when this returns."""
    length = request.content_length
    if length is not None and length > MOST:
        raise _too_large()
    coming = hub.inflow.coming(
        guard.caller().device, sha256, MOST if length is None else length, hub.trust.clock(),
        lambda: hub.read(reading.brought), hub.media.free,
    )  # fmt: skip
    with _said(), coming as came:
        with closing(hub.waiting.run(partial(_begun, hub))) as part:
            _receive(hub, part, sha256)
            _keep(hub, part)
        came(part.offset)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise _of_disk(refusal) from refusal


def _handed(sha256: str) -> Handed:
    """Read the fact that comes with the file.

    Raises:
        Refusal: ``bad-request``, ``batch-other-file``.
    """
    text = request.headers.get(HEADER, "")
    try:
        signed = facts.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise _unreadable() from error
    fact = signed.get("fact") if isinstance(signed, dict) else None
    body = fact.get("body") if isinstance(fact, dict) and fact.get("kind") == KIND else None
    if not isinstance(body, dict):
        raise _unreadable()
    if body.get("sha256") != sha256:
        raise Refusal("batch-other-file", field=HEADER)
    return facts_in.handed(signed)


def _unreadable() -> Refusal:
    return Refusal(
        "bad-request", field=HEADER, expected='base64url of {"fact": {"kind": "reading.batch", …}, "sig": …}'
    )


def _plan_of(handed: Handed) -> int:
    plan = handed.raw["body"].get("plan")
    return plan if isinstance(plan, int) and 0 <= plan <= facts.MAX_INTEGER else -1


def _begun(hub: Core) -> Part:
    """Begin a file.

    Raises:
        Refusal: ``disk-full``, ``disk-broken``.
    """
    try:
        return hub.door.hub.files.arriving()
    except OSError as error:
        raise limits.unwritten(error.errno, hub.media.free()) from error


def _receive(hub: Core, part: Part, sha256: str) -> None:
    """Take the request's body in, all of it or nothing.

    Raises:
        Refusal: ``batch-too-large``, ``batch-cut``, ``batch-differs``, ``reader-disk-full``, ``reader-disk-broken``.
    """
    told = request.content_length
    request.max_content_length = MOST + MIB
    with line() as cut:
        body = Body(part, MOST, Writer(cut))
        body.receive()
    if body.failure is not None:
        raise _too_large() if part.offset >= MOST else _of_disk(body.failure)
    if told is not None and part.offset != told:
        raise Refusal("batch-cut", expected=told, found=part.offset)
    if part.name != sha256:
        raise Refusal("batch-differs")


def _too_large() -> Refusal:
    return Refusal("batch-too-large", most=f"{MOST // MIB} MB")


def _keep(hub: Core, part: Part) -> None:
    try:
        hub.waiting.disk(part.keep)()
    except OSError as error:
        raise _of_disk(limits.unwritten(error.errno, hub.media.free())) from error


def _of_disk(failure: Refusal) -> Refusal:
    """Say of a card-reader file what uploads say of media."""
    if failure.code == "disk-full":
        return Refusal("reader-disk-full", free=failure.params["free"], reserve=failure.params["reserve"])
    return Refusal("reader-disk-broken") if failure.code == "disk-broken" else failure


def _answer(receipt: Receipt, batch: dict[str, Any] | None) -> Response:
    """Say what became of it; asked again, the receipt is the same to the letter.

    ``batch`` is what the hub has of these bytes, whoever brought them first; null where the fact was refused.
    """
    hub = core()
    opened = batch is None or batch["fact"] == receipt.id
    said = facts_in.said(receipt, language())
    del said["first"]  # the status says so
    about = batch and {name: batch[name] for name in ("plan", "sha256", "name", "station", "received", "fact", "state")}
    answer = {"receipt": said, "batch": about, "checkpoint": hub.journal.note}
    status = 201 if receipt.first and opened else 200
    return Response(json.dumps(answer, ensure_ascii=False), status=status, mimetype="application/json")


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time with its offset (RFC 3339)")
    return text


class BeatIn(BaseModel):
    """A station's word on itself: what ``reading.station`` says, its own clock, and the plan it was told, if any."""

    model_config = ConfigDict(strict=True, extra="forbid")
    station: StrictStr = Field(min_length=1, max_length=40)
    folders: list[FolderBody] = Field(max_length=50)
    seen: int = Field(ge=0, le=2**31)
    received: int = Field(ge=0, le=2**31)
    waiting: int = Field(ge=0, le=2**31)
    refused: list[NotTakenBody] = Field(max_length=50)
    clock: Annotated[StrictStr, Field(max_length=40), AfterValidator(_moment)]
    plan: StrictInt | None = Field(default=None, ge=0, le=facts.MAX_INTEGER)


@bp.post("/api/reader/heartbeat")
@guard.only("reader")
@bp.input(BeatIn)
@bp.doc(
    summary="What a card-reader station tells of itself, every few seconds",
    responses={200: "Time, plan, and files of it not used"},
)
def beat(json_data: BeatIn) -> dict[str, Any]:
    """Hear a station; what has changed since it told last goes on record.

    ``unused`` are files that are here but whose cards do not count, for whoever stands at the marking machine, those
    that two people put aside among them (``dropped``); ``cut``:
    there are more, so that one which is not named need not be used. ``sessions``: their names.
    """
    hub, device, lang = core(), guard.caller().device, language()
    now = hub.trust.clock()
    hub.beats[device] = now
    plan, before = hub.read(partial(_known, now, device))
    clock = stations.off_by(json_data.clock, now, before.get("clock", 0))
    said = json_data.model_dump(exclude={"plan"}) | {"device": device, "clock": clock}
    if {name: before.get(name) for name in said} != said:
        hub.commit(partial(_state, hub, said))
    of = plan if json_data.plan is None else json_data.plan
    unused = [] if of is None else hub.read(partial(_unused, of, lang))
    return {
        "now": stamp(now), "plan": plan, "unused": unused[:MOST_UNUSED], "cut": len(unused) > MOST_UNUSED,
        "sessions": {} if of is None else hub.read(partial(_sessions, of)),
    }  # fmt: skip


def _sessions(plan: int, connection: Connection) -> dict[str, str]:
    """Return what people call each session of a plan."""
    known = plans.get(connection, plan)
    return {} if known is None else {one.id: known.called(one.id) for one in known.sessions}


def _unused(plan: int, lang: str, connection: Connection) -> list[dict[str, str]]:
    """Return a plan's files whose cards do not count, the last to come first, and one more than are told of.

    ``says``: the first thing wrong; of one that two people put aside (``dropped``) their grounds.
    """
    found = reading.batches_in(connection, plan, UNUSED)
    found.sort(key=lambda one: str(one["received"]), reverse=True)
    return [
        {"sha256": one["sha256"], "state": "dropped" if one.get("dropped") else one["state"], "says": _wrong(one, lang)}
        for one in found[: MOST_UNUSED + 1]
    ]


def _wrong(batch: dict[str, Any], lang: str) -> str:
    if dropped := batch.get("dropped"):
        return str(dropped["grounds"])
    first = next((fault for fault in batch["faults"] if fault["stops"]), None)
    return "" if first is None else f"{first['says'][lang]} → {first['fix'][lang]}"


def _known(now: datetime, device: str, connection: Connection) -> tuple[int | None, dict[str, Any]]:
    """Return the plan whose files are read now, and what this station told last."""
    row = rows.of_kind(connection, "reader_station", device).get(device, {})
    return _plan_read(now, connection), row


def _plan_read(now: datetime, connection: Connection) -> int | None:
    return stations.read_now(plans.every(connection), now)


def _state(hub: Core, said: dict[str, Any], tx: Transaction) -> None:
    StationBody.model_validate(said)
    hub_fact(hub, tx, "reading.station", said)


@bp.get("/api/reader/stations")
@guard.only(*WHO)
@bp.doc(
    summary="When each card-reader station was heard last, and the plan whose cards are read now",
    responses={200: "One entry a station heard of"},
)
def heard() -> dict[str, Any]:
    """Tell of the stations heard since the hub started; what they said is in their rows."""
    hub = core()
    now = hub.trust.clock()
    told = [{"device": device, "heard": stamp(at)} for device, at in sorted(hub.beats.items())]
    plan = hub.read(partial(_plan_read, now))
    return {"now": stamp(now), "since": stamp(hub.presence.since), "plan": plan, "stations": told}
