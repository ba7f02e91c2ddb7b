"""Fifty devices on bad Wi-Fi: connections break in the middle of requests and of answers, over TLS, all the time.

Nothing acknowledged is lost, nothing is recorded twice, everything arrives in the end, and the hub does not grow. The
same run against a hub with a planted bug must find it.
"""

import http.client
import json
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from random import Random

import psutil
import pytest

from tests.running import Caller, prepare, serving
from tests.wire import WHOLE, wire

DEVICES = 50
BATCH = 3
QUIET = 20  # seconds that everything may take once the wire is whole

#: The hub as it runs, with a bug planted before it starts.
PLANTED = """
import sys
from server.intake import door
from server.store import committer
{bug}
from server.cli import main
sys.argv = ["kaowu", "serve"]
main()
"""
NO_UNIQUE_ID = """
from collections import defaultdict
from dataclasses import replace
from uuid6 import uuid7
judge = door.Door._one
def forgetful(self, tx, arrival, *rest, **named):
    tx.by_id, known = defaultdict(list), self.known.get(arrival.device)
    used = known is not None and known.numbers.used(arrival.number)
    again = replace(arrival, id=str(uuid7()), number=known.numbers.top + 1 if used else arrival.number)
    return replace(judge(self, tx, again, *rest, **named), id=arrival.id)
door.Door._one = forgetful
"""
ACK_BEFORE_COMMIT = """
import random
keep = committer.Committer._commit
chance = random.Random(1)
def careless(self, jobs):
    if chance.random() > 0.2:
        return keep(self, jobs)
    results = []
    class Undone(Exception):
        pass
    try:
        with self._db.writing() as connection:
            transaction = self.journal.begin(connection, committer.stamp(self._clock()))
            for job in jobs:
                getattr(job, "prepare", lambda: None)()
            transaction.recall(fact_id for job in jobs for fact_id in getattr(job, "fact_ids", ()))
            results = [job(transaction) for job in jobs]
            raise Undone
    except Undone:
        self._reload()
    return results
committer.Committer._commit = careless
"""


@dataclass
class Flapper(threading.Thread):
    """A device with an outbox: what it made stays with it until a receipt with its digest has come."""

    port: int
    tls: ssl.SSLContext
    device: object
    queue: list  # signed facts, oldest first
    calm: threading.Event
    receipts: dict = field(default_factory=dict)
    tries: int = 0
    broken: int = 0
    failed: Exception | None = None

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self):
        try:
            end = None
            while self.queue:
                if self.calm.is_set():
                    end = end or time.monotonic() + QUIET
                    if time.monotonic() > end:
                        return
                self._try()
        except Exception as error:
            self.failed = error

    def _try(self):
        caller = Caller(self.port, self.device.token, tls=self.tls)
        batch = self.queue[:BATCH]
        self.tries += 1
        try:
            taken = caller.facts(*batch)
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            self.broken += 1
            time.sleep(0.02)
            return
        for signed, receipt in zip(batch, taken, strict=True):
            if receipt["id"] == signed["fact"]["id"] and receipt["seq"] is not None:
                self.receipts[receipt["id"]] = receipt
        self.queue = [signed for signed in self.queue if signed["fact"]["id"] not in self.receipts]


@dataclass
class Outcome:
    """What was found afterwards, and what the hub used."""

    flappers: list
    entries: list
    tops: dict
    cut: int
    open_before: int
    open_after: int
    grown: float  # MB

    def lost(self):
        """Ids of facts that were acknowledged and are not in the record."""
        kept = {entry["fact"]["id"] for entry in self.entries}
        return [id for flapper in self.flappers for id in flapper.receipts if id not in kept]

    def check_ins(self):
        return [entry for entry in self.entries if entry["fact"]["kind"] == "duty.check_in"]

    def doubled(self):
        """Badges accepted more than once, and facts recorded more than once."""
        said = [(entry["fact"]["device"], entry["fact"]["body"]["badge"]) for entry in self.check_ins()]
        return len(said) - len(set(said))


