"""The one door: every fact leaves a receipt, whatever it is, and nothing is taken twice."""

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from protocol import fact as facts
from server.intake import Handed
from server.store import journal, tables

PLAN = 20261122
AFTERNOON = 6  # who serves the second session only: not open at 08:00


@pytest.fixture
def phone(device):
    return device("phone")


@pytest.fixture
def gate(device):
    return device("gate")


@pytest.fixture
def entries(hub):
    def read(after=0):
        with hub.db.reading() as connection:
            return list(journal.entries(connection, after))

    return read


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
        for statement in ("INDEX journal_fact", "INDEX journal_first", "INDEX journal_number", "TRIGGER journal_once"):
            connection.execute(text(f"DROP {statement}"))
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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# signatures, devices and their numbers


@pytest.mark.parametrize("sig", [None, "", "A" * 86, 7, {"sig": 1}, "é", "x" * 5000])
def test_a_bad_signature_is_refused_kept_and_does_not_use_the_number(day, phone, entries, rows, sig):
    made = phone.make("duty.check_in", scan(day))
    (refused,) = phone.send(replace(made, sig=sig))
    assert (refused.verdict, code(refused)) == ("refused", "bad-signature")
    assert entries()[-1].numbered is False
    assert rows("person")["20261122/2"]["state"] == "expected"
    assert rows("alert")[f"bad-signature/{phone.id}"]["state"] == "open"
    again = phone.hand("duty.check_in", scan(day), number=made.raw["device_seq"])
    assert again.verdict == "accepted"


def test_another_devices_signature_is_a_bad_one(day, phone, gate):
    stolen = replace(phone.make("duty.check_in", scan(day)), sig=None)
    signed_by_gate = gate.signed(stolen.raw)
    assert code(gate.send(signed_by_gate)[0]) == "bad-signature"


def test_nobody_can_use_up_another_devices_numbers(day, phone, gate, hub):
    garbage = {"id": "g1", "device_seq": 1, "device": phone.id, "body": {"a": 0.5}}
    gate.send(Handed(garbage, None, acted=False))
    assert not hub.door.known[phone.id].numbers.used(1)
    assert phone.hand("duty.check_in", scan(day)).verdict == "accepted"


def test_a_device_may_carry_anothers_facts(day, phone, gate, hub):
    (receipt,) = gate.send(phone.make("duty.check_in", scan(day)))
    assert receipt.verdict == "accepted"
    assert hub.door.known[phone.id].numbers.used(1)


def test_a_malformed_fact_uses_the_number_of_who_handed_it_in(phone, hub, rows):
    phone.send(Handed({"id": "m1", "device_seq": 1, "device": phone.id, "body": 0.5}, None, acted=False))
    assert hub.door.known[phone.id].numbers.used(1)
    assert rows("device")[phone.id]["missing"] == []


def test_a_device_nobody_enrolled_is_unknown(day, phone, entries):
    raw = phone.raw("duty.check_in", scan(day)) | {"device": "d99"}
    receipt = phone.hand(raw=raw)
    assert (code(receipt), entries()[-1].device) == ("device-unknown", "d99")


def test_a_number_used_twice_names_the_clone(day, phone, rows):
    phone.hand("duty.check_in", scan(day))
    twice = phone.hand("duty.check_in", scan(day, 3), number=1)
    assert (twice.verdict, code(twice)) == ("refused", "number-reused")
    assert "1" in twice.refusal.said("zh")["says"]
    assert rows("device")[phone.id]["cloned"] is True
    assert rows("alert")[f"number-reused/{phone.id}"]["level"] == "alarm"
    assert rows("person")["20261122/3"]["state"] == "expected"


def test_a_clone_stays_named_after_a_restart(day, phone, hub, rows):
    phone.hand("duty.check_in", scan(day))
    phone.hand("duty.check_in", scan(day, 3), number=1)
    with hub.db.reading() as connection:
        hub.door.load(connection)
    assert hub.door.known[phone.id].cloned
    assert hub.door.known[phone.id].numbers.top == 1


def test_gaps_are_named_and_closed(day, phone, rows):
    phone.hand("duty.check_in", scan(day, 2))
    phone.hand("duty.check_in", scan(day, 3), number=4)
    assert rows("device")[phone.id]["missing"] == [2, 3]
    phone.hand("duty.check_in", scan(day, 4), number=3)
    assert rows("device")[phone.id]["missing"] == [2]
    phone.hand("duty.check_in", scan(day, 5), number=2)
    assert (rows("device")[phone.id]["missing"], rows("device")[phone.id]["cloned"]) == ([], False)


def test_a_refused_fact_uses_its_number(day, phone, hub):
    assert phone.hand("duty.check_in", scan(day, AFTERNOON)).verdict == "refused"
    assert hub.door.known[phone.id].numbers.top == 1


