"""Records that come as a file: each counts once, by its own device's signature, and an altered one harms no other."""

from dataclasses import replace

import pytest

from server.intake import TURN, Handed, Handing, Takeover
from server.store.db import CLOSED
from tests.exam_day import PLAN, PROCTOR, details_text, digest_of


@pytest.fixture
def taken(hub, office):
    """Take records in as the office does."""

    def take(*batch):
        takeover = Takeover(hub.door, office.id)
        takeover.sort_out(batch)
        takeover.hand_in(lambda job: hub.committer.call(job))
        return takeover

    return take


def check_in(day, phone, *people):
    return [phone.make("duty.check_in", {"place": "东门", "badge": day.qr(one)}, acted=True) for one in people]


def edited(handed, **body):
    raw = {**handed.raw, "body": {**handed.raw["body"], **body}}
    return Handed(raw, handed.sig, handed.acted)


def test_each_record_is_taken_and_named_as_its_devices(day, phone, rows, taken):
    made = check_in(day, phone, 2, 3)
    takeover = taken(*made)
    assert takeover.counts == {"accepted": 2}
    assert [(device, name) for device, name, _ in takeover.names()] == [(phone.id, "phone机")]
    assert {rows("person")[f"{day.plan}/{one}"]["state"] for one in (2, 3)} == {"in"}
    assert rows("device")[phone.id]["missing"] == []


def test_the_same_file_again_takes_nothing_twice(day, phone, taken, entries):
    made = check_in(day, phone, 2, 3)
    taken(*made)
    before = len(entries())
    assert taken(*made, made[0]).counts == {"already": 2, "doubled": 1}
    assert len(entries()) == before


def test_the_device_finds_them_there_when_it_comes_itself(day, phone, taken):
    made = check_in(day, phone, 2)
    taken(*made)
    (receipt,) = phone.send(*made)
    assert (receipt.verdict, receipt.first) == ("accepted", False)


def test_an_altered_record_is_left_out_and_does_not_take_the_true_ones_place(day, phone, taken, entries):
    true, other = check_in(day, phone, 2, 3)
    before = len(entries())
    takeover = taken(edited(true, place="西门"), other)
    assert takeover.counts == {"left-out": 1, "accepted": 1}
    (left,) = takeover.left
    assert (left.device, left.number, left.refusal.code) == (phone.id, 1, "queue-edited")
    assert len(entries()) == before + 1
    (receipt,) = phone.send(true)
    assert (receipt.verdict, receipt.first) == ("accepted", True)


def test_somebody_elses_signature_does_not_help(day, phone, gate, taken):
    (made,) = check_in(day, phone, 2)
    assert taken(gate.signed(made.raw, acted=True)).counts == {"left-out": 1}


def test_a_record_of_a_device_nobody_knows_is_left_out(day, phone, taken):
    raw = phone.raw("duty.check_in", {"place": "东门", "badge": day.qr(2)}) | {"device": "d99"}
    takeover = taken(phone.signed(raw))
    assert [left.refusal.code for left in takeover.left] == ["device-unknown"]


@pytest.mark.parametrize("rubbish", [None, 3, "x", [], {}, {"id": "a"}])
def test_rubbish_is_counted_and_harms_nothing(day, phone, taken, rubbish):
    takeover = taken(Handed(rubbish, None, acted=False), *check_in(day, phone, 2))
    assert takeover.counts == {"left-out": 1, "accepted": 1}
    assert takeover.left[0].refusal.code == "queue-unreadable"


def test_what_a_rule_refuses_is_told_with_its_reason(day, phone, gate, taken):
    gate.hand("duty.check_in", {"place": "西门", "badge": day.qr(2)})
    made = [phone.make("duty.check_in", {"place": "东门", "badge": day.qr(2)}, acted=acted) for acted in (False, True)]
    takeover = taken(*made)
    assert takeover.counts == {"refused": 1, "disputed": 1}
    assert {left.verdict for left in takeover.left} == {"refused", "disputed"}
    assert all(left.refusal.code == "already-in" for left in takeover.left)


def test_they_are_taken_in_the_order_in_which_they_were_made(day, phone, taken, rows):
    into = phone.make("duty.check_in", {"place": "东门", "badge": day.qr(2)}, acted=True)
    out = phone.make("duty.check_out", {"place": "东门", "badge": day.qr(2)}, acted=True)
    assert taken(out, into).counts == {"accepted": 2}
    assert rows("person")[f"{day.plan}/2"]["state"] == "out"


def test_many_records_go_in_many_batches(day, phone, taken, hub, monkeypatch):
    sizes = []
    original = Handing.__call__

    def counted(self, tx):
        sizes.append(len(self._batch))
        return original(self, tx)

    monkeypatch.setattr(Handing, "__call__", counted)
    assert taken(*(phone.make("custody.seal", {}) for _ in range(1001))).counts == {"refused": 1001}
    assert sizes == [TURN] * (1001 // TURN) + [1]


def test_a_record_the_hub_fails_on_is_left_out_and_holds_up_no_other(
    day, phone, taken, hub, monkeypatch, rows, entries
):
    desk = hub.door._desks["duty.check_in"]

    def decide(loaded, act, body):
        if loaded.person.post.person == 3:
            raise RuntimeError("a fault of the hub")
        desk.decide(loaded, act, body)

    monkeypatch.setattr(hub.door, "_desks", {**hub.door._desks, desk.kind: replace(desk, decide=decide)})
    made = check_in(day, phone, 2, 3, 4)
    before = len(entries())
    takeover = taken(*made)
    assert takeover.counts == {"accepted": 2, "left-out": 1}
    (left,) = takeover.left
    assert (left.number, left.refusal.code) == (2, "queue-hub-error")
    assert [rows("person")[f"{day.plan}/{one}"]["state"] for one in (2, 3, 4)] == ["in", "expected", "in"]
    assert len(entries()) == before + 2
    monkeypatch.undo()
    assert taken(*made).counts == {"already": 2, "accepted": 1}, "the same file once more brings the rest"


def test_a_hub_that_can_keep_nothing_takes_no_file(day, phone, hub, office):
    takeover = Takeover(hub.door, office.id)
    takeover.sort_out(check_in(day, phone, 2, 3))
    asked = []

    def full(job):
        asked.append(job)
        raise CLOSED[0]("no space left")

    with pytest.raises(CLOSED):
        takeover.hand_in(full)
    assert len(asked) == 1, "no record would fare better alone"
    assert not takeover.counts


def test_details_beside_a_record_come_with_it(day, phone, taken, rows):
    raw, text = substitute(phone)
    takeover = taken(phone.signed(raw, acted=True, beside=text))
    assert takeover.counts == {"accepted": 1}
    assert "新人甲" in {row["name"] for row in rows("person").values()}


def substitute(phone):
    text = details_text("新人甲", unit="二职校")
    body = {"plan": PLAN, "role": PROCTOR, "sessions": [], "details": digest_of(text), "replaces": None}
    return phone.raw("staff.add", body), text


def test_only_looking_takes_nothing(day, phone, hub, office, entries, taken):
    made = check_in(day, phone, 2, 3)
    taken(made[0])
    before = len(entries())
    takeover = Takeover(hub.door, office.id)
    takeover.sort_out([*made, edited(made[1], place="西门")])
    with hub.db.reading() as connection:
        takeover.look_up(connection)
    assert takeover.counts == {"already": 1, "new": 1, "left-out": 1}
    assert len(entries()) == before
