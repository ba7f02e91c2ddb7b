"""Handing over: the whole way of a day's papers, and each refusal in the right words."""

from dataclasses import replace

import pytest

from server.domain.custody.handoff import Standing, handoff
from server.domain.custody.item import Holder, begin
from server.domain.custody.seen import Look
from server.domain.policy import JIANGXI, Policy
from tests.domain.custody.papers import (
    B101,
    B102,
    CASE,
    CHIEF,
    CLERK,
    COURIERS,
    DEPUTY,
    FIRST,
    K101,
    K102,
    KEY,
    MONITOR,
    PARTIES,
    PLAN,
    READERS,
    RESERVE,
    ROVER,
    SEAL,
    SECOND,
    SET101,
    SET102,
    SL101,
    SL102,
    SPARE,
    TABLET,
    VAULT,
    act,
    at,
    at_site,
    back,
    hand,
    in_rooms,
    in_use,
    in_vault,
    judged,
    number,
    packed,
    post,
    refused,
    scene,
    third,
)  # fmt: skip

# the whole way


def test_a_case_goes_with_all_that_is_in_it():
    items = hand(in_vault(), act("L1", CASE, [VAULT], COURIERS), "06:50")
    for label in (CASE, SPARE, B101, K101, B102, K102):
        assert (items[label].state, items[label].holder) == ("out", Holder("road", COURIERS))
    items = hand(items, act("L2", CASE, COURIERS, [CHIEF]), "07:20")
    assert (items[B101].state, items[B101].holder.stage) == ("received", "site")
    assert items[SL101].acts == ()


def test_a_room_set_goes_to_its_two_invigilators_with_its_bags_lists_and_sheets():
    items = hand(packed(), third(), "08:30")
    for label in (SET101, B101, K101, SL101):
        assert (items[label].state, items[label].holder) == ("issued", Holder("room", FIRST, "101"))
    assert items[B102].state == "received"


def test_a_set_comes_back_and_everything_in_it_is_returned():
    items = back()
    assert {items[label].state for label in (SET101, SET102, B101, K101, B102, K102)} == {"returned"}
    assert items[K101].holder == Holder("site", (ROVER,))
    assert items[K101].counts == {"cards": 31}


def test_a_day_in_jiangxi_has_no_courier_in_the_morning():
    made = act("L1", CASE, [VAULT], [CHIEF, ROVER])
    items = hand(in_vault(), made, "07:00", policy=JIANGXI)
    assert (items[B101].state, items[B101].holder) == ("received", Holder("site", (CHIEF, ROVER)))
    assert judged(items, act("L2", CASE, COURIERS, [CHIEF]), "07:20", policy=JIANGXI).code == "leg-unused"


def test_cards_go_on_to_the_reader_and_back_before_a_monitor():
    items = in_vault()
    items[K101] = replace(items[K101], state="stored", inside=None)
    made = act("L7", K101, [VAULT], READERS, monitors=(22,))
    items = hand(items, made, "15:00")
    assert (items[K101].state, items[K101].holder.stage) == ("reading", "reader")
    items = hand(items, act("L8", K101, READERS, [VAULT], monitors=(22,)), "17:00")
    assert items[K101].state == "read"
    items = hand(items, act("L9", K101, [VAULT], [13], monitors=(MONITOR,)), "17:30")
    assert (items[K101].state, items[K101].holder.stage) == ("destroyed", "gone")
    assert judged(items, act("L7", K101, [VAULT], READERS, monitors=(22,)), "18:00").code == "already-moved"


def test_devices_need_one_person_only_and_go_out_again():
    items = hand(in_vault(), act("L3", TABLET, [CLERK], [RESERVE]), "08:00")
    items = hand(items, act("L4", TABLET, [RESERVE], [CLERK]), "11:00")
    items = hand(items, act("L3", TABLET, [CLERK], [ROVER]), "13:00")
    assert items[TABLET].holder == Holder("room", (ROVER,), None)
    said = judged(items, act("L3", TABLET, [CLERK], [RESERVE]), "13:05")
    assert (said.code, said.params["place"]) == ("already-moved", "考场")


