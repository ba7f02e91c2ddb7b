"""Photos and video on their way in: resumable uploads by tus 1.0.0, readable while they grow.

What a device was told is here is on disk: the bytes are flushed, then how far the upload has come is committed, then
the answer leaves.
"""

import base64
import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, request
from werkzeug.http import http_date

from server.desk.evidence import quarantine
from server.domain import upload as rules
from server.domain.refusal import Refusal
from server.domain.slices import Slice
from server.domain.upload import Checksum, Upload
from server.store import upload as store
from server.store.committer import stamp
from server.store.media import Tail
from server.web import guard, problem, reading
from server.web.body import Body, Nowhere, line, nothing
from server.web.core import Core, core, settled
from server.web.new_upload import begun
from server.web.views import as_seen, looked_at
from server.web.writers import Writer

bp = APIBlueprint("media", __name__, tag="media")

PATH = "/api/media"

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,checksum,termination,expiration"
BYTES = "application/offset+octet-stream"
LEAD = ("chief", "office")
#: Refusals that tell of the hub's own disk.
DISK = ("disk-full", "disk-broken")


@bp.before_request
def _speaks_tus() -> None:
    if request.method not in ("GET", "OPTIONS") and request.headers.get("Tus-Resumable") != VERSION:
        raise Refusal("tus-version")


@bp.after_app_request
def _told(response: Response) -> Response:
    """Say the version on every answer below the path, also where no route was found."""
    if not f"{request.path}/".startswith(f"{PATH}/"):
        return response
    response.headers["Tus-Resumable"] = VERSION
    if response.status_code == 412:
        response.headers["Tus-Version"] = VERSION
    if response.status_code in (423, 429):
        response.headers["Retry-After"] = "1"
    meant: Upload | None = g.get("upload")
    if response.status_code >= 400 and meant is not None and meant.state == "open":
        response.headers["Upload-Expires"] = http_date(meant.expires)
    return response


@bp.route(PATH, methods=["OPTIONS"], strict_slashes=False)
@bp.route(f"{PATH}/<name>", methods=["OPTIONS"])
@bp.doc(summary="What the hub's uploads can do (tus 1.0.0)", responses={204: "Versions, extensions, limits"})
@guard.open_to_all
def abilities(**_place: str) -> Response:
    """Tell versions, extensions and limits."""
    said = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(rules.MOST),
        "Tus-Checksum-Algorithm": ",".join(rules.ALGORITHMS),
    }
    return Response(status=204, headers=said)


@bp.post(PATH, strict_slashes=False)
@bp.doc(summary="Begin an upload, with its first bytes or without (tus creation)", responses={201: "Where it is"})
def begin() -> Response:
    """Make room for an upload; bytes that come along are appended at once."""
    hub = core()
    brings = request.mimetype == BYTES
    if not brings and _has_body():
        raise Refusal("not-bytes")
    upload = begun(hub, guard.caller().device)
    hub.uploaded(upload)
    if brings:
        try:
            upload = _append(upload, 0)
        except Refusal:
            _removed(hub, upload.upload, lambda *_: None)  # nobody is told where it is
            raise
    return Response(status=201, headers={"Location": f"{PATH}/{upload.upload}"} | _state(upload))


@bp.route(PATH, methods=["PATCH", "DELETE"], strict_slashes=False)
@bp.doc(summary="No upload is named", responses={404: "There is none"})
def nameless() -> Response:
    """Refuse."""
    raise Refusal("no-upload")


