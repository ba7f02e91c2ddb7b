"""Opening the database: one connection that writes, a few that read, and the schema's migrations."""

import importlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ["Busy", "Connection", "Database", "migrate", "only_writer", "probe"]

HEAD = "0001"
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


class Busy(RuntimeError):
    """Another hub process has this data folder open for writing."""


class Database:
    """The hub's database.

    ``writing`` belongs to the committer's thread alone; ``reading`` may be used from any thread.
    """

    def __init__(self, url: str) -> None:
        """Open ``url`` (a SQLAlchemy URL) and bring its schema up to date."""
        self.writer = _engine(url, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self.reader = _engine(url, "BEGIN", pool_size=4, max_overflow=8)
        migrate(url)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold the write lock from the first read to the last write, so that rules see what they change."""
        with self.writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one consistent state."""
        with self.reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.writer.dispose()
        self.reader.dispose()


def _engine(url: str, begin: str, **pool: Any) -> Engine:
    sqlite = url.startswith("sqlite")
    arguments = {"check_same_thread": False, "timeout": BUSY_MS / 1000} if sqlite else {}
    engine = create_engine(url, connect_args=arguments, json_serializer=json.dumps, **pool)
    if sqlite:

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
    """Bring the schema to ``HEAD``; does nothing where it already is."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        versioned = inspect(connection).has_table("alembic_version")
        if versioned and connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD:
            return
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
