"""Telling screens that the journal grew; they then read what they lack. A device that is revoked hears no more."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

import gevent
from flask import request
from flask_socketio import SocketIO, join_room

from server.domain.upload import Upload
from server.store import evidence
from server.web import guard
from server.web.core import Core
from server.web.guard import Session

#: Roles that hear of every upload, and the room they are in; any other device hears of its own.
LEAD, LEADS = ("chief", "office"), "lead"
#: Seconds between two notices of how far one upload has come.
PACE = 1.0
#: At most one notice each so often (seconds): a burst of scans costs each screen a few notices, not one a scan.
PAUSE = 0.05


def init(socketio: SocketIO, hub: Core) -> None:
    """Let enrolled devices connect."""

    @socketio.on("connect")
    def _connect(auth: object = None) -> bool:
        token = auth.get("token") if isinstance(auth, dict) else None
        session = guard.session_of(hub, token or request.cookies.get(guard.COOKIE))
        if session is None:
            return False
        join_room(session.device)  # by which a revoked device is found again
        if session.role in LEAD:
            join_room(LEADS)
        socketio.emit("grew", {"size": hub.journal.size}, to=request.sid)  # type: ignore[attr-defined]
        for said in _under_way(hub, session):
            socketio.emit("media", said, to=request.sid)  # type: ignore[attr-defined]
        return True


def _under_way(hub: Core, session: Session) -> list[dict[str, Any]]:
    """Return how far what is on its way has come, and since when (``at``): a screen opened later hears it once."""
    every = hub.read(evidence.coming)
    mine = [one for one in every if session.role in LEAD or one[1].device == session.device]
    return [_moved(of, upload) | {"at": upload.touched} for of, upload in mine]


def _moved(of: str, upload: Upload) -> dict[str, Any]:
    return {"evidence": of, "upload": upload.upload, "offset": upload.offset, "length": upload.length}


class Progress:
    """Sends ``media`` while the bytes of evidence come, to those who see it: every ``PACE`` seconds at most."""

    def __init__(self, socketio: SocketIO, hub: Core, evidence_of: Callable[[Upload], str | None]) -> None:
        """Listen to uploads; ``evidence_of`` tells what one holds, None where nothing announced it."""
        self._socketio, self._evidence_of = socketio, evidence_of
        self._told: dict[str, float] = {}
        hub.on_upload.append(self.hear)

    def hear(self, upload: Upload) -> None:
        """Tell of an upload that moved on; the row tells of its beginning and its end."""
        now = time.monotonic()
        if upload.state != "open":
            self._told.pop(upload.upload, None)
            return
        if now - self._told.get(upload.upload, -PACE) < PACE:
            return
        of = self._evidence_of(upload)
        if of is None:
            return
        self._told[upload.upload] = now
        gevent.spawn(self._emit, _moved(of, upload), upload.device)

    def _emit(self, said: dict[str, Any], device: str) -> None:
        self._socketio.emit("media", said, to=[LEADS, device])  # type: ignore[arg-type]  # several rooms, each screen once


class Pictures:
    """Sends ``picture`` once a photo's small picture is made, to those who see the photo; its row tells of it, too.

    The row comes after the fact is on disk, by a notice and a question: on a busy hub as long again.
    """

    def __init__(self, socketio: SocketIO, hub: Core) -> None:
        """Listen to what is made; belongs to the loop of the calling thread."""
        self._socketio = socketio
        self._made: deque[tuple[str, str, str]] = deque()
        self._wake = gevent.get_hub().loop.async_(ref=False)
        self._wake.start(self._tell)
        hub.on_picture.append(self.hear)

    def hear(self, device: str, evidence: str, version: str) -> None:
        """Tell of a picture; from any thread."""
        self._made.append((device, evidence, version))
        self._wake.send()

    def _tell(self) -> None:
        while self._made:
            gevent.spawn(self._emit, *self._made.popleft())

    def _emit(self, device: str, evidence: str, version: str) -> None:
        said = {"evidence": evidence, "thumb": version}
        self._socketio.emit("picture", said, to=[LEADS, device])  # type: ignore[arg-type]  # as above


class Announcer:
    """Sends ``grew`` after commits: at once, then at most every ``PAUSE`` seconds. Lives on the gevent loop."""

    def __init__(self, socketio: SocketIO, hub: Core) -> None:
        """Listen to the committer."""
        self._socketio, self._hub = socketio, hub
        self._told = hub.journal.size
        self._grown = gevent.get_hub().loop.async_(ref=False)
        self._event = gevent.event.Event()
        self._grown.start(self._event.set)
        hub.committer.on_commit.append(lambda _size: self._grown.send())
        gevent.spawn(self._run)

    def _run(self) -> None:
        while True:
            self._event.wait()
            self._event.clear()
            size = self._hub.journal.size
            if size != self._told:
                self._told = size
                self._end_revoked()
                self._socketio.emit("grew", {"size": size})
            gevent.sleep(PAUSE)

    def _end_revoked(self) -> None:
        server = self._socketio.server  # type: ignore[attr-defined]
        for device, known in list(self._hub.door.known.items()):
            if known.device.state == "enrolled":
                continue
            for sid, _ in list(server.manager.get_participants("/", device)):
                server.disconnect(sid)
