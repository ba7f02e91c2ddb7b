"""A server as the hub's database: what it must promise, the right to write, and what happens when it goes away."""

import logging
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from sqlalchemy import text

from server.config import BadConfig, Config
from server.store import postgres as rules
from server.store.db import Away, Busy, Database, Unfit
from tests.conftest import POSTGRESQL
from tests.running import until
from tests.store.conftest import beside
from tests.store.test_committer import name, on_disk, writing

SECRET = "s3cret-口令/@:"


@pytest.fixture
def engine():
    return POSTGRESQL


@pytest.fixture
def named(postgres, database):
    """The name of the test's database on the server."""
    return database.partition("?")[0].rpartition("/")[2]


def end_sessions(database, who="kaowu"):
    """End the hub's sessions, as an administrator can."""
    with beside(database) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = %s",
            (who,),
        )


def why_unfit(database):
    opened = Database(database)
    try:
        opened.session()
    except Unfit as unfit:
        return str(unfit)
    finally:
        opened.close()
    return ""


# what it must promise


def test_a_commit_is_on_disk_when_it_returns_whatever_the_role_has_as_default(postgres, db, database, named):
    postgres.ask("ALTER DATABASE {} SET synchronous_commit = off", named)
    with beside(database) as plain:
        assert plain.execute("SHOW synchronous_commit").fetchone() == ("off",)
    with db.writing() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_a_server_that_does_not_flush_is_refused(postgres, database):
    postgres.ask("ALTER SYSTEM SET fsync = off")
    postgres.ask("SELECT pg_reload_conf()")
    try:  # the server reads its settings again in its own time
        until(lambda: "fsync=off" in why_unfit(database), 10, "the refusal")
    finally:
        postgres.ask("ALTER SYSTEM RESET fsync")
        postgres.ask("SELECT pg_reload_conf()")


def test_a_server_that_is_too_old_is_refused(database, monkeypatch):
    monkeypatch.setattr(rules, "OLDEST", 99)
    opened = Database(database)
    with pytest.raises(Unfit, match="99"):
        opened.session()
    opened.close()


def test_a_database_that_cannot_hold_every_character_is_refused(postgres):
    postgres.ask("CREATE DATABASE {} TEMPLATE template0 ENCODING 'LATIN1'", "latin")
    with pytest.raises(Unfit, match="UTF8"):
        Database(postgres.url("latin"))
    postgres.drop("latin")


def test_who_reads_sees_one_state_and_cannot_write(db):
    with db.reading() as reader:
        assert reader.execute(text("SHOW transaction_isolation")).scalar() == "repeatable read"
        with pytest.raises(Exception, match="read-only"):
            reader.execute(text("INSERT INTO hub VALUES ('origin', 'x')"))


def test_text_sorts_by_its_bytes_and_is_kept_whatever_it_holds(db):
    names = ["b", "B", "a", "é", "一", "10", "9", "_", "長" * 500, "NUL \0 inside"]
    with db.writing() as writer:
        writer.execute(text("INSERT INTO hub VALUES (:name, 'x')"), [{"name": name} for name in names])
    with db.reading() as reader:
        found = reader.execute(text("SELECT name FROM hub ORDER BY name")).scalars().all()
    assert found == sorted(name.replace("\0", "␀") for name in names)


# the right to write


def test_a_database_has_one_writer(db, database, named):
    db.session()
    other = Database(database)
    with pytest.raises(Busy, match=named):
        other.session()
    db.close()
    assert other.session() > 0
    other.close()


def test_each_database_of_a_server_has_its_own_writer(postgres, db):
    db.session()
    beyond = postgres.create("template0")
    other = Database(postgres.url(beyond))
    assert other.session() > 0
    other.close()
    postgres.drop(beyond)


def test_who_only_reads_is_in_nobodys_way(db, database):
    db.session()
    other = Database(database)
    with other.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM journal")).scalar() == 0
    other.close()


