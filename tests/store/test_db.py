"""Opening the database: what "kept" means, the schema, the one writer."""

import sqlite3
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BIGINT, TEXT, NullPool, String, create_engine, inspect, text

from server.store import db as databases
from server.store import migrations
from server.store.db import HEAD, Busy, Database, migrate, only_writer, probe
from server.store.tables import metadata
from tests.conftest import POSTGRESQL, SQLITE

FULL, WAL = 2, "wal"


def settings_of(engine):
    with engine.begin() as connection:
        return {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }


def keeps(engine):
    """Tell whether what the engine commits is on disk when it returns."""
    found = settings_of(engine)
    return (found["journal_mode"], found["synchronous"]) == (WAL, FULL)


in_a_file = pytest.mark.parametrize("engine", [SQLITE], indirect=True)


@in_a_file
def test_a_commit_is_on_disk_when_it_returns(db):
    assert keeps(db.writer)


@in_a_file
def test_a_weaker_promise_would_be_noticed(database, data, monkeypatch):
    data.mkdir()
    weaker = [pragma.replace("=FULL", "=NORMAL") for pragma in databases.PRAGMAS]
    monkeypatch.setattr(databases, "PRAGMAS", weaker)
    opened = Database(database)
    assert not keeps(opened.writer)
    opened.close()


@in_a_file
def test_every_connection_is_opened_the_same_way(db):
    expected = {"journal_mode": WAL, "synchronous": FULL, "foreign_keys": 1, "recursive_triggers": 1}
    assert settings_of(db.writer) == settings_of(db.reader) == expected


def other_kind(_context, _found_column, _column, found, known):
    """Tell whether a server's column is of another kind: there text has no limit and whole numbers have 64 bits."""
    return not isinstance(found, TEXT if isinstance(known, String) else BIGINT)


def test_a_fresh_database_has_exactly_the_tables_the_code_knows(db, database, engine):
    on_server = {"compare_type": other_kind} if engine == POSTGRESQL else {}
    looking = create_engine(database, poolclass=NullPool)
    with looking.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=on_server), metadata) == []
        names = set(inspect(connection).get_table_names())
    assert names == {*metadata.tables, "alembic_version"}


def test_partial_indexes_are_made_with_their_condition(db):
    asked = {
        SQLITE: "SELECT name, sql FROM sqlite_master WHERE type = 'index'",
        POSTGRESQL: "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    with db.reading() as connection:
        made = dict(connection.execute(text(asked[connection.dialect.name])).all())
    assert "id-reused" in made["journal_first"]
    assert "numbered = 1" in made["journal_number"]


def test_head_is_the_newest_migration():
    config = AlembicConfig()
    config.set_main_option("script_location", migrations.__path__[0])
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrating_again_does_nothing(db, database):
    asked = {SQLITE: "PRAGMA schema_version", POSTGRESQL: "SELECT max(oid::bigint) FROM pg_class"}

    def version():
        with db.reading() as connection:
            return connection.execute(text(asked[connection.dialect.name])).scalar()

    before = version()
    migrate(database)
    assert version() == before


def test_readers_see_one_state_while_somebody_writes(db):
    with db.reading() as reader:
        before = reader.execute(text("SELECT count(*) FROM hub")).scalar()
        with db.writing() as writer:
            writer.execute(text("INSERT INTO hub VALUES ('origin', 'kaowu/x')"))
        assert reader.execute(text("SELECT count(*) FROM hub")).scalar() == before == 0
    with db.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM hub")).scalar() == 1


def test_a_failed_transaction_leaves_nothing(db):
    def write_and_fail():
        with db.writing() as writer:
            writer.execute(text("INSERT INTO hub VALUES ('origin', 'kaowu/x')"))
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        write_and_fail()
    with db.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM hub")).scalar() == 0


@in_a_file
def test_the_writer_holds_the_lock_from_its_first_read(db, data):
    other = sqlite3.connect(data / "kaowu.db", timeout=0)
    with db.writing() as writer:
        writer.execute(text("SELECT 1"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO hub VALUES ('a', 'b')")
    other.close()


def test_a_database_that_answers_is_ready(db):
    with db.reading() as connection:
        assert probe(connection)


def test_a_folder_has_one_writer(tmp_path):
    with only_writer(tmp_path), pytest.raises(Busy, match=str(tmp_path)), only_writer(tmp_path):
        pass
    with only_writer(tmp_path):
        pass  # let go again


def test_the_folder_is_let_go_when_its_process_is_killed(tmp_path):
    program = (
        "import os, pathlib, sys\n"
        "from server.store.db import only_writer\n"
        "with only_writer(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Busy), only_writer(tmp_path):
            pass
        process.kill()
        process.wait()
    with only_writer(tmp_path):
        pass