@bp.route(f"{PATH}/<name>", methods=["HEAD"])
@bp.doc(summary="How far an upload has come (tus core)", responses={200: "Offset, length, metadata"})
def progress(name: str) -> Response:
    """Tell how many bytes are on disk; an abandoned connection is made to keep what it received first.

    While another connection of the same device writes, its device is told to wait, and how far it had come before.
    """
    hub = core()
    upload = _known(hub, name)
    if upload.device == guard.caller().device and not hub.writers.settle(name, hub.waiting):
        busy = problem.answer(Refusal("upload-busy"))
        busy.headers.update(_state(upload))
        return busy
    upload = _known(hub, name)
    said = {"Cache-Control": "no-store"} | _state(upload)
    said |= {"Upload-Defer-Length": "1"} if upload.length is None else {"Upload-Length": str(upload.length)}
    if upload.metadata:
        said["Upload-Metadata"] = upload.metadata
    if upload.sha256 is not None:
        said["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(upload.sha256)).decode()}:"
    return Response(status=200, headers=said)


@bp.patch(f"{PATH}/<name>")
@bp.doc(summary="Append bytes to an upload (tus core, checksum)", responses={204: "How far it has come"})
def append(name: str) -> Response:
    """Append what comes; the answer leaves when it is on disk."""
    return _appended(name)


@bp.get(f"{PATH}/<name>")
@bp.doc(
    summary="An upload's bytes, of one that still grows, too (Range; Prefer: wait=SECONDS waits for more)",
    responses={200: "All there is", 206: "The range that was asked for", 204: "No more has come yet"},
)
def content(name: str) -> Response:
    """Return the bytes that are on disk, of another device's those that are shown; who looks at them is on record."""
    hub = core()
    response = reading.answer(hub, lambda: as_seen(hub, _watched(hub, name))[0])
    if response.status_code in (200, 206):
        shown = looked_at(hub, _watched(hub, name))
        if shown is not None:
            response.headers.update({"Content-Type": shown, "Content-Disposition": "inline"})
    return response


@bp.delete(f"{PATH}/<name>")
@bp.doc(summary="Give an upload up (tus termination)", responses={204: "Its bytes are gone"})
def end(name: str) -> Response:
    """Remove an upload that is not kept as an original."""
    return _ended(name)


def _appended(name: str) -> Response:
    if request.mimetype != BYTES:
        raise Refusal("not-bytes")
    g.upload = _own(core(), name)
    upload = _append(g.upload, rules.natural(request.headers.get("Upload-Offset"), "Upload-Offset"))
    return Response(status=204, headers=_state(upload))


def _ended(name: str) -> Response:
    hub = core()
    upload = _own(hub, name)
    settled(hub.read(lambda connection: _stays(connection, upload)))  # before anybody who writes it is cut off
    _removed(hub, name, _stays)
    return Response(status=204)


def _stays(connection: Any, upload: Upload) -> Refusal | None:
    """Return why an upload is not to be given up (``upload-complete``, ``upload-announced``), or None."""
    if upload.state == "complete" and "fact" in rules.metadata_of(upload.metadata):
        return Refusal("upload-complete")
    return Refusal("upload-announced") if quarantine.announced(connection, upload) else None


def _removed(hub: Core, name: str, stays: Callable[[Any, Upload], Refusal | None]) -> None:
    hub.writers.settle(name, hub.waiting, at_once=True)  # who gives it up needs no more of what is on its way
    with hub.writers.writing(name, nothing, hub.waiting):
        settled(hub.commit(partial(_end, name, stays)))
        hub.writers.ended(name)
        hub.waiting.run(lambda: hub.media.remove(name))


def _end(name: str, stays: Callable[[Any, Upload], Refusal | None], tx: Any) -> Refusal | None:
    """End an upload, as it stands now: whoever wrote may have completed it, or announced it, while it was cut off."""
    upload = store.find(tx.connection, name)
    refusal = None if upload is None else stays(tx.connection, upload)
    if refusal is None:
        store.end(tx.connection, name)
    return refusal


def _known(hub: Core, name: str) -> Upload:
    """Find an upload the caller may see.

    Raises:
        Refusal: ``no-upload``, ``upload-expired``.
    """
    return _seen(hub, hub.read(lambda connection: store.find(connection, name)))


def _watched(hub: Core, name: str) -> Upload:
    """Find an upload the caller may see, as its last request left it; refuses what ``_known`` does."""
    return _seen(hub, hub.upload(name))


def _seen(hub: Core, upload: Upload | None) -> Upload:
    caller = guard.caller()
    if upload is None or upload.state == "ended" or (upload.device != caller.device and caller.role not in LEAD):
        raise Refusal("no-upload")
    if rules.expired(upload, hub.trust.clock()) and not hub.read(lambda read: quarantine.kept(read, upload)):
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
            ``disk-full`` (what fitted is kept), ``disk-broken``, ``bad-request``.
    """
    hub = core()
    request.max_content_length = rules.MOST
    with line() as cut, hub.writers.writing(upload.upload, cut, hub.waiting) as writer:
        upload = _own(hub, upload.upload)  # whoever wrote before may have moved it on
        told = rules.natural(request.headers.get("Upload-Length"), "Upload-Length")
        room, length = rules.room_for(upload, offset, told if request.method != "POST" else None)
        expected = rules.checksum_of(request.headers.get("Upload-Checksum"))
        if upload.state == "complete":
            return _nothing_more(upload, expected, writer)
        if (request.content_length or 0) > room:
            raise Refusal("upload-too-large", most=f"{length or rules.MOST} B")
        rules.room_on_disk(request.content_length or 0, hub.media.free())
        with closing(hub.waiting.run(lambda: _tail(hub, upload, expected.algorithm if expected else None))) as tail:
            body = Body(tail, room, writer)
            body.receive()
            if expected and body.failure is not None and body.failure.code in DISK:
                tail.drop()  # the disk failed, not the sender: no part of what cannot be compared is kept
                raise body.failure
            if expected and (tail.part is None or tail.part.digest() != expected.digest):
                tail.drop()
                raise Refusal("checksum-differs")
            said = expected is not None and expected.algorithm == "sha256"
            after = _kept(hub, upload, tail, length, said=said)
    if body.failure is not None:
        raise body.failure
    return after


def _nothing_more(upload: Upload, expected: Checksum | None, writer: Writer) -> Upload:
    """Take in a request that brings nothing to a complete upload.

    Raises:
        Refusal: ``upload-complete``, ``checksum-differs``.
    """
    body = Body(Nowhere(upload.offset), 0, writer)
    if not request.content_length:
        body.receive()
    if request.content_length or body.failure is not None:
        raise Refusal("upload-complete")
    if expected and hashlib.new(expected.algorithm, usedforsecurity=False).digest() != expected.digest:
        raise Refusal("checksum-differs")
    return upload


def _has_body() -> bool:
    """Tell whether a request brings bytes, also where its head does not say how many."""
    if request.content_length is not None:
        return request.content_length > 0
    with line():
        return bool(request.stream.read(1))


def _tail(hub: Core, upload: Upload, checked: str | None) -> Tail:
    """Open the end of an upload; after a start of the hub its digest is computed anew."""
    name = upload.upload
    digest = hub.writers.digest(name, upload.offset) or hub.media.digest(name, upload.offset)
    return Tail(hub.media, name, upload.offset, digest, checked)


def _kept(hub: Core, upload: Upload, tail: Tail, length: int | None, *, said: bool) -> Upload:
    """Flush what was appended, then commit how far the upload has come, and with it what this request brought.

    ``said``: the device sent the SHA-256 of what it brought, and it fits.

    Raises:
        Refusal: ``disk-full``, ``disk-broken``: nothing of it counts; ``upload-busy``.
    """
    since = hub.writers.moves[upload.upload]
    try:
        hub.waiting.disk(tail.flush)()
    except OSError as error:
        raise rules.unwritten(error.errno, hub.media.free()) from error
    whole = tail.offset == length
    after = replace(
        upload,
        length=length,
        offset=tail.offset,
        state="complete" if whole else "open",
        sha256=tail.digest.hexdigest() if whole else None,
        touched=stamp(hub.trust.clock()),
    )
    start, count = tail.brought
    brought = Slice(start, count, tail.sha256(), after.touched, said) if count else None
    settled(hub.commit(partial(_advance, upload, after, brought)))
    if whole:
        hub.writers.ended(upload.upload)
    else:
        hub.writers.moved(after, tail.digest, since)
    hub.uploaded(after)
    return after


def _advance(before: Upload, after: Upload, brought: Slice | None, tx: Any) -> Refusal | None:
    if not store.advance(tx.connection, before, after):
        return Refusal("upload-busy")
    if brought is not None:
        store.note(tx.connection, after.upload, brought)
    return None
