"""Facts that are committed together are judged one after the other, as if each had come alone."""

import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from protocol import fact as facts
from server.intake import Handed, Handing
from server.store import journal
from server.web import enrol
from tests.examples import examples


@contextmanager
def held_back(hub):
    """Keep the writer busy, so that all that is submitted meanwhile is committed as one group."""
    busy, go_on = threading.Event(), threading.Event()

    def hold(_tx):
        busy.set()
        go_on.wait()

    hub.committer.submit(hold, lambda _result, _error: None)
    busy.wait()
    try:
        yield
    finally:
        go_on.set()


class Waiting:
    """Submits batches for one group and collects their receipts in the order of the batches."""

    def __init__(self, hub):
        self.hub = hub
        self.answers = {}
        self.arrived = threading.Semaphore(0)

    def submit(self, device, *handed):
        place = len(self.answers)
        self.answers[place] = None

        def done(result, error):
            self.answers[place] = result if error is None else error
            self.arrived.release()

        handing = Handing(self.hub.door, handed, device.id)
        prepare = getattr(handing, "prepare", None)
        if prepare is not None:
            prepare()  # here and in order, not in the pool's
        self.hub.committer.submit(lambda tx: handing(tx), done)

    def receipts(self):
        for _ in self.answers:
            self.arrived.acquire()
        return [self.answers[place] for place in range(len(self.answers))]


def scan(day, person=2):
    return {"place": "gate-1", "badge": day.qr(person)}


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def phone(device):
    return device("phone")


@pytest.fixture
def waiting(hub):
    return Waiting(hub)


def test_the_same_fact_sent_twice_at_once_is_one_entry(day, phone, hub, waiting):
    made = phone.make("duty.check_in", scan(day))
    size, groups = hub.journal.size, hub.committer.measures.groups
    with held_back(hub):
        waiting.submit(phone, made)
        waiting.submit(phone, made)
    (first,), (again,) = waiting.receipts()
    assert (first.first, again.first, first.seq, again.seq) == (True, False, size + 1, size + 1)
    assert (hub.journal.size, hub.committer.measures.groups) == (size + 1, groups + 2)


def test_two_facts_under_one_id_at_once_are_told_apart(day, phone, hub, waiting):
    made = phone.make("duty.check_in", scan(day))
    other = phone.signed(made.raw | {"body": scan(day, 3)})
    with held_back(hub):
        waiting.submit(phone, made)
        waiting.submit(phone, other)
        waiting.submit(phone, other)
    (first,), (reused,), (again,) = waiting.receipts()
    assert (first.verdict, code(reused), code(again)) == ("accepted", "id-reused", "id-reused")
    assert (reused.first, again.first) == (True, False)


def test_one_persons_scans_at_once_follow_each_other(day, device, hub, waiting):
    phones = [device("phone") for _ in range(4)]
    kinds = ("duty.check_in", "duty.check_out", "duty.check_in", "duty.check_in")
    with held_back(hub):
        for one, kind in zip(phones, kinds, strict=True):
            waiting.submit(one, one.make(kind, scan(day)))
    assert [code(receipt) for (receipt,) in waiting.receipts()] == [None, None, None, "already-in"]


def test_a_job_that_fails_beside_a_repeat_loses_and_doubles_nothing(day, phone, hub, waiting):
    made, later = phone.make("duty.check_in", scan(day)), phone.make("duty.check_in", scan(day, 3))

    def fail(_tx):
        raise RuntimeError("cut")

    failed = []
    with held_back(hub):
        waiting.submit(phone, made)
        hub.committer.submit(fail, lambda _result, error: failed.append(error))
        waiting.submit(phone, made)
        waiting.submit(phone, later)
    (first,), (again,), (other,) = waiting.receipts()
    assert (first.first, again.first, other.first) == (True, False, True)
    assert (first.seq, again.seq) == (other.seq - 1, other.seq - 1)
    assert len(failed) == 1
    assert hub.door.known[phone.id].numbers.top == 2


