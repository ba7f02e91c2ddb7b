"""What a disputed handoff still changes once it is settled to have happened, and what it reported."""

import pytest

from server.domain.custody.amend import can_hold
from server.domain.custody.handoff import handoff
from server.domain.custody.held import held
from server.domain.custody.item import Holder
from server.domain.custody.seen import Look, Seen
from server.domain.policy import JIANGXI
from tests.domain.custody.mixed import BE, BW, mixed_out
from tests.domain.custody.papers import (
    B101,
    BACK,
    CASE,
    CHIEF,
    CLERK,
    COURIERS,
    DEPUTY,
    FIRST,
    GIVEN,
    K101,
    ROVER,
    SEAL,
    SECOND,
    SET101,
    act,
    at,
    done,
    given_out,
    hand,
    in_use,
    in_vault,
    packed,
    refused,
    scene,
)  # fmt: skip


def test_two_devices_gave_a_set_to_two_pairs_and_the_later_one_is_settled_to_be_true():
    other = act("L3", SET101, [DEPUTY], SECOND, session="S1", device="d2", fact="other")
    assert refused(handoff, other, scene(given_out()), at("08:33"), acted=True).code == "already-moved"
    items = done(given_out(), held(other, scene(given_out()), at("08:33"), at("09:30")))
    assert {items[label].holder.people for label in (SET101, B101, K101)} == {SECOND}
    assert items[SET101].at == at("08:33")


def test_a_dispute_settled_to_be_true_does_not_undo_what_happened_since():
    items = hand(given_out(), BACK, "09:10")
    assert held(GIVEN, scene(items), at("09:09"), at("09:30")).items == ()
    assert held(GIVEN, scene(items), at("09:10"), at("09:30")).items


def test_a_handoff_without_the_one_before_it_can_be_settled_to_have_happened():
    assert can_hold("wrong-leg")
    second = act("L2", CASE, COURIERS, [CHIEF], fact="second")
    items = done(in_vault(), held(second, scene(in_vault()), at("07:20"), at("09:30")))
    assert (items[B101].state, items[B101].holder) == ("received", Holder("site", (CHIEF,)))
    nowhere = act("L3", CASE, [CLERK], FIRST, fact="never")
    assert held(nowhere, scene(in_vault()), at("07:20"), at("09:30")).items == ()


def test_what_lies_in_a_case_by_now_goes_with_it():
    inside = act("L1", B101, [12], COURIERS)
    assert held(inside, scene(in_vault()), at("06:50"), at("09:30")).items == ()


def test_a_dispute_on_a_leg_the_plan_changed_ends_where_the_plan_says():
    first = act("L1", CASE, [12], (CHIEF, ROVER), fact="x")
    items = done(in_vault(), held(first, scene(in_vault(), JIANGXI), at("06:50"), at("09:30")))
    assert items[B101].holder == Holder("site", (CHIEF, ROVER))


# what its people reported


def settled(items, made, when="10:50"):
    moved = held(made, scene(items), at(when), at("11:20"))
    return done(items, moved), {(one.what, one.label): one for one in moved.discrepancies}


@pytest.mark.parametrize("reasons", [{}, {K101: "答题卡袋不见了"}])
def test_what_was_missing_stays_behind_and_is_told_with_or_without_a_reason(reasons):
    lone = act("L4", SET101, FIRST[:1], [ROVER], missing=(K101,), look=Look(True, reasons=reasons), fact="lone")
    items, told = settled(in_use(), lone)
    assert (items[SET101].state, items[B101].state) == ("returned", "returned")
    card = items[K101]
    assert (card.state, card.holder, card.inside) == ("opened", Holder("room", FIRST, "101"), None)
    assert (told["missing", SET101].expected, told["missing", SET101].reason) == (K101, reasons.get(K101, ""))


def test_counts_are_recorded_and_their_differences_told():
    look = Look(True, counts={B101: {"papers": 29}}, reasons={B101: "少两份"})
    items, told = settled(in_use(), act("L4", SET101, FIRST[:1], [ROVER], look=look))
    assert items[B101].counts == {"papers": 29}
    assert (told["papers", B101].expected, told["papers", B101].found) == (31, 29)


@pytest.mark.parametrize("number", [-2, 40])
def test_a_count_that_cannot_be_is_told_and_not_recorded(number):
    look = Look(True, counts={B101: {"papers": number, "cards": 3}})
    items, told = settled(in_use(), act("L4", SET101, FIRST[:1], [ROVER], look=look))
    assert items[B101].counts == {"papers": 31}
    assert told["papers", B101].found == number


def test_a_sum_that_differs_where_each_trade_has_its_bag_is_told_and_recorded_in_none():
    look = Look(True, counts={SET101: {"papers": 31}}, reasons={SET101: "少一份"})
    items, told = settled(mixed_out(), act("L4", SET101, FIRST[:1], [ROVER], look=look))
    assert (items[BW].counts, items[BE].counts) == ({"papers": 19}, {"papers": 13})
    assert (told["papers", SET101].expected, told["papers", SET101].found) == (32, 31)


@pytest.mark.parametrize(("seen", "found"), [(Seen(broken=True, words="撕开"), ""), (Seen(SEAL[40]), SEAL[40])])
def test_a_seal_that_was_broken_or_another_is_told_and_noted_on_the_object(seen, found):
    first = act("L1", CASE, [12], (CHIEF,), look=Look(seals={CASE: seen}), fact="x")
    items, told = settled(in_vault(), first, "06:50")
    assert items[CASE].broken
    assert (told["seal", CASE].expected, told["seal", CASE].found) == (SEAL[0], found)


def test_what_happened_since_keeps_its_place_and_what_was_seen_is_told_all_the_same():
    items = hand(given_out(), BACK, "10:40")
    look = Look(True, counts={B101: {"papers": 30}})
    again = act("L4", SET101, FIRST, [DEPUTY], look=look, fact="before")
    moved = held(again, scene(items), at("10:35"), at("11:20"))
    assert moved.items == ()
    assert [(one.what, one.found) for one in moved.discrepancies] == [("papers", 30)]


def test_a_leg_that_comes_in_after_the_next_is_put_in_its_turn_and_moves_nothing():
    back = act("L4", SET101, FIRST, [ROVER], session="S1", fact="back", look=Look(True, counts={B101: {"papers": 30}}))
    items = done(packed(), held(back, scene(packed()), at("10:40"), at("10:45")))
    items = done(items, held(GIVEN, scene(items), at("08:30"), at("10:50")))
    assert (items[B101].state, items[B101].at) == ("returned", at("10:40"))
    assert items[B101].been == ("L1", "L2", "L3", "L4")
    assert items[B101].flow == {"papers_in": 31}
    assert items[B101].counts == {"papers": 30}
    assert held(GIVEN, scene(items), at("08:30"), at("10:55")).items == ()
