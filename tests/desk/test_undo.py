"""A mistaken scan is taken back within a quarter of an hour, where it was made or by those who answer for the site."""

import pytest

from tests.exam_day import PLAN


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def come_in(by, day, person):
    return by.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(person)})


def undo(by, fact):
    return by.hand("duty.undo", {"undoes": fact})


def state(rows, person):
    row = rows("person")[f"{PLAN}/{person}"]
    return row["state"], row["at"], row["place"]


def test_a_check_in_taken_back_leaves_the_person_as_before(day, phone, rows):
    before = state(rows, 2)
    done = come_in(phone, day, 2)
    assert rows("person")[f"{PLAN}/2"]["scan"]["fact"] == done.id
    assert undo(phone, done.id).verdict == "accepted"
    assert state(rows, 2) == before
    assert rows("person")[f"{PLAN}/2"]["scan"] is None
    assert come_in(phone, day, 2).verdict == "accepted"


def test_a_check_out_taken_back_leaves_the_person_in(day, phone, rows, clock):
    come_in(phone, day, 2)
    before = state(rows, 2)
    clock.go_on(minutes=5)
    out = phone.hand("duty.check_out", {"place": "gate-2", "badge": day.qr(2)})
    undo(phone, out.id)
    assert state(rows, 2) == before


def test_only_the_newest_act_is_taken_back_one_after_the_other(day, phone, rows):
    before = state(rows, 2)
    came = come_in(phone, day, 2)
    left = phone.hand("duty.check_out", {"place": "gate-2", "badge": day.qr(2)})
    assert code(undo(phone, came.id)) == "undo-overtaken"
    assert undo(phone, left.id).verdict == "accepted"
    assert undo(phone, came.id).verdict == "accepted"
    assert state(rows, 2) == before


def test_a_quarter_of_an_hour_later_it_still_can_be_and_a_second_more_is_too_late(day, phone, clock):
    done, other = come_in(phone, day, 2), come_in(phone, day, 3)
    clock.go_on(minutes=15)
    assert undo(phone, done.id).verdict == "accepted"
    clock.go_on(seconds=1)
    assert code(undo(phone, other.id)) == "undo-late"


def test_another_phone_may_not_and_the_chief_may(day, phone, device):
    done = come_in(phone, day, 2)
    assert code(undo(device("phone"), done.id)) == "undo-other-device"
    assert undo(device("tablet"), done.id).verdict == "accepted"


@pytest.mark.parametrize("fact", ["nothing", "%", "0197-%_"])
def test_what_never_was_cannot_be_taken_back(day, phone, fact):
    come_in(phone, day, 2)
    assert code(undo(phone, fact)) == "undo-unknown"


def test_a_refused_scan_leaves_nothing_to_take_back(day, phone):
    come_in(phone, day, 2)
    again = come_in(phone, day, 2)
    assert again.verdict == "refused"
    assert code(undo(phone, again.id)) == "undo-unknown"


def test_a_binding_taken_back_frees_the_spare_badge(day, phone, rows):
    (badge,) = day.spares()
    day.office.hand("badge.revoke", {"badge": day.badges[9], "reason": "lost", "note": ""})
    bound = phone.hand("badge.bind", {"plan": PLAN, "person": 9, "badge": day.spare_qr(badge)})
    came = phone.hand("duty.check_in", {"place": "gate-1", "badge": day.spare_qr(badge)})
    undo(phone, came.id)
    assert undo(phone, bound.id).verdict == "accepted"
    assert rows("badge")[badge]["person"] == 0
    assert rows("person")[f"{PLAN}/9"]["badge"] is None
    assert phone.hand("badge.bind", {"plan": PLAN, "person": 9, "badge": day.spare_qr(badge)}).verdict == "accepted"


def test_a_binding_that_stopped_another_badge_is_not_taken_back_at_the_gate(day, phone):
    (badge,) = day.spares()
    body = {"plan": PLAN, "person": 9, "badge": day.spare_qr(badge), "reason": "lost"}
    bound = phone.hand("badge.bind", body)
    assert code(undo(phone, bound.id)) == "undo-unknown"


def test_a_binding_whose_badge_was_stopped_since_stands_and_so_does_the_badge_after_it(day, phone, rows):
    (badge,) = day.spares()
    day.office.hand("badge.revoke", {"badge": day.badges[9], "reason": "lost", "note": ""})
    bound = phone.hand("badge.bind", {"plan": PLAN, "person": 9, "badge": day.spare_qr(badge)})
    day.office.hand("badge.revoke", {"badge": badge, "reason": "lost", "note": ""})
    day.issue(9)
    assert code(undo(phone, bound.id)) == "undo-overtaken"
    assert rows("person")[f"{PLAN}/9"]["badge"] == day.badges[9]
    assert rows("badge")[badge]["person"] == 9


def test_what_was_done_and_taken_back_without_the_hub_arrives_in_order(day, phone, clock, rows):
    before = state(rows, 2)
    done = phone.make("duty.check_in", {"place": "gate-1", "badge": day.qr(2)}, acted=True)
    back = phone.make("duty.undo", {"undoes": done.raw["id"]}, acted=True)
    clock.go_on(minutes=40)
    assert [receipt.verdict for receipt in phone.send(done, back)] == ["accepted", "accepted"]
    assert state(rows, 2) == before
