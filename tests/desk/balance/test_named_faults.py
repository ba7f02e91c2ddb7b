"""What goes wrong on an exam day, each by its name: caught at the real desks, in exact words, where somebody looks."""

import pytest

from tests.exam_day import PLAN
from tests.named_fault import (
    CAUGHT,
    FAULTS,
    bring_back,
    close,
    counted,
    fault,
    fetch,
    hand,
    new,
    packed_at,
    sealed_case,
    time_passes,
)
from tests.paper_day import CE, CLERK, CUSTODIAN, FIRST, ROVER, SECOND, accepted, signer, signers

# from the vault


@fault("refused", "C002-Q 里应有 2 件，清点 1 件", "打开逐件扫描，指出缺的是哪一件并写明原因")
def a_case_is_one_short(table):
    case, *_ = sealed_case(table)
    return fetch(table, case, counts=[{"label": case, "counted": {"pieces": 1}}])


@fault("alarm", "C002-Q 的封条应为 S001-V，读到 S002-T", "停止交接，实物原样放好，报告主考")
def a_case_arrives_with_another_seal(table):
    case, _, other = sealed_case(table)
    return fetch(table, case, seals=[{"label": case, "number": other}])


@fault(
    "alarm", "试卷箱 C002-Q 的封条 S001-V 异常：封条撕开一角", "主考当面核对，确认内容完好后重新密封，记入考场记录单"
)
def a_seal_is_broken(table):
    case, *_ = sealed_case(table)
    return fetch(table, case, seals=[{"label": case, "broken": True, "words": "封条撕开一角"}])


@fault("refused", "C002-Q 的封条 S001-V 破损，没有写明情况", "写明破损情况并拍照，报告主考后再决定是否交接")
def a_broken_seal_is_passed_over_in_silence(table):
    case, *_ = sealed_case(table)
    return fetch(table, case, seals=[{"label": case, "broken": True}])


@fault("balance", "全考点：保密室发出应有 6 件，实有 5 件，缺 1 件：P002-3")
def a_bag_never_left_the_vault(table):
    new(table, {"kind": "SP", "session": "S1", "packed": {"papers": 5, "cards": 5}})
    table.out("101", "102")
    table.clock.at("09:01")
    return accepted(hand(table, "custody.label", objects=[{"kind": "ST"}]))


# packing


@fault("refused", "K002-9 是 102 考场的，现在是 101 考场", "换取本考场的；两个考场拿反的，当面换回")
def a_bag_of_the_wrong_room_goes_into_a_set(table):
    objects = [table.papers.labels[one] for one in (("PP", "101"), ("CP", "102"), ("SL", "101"), ("RS", "101"))]
    return table.papers.pack("101", objects=objects)


@fault("refused", "考场套 R001-A 还缺：答题卡袋", "放齐后再封装")
def a_card_bag_is_forgotten_when_a_set_is_packed(table):
    return table.papers.pack("101", ("PP", "SL", "RS"))


# handing out


@fault("refused", "这位监考抽到的是 102 考场，这是 101 考场的", "换取 102 考场的；已拿错的当面换回")
def two_sets_are_swapped(table):
    packed_at(table, "08:30", "101", "102")
    return table.papers.issue("101", SECOND)


@fault("dispute", "这位监考抽到的是 102 考场，这是 101 考场的", "换取 102 考场的；已拿错的当面换回")
def two_sets_were_swapped_without_the_hub(table):
    packed_at(table, "08:30", "101", "102")
    return table.papers.issue("101", SECOND, acted=True)


@fault("refused", "接收人应有 2 人，只有 1 人", "等人到齐，依次扫证牌")
def one_invigilator_comes_alone(table):
    packed_at(table, "08:30", "101")
    return table.papers.issue("101", FIRST[:1])


@fault("refused", "同一个人不能既交又接，也不能签两次", "请另一位到场扫证牌")
def one_badge_is_scanned_for_both(table):
    packed_at(table, "08:30", "101")
    return table.papers.issue("101", (2, 2))


@fault("dispute", "R001-A 已于 08:30 交接（现在：101 号考场）", "不用再扫；实物不在那里的，立即报告主考")
def one_set_is_given_to_two_people_by_two_devices_without_the_hub(table):
    papers = table.papers
    packed_at(table, "08:30", "101")
    other = table.another("phone", ROVER)
    accepted(papers.issue("101", FIRST, acted=True))
    body = papers.body("L3", [papers.set_of("101")], [ROVER], SECOND)
    return other.hand("custody.handoff", body, acted=True)


