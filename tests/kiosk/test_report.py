"""What a station tells the hub of itself."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk import report as reports
from kiosk.clock import Clock
from kiosk.hub import Away
from kiosk.identity import Station
from kiosk.outbox import Outbox
from kiosk.report import Reporter
from tests.running import until

STATION = Station("d7", "gate", "东门", "token", "kaowu/one", ec.generate_private_key(ec.SECP256R1()))
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Line:
    """A hub that hears reports; ``away`` it answers none, and ``missed`` is what it did not hear."""

    def __init__(self):
        self.heard, self.missed, self.away = [], [], False

    def report(self, said):
        if self.away:
            self.missed.append(said)
            raise Away("no-hub", reached=False)
        self.heard.append(said)


@pytest.fixture
def line():
    return Line()


@pytest.fixture
def box(tmp_path):
    opened = Outbox(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def reporter(tmp_path, line, box, monkeypatch):
    monkeypatch.setattr(reports, "EVERY", 0.05)
    made = Reporter(tmp_path, "kaowu/one", line, Clock(), "东门" * 60, lambda: 71)
    yield made
    made.stop()


def put(box, minutes=0):
    return box.put(STATION, "duty.check_in", {"place": "东门", "number": "00017-E"}, AT + timedelta(minutes=minutes))


def test_an_empty_spool_says_that_nothing_waits(reporter):
    said = reporter.report()
    assert (said["waiting"], said["oldest"], said["last"], said["rows_through"]) == (0, None, 0, 71)


def test_what_waits_is_told_with_its_oldest_and_its_last(reporter, box):
    for minutes in (0, 5, 9):
        put(box, minutes)
    said = reporter.report()
    assert (said["waiting"], said["last"]) == (3, 3)
    assert datetime.fromisoformat(said["oldest"]) == AT


def test_a_hub_that_is_away_is_told_when_it_is_back(reporter, line):
    line.away = True
    reporter.start()
    until(lambda: line.missed)
    line.away = False
    until(lambda: line.heard)


def test_at_its_end_it_is_silent(reporter, line):
    reporter.start()
    until(lambda: line.heard)
    reporter.stop()
    until(lambda: not any(one.name == "report" for one in threading.enumerate()))
