"""The one door: every fact leaves a receipt, whatever it is, and nothing is taken twice."""

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from protocol import fact as facts
from server.intake import Handed
from server.store import journal
from tests.conftest import SQLITE
from tests.examples import examples

PLAN = 20261122
AFTERNOON = 6  # who serves the second session only: not open at 08:00


def scan(day, person=2, place="gate-1"):
    return {"place": place, "badge": day.qr(person)}


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_an_accepted_fact_is_journaled_as_it_was_signed(day, phone, hub, entries, clock):
    made = phone.make("duty.check_in", scan(day))
    (receipt,) = phone.send(made)
    entry = entries()[-1]
    text_ = facts.canonical(made.raw)
    assert (receipt.verdict, receipt.refusal, receipt.first) == ("accepted", None, True)
    assert (receipt.id, receipt.digest, receipt.seq) == (made.raw["id"], facts.digest(text_), hub.journal.size)
    assert (entry.fact.encode(), entry.sig, entry.leaf, entry.acted) == (text_, made.sig, receipt.leaf, False)
    assert (entry.device, entry.device_seq, entry.kind, entry.numbered) == (phone.id, 1, "duty.check_in", True)
    assert entry.received == "2026-11-22T00:00:00.000Z"


# again


def test_a_fact_handed_in_again_gets_its_first_verdict(day, phone, hub, rows):
    made = phone.make("duty.check_in", scan(day))
    (first,) = phone.send(made)
    before = hub.journal.size
    (again,) = phone.send(made)
    assert again == replace(first, first=False)
    assert hub.journal.size == before
    assert rows("person")["20261122/2"]["place"] == "gate-1"


def test_a_refusal_handed_in_again_stays_a_refusal(day, phone, clock):
    made = phone.make("duty.check_in", scan(day, AFTERNOON))
    (first,) = phone.send(made)
    clock.at("13:00")  # it would be accepted now
    (again,) = phone.send(made)
    assert code(first) == code(again) == "not-open"
    assert (again.verdict, again.seq, again.first) == ("refused", first.seq, False)
    assert again.refusal.said("zh") == first.refusal.said("zh")


def test_a_repeated_refusal_answered_as_accepted_would_be_noticed(day, phone, monkeypatch):
    made = phone.make("duty.check_in", scan(day, AFTERNOON))
    (first,) = phone.send(made)
    found = journal.find
    forgetful = [replace(entry, verdict="accepted", code=None) for entry in found_in(phone.hub, made)]
    monkeypatch.setattr(journal, "find", lambda connection, ids: forgetful or found(connection, ids))
    (again,) = phone.send(made)
    assert (again.verdict, again.refusal) != (first.verdict, first.refusal)


def found_in(hub, made):
    with hub.db.reading() as connection:
        return journal.find(connection, [made.raw["id"]])


def test_saying_afterwards_that_it_was_acted_changes_no_verdict(day, phone):
    made = phone.make("duty.check_in", scan(day, AFTERNOON))
    phone.send(made)
    (again,) = phone.send(replace(made, acted=True))
    assert (again.verdict, again.first) == ("refused", False)


def test_another_fact_under_the_same_id_is_refused_and_kept(day, phone, entries, rows):
    made = phone.make("duty.check_in", scan(day))
    phone.send(made)
    other = phone.raw("duty.check_in", scan(day, person=3), id=made.raw["id"])
    first = phone.hand(raw=other)
    again = phone.hand(raw=other)
    assert code(first) == code(again) == "id-reused"
    assert (first.first, again.first, first.seq) == (True, False, again.seq)
    assert entries()[-1].fact_id == made.raw["id"]
    assert rows("person")["20261122/3"]["state"] == "expected"
    assert rows("alert")[f"id-reused/{phone.id}"]["level"] == "alarm"
    (original,) = phone.send(made)
    assert (original.verdict, original.first) == ("accepted", False)
    third = phone.raw("duty.check_in", scan(day, person=4), id=made.raw["id"])
    assert code(phone.hand(raw=third)) == "id-reused"


