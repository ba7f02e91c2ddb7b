"""A device that records and sends what it recorded slice by slice, over a link and to a hub that may fail."""

import hashlib
import http.client
import random
import threading
import time
from dataclasses import dataclass, field

from tests.tus import BYTES, TUS, checksum

#: Seconds a recorder goes on trying, and waits for an answer before it tries anew.
PATIENCE, SILENT = 240, 5


@dataclass
class Recorder(threading.Thread):
    """Sends a film, whose length it tells at the end; notes how much of it was acknowledged.

    ``pauses``: it waits after each slice as a camera does, so that whatever happens finds it at work.
    """

    port: int
    token: str
    film: bytes
    seed: int
    pauses: float = 0.0
    acknowledged: int = 0
    sent: int = 0  # what left the device may still arrive, however late
    place: str | None = None
    again: int = 0
    wrong: list = field(default_factory=list)
    failed: Exception | None = None

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self):
        try:
            self._record()
        except Exception as error:
            self.failed = error

    def _record(self):
        chance, offset = random.Random(self.seed), 0
        while self.place is None:
            offset = 0
            answer = self._ask("POST", "/api/media", b"", TUS | {"Upload-Defer-Length": "1"})
            self.place = answer.headers["Location"] if answer else None
        while offset < len(self.film):
            time.sleep(self.pauses * chance.random())
            slice_ = self.film[offset : offset + chance.choice((700, 60_000, 250_000, 2_500_000))]
            checked = {"Upload-Checksum": checksum(slice_)} if chance.random() < 0.5 else {}
            offset = self._append(offset, slice_, checked)
        self._append(offset, b"", {"Upload-Length": str(len(self.film))})

    def _append(self, offset, data, said):
        """Send a slice; where nobody says that it arrived, ask how far the hub has come and go on from there."""
        self.sent = max(self.sent, offset + len(data))
        answer = self._ask("PATCH", self.place, data, BYTES | {"Upload-Offset": str(offset)} | said)
        if answer is not None and answer.status == 204:
            self.acknowledged = int(answer.headers["Upload-Offset"])
            if self.acknowledged != offset + len(data):
                self.wrong.append(("answered", offset, len(data), self.acknowledged))
            return self.acknowledged
        self.again += 1
        come = self._come()
        if not self.acknowledged <= come <= self.sent:
            self.wrong.append(("came back", self.acknowledged, come, self.sent))
        if said.get("Upload-Length") and not self._complete():
            return self._append(come, b"", said)
        return come

    def _come(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self._ask("HEAD", self.place, None, TUS)
            if answer is not None and answer.status == 200:
                return int(answer.headers["Upload-Offset"])
            time.sleep(0.05)
        raise AssertionError("the hub did not come back")

    def _complete(self):
        answer = self._ask("HEAD", self.place, None, TUS)
        return answer is not None and answer.headers["Repr-Digest"] is not None

    def _ask(self, method, path, body, headers):
        """Ask once, by a connection of its own; None where the link or the hub failed."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SILENT)
        try:
            line.request(method, path, body, headers | {"Authorization": f"Bearer {self.token}"})
            answer = line.getresponse()
            answer.read()
            return answer
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            return None
        finally:
            line.close()


def digest(film):
    return hashlib.sha256(film).hexdigest()
