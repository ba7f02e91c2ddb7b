"""What goes wrong on a day: each fault is caught where it happens, in words that say what to do."""

from dataclasses import replace

import pytest

from server.domain import duty
from server.domain.balance import Travelled, bag_lines, crosswise, room_lines, spare_lines
from server.domain.counts import Count, contradictions, stated
from server.domain.custody.amend import Correction, contradicted, corrected, from_paper, on_record
from server.domain.custody.handoff import handoff
from server.domain.custody.opening import Closing, closed, opened
from server.domain.custody.pack import Packing, pack
from server.domain.custody.paper import Paper
from server.domain.custody.people import Party
from server.domain.custody.seen import Look, Seen
from server.domain.custody.whereabouts import still
from server.domain.objects import belongs, label_qr, read_label
from server.domain.plan import Room
from server.domain.policy import Policy
from server.domain.refusal import Refusal
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
    PARTIES,
    PLAN,
    ROVER,
    RS101,
    SEAL,
    SECOND,
    SET101,
    SET102,
    SL101,
    SPARE,
    VAULT,
    act,
    at,
    at_site,
    back,
    hand,
    in_rooms,
    in_use,
    in_vault,
    opening,
    packed,
    post,
    scene,
    third,
)
from tests.domain.test_balance import WORKED, standing
from tests.domain.test_duty import EIGHT, SCAN


def says(rule, *arguments, **more):
    with pytest.raises(Refusal) as caught:
        rule(*arguments, **more)
    said = caught.value.said("zh")
    assert said["fix"]
    return said["says"]


def handed(items, made, when, *, acted=False, **more):
    return says(handoff, made, scene(items, **more), at(when), acted=acted)


def fourth(counts, **more):
    return act("L4", SET101, FIRST, [ROVER], session="S1", look=Look(intact=True, counts=counts), **more)


def line(code, room="3", **changes):
    found = room_lines("S1", "theory", room, standing(WORKED | changes), Policy())
    return next(one for one in found if one.code == code)


def a_card_is_missing():
    return handed(in_use(), fourth({SET101: {"cards": 30}}), "10:50")


def a_card_is_missing_in_the_balance():
    return line("cards", cards_ans=27).says[0]


def two_sets_are_swapped():
    return handed(packed(), third(SET102), "08:30")


def two_packs_are_swapped():
    three, _ = crosswise([line("cards", "3", cards_in=32), line("cards", "5", cards_in=30)])
    return f"{three.says[0]}；{three.hints[0].zh}"


def a_seal_is_broken_and_nobody_says_so():
    look = Look(seals={CASE: Seen(broken=True)})
    return handed(in_vault(), act("L1", CASE, [VAULT], COURIERS, look=look), "06:50")


def a_seal_number_is_another():
    return says(opened, opening(B101, look=Look(seals={B101: Seen("S999-9")})), scene(in_rooms()), at("08:52"))


def a_seal_was_changed_on_a_bag_that_nobody_opened():
    items = at_site()
    items[SPARE] = replace(items[SPARE], seal=SEAL[30])
    issued = {SPARE: SEAL[1]}
    legs = {leg: {SPARE} for leg in ("L1", "L2", "L5", "L6")}
    lines = bag_lines(Travelled(issued, items, legs, frozenset(), ()), Policy())
    return next(one for one in lines if one.code == "seals").says[0]


def the_room_is_wrong():
    return says(pack, Packing("p", "d1", SET101, (B102,), (CLERK,)), scene(at_site()), at("08:00"))


def only_one_invigilator_comes():
    return handed(packed(), third(receivers=FIRST[:1]), "08:30")


def one_invigilator_signs_twice():
    return handed(packed(), third(receivers=(2, 2)), "08:30")


def the_giver_receives_it_himself():
    return handed(packed(), third(givers=(2,)), "08:30")


def an_invigilator_never_checked_in():
    parties = PARTIES | {3: Party(post(3, "PR", "101"), present=False, badge=True)}
    return handed(packed(), third(), "08:30", parties=parties)


def two_devices_without_the_hub_give_a_set_to_two_pairs():
    items = in_rooms()
    other = third(givers=(DEPUTY,), device="d2")
    assert contradicted([items[SET101]], "already-moved").device == "d1"
    return handed(items, other, "08:33", acted=True)


def scratch_paper_is_short():
    return line("scratch", scratch_returned=29).says[0]