@fault("refused", "R003-6 是“下午理论”的，现在交接的是“上午理论”", "不要交接，换取本场次的；拿错的放回原处并报告主考")
def a_set_of_the_wrong_session_is_scanned(table):
    (label,) = new(table, {"kind": "RSET", "session": "S2", "room": "101"})
    table.clock.at("08:30")
    return table.papers.table.hand("custody.handoff", table.papers.body("L3", [label], [CE], FIRST, session="S1"))


@fault("refused", "R001-A 已于 08:30 交接（现在：101 号考场）", "不用再扫；实物不在那里的，立即报告主考")
def a_set_is_given_out_twice(table):
    packed_at(table, "08:30", "101")
    accepted(table.papers.issue("101", FIRST))
    return table.papers.issue("101", FIRST)


@fault("refused", "下午理论的考场领卷 13:00 开始，现在未到时间", "到时再交接；时间有变的，由主考改计划")
def a_set_is_asked_for_an_hour_too_early(table):
    (label,) = new(table, {"kind": "RSET", "session": "S2", "room": "101"})
    table.clock.at("12:30")
    table.papers.table.sign_in(CE)
    return table.papers.table.hand("custody.handoff", table.papers.body("L3", [label], [CE], FIRST))


@fault("refused", "这位监考还没有签到，或已签退", "先在门口签到，再来交接")
def an_invigilator_who_never_signed_in_takes_a_set(table):
    packed_at(table, "08:30", "101")
    accepted(table.papers.table.hand("duty.check_out", {"place": "office", "person": 3, "plan": PLAN}))
    return table.papers.issue("101", FIRST)


@fault("alarm", "证牌已作废（遗失）", "收回此证牌，请持证人到考务办公室换证")
def a_badge_is_revoked_in_the_middle_of_the_day(table):
    table.out("101", "102")
    table.opened("101", "102")
    table.clock.at("10:40")
    badge = table.papers.day.badges[2]
    accepted(table.papers.office.hand("badge.revoke", {"badge": badge, "reason": "lost", "note": ""}))
    return bring_back(table, "101", FIRST)


@fault("refused", "R001-A 属于考点 360999，本考点是 360101", "不要交接，放在一边，报告主考")
def a_label_of_another_site_is_scanned(table):
    packed_at(table, "08:30", "101")
    text = f"KL1:360999:{PLAN}:{table.papers.set_of('101')}"
    return table.papers.table.hand("custody.handoff", table.papers.body("L3", [text], [CE], FIRST))


@fault("refused", "编号“R001-9”有误：校验字符对不上", "对照标签逐字重新输入，或直接扫描")
def a_label_is_typed_wrong(table):
    packed_at(table, "08:30", "101")
    return table.papers.table.hand("custody.handoff", table.papers.body("L3", ["R001-9"], [CE], FIRST))


# in the room


@fault("refused", "B001-7 要到 08:50 才能启封", "到时当众验封后再启；已经启封的，停止并立即报告主考")
def a_bag_is_opened_too_early(table):
    table.out("101")
    return table.open(table.papers.labels["PP", "101"], FIRST)


@fault("refused", "启封须 2 名考生验封签名，只有 1 名", "请考生代表验看封条、签名，填写座位号")
def a_bag_is_opened_before_one_candidate_only(table):
    table.out("101")
    table.clock.at("08:50")
    return table.open(table.papers.labels["PP", "101"], FIRST, witnesses=["5"])


@fault("refused", "启用 P001-5 须 1 名监督人在场，只有 0 名", "请巡视、督导人员到场签字")
def a_spare_bag_is_opened_without_a_monitor(table):
    return table.open(table.papers.labels["SP", None], [CE], witnesses=[], approval="101 考场缺卡")


@fault("refused", "K001-B：上次记录答题卡 31 张，这次 30 张", "当面重新清点；仍不符的，写明原因再交接，并报告主考")
def a_card_is_found_lacking_when_a_bag_is_opened(table):
    table.out("101")
    table.clock.at("08:50")
    label = table.papers.labels["CP", "101"]
    look = {"intact": True, "counts": [{"label": label, "counted": {"cards": 30}}]}
    return table.open(label, FIRST, look=look)