def test_the_right_to_write_ends_with_its_process_however_it_ends(db, database):
    program = (
        "import sys\n"
        "from server.store.db import Database\n"
        "Database(sys.argv[1]).session()\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Busy):
            db.session()
        process.kill()
        process.wait()
    assert db.session() > 0


def test_a_session_the_server_ended_is_noticed_and_the_right_taken_anew(db, database):
    first = db.session()
    assert db.session() == first
    end_sessions(database)
    assert db.session() > first


def test_nothing_is_written_through_a_session_that_was_lost(db, database):
    def write():
        with db.writing() as writer:
            writer.execute(text("INSERT INTO hub VALUES ('origin', 'x')"))
            end_sessions(database)
            writer.execute(text("INSERT INTO hub VALUES ('other', 'x')"))

    with pytest.raises(Away):
        write()
    with db.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM hub")).scalar() == 0


# the hub while the server is away


def test_a_fact_on_its_way_when_the_session_ends_is_not_acknowledged_and_counts_once_when_sent_again(hub, caplog):
    def cut(tx):
        writing(hub, 1)(tx)
        end_sessions(hub.config.database)

    with pytest.raises(Away):
        hub.committer.call(cut)
    assert name(1) not in on_disk(hub)
    assert hub.committer.call(writing(hub, 1)) == 1
    assert name(1) in on_disk(hub)
    said = [record.getMessage() for record in caplog.records if record.name == "server.store.committer"]
    assert len(said) == 2
    assert "until the database can be written again" in said[0]
    assert "facts are taken" in said[1]


def test_at_rest_a_restart_of_the_server_costs_nobody_anything(hub, postgres):
    postgres.stop()
    postgres.start()
    assert hub.committer.call(writing(hub, 1)) == 1
    assert hub.read(lambda connection: connection.execute(text("SELECT 1")).scalar()) == 1


def test_a_commit_whose_answer_was_lost_is_found_again_and_told_to_the_screens(hub, monkeypatch):
    """The commit goes through, the answer does not: the hub believes the journal, not its memory."""
    told = []
    hub.committer.on_commit.append(told.append)
    size, honest = hub.journal.size, hub.db.writer.dialect.do_commit

    def do_commit(connection):
        honest(connection)
        monkeypatch.undo()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(hub.db.writer.dialect, "do_commit", do_commit)
    with pytest.raises(Away):
        hub.committer.call(writing(hub, 1))
    assert hub.journal.size == size
    hub.committer.call(lambda tx: None)
    assert hub.journal.size == size + 1
    assert told == [size + 1]


def test_when_another_hub_has_taken_over_nothing_is_written_and_afterwards_its_entries_are_known(hub, monkeypatch):
    monkeypatch.setattr(rules, "PATIENCE", 0.1)
    end_sessions(hub.config.database)
    other = Database(hub.config.database)
    other.session()
    with pytest.raises(Busy):
        hub.committer.call(writing(hub, 1))
    with pytest.raises(Busy):
        hub.committer.call(writing(hub, 1))
    size = hub.journal.size
    with other.writing() as connection:
        transaction = hub.journal.begin(connection, "2026-11-22T00:00:00.000Z")
        writing(hub, 2)(transaction)
        transaction.flush()
    other.close()
    assert hub.committer.call(writing(hub, 1)) == 1
    assert hub.journal.size == size + 2


def test_while_the_server_is_away_requests_are_told_so_and_a_batch_tries_once(
    hub, client, postgres, device, monkeypatch
):
    phone, tried, honest = device("phone"), [], hub.committer.submit
    monkeypatch.setattr(hub.committer, "submit", lambda job, done: tried.append(job) or honest(job, done))
    made = [phone.wire(phone.make("duty.check_in", {"place": "gate-1", "badge": "x"})) for _ in range(30)]
    headers = phone.headers
    postgres.stop(signal.SIGQUIT)
    try:
        answers = [
            client.post("/api/facts", json={"facts": made}, headers=headers),
            client.get("/api/changes", headers=headers),
            client.get("/readyz"),
        ]
    finally:
        postgres.start()
    assert [(answer.status_code, answer.json["error"]["code"]) for answer in answers] == [(503, "hub-error")] * 3
    assert len(tried) == 2  # the batch, and whether the hub is ready
    again = client.post("/api/facts", json={"facts": made}, headers=headers)
    assert [receipt["first"] for receipt in again.json["receipts"]] == [True] * 30


class Sender(threading.Thread):
    """Hands in one fact after the other, and each again until there is a receipt."""

    def __init__(self, phone, count):
        super().__init__(daemon=True)
        self.phone, self.count, self.receipts, self.again = phone, count, [], 0

    def run(self):
        for _ in range(self.count):
            made = self.phone.make("duty.check_in", {"place": "gate-1", "badge": "KW1:X"})
            while not self.sent(made):
                self.again += 1
                time.sleep(0.01)

    def sent(self, made):
        try:
            (receipt,) = self.phone.send(made)
        except Away:
            return False
        self.receipts.append((made.raw["id"], receipt))
        return True


def test_restarts_under_load_lose_nothing_acknowledged_and_double_nothing(hub, postgres, device):
    senders = [Sender(device("phone"), 60) for _ in range(6)]
    for sender in senders:
        sender.start()
    for goal, how in ((90, signal.SIGINT), (200, signal.SIGQUIT)):
        until(lambda goal=goal: sum(len(sender.receipts) for sender in senders) >= goal, 30, "enough facts")
        postgres.stop(how)
        time.sleep(0.05)
        postgres.start()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    assert sum(sender.again for sender in senders), "nobody noticed"
    receipts = [given for sender in senders for given in sender.receipts]
    with hub.db.reading() as connection:
        found = connection.execute(text("SELECT seq, fact_id, leaf FROM journal ORDER BY seq")).all()
    assert [seq for seq, _, _ in found] == list(range(1, len(found) + 1))
    kept = {fact_id: (seq, leaf) for seq, fact_id, leaf in found}
    assert len(kept) == len(found)
    assert len(receipts) == 360
    assert all(kept[fact_id] == (receipt.seq, receipt.leaf) for fact_id, receipt in receipts)
    assert hub.journal.size == len(found)


# the password


@pytest.fixture
def secretive(postgres):
    postgres.ask("DROP ROLE IF EXISTS secretive")
    with postgres.connect() as connection:
        connection.execute(psycopg.sql.SQL("CREATE ROLE secretive LOGIN SUPERUSER PASSWORD {}").format(SECRET))
    yield postgres
    postgres.ask("DROP ROLE secretive")


def everything_said(error):
    said = []
    while error is not None:
        said += [str(error), repr(error)]
        error = error.__cause__ or error.__context__
    return "\n".join(said)


def test_with_the_right_password_the_database_opens(secretive, named):
    opened = Database(secretive.url(named, user="secretive", password=SECRET))
    assert opened.session() > 0
    opened.close()


def test_a_password_is_in_nothing_that_is_said(secretive, named, hub, caplog):
    wrong = SECRET + "-wrong"
    url = secretive.url(named, user="secretive", password=wrong)
    with pytest.raises(Away) as refused:
        Database(url)
    config = Config.from_env({"KAOWU_DATABASE": url})
    said = "\n".join([everything_said(refused.value), repr(config), config.database_shown, caplog.text])
    assert "secretive" in said
    for shape in (SECRET, "s3cret"):
        assert shape not in said


@pytest.mark.parametrize(
    "written",
    [
        "postgresql+psycopg//kaowu:s3cret@host/db",
        "postgresql+psycopg://kaowu:s3cret@host:port/db",
        "postgresql+psycopg2://kaowu:s3cret@host/db",
        "mysql://kaowu:s3cret@host/db",
        "postgresql://kaowu:s3cret@host",
        "postgresql://kaowu:s3cret@host?password=s3cret",
        "kaowu:s3cret@host/db",
    ],
)
def test_an_address_that_is_none_is_refused_without_showing_the_password(written):
    with pytest.raises(BadConfig, match="KAOWU_DATABASE") as refused:
        Config.from_env({"KAOWU_DATABASE": written})
    assert "s3cret" not in everything_said(refused.value)


def test_the_writer_says_what_is_wrong_without_the_password(hub, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(Away):
        hub.committer.call(lambda _tx: end_sessions(hub.config.database) or _tx.connection.execute(text("SELECT 1")))
    assert "until the database" in caplog.text
    assert hub.config.database not in caplog.text
