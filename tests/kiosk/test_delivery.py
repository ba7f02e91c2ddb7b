"""Handing in: when it is tried again, and what is told to the gate."""

import threading
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from kiosk import delivery
from kiosk.delivery import Delivery, retry_after
from kiosk.hub import Away, Refused
from kiosk.identity import Station
from kiosk.outbox import Outbox, Unwritable
from tests.running import until

STATION = Station("d7", "gate", "东门", "token", "kaowu/one", ec.generate_private_key(ec.SECP256R1()))
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Line:
    """A hub that answers as it is told: ``says`` is raised, or else every fact of ``takes`` is acknowledged."""

    def __init__(self):
        self.says = None
        self.healthy = False
        self.poison = set()
        self.sent = []

    def up(self):
        return self.healthy

    def send(self, signed):
        self.sent.append([one["fact"]["device_seq"] for one in signed])
        if self.says is not None:
            raise self.says
        return [self.receipt(one) for one in signed if one["fact"]["device_seq"] not in self.poison]

    def receipt(self, one):
        return {"id": one["fact"]["id"], "digest": self.digests[one["fact"]["id"]], "seq": 1, "verdict": "accepted"}


@pytest.fixture
def line():
    return Line()


@pytest.fixture
def told():
    return []


@pytest.fixture
def box(tmp_path):
    opened = Outbox(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def handing(tmp_path, line, told, box, monkeypatch):
    monkeypatch.setattr(delivery, "PROBE", 0.05)
    line.digests, line.trouble = {}, []
    made = Delivery(
        tmp_path, "kaowu/one", line, lambda entry, why: told.append((entry.number, why)), line.trouble.append
    )
    yield made
    if made._thread.is_alive():
        made.finish()


@pytest.fixture
def scan(box, handing, line):
    def put():
        entry = box.put(STATION, "duty.check_in", {"place": "东门", "number": "1"}, AT)
        line.digests[entry.id] = entry.digest
        handing.stored()

    return put


def test_what_an_earlier_run_left_goes_first(handing, scan, told, line):
    scan()
    scan()
    handing.start()
    until(lambda: len(told) == 2)
    assert told == [(1, None), (2, None)]
    assert line.sent == [[1, 2]]


def test_what_has_to_wait_is_told_once_and_then_its_verdict(handing, scan, told, line):
    line.says = Away("unreachable", reached=False)
    handing.start()
    scan()
    until(lambda: told == [(1, "unreachable")])
    scan()
    until(lambda: told == [(1, "unreachable"), (2, "unreachable")])
    line.says = None
    line.healthy = True
    until(lambda: len(told) == 4)
    assert told[2:] == [(1, None), (2, None)]


def test_a_hub_that_is_back_is_asked_at_once_however_long_the_rest(handing, scan, told, line, monkeypatch):
    monkeypatch.setattr(delivery, "retry_after", lambda *_: 3600.0)
    line.says = Away("unreachable", reached=False)
    handing.start()
    scan()
    until(lambda: len(told) == 1)
    line.says, line.healthy = None, True
    until(lambda: told[1:] == [(1, None)])


def test_a_hub_that_answers_nonsense_is_left_in_peace_until_the_next_try(handing, scan, told, line, monkeypatch):
    monkeypatch.setattr(delivery, "retry_after", lambda *_: 3600.0)
    line.says, line.healthy = Away("no-hub", reached=True), True
    handing.start()
    scan()
    until(lambda: told == [(1, "no-hub")])
    handing._thread.join(0.5)
    assert len(line.sent) <= 2
    line.says = None
    scan()
    until(lambda: len(told) == 3)
    assert told[1:] == [(1, None), (2, None)]


def test_a_refusal_of_the_whole_request_keeps_the_facts_and_says_the_hubs_sentence(handing, scan, told, line, box):
    line.says = Refused(401, "not-enrolled", "登记已失效", "请主考生成登记码")
    handing.start()
    scan()
    until(lambda: told == [(1, "登记已失效 → 请主考生成登记码")])
    assert box.count_waiting("kaowu/one") == (1, 0)


def test_one_fact_the_hub_cannot_take_holds_up_no_other(handing, scan, told, line):
    line.poison = {1}
    for _ in range(3):
        scan()
    handing.start()
    until(lambda: len(told) == 3)
    assert told == [(2, None), (3, None), (1, "no-receipt")]


def test_while_the_hub_hangs_people_are_told_before_the_next_try(handing, scan, told, line, monkeypatch):
    monkeypatch.setattr(delivery, "SLOW", -1.0)
    monkeypatch.setattr(delivery, "retry_after", lambda *_: 3600.0)
    line.says = Away("slow", reached=True)
    handing.start()
    scan()
    until(lambda: told == [(1, "slow")])
    tried = threading.Event()
    send = line.send

    def hangs(signed):
        tried.told = list(told)
        tried.set()
        return send(signed)

    line.send = hangs
    scan()
    assert tried.wait(10)
    assert tried.told == [(1, "slow"), (2, "slow")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_the_program_is_not_silent(handing, scan, line):
    line.says = ZeroDivisionError()
    handing.start()
    scan()
    handing._thread.join(10)
    with pytest.raises(RuntimeError, match="delivery has ended"):
        scan()


def test_a_spool_that_cannot_take_the_hubs_word_is_said_and_it_is_asked_again(handing, scan, told, line, monkeypatch):
    take, failing = Outbox.take, threading.Event()
    failing.set()

    def fails_at_first(self, *arguments):
        if failing.is_set():
            raise Unwritable("disk full")
        return take(self, *arguments)

    monkeypatch.setattr(Outbox, "take", fails_at_first)
    handing.start()
    scan()
    until(lambda: line.trouble)
    failing.clear()
    until(lambda: told == [(1, None)])
    assert len(line.sent) >= 2


def test_the_last_try_takes_what_was_stored_just_before(handing, scan, told):
    handing.start()
    for _ in range(5):
        scan()
    handing.finish()
    assert told == [(number, None) for number in range(1, 6)]


def test_more_than_a_batch_goes_in_several(handing, scan, told, line, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    for _ in range(5):
        scan()
    handing.start()
    until(lambda: len(told) == 5)
    assert line.sent == [[1, 2], [3, 4], [5]]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_the_next_try_is_after_one_to_sixty_seconds(failures, chance):
    assert 1 <= retry_after(failures, chance) <= 60


def test_tries_grow_rarer_and_stations_do_not_come_back_together():
    assert [retry_after(failures, 0) for failures in (1, 2, 3, 6, 7, 100)] == [1, 2, 4, 32, 60, 60]
    assert retry_after(7, 0.9) < retry_after(7, 0.1)
