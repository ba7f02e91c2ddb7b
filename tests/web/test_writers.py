"""Who waits for more of an upload is woken by the request that brings it."""

import hashlib

import gevent
import pytest

from server.domain.upload import Upload
from server.web.waiting import Greenlets, Threads
from server.web.writers import Writers

UPLOAD, OTHER = "ab" * 16, "cd" * 16
LONG = 600.0  # seconds; nobody here waits them out


@pytest.fixture
def writers():
    return Writers()


def grown(upload=UPLOAD, offset=5):
    """An upload as a request has just left it."""
    time = "2026-11-22T01:10:00.000Z"
    return Upload(upload, "a-device", None, offset, "", "open", None, time, time)


def comes(writers, upload=UPLOAD):
    writers.moved(grown(upload), hashlib.sha256(), writers.moves[upload])


def test_everybody_who_waits_is_woken_by_what_comes_and_by_nothing_else(writers):
    waiting = Greenlets()
    first, second = (gevent.spawn(writers.wait, UPLOAD, 0, waiting, LONG) for _ in range(2))
    gevent.sleep(0)
    comes(writers, OTHER)
    gevent.sleep(0)
    assert not first.ready()
    comes(writers)
    gevent.joinall([first, second], timeout=60, raise_error=True)
    assert [one.ready() for one in (first, second)] == [True, True]


def test_the_end_that_a_request_brings_wakes_who_waits_and_one_that_a_real_thread_brings_rings_nobody(writers):
    waiting = Greenlets()
    waits = gevent.spawn(writers.wait, UPLOAD, 0, waiting, LONG)
    gevent.sleep(0)
    writers.ended_unheard(UPLOAD)
    gevent.sleep(0)
    assert (waits.ready(), writers.moves[UPLOAD]) == (False, 1)
    writers.ended(UPLOAD)
    gevent.joinall([waits], timeout=60, raise_error=True)
    assert waits.ready()


@pytest.mark.parametrize("waiting", [Threads, Greenlets])
def test_what_came_before_somebody_waits_is_not_waited_for(writers, waiting):
    comes(writers)
    writers.wait(UPLOAD, 0, waiting(), LONG)


@pytest.mark.parametrize("waiting", [Threads, Greenlets])
def test_who_hears_nothing_looks_again_after_a_while(writers, waiting):
    writers.wait(UPLOAD, 0, waiting(), 0.01)
    assert writers.moves[UPLOAD] == 0


def test_an_upload_stands_as_its_last_request_left_it_until_anything_else_happens_to_it(writers):
    for happens in (writers.ended, writers.ended_unheard, lambda upload: writers.unsure([upload])):
        comes(writers)
        assert writers.standing(UPLOAD) == grown()
        happens(UPLOAD)
        assert writers.standing(UPLOAD) is None
    comes(writers)
    comes(writers, OTHER)
    writers.all_unsure()
    assert (writers.standing(UPLOAD), writers.standing(OTHER)) == (None, None)


@pytest.mark.parametrize("ends", ["ended_unheard", "all_unsure", "unsure"])
def test_an_upload_that_was_ended_while_its_last_bytes_were_acknowledged_is_not_taken_for_open(writers, ends):
    comes(writers)
    since = writers.moves[UPLOAD]  # a request is about to commit
    getattr(writers, ends)(*{"ended_unheard": (UPLOAD,), "all_unsure": (), "unsure": ([UPLOAD],)}[ends])
    writers.moved(grown(offset=9), hashlib.sha256(), since)
    assert writers.standing(UPLOAD) is None