def test_a_monitor_is_wanted_for_papers_not_for_devices():
    policy = Policy(legs={"L3": {"monitors": 1}})
    assert hand(in_vault(), act("L3", TABLET, [CLERK], [RESERVE]), "08:00", policy=policy)[TABLET].state == "issued"
    assert judged(packed(), third(), "08:30", policy=policy).code == "too-few-people"
    assert judged(in_vault(), act("L3", TABLET, [CLERK], []), "08:00").code == "too-few-people"


def test_a_spare_bag_goes_to_the_room_that_its_invigilators_have():
    items = hand(at_site(), third(SPARE, receivers=SECOND), "08:40")
    assert items[SPARE].holder == Holder("room", SECOND, "102")
    assert judged(at_site(), third(SPARE, receivers=(2, 4)), "08:40").code == "proctor-other-room"
    made = act("L4", SPARE, FIRST, [ROVER], session="S1")
    assert judged(items, made, "10:50").code == "proctor-other-room"


def test_what_was_counted_is_kept_and_who_did_it_is_remembered():
    made = third(look=Look(intact=True, counts={B101: {"papers": 31}}))
    items = hand(packed(), made, "08:30")
    assert items[B101].counts == {"papers": 31}
    (*_, last) = items[B101].acts
    assert (last.fact, last.kind, last.device, last.before.state) == (made.fact, "custody.handoff", "d1", "received")
    assert len(items[B101].acts) == 3


def test_a_substitute_who_was_put_in_the_room_gives_the_set_back():
    items = in_use()
    parties = PARTIES | {RESERVE: replace(PARTIES[RESERVE], post=post(RESERVE, "PR", "101"))}
    made = act("L4", SET101, (FIRST[0], RESERVE), [ROVER], session="S1")
    assert hand(items, made, "10:50", parties=parties)[SET101].state == "returned"


# the thing


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (third(()), "object-none"),
        (third("B999-X"), "object-unknown"),
        (third((SET101, SET101)), "object-twice"),
        (third(B101), "object-inside-another"),
        (act("L0", SET101, [CLERK], FIRST), "leg-unknown"),
        (third((SET101, SET102)), "rooms-mixed"),
        (third(session="S2"), "object-wrong-session"),
        (third(room="102"), "object-wrong-room"),
    ],
)
def test_the_wrong_thing(made, code):
    assert judged(packed(), made, "08:30").code == code


def test_a_bag_in_a_set_says_which_set_to_scan():
    said = judged(packed(), third(B101), "08:30").said("zh")
    assert said["says"] == f"{B101} 在考场套 {SET101} 里"


def test_a_thing_of_another_session_is_named_with_both():
    said = judged(packed(), third(session="S2"), "08:30").said("zh")
    assert said["says"] == f"{SET101} 是“上午理论”的，现在交接的是“下午理论”"


# the way


def test_a_step_that_was_left_out_is_named_with_the_one_to_do_first():
    said = judged(in_vault(), act("L2", CASE, COURIERS, [CHIEF]), "07:20").said("zh")
    assert said["says"] == f"{CASE}（现在：保密室）还不能做这一步；下一步应是：保密室发出"
    assert "补录" in said["fix"]
    english = judged(in_vault(), act("L2", CASE, COURIERS, [CHIEF]), "07:20").said("en")
    assert english["says"].endswith("this step is not next, but: vault to courier")


def test_what_was_handed_over_already_says_when_and_where_it_is():
    said = judged(in_rooms(), third(givers=(DEPUTY,)), "08:40")
    assert said.code == "already-moved"
    assert said.said("zh")["says"] == f"{SET101} 已于 08:30 交接（现在：101 号考场）"


def test_a_key_never_goes_to_a_room():
    items = hand(in_vault(), act("L1", KEY, [VAULT], COURIERS), "06:50")
    items = hand(items, act("L2", KEY, COURIERS, [CHIEF]), "07:20")
    assert judged(items, third(KEY), "08:30").code == "wrong-leg"


def test_bags_that_came_back_do_not_leave_before_they_are_closed():
    made = act("L5", SET101, [CHIEF], COURIERS)
    assert judged(back(), made, "11:30").code == "not-verified"
    assert hand(back(), made, "11:30", policy=Policy(verify_before_return=False))[B101].state == "sent"


def test_a_spare_bag_that_was_not_opened_goes_back_as_it_is():
    items = hand(at_site(), act("L5", SPARE, [CHIEF], COURIERS), "11:30")
    assert (items[SPARE].state, items[SPARE].seal) == ("sent", SEAL[1])


