"""Photos and video on their way in: resumable uploads by tus 1.0.0, readable while they grow.

What a device was told is here is on disk: the bytes are flushed, then how far the upload has come is committed, then
the answer leaves.
"""

import base64
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from server.domain import upload as rules
from server.domain.refusal import Refusal
from server.domain.upload import Upload
from server.store import upload as store
from server.store.committer import stamp
from server.store.media import PIECE, Tail
from server.web import guard, reading
from server.web.core import Core, core, settled
from server.web.new_upload import begun
from server.web.writers import Writer

bp = APIBlueprint("media", __name__, tag="media")

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,checksum,termination,expiration"
BYTES = "application/offset+octet-stream"
READ = 16 * 1024  # bytes asked of the network at a time: of a connection that breaks, no more is lost
LEAD = ("chief", "office")
#: Where the server puts the connection a request came by.
SOCKET = "kaowu.socket"
SILENT = 60.0  # seconds without a byte until a body counts as broken off


@bp.before_request
def _speaks_tus() -> None:
    if request.method not in ("GET", "OPTIONS") and request.headers.get("Tus-Resumable") != VERSION:
        raise Refusal("tus-version")


@bp.after_request
def _told(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    if response.status_code == 412:
        response.headers["Tus-Version"] = VERSION
    if response.status_code in (423, 429):
        response.headers["Retry-After"] = "1"
    return response


@bp.route("/api/media", methods=["OPTIONS"])
@bp.doc(summary="What the hub's uploads can do (tus 1.0.0)", responses={204: "Versions, extensions, limits"})
def abilities() -> Response:
    """Tell versions, extensions and limits."""
    said = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(rules.MOST),
        "Tus-Checksum-Algorithm": rules.ALGORITHM,
    }
    return Response(status=204, headers=said)


@bp.post("/api/media")
@bp.doc(summary="Begin an upload, with its first bytes or without (tus creation)", responses={201: "Where it is"})
def begin() -> Response:
    """Make room for an upload; bytes that come along are appended at once."""
    upload = begun(core(), guard.caller().device)
    if request.mimetype == BYTES:
        upload = _append(upload, 0)
    return Response(status=201, headers={"Location": f"/api/media/{upload.upload}"} | _state(upload))


