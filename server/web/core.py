"""What every route works with: the hub's parts, put together once by ``server.app``."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import current_app
from sqlalchemy import Connection

from imaging.workshop import Workshop
from server.config import Config
from server.desk.press import Press
from server.desk.printers import Printers
from server.domain.grant import Grant
from server.domain.record import Entry
from server.domain.refusal import Refusal
from server.domain.upload import Upload
from server.intake import Door
from server.store import device as devices
from server.store import upload as uploads
from server.store.committer import Committer, Job
from server.store.db import Database
from server.store.derived import Derived
from server.store.journal import Journal
from server.store.keys import Keys
from server.store.media import Media
from server.web import seen
from server.web.frames import Frames
from server.web.inflow import Inflow
from server.web.looks import Looks
from server.web.presence import Presence
from server.web.seen import Recognised
from server.web.trust import Trust
from server.web.waiting import Waiting
from server.web.writers import Writers

T = TypeVar("T")

#: What tells of a small picture: the device whose photo it is of, which evidence, the version of the picture.
Pictured = Callable[[str, str, str], None]


@dataclass(slots=True)
class Core:
    """A running hub.

    ``tokens`` maps the hash of each session's token to its device; ``wrong_codes`` keeps when (monotonic seconds) and
    from which address wrong enrolment codes were tried. ``on_upload`` are told of each upload that began or
    moved on, by whichever thread serves it: they note it and return. ``looks`` are those at evidence that are
    on record, ``granted`` who had signed in where when the journal had how many entries, ``seen`` what
    uploads were found to be; ``beats`` when each card-reader station was heard last. ``fresh`` holds small pictures
    by their evidence while the fact that names them is written, and ``on_picture`` are told of each, by a real thread.
    """

    config: Config
    keys: Keys
    db: Database
    journal: Journal
    door: Door
    committer: Committer
    waiting: Waiting
    press: Press
    printers: Printers
    trust: Trust
    presence: Presence
    media: Media
    derived: Derived
    tokens: dict[str, str] = field(default_factory=dict)
    wrong_codes: deque[tuple[float, str]] = field(default_factory=deque)
    writers: Writers = field(default_factory=Writers)
    workshop: Workshop = field(default_factory=Workshop)
    frames: Frames = field(init=False)
    looks: Looks = field(default_factory=Looks)
    granted: dict[tuple[int | None, str], tuple[int, list[Grant]]] = field(default_factory=dict)
    seen: Recognised = field(default_factory=Recognised)
    on_upload: list[Callable[[Upload], None]] = field(default_factory=list)
    beats: dict[str, datetime] = field(default_factory=dict)
    inflow: Inflow = field(default_factory=Inflow)
    fresh: dict[str, bytes] = field(default_factory=dict)
    on_picture: list[Pictured] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Newest frames are made in the hub's workshop; what facts may have changed is forgotten as they come."""
        self.frames = Frames(self.workshop)
        self.committer.on_entries.append(self._doubt)
        self.committer.on_reload += [self.seen.clear, self.writers.all_unsure]

    def _doubt(self, entries: list[Entry]) -> None:
        told = seen.told(entries)
        if told is not None:
            self.seen.forget(told)
            self.writers.unsure(told.uploads)

    def upload(self, name: str) -> Upload | None:
        """Return an upload for who looks at it: while it grows without a read; None where there never was one."""
        return self.writers.standing(name) or self.read(lambda connection: uploads.find(connection, name))

    def uploaded(self, upload: Upload) -> None:
        """Tell of an upload that began or moved on."""
        for tell in self.on_upload:
            tell(upload)

    def commit(self, job: Job) -> Any:
        """Run a job in the writer's thread and wait, without blocking other requests, until it is on disk."""
        return self.waiting.commit(self.committer, job)

    def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query in a thread of its own, on one consistent state."""

        def work() -> T:
            with self.db.reading() as connection:
                return query(connection)

        return self.waiting.run(work)

    def load_tokens(self) -> None:
        """Read the sessions that are open."""
        with self.db.reading() as connection:
            self.tokens = devices.tokens(connection)


def core() -> Core:
    """Return the hub this request belongs to."""
    return cast(Core, current_app.extensions["kaowu"])


def settled(result: Any) -> Any:
    """Return a job's result, raising it where it is a refusal.

    Jobs return refusals instead of raising them: raising would roll back everyone who shares the transaction.
    """
    if isinstance(result, Refusal):
        raise result
    return result
