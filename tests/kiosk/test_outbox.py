"""The spool: whatever happens in between, numbers have no gap and nothing is lost."""

import json
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.identity import Station
from kiosk.outbox import FILE, Held, Outbox, Unwritable, held
from protocol import fact as facts
from tests.examples import examples

KEY = ec.generate_private_key(ec.SECP256R1())
STATION = Station("d7", "gate", "东门", "token", "kaowu/one", KEY)
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BODY = {"place": "东门", "number": "00017-E"}


class Broken:
    """A key that fails while it signs, as if the power went then."""

    curve = KEY.curve

    def sign(self, *_):
        raise KeyboardInterrupt


@pytest.fixture
def outbox(tmp_path):
    opened = Outbox(tmp_path)
    yield opened
    opened.close()


def put(outbox, station=STATION):
    return outbox.put(station, "duty.check_in", BODY, AT)


def put_many(outbox):
    for _ in range(200):
        put(outbox)


def receipt_of(entry, verdict="accepted", **changes):
    refusal = None if verdict == "accepted" else {"code": "already-in", "says": "已签到", "fix": "无需重复"}
    said = {"id": entry.id, "digest": entry.digest, "seq": 5, "verdict": verdict, "refusal": refusal, "first": True}
    return said | changes


def test_a_fact_is_signed_numbered_and_as_the_contract_asks(outbox):
    first, second = put(outbox), put(outbox)
    assert [first.number, second.number] == [1, 2]
    fact = facts.parse(first.fact)
    assert (fact.kind, fact.device, fact.device_seq, fact.at, fact.body) == ("duty.check_in", "d7", 1, AT, BODY)
    data = facts.canonical(first.fact)
    assert facts.digest(data) == first.digest
    assert facts.verifies(KEY.public_key(), data, first.sig)
    assert first.signed() == {"fact": first.fact, "sig": first.sig, "acted": False}


