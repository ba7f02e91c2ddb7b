"""Who looks is on record once, and nothing is handed out before, however many of their requests come at once."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from server.domain.refusal import Refusal
from server.web.looks import ONCE, Looks
from server.web.waiting import Threads

LOOK = ("evidence", "original", "tablet", 1)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Seen(Threads):
    """A way of waiting that tells when somebody waits."""

    def __init__(self):
        self.waits = threading.Event()

    def bell(self):
        bell, rung = threading.Event(), self.waits

        class Bell:
            set = staticmethod(bell.set)

            def wait(self, seconds):
                rung.set()
                return bell.wait(seconds)

        return Bell()


class Record:
    """A journal that writes once it is let, and then does what it is told."""

    def __init__(self, *does):
        self.begun, self.let, self.stated, self._does = threading.Event(), threading.Event(), 0, list(does)

    def state(self):
        self.begun.set()
        assert self.let.wait(60)
        what = self._does.pop(0) if self._does else None
        if what is not None:
            raise what
        self.stated += 1


def at_once(looks, record):
    """Two requests of one person, the second while the first is being put on record; how many were on record for it."""
    waiting, found = Seen(), []

    def ask():
        with suppress(Refusal):
            looks.once(LOOK, lambda: NOW, waiting, record.state)
            found.append(record.stated)

    first, second = threading.Thread(target=ask), threading.Thread(target=ask)
    first.start()
    assert record.begun.wait(60)
    second.start()
    assert waiting.waits.wait(60)
    assert found == [], "something was handed out before it was on record"
    record.let.set()
    for one in (first, second):
        one.join(60)
    return found


def test_whoever_comes_meanwhile_waits_until_the_look_is_on_record_and_states_no_other():
    record = Record()
    assert at_once(Looks(), record) == [1, 1]
    assert record.stated == 1


def test_where_the_first_could_not_be_put_on_record_the_second_is():
    record = Record(Refusal("disk-full", free="0", reserve="2"))
    assert at_once(Looks(), record) == [1]
    assert record.stated == 1


@pytest.mark.parametrize(
    ("later", "times"), [(ONCE - timedelta(seconds=1), 1), (ONCE, 2), (timedelta(hours=-1), 2)],
    ids=["within", "after", "put-back"],
)  # fmt: skip
def test_a_look_counts_again_after_ten_minutes_or_where_the_clock_was_put_back(later, times):
    looks, record = Looks(), Record()
    record.let.set()
    for now in (NOW, NOW + later):
        looks.once(LOOK, lambda at=now: at, Threads(), record.state)
    assert record.stated == times
