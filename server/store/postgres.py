"""PostgreSQL as the hub needs it: what the SQLite file promises, asked of a server.

The session that writes holds an advisory lock from its first moment to its last. So a session that is lost takes the
right to write with it: nothing written through it can be committed any more once another session holds the lock, and
what the database then says is final.
"""

import itertools
import select
import time
from typing import Any

import psycopg
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from server.store.refused import Busy, Unfit

DRIVER = "postgresql+psycopg"
OLDEST = 15  # the oldest major version the tests were run on
LOCK = 0x6B616F7775  # "kaowu"; PostgreSQL keeps advisory locks apart by database
PATIENCE = 1.0  # seconds a lock may outlive the session that was just let go
BUSY_MS = 5000

#: Libpq's own words, in seconds and milliseconds: a server that vanished is noticed within about ten seconds.
REACH: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "kaowu",
}
#: Asked of every session, whatever the server, the database or the role have as default.
SETTINGS = {
    "synchronous_commit": "on",  # a commit is on disk when it returns
    "lock_timeout": str(BUSY_MS),
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "tcp_keepalives_idle": "5",  # a hub whose computer lost its power lets go of the lock as soon
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "client_encoding": "UTF8",
}
_SET = "; ".join(f"SET {name} = '{value}'" for name, value in SETTINGS.items())
_PROMISES = """
SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'),
 current_setting('server_encoding'), current_setting('fsync'), current_setting('synchronous_commit'),
 pg_is_in_recovery()
"""
_sessions = itertools.count(1)


class _Types(PGTypeCompiler):
    """Text without a limit and in the order of its bytes, whole numbers of 64 bits: as in SQLite.

    What one engine takes and sorts in one way must not be refused or sorted otherwise by the other.
    """

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - the library's name
        """Write the type of any text; a column's definition (``type_expression``) also says its order."""
        return "TEXT" if kw.get("type_expression") is None else 'TEXT COLLATE "C"'

    visit_TEXT = visit_VARCHAR  # noqa: N815 - likewise

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - likewise
        """Write the type of any whole number."""
        return "BIGINT"


class _Text(StrDumperUnknown):
    """Text without NUL, which PostgreSQL cannot keep: a sign that shows it stands in its place."""

    def dump(self, obj: str) -> Any:
        """Encode one text."""
        return super().dump(obj.replace("\0", "\N{SYMBOL FOR NULL}") if "\0" in obj else obj)


def open_engine(url: URL, *, writes: bool, **pool: Any) -> Engine:
    """Return an engine whose sessions read one consistent state, or hold the right to write.

    A session raises ``Busy`` where another one writes, ``Unfit`` where the server does not keep what it acknowledges.
    """
    engine = create_engine(
        url.set(drivername=DRIVER), connect_args=_reach(url), use_native_hstore=False, hide_parameters=True, **pool
    )
    engine.dialect.type_compiler_instance = _Types(engine.dialect)

    @event.listens_for(engine, "connect")
    def _prepare(connection: psycopg.Connection[Any], record: ConnectionPoolEntry) -> None:
        try:
            connection.adapters.register_dumper(str, _Text)
            connection.autocommit = True
            connection.execute(_SET)
            if writes:
                _check(connection)
                _lock(connection)
                record.info["session"] = next(_sessions)
            connection.autocommit = False
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = not writes
        except BaseException:
            connection.close()
            raise

    @event.listens_for(engine, "checkout")
    def _still_there(connection: psycopg.Connection[Any], _record: ConnectionPoolEntry, _proxy: Any) -> None:
        """Take no session the server has ended: at rest it says nothing, unless it takes its leave."""
        if connection.closed or _readable(connection.fileno()):
            raise DisconnectionError("the server has ended this session")

    return engine


def _reach(url: URL) -> dict[str, Any]:
    return {name: value for name, value in REACH.items() if name not in url.query}


def _readable(handle: int) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([handle], [], [], 0)[0])


def _check(connection: psycopg.Connection[Any]) -> None:
    found = connection.execute(_PROMISES).fetchone()
    version, full, encoding, fsync, kept, standby = found or (0, "", "", "", "", False)
    if version < OLDEST:
        raise Unfit(f"PostgreSQL {full}，应为 {OLDEST} 或更新 / PostgreSQL {OLDEST} or newer is needed")
    if encoding != "UTF8":
        raise Unfit(f"数据库编码为 {encoding}，应为 UTF8：请用 UTF8 重建数据库 / the database's encoding must be UTF8")
    if standby:
        raise Unfit("这是只读的备用服务器：请连接主服务器 / a standby server takes no writes: name the primary one")
    if fsync != "on" or kept not in ("on", "remote_apply"):
        raise Unfit(
            f"服务器不保证落盘（fsync={fsync}，synchronous_commit={kept}）：请在 postgresql.conf 中都设为 on"
            " / the server may lose what it acknowledged: set both to on"
        )


def _lock(connection: psycopg.Connection[Any]) -> None:
    """Take the right to write.

    Raises:
        Busy: another session has it, and did not let go in time.
    """
    end = time.monotonic() + PATIENCE
    while True:
        held = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        if held == (True,):
            return
        if time.monotonic() >= end:
            raise Busy(connection.info.dbname)
        time.sleep(0.02)


def away(error: BaseException) -> bool:
    """Tell whether the server cannot be reached or has ended the session, rather than refused a statement."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DisconnectionError):
        return True
    if not isinstance(cause, psycopg.OperationalError):
        return False
    # Without a code: libpq speaks, not the server. 08 connection, 28 login, 3D no such database, 57P0x shutting down
    # or starting up, 53300 too many connections.
    state = cause.sqlstate
    return state is None or state[:2] in ("08", "28", "3D") or state[:4] == "57P0" or state == "53300"
