"""Opening the database: what "kept" means, the schema, the one writer."""

import sqlite3
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from server.store import db as databases
from server.store import migrations
from server.store.db import HEAD, Busy, Database, migrate, only_writer, probe
from server.store.tables import metadata

FULL, WAL = 2, "wal"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'kaowu.db'}"


@pytest.fixture
def db(url):
    opened = Database(url)
    yield opened
    opened.close()


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


def test_a_commit_is_on_disk_when_it_returns(db):
    assert keeps(db.writer)


def test_a_weaker_promise_would_be_noticed(url, monkeypatch):
    weaker = [pragma.replace("=FULL", "=NORMAL") for pragma in databases.PRAGMAS]
    monkeypatch.setattr(databases, "PRAGMAS", weaker)
    opened = Database(url)
    assert not keeps(opened.writer)
    opened.close()


def test_every_connection_is_opened_the_same_way(db):
    expected = {"journal_mode": WAL, "synchronous": FULL, "foreign_keys": 1, "recursive_triggers": 1}
    assert settings_of(db.writer) == settings_of(db.reader) == expected


def test_a_fresh_database_has_exactly_the_tables_the_code_knows(db):
    with db.writer.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        names = set(inspect(connection).get_table_names())
    assert names == {*metadata.tables, "alembic_version"}


def test_partial_indexes_are_made_with_their_condition(db):
    with db.reading() as connection:
        made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index'")).all())
    assert "id-reused" in made["journal_first"]
    assert "numbered = 1" in made["journal_number"]


def test_head_is_the_newest_migration():
    config = AlembicConfig()
    config.set_main_option("script_location", migrations.__path__[0])
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrating_again_does_nothing(db, url):
    with db.reading() as connection:
        before = connection.execute(text("PRAGMA schema_version")).scalar()
    migrate(url)
    with db.reading() as connection:
        assert connection.execute(text("PRAGMA schema_version")).scalar() == before


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


def test_the_writer_holds_the_lock_from_its_first_read(db, tmp_path):
    other = sqlite3.connect(tmp_path / "kaowu.db", timeout=0)
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