@bp.route("/api/media/<name>", methods=["HEAD"])
@bp.doc(summary="How far an upload has come (tus core)", responses={200: "Offset, length, metadata"})
def progress(name: str) -> Response:
    """Tell how many bytes are on disk; an abandoned connection is made to keep what it received first."""
    hub = core()
    upload = _known(hub, name)
    if upload.device == guard.caller().device and not hub.writers.settle(name, hub.waiting):
        raise Refusal("upload-busy")
    upload = _known(hub, name)
    said = {"Cache-Control": "no-store"} | _state(upload)
    said |= {"Upload-Defer-Length": "1"} if upload.length is None else {"Upload-Length": str(upload.length)}
    if upload.metadata:
        said["Upload-Metadata"] = upload.metadata
    if upload.sha256 is not None:
        said["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(upload.sha256)).decode()}:"
    return Response(status=200, headers=said)


@bp.patch("/api/media/<name>")
@bp.doc(summary="Append bytes to an upload (tus core, checksum)", responses={204: "How far it has come"})
def append(name: str) -> Response:
    """Append what comes; the answer leaves when it is on disk."""
    return _appended(name)


@bp.get("/api/media/<name>")
@bp.doc(
    summary="An upload's bytes, of one that still grows, too (Range; Prefer: wait=SECONDS waits for more)",
    responses={200: "All there is", 206: "The range that was asked for", 204: "No more has come yet"},
)
def content(name: str) -> Response:
    """Return the bytes that are on disk."""
    hub = core()
    return reading.answer(hub, partial(_known, hub, name))


@bp.delete("/api/media/<name>")
@bp.doc(summary="Give an upload up (tus termination)", responses={204: "Its bytes are gone"})
def end(name: str) -> Response:
    """Remove an upload that is not kept as an original."""
    return _ended(name)


@bp.post("/api/media/<name>")
@bp.doc(summary="PATCH or DELETE for who can only POST (X-HTTP-Method-Override)", responses={204: "As by the method"})
def instead(name: str) -> Response:
    """Do what ``X-HTTP-Method-Override`` says."""
    meant = {"PATCH": _appended, "DELETE": _ended}.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if meant is None:
        raise Refusal("wrong-method")
    return meant(name)


def _appended(name: str) -> Response:
    if request.mimetype != BYTES:
        raise Refusal("not-bytes")
    upload = _append(_own(core(), name), rules.natural(request.headers.get("Upload-Offset"), "Upload-Offset"))
    return Response(status=204, headers=_state(upload))


def _ended(name: str) -> Response:
    hub = core()
    upload = _own(hub, name)
    if upload.state == "complete" and "fact" in rules.metadata_of(upload.metadata):
        raise Refusal("upload-complete")
    with hub.writers.writing(name, _nothing, hub.waiting):
        hub.commit(lambda tx: store.end(tx.connection, name))
        hub.waiting.run(lambda: hub.media.remove(name))
        hub.writers.ended(name)
    return Response(status=204)


def _known(hub: Core, name: str) -> Upload:
    """Find an upload the caller may see.

    Raises:
        Refusal: ``no-upload``, ``upload-expired``.
    """
    upload = hub.read(lambda connection: store.find(connection, name))
    caller = guard.caller()
    if upload is None or upload.state == "ended" or (upload.device != caller.device and caller.role not in LEAD):
        raise Refusal("no-upload")
    if rules.expired(upload, hub.trust.clock()):
        raise Refusal("upload-expired")
    return upload


def _own(hub: Core, name: str) -> Upload:
    """Find an upload the caller began: nobody writes into another's."""
    upload = _known(hub, name)
    if upload.device != guard.caller().device:
        raise Refusal("no-upload")
    return upload


def _state(upload: Upload) -> dict[str, str]:
    said = {"Upload-Offset": str(upload.offset)}
    if upload.state == "open":
        said["Upload-Expires"] = http_date(upload.expires)
    return said


def _append(upload: Upload, offset: int | None) -> Upload:
    """Take the request's body in at ``offset`` and return the upload as it then stands.

    Raises:
        Refusal: ``upload-complete``, ``upload-busy``, ``offset-differs``, ``upload-too-large``, ``checksum-differs``,
            ``disk-full`` (what fitted is kept), ``bad-request``.
    """
    hub = core()
    request.max_content_length = rules.MOST
    with _line() as cut, hub.writers.writing(upload.upload, cut, hub.waiting) as writer:
        upload = _own(hub, upload.upload)  # whoever wrote before may have moved it on
        if upload.state == "complete":
            if offset == upload.offset and not request.content_length:
                return upload
            raise Refusal("upload-complete")
        told = rules.natural(request.headers.get("Upload-Length"), "Upload-Length")
        room, length = rules.room_for(upload, offset, told if request.method != "POST" else None)
        expected = rules.digest_of(request.headers.get("Upload-Checksum"))
        if (request.content_length or 0) > room:
            raise Refusal("upload-too-large", most=f"{length or rules.MOST} B")
        rules.room_on_disk(request.content_length or 0, hub.media.free())
        with closing(hub.waiting.run(lambda: _tail(hub, upload, checked=expected is not None))) as tail:
            body = Body(tail, room, writer)
            body.receive()
            if expected is not None and (tail.part is None or tail.part.digest() != expected):
                tail.drop()
                raise Refusal("checksum-differs")
            after = _kept(hub, upload, tail, length)
    if body.failure is not None:
        raise body.failure
    return after


def _tail(hub: Core, upload: Upload, *, checked: bool) -> Tail:
    """Open the end of an upload; after a start of the hub its digest is computed anew."""
    name = upload.upload
    digest = hub.writers.digest(name, upload.offset) or hub.media.digest(name, upload.offset)
    return Tail(hub.media, name, upload.offset, digest, checked=checked)


def _kept(hub: Core, upload: Upload, tail: Tail, length: int | None) -> Upload:
    """Flush what was appended, then commit how far the upload has come."""
    hub.waiting.run(tail.flush)
    whole = tail.offset == length
    after = replace(
        upload,
        length=length,
        offset=tail.offset,
        state="complete" if whole else "open",
        sha256=tail.digest.hexdigest() if whole else None,
        touched=stamp(hub.trust.clock()),
    )
    settled(hub.commit(partial(_advance, upload, after)))
    if whole:
        hub.writers.ended(upload.upload)
    else:
        hub.writers.moved(upload.upload, after.offset, tail.digest)
    return after


def _advance(before: Upload, after: Upload, tx: Any) -> Refusal | None:
    return None if store.advance(tx.connection, before, after) else Refusal("upload-busy")


class Body:
    """The bytes of one request on their way into an upload: while one piece is written, the next is received."""

    def __init__(self, tail: Tail, room: int, writer: Writer) -> None:
        """``room``: how many bytes may come; ``failure``: why not all that came could be kept."""
        self.failure: Refusal | None = None
        self._tail, self._room, self._writer = tail, room, writer
        self._stream, self._broken = request.stream, False

    def receive(self) -> None:
        """Take in what comes until the body ends, breaks off, or no more can be kept."""
        hub = core()
        written: Callable[[], None] = _nothing
        try:
            while piece := self._piece():
                written()
                written = hub.waiting.begin(partial(self._tail.append, piece))
            written()
        except OSError as error:
            self.failure = Refusal("disk-full", free="0 GB", reserve=error.strerror or "?")

    def _piece(self) -> bytearray:
        """Gather up to a piece, as much as comes before the body ends or its connection breaks."""
        piece = bytearray()
        while len(piece) < PIECE and not self._broken:
            try:
                read = self._stream.read(min(READ, PIECE - len(piece)))
            except (OSError, ValueError, ClientDisconnected):  # an SSL socket that was cut raises ValueError
                self._broken = True
                break
            if not read:
                break
            self._writer.hear()
            piece += read
        if len(piece) > self._room:
            self.failure, self._broken = Refusal("upload-too-large", most=f"{self._tail.offset + self._room} B"), True
            del piece[self._room :]
        self._room -= len(piece)
        return piece


@contextmanager
def _line() -> Iterator[Callable[[], None]]:
    """Wait no longer than ``SILENT`` for the next bytes of this request; gives how others end its connection."""
    line: socket.socket | None = request.environ.get(SOCKET)
    if line is None:
        yield _nothing
        return

    def cut() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RD)

    before = line.gettimeout()
    line.settimeout(SILENT)
    try:
        yield cut
    finally:
        line.settimeout(before)


def _nothing() -> None:
    """Do nothing."""
