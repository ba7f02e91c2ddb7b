"""Words of card reading: what cannot be entered, settled, signed or released."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "reading-no-cards": Words(
            "“{session}”不用答题卡",
            "选理论场次",
            "{session} has no answer cards",
            "Choose a theory session",
        ),
        "attendance-unknown": Words(
            "准考证号 {number} 不在这个考场的名单上",
            "核对考场号和座位号后重新填写",
            "Admission number {number} is not on this room's list",
            "Check the room and the seat, then enter it again",
        ),
        "attendance-both": Words(
            "准考证号 {number} 既记缺考又记违纪",
            "按记录单只保留一项",
            "{number} is entered both as absent and with a violation",
            "Keep the one that the record sheet states",
        ),
        "attendance-replaced": Words(
            "准考证号 {number} 记为缺考，不会更换答题卡",
            "核对记录单",
            "{number} is entered as absent and cannot have had a card replaced",
            "Check the record sheet",
        ),
        "attendance-again": Words(
            "这个考场的记录单已录入，内容不同",
            "填写更改的原因（至少 4 个字）",
            "This room's record sheet was entered before and said something else",
            "State why it is changed (at least 4 characters)",
        ),
        "attendance-differs": Words(
            "{figure}：记录单上 {found}，清点时 {expected}",
            "核对记录单；确实如此则填写原因（至少 4 个字）",
            "{figure_en}: {found} on the record sheet, {expected} when counted",
            "Check the record sheet; if it is so, state why (at least 4 characters)",
        ),
        "profile-wrong": Words("格式有误。{says}", "{fix}", "{says_en}", "{fix_en}", status=422),
        "profile-id": Words(
            "格式写的编号是 {found}，保存的是 {expected}",
            "把两处编号改成一样",
            "The profile calls itself {found}, it is saved as {expected}",
            "Make both ids the same",
        ),
        "profile-unknown": Words(
            "没有读卡格式 {profile}",
            "在“读卡格式”中选一个，或先保存它",
            "There is no card-file profile {profile}",
            "Choose one of the card-file profiles, or save it first",
        ),
        "batch-refused": Words(
            "读卡文件“{name}”未能采用：{count} 处有误",
            "到读卡站查看原因，改正后重新送来",
            "Nothing of the card file {name} was taken: {count} faults",
            "See at the station what is wrong, mend it, then hand it in again",
        ),
        "resolution-outside": Words(
            "“{what}”不是处理意见：先去做，做完问题自行消失",
            "{where}",
            "{what_en} is no settlement: do it, and the fault goes by itself",
            "{where_en}",
        ),
        "batch-unknown": Words(
            "没有这份读卡文件",
            "刷新后重新选择",
            "There is no such card file",
            "Refresh and choose again",
            status=404,
        ),
        "batch-not-read": Words(
            "读卡文件“{name}”还没有读出卡片",
            "先选对读卡格式和场次，等主机读完",
            "The card file {name} has not been read yet",
            "Choose its profile and session, and wait until the hub has read it",
        ),
        "batch-closed": Words(
            "读卡文件“{name}”已由三人签字",
            "重读须由主考批准；更正某张卡请在该考场提出",
            "The card file {name} was signed by the three",
            "A leader has to approve a re-reading; propose the correction of a card in its room",
        ),
        "batch-dropped": Words(
            "读卡文件“{name}”已由两人决定不用",
            "不必签字；要用的，先点“指定场次和格式”由两人重新启用",
            "Two people left the card file {name} out",
            "It needs no signatures; to use it again, two people assign it",
        ),
        "file-counts": Words(
            "“{name}”里有卡已经算数（{rooms}），不能整份不用",
            "重读的考场逐个保留原来的；场次或格式不对的，点“指定场次和格式”",
            "Cards of {name} count ({rooms}); the whole file cannot be left out",
            "Keep the old reading room by room; where session or profile is wrong, assign the file",
        ),
        "batch-same": Words(
            "没有要更改的内容",
            "至少改一项：场次、格式或读卡次数",
            "Nothing is to be changed",
            "Change its session, its profile or which reading it is",
        ),
        "reading-role": Words(
            "{role}不能做这件事，应由{expected}",
            "请{expected}登录",
            "A {role_en} may not do this; it is for: {expected_en}",
            "Have one of them sign in",
        ),
        "fault-unknown": Words(
            "这处问题已不存在，或已变化",
            "刷新后看考场现在的问题",
            "This fault is there no longer, or has changed",
            "Refresh and look at the room as it stands",
        ),
        "fault-settled": Words(
            "这处问题已处理完",
            "不必再处理；若处理有误，提出更正",
            "This fault is settled already",
            "Nothing is left to do; if it was settled wrongly, propose a correction",
        ),
        "reading-reason": Words(
            "没有写明依据",
            "写明看到了什么、依据什么（至少 4 个字）",
            "No grounds are stated",
            "State what was seen and on what grounds (at least 4 characters)",
        ),
        "proposal-unknown": Words(
            "这个处理意见已不是最新的",
            "刷新后看最新的处理意见",
            "This proposal is not the newest",
            "Refresh and look at the newest proposal",
        ),
        "proposal-own": Words(
            "处理意见不能由提出人自己确认",
            "由另一位验卡员或阅卷监督员登录后确认",
            "Whoever proposed it cannot confirm it",
            "Have another checker or monitor sign in and confirm it",
        ),
        "reading-leader": Words(
            "这个考场的读卡文件已由三人签字，更正须由主考或考区领导确认",
            "请负责人登录后确认",
            "The card file was signed by the three: a leader has to confirm the correction",
            "Have the responsible leader sign in and confirm it",
        ),
        "second-role": Words(
            "第二人是{role}，应为{expected}",
            "请其中一位出示证牌",
            "The second person is a {role_en}; expected: {expected_en}",
            "Have one of them show the badge",
        ),
        "second-same": Words(
            "两次都是同一个人",
            "请另一人出示证牌",
            "Both are the same person",
            "Have another person show the badge",
        ),
        "attendance-second": Words(
            "这个考场的卡已读，更改记录单须两人",
            "请验卡员、监督员、考务人员或负责人中的另一人出示证牌",
            "The cards of this room were read: two people change its record sheet",
            "Have another checker, monitor, office clerk or leader show the badge",
        ),
        "attendance-leader": Words(
            "这个考场的卡已由三人签字或成绩已发布，更改记录单须有负责人",
            "请考区主任、副主任或主考、副主考登录，或出示证牌",
            "The cards of this room were signed for or scores are released: a leader has to change its record sheet",
            "Have the area director or chief examiner, or a deputy, sign in or show the badge",
        ),
        "assign-second": Words(
            "读卡文件“{name}”的卡已读入场次，或两人已决定不用，更改须两人",
            "请验卡员、监督员或负责人中的另一人出示证牌",
            "The cards of {name} count in a session, or two people put it aside: two people change what it is read as",
            "Have another checker, monitor or leader show the badge",
        ),
        "assign-leader": Words(
            "“{name}”的考场另有重读等待批准，或成绩已发布（{rooms}），更改须有负责人",
            "请负责人批准重读，或由负责人登录、出示证牌后更改",
            "Another reading of rooms of {name} waits for approval, or scores are released ({rooms}): a leader decides",
            "Have a leader approve the re-reading, or sign in or show the badge here",
        ),
        "close-rooms": Words(
            "{rooms} 考场还没有全部核对相符",
            "录入记录单和卡袋张数，核对相符后再由三人签字",
            "Not everything of {rooms} is accounted for",
            "Enter the record sheet and the cards in the bag; the three sign once all agrees",
        ),
        "resolution-other": Words(
            "这处问题是 {expected} 的，填写的是 {found}",
            "核对准考证号；另一考生的卡在另一处处理",
            "This fault is of {expected}; {found} was entered",
            "Check the number; another candidate's card is settled elsewhere",
        ),
        "approve-none": Words(
            "{room} 考场没有等待批准的重读",
            "先由操作员送来重读的文件",
            "No re-reading of room {room} waits for approval",
            "Have the operator hand in the file of the re-reading first",
        ),
        "approve-signed": Words(
            "{room} 考场已定为保留原来的读数，之后读卡文件已由三人签字或成绩已发布",
            "更正某张卡请在该考场提出；确需重读的，重新读卡后送来新文件",
            "Room {room} keeps its first reading; a card file of it was signed or scores were released since",
            "Propose the correction of a card in its room, or read the room again and hand in the new file",
        ),
        "close-faults": Words(
            "还有 {count} 处问题没有处理完（{rooms}）",
            "处理完再由三人签字",
            "{count} faults are not settled yet ({rooms})",
            "Settle them, then the three sign",
        ),
        "close-held": Words(
            "{rooms} 考场的重读没有批准",
            "由负责人批准，或不采用这次重读",
            "The re-reading of {rooms} is not approved",
            "Have a leader approve it, or leave this reading out",
        ),
        "close-people": Words(
            "三人签字须由读卡操作员、验卡员、阅卷监督员三个不同的人",
            "请缺少的一位出示证牌：{lacks}",
            "Operator, checker and monitor sign, three different people",
            "The one that is missing shows the badge: {lacks_en}",
        ),
        "check-unknown": Words(
            "抽查的卡与场次现有的卡不符",
            "重新抽取后再核对",
            "The cards looked at are not those of this session",
            "Draw the sample again, then compare",
        ),
        "check-none": Words(
            "没有填写核对结果",
            "至少核对一张",
            "No card was compared",
            "Compare at least one",
        ),
        "check-open": Words(
            "上一次抽查还有 {left} 张没有核对",
            "核对完再抽下一次",
            "{left} cards of the check before are still to be compared",
            "Finish it, then draw again",
        ),
        "check-no-cards": Words(
            "本场还没有读到的卡，无从抽查",
            "读卡后再抽查",
            "No cards of this session are read yet",
            "Check once cards are read",
        ),
        "scores-corrected": Words(
            "{session}的成绩更正发布（第 {number} 次，代替第 {replaces} 次），{changed} 人成绩有变",
            "通知领取过成绩的单位，以新发布的为准",
            "Scores of {session} are released again (no. {number} in place of {replaces}): {changed} differ",
            "Tell everybody who was given the scores that the new ones hold",
        ),
        "key-released": Words(
            "{subject}{paper}的成绩已发布",
            "写明为何更改答案（至少 4 个字）；随后须更正发布",
            "Scores of {subject} {paper} are released",
            "State why the key changes (at least 4 characters); a corrected release has to follow",
        ),
    }
)