def a_bag_is_forgotten_in_its_room():
    items = hand(in_rooms(), act("L4", SET102, SECOND, [ROVER], session="S1"), "10:50")
    (forgotten,) = still(items.values(), PLAN, Policy(), at("11:30"))
    legs = {"L1": {B101}, "L2": {B101}, "L3": {B101}, "L4": set()}
    lines = bag_lines(Travelled({B101: None}, items, legs, frozenset({"L4"}), (B101,)), Policy())
    assert (forgotten.label, forgotten.holder.people) == (SET101, FIRST)
    return next(one for one in lines if one.key.endswith("L4")).says[0]


def a_bag_leaves_without_the_chiefs_count():
    return handed(back(), act("L5", SET101, [CHIEF], COURIERS), "11:30")


def it_is_the_afternoons():
    items = packed()
    items[SET101] = replace(items[SET101], session="S2")
    return handed(items, third(), "08:30")


def it_is_another_sites():
    return says(belongs, read_label(label_qr(99, PLAN.number, "PP", 17)), PLAN.site.number, PLAN.number)


def a_badge_was_revoked_at_noon():
    scan = replace(SCAN, badge=replace(SCAN.badge, state="revoked", reason="left"))
    return says(duty.good_badge, scan, EIGHT)


def a_count_is_typed_twice():
    return handed(in_use(), fourth({SET101: {"cards": 31}, K101: {"cards": 31}}), "10:50")


def a_digit_is_typed_twice():
    count = Count("present", 288, "proctor", 2)
    return says(stated, count, PARTIES[2].post, "theory", Policy(), Room("101", "101", "", 1, 30).seats)


def a_count_is_below_zero():
    return handed(in_use(), fourth({SET101: {"papers": -1}}), "10:50")


def a_case_is_one_short():
    look = Look(intact=True, counts={CASE: {"pieces": 5}})
    return handed(in_vault(), act("L1", CASE, [VAULT], COURIERS, look=look), "06:50")


def a_set_lacks_its_card_bag():
    return says(pack, Packing("p", "d1", SET101, (B101, SL101, RS101), (CLERK,)), scene(at_site()), at("08:00"))


def a_spare_was_used_and_not_recorded():
    room = {"cards_sup": 0, "cards_out": 0, "papers_sup": 0, "papers_out": 0}
    return spare_lines("S1", {"3": room}, {"cards": 1, "papers": 0})[0].says[0]


def a_card_too_many_came_back():
    return line("cards", cards_blank=1).says[0]


def a_replacement_is_not_on_the_record_sheet():
    return line("void-cards", void_lines=0).says[0]


def an_absent_candidates_card_was_used_for_a_replacement():
    return line("cards-absent", cards_abs=1, cards_blank=1).says[0]


def two_people_count_differently():
    (found,) = contradictions([Count("cards_bag", 30, "proctor", 2), Count("cards_bag", 29, "roving", 7)])
    return f"{found.figure}: {[count.value for count in found.counts]}"


def a_bag_is_opened_too_early():
    return says(opened, opening(B101), scene(in_rooms()), at("08:30"))


def a_spare_bag_is_opened_without_a_monitor():
    made = opening(SPARE, (CHIEF,), witnesses=(), monitors=(), approval="急用")
    return says(opened, made, scene(at_site()), at("09:25"))


def a_step_was_left_out():
    return handed(packed(), fourth({}), "10:50")


def a_label_is_typed_wrong():
    return says(read_label, "B018-S")


def the_chief_finds_one_card_less():
    look = Look(counts={K101: {"cards": 30}})
    return says(closed, Closing("c", "d1", K101, SEAL[40], CHIEF, FIRST, look), scene(back()), at("11:00"))


def a_strip_is_used_twice():
    look = Look(counts={K101: {"cards": 31}})
    made = Closing("c", "d1", K101, SEAL[0], CHIEF, FIRST, look)
    return says(closed, made, scene(back()), at("11:00"), used_seals=SEAL[:8])


def the_night_shift_corrects_yesterday():
    by = Correction("fix", "d9", CLERK, CHIEF, "昨天记错", void=True)
    made = third()
    return says(corrected, on_record(made, at("23:59", day=21)), by, scene(in_rooms()), at("00:05"))


def a_form_is_dated_tomorrow():
    return says(from_paper, third(), Paper("issue", at("08:30", day=23), CLERK), scene(packed()), at("09:00"))


