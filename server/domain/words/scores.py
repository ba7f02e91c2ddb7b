"""Words of answer keys and of releasing scores."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

#: Where a theory result stands, by state: Chinese, English.
STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "scored": ("已评", "scored"),
        "absent": ("缺考", "absent"),
        "void": ("违纪，本科目无效", "void for misconduct"),
        "lost": ("答题卡遗失，没有成绩", "the card is lost: no score"),
        "unread": ("到考但没有读到卡", "present, but no card was read"),
        "unsure": ("有填涂没有认定", "a mark on the card is not settled"),
        "no-key": ("没有生效的标准答案", "no answer key holds"),
        "unfit": ("标准答案的题数多于答题卡", "the key has more questions than the card"),
    }
)
#: What is remarked on a question, by code: Chinese, English.
REMARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "hard": ("偏难", "hard"),
        "easy": ("偏易", "easy"),
        "poor": ("区分度低", "hardly discriminates"),
        "reversed": ("低分者得分反而高，请核对标准答案", "the weakest did better: check the key"),
    }
)
#: Why something is on an abnormal list, by code: Chinese, English.
ABNORMAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "zero": ("零分", "zero points"),
        "low": ("分数特别低", "very low score"),
        "high": ("分数特别高", "very high score"),
        "blank": ("空题很多", "many questions left out"),
        "identical": ("两份答案雷同", "two cards with the same answers"),
    }
)
#: How a question is marked, by rule: Chinese, English.
RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "single": ("单选", "single choice"),
        "all": ("多选，全对得分", "several letters, all of them right"),
        "share": ("多选，少选按比例得分", "several letters, each earns its share"),
        "part": ("多选，少选得部分分", "several letters, some of them earn a part"),
        "given": ("送分", "points for everybody"),
        "dropped": ("作废，不计分", "dropped, no points"),
    }
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "key-paper": Words(
            "没有“{found}”卷",
            "卷型选 A 卷或 B 卷，只有一种试卷的留空",
            "There is no paper {found}",
            "Choose paper A or B, or none where there is one paper only",
        ),
        "key-subject": Words(
            "这一场的名单上没有“{found}”",
            "选名单上的工种和级别：{expected}",
            "Nobody on this session's list has {found}",
            "Choose a trade and level of the list: {expected}",
        ),
        "key-none": Words(
            "您没有录入过这份试卷的标准答案，没有可撤回的",
            "选您录入过的试卷；别人录入的由本人撤回",
            "You have no entry of this paper's key to withdraw",
            "Choose a paper that you entered; others withdraw their own",
        ),
        "key-short": Words(
            "{subject}{paper}的标准答案只有 {questions} 题，有 {cards} 张卡作答到第 {answered} 题",
            "对照试卷，答案没录全就重新录入；试卷确实只有这些题则不用处理",
            "The key of {subject} {paper} has {questions} questions; {cards} cards answer up to question {answered}",
            "Look at the paper: enter the key again if its end lacks; if the paper ends there, nothing is to be done",
        ),
        "key-size": Words(
            "标准答案有 {found} 题，应有 1 到 {most} 题",
            "按试卷补齐或删去题目",
            "The key has {found} questions; there should be 1 to {most}",
            "Add or remove questions as on the paper",
        ),
        "key-passing": Words(
            "合格线 {found} 分，满分 {full} 分",
            "合格线应大于 0，不超过满分",
            "{found} points pass, but there are {full} in all",
            "The passing score lies above 0 and within the full score",
        ),
        "key-points": Words(
            "第 {number} 题的分值是 {found}，应大于 0、不超过 100 分",
            "按试卷填写这一题的分值",
            "Question {number} is worth {found}; it should be above 0 and at most 100",
            "Enter the points as on the paper",
        ),
        "key-answer": Words(
            "第 {number} 题的答案“{found}”读不懂，应是 A 到 H 中的字母",
            "按标准答案填写这一题；作废的题选“作废”或“送分”",
            "The answer {found} to question {number} cannot be read; it should be letters from A to H",
            "Enter it as in the key; a question that is void is marked so",
        ),
        "key-single": Words(
            "第 {number} 题是单选，答案“{found}”有几个字母",
            "单选题填一个字母；确有几个都算对的，用“|”分开；多选题改为多选",
            "Question {number} is single choice, but its answer {found} has several letters",
            "Enter one letter; separate letters with | where each is right; or make it a question with several letters",
        ),
        "key-part": Words(
            "第 {number} 题少选得 {found} 分，全对得 {full} 分",
            "少选的分应大于 0、小于全对的分",
            "Question {number} earns {found} for some of the letters and {full} for all",
            "Some of the letters earn more than 0 and less than all of them",
        ),
        "release-rooms": Words(
            "还有 {found} 个考场没有核对平：{rooms}",
            "先在“读卡”中把这些考场核对平，再发布成绩",
            "{found} rooms are not accounted for to the last card: {rooms}",
            "Settle these rooms under Card reading first, then release",
        ),
        "release-faults": Words(
            "这一场还有 {found} 处问题没有处理完：{kinds}",
            "先在“读卡”中处理完，再发布成绩",
            "{found} faults of this session are not settled: {kinds_en}",
            "Settle them under Card reading first, then release",
        ),
        "release-empty": Words(
            "这一场没有考生，没有可发布的成绩",
            "选择有考生的理论场次",
            "Nobody is listed for this session: there is nothing to release",
            "Choose a theory session that has candidates",
        ),
        "release-keys": Words(
            "有 {found} 种试卷没有生效的标准答案，或题数与答题卡不符：{papers}",
            "由两人各录入一遍标准答案，一致后生效；再发布成绩",
            "{found} papers have no key that holds, or one with other questions than the cards: {papers}",
            "Have the key entered by two people; it holds when both agree. Then release",
        ),
        "release-unsettled": Words(
            "还有 {found} 名考生没有成绩（没有读到卡，或有填涂没有认定），在考场：{rooms}",
            "先处理这些考生的答题卡，再发布成绩；没有成绩不能按 0 分",
            "{found} candidates have no score (no card was read, or a mark is not settled), in rooms: {rooms}",
            "Settle their cards first: no score is not 0 points",
        ),
        "release-role": Words(
            "发布成绩应由负责人（考区主任、副主任，主考、副主考）登录后提出",
            "请负责人在本机登录后发布；验卡员、阅卷监督员作为第二人出示证牌",
            "A responsible leader (area director or deputy, chief examiner or deputy) signs in and releases scores",
            "Have a leader sign in here and release; a card checker or marking monitor shows the badge as the second",
        ),
        "release-second": Words(
            "发布成绩要两人，第二人的证牌没有认出，或岗位不能签这一项",
            "请考点或考区负责人、验卡员、监督员中的另一人扫证牌",
            "Two people release scores; the second badge was not recognised, or its role may not sign this",
            "Have another head, checker or monitor show the badge",
        ),
        "release-open": Words(
            "有 {found} 份读卡文件还没有三人签字：{names}",
            "由读卡操作员、验卡员、阅卷监督员签字后再发布",
            "{found} card files are not signed by the three: {names}",
            "Have operator, checker and monitor sign them, then release",
        ),
        "release-second-pass": Words(
            "计划要求第二遍至少读 {expected} 张答题卡（{share}%），已读 {found} 张，两人确认第二遍没有的 {settled} 张",
            "把卡再读一遍，另存一个文件，写明是第二遍（同站同名或时间相同的同一份文件不算）；机器读不了的卡或考场由两人确认；处理完、三人签字后再发布",
            "The plan wants {expected} cards ({share}%) read a second time; {found} were, {settled} settled as lacking",
            "Read them again into another file (the same one of that station, name or time is none), hand it in as the"
            " second pass; settle what differs or lacks, have the three sign, then release",
        ),
        "release-same": Words(
            "两次都是同一个人",
            "请另一人扫证牌",
            "Both are the same person",
            "Have another person show the badge",
        ),
        "release-unchanged": Words(
            "与第 {number} 次发布完全相同",
            "没有更正就不用再次发布",
            "This says exactly what release {number} says",
            "There is nothing to release again without a correction",
        ),
        "release-reason": Words(
            "第 {number} 次发布以后有更正，没有写原因",
            "写明更正的原因（至少 4 个字），再发布",
            "Something was corrected since release {number}, and no reason is given",
            "Say why it was corrected (4 characters at least), then release",
        ),
        "release-moved": Words(
            "屏幕上是 {expected} 人有成绩，现在是 {found} 人，或分数有变动",
            "刷新成绩单，两人重新核对后再发布",
            "The screen showed {expected} scores; now there are {found}, or scores have changed",
            "Load the scores again, have both look at them, then release",
        ),
    }
)
