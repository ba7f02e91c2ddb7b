"""What every route works with: the hub's parts, put together once by ``server.app``."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flask import current_app
from sqlalchemy import Connection

from server.config import Config
from server.desk.press import Press
from server.desk.printers import Printers
from server.domain.refusal import Refusal
from server.intake import Door
from server.store import device as devices
from server.store.committer import Committer, Job
from server.store.db import Database
from server.store.journal import Journal
from server.store.keys import Keys
from server.store.media import Media
from server.web.presence import Presence
from server.web.trust import Trust
from server.web.waiting import Waiting
from server.web.writers import Writers

T = TypeVar("T")


@dataclass(slots=True)
class Core:
    """A running hub.

    ``tokens`` maps the hash of each session's token to its device; ``wrong_codes`` keeps when (monotonic seconds) and
    from which address wrong enrolment codes were tried.
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
    tokens: dict[str, str] = field(default_factory=dict)
    wrong_codes: deque[tuple[float, str]] = field(default_factory=deque)
    writers: Writers = field(default_factory=Writers)

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