def test_what_was_put_is_there_after_the_program_was_killed(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from tests.kiosk import test_outbox as t;"
        f"box = t.Outbox(Path({str(tmp_path)!r}));"
        "print(t.put(box).id, t.put(box).id, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == -9, done.stderr
    again = Outbox(tmp_path)
    assert [entry.id for entry in again.waiting("kaowu/one", 10)] == done.stdout.split()
    again.close()


def test_a_commit_is_on_disk_before_put_returns(outbox):
    modes = [outbox._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert modes == ["wal", 2]


def test_a_put_that_fails_leaves_its_number_free(outbox):
    put(outbox)
    with pytest.raises(KeyboardInterrupt):
        put(outbox, replace(STATION, key=Broken()))
    assert put(outbox).number == 2


def test_the_spool_belongs_to_this_account_alone(outbox, tmp_path):
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_another_enrolment_counts_from_one_and_its_facts_stay_for_their_hub(outbox):
    put(outbox)
    other = replace(STATION, origin="kaowu/two")
    assert put(outbox, other).number == 1
    assert put(outbox, replace(STATION, device="d8")).number == 1
    assert outbox.count_waiting("kaowu/one") == (2, 1)
    assert [entry.origin for entry in outbox.waiting("kaowu/two", 10)] == ["kaowu/two"]


def test_a_number_the_hub_has_already_is_never_used(outbox):
    assert outbox.last_number(STATION) is None
    outbox.start_after(STATION, 7)
    assert put(outbox).number == 8
    outbox.start_after(STATION, 3)
    assert put(outbox).number == 9


@pytest.mark.parametrize(
    "changes",
    [{"id": "another"}, {"digest": "0" * 64}, {"digest": None}, {"verdict": "ok"}, {"verdict": None}, {"seq": None}],
    ids=str,
)
def test_a_receipt_that_does_not_repeat_the_fact_acknowledges_nothing(outbox, changes):
    entry = put(outbox)
    assert outbox.take([entry], [receipt_of(entry) | changes]) == []
    assert outbox.waiting("kaowu/one", 10) == [entry]


@pytest.mark.parametrize("receipts", [[], [None], ["accepted"], [{}], [[]], [7]])
def test_what_is_no_receipt_acknowledges_nothing(outbox, receipts):
    entry = put(outbox)
    assert outbox.take([entry], receipts) == []
    assert outbox.count_waiting("kaowu/one") == (1, 0)


def test_receipts_in_another_order_still_find_their_facts(outbox):
    first, second, third = put(outbox), put(outbox), put(outbox)
    taken = outbox.take([first, second, third], [receipt_of(third, "refused"), receipt_of(first)])
    assert [(entry.id, entry.state) for entry in taken] == [(first.id, "accepted"), (third.id, "refused")]
    assert outbox.waiting("kaowu/one", 10) == [second]
    assert [entry.receipt["refusal"]["code"] for entry in outbox.needs_person()] == ["already-in"]


def test_a_verdict_is_final(outbox):
    entry = put(outbox)
    outbox.take([entry], [receipt_of(entry, "refused")])
    (again,) = outbox.take([entry], [receipt_of(entry, "accepted")])
    assert again.state == "refused"
    outbox.acted([entry])
    assert not outbox.needs_person()[0].acted


def test_a_fact_is_announced_as_waiting_once(outbox):
    entry = put(outbox)
    assert outbox.unspoken("kaowu/one") == [entry]
    outbox.acted([entry])
    assert outbox.unspoken("kaowu/one") == []
    assert outbox.waiting("kaowu/one", 10)[0].signed()["acted"] is True


def test_a_full_disk_is_said_and_the_number_stays_free(outbox):
    put(outbox)
    (pages,) = outbox._db.execute("PRAGMA page_count").fetchone()
    outbox._db.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(Unwritable, match="full"):
        put_many(outbox)
    kept = outbox.waiting("kaowu/one", 1000)
    outbox._db.execute("PRAGMA max_page_count = 100000").fetchall()
    assert put(outbox).number == kept[-1].number + 1 == len(kept) + 1


def test_a_file_that_is_no_spool_is_said(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database, and long enough to be looked at" * 100)
    with pytest.raises(Unwritable, match="not a database"):
        Outbox(tmp_path)


def test_a_folder_is_held_by_one_program_at_a_time(tmp_path):
    with held(tmp_path), pytest.raises(Held), held(tmp_path):
        pass
    with held(tmp_path):
        pass


class Spool(RuleBasedStateMachine):
    """Any order of scans, hand-ins, lost answers and crashes; beside it a hub that keeps the first of each id."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.outbox = Outbox(self.folder)
        self.put_ids = []
        self.hub = {}
        self.answers = []

    def teardown(self):
        while batch := self.outbox.waiting("kaowu/one", 3):
            assert self.outbox.take(batch, [self.receive(entry) for entry in batch])
        assert sorted(self.hub) == sorted(self.put_ids)
        numbers = sorted(fact["device_seq"] for fact, _ in self.hub.values())
        assert numbers == list(range(1, len(self.put_ids) + 1))
        self.outbox.close()
        shutil.rmtree(self.folder)

    def receive(self, entry):
        signed = json.loads(json.dumps(entry.signed()))
        data = facts.canonical(signed["fact"])
        assert facts.verifies(KEY.public_key(), data, signed["sig"])
        verdict = "refused" if signed["fact"]["device_seq"] % 3 == 0 else "accepted"
        first = self.hub.setdefault(entry.id, (signed["fact"], verdict))
        assert first[0] == signed["fact"], "one id, two bodies"
        return receipt_of(entry, first[1], digest=facts.digest(data))

    @rule()
    def scan(self):
        self.put_ids.append(put(self.outbox).id)

    @rule()
    def power_fails_while_signing(self):
        with pytest.raises(KeyboardInterrupt):
            put(self.outbox, replace(STATION, key=Broken()))
        self.crash()

    @rule(limit=st.integers(1, 4), heard=st.sampled_from(["all", "some", "nothing", "rubbish"]))
    def hand_in(self, limit, heard):
        sent = self.outbox.waiting("kaowu/one", limit)
        receipts = [self.receive(entry) for entry in sent]
        self.answers.append((sent, receipts))
        said = {"all": receipts, "some": receipts[::2], "nothing": [], "rubbish": [None, {"id": 1}]}[heard]
        taken = self.outbox.take(sent, said)
        assert {entry.id for entry in taken} == {one["id"] for one in said if one and "digest" in one}

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def an_old_answer_comes_late(self, data):
        self.outbox.take(*data.draw(st.sampled_from(self.answers), label="answer"))

    @rule()
    def nobody_answers(self):
        self.outbox.acted(self.outbox.unspoken("kaowu/one"))

    @rule()
    def crash(self):
        self.outbox._db.conn.close()
        self.outbox = Outbox(self.folder)

    @invariant()
    def every_scan_is_here_or_at_the_hub(self):
        waiting = {entry.id for entry in self.outbox.waiting("kaowu/one", 1000)}
        assert set(self.put_ids) == waiting | (set(self.put_ids) & set(self.hub))
        refused = {entry.id for entry in self.outbox.needs_person()}
        assert all(self.hub[one][1] == "refused" for one in refused)

    @invariant()
    def numbers_have_no_gap(self):
        assert (self.outbox.last_number(STATION) or 0) == len(self.put_ids)


Spool.TestCase.settings = settings(
    max_examples=examples(30), stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_any_order_of_events_loses_nothing_and_leaves_no_gap = Spool.TestCase
