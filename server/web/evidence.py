"""Photos and films for who looks at them: originals as they came, what was made of them, and what is on record."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from apiflask import APIBlueprint
from apiflask.fields import Boolean, Integer
from apiflask.validators import Range
from flask import Response
from sqlalchemy import Connection

from imaging.kind import KINDS
from server.desk.evidence import quarantine
from server.desk.evidence.kept import GLANCES
from server.desk.evidence.quarantine import Stranger
from server.desk.evidence.side import file_of, signed
from server.desk.evidence.side import side as side_of
from server.domain.evidence.looks import while_nobodys
from server.domain.evidence.piece import Evidence
from server.domain.refusal import Refusal
from server.domain.upload import Upload
from server.store import derived
from server.store import evidence as store
from server.store import plan as plans
from server.store.media import pieces
from server.store.rows import of_kind
from server.web import guard, reading
from server.web.core import Core, core
from server.web.reading import SEALED
from server.web.views import PLAYED, glanced, kind_of, type_of, viewed

bp = APIBlueprint("evidence", __name__, tag="evidence")

LEAD = ("chief", "office")
WHO = (*LEAD, "scanner")
#: Who takes it, by number: where nobody has signed in, the command line names them.
BY = Integer(load_default=None, validate=Range(1, 2**31))
BY_WORDS = "by: on the hub's own command line, the number of the person who takes it; it goes on record."
#: Types that browsers show; everything else is handed out as a file.
SHOWN = frozenset(kind.mime for kind in KINDS.values() if kind.inline)
#: What was made of an original: its words in Chinese and English, and its type.
MADE = {"thumb": ("缩略图", "thumbnail"), "poster": ("画面", "picture"), "film": ("可跳转的录像", "film to jump in")}


@bp.get("/api/evidence/<name>/original")
@guard.only(*WHO)
@bp.input({"export": Boolean(load_default=False), "by": BY}, location="query", schema_name="OriginalQuery")
@bp.doc(
    summary="A photo or film as it came, as far as it came (Range; Prefer: wait=SECONDS; export=1 takes a copy away)",
    description=f"What no browser shows is handed out as a file, which counts as an export. {BY_WORDS}",
    responses={200: "All there is", 206: "The range that was asked for", 204: "No more has come yet"},
)
def original(name: str, query_data: dict[str, Any]) -> Response:
    """Return an original's bytes; who asked is on record, and who is given them as a file takes a copy away."""
    hub = core()
    known = _known(hub, name)
    response = reading.answer(hub, partial(_here, hub, known))
    told = type_of(hub, _here(hub, known), known)
    shown = told in PLAYED and not query_data["export"]
    viewed(hub, known, "original" if shown else "export", query_data["by"])
    if response.status_code not in (200, 206):
        return response
    response.headers["Content-Type"] = told or "application/octet-stream"
    response.headers["Content-Disposition"] = _called(hub, known, "inline" if shown else "attachment")
    return response


@bp.get("/api/evidence/<name>/thumb")
@guard.only(*WHO)
@bp.doc(summary="A photo's thumbnail", responses={200: "JPEG", 404: "None was made"})
def thumb(name: str) -> Response:
    """Return a small picture of a photo."""
    return _made(name, "thumb")


@bp.get("/api/evidence/<name>/poster")
@guard.only(*WHO)
@bp.input({"newest": Boolean(load_default=False)}, location="query", schema_name="PosterQuery")
@bp.doc(
    summary="A picture of a film; with newest=1 the latest frame of one that still grows, which is a look at it",
    responses={200: "JPEG", 204: "Nothing can be seen of it yet", 404: "None was made"},
)
def poster(name: str, query_data: dict[str, Any]) -> Response:
    """Return a picture of a film; of one that has just begun there is none yet, and that is no fault.

    Who is shown the newest frame of another device's film is on record.
    """
    hub = core()
    if not query_data["newest"]:
        return _made(name, "poster")
    known = _known(hub, name)
    upload = None if known.upload is None else hub.upload(known.upload)
    if upload is None or upload.state == "ended":
        return Response(status=204, headers=SEALED)
    picture = hub.frames.newest(hub.waiting, known.evidence, hub.media.path(upload.upload), upload.offset)
    if picture is None:
        return Response(status=204, headers=SEALED)
    if upload.device != guard.caller().device:
        viewed(hub, known, "frames")
    return _sent(picture, "image/jpeg", _disposition(known, "inline", ending="jpg"))


@bp.get("/api/evidence/<name>/film")
@guard.only(*WHO)
@bp.doc(summary="The copy of a film that can be sought in (Range)", responses={200: "Film", 206: "Part of it"})
def film(name: str) -> Response:
    """Return the copy of a film that can be sought in; who asked is on record."""
    hub = core()
    known = _known(hub, name)
    response = _made(name, "film")
    viewed(hub, known, "film")
    return response


@bp.get("/api/evidence/<name>/side")
@guard.only(*LEAD)
@bp.input({"by": BY}, location="query", schema_name="SideQuery")
@bp.doc(
    summary="All that is on record about a photo or film, signed",
    description=f"It leaves as an export: somebody takes it. {BY_WORDS}",
    responses={200: "Side file (JSON)"},
)
def side(name: str, query_data: dict[str, Any]) -> Response:
    """Return the side file as the journal now has it, of what was removed, too; who takes it is on record."""
    hub = core()
    known = hub.read(lambda connection: store.find(connection, name))
    if known is None:
        raise Refusal("evidence-unknown", field="evidence")
    viewed(hub, known, "side", query_data["by"])

    def work(connection: Connection) -> dict[str, Any]:
        return side_of(connection, store.find(connection, name) or known)

    text = signed(hub.read(work), hub.keys.journal, hub.journal.verifier_key)
    return _sent(text, "application/json", _called(hub, known, "attachment", ending="json"))