def breaking(calm):
    """How far each connection gets, until ``calm``: some whole, some into the request, some into the answer."""
    chance, lock = Random(7), threading.Lock()

    def fate():
        with lock:
            end = chance.random()
            if calm.is_set() or end < 0.4:
                return WHOLE, WHOLE
            return (chance.randrange(200, 4_500), WHOLE) if end < 0.7 else (WHOLE, chance.randrange(800, 4_500))

    return fate


def play(folder, each, *, bug=None, devices=DEVICES):
    """Let every device check in so many people over a wire that breaks; then let it be whole, and look."""
    day = prepare(folder / "data", staff=devices * each, kinds=("tablet", *["gate"] * devices))
    command = [sys.executable, "-c", PLANTED.format(bug=bug)] if bug else None
    calm = threading.Event()
    with serving(day.data, command) as hub, wire(hub.tls_port, breaking(calm)) as line:
        tls = ssl.create_default_context(cafile=day.data / "keys" / "ca.crt")
        process = psutil.Process(hub.popen.pid)
        chief = hub.caller(day.devices["tablet"][0].token)
        chief.get("/api/facts?limit=1")
        before, memory = connections(process), process.memory_info().rss
        flappers = []
        for number, device in enumerate(day.gates):
            signed = [device.check_in(badge) for badge in day.badges[number * each : (number + 1) * each]]
            flappers.append(Flapper(line.port, tls, device, signed, calm))
        flap(flappers, calm)
        grown = (process.memory_info().rss - memory) / 1e6
        after = settled_connections(process, before)
        tops = {one.device.id: hub.caller(one.device.token).get("/api/me").json["device_seq"] for one in flappers}
        return Outcome(flappers, record(chief), tops, line.cut, before, after, grown)


def flap(flappers, calm):
    """Let them all run, at last over a wire that is whole."""
    for flapper in flappers:
        flapper.start()
    end = time.monotonic() + 60
    while time.monotonic() < end and sum(len(one.queue) for one in flappers) > len(flappers):
        time.sleep(0.05)
    calm.set()
    for flapper in flappers:
        flapper.join(QUIET + 60)
        assert not flapper.is_alive()
        assert flapper.failed is None, flapper.failed


def connections(process):
    return len(process.net_connections("tcp"))


def settled_connections(process, before):
    """How many connections the hub keeps once it had time to notice."""
    end = time.monotonic() + 10
    while connections(process) > before and time.monotonic() < end:
        time.sleep(0.1)
    return connections(process)


def record(chief):
    entries, reached = [], 0
    while page := chief.get(f"/api/facts?after={reached}&limit=2000").json["entries"]:
        entries, reached = entries + page, page[-1]["seq"]
    return entries


@pytest.fixture(scope="module", params=[4, pytest.param(40, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def after(request, tmp_path_factory):
    return request.param, play(tmp_path_factory.mktemp("flapping"), request.param)


def test_the_wire_broke_again_and_again(after):
    each, outcome = after
    assert outcome.cut >= DEVICES * each / BATCH / 2, outcome.cut
    assert sum(one.broken for one in outcome.flappers) >= DEVICES / 2


def test_nothing_acknowledged_is_lost(after):
    assert after[1].lost() == []


def test_nothing_is_recorded_twice(after):
    each, outcome = after
    assert outcome.doubled() == 0
    assert len(outcome.check_ins()) == DEVICES * each


def test_everything_arrives_in_the_end(after):
    each, outcome = after
    assert [len(one.queue) for one in outcome.flappers] == [0] * DEVICES
    assert {entry["verdict"] for entry in outcome.check_ins()} == {"accepted"}
    assert {one.device.id: each for one in outcome.flappers} == outcome.tops


def test_the_hub_keeps_no_broken_connection_and_does_not_grow(after):
    _, outcome = after
    assert outcome.open_after <= outcome.open_before
    assert outcome.grown < 60, f"{outcome.grown:.0f} MB"


@pytest.mark.parametrize(
    ("bug", "found"), [pytest.param(NO_UNIQUE_ID, "doubled", marks=pytest.mark.long), (ACK_BEFORE_COMMIT, "lost")]
)
def test_a_planted_bug_is_found(tmp_path, bug, found):
    outcome = play(tmp_path, 6, bug=bug, devices=10)
    if found == "doubled":
        assert outcome.doubled() > 0
    else:
        assert outcome.lost() != []