def test_the_same_fact_twice_in_one_batch_is_one_entry(day, phone, hub):
    made = phone.make("duty.check_in", scan(day))
    other = phone.signed(made.raw | {"body": scan(day, person=3)})
    before = hub.journal.size
    first, again, reused, reused_again = phone.send(made, made, other, other)
    assert (first.first, again.first, first.seq, again.seq) == (True, False, before + 1, before + 1)
    assert (code(reused), code(reused_again), reused_again.first) == ("id-reused", "id-reused", False)
    assert hub.journal.size == before + 2


def doubled(hub):
    query = text("SELECT fact_id FROM journal WHERE verdict = 'accepted' GROUP BY fact_id HAVING count(*) > 1")
    with hub.db.reading() as connection:
        return list(connection.execute(query).scalars())


def test_the_database_itself_keeps_an_id_from_being_taken_twice(day, phone, hub, monkeypatch):
    made = phone.make("duty.check_out", scan(day))
    phone.send(made)
    size = hub.journal.size
    monkeypatch.setattr(journal, "find", lambda *_: [])  # the code forgets to look
    with pytest.raises(Exception, match=r"already|UNIQUE"):
        phone.send(made)
    assert hub.journal.size == size
    assert not doubled(hub)


def test_without_code_and_database_guarding_it_a_doubled_fact_would_be_noticed(day, phone, hub, monkeypatch):
    made = phone.make("duty.check_in", scan(day))
    phone.send(made)
    with hub.db.writing() as connection:
        for index in ("journal_fact", "journal_first", "journal_number"):
            connection.execute(text(f"DROP INDEX {index}"))
        if connection.dialect.name == SQLITE:  # a server needs no trigger beside its indexes
            connection.execute(text("DROP TRIGGER journal_once"))
    monkeypatch.setattr(journal, "find", lambda *_: [])
    hub.door.known[phone.id].numbers = hub.door.known[phone.id].numbers.__class__()
    phone.hand("duty.check_out", scan(day))
    hub.door.known[phone.id].numbers = hub.door.known[phone.id].numbers.__class__()
    assert phone.send(made)[0].first
    assert doubled(hub) == [made.raw["id"]]


# one bad fact spoils nobody else's


BAD = [
    (None, None),
    ([], None),
    ("fact", None),
    ({}, None),
    ({"id": "x"}, None),
    ({"device_seq": 1}, None),
    ({"id": "only-a-name", "device_seq": 901}, "malformed"),
    ({"id": "fraction", "device_seq": 902, "body": {"a": 0.5}}, "malformed"),
    ({"id": "infinite", "device_seq": 903, "body": {"a": float("inf")}}, "malformed"),
    ({"id": "nan", "device_seq": 904, "body": {"a": float("nan")}}, "malformed"),
    ({"id": "huge", "device_seq": 905, "body": {"a": 2**53}}, "malformed"),
    ({"id": "beyond", "device_seq": 906, "body": {"a": 10**5000}}, "malformed"),
    ({"id": "surrogate", "device_seq": 907, "kind": "\ud800", "device": "\udfff", "body": {"\ud800": 1}}, "malformed"),
    ({"id": "nul", "device_seq": 908, "kind": "a\u0000b", "device": "d\u0000", "body": "\u0000"}, "malformed"),
    ({"id": "kinds", "device_seq": 909, "kind": 7, "device": ["d1"], "at": {}, "grant": [], "body": None}, "malformed"),
    ({"id": "long", "device_seq": 910, "kind": "k" * 5000, "device": "d" * 5000, "field" * 100: 1}, "malformed"),
]


def deep():
    value = []
    for _ in range(800):
        value = [value]
    return {"id": "deep", "device_seq": 911, "body": value}


