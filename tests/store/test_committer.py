"""Group commit: answered when on disk, shared by all who wait, spoilt by nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.exc import OperationalError

from server.store import journal
from server.store.committer import Committer, Stopped, stamp
from tests.conftest import SQLITE
from tests.store.conftest import beside

pytestmark = pytest.mark.usefixtures("hub")


def name(number):
    return f"0197f0c2-4a5b-7000-8000-{number:012d}"


def writing(hub, number):
    """A job that adds a fact of its own making to the journal."""

    def job(tx):
        plain = {"digest": f"{number:064x}", "device": "d9", "device_seq": number, "kind": "a.b", "fact": "{}"}
        tx.append(
            **plain, fact_id=name(number), sig=None, acted=False, verdict="accepted", code=None, refusal=None,
            numbered=True,
        )  # fmt: skip
        tx.rows.put(tx.next_seq - 1, "feed", str(number), "office", {"seq": number})
        return number

    return job


def failing(_tx):
    raise RuntimeError("this one fails")


def on_disk(hub):
    """The ids another program finds in the database."""
    with beside(hub.config.database) as connection:
        return {fact_id for (fact_id,) in connection.execute("SELECT fact_id FROM journal")}


@contextmanager
def held_back(hub):
    """Keep the writer busy, so that all that is submitted meanwhile waits for the next group."""
    busy, go_on = threading.Event(), threading.Event()

    def hold(_tx):
        busy.set()
        go_on.wait()

    answers = []
    hub.committer.submit(hold, lambda result, error: answers.append(error))
    busy.wait()
    try:
        yield
    finally:
        go_on.set()


def submit(hub, *jobs):
    """Submit jobs while the writer is busy; return ``(result, error)`` of each in the order of the jobs."""
    answers, arrived = {}, threading.Semaphore(0)
    with held_back(hub):
        for place, job in enumerate(jobs):

            def done(result, error, place=place):
                answers[place] = (result, error)
                arrived.release()

            hub.committer.submit(job, done)
    for _ in jobs:
        arrived.acquire()
    return [answers[place] for place in range(len(jobs))]


def answered_before_kept(hub):
    """Commit one fact; tell whether its caller was answered while the file did not have it yet."""
    seen, arrived = [], threading.Event()

    def done(_result, _error):
        seen.append(name(1) in on_disk(hub))
        arrived.set()

    hub.committer.submit(writing(hub, 1), done)
    arrived.wait()
    return seen != [True]


def test_nobody_is_answered_before_the_fact_is_in_the_file(hub):
    assert not answered_before_kept(hub)


def test_an_answer_before_the_commit_would_be_noticed(hub, monkeypatch):
    def eager(self, group):
        with self._db.writing() as connection:
            transaction = self.journal.begin(connection, stamp(self._clock()))
            for job, done in group:
                done(job(transaction), None)
            transaction.flush()
        self.journal.adopt(transaction)

    monkeypatch.setattr(Committer, "_settle", eager)
    assert answered_before_kept(hub)


def test_what_waits_together_is_committed_together(hub):
    groups, jobs = hub.committer.measures.groups, hub.committer.measures.jobs
    answers = submit(hub, *(writing(hub, number) for number in range(1, 51)))
    assert answers == [(number, None) for number in range(1, 51)]
    assert (hub.committer.measures.groups - groups, hub.committer.measures.jobs - jobs) == (2, 51)
    assert {name(number) for number in range(1, 51)} <= on_disk(hub)


def test_a_group_has_one_checkpoint(hub):
    before = hub.journal.size
    submit(hub, *(writing(hub, number) for number in range(1, 6)))
    with hub.db.reading() as connection:
        sizes = [size for size, _ in journal.checkpoints(connection) if size > before]
    assert sizes == [before + 5]


def test_a_group_is_never_larger_than_the_limit(hub, monkeypatch):
    monkeypatch.setattr("server.store.committer.GROUP", 10)
    groups = hub.committer.measures.groups
    submit(hub, *(writing(hub, number) for number in range(1, 26)))
    assert hub.committer.measures.groups - groups == 1 + 3


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_job_that_fails_spoils_nobody_elses(hub, place):
    jobs = [writing(hub, number) for number in range(1, 7)]
    jobs.insert(place, failing)
    answers = submit(hub, *jobs)
    assert str(answers[place][1]) == "this one fails"
    others = [answer for at, answer in enumerate(answers) if at != place]
    assert others == [(number, None) for number in range(1, 7)]
    assert {name(number) for number in range(1, 7)} <= on_disk(hub)
    with hub.db.reading() as connection:
        assert hub.journal.size == len(list(journal.entries(connection)))


def test_what_a_failing_job_wrote_is_gone(hub):
    def write_and_fail(tx):
        writing(hub, 1)(tx)
        raise RuntimeError("cut")

    before, note = hub.journal.size, hub.journal.note
    with pytest.raises(RuntimeError, match="cut"):
        hub.committer.call(write_and_fail)
    assert (hub.journal.size, hub.journal.note) == (before, note)
    assert name(1) not in on_disk(hub)
    hub.committer.call(writing(hub, 1))
    assert hub.journal.size == before + 1


def test_what_is_kept_beside_the_journal_is_read_again_after_a_failure(hub):
    reloaded = []
    hub.committer.on_reload.append(lambda: reloaded.append(threading.current_thread().name))
    with pytest.raises(RuntimeError):
        hub.committer.call(failing)
    assert reloaded == ["committer"]


# a commit that fails


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'No space left on device: the disk is full' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON row FOR EACH ROW WHEN (NEW.kind = 'room') EXECUTE FUNCTION full_disk()
"""


