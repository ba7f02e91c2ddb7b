"""Opening the database: one connection that writes, a few that read, and the schema's migrations."""

import importlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from server.config import shown
from server.store.refused import CLOSED, Away, Busy, Unfit

__all__ = ["CLOSED", "Away", "Busy", "Connection", "Database", "Unfit", "migrate", "only_writer", "probe"]

HEAD = "0012"
BUSY_MS = 5000

# SQLite: WAL keeps readers out of the writer's way; FULL is what "kept" means (a commit is on disk when it returns).
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # INSERT OR REPLACE must meet the append-only triggers too
    f"PRAGMA busy_timeout={BUSY_MS}",
)


#: What a database raises that is damaged, locked by another program or no database at all.
Unreadable = DatabaseError


class Database:
    """The hub's database: an SQLite file, or a PostgreSQL server.

    ``writing`` belongs to the committer's thread alone; ``reading`` may be used from any thread. Both, and opening,
    raise ``Away`` where a server is out of reach.
    """

    def __init__(self, url: str) -> None:
        """Open ``url`` (a SQLAlchemy URL) and bring its schema up to date.

        Raises:
            Busy: the schema is of an older version and another hub writes.
        """
        address, self._shown = make_url(url), shown(url)
        self._server = _server(address)
        with self._told():
            self.writer = _engine(address, writes=True, pool_size=1, max_overflow=0)
            self.reader = _engine(address, writes=False, pool_size=4, max_overflow=8)
            migrate(url)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold the write lock from the first read to the last write, so that rules see what they change."""
        with self._told(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one consistent state."""
        with self._told(), self.reader.begin() as connection:
            yield connection

    def session(self) -> int:
        """Hold the right to write, and return the number of the session that holds it.

        A new number says that the right was lost and taken anew: others may have written in between, and what is kept
        beside the database must be read again. A file's lock is held by ``only_writer`` and never lost.

        Raises:
            Busy: another hub writes to this database.
            Unfit: the server does not promise what the hub needs.
        """
        if not self._server:
            return 0
        with self._told(), self.writer.connect() as connection:
            return int(connection.info["session"])

    def close(self) -> None:
        """Close every connection, and let go of the right to write."""
        self.writer.dispose()
        self.reader.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if self._server and _postgres().away(error):
                raise Away(self._shown) from error
            raise


def _server(url: URL) -> bool:
    return url.get_backend_name() == "postgresql"


def _postgres() -> Any:
    # By name: a hub with a file needs no driver of a server.
    return importlib.import_module("server.store.postgres")


def _engine(url: URL, *, writes: bool, **pool: Any) -> Engine:
    if _server(url):
        engine: Engine = _postgres().open_engine(url, writes=writes, **pool)
        return engine
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    arguments = {"check_same_thread": False, "timeout": BUSY_MS / 1000}
    engine = create_engine(url, connect_args=arguments, json_serializer=json.dumps, **pool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def migrate(url: str) -> None:
    """Bring the schema to ``HEAD``; does nothing where it already is.

    Raises:
        Busy: there is something to do on a server, and another hub writes to it.
    """
    address = make_url(url)
    plain = {"poolclass": NullPool}
    looking = _engine(address, writes=False, **plain) if _server(address) else create_engine(address, **plain)
    with looking.connect() as connection:
        versioned = inspect(connection).has_table("alembic_version")
        if versioned and connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD:
            return
    engine = _engine(address, writes=True, **plain)
    # By name: the migrations' library takes a tenth of a second to load, and most starts need none.
    importlib.import_module("server.store.schema").upgrade(engine, HEAD)


@contextmanager
def only_writer(data: Path) -> Iterator[None]:
    """Hold the data folder for this process; the operating system lets go of it when the process ends, however it ends.

    Raises:
        Busy: another process holds it.
    """
    lock = FileLock(data / "hub.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Busy(str(data)) from error
    try:
        yield
    finally:
        lock.release()


def probe(connection: Connection) -> bool:
    """Tell whether the database answers."""
    return connection.execute(text("SELECT 1")).scalar() == 1
