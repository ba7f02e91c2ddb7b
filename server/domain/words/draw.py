"""Words about the draw of rooms and zones."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "draw-needs-two": Words(
            "抽签须两人各自提交一个不同的随机值，现有 {found} 个",
            "请另一位工作人员在自己的设备上提交",
            "A draw needs a value of each of two people; there are {found}",
            "Let another member of staff hand in theirs on their own device",
        ),
        "draw-not-revealed": Words(
            "还有一位没有公布随机值",
            "等两人都公布后再抽签；不公布的，写明原因后重新开始",
            "One of the two values was not revealed",
            "Wait until both are; if one is not, say why and begin anew",
        ),
        "draw-value-form": Words(
            "公布的随机值格式不对",
            "用提交时的设备公布",
            "The revealed value is not as it should be",
            "Reveal it on the device that committed to it",
        ),
        "draw-value-differs": Words(
            "公布的随机值与先前提交的不符",
            "此次抽签作废，写明原因后两人重新提交",
            "The revealed value is not the one committed to",
            "This draw is void: say why, and let both commit anew",
        ),
        "draw-person-twice": Words(
            "名单里有人出现了两次", "核对监考名单", "Somebody is on the list twice", "Look at the list"
        ),
        "draw-rule-unknown": Words(
            "没有“{rule}”这条抽签规则", "核对计划的抽签规则", "There is no rule {rule}", "Look at the plan's rules"
        ),
        "draw-papers-out": Words(
            "本场试卷已在 {n} 个考场（{rooms}），不能整场重新抽签",
            "个别考场重抽或由备用监考替换；确需整场重抽的，先把试卷全部交回考务室",
            "Papers of this session are in {n} rooms already ({rooms}): the whole is not drawn any more",
            "Draw single rooms anew or send a substitute; to draw the whole, all papers come back to the office first",
        ),
        "draw-begun-anew": Words(
            "{session} 的抽签重新开始，第 {round} 轮：{reason}。上一轮提交后未公布的 {n} 人",
            "核对原因；谁没有公布，见抽签页的变动记录",
            "The draw of {session} was begun anew, round {round}: {reason}. Not revealed in the one before: {n}",
            "Look at the reason; who did not reveal stands in the draw's record",
        ),
        "draw-changed-by-hand": Words(
            "{session} 抽签后手工调整监考 {n} 人：{reason}",
            "核对原因；调整明细见抽签页的变动记录",
            "{session}: {n} invigilators were placed by hand after the draw: {reason}",
            "Look at the reason; who went where stands in the draw's record",
        ),
        "draw-rule-always": Words(
            "每次抽签都须执行“{rule}”，这次没有包括",
            "勾选后再提交；因此人手不够的，先补充到岗人员",
            "Every draw observes this: {rule_en}. It was left out",
            "Put it back and commit again; where people run short for it, call more of them first",
        ),
        "draw-rules-planned": Words(
            "这次的抽签规则与计划规定的不同：{differing}，没有写原因",
            "按计划的规则抽签；确要不同的，写明原因再提交",
            "The rules of this draw are not the plan's: {differing_en}, and no reason is given",
            "Draw by the plan's rules, or say why they are others this time and commit again",
        ),
        "draw-committer-role": Words(
            "提交随机值的应是主考、考务人员、流动监考或督考人员，这位是{role}",
            "请另一位在岗人员出示证牌",
            "Whoever commits heads the site or its office, roves or supervises; this is: {role_en}",
            "Let somebody else who is in show a badge",
        ),
        "draw-too-few": Words(
            "需要 {needed} 人，到岗的只有 {found} 人",
            "从备用人员中补足，或减少考场后再抽签",
            "{needed} people are needed, {found} are here",
            "Call the reserve, or draw for fewer rooms",
        ),
        "draw-rule-impossible": Words(
            "{people} 人、{places} 个考场，无法满足：{rules}",
            "调换人员或补充备用人员；确需放宽的，由主考改规则并写明原因后重新抽签",
            "With {people} people for {places} rooms this cannot be met: {rules_en}",
            "Exchange or add people; the chief may relax the rule, giving the reason, and draw anew",
        ),
        "draw-place-unknown": Words(
            "抽签结果里没有 {place}",
            "刷新抽签结果，重新选择",
            "{place} is not in the draw",
            "Refresh the draw and choose again",
        ),
        "draw-round": Words(
            "这一轮抽签已经变化，现在应是第 {expected} 轮",
            "刷新后重新提交",
            "The draw has gone on: the next round is {expected}",
            "Refresh and commit again",
        ),
        "draw-round-other": Words(
            "正在进行的抽签是另一个（{place}）",
            "先完成，或写明原因后重新开始",
            "Another draw is under way ({place})",
            "Finish it, or say why and begin anew",
        ),
        "draw-same-person": Words(
            "两个随机值须由两个人提交，这位已经提交过",
            "请另一位在岗人员出示证牌",
            "The two values must come from two people; this one has committed already",
            "Let somebody else who is in show a badge",
        ),
        "draw-committed": Words(
            "这一轮两人都已提交，不能再提交",
            "公布随机值；要重新开始须写明原因",
            "Both have committed in this round; nobody can commit any more",
            "Reveal the values; to begin anew, say why",
        ),
        "draw-rules-differ": Words(
            "两人认可的抽签规则不一致",
            "核对规则后再提交；要改规则须写明原因后重新开始",
            "The two do not agree on the rules",
            "Look at the rules and commit again; to change them, say why and begin anew",
        ),
        "draw-not-yet": Words(
            "这一场还没有抽签", "先完成整场抽签", "This session was not drawn yet", "Draw the whole session first"
        ),
        "draw-committer-away": Words(
            "提交随机值的人没有签到在岗",
            "先签到，或请另一位在岗人员",
            "Whoever commits is not checked in",
            "Check in first, or ask somebody who is in",
        ),
        "substitute-differs": Words(
            "备用顺序已变，这位现在不是下一位合适的备用监考",
            "刷新后按显示的备用监考替换",
            "The order of the reserve has changed; this is not the next who fits any more",
            "Refresh and take the one that is shown",
        ),
        "proctor-missing": Words(
            "{room} 门口查岗：到位 {found} 人，缺 {missing} 人",
            "立即联系本人；不到的由备用监考替换",
            "At the door of {room}: {found} in place, {missing} missing",
            "Reach them at once; if they do not come, take somebody of the reserve",
        ),
        "proctor-wrong-room": Words(
            "{room} 门口查岗：{found} 人不是本考场监考，应在 {belongs}",
            "请其立即回到自己的考场，核对两个考场是否互换",
            "At the door of {room}: {found} belong elsewhere ({belongs})",
            "Send them to their own room, and see whether two rooms were exchanged",
        ),
        "draw-not-there": Words(
            "这位监考不在 {place}", "核对抽签结果", "This invigilator is not in {place}", "Look at the draw"
        ),
        "reserve-empty": Words(
            "没有到岗的备用监考可以替换到 {place}",
            "从流动监考或考务人员中另调人，先补登为监考并签到",
            "Nobody of the reserve is here for {place}",
            "Call a roving invigilator or a clerk, list them as invigilator and check them in",
        ),
        "reserve-unfit": Words(
            "到岗的 {found} 名备用监考都不合 {place} 的规则（回避、单位、经验）",
            "与其他考场的监考对调，或由主考写明原因后指定",
            "None of the {found} of the reserve who are here meets the rules for {place}",
            "Exchange with another room, or let the chief name somebody and say why",
        ),
    }
)
