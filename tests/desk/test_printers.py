"""The list of printers: however printers behave, whoever asks for it gets an answer soon."""

import threading
import time

from printing.link import Pins
from server.desk import printers
from server.desk.printers import Printers
from tests.printing.fake_printer import FakePrinter, running


def test_a_printer_that_says_nothing_is_unreachable_soon_and_the_others_are_shown(monkeypatch):
    monkeypatch.setattr(printers, "ANSWER", 0.3)
    with running(FakePrinter()) as good, running(FakePrinter(slow=3)) as silent:
        seen = Printers(Pins(), list).seen([(silent.address.uri, "二楼"), (good.address.uri, "一楼")])
    assert [each.state("zh")[0] for each in seen] == ["unreachable", "idle"]


def test_who_asks_while_two_wait_gets_what_was_seen_last_at_once():
    release = threading.Event()

    def look():
        release.wait(30)
        return []

    known = Printers(Pins(), look)
    waiting = [threading.Thread(target=known.seen, args=([],), daemon=True) for _ in range(printers.WAITING)]
    for each in waiting:
        each.start()
    while known._room._value:
        time.sleep(0.01)
    assert known.seen([]) == []
    assert not release.is_set()
    release.set()
    for each in waiting:
        each.join(30)
    assert known._room._value == printers.WAITING