@fault("balance", "101 号考场：应到监考 2 人，在岗 1 人，缺 1 人")
def one_invigilator_is_left_in_the_room(table):
    table.out("101", "102")
    return accepted(table.papers.table.hand("duty.check_out", {"place": "office", "person": 2, "plan": PLAN}))


# coming back


@fault("balance", "101 号考场：领 31，交回 30，缺 1 张答题卡")
def a_card_is_missing(table):
    table.whole()
    return accepted(table.count("101", {"cards_blank": 27}))


@fault("balance", "101 号考场：发 3，收回 2，缺 1 张草稿纸")
def scratch_paper_is_short(table):
    table.whole()
    return accepted(table.count("101", {"scratch_returned": 2}))


@fault("balance", "101 号考场：领 31，交回 32，多 1 张答题卡")
def a_spare_was_used_and_not_recorded(table):
    table.whole()
    return accepted(table.count("101", {"cards_void": 1, "void_lines": 1}))


@fault("balance", "101 号考场：按缺考人数应有缺考卡 1，实有 0，缺 1 张缺考卡")
def an_absent_candidates_card_was_used_for_a_replacement(table):
    table.whole()
    figures = {"cards_abs": 0, "cards_void": 1, "void_lines": 1, "cards_bag": 2}
    counted = {"present": 2, "absent": 1, "signatures": 2, "cards_ans": 2, "papers_present": 2, "papers_absent": 1}
    return accepted(table.count("101", counted | figures))


@fault("balance", "101 号考场：记录单更换 0 行，作废卡 1 张，多 1 张作废卡")
def a_replacement_is_not_on_the_record_sheet(table):
    table.whole()
    return accepted(table.count("101", {"cards_void": 1, "cards_blank": 27}))


@fault(
    "alarm",
    "考场套 R001-A 里应有答题卡袋 K001-B，没有找到：未随套交回",
    "停止交接，立即查找；找到后补记，找不到的报考区值班",
)
def a_bag_is_forgotten_in_the_room(table):
    table.out("101", "102")
    table.opened("101", "102")
    table.clock.at("10:40")
    label = table.papers.labels["CP", "101"]
    look = {"intact": True, "reasons": [{"label": label, "words": "未随套交回"}]}
    return bring_back(table, "101", FIRST, missing=[label], look=look)


@fault("balance", "全考点：考场交回应有 4 件，实有 2 件，缺 2 件：B001-7、K001-B")
def a_whole_set_is_not_brought_back(table):
    table.out("101", "102")
    table.back("102")
    accepted(table.count("102"))
    table.clock.at("11:31")
    return accepted(hand(table, "custody.label", objects=[{"kind": "ST"}]))


@fault("refused", "这位监考抽到的是 102 考场，这是 101 考场的", "换取 102 考场的；已拿错的当面换回")
def somebody_else_brings_a_set_back(table):
    table.out("101", "102")
    table.clock.at("10:40")
    return bring_back(table, "101", SECOND)


@fault("balance", "101 号考场：领 31，交回 2831，多 2800 张答题卡")
def a_count_is_typed_twice(table):
    table.whole()
    return accepted(table.count("101", {"cards_blank": 2828}))


@fault("refused", "R001-A 和里面的 K001-B 各填了一次数，会重复计算", "只填其中一个")
def a_set_and_a_bag_in_it_are_both_counted(table):
    table.out("101")
    table.clock.at("10:40")
    counted = [(table.papers.set_of("101"), {"cards": 31}), (table.papers.labels["CP", "101"], {"cards": 31})]
    look = {"intact": True, "counts": [{"label": label, "counted": of} for label, of in counted]}
    return bring_back(table, "101", FIRST, look=look)


@fault("refused", "空白答题卡不能是 -1", "重新清点后填写")
def a_count_is_below_zero(table):
    table.whole()
    return table.count("101", {"cards_blank": -1})


@fault("refused", "作答答题卡：流动监考装订前清点是 3，现在填 2", "再数一遍；确实不同，写明原因")
def the_chief_counts_otherwise_than_the_roving_invigilator(table):
    table.whole()
    accepted(table.count("101", by="roving", person=ROVER))
    return table.count("101", {"cards_ans": 2, "cards_blank": 29})


@fault("balance", "101 号考场：违纪人数 4 不能多于实考人数 3")
def more_violations_are_counted_than_people_were_there(table):
    table.whole()
    return accepted(table.count("101", {"misconduct": 4}))


