"""Waiting: work goes on elsewhere, results and errors come back to who asked."""

import threading

import gevent
import pytest

from server.web.waiting import Greenlets, Threads


class Writer:
    """A committer that settles what it was given when told to, all at once, from another thread."""

    def __init__(self):
        self.taken = []

    def submit(self, job, done):
        self.taken.append((job, done))

    def settle(self):
        def run():
            for job, done in self.taken:
                try:
                    done(job(None), None)
                except Exception as error:
                    done(None, error)

        thread = threading.Thread(target=run)
        thread.start()
        return thread


@pytest.mark.parametrize("waiting", [Threads, Greenlets])
def test_work_brings_its_result_or_its_error(waiting):
    here = waiting()
    assert here.run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        here.run(lambda: 1 // 0)


def test_an_error_that_who_asked_gets_is_not_printed_as_well(capfd):
    with pytest.raises(ZeroDivisionError):
        Greenlets().run(lambda: 1 // 0)
    gevent.sleep(0.05)
    assert capfd.readouterr() == ("", "")


def test_work_runs_off_the_loop():
    assert Greenlets().run(threading.get_ident) != threading.get_ident()


def test_the_loop_goes_on_while_work_is_done():
    waiting, done, seen = Greenlets(), threading.Event(), []
    worker = gevent.spawn(waiting.run, lambda: done.wait(30))
    gevent.spawn(lambda: (seen.append("another request"), done.set()))
    assert worker.get(timeout=30) is True
    assert seen == ["another request"]


def test_long_work_on_the_loop_lets_others_have_their_turn():
    waiting, seen = Greenlets(), []

    def long_work(name):
        for _ in range(3):
            seen.append(name)
            waiting.turn()

    gevent.joinall([gevent.spawn(long_work, name) for name in "ab"], timeout=30)
    assert seen == list("ababab")


def test_everyone_in_a_commit_group_gets_their_own_answer():
    waiting, writer = Greenlets(), Writer()
    jobs = [lambda _tx, n=n: n for n in range(20)]
    asked = [gevent.spawn(waiting.commit, writer, job) for job in jobs]
    gevent.idle()
    assert len(writer.taken) == 20
    assert not any(each.ready() for each in asked), "answered before it was on disk"
    thread = writer.settle()
    assert [each.get(timeout=30) for each in asked] == list(range(20))
    thread.join()


def test_a_job_that_fails_fails_for_its_own_caller_alone():
    waiting, writer = Greenlets(), Writer()
    good, bad = (gevent.spawn(_outcome, waiting, writer, job) for job in (lambda _tx: 1, lambda _tx: 1 // 0))
    gevent.idle()
    writer.settle().join()
    assert good.get(timeout=30) == 1
    assert bad.get(timeout=30) == "ZeroDivisionError"


def _outcome(waiting, writer, job):
    try:
        return waiting.commit(writer, job)
    except ZeroDivisionError as error:
        return type(error).__name__
