"""What devices may do, and their gapless numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.desk.registry import DESKS
from server.domain.device import (
    ALLOWANCE,
    ENROLABLE,
    MAY,
    ROLE_OF_KIND,
    SEES,
    Numbers,
    done_before_its_end,
    graver,
    may,
    numbers_of,
    scopes,
)  # fmt: skip
from server.domain.refusal import Refusal

OFFICE = {
    "device.revoke", "import.commit", "badge.issue", "badge.revoke", "badge.print", "badge.design", "duty.assign",
    "staff.change", "staff.confirm", "plan.change", "room.change", "room.remove", "dispute.settle",
    "grant.revoke", "device.write_off", "custody.label", "custody.withdraw", "plan.policy", "custody.enter",
    "custody.correct", "balance.settle", "duty.commit", "duty.draw", "duty.redraw", "duty.substitute", "duty.declare",
    "session.signal",
    "evidence.remove", "evidence.discard", "practical.scheme", "practical.assessor", "practical.team",
    "practical.enter", "reading.profile",
}  # fmt: skip
TABLE = {
    "custody.pack", "custody.unpack", "custody.handoff", "custody.open", "custody.seal", "custody.supply",
    "custody.undo", "custody.count", "custody.attempt", "duty.spot_check",
    "practical.confirm", "practical.send_back", "practical.lots", "practical.draw", "practical.take_out",
    "practical.reveal", "practical.identify", "practical.begin", "practical.end", "practical.absent",
    "practical.workpiece", "evidence.score", "evidence.attach", "evidence.complete", "evidence.assign",
}  # fmt: skip
GATE = {
    "duty.check_in", "duty.check_out", "duty.undo", "badge.bind", "badge.hand_out", "badge.return", "staff.add",
    "device.check",
}  # fmt: skip
READING = {
    "attendance.mark", "reading.batch", "reading.assign", "reading.propose", "reading.settle", "reading.approve",
    "reading.close", "reading.check", "reading.key", "reading.release",
}  # fmt: skip
EVERY = {"device.compare"}
FOUND = {
    "evidence.arrive",
    "evidence.interrupt",
    "evidence.verify",
    "evidence.look",
    "evidence.view",
    "evidence.glance",
    "evidence.space",
    "reading.parse",
    "reading.station",
}
NUMBERS = st.lists(st.integers(1, 40), max_size=40)


def missing_of(numbers):
    return {number for first, last in numbers.missing for number in range(first, last + 1)}


def test_nothing_makes_a_device_more_trusted_again_and_only_a_graver_reason_is_another():
    reasons = ("finished", "flat", "broken", "replaced", "other", None, "lost")
    later = {(before, reason) for before in reasons for reason in reasons if reason and graver(before, reason)}
    kept = ("finished", "flat", "broken", "replaced")
    assert later == {(before, "lost") for before in (*kept, "other", None)} | {(before, "other") for before in kept}


@given(NUMBERS)
def test_numbers_are_a_set_with_a_top(used):
    numbers, model = numbers_of(used), set(used)
    assert numbers.top == max(model, default=0)
    assert missing_of(numbers) == set(range(1, numbers.top + 1)) - model
    assert all(numbers.used(number) == (number in model) for number in range(1, 45))


@given(NUMBERS, st.integers(0, 50))
def test_what_is_missing_is_counted_and_listed_from_the_lowest(used, limit):
    numbers, model = numbers_of(used), set(used)
    gaps = sorted(set(range(1, max(model, default=0))) - model)
    assert numbers.missing_count() == len(gaps)
    assert numbers.missing_first(limit) == gaps[:limit]


@given(st.permutations(range(1, 12)))
def test_in_whatever_order_they_come_nothing_is_missing_at_the_end(order):
    assert numbers_of(order) == Numbers(11, ())


@given(NUMBERS, st.integers(1, 40))
def test_taking_a_number_twice_is_taking_it_once(used, number):
    once = numbers_of(used).take(number)
    assert once.take(number) == once
    assert once.used(number)


def test_taking_a_number_leaves_the_old_numbers_as_they_were():
    before = numbers_of([1, 5])
    before.take(3)
    assert before == Numbers(5, ((2, 4),))


@given(NUMBERS, st.none() | st.integers(0, 60))
def test_what_a_device_is_known_to_have_used_is_missing_until_it_comes(used, last):
    numbers, model = numbers_of(used), set(used)
    expected = set(range(1, max([last or 0, *model], default=0) + 1)) - model
    assert missing_of(numbers.expecting(last)) == expected
    assert numbers.expecting(last).missing_count() == len(expected)


@given(st.permutations(range(1, 9)))
def test_when_all_of_it_came_nothing_is_missing(order):
    assert numbers_of(order).expecting(8).missing == ()


END = datetime(2026, 11, 22, 0, 31, tzinfo=UTC)


@given(st.sampled_from(["flat", "broken", "replaced", "finished"]), st.integers(-86_400, 86_400))
def test_what_was_done_before_a_device_was_put_away_counts(reason, seconds):
    counts = done_before_its_end(reason, END, END + timedelta(seconds=seconds))
    assert counts is (timedelta(seconds=seconds) <= ALLOWANCE)


@given(st.sampled_from(["lost", "other", "stolen", "", None]), st.datetimes(timezones=st.just(UTC)))
def test_nothing_counts_of_a_device_that_may_be_in_other_hands(reason, at):
    assert done_before_its_end(reason, END, at) is False


def test_nothing_counts_of_a_device_of_which_nobody_wrote_down_when_it_ended():
    assert done_before_its_end("flat", None, END) is False


def test_the_largest_number_leaves_one_gap_and_does_not_count_it_out():
    numbers = numbers_of([1, 2**53 - 1])
    assert numbers.missing == ((2, 2**53 - 2),)
    assert numbers.missing_first(2) == [2, 3]
    assert numbers.missing_count() == 2**53 - 3


def test_every_desk_has_its_roles_and_every_role_a_kind():
    assert MAY.keys() == DESKS.keys()
    roles = set(ROLE_OF_KIND.values())
    assert all(allowed <= roles for allowed in [*MAY.values(), *SEES.values()])


@pytest.mark.parametrize(("role", "allowed"), [
    ("chief", OFFICE | GATE | TABLE | READING | {"grant.end"} | EVERY),
    ("office", OFFICE | GATE | TABLE | READING | {"grant.end"} | EVERY),
    ("scanner", GATE | TABLE | {"grant.end"} | EVERY), ("gate", GATE | {"grant.end"} | EVERY),
    ("reader", {"grant.end", "device.check"} | READING | EVERY),
    ("hub", {"device.enrol", "balance.due", "grant.give", "grant.end", "pin.set"} | FOUND),
    ("nobody", set()),
])  # fmt: skip
def test_what_a_role_may_do(role, allowed):
    done = set()
    for kind in MAY:
        try:
            may(role, kind)
        except Refusal as refusal:
            assert refusal.code == "not-allowed"  # noqa: PT017 - what may not be done is the point
        else:
            done.add(kind)
    assert done == allowed


@pytest.mark.parametrize(("role", "seen"), [
    ("chief", {"all", "staff", "table", "office", "reading"}),
    ("office", {"all", "staff", "table", "office", "reading"}),
    ("scanner", {"all", "staff", "table"}),
    ("gate", {"all", "staff"}), ("reader", {"all", "staff", "reading"}), ("nobody", set()),
])  # fmt: skip
def test_what_a_role_sees(role, seen):
    assert set(scopes(role)) == seen


def test_nobody_enrols_an_office_or_a_hub():
    assert set(ENROLABLE) == {"tablet", "phone", "gate", "reader"}
