"""A database of the first version, with data in it, is brought up to date and keeps what it holds."""

import base64
import sqlite3

import psycopg
import pytest
from sqlalchemy import Integer, MetaData, NullPool, Table, create_engine, insert, inspect, select, text

from server.store import db as databases
from server.store import upload as uploads
from server.store.db import HEAD, Database, migrate
from server.store.tables import metadata
from tests.conftest import SQLITE, config_of
from tests.store.conftest import beside

FIRST = "0001"
ROWS = 3
#: What is kept as JSON or as a time, by the column's name; any other text says where it stands.
TEXTS = {
    **dict.fromkeys(("body", "fact", "leaf", "value", "jwk", "rooms"), "{}"),
    "sessions": "[]",
    **dict.fromkeys(("at", "received", "enrolled", "expires", "used"), "2026-11-22T00:00:00.000Z"),
}


@pytest.fixture
def old(request, engine, data, monkeypatch):
    """The address of a database of the first version, a few rows in every table."""
    data.mkdir()
    if engine == SQLITE:
        address = config_of(data).database
    else:
        server = request.getfixturevalue("postgres")
        address = server.url(server.create())
    with monkeypatch.context() as patched:
        patched.setattr(databases, "HEAD", FIRST)
        migrate(address)
    fill(address)
    return address


def tables_of(engine):
    made = MetaData()
    return [Table(name, made, autoload_with=engine) for name in inspect(engine).get_table_names()]


def fill(address):
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        for table in tables_of(engine):
            for number in range(1, ROWS + 1):
                if table.name != "alembic_version":
                    connection.execute(insert(table).values({column.name: value(column, number) for column in table.c}))


def value(column, number):
    if isinstance(column.type, Integer):
        return number
    return TEXTS.get(column.name, f"{column.name}-{number}"[: column.type.length])


def contents(address, only=None):
    """Return what is in each table; of the columns of ``only`` alone, where it is given."""
    engine = create_engine(address, poolclass=NullPool)
    with engine.connect() as connection:
        return {
            table.name: (columns, sorted(map(tuple, connection.execute(select(*(table.c[name] for name in columns))))))
            for table in tables_of(engine)
            if table.name != "alembic_version" and (only is None or table.name in only)
            for columns in [list(table.c.keys()) if only is None else only[table.name][0]]
        }


def test_everything_is_still_there(old):
    before = contents(old)
    assert {len(rows) for _, rows in before.values()} == {ROWS}
    Database(old).close()
    assert contents(old, before) == before


def test_it_is_then_of_the_version_the_code_asks_for(old):
    Database(old).close()
    with beside(old) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_it_then_has_the_columns_of_a_fresh_one(old, database, data):
    if database == old:  # one file: the fresh one stands beside it
        database = f"sqlite:///{data / 'fresh.db'}"
    for address in (old, database):
        Database(address).close()

    def columns(address):
        found = inspect(create_engine(address, poolclass=NullPool))
        return {
            name: sorted(
                (column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)
            )
            for name in found.get_table_names()
        }

    assert columns(old) == columns(database)


def test_uploads_of_before_are_found_by_the_fact_they_name(old, monkeypatch):
    fact = "019a9bb6-9f2c-7c31-8d1e-0a7f3c5e2b11"
    mine, other = (base64.b64encode(text).decode() for text in (fact.encode(), b"no\x00fact"))
    named = {"a": f"name eA==,fact {mine}", "b": f"fact {other}", "c": "", "d": "fact !"}
    with monkeypatch.context() as patched:
        patched.setattr(databases, "HEAD", "0010")
        migrate(old)
    engine = create_engine(old, poolclass=NullPool)
    with engine.begin() as connection:
        table = Table("upload", MetaData(), autoload_with=engine)
        for letter, metadata_ in named.items():
            row = {"upload": letter * 32, "device": "d1", "offset": 0, "metadata": metadata_, "state": "open"}
            connection.execute(insert(table).values(row | {"begun": "", "touched": ""}))
    opened = Database(old)
    with opened.reading() as connection:
        assert [one.upload for one in uploads.naming(connection, fact)] == ["a" * 32]
    opened.close()


@pytest.mark.parametrize("statement", ["UPDATE journal SET verdict = 'x'", "DELETE FROM checkpoint"])
def test_what_is_append_only_stays_so(old, statement):
    opened = Database(old)
    with (
        pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"),
        beside(old) as connection,
    ):
        connection.execute(statement)
    opened.close()


def test_a_migration_that_fails_leaves_the_version_before_it(old, monkeypatch):
    before = contents(old)
    with beside(old) as connection:  # in the way of a later version's table
        connection.execute("CREATE TABLE design (other INTEGER)")
    with pytest.raises(Exception, match=r"already exists|design"):
        Database(old)
    with beside(old) as connection:
        connection.execute("DROP TABLE design")
    Database(old).close()
    assert contents(old, before) == before


def test_rows_that_were_there_can_be_read_by_the_code_of_today(old):
    opened = Database(old)
    with opened.reading() as connection:
        for table in metadata.sorted_tables:
            assert len(connection.execute(select(table)).all()) in (0, ROWS), table.name
        assert connection.scalar(text("SELECT count(*) FROM journal")) == ROWS
    opened.close()
