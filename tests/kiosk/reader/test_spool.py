"""The spool: files by content, facts signed once, and what a restart makes of what was begun."""

import hashlib
from datetime import UTC, datetime

import pytest

from kiosk.outbox import Outbox
from kiosk.reader.sending import Wanted
from kiosk.reader.spool import Spool, Stamp
from protocol import fact as facts

DATA = b"0360261 ABCD\r\n"
SHA = hashlib.sha256(DATA).hexdigest()
WANTED = Wanted("3", session="S1")


def take(spool, data=DATA, name="cards.txt", folder="/out"):
    part = spool.cards / "1.part"
    part.write_bytes(data)
    stamp = Stamp(len(data), 1_781_922_660_000_000_000)
    return spool.take_file(part, hashlib.sha256(data).hexdigest(), folder, name, stamp, datetime.now(UTC))


def receipt(entry, verdict="accepted", **more):
    return {"id": entry.id, "digest": entry.digest, "seq": 9, "verdict": verdict, "refusal": None, "leaf": "x"} | more


@pytest.fixture
def entry(spool, station):
    take(spool)
    return spool.stated(station, spool.deliveries()[0], WANTED.said(20260620))


def test_a_fact_says_what_the_file_is_and_is_signed_once_for_ever(spool, station, entry):
    body = entry.fact["body"]
    assert {name: body[name] for name in ("plan", "sha256", "size", "name", "station", "session", "pass", "again")} == {
        "plan": 20260620, "sha256": SHA, "size": len(DATA), "name": "cards.txt", "station": "3", "session": "S1",
        "pass": 1, "again": None,
    }  # fmt: skip
    assert datetime.fromisoformat(body["modified"]).timestamp() == 1_781_922_660
    again = spool.stated(station, spool.deliveries()[0], Wanted("4").said(1))
    assert again == entry
    assert facts.verifies(station.key.public_key(), entry.text.encode(), entry.sig)


def test_facts_of_files_are_numbered_with_the_others_without_a_gap(spool, station, entry, own):
    with_others = Outbox(own)
    other = with_others.put(station, "device.check", {}, datetime.now(UTC))
    with_others.close()
    take(spool, b"more\r\n", "more.txt")
    third = spool.stated(station, spool.deliveries()[1], WANTED.said(1))
    assert [entry.number, other.number, third.number] == [1, 2, 3]


@pytest.mark.parametrize(
    ("verdict", "state"), [("accepted", "acknowledged"), ("disputed", "acknowledged"), ("refused", "refused")]
)
def test_the_hubs_word_ends_a_delivery(spool, entry, verdict, state):
    said = {"code": "plan-unknown", "says": "没有这个计划", "fix": "核对计划编号"} if verdict == "refused" else None
    assert spool.arrived(spool.deliveries()[0], entry, receipt(entry, verdict, refusal=said))
    (delivery,) = spool.deliveries()
    assert (delivery.state, delivery.why) == (state, "没有这个计划 → 核对计划编号" if said else None)
    assert spool.on_their_way() == []
    assert spool.count_waiting(entry.origin) == (0, 0)


@pytest.mark.parametrize(
    "wrong", [None, {}, {"id": "other"}, {"digest": "0" * 64}, {"seq": None}, {"verdict": "received"}]
)
def test_a_receipt_that_is_not_on_this_fact_ends_nothing(spool, entry, wrong):
    said = wrong if not wrong else receipt(entry) | wrong
    assert not spool.arrived(spool.deliveries()[0], entry, said)
    assert len(spool.on_their_way()) == 1


def test_a_copy_whose_name_was_not_given_yet_gets_it_at_the_next_start(spool, own, monkeypatch):
    def cut(*_):
        raise OSError("power")

    monkeypatch.setattr(spool.disk, "rename", cut)
    with pytest.raises(OSError, match="power"):
        take(spool)
    monkeypatch.undo()
    assert spool.batches() == []
    later = Spool(own)
    later.mend()
    assert [batch.sha256 for batch in later.batches()] == [SHA]
    assert later.path(SHA).read_bytes() == DATA
    assert [one.state for one in later.deliveries()] == ["waiting"]
    later.close()


def test_a_copy_that_the_disk_lost_is_forgotten_so_that_the_file_is_taken_again(spool, own, monkeypatch):
    monkeypatch.setattr(spool.disk, "rename", lambda *_: (_ for _ in ()).throw(OSError("power")))
    with pytest.raises(OSError, match="power"):
        take(spool)
    monkeypatch.undo()
    (spool.cards / "1.part").write_bytes(DATA[:5])
    later = Spool(own)
    later.mend()
    assert (later.batches(), list(later.cards.iterdir()), later.batch(SHA)) == ([], [], None)
    later.close()


def test_bytes_nobody_speaks_of_are_removed_at_the_start(spool):
    (spool.cards / "9.part").write_bytes(b"half")
    spool.mend()
    assert list(spool.cards.iterdir()) == []


def test_a_damaged_copy_is_replaced_where_the_file_is_found_again(spool):
    take(spool)
    spool.path(SHA).write_bytes(b"rot")
    assert not take(spool)
    assert spool.path(SHA).read_bytes() == DATA


def test_a_file_time_that_no_calendar_has_is_left_out(spool, station):
    part = spool.cards / "1.part"
    part.write_bytes(DATA)
    spool.take_file(part, SHA, "/out", "cards.txt", Stamp(len(DATA), 9 * 10**18), datetime.now(UTC))
    said = spool.stated(station, spool.deliveries()[0], WANTED.said(1))
    assert said.fact["body"]["modified"] is None


def test_the_spool_and_what_lies_beside_it_are_for_this_account_alone(spool, own):
    take(spool)
    assert spool.cards.stat().st_mode & 0o077 == 0
    assert (own / "outbox.db").stat().st_mode & 0o077 == 0


def test_what_the_hub_refused_is_handed_in_once_more_by_a_fact_of_its_own(spool, station, entry):
    refused = {"code": "session-unknown", "says": "没有这一场", "fix": "核对场次"}
    spool.arrived(spool.deliveries()[0], entry, receipt(entry, "refused", refused=refused))
    assert spool.on_their_way() == []
    spool.try_refused()
    (again,) = spool.on_their_way()
    other = spool.stated(station, again, Wanted("3", session="S2").said(20260620))
    assert (other.fact["body"]["session"], other.number) == ("S2", 2)
    spool.arrived(again, other, receipt(other))
    spool.try_refused()
    assert spool.on_their_way() == []