@contextmanager
def full_disk(hub):
    """Let the database grow no more, as on a full disk (a server only says what it would then say)."""
    if hub.db.writer.dialect.name != SQLITE:
        with beside(hub.config.database) as connection:
            connection.execute(FULL)
            yield
            connection.execute("DROP FUNCTION full_disk CASCADE")
        return
    with hub.db.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with hub.db.writer.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


@contextmanager
def failing_commit(hub):
    """Let the commit itself fail, after everything was written."""

    def fail(_connection):
        raise OSError("the disk does not answer")

    event.listen(hub.db.writer, "commit", fail)
    try:
        yield
    finally:
        event.remove(hub.db.writer, "commit", fail)


def dump(hub):
    with hub.db.reading() as connection:
        tables = inspect(connection).get_table_names()
        return {table: set(connection.execute(text(f'SELECT * FROM "{table}"')).all()) for table in tables}  # noqa: S608


def state(hub):
    known = {device: (one.numbers, one.cloned) for device, one in hub.door.known.items()}
    return dump(hub), hub.journal.size, hub.journal.note, list(hub.journal.hashes), known


def test_nothing_is_taken_until_what_is_kept_beside_the_journal_was_read_again(hub):
    unreadable = [True]

    def reload():
        if unreadable:
            raise OSError("cannot be read")

    hub.committer.on_reload.append(reload)
    with pytest.raises(RuntimeError, match="this one fails"):
        hub.committer.call(failing)
    with pytest.raises(OSError, match="cannot be read"):
        hub.committer.call(writing(hub, 1))
    assert name(1) not in on_disk(hub)
    unreadable.clear()
    assert hub.committer.call(writing(hub, 1)) == 1
    assert name(1) in on_disk(hub)


def test_on_a_full_disk_the_caller_is_told_and_nothing_is_half_there(day, device, hub):
    phone = device("phone")
    rooms = day.stage("rooms", [{"room": f"R{number}", "name": "长" * 200, "building": "", "floor": 1, "seats": 30}
                                for number in range(300)])  # fmt: skip
    made = day.office.make("import.commit", rooms)
    before = state(hub)
    with full_disk(hub), pytest.raises((OperationalError, psycopg.OperationalError), match="full"):
        day.office.send(made)
    assert state(hub) == before
    assert phone.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)}).verdict == "accepted"
    (again,) = day.office.send(made)
    assert (again.verdict, again.first) == ("accepted", True)


def test_when_the_commit_itself_fails_nothing_is_half_there(day, device, hub):
    phone = device("phone")
    made = phone.make("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    before = state(hub)
    with failing_commit(hub), pytest.raises(OSError, match="does not answer"):
        phone.send(made)
    assert state(hub) == before
    (again,) = phone.send(made)
    assert (again.verdict, again.first, again.seq) == ("accepted", True, before[1] + 1)


def test_a_listener_that_fails_takes_no_acknowledgement_back(hub):
    told = []

    def fail(_size):
        raise RuntimeError("nobody listens")

    hub.committer.on_commit[:] = [fail, told.append]
    assert hub.committer.call(writing(hub, 1)) == 1
    assert told == [hub.journal.size]


def test_listeners_are_told_the_size_after_commits_that_added_entries(hub):
    told = []
    hub.committer.on_commit.append(told.append)
    hub.committer.call(lambda tx: None)
    hub.committer.call(writing(hub, 1))
    hub.committer.call(writing(hub, 2))
    assert told == [hub.journal.size - 1, hub.journal.size]


def test_who_keeps_something_beside_the_journal_hears_of_new_entries_before_their_verdicts_leave(hub):
    heard = []
    hub.committer.on_entries.append(lambda entries: heard.extend(entry.seq for entry in entries))
    hub.committer.submit(writing(hub, 1), lambda *_: heard.append("answered"))
    hub.committer.call(lambda tx: None)
    assert heard == [hub.journal.size, "answered"]


# the end


def test_stopping_finishes_what_was_taken(hub):
    answers = []
    with held_back(hub):
        for number in range(1, 31):
            hub.committer.submit(writing(hub, number), lambda result, error: answers.append((result, error)))
    hub.committer.stop()
    assert sorted(answers) == [(number, None) for number in range(1, 31)]
    assert {name(number) for number in range(1, 31)} <= on_disk(hub)


def test_after_stopping_nothing_more_is_taken(hub):
    hub.committer.stop()
    with pytest.raises(Stopped):
        hub.committer.call(writing(hub, 1))
    assert name(1) not in on_disk(hub)


def test_a_batch_handed_in_while_the_hub_stops_is_kept_or_refused_never_forgotten(day, device, hub):
    phones = [device("phone") for _ in range(8)]
    batches = [[phone.make("duty.check_in", {"place": "p", "badge": day.qr(2)}) for _ in range(5)] for phone in phones]
    kept, refused = [], []

    def hand_in(phone, batch):
        for made in batch:
            try:
                kept.append(phone.send(made)[0].id)
            except Stopped:
                refused.append(made.raw["id"])

    with ThreadPoolExecutor(8) as pool:
        for phone, batch in zip(phones, batches, strict=True):
            pool.submit(hand_in, phone, batch)
        hub.committer.stop()
    assert len(kept) + len(refused) == 40
    assert set(kept) <= on_disk(hub)
    assert not set(refused) & on_disk(hub)


def test_times_are_written_in_utc_with_milliseconds():
    moment = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert stamp(moment) == "2026-11-22T00:00:00.123Z"
    assert stamp(moment.replace(microsecond=0)) == "2026-11-22T00:00:00.000Z"