@fault("refused", "K001-B：上次记录答题卡 31 张，这次 30 张", "当面重新清点；仍不符的，写明原因再交接，并报告主考")
def the_chief_finds_one_card_less(table):
    table.whole()
    (strip,) = new(table, {"kind": "ST"})
    return close(table, "CP", "101", strip, {"cards": 3}, aside={"cards": 27})


@fault("refused", "封条 S001-V 已经用过", "换一条新封条；确认编号无误的，报告主考")
def a_strip_is_used_twice(table):
    table.whole()
    (strip,) = new(table, {"kind": "ST"})
    accepted(close(table, "CP", "101", strip, {"cards": 3}, aside={"cards": 28}))
    return close(table, "PP", "101", strip, {"papers": 31})


# back to the vault, and afterwards


@fault("refused", "B001-7 交回后还没有核验、密封，不能送出", "先由主考（或流动监考代）清点、密封，再送出")
def a_bag_leaves_without_the_chiefs_count(table):
    table.whole()
    body = table.papers.body("L5", [table.papers.set_of("101")], [CE], [6, 9])
    return table.papers.table.hand("custody.handoff", body)


@fault(
    "refused",
    "R001-A（现在：考点）还不能做这一步；下一步应是：考场领卷、考点送出",
    "先做 考场领卷、考点送出；已在纸上签过的，先补录那一步",
)
def a_step_is_left_out(table):
    packed_at(table, "10:40", "101")
    return bring_back(table, "101", FIRST)


@fault("refused", "表上的时间晚于现在", "核对表上的签字时间")
def a_form_is_dated_later_than_now(table):
    packed_at(table, "08:40", "101")
    body = table.papers.body(
        "L3", [table.papers.set_of("101")], [CE], FIRST, form="issue", at="2026-11-22T12:31:00+08:00"
    )
    for side, people in (("givers", (CE,)), ("receivers", FIRST)):
        body[side] = signers(*people)
    return table.papers.office.hand("custody.enter", body | {"entered_by": CLERK})


@fault("refused", "这条记录是 2026-11-22 的，只能当天更正", "写成突发事件说明，由主考处理")
def the_night_shift_corrects_yesterday(table):
    packed_at(table, "08:30", "101")
    issued = accepted(table.papers.issue("101", FIRST))
    table.clock.at("00:10", day="2026-11-23")
    people = {"clerk": signer(CLERK), "chief": signer(CE)}
    return hand(table, "custody.correct", corrects=issued.id, **people, reason="扫错", void=True)


# what nobody does


@fault("balance", "上午理论：已交回 2 个考场，清点完 1 个，1 个考场未清点：101")
def a_room_that_came_back_is_never_counted(table):
    table.whole()
    accepted(table.count("102"))
    time_passes(table, "11:25")


@fault(
    "balance",
    "全考点：考点送出应有 5 件，实有 0 件，缺 5 件：B001-7、B002-5、K001-B、K002-9、P001-5\n"
    "全考点：发出证牌 7，收回加注销 0，缺 7 张证牌",
)
def nothing_is_sent_back_to_the_vault(table):
    counted(table)
    time_passes(table, "18:30")


@fault(
    "balance",
    "全考点：考点送出应有 5 件，实有 0 件，缺 5 件：B001-7、B002-5、K001-B、K002-9、P001-5\n"
    "全考点：发出证牌 7，收回加注销 0，缺 7 张证牌\n"
    "全考点：发出设备、材料、钥匙 2 件，收回 0 件，2 件未收回：身份证阅读器及防作弊器材 A001-N（考场，钱乙）；"
    "钥匙 Y001-9（考点，赵甲、郑庚）",
)
def a_tool_and_the_vaults_key_are_not_given_back(table):
    tool, key = new(table, {"kind": "ID"}, {"kind": "KY"})
    table.clock.at("08:30")
    accepted(hand(table, "custody.handoff", **table.papers.body("L1", [key], [CUSTODIAN], [CE, ROVER])))
    accepted(hand(table, "custody.handoff", **table.papers.body("L3", [tool], [CE], [2])))
    counted(table)
    time_passes(table, "18:30")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_in_exact_words_where_somebody_looks(table, rows, name):
    it = FAULTS[name]
    receipt = it.does(table)
    CAUGHT[it.place](table, rows, receipt, it.says, it.fix)


def test_the_list_is_long_enough_and_every_place_is_in_it():
    assert len(FAULTS) >= 20
    assert {one.place for one in FAULTS.values()} == set(CAUGHT)
