"""What card-reader stations have brought, counted as it comes: the limits of ``server.domain.reading.inflow`` hold."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from server.domain import upload
from server.domain.reading.inflow import Brought, counts, may_bring

#: A file that is here: its hash, which device brought it, its bytes, when it came by the hub's clock (RFC 3339).
Known = tuple[str, str, int, str]


@dataclass(slots=True)
class Inflow:
    """The files of a hub by hash, and those on their way.

    What is on record is read once; from then on whatever comes is counted as it comes. Bytes that were brought without
    ever being stated are forgotten at a restart: the disk's own reserve bounds them.
    """

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _here: dict[str, tuple[str, int, datetime]] | None = None
    _coming: dict[object, tuple[str, int]] = field(default_factory=dict)

    @contextmanager
    def coming(
        self, device: str, sha256: str, size: int, now: datetime, known: Callable[[], Iterable[Known]],
        free: Callable[[], int],
    ) -> Iterator[Callable[[int], None]]:  # fmt: skip
        """Let a file come; the block calls what it is given once the file is on disk, with the bytes it has.

        One that is here already may always come again: it is how a station that heard no answer asks for it.

        Args:
            device: who brings it.
            sha256: of its bytes.
            size: bytes that are announced, or that it may have where nothing is.
            now: by the hub's clock.
            known: reads what is on record.
            free: bytes that the disk has left.

        Raises:
            Refusal: those of ``inflow.may_bring``, or ``disk-full``.
        """
        here = list(known()) if self._here is None else []
        turn = object()
        with self._lock:
            if self._here is None:
                self._here = {name: (owner, held, datetime.fromisoformat(came)) for name, owner, held, came in here}
            if sha256 not in self._here:
                upload.room_on_disk(size + sum(held for _, held in self._coming.values()), free())
                self._may(device, size, now)
            self._coming[turn] = (device, size)
        try:
            yield lambda found: self._came(device, sha256, found, now)
        finally:
            with self._lock:
                del self._coming[turn]

    def _may(self, device: str, size: int, now: datetime) -> None:
        here = [(owner, held) for owner, held, came in (self._here or {}).values() if counts(came, now)]
        every = [*here, *self._coming.values()]
        own = [held for owner, held in every if owner == device]
        on_the_way = sum(owner == device for owner, _ in self._coming.values())
        may_bring(size, Brought(len(own), sum(own)), Brought(len(every), sum(held for _, held in every)), on_the_way)

    def _came(self, device: str, sha256: str, size: int, now: datetime) -> None:
        with self._lock:
            if self._here is not None:
                self._here.setdefault(sha256, (device, size, now))
