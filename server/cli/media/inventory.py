"""What should lie in the folder of photos and films, by the journal and by how far each upload has come."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from server.domain.upload import Upload
from server.store import derived, evidence, journal
from server.store import upload as uploads
from server.store.derived import Derived
from server.store.media import Media

#: What is made of originals and lies in a file of its own.
MADE = ("thumb", "poster", "film")
_FACTS = ("evidence.verify", "evidence.look")


@dataclass(frozen=True, slots=True)
class Should:
    """A file that should be there.

    Attributes:
        path: where.
        name: what people know it by.
        whole: all bytes have come, so that no more come.
        size: bytes; of one that is not whole, those that were acknowledged. None: not known.
        sha256: hex; None where only its size can be checked.
        at_odds: the database says another hash than the journal.
        side: where its signed side file should lie beside it, or None.
        sliced: the database may have what each request brought of it; that is read with the file, not of all at once.
        listed: the SHA-256 of their list, as the journal has it; None: it names none.
    """

    path: Path
    name: str
    whole: bool
    size: int | None
    sha256: str | None
    at_odds: bool = False
    side: Path | None = None
    sliced: bool = False
    listed: str | None = None


def inventory(connection: Connection, media: Media, made: Derived) -> dict[Path, Should]:
    """Return every file that should be there, by its path."""
    stated = _stated(connection)
    names: dict[str, str] = {}
    found: dict[Path, Should] = {}
    for upload in uploads.alive(connection):
        known = evidence.of_upload(connection, upload.upload)
        name = f"{known.name}.{known.ending}" if known is not None else f"没有说明的文件 {upload.upload}"
        if known is not None:
            names[known.evidence] = known.name
        one = _original(media.path(upload.upload), name, upload, stated.get(upload.upload))
        found[one.path] = one
    for one in _originals(connection, media):
        before = found.get(one.path, one)
        found[one.path] = replace(before, side=one.side, sliced=before.whole, listed=one.listed)
    for named, parts in derived.every(connection).items():
        for what in MADE:
            if what in parts:
                path = made.path(named, what)
                told = stated.get(f"{named}/{what}")
                at_odds = told is not None and told[1] != parts[what]
                found[path] = Should(path, f"{names.get(named, named)} {what}", True, None, parts[what], at_odds)
    return found


def _originals(connection: Connection, media: Media) -> Iterator[Should]:
    """Give the original of each piece of evidence that was here in full by the journal, and that nobody removed.

    The journal tells, not the table of uploads: whoever takes bytes away may take their line away as well.
    """
    last: dict[str, Mapping[str, Any]] = {}
    for entry in journal.of_kinds(connection, 0, ("evidence.verify",)):
        if entry.verdict == "accepted":
            body = json.loads(entry.fact)["body"]
            last[body["evidence"]] = body
    for name, body in last.items():
        known = evidence.find(connection, name)
        if known is not None and known.removed is not None:
            continue
        words = f"{known.name}.{known.ending}" if known is not None else f"影像 {name}"
        upload, lost = body["upload"], known is None or known.upload != body["upload"]
        yield Should(
            media.path(upload), words, True, body["size"], body["sha256"], at_odds=lost, side=media.side(upload),
            listed=body.get("slices"),
        )  # fmt: skip


def _original(path: Path, name: str, upload: Upload, told: tuple[int, str] | None) -> Should:
    if upload.state != "complete":
        return Should(path, name, False, upload.offset, None)
    size, sha256 = told or (upload.offset, upload.sha256 or "")
    return Should(path, name, True, size, sha256, (size, sha256) != (upload.offset, upload.sha256))


def _stated(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return what the hub stated in the journal last: size and SHA-256 by upload, and by evidence and what was made."""
    found: dict[str, tuple[int, str]] = {}
    for entry in journal.of_kinds(connection, 0, _FACTS):
        fact = json.loads(entry.fact)
        body: Mapping[str, Any] = fact["body"]
        if entry.verdict != "accepted":
            continue
        if fact["kind"] == "evidence.verify":
            found[body["upload"]] = (body["size"], body["sha256"])
        else:
            found |= {f"{body['evidence']}/{one['what']}": (one["size"], one["sha256"]) for one in body["derived"]}
    return found