def test_a_device_may_speak_in_the_group_that_enrols_it(day, hub, waiting, clock):
    key = ec.generate_private_key(ec.SECP256R1())
    expected = f"d{len(hub.door.known)}"
    raw = day.office.raw("duty.check_in", scan(day), number=1) | {"device": expected}
    made = Handed(raw, facts.sign(key, facts.canonical(raw)), acted=False)
    with held_back(hub):
        jwk = facts.jwk_of(key.public_key())
        hub.committer.submit(lambda tx: enrol.add_device(hub, tx, "phone", "新", jwk, "token"), lambda *_: None)
        waiting.submit(day.office, made)
    ((receipt,),) = waiting.receipts()
    assert receipt.verdict == "accepted"


def test_a_device_revoked_in_the_same_group_is_revoked(day, phone, hub, waiting):
    with held_back(hub):
        waiting.submit(day.office, day.office.make("device.revoke", {"device": phone.id, "reason": "lost"}))
        waiting.submit(phone, phone.make("duty.check_in", scan(day)))
    (_,), (receipt,) = waiting.receipts()
    assert code(receipt) == "device-revoked"


class Hall(RuleBasedStateMachine):
    """People come and go while devices lose answers, repeat, skip numbers and reuse them: the hub against a model."""

    day = phones = None

    @initialize()
    def begin(self):
        self.sent = []  # (device, handed, first receipt)
        self.present = {person: "expected" for person in (2, 3)}
        self.skipped = Counter()

    def _hand(self, phone, made):
        (receipt,) = phone.send(made)
        assert receipt.first
        self.sent.append((phone, made, receipt))
        return receipt

    @rule(which=st.integers(0, 1), person=st.sampled_from([2, 3]), going=st.booleans(), acted=st.booleans())
    def scan(self, which, person, going, acted):
        phone = self.phones[which]
        body = {"place": "gate-1", "person": person, "plan": self.day.plan}
        receipt = self._hand(phone, phone.make("duty.check_out" if going else "duty.check_in", body, acted=acted))
        allowed = (self.present[person] == "in") == going
        assert receipt.verdict == ("accepted" if allowed else "disputed" if acted else "refused")
        if allowed:
            self.present[person] = "out" if going else "in"

    @rule(data=st.data())
    def repeat(self, data):
        if self.sent:
            phone, made, first = data.draw(st.sampled_from(self.sent))
            (again,) = phone.send(made)
            assert not again.first
            assert (again.seq, again.verdict, code(again)) == (first.seq, first.verdict, code(first))

    @rule(which=st.integers(0, 1))
    def reuse_a_number(self, which):
        phone = self.phones[which]
        if phone.used > self.skipped[phone.id]:
            body = {"place": "gate-1", "person": 2, "plan": self.day.plan}
            assert code(self._hand(phone, phone.make("duty.check_in", body, number=phone.used))) == "number-reused"

    @rule(which=st.integers(0, 1))
    def skip_a_number(self, which):
        phone = self.phones[which]
        phone.used += 1
        self.skipped[phone.id] = phone.used

    @invariant()
    def the_hub_agrees(self):
        hub = self.day.hub
        with hub.db.reading() as connection:
            entries = list(journal.entries(connection))
        assert len({entry.fact_id for entry in entries}) == len(entries) == hub.journal.size
        by_seq = {entry.seq: entry for entry in entries}
        assert all(by_seq[receipt.seq].digest == receipt.digest for _, _, receipt in self.sent)
        for person, state in self.present.items():
            assert self.state_of(person) == state

    def state_of(self, person):
        return self.read("person")[f"{self.day.plan}/{person}"]["state"]


def test_the_hub_agrees_with_a_model_of_a_hall(day, device, rows, clock):
    class OneHall(Hall):
        @initialize()
        def begin(self):
            # One hub serves all examples: people who are in go first, so that each begins with what the model says.
            super().begin()
            self.day, self.read, self.phones = day, rows, [device("phone"), device("phone")]
            for person in self.present:
                if self.state_of(person) == "in":
                    day.office.hand("duty.check_out", {"place": "x", "person": person, "plan": day.plan})
                self.present[person] = self.state_of(person)

    slow = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    run_state_machine_as_test(
        OneHall,
        settings=settings(max_examples=examples(12), stateful_step_count=15, deadline=None, suppress_health_check=slow),
    )