def test_a_bag_in_the_wrong_state_for_its_place_is_told():
    items = packed()
    items[B101] = replace(items[B101], state="returned")
    said = judged(items, third(), "08:30")
    assert (said.code, said.params["label"]) == ("object-not-ready", B101)


@pytest.mark.parametrize(("when", "code"), [("07:59", "leg-not-open"), ("10:31", "leg-closed")])
def test_a_set_goes_out_in_its_time_only(when, code):
    assert judged(packed(), third(), when).code == code


def test_a_plan_may_open_the_leg_earlier():
    policy = Policy(legs={"L3": {"opens": (-90, "start")}})
    assert hand(packed(), third(), "07:40", policy=policy)[SET101].state == "issued"


def test_a_set_does_not_come_back_before_the_session_begins():
    assert judged(in_rooms(), act("L4", SET101, FIRST, [ROVER]), "08:59").code == "leg-not-open"


# the people


def party(person, **changes):
    return PARTIES | {person: replace(PARTIES[person], **changes)}


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (third(receivers=(2,)), "too-few-people"),
        (third(givers=()), "too-few-people"),
        (third(receivers=(2, 2)), "same-person"),
        (third(givers=(2,), receivers=(2, 3)), "same-person"),
        (third(receivers=(2, 3), monitors=(CLERK,)), "same-person"),
        (third(receivers=(2, 8)), "role-not-for-leg"),
        (third(givers=(8,)), "role-not-for-leg"),
        (third(monitors=(8,)), "role-not-for-leg"),
        (third(receivers=(2, 99)), "person-unknown"),
        (third(receivers=(2, RESERVE)), "proctor-no-room"),
        (third(receivers=SECOND), "proctor-other-room"),
        (third(receivers=(2, 4)), "proctor-other-room"),
    ],
)
def test_the_wrong_people(made, code):
    assert judged(packed(), made, "08:30").code == code


def test_a_set_is_not_given_to_the_other_rooms_invigilators():
    said = judged(packed(), third(receivers=SECOND), "08:30").said("zh")
    assert said["says"] == "这位监考抽到的是 102 考场，这是 101 考场的"


def test_who_is_not_checked_in_signs_nothing_at_the_site():
    parties = party(3, present=False)
    assert judged(packed(), third(), "08:30", parties=parties).code == "person-not-in"


def test_who_is_no_longer_on_the_list_signs_nothing():
    parties = party(3, post=replace(PARTIES[3].post, listed=False))
    assert judged(packed(), third(), "08:30", parties=parties).code == "not-on-list"


def test_a_vault_wants_badges_not_a_check_in():
    made = act("L1", CASE, [VAULT], COURIERS)
    assert hand(in_vault(), made, "06:50", parties=party(10, present=False))[CASE].state == "out"
    assert judged(in_vault(), made, "06:50", parties=party(10, badge=False)).code == "badge-needed"


def test_a_plan_may_ask_for_two_custodians_and_a_monitor():
    policy = Policy(legs={"L1": {"givers": 2, "monitors": 1}})
    one = act("L1", CASE, [VAULT], COURIERS)
    said = judged(in_vault(), one, "06:50", policy=policy)
    assert said.said("zh")["says"] == "交出人应有 2 人，只有 1 人"
    two = replace(one, givers=(VAULT, 13))
    assert judged(in_vault(), two, "06:50", policy=policy).said("zh")["says"] == "监督人应有 1 人，只有 0 人"
    assert hand(in_vault(), replace(two, monitors=(MONITOR,)), "06:50", policy=policy)[CASE].state == "out"


def test_a_plan_with_three_invigilators_a_room_wants_three():
    three = replace(scene(packed()), plan=replace(PLAN, proctors_per_room=3))
    assert refused(handoff, third(), three, at("08:30")).code == "too-few-people"
    fewer = replace(three, policy=Policy(legs={"L3": {"receivers": 1}}))
    assert handoff(third(receivers=(2,)), fewer, at("08:30")).items


