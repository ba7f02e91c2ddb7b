"""A new upload: what a device may begin, and what it left alone for too long."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import partial

from flask import request

from server.desk.evidence import quarantine, space
from server.domain import upload as rules
from server.domain.refusal import Refusal
from server.domain.upload import Stock, Upload
from server.store import upload as store
from server.store.committer import stamp
from server.store.journal import Transaction
from server.web.core import Core, settled

MINUTE = timedelta(minutes=1)


def begun(hub: Core, device: str) -> Upload:
    """Make room for the upload that this request announces.

    Raises:
        Refusal: ``no-concatenation``, ``bad-request``, ``upload-too-large``, ``too-many-uploads``,
            ``uploads-too-fast``, ``disk-full``, ``disk-broken``, ``session-quota``.
    """
    rules.whole(request.headers.get("Upload-Concat"))
    length = rules.length_of(request.headers.get("Upload-Length"), request.headers.get("Upload-Defer-Length"))
    said = request.headers.get("Upload-Metadata", "")
    rules.metadata_of(said)
    now = hub.trust.clock()
    state, digest = ("complete", hashlib.sha256().hexdigest()) if length == 0 else ("open", None)
    upload = Upload(secrets.token_hex(16), device, length, 0, said, state, digest, stamp(now), stamp(now))

    fact, place = upload.fact, upload.place

    def add(tx: Transaction) -> Refusal | None:
        opened, lately = store.counts(tx.connection, device, stamp(now - MINUTE), stamp(now))
        try:
            rules.may_begin(length, Stock(opened, lately, hub.media.free()))
            known = None if fact is None else quarantine.named(tx.connection, fact)
            if known is not None:
                space.allowed(tx.connection, known, length)
            elif place is not None:
                space.in_session(tx.connection, *place, length or 0)
        except Refusal as refusal:
            return refusal
        store.add(tx.connection, upload)
        return None

    hub.waiting.run(partial(tidy, hub, now))
    try:
        hub.waiting.run(partial(hub.media.create, upload.upload))
    except OSError as error:
        raise rules.unwritten(error.errno, hub.media.free()) from error
    refused = hub.commit(add)
    if refused is not None:
        hub.waiting.run(partial(hub.media.remove, upload.upload))
    settled(refused)
    return upload


def tidy(hub: Core, now: datetime) -> None:
    """Throw away what nobody went on with; bytes that were announced stay as far as they came, refused or not."""
    with hub.db.reading() as connection:
        left = store.left_alone(connection, stamp(now - rules.KEPT))
        old = [one for one in left if not quarantine.kept(connection, one)]
    for one in old:
        hub.committer.call(partial(_end, one.upload))
        hub.media.remove(one.upload)
        hub.writers.ended_unheard(one.upload)


def tidy_at_start(hub: Core) -> None:
    """Remove files that a crash left: bytes of uploads that ended, and what was made empty for one nobody was told of.

    Before any request is taken: the file of one that begins is there before its line is.
    """
    with hub.db.reading() as connection:
        ended = store.ended(connection)
        nobodys = [one for one in hub.media.empty() if store.find(connection, one) is None]
    for upload in (*ended, *nobodys):
        hub.media.remove(upload)


def _end(upload: str, tx: Transaction) -> None:
    store.end(tx.connection, upload)