def test_a_repeat_neither_uses_nor_reuses_a_number(day, phone, rows):
    made = phone.make("duty.check_in", scan(day))
    phone.send(made, made)
    phone.send(made)
    assert rows("device")[phone.id]["cloned"] is False


# who may


def test_a_kind_nobody_knows_is_refused_and_kept(phone, entries):
    receipt = phone.hand("custody.seal", {"bag": "1"}, acted=True)
    assert (receipt.verdict, code(receipt)) == ("refused", "unknown-kind")
    assert (entries()[-1].kind, entries()[-1].numbered) == ("custody.seal", True)


@pytest.mark.parametrize(
    ("kind", "doing", "body"),
    [
        ("reader", "duty.check_in", {"place": "x", "badge": "x"}),
        ("reader", "duty.check_out", {"place": "x", "badge": "x"}),
        ("phone", "badge.issue", {"plan": PLAN, "badges": [{"badge": "0" * 16, "person": 1}]}),
        ("phone", "badge.revoke", {"badge": "0" * 16, "reason": "lost", "note": ""}),
        ("gate", "duty.assign", {"plan": PLAN, "session": "S1", "places": [{"person": 2, "room": None}]}),
        ("gate", "device.revoke", {"device": "d2", "reason": "lost"}),
        ("phone", "import.commit", {}),
        ("tablet", "device.enrol", {}),
    ],
)
def test_what_a_devices_role_may_not_do_is_refused(day, device, kind, doing, body):
    receipt = device(kind).hand(doing, body, acted=True)
    assert (receipt.verdict, code(receipt)) == ("refused", "not-allowed")


def test_a_revoked_device_does_nothing_more(day, phone, device, rows, hub):
    tablet = device("tablet")
    assert tablet.hand("device.revoke", {"device": phone.id, "reason": "lost"}).verdict == "accepted"
    receipt = phone.hand("duty.check_in", scan(day), acted=True)
    assert (receipt.verdict, code(receipt)) == ("refused", "device-revoked")
    assert rows("device")[phone.id]["state"] == "revoked"
    with hub.db.reading() as connection:
        assert phone.id not in connection.execute(text("SELECT device FROM device_token")).scalars().all()


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


# rebuilding


def projections(hub):
    with hub.db.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables.PROJECTIONS
        }


def test_the_busy_day_holds_every_verdict_and_most_refusals(busy_day, entries):
    found = entries()
    assert {entry.verdict for entry in found} == {"accepted", "refused", "disputed"}
    assert {entry.code for entry in found} >= {
        "already-in", "not-open", "badge-forged",
        "badge-unreadable", "wrong-site", "malformed", "not-in", "not-allowed",
        "unknown-kind", "id-reused", "number-reused", "bad-signature", "room-unknown", "badge-revoked", "not-on-list",
        "device-revoked", "device-unknown",
    }  # fmt: skip


def test_a_rebuild_gives_the_same_projections_to_the_byte(busy_day, hub):
    before, known = projections(hub), hub.door.known
    assert all(before.values())
    size = hub.committer.call(hub.door.rebuild)
    assert size == hub.journal.size
    assert projections(hub) == before
    assert {device: (one.numbers, one.cloned, one.device.state) for device, one in hub.door.known.items()} == {
        device: (one.numbers, one.cloned, one.device.state) for device, one in known.items()
    }


def test_a_rebuild_mends_projections_that_were_tampered_with(busy_day, hub):
    before = projections(hub)
    with hub.db.writing() as connection:
        connection.execute(text("UPDATE person SET state = 'in', place = 'nowhere'"))
        connection.execute(text("DELETE FROM badge"))
        connection.execute(text("DELETE FROM row WHERE kind <> 'plan'"))
    assert projections(hub) != before
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before


def test_a_rebuild_without_an_imported_file_changes_nothing(busy_day, hub):
    before = projections(hub)
    with hub.db.reading() as connection:
        taken = [entry for entry in journal.entries(connection) if entry.kind == "import.commit"]
    lost = facts.loads(taken[-1].fact)["body"]["rows_sha256"]
    hub.door.hub.files.path(lost).unlink()
    with pytest.raises(RuntimeError, match=lost):
        hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before
    assert busy_day.office.hand("device.revoke", {"device": "d99", "reason": "lost"}).seq is not None


def test_what_a_restart_reads_is_what_was_known(busy_day, hub):
    known = {device: (one.numbers, one.cloned, one.device) for device, one in hub.door.known.items()}
    with hub.db.reading() as connection:
        hub.door.load(connection)
    assert {device: (one.numbers, one.cloned, one.device) for device, one in hub.door.known.items()} == known
