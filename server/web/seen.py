"""What uploads were found to be, kept in memory until a fact says otherwise: a film that grows is asked for all day."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from server.desk.evidence import quarantine
from server.domain.evidence.piece import Evidence
from server.domain.record import Entry
from server.domain.upload import Upload

#: Uploads of which this is remembered: those that somebody watches, and those of a site's stations.
MOST = 500
#: Facts about evidence have kinds that begin so.
ABOUT = "evidence."
#: After it any upload may be something else.
SETTLED = "dispute.settle"


@dataclass(frozen=True, slots=True)
class Seen:
    """``known``: the evidence whose bytes an upload holds, None: nobody's; ``type``: of the bytes, None: unknown."""

    known: Evidence | None
    type: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What facts may have changed: evidence, uploads and facts by their ids; ``uploads`` again; whether all else."""

    names: frozenset[str]
    uploads: frozenset[str]
    everything: bool


def told(entries: Iterable[Entry]) -> Told | None:
    """Return what entries of the journal may have changed of uploads and evidence; None: nothing."""
    found = [one for one in entries if one.kind is not None and (one.kind.startswith(ABOUT) or one.kind == SETTLED)]
    if not found:
        return None
    names, uploads = {one.fact_id for one in found}, set()
    for one in found:
        body = quarantine.fact_text(one).get("body")
        of = [body.get(name) for name in ("evidence", "upload")] if isinstance(body, dict) else [None, None]
        names |= {name for name in of if isinstance(name, str)}
        uploads |= {name for name in of[1:] if isinstance(name, str)}
    return Told(frozenset(names), frozenset(uploads), any(one.kind == SETTLED for one in found))


@dataclass(slots=True)
class Recognised:
    """What uploads are, as far as that is decided; whatever a fact names is forgotten before its verdict leaves."""

    most: int = MOST
    _kept: dict[str, tuple[frozenset[str | None], Seen]] = field(default_factory=dict)
    _turn: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, upload: Upload, look: Callable[[], tuple[Seen, bool]]) -> Seen:
        """Return what an upload is; ``look`` finds it out, and tells whether that is decided."""
        with self._lock:
            kept, turn = self._kept.get(upload.upload), self._turn
        if kept is not None:
            return kept[1]
        seen, decided = look()
        if decided:
            self._keep(upload, seen, turn)
        return seen

    def _keep(self, upload: Upload, seen: Seen, turn: int) -> None:
        """Remember it, unless a fact came since somebody began to look."""
        names = frozenset((upload.upload, upload.fact, seen.known.evidence if seen.known is not None else None))
        with self._lock:
            if turn == self._turn:
                while len(self._kept) >= self.most:
                    del self._kept[next(iter(self._kept))]
                self._kept[upload.upload] = names, seen

    def forget(self, told: Told) -> None:
        """Forget what facts may have changed; from any thread."""
        with self._lock:
            self._turn += 1
            gone = [one for one, (names, _) in self._kept.items() if told.everything or names & told.names]
            for one in gone:
                del self._kept[one]

    def clear(self) -> None:
        """Forget all: what is on disk is not sure."""
        with self._lock:
            self._turn += 1
            self._kept.clear()
