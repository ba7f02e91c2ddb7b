"""Words about a plan's policies that are not as they should be."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

#: What each policy is called, in Chinese and English.
NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cards_per_candidate": ("每名考生答题卡", "answer cards of each candidate"),
        "mark_absent": ("缺考考生的卡填好缺考", "absent candidates' cards are filled in"),
        "void_to": ("更换作废的卡装入的袋", "the bag for voided cards"),
        "forms": ("试卷分 A、B 卷", "papers in forms A and B"),
        "scratch_per_candidate": ("每人发草稿纸", "scratch paper for each"),
        "seals": ("封条编号", "numbers of seals"),
        "room_set": ("考场套必须装齐的内容", "what a room set must hold"),
        "witnesses": ("启封时查验封条的考生", "candidates who look at the seal"),
        "opens_before": ("考场袋最早启封时间", "minutes before the start to open bags"),
        "spare_monitors": ("启用备用袋、值班卷时的监督人数", "monitors at spare bags"),
        "verify_before_return": ("启封过的袋密封后才能离开", "opened bags are sealed before they leave"),
        "practical_papers": ("实操场次也有试卷袋、答题卡袋", "practical sessions have bags, too"),
        "still_after": ("在途提醒的分钟数", "minutes until a thing on its way is named"),
        "media_quota": ("每场次影像最多占的 GB", "GB of media in a session"),
        "media_silent": ("影像算中断的分钟数", "minutes until a film counts as broken off"),
        "reading_days": ("最后一天之后可以阅卷的天数", "days for marking after the last one"),
        "papers_before": ("试卷可提前几天出库", "days before the first one from which papers may leave the vault"),
        "papers_after": ("最后一天之后可以送回、读卡交接的天数", "days after the last one for papers to go back"),
        "counts_in_room": (
            "监考可在考场内用平板登记启封和清点数",
            "invigilators open and count on a device in the room",
        ),
        "draw_units": ("抽签：同场监考来自不同单位", "draw: different units in a room"),
        "draw_experience": ("抽签：每场至少一名有经验的监考", "draw: an experienced invigilator in each room"),
        "back_within": ("终考后几分钟内考场袋交回", "minutes after the end for a room's bags to be back"),
        "counted_within": ("考场袋交回后几分钟内清点", "minutes after its bags are back for a room to be counted"),
        "stored_within": ("终考后几分钟内全部入库、归还", "minutes after the end for all to be stored and given back"),
        "check_cards": ("每次抽查的答题卡", "cards of a random check"),
        "second_pass": ("第二遍至少读多少（答题卡的 %）", "least share of cards read a second time (%)"),
        "abnormal_high": ("分数特别高（满分的 %）", "very high scores (% of the full one)"),
        "abnormal_low": ("分数特别低（满分的 %）", "very low scores (% of the full one)"),
        "abnormal_blank": ("空题很多（题目的 %）", "many questions left out (% of them)"),
        "abnormal_same": ("雷同（相同答案的 %）", "alike (% of equal answers)"),
        "abnormal_wrong": ("雷同至少有几个相同的错答", "equal wrong answers of a pair at least"),
        "abnormal_beyond": ("相同错答超出偶然几个标准差", "standard deviations of equal wrong answers above chance"),
        "legs": ("试卷怎样到考点、途中监督人数", "how papers come to the site, and monitors on the road"),
    }
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "policy-leg": Words(
            "{leg} 的 {key} 填了“{found}”，应为：{expected}",
            "改正后重新保存；不改的项目留空，按通常做法",
            "{leg}: {key} is {found}, expected {expected_en}",
            "Set it right and save again; what is left out is as usual",
        ),
        "policies-changed": Words(
            "您打开之后，别人改了试卷规定：{changed}。您的改动没有保存",
            "核对页面上现在的值，再保存一次",
            "Somebody else has changed the policies since you opened them: {changed_en}. Yours were not saved",
            "Look at the values as they are now and save again",
        ),
        "policy-range": Words(
            "“{policy}”填了“{found}”，应为 {low} 到 {high} 的整数",
            "改正后重新保存",
            '"{policy_en}" is {found}, expected a whole number from {low} to {high}',
            "Set it right and save again",
        ),
        "policy-order": Words(
            "终考后 {stored} 分钟内全部入库，考场袋却到 {back} 分钟才须交回：先交回，再入库",
            "把入库的分钟数改得不小于交回的，再保存",
            "All is to be stored within {stored} minutes of the end, but bags are back only within {back}",
            "Make the minutes for storing no fewer than those for coming back and save again",
        ),
        "policy-wrong": Words(
            "计划中 {field} 的值“{found}”不合要求",
            "按计划文件说明修改",
            "The plan's value {found} for {field} is not as it should be",
            "Change it as the plan file's description says",
        ),
    }
)
