"""Who writes which upload just now: one request at a time, and how an abandoned one makes room."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from server.domain.refusal import Refusal
from server.domain.upload import Upload
from server.store.media import Digest
from server.web.waiting import Bell, Waiting

#: Seconds without a byte after which a writer counts as abandoned: a phone that lost its network comes back by another
#: connection, while the old one, of which nobody heard the end, would hold the upload for minutes.
STALLED = 2.0
#: Seconds an abandoned writer has to keep what it received and to leave.
LEAVES = 5.0


@dataclass(slots=True)
class Writer:
    """One request that appends; ``cut`` ends its connection, ``heard`` is when its last bytes came (monotonic)."""

    cut: Callable[[], None]
    heard: float = field(default_factory=time.monotonic)

    def hear(self) -> None:
        """Bytes came."""
        self.heard = time.monotonic()


@dataclass(slots=True)
class Writers:
    """The writers of a hub. ``moves`` counts what happened to each upload, for those who wait for more of it.

    An upload that grows is known as it stands (``standing``), so that those who wait need not read it anew.
    """

    moves: Counter[str] = field(default_factory=Counter)
    _standing: dict[str, Upload] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _digests: dict[str, tuple[int, Digest]] = field(default_factory=dict)
    _now: dict[str, Writer] = field(default_factory=dict)
    _listening: dict[str, list[Bell]] = field(default_factory=dict)

    def digest(self, upload: str, offset: int) -> Digest | None:
        """Return the digest of the first ``offset`` bytes of an upload, where it is known from before."""
        known, digest = self._digests.get(upload, (-1, None))
        return digest if known == offset else None

    def standing(self, upload: str) -> Upload | None:
        """Return an upload as its last request left it; None where that is not known, or it may have changed since."""
        return self._standing.get(upload)

    def moved(self, after: Upload, digest: Digest, since: int) -> None:
        """An upload has moved on and is open still; ``since``: its moves before that was committed."""
        self._digests[after.upload] = (after.offset, digest)
        with self._lock:
            if self.moves[after.upload] == since:
                self._standing[after.upload] = after
            else:  # a real thread has ended it meanwhile
                self._standing.pop(after.upload, None)
            self.moves[after.upload] += 1
        self._ring(after.upload)

    def wait(self, upload: str, seen: int, waiting: Waiting, seconds: float) -> None:
        """Return as soon as an upload has moved on since ``seen`` of its moves, after ``seconds`` at the latest."""
        bell = waiting.bell()
        listening = self._listening.setdefault(upload, [])
        listening.append(bell)
        try:
            if self.moves[upload] == seen:
                bell.wait(seconds)
        finally:
            if bell in listening:
                listening.remove(bell)
            if not listening and self._listening.get(upload) is listening:
                del self._listening[upload]

    def ended(self, upload: str) -> None:
        """Nothing more comes: a request completed an upload or gave it up."""
        self._digests.pop(upload, None)
        self.unsure((upload,))
        self._ring(upload)

    def ended_unheard(self, upload: str) -> None:
        """Nothing more comes, by what a real thread did, which may ring nobody: who waits looks again after a while."""
        self._digests.pop(upload, None)
        self.unsure((upload,))

    def unsure(self, uploads: Iterable[str]) -> None:
        """Uploads may not stand any more as their last requests left them; from any thread."""
        with self._lock:
            for upload in uploads:
                self._standing.pop(upload, None)
                self.moves[upload] += 1

    def all_unsure(self) -> None:
        """No upload may stand any more as its last request left it."""
        self.unsure(list(self._standing))

    def _ring(self, upload: str) -> None:
        for bell in self._listening.pop(upload, ()):
            bell.set()

    def settle(self, upload: str, waiting: Waiting, *, at_once: bool = False) -> bool:
        """Make an abandoned writer keep what it received and leave; return whether nobody writes any more.

        ``at_once``: any writer, abandoned or not.
        """
        writer = self._now.get(upload)
        if writer is None:
            return True
        if not at_once and time.monotonic() - writer.heard < STALLED:
            return False
        writer.cut()
        patience = time.monotonic() + LEAVES
        while self._now.get(upload) is writer and time.monotonic() < patience:
            waiting.pause(0.01)
        return upload not in self._now

    @contextmanager
    def writing(self, upload: str, cut: Callable[[], None], waiting: Waiting) -> Iterator[Writer]:
        """Be the one who writes.

        Raises:
            Refusal: ``upload-busy``.
        """
        if not self.settle(upload, waiting):
            raise Refusal("upload-busy")
        writer = Writer(cut)
        if self._now.setdefault(upload, writer) is not writer:
            raise Refusal("upload-busy")
        try:
            yield writer
        finally:
            del self._now[upload]
