"""Verifying a journal: a clean one passes, and whatever is changed in its file is found at the first bad entry."""

import base64
import json
import shutil
import sqlite3
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import checkpoint as notes
from protocol import fact as facts
from protocol import tree
from server.domain.record import Broken, verify
from server.intake import Handed
from server.store import journal
from server.store.db import Database


@pytest.fixture
def file(past, tmp_path):
    """A copy of the busy day's database."""
    return shutil.copy(past.folder / "kaowu.db", tmp_path / "kaowu.db")


@pytest.fixture
def db(file):
    opened = Database(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def read(past, db):
    """Verify the journal as it lies in the file."""

    def verified(against=None):
        with db.reading() as connection:
            kept = dict(journal.checkpoints(connection))
            return verify(journal.entries(connection), kept, past.public, against)

    return verified


@pytest.mark.parametrize(
    "written", ["1e999", "9" * 5000, "[" * 50 + "]" * 50, "0.5", '"\\ud800"'],
    ids=["infinite", "beyond reading", "deep", "fraction", "surrogate"],
)  # fmt: skip
def test_what_could_not_be_kept_word_for_word_was_not_changed_since(hub, device, written):
    raw = facts.loads(f'{{"id":"x","device_seq":1,"n":{written}}}')
    (receipt,) = device("gate").send(Handed(raw, None, acted=False))
    assert receipt.refusal.code == "malformed"
    with hub.db.reading() as connection:
        kept = dict(journal.checkpoints(connection))
        assert verify(journal.entries(connection), kept, hub.journal.public).broken is None


@pytest.fixture
def open_file(file):
    """The database file in the hands of somebody who first drops what keeps it append-only."""
    connection = sqlite3.connect(file, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for name in ("journal_fact", "journal_first", "journal_number"):
        connection.execute(f"DROP INDEX {name}")
    yield connection
    connection.close()


def seq_of(connection, where):
    return connection.execute(f"SELECT min(seq) FROM journal WHERE {where}").fetchone()[0]  # noqa: S608


def test_a_clean_journal_is_complete_and_unchanged(past, read):
    report = read()
    assert report.broken is None
    assert report.size == past.size


def test_facts_that_never_arrived_are_named_by_device(past, read):
    assert past.missing
    assert read().missing == past.missing


def test_an_empty_journal_is_complete():
    report = verify([], {}, Ed25519PrivateKey.generate().public_key())
    assert (report.size, report.root, report.broken) == (0, tree.EMPTY_ROOT, None)


ACCEPTED = "kind = 'duty.check_in' AND verdict = 'accepted'"
REFUSED = "code = 'already-in' AND verdict = 'refused'"
_ROOT = "instr(note, char(10) || size || char(10)) + length(size) + 2"
# The first letter of the root, which stands below the size: always another one, whatever it was.
OTHER_ROOT = f"""substr(note, 1, {_ROOT} - 1)
    || CASE substr(note, {_ROOT}, 1) WHEN 'A' THEN 'B' ELSE 'A' END
    || substr(note, {_ROOT} + 1)"""
TAMPERINGS = {
    "a word of a fact": ("UPDATE journal SET fact = replace(fact, 'gate-1', 'gate-9') WHERE seq = ?", ACCEPTED),
    "a fact that is no JSON": ("UPDATE journal SET fact = '{' WHERE seq = ?", ACCEPTED),
    "a fact that is no text": ("UPDATE journal SET fact = x'00' WHERE seq = ?", ACCEPTED),
    "a digest": ("UPDATE journal SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE seq = ?", ACCEPTED),
    "a verdict": ("UPDATE journal SET verdict = 'accepted' WHERE seq = ?", REFUSED),
    "a code": ("UPDATE journal SET code = 'not-open' WHERE seq = ?", REFUSED),
    "a refusal made no refusal": ("UPDATE journal SET code = NULL, verdict = 'accepted' WHERE seq = ?", REFUSED),
    "whether it was acted": ("UPDATE journal SET acted = 1 - acted WHERE seq = ?", ACCEPTED),
    "when it was received": ("UPDATE journal SET received = '2026-11-21T00:00:00.000Z' WHERE seq = ?", ACCEPTED),
    "which device": ("UPDATE journal SET device = 'd0' WHERE seq = ?", ACCEPTED),
    "a device's number": ("UPDATE journal SET device_seq = 4000 WHERE seq = ?", ACCEPTED),
    "an id": ("UPDATE journal SET fact_id = 'another' WHERE seq = ?", ACCEPTED),
    "a kind": ("UPDATE journal SET kind = 'duty.check_out' WHERE seq = ?", ACCEPTED),
    "a signature": ("UPDATE journal SET sig = 'AAAA' || substr(sig, 5) WHERE seq = ?", ACCEPTED),
    "a signature taken away": ("UPDATE journal SET sig = NULL WHERE seq = ?", REFUSED),
    "a number made not to count": ("UPDATE journal SET numbered = 0 WHERE seq = ?", ACCEPTED),
    "a number made to count": ("UPDATE journal SET numbered = 1 WHERE seq = ?", "code = 'bad-signature'"),
    "a cloned number made to count": ("UPDATE journal SET numbered = 1 WHERE seq = ?", "code = 'number-reused'"),
    "a leaf": ("UPDATE journal SET leaf = replace(leaf, 'false', 'true') WHERE seq = ?", ACCEPTED),
    "an entry taken out": ("DELETE FROM journal WHERE seq = ?", ACCEPTED),
    "a device's key": ("UPDATE journal SET fact = replace(fact, '\"x\":\"', '\"x\":\"A') WHERE seq = ?",
                       "kind = 'device.enrol' AND seq > 2"),
    "a checkpoint's root": ("UPDATE checkpoint SET note = " + OTHER_ROOT + " WHERE size = ?", ACCEPTED),  # noqa: S608
    "a checkpoint of another size": ("UPDATE checkpoint SET note = (SELECT note FROM checkpoint ORDER BY size LIMIT 1)"
                                     " WHERE size = ?", ACCEPTED),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_was_changed_is_found_where_it_was_changed(past, read, open_file, name):
    statement, where = TAMPERINGS[name]
    seq = seq_of(open_file, where)
    assert open_file.execute(statement, (seq,)).rowcount == 1
    broken = read().broken
    assert broken is not None
    assert broken.seq == seq + (name == "an entry taken out")
    assert broken.says
    assert broken.says_en


def test_a_verdict_changed_together_with_its_leaf_is_found_by_the_checkpoint(past, read, open_file):
    seq = seq_of(open_file, REFUSED)
    open_file.execute(
        "UPDATE journal SET verdict = 'disputed', leaf = replace(leaf, '\"refused\"', '\"disputed\"') WHERE seq = ?",
        (seq,),
    )
    broken = read().broken
    assert broken == Broken(
        seq, "此条或此前的记录与检查点不符", "this entry or one before it differs from the checkpoint"
    )


def test_a_time_before_the_entry_ahead_is_found_even_with_its_leaf(past, read, open_file):
    seq = seq_of(open_file, ACCEPTED)
    earlier = "2026-11-21T00:00:00.000Z"
    open_file.execute(
        "UPDATE journal SET leaf = replace(leaf, received, ?), received = ? WHERE seq = ?", (earlier, earlier, seq)
    )
    assert read().broken == Broken(seq, "接收时间早于前一条", "received before the entry ahead of it")


def test_entries_at_the_end_without_a_checkpoint_are_found(past, read, open_file):
    open_file.execute("DELETE FROM checkpoint WHERE size > ?", (past.size - 2,))
    assert read().broken == Broken(past.size - 1, "此条起没有检查点", "no checkpoint covers this entry")


def test_two_entries_exchanged_are_found(past, read, open_file):
    seq = seq_of(open_file, ACCEPTED)
    for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
        open_file.execute("UPDATE journal SET seq = ? WHERE seq = ?", (new, old))
    assert read().broken.seq == seq


def test_an_entry_put_in_between_is_found(past, read, open_file):
    seq = seq_of(open_file, ACCEPTED)
    open_file.execute("UPDATE journal SET seq = -seq WHERE seq > ?", (seq,))
    open_file.execute("UPDATE journal SET seq = -seq + 1 WHERE seq < 0")
    columns = (
        "fact_id, digest, device, device_seq, kind, fact, sig, acted, received, verdict, code, refusal, numbered, leaf"
    )
    open_file.execute(
        f"INSERT INTO journal (seq, {columns}) SELECT seq + 1, {columns} FROM journal WHERE seq = ?",  # noqa: S608
        (seq,),
    )
    assert read().broken.seq == seq + 1


def test_entries_cut_off_at_the_end_are_found_by_the_checkpoints_kept(past, read, open_file):
    size = past.size
    open_file.execute("DELETE FROM journal WHERE seq > ?", (size - 3,))
    assert read().broken.seq == size - 2


def test_an_entry_added_without_the_key_is_found(past, read, open_file):
    size = past.size
    columns = (
        "fact_id, digest, device, device_seq, kind, fact, sig, acted, received, verdict, code, refusal, numbered, leaf"
    )
    open_file.execute(
        f"INSERT INTO journal (seq, {columns}) SELECT seq + 1, {columns} FROM journal WHERE seq = ?",  # noqa: S608
        (size,),
    )
    assert read().broken.seq == size + 1


def forge(entries, size, origin):
    """Rewrite the journal up to ``size`` with a checkpoint of a key of one's own."""
    frontier = tree.Frontier()
    for entry in entries[:size]:
        frontier = frontier.append(tree.leaf_hash(entry.leaf.encode()))
    key = Ed25519PrivateKey.generate()
    hashed = notes.key_hash(origin, key.public_key().public_bytes_raw())
    return {size: notes.sign(notes.Checkpoint(origin, size, frontier.root()), key, hashed)}


def test_checkpoints_of_another_key_prove_nothing(past, db):
    with db.reading() as connection:
        entries = list(journal.entries(connection))
    report = verify(entries, forge(entries, past.size, past.origin), past.public)
    assert report.broken.seq == past.size
    assert "signature" in report.broken.says_en


def test_a_journal_and_its_checkpoints_cut_short_are_found_against_one_kept_elsewhere(past, read, open_file):
    printed = notes.read(past.note, past.public)
    earlier = open_file.execute("SELECT max(size) FROM checkpoint WHERE size < ?", (printed.size,)).fetchone()[0]
    assert read(printed).broken is None
    open_file.execute("DELETE FROM journal WHERE seq > ?", (earlier,))
    open_file.execute("DELETE FROM checkpoint WHERE size > ?", (earlier,))
    assert read().broken is None  # nothing here remembers what is gone
    broken = read(printed).broken
    assert (broken.seq, str(printed.size) in broken.says) == (earlier + 1, True)


def test_an_older_checkpoint_kept_elsewhere_agrees_with_a_journal_that_grew(read, open_file, past):
    size, note = open_file.execute("SELECT size, note FROM checkpoint ORDER BY size LIMIT 1 OFFSET 5").fetchone()
    assert size < past.size
    assert read(notes.read(note, past.public)).broken is None


def test_a_rewritten_past_is_found_against_one_kept_elsewhere(past, read):
    printed = notes.read(past.note, past.public)
    other = replace(printed, root=bytes(32))
    assert read(other).broken.seq == printed.size


def test_an_entry_that_breaks_its_reader_is_named_and_not_a_crash(past, open_file, read):
    seq = seq_of(open_file, "code = 'malformed'")
    for text in ("[" * 100_000, json.dumps({"id": "x"}), "7", '"\\ud800"', "null"):
        digest = facts.digest(text.encode())
        open_file.execute("UPDATE journal SET fact = ?, digest = ?, leaf = leaf WHERE seq = ?", (text, digest, seq))
        assert read().broken.seq == seq


def test_the_root_is_what_the_newest_checkpoint_says(past, read):
    lines = past.note.split("\n")
    assert (int(lines[1]), base64.b64decode(lines[2])) == (read().size, read().root)