@bp.get("/api/evidence/strangers")
@guard.only(*LEAD)
@bp.doc(
    summary="Uploads that nothing announced (没有说明的文件), each with who looked at it",
    responses={200: "Uploads, the newest first"},
)
def strangers() -> dict[str, Any]:
    """Return the uploads that wait for somebody to say what they are, and who has looked at them so far."""
    hub = core()
    found, rows = hub.read(lambda connection: (quarantine.strangers(connection), of_kind(connection, GLANCES, "")))
    looks = {name: while_nobodys(row["looks"]) for name, row in rows.items()}
    return {"strangers": [{**_stranger(hub, one), "looks": looks.get(one.upload.upload, [])} for one in found]}


@bp.get("/api/evidence/strangers/<name>")
@guard.only(*LEAD)
@bp.doc(summary="The bytes of an upload that nothing announced (Range)", responses={200: "All", 206: "Part of it"})
def stranger(name: str) -> Response:
    """Return the bytes, as what their beginning says they are; who asked is on record."""
    hub = core()

    def find() -> Upload:
        found = hub.read(lambda connection: quarantine.find(connection, name))
        if found is None or found.held is not None or found.upload.state == "ended":
            raise Refusal("no-upload")
        return found.upload

    response = reading.answer(hub, find)
    if response.status_code not in (200, 206):
        return response
    upload = find()
    kind = kind_of(hub, upload)
    glanced(hub, upload, "original" if kind is not None and kind.mime in PLAYED else "export")
    if kind is not None and kind.mime in PLAYED:
        response.headers["Content-Type"] = kind.mime
        response.headers["Content-Disposition"] = "inline"
    return response


def _stranger(hub: Core, one: Stranger) -> Mapping[str, Any]:
    upload, kind = one.upload, kind_of(hub, one.upload)
    return {
        "upload": upload.upload,
        "device": upload.device,
        "fact": upload.fact,
        "disputed": one.disputed,
        "state": upload.state,
        "received": upload.offset,
        "length": upload.length,
        "media": None if kind is None else kind.media,
        "type": None if kind is None else kind.mime,
        "begun": upload.begun,
        "last": upload.touched,
        "expires": upload.expires.isoformat() if upload.state == "open" else None,
    }


def _known(hub: Core, name: str) -> Evidence:
    """Find evidence the caller may look at: chief and office all, another device what it took itself.

    Raises:
        Refusal: ``evidence-unknown``, ``evidence-removed``.
    """
    known = hub.read(lambda connection: store.find(connection, name))
    caller = guard.caller()
    if known is None or (caller.role not in LEAD and known.device != caller.device):
        raise Refusal("evidence-unknown", field="evidence")
    if known.removed is not None:
        raise Refusal("evidence-removed", field="evidence", at=known.removed.at)
    return known


def _here(hub: Core, known: Evidence) -> Upload:
    """Return the upload that holds an original.

    Raises:
        Refusal: ``evidence-not-here``: nothing of it has come.
    """
    found = None if known.upload is None else hub.upload(known.upload)
    if found is None or found.state == "ended":
        raise Refusal("evidence-not-here", field="evidence")
    return found


def _made(name: str, what: str) -> Response:
    """Return a file that was made of an original.

    Raises:
        Refusal: ``evidence-not-made``; where it should be there, it is made again.
    """
    hub = core()
    known = _known(hub, name)
    if what == "thumb" and (fresh := hub.fresh.get(known.evidence)) is not None:
        return _sent(fresh, "image/jpeg", _disposition(known, "inline", ending="jpg"))
    path = hub.derived.path(known.evidence, what)
    size = hub.read(lambda connection: derived.sizes(connection, known.evidence)).get(what)
    told = known.found is not None and getattr(known.found, what) is not None
    if known.found is None or not told or size is None or not hub.derived.there(known.evidence, what, size):
        if known.size is not None:
            hub.uploaded(_here(hub, known))
        raise _not_made(what)
    if what != "film":
        return _sent(hub.waiting.run(path.read_bytes), "image/jpeg", _disposition(known, "inline", ending="jpg"))
    response = reading.sealed(hub, partial(pieces, path), size, str(size))
    kind = known.found.type or ""
    response.headers["Content-Type"] = kind if kind in SHOWN else "video/mp4"
    response.headers["Content-Disposition"] = _disposition(known, "inline")
    return response


def _not_made(what: str) -> Refusal:
    zh, en = MADE[what]
    return Refusal("evidence-not-made", field="evidence", what=zh, what_en=en)


def _sent(data: bytes, kind: str, disposition: str) -> Response:
    """Send a small file, never run, framed, guessed at or kept."""
    return Response(data, mimetype=kind, headers=SEALED | {"Content-Disposition": disposition})


def _called(hub: Core, known: Evidence, how: str, ending: str | None = None) -> str:
    """Return how a file is handed out, by the name that says what it is; by its number where that cannot be read."""
    name = hub.read(lambda connection: file_of(plans.get(connection, known.plan), known))
    return f"{_disposition(known, how, ending)}; filename*=UTF-8''{quote(f'{name}.{ending or known.ending}')}"


def _disposition(known: Evidence, how: str, ending: str | None = None) -> str:
    return f'{how}; filename="{known.name}.{ending or known.ending}"'
