"""The journal: append-only by the database itself, all or nothing, and read back in order."""

import sqlite3

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import checkpoint as notes
from protocol import tree
from server.store import journal
from server.store.journal import Journal
from tests.conftest import POSTGRESQL, SQLITE
from tests.store.conftest import beside

COLUMNS = (
    "fact_id, digest, device, device_seq, kind, fact, sig, acted, received, verdict, code, refusal, numbered, leaf"
)


def fields(number, **changed):
    plain = {
        "fact_id": f"id-{number}", "digest": f"{number:064x}", "device": "d7", "device_seq": number, "kind": "a.b",
        "fact": "{}", "sig": None, "acted": False, "verdict": "accepted", "code": None, "refusal": None,
        "numbered": True,
    }  # fmt: skip
    return {**plain, **changed}


@pytest.fixture
def kept(db):
    """A journal of five entries in two commits."""
    made = Journal("kaowu/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    for numbers in ((1, 2, 3), (4, 5)):
        add(db, made, *(fields(number) for number in numbers))
    return made


def add(db, made, *entries, received="2026-11-22T00:00:00.000Z"):
    with db.writing() as connection:
        transaction = made.begin(connection, received)
        for entry in entries:
            transaction.append(**entry)
        transaction.flush()
    made.adopt(transaction)


@pytest.fixture
def plain(kept, database, engine):
    """A connection of a program that knows nothing of the hub, and puts to sleep what it may."""
    with beside(database) as connection:
        sleep = {SQLITE: "PRAGMA recursive_triggers = OFF", POSTGRESQL: "SET session_replication_role = replica"}
        connection.execute(sleep[engine])
        yield connection


def dump(connection):
    return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("journal", "checkpoint")]  # noqa: S608


COPY = f"INTO journal (seq, {COLUMNS}) SELECT"
REFUSED = (sqlite3.IntegrityError, psycopg.IntegrityError)
ON_BOTH = {
    "a changed verdict": "UPDATE journal SET verdict = 'refused' WHERE seq = 2",
    "an update that changes nothing": "UPDATE journal SET verdict = verdict",
    "a deleted entry": "DELETE FROM journal WHERE seq = 5",
    "a truncated journal": "DELETE FROM journal",
    "an entry beyond the end": f"INSERT {COPY} 7, {COLUMNS} FROM journal WHERE seq = 2",
    "an entry before the beginning": f"INSERT {COPY} 0, {COLUMNS} FROM journal WHERE seq = 2",
    "an entry without a number": f"INSERT {COPY} NULL, {COLUMNS} FROM journal WHERE seq = 2",
    "a changed checkpoint": "UPDATE checkpoint SET note = 'x'",
    "a deleted checkpoint": "DELETE FROM checkpoint WHERE size = 5",
    "a checkpoint put in between": "INSERT INTO checkpoint VALUES (4, 'x')",
}
ON_A_FILE = {
    "an update that replaces": "UPDATE OR REPLACE journal SET seq = 1 WHERE seq = 5",
    "an entry replaced by number": f"INSERT OR REPLACE {COPY} 2, {COLUMNS} FROM journal WHERE seq = 5",
    "the last entry replaced": f"INSERT OR REPLACE {COPY} 5, {COLUMNS.replace('verdict', '9')} FROM journal"
    " WHERE seq = 5",
    "an entry replaced by id and digest": f"INSERT OR REPLACE {COPY} 6, {COLUMNS} FROM journal WHERE seq = 2",
    "an entry replaced by id": f"REPLACE {COPY} 6, {COLUMNS.replace('digest', 'upper(digest) || 1', 1)}"
    " FROM journal WHERE seq = 2",
    "an entry replaced by device number": f"REPLACE {COPY} 6, {COLUMNS.replace('fact_id', 'fact_id || 9', 1)}"
    " FROM journal WHERE seq = 2",
    "an upsert": f"INSERT {COPY} 2, {COLUMNS} FROM journal WHERE seq = 5 ON CONFLICT DO UPDATE SET verdict = 'x'",
    "a replaced checkpoint": "INSERT OR REPLACE INTO checkpoint VALUES (5, 'x')",
}
MATCHED = "MERGE INTO journal USING (VALUES (2)) given (number) ON seq = number WHEN MATCHED THEN"
ON_A_SERVER = {
    "a journal cut to nothing": "TRUNCATE journal",
    "checkpoints cut to nothing": "TRUNCATE checkpoint CASCADE",
    "an upsert by number": f"INSERT {COPY} 2, {COLUMNS} FROM journal WHERE seq = 5"
    " ON CONFLICT (seq) DO UPDATE SET verdict = 'x'",
    "an upsert at the end": f"INSERT {COPY} 6, {COLUMNS} FROM journal WHERE seq = 2"
    " ON CONFLICT (fact_id, digest) DO UPDATE SET verdict = 'x'",
    "an upsert that would change nothing": "INSERT INTO checkpoint VALUES (6, 'x')"
    " ON CONFLICT (size) DO UPDATE SET note = 'x'",
    "a merge that changes": f"{MATCHED} UPDATE SET verdict = 'x'",
    "a merge that deletes": f"{MATCHED} DELETE",
    "an update inside a query": "WITH changed AS (UPDATE journal SET verdict = 'x' RETURNING 1) SELECT * FROM changed",
    "entries from the end to the beginning": f"INSERT {COPY} 13 - seq, {COLUMNS.replace('fact_id', 'fact_id || seq')}"
    " FROM journal ORDER BY seq",
}