def test_only_those_who_signed_for_it_give_it_back():
    made = act("L4", SET101, (2, RESERVE), [ROVER], session="S1")
    assert judged(in_use(), made, "10:50").code == "proctor-no-room"
    couriers = act("L2", CASE, (10, 17), [CHIEF])
    parties = PARTIES | {17: replace(PARTIES[10], post=post(17, "CO"))}
    items = hand(in_vault(), act("L1", CASE, [VAULT], COURIERS), "06:50")
    said = judged(items, couriers, "07:20", parties=parties)
    assert (said.code, said.params["place"]) == ("not-holder", "途中")


def test_an_assessor_who_did_not_sign_for_it_gives_nothing():
    parties = PARTIES | {
        person: replace(PARTIES[person], post=post(person, "EX")) for person in (2, 3)
    } | {30: replace(PARTIES[2], post=post(30, "EX"))}  # fmt: skip
    practical = replace(PLAN, sessions=tuple(replace(one, kind="practical") for one in PLAN.sessions))
    given = handoff(third(), replace(scene(packed(), parties=parties), plan=practical), at("08:30"))
    items = packed() | {item.label: item for item in given.items}
    made = act("L4", SET101, (2, 30), [ROVER], session="S1")
    there = replace(scene(items, parties=parties), plan=practical)
    assert refused(handoff, made, there, at("10:50")).code == "not-holder"


def test_in_theory_papers_go_to_no_assessors():
    parties = PARTIES | {person: replace(PARTIES[person], post=post(person, "EX")) for person in (2, 3)}
    said = judged(packed(), third(), "08:30", parties=parties)
    assert (said.code, said.params["expected"]) == ("role-not-for-leg", "监考")


def test_things_of_two_sessions_go_to_no_room_together():
    items = packed()
    items[SL102] = replace(items[SL102], session="S2", room="101", inside=None)
    for objects, named in (((SET101, SL102), SL102), ((SL102, SET101), SET101)):
        said = judged(items, third(objects, receivers=SECOND, session=None), "08:30")
        assert (said.code, said.params["label"]) == ("object-wrong-session", named)


def test_bags_of_two_sessions_leave_the_vault_together():
    items = in_vault()
    items[B102] = replace(items[B102], session="S2", inside=None)
    items[B101] = replace(items[B101], inside=None)
    assert hand(items, act("L1", (B101, B102), [VAULT], COURIERS), "06:50")[B102].state == "out"


# the authorisation


def test_whoever_is_signed_in_at_the_table_gives():
    assert hand(packed(), third(), "08:30", standing=Standing(CLERK))[SET101].state == "issued"
    assert judged(packed(), third(), "08:30", standing=Standing(DEPUTY)).code == "grant-not-party"


def test_whoever_is_signed_in_at_the_return_table_receives():
    made = act("L4", SET101, FIRST, [ROVER])
    assert hand(in_use(), made, "10:50", standing=Standing(ROVER))[SET101].state == "returned"
    assert judged(in_use(), made, "10:50", standing=Standing(FIRST[0])).code == "grant-not-party"


def test_an_authorisation_for_one_table_is_none_for_another():
    standing = Standing(CLERK, "2 号发放台")
    made = third(place="3 号发放台")
    said = judged(packed(), made, "08:30", standing=standing)
    assert said.said("zh")["says"] == "本设备的授权用于 2 号发放台，不是 3 号发放台"
    assert hand(packed(), replace(made, place="2 号发放台"), "08:30", standing=standing)


# without the hub


def test_what_was_done_before_something_later_does_not_undo_it():
    items = in_rooms()
    made = act("L4", SET101, FIRST, [ROVER], session="S1")
    late = judged(items, made, "08:29", acted=True)
    assert (late.code, late.params["since"]) == ("object-overtaken", "08:30")


def test_two_devices_that_gave_a_set_to_two_pairs_contradict_each_other():
    items = in_rooms()
    again = third(givers=(DEPUTY,), device="d2")
    assert judged(items, again, "08:33", acted=True).code == "already-moved"


def test_a_paper_entered_afterwards_needs_no_table():
    made = third()
    assert hand(packed(), made, "08:30", standing=Standing(DEPUTY), paper=True)[SET101].state == "issued"


def test_a_new_thing_begins_where_it_is_made():
    bag = begin(number("PP", 9), "PP", PLAN.number, packed={"papers": 31})
    assert (bag.holder.stage, bag.state, bag.counts) == ("vault", "sealed", {"papers": 31})
    assert begin(number("SL", 9), "SL", PLAN.number).holder.stage == "site"