@pytest.mark.parametrize(("raw", "expected"), [*BAD, (deep(), "malformed")], ids=range(len(BAD) + 1))
def test_a_broken_fact_gets_its_own_receipt_and_the_rest_is_taken(day, phone, entries, raw, expected):
    before, after = phone.make("duty.check_in", scan(day, 2)), phone.make("duty.check_in", scan(day, 3))
    first, broken, last = phone.send(before, Handed(raw, "sig", acted=True), after)
    assert (first.verdict, last.verdict) == ("accepted", "accepted")
    assert (broken.verdict, code(broken)) == ("refused", "malformed")
    assert broken.refusal.said("zh")["says"]
    if expected is None:
        assert (broken.id, broken.seq, broken.leaf) == (None, None, None)
    else:
        kept = entries()[-2]
        assert (kept.fact_id, kept.seq, kept.code) == (raw["id"], broken.seq, "malformed")
        assert facts.loads(kept.fact)["id"] == raw["id"]


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
        max_leaves=5,
    ),
    envelope=st.booleans(),
    sig=st.none() | st.text(max_size=90) | st.integers(),
)
def test_whatever_is_handed_in_the_journal_goes_on(hub, office, raw, envelope, sig):
    whole = office.raw("duty.check_in", raw, number=1 + office.used) | ({"at": raw, "grant": raw} if envelope else {})
    before = hub.journal.size
    (receipt, nothing) = office.send(Handed(whole, sig, acted=False), Handed(raw, sig, acted=True))
    assert (receipt.verdict, receipt.seq, hub.journal.size) == ("refused", before + 1, before + 1)
    assert (nothing.verdict, nothing.seq) == ("refused", None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": ""}, "body.place"), ({"place": 7}, "body.place"), ({"badge": "x", "number": "y"}, "body"),
        ({"seal": "S"}, "body.seal"), ({"badge": None}, "body"), ({"person": 2, "badge": None}, "body"),
        ({"person": "2", "plan": PLAN, "badge": None}, "body.person"), ({"badge": ""}, "body.badge"),
        ({"badge": "x" * 2001}, "body.badge"),
    ],
    ids=str,
)  # fmt: skip
def test_a_body_that_is_not_its_kinds_is_malformed_and_names_the_field(day, phone, changed, field):
    receipt = phone.hand("duty.check_in", scan(day) | changed, acted=True)
    assert (receipt.verdict, code(receipt), receipt.refusal.field) == ("refused", "malformed", field)


# done without the hub


def test_what_was_done_alone_and_breaks_a_rule_is_disputed_and_changes_nothing(day, phone, rows):
    phone.hand("duty.check_in", scan(day))
    before = rows("person")
    receipt = phone.hand("duty.check_in", scan(day, place="gate-9"), acted=True)
    assert (receipt.verdict, code(receipt)) == ("disputed", "already-in")
    assert rows("person") == before
    assert rows("feed")[str(receipt.seq)]["verdict"] == "disputed"


def test_what_was_done_alone_is_judged_by_the_devices_clock(day, phone, clock, rows):
    scanned = clock.at("09:10")
    clock.at("11:00")  # it arrives after the window has closed
    assert code(phone.hand("duty.check_in", scan(day, 9), at=scanned)) == "too-late"
    receipt = phone.hand("duty.check_in", scan(day, 9), at=scanned, acted=True)
    assert receipt.verdict == "accepted"
    assert rows("person")["20261122/9"]["at"] == "2026-11-22T09:10:00.000+08:00"


def test_a_clock_that_runs_ahead_opens_no_window(day, phone, clock):
    ahead = clock.at("13:00")
    clock.at("10:00")
    receipt = phone.hand("duty.check_in", scan(day, AFTERNOON), at=ahead, acted=True)
    assert (receipt.verdict, code(receipt)) == ("disputed", "not-open")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+08:00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-08:00"])
@pytest.mark.parametrize("by", ["badge", "person"])
def test_a_devices_clock_gone_wild_stops_nothing(day, phone, at, by):
    body = scan(day) if by == "badge" else {"place": "gate-1", "person": 2, "plan": PLAN}
    receipt = phone.hand("duty.check_in", body, at=at, acted=True)
    assert receipt.verdict in ("refused", "disputed")
    assert phone.hand("duty.check_in", scan(day)).verdict == "accepted"


# sixteen at once


@pytest.mark.parametrize("way", ["badge", "number", "person"])
def test_of_sixteen_simultaneous_scans_of_one_person_exactly_one_is_accepted(day, device, hub, way):
    body = {"badge": {"badge": day.qr(2)}, "number": {"number": day.number(2)}, "person": {"person": 2, "plan": PLAN}}
    phones = [device("phone") for _ in range(16)]
    start, receipts = threading.Barrier(16), []

    def hand_in(phone):
        made = phone.make("duty.check_in", {"place": phone.id} | body[way])
        start.wait()
        receipts.extend(phone.send(made))

    threads = [threading.Thread(target=hand_in, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, map(code, receipts))) == ["None"] + ["already-in"] * 15
    assert len({receipt.seq for receipt in receipts}) == 16