def told(*without):
    """Parametrise a test by what is forbidden, each on the engine it is written for."""
    on = ((SQLITE, ON_BOTH | ON_A_FILE), (POSTGRESQL, ON_BOTH | ON_A_SERVER))
    every = [(engine, name, statement) for engine, named in on for name, statement in named.items()]
    params = [
        pytest.param(engine, statement, id=f"{engine}-{name}")
        for engine, name, statement in every
        if not any(word in name for word in without)
    ]
    return pytest.mark.parametrize(("engine", "statement"), params, indirect=["engine"])


@told()
def test_the_database_itself_refuses(plain, statement):
    before = dump(plain)
    with pytest.raises(REFUSED, match=r"append-only|already"):
        plain.execute(statement)
    assert dump(plain) == before


@told("upsert")
def test_without_the_triggers_each_would_go_through(plain, engine, statement):
    """The refusals above are the triggers' doing: without them (and the indexes) nothing stands in the way."""
    if engine == SQLITE:
        for (trigger,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            plain.execute(f"DROP TRIGGER {trigger}")
    else:
        for table in ("journal", "checkpoint"):
            plain.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    before = dump(plain)
    try:
        plain.execute(statement)
    except REFUSED as error:
        said = str(error).lower()
        assert "unique" in said or "null value" in said
    else:
        assert "verdict = verdict" in statement or dump(plain) != before


def test_an_entry_at_the_end_is_taken(plain):
    columns = COLUMNS.replace("fact_id", "'new'", 1).replace("device_seq", "6", 1)
    plain.execute(f"INSERT INTO journal (seq, {COLUMNS}) SELECT 6, {columns} FROM journal WHERE seq = 5")  # noqa: S608
    assert plain.execute("SELECT max(seq) FROM journal").fetchone() == (6,)


def test_the_same_id_under_another_digest_is_taken_as_reused_only(db, kept):
    other = {"fact_id": "id-2", "digest": "f" * 64, "device_seq": 6, "numbered": False}
    with pytest.raises(Exception, match="already"):
        add(db, kept, fields(6, **other))
    add(db, kept, fields(6, **other, code="id-reused", verdict="refused"))
    assert kept.size == 6


def test_entries_read_back_as_they_were_written(db, kept):
    with db.reading() as connection:
        found = list(journal.entries(connection))
    assert [entry.seq for entry in found] == [1, 2, 3, 4, 5]
    assert [entry.fact_id for entry in found] == [f"id-{number}" for number in range(1, 6)]
    assert all(entry.numbered is True and entry.acted is False for entry in found)


@pytest.mark.parametrize("chunk", [1, 2, 5, 100])
@pytest.mark.parametrize(("after", "limit", "expected"), [
    (0, None, [1, 2, 3, 4, 5]), (3, None, [4, 5]), (0, 2, [1, 2]), (2, 2, [3, 4]), (5, None, []), (0, 0, []),
    (4, 9, [5]),
])  # fmt: skip
def test_entries_are_read_a_chunk_at_a_time(db, kept, monkeypatch, chunk, after, limit, expected):
    monkeypatch.setattr(journal, "CHUNK", chunk)
    with db.reading() as connection:
        assert [entry.seq for entry in journal.entries(connection, after, limit)] == expected


def test_facts_are_found_by_id_however_many_are_asked_for(db, kept):
    with db.reading() as connection:
        found = journal.find(connection, ["id-2", "nobody", *(f"x{number}" for number in range(1200)), "id-5"])
        assert [entry.seq for entry in found] == [2, 5]
        assert journal.find(connection, []) == []


def test_every_commit_keeps_its_checkpoint(db, kept):
    with db.reading() as connection:
        found = dict(journal.checkpoints(connection))
        entries = list(journal.entries(connection))
    assert sorted(found) == [3, 5]
    for size, note in found.items():
        checkpoint = notes.read(note, kept.public)
        hashes = [tree.leaf_hash(entry.leaf.encode()) for entry in entries[:size]]
        assert (checkpoint.origin, checkpoint.size, checkpoint.root) == ("kaowu/test", size, tree.root(hashes))


def test_a_journal_read_again_is_the_journal_in_memory(db, kept):
    again = Journal("kaowu/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    with db.reading() as connection:
        again.load(connection)
    assert (again.hashes, again.frontier, again.note, again.last_received) == (
        kept.hashes, kept.frontier, kept.note, kept.last_received
    )  # fmt: skip


def test_while_it_is_read_again_others_see_it_whole(db, kept, monkeypatch):
    seen, honest = set(), tree.leaf_hash

    def watched(leaf):
        seen.add((kept.size, len(kept.hashes), kept.last_received))
        return honest(leaf)

    monkeypatch.setattr(tree, "leaf_hash", watched)
    with db.reading() as connection:
        kept.load(connection)
    assert seen == {(5, 5, "2026-11-22T00:00:00.000Z")}


def test_a_transaction_that_fails_leaves_the_journal_as_it_was(db, kept):
    frontier, hashes, note = kept.frontier, list(kept.hashes), kept.note
    with pytest.raises(Exception, match="already"):
        add(db, kept, fields(6), fields(2))
    assert (kept.frontier, kept.hashes, kept.note) == (frontier, hashes, note)
    with db.reading() as connection:
        assert len(list(journal.entries(connection))) == 5
    add(db, kept, fields(6))
    assert kept.size == 6


def test_time_never_goes_back_in_the_journal(db, kept):
    add(db, kept, fields(6), received="2026-11-22T00:00:05.000Z")
    add(db, kept, fields(7), received="2026-11-21T00:00:00.000Z")
    with db.reading() as connection:
        assert [entry.received for entry in journal.entries(connection, 5)] == ["2026-11-22T00:00:05.000Z"] * 2


def test_a_transaction_without_entries_makes_no_checkpoint(db, kept):
    note = kept.note
    add(db, kept)
    with db.reading() as connection:
        assert len(dict(journal.checkpoints(connection))) == 2
    assert kept.note == note


def test_numbers_that_count_are_listed_by_device(db, kept):
    add(db, kept, fields(6, device="d8", device_seq=1), fields(7, device="d8", device_seq=2, numbered=False))
    with db.reading() as connection:
        assert list(journal.numbers(connection)) == [*(("d7", number) for number in range(1, 6)), ("d8", 1)]


def test_devices_with_a_refusal_are_listed_once(db, kept):
    clone = {"code": "number-reused", "verdict": "refused", "numbered": False}
    add(db, kept, fields(6, **clone), fields(7, **clone), fields(8, device="d8", code="not-in", verdict="refused"))
    with db.reading() as connection:
        assert journal.devices_with(connection, "number-reused") == {"d7"}