FAULTS = [
    (a_card_is_missing, f"{SET101}：上次记录答题卡 31 张，这次 30 张"),
    (a_card_is_missing_in_the_balance, "3 号考场：领 31，交回 30，缺 1 张答题卡"),
    (two_sets_are_swapped, "这位监考抽到的是 101 考场，这是 102 考场的"),
    (two_packs_are_swapped, "3 号考场：领 32，交回 31，缺 1 张答题卡；5 号考场正好多 1：核对是否放错或相互借用未登记"),
    (a_seal_is_broken_and_nobody_says_so, f"{CASE} 的封条 {SEAL[0]} 破损，没有写明情况"),
    (a_seal_number_is_another, f"{B101} 的封条应为 {SEAL[3]}，读到 S999-9"),
    (a_seal_was_changed_on_a_bag_that_nobody_opened, f"全考点：未启封的袋，封条应不变，1 件封条不同：{SPARE}"),
    (the_room_is_wrong, f"{B102} 是 102 考场的，现在是 101 考场"),
    (only_one_invigilator_comes, "接收人应有 2 人，只有 1 人"),
    (one_invigilator_signs_twice, "同一个人不能既交又接，也不能签两次"),
    (the_giver_receives_it_himself, "同一个人不能既交又接，也不能签两次"),
    (an_invigilator_never_checked_in, "这位监考还没有签到，或已签退"),
    (two_devices_without_the_hub_give_a_set_to_two_pairs, f"{SET101} 已于 08:30 交接（现在：101 号考场）"),
    (scratch_paper_is_short, "3 号考场：发 30，收回 29，缺 1 张草稿纸"),
    (a_bag_is_forgotten_in_its_room, f"全考点：考场交回应有 1 件，实有 0 件，缺 1 件：{B101}"),
    (a_bag_leaves_without_the_chiefs_count, f"{B101} 交回后还没有核验、密封，不能送出"),
    (it_is_the_afternoons, f"{SET101} 是“下午理论”的，现在交接的是“上午理论”"),
    (it_is_another_sites, f"B017-S 属于考点 99，本考点是 {PLAN.site.number}"),
    (a_badge_was_revoked_at_noon, "证牌已作废（离岗）"),
    (a_count_is_typed_twice, f"{SET101} 和里面的 {K101} 各填了一次数，会重复计算"),
    (a_digit_is_typed_twice, "实考人数填了 288，最多是 30"),
    (a_count_is_below_zero, f"{SET101} 的试卷数不能是 -1"),
    (a_case_is_one_short, f"{CASE} 里应有 6 件，清点 5 件"),
    (a_set_lacks_its_card_bag, f"考场套 {SET101} 还缺：答题卡袋"),
    (a_spare_was_used_and_not_recorded, "全考点：各考场调入减调出 0，备用袋少了 1，多 1 张备用卡"),
    (a_card_too_many_came_back, "3 号考场：领 31，交回 32，多 1 张答题卡"),
    (a_replacement_is_not_on_the_record_sheet, "3 号考场：记录单更换 0 行，作废卡 1 张，多 1 张作废卡"),
    (an_absent_candidates_card_was_used_for_a_replacement, "3 号考场：按缺考人数应有缺考卡 2，实有 1，缺 1 张缺考卡"),
    (two_people_count_differently, "cards_bag: [30, 29]"),
    (a_bag_is_opened_too_early, f"{B101} 要到 08:50 才能启封"),
    (a_spare_bag_is_opened_without_a_monitor, f"启用 {SPARE} 须 1 名监督人在场，只有 0 名"),
    (a_step_was_left_out, f"{SET101}（现在：考点）还不能做这一步；下一步应是：考场领卷、考点送出"),
    (a_label_is_typed_wrong, "编号“B018-S”有误：校验字符对不上"),
    (the_chief_finds_one_card_less, f"{K101}：上次记录答题卡 31 张，这次 30 张"),
    (a_strip_is_used_twice, f"封条 {SEAL[0]} 已经用过"),
    (the_night_shift_corrects_yesterday, "这条记录是 2026-11-21 的，只能当天更正"),
    (a_form_is_dated_tomorrow, "表上的时间晚于现在"),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
def test_a_fault_is_caught_in_the_right_words(fault, words):
    assert fault().startswith(words)


def test_the_same_acts_without_the_faults_are_accepted():
    assert handoff(third(), scene(packed()), at("08:30")).discrepancies == ()
    made = fourth({SET101: {"cards": 31, "papers": 31, "pieces": 4}})
    assert handoff(made, scene(in_use()), at("10:50")).discrepancies == ()
    assert opened(opening(B101), scene(in_rooms()), at("08:52")).discrepancies == ()
    assert line("cards").state == "holds"
