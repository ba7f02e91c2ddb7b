"""Words about what was scanned or typed at the papers and cannot be meant: a device turns it away by itself."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "badge-expected": Words(
            "这里要扫证牌，扫到的是“{came}”",
            "扫签字人的证牌，或输入证牌编号；要看别的标签，先点“返回”",
            "A badge is scanned here; this was '{came}'",
            "Scan the badge of who signs, or type its number; to look at another label, go back first",
        ),
        "label-expected": Words(
            "这里要扫物品的标签，扫到的是证牌",
            "扫箱、套、袋上的标签；证牌在这一步不用扫",
            "A label is scanned here; this was a badge",
            "Scan the label on the case, set or bag; no badge is scanned at this step",
        ),
        "form-badge": Words(
            "补录不扫证牌",
            "签字的人照表上的姓名，在右边选",
            "No badge is scanned for a form",
            "Pick who signed by the names on the form",
        ),
        "supply-not-here": Words(
            "{label} 不能补发：没有启封、没有可补的，或不是这一场的",
            "扫列表里的一袋；要用的备用袋先启用",
            "{label} cannot take part: it is not open, has nothing left to give, or is of another session",
            "Scan a bag of the list; open the spare bag first",
        ),
        "strip-sending": Words(
            "{thing} 的封条正在记录，刚才扫的没有算",
            "等这一袋记好，再扫下一袋的标签和封条",
            "The strip of {thing} is being recorded; what was scanned just now does not count",
            "Wait for this bag, then scan the label and the strip of the next",
        ),
        "set-first": Words(
            "{label} 是 {room} 的，还没有扫套",
            "先扫 {room} 的套标签，再扫 {label}",
            "{label} is for {room_en}, and no set was scanned",
            "Scan the set label of {room_en} first, then {label}",
        ),
        "count-no-room": Words(
            "{label} 不是某个考场的",
            "请扫考场套或试卷袋，或直接点考场",
            "{label} is of no room",
            "Scan the room set or a bag, or tap the room",
        ),
        "count-other-session": Words(
            "{label} 是{session}的",
            "先切换场次，或核对标签",
            "{label} is for {session}",
            "Change the session, or check the label",
        ),
        "count-other-room": Words(
            "{label} 是 {found} 考场的，正在清点的是 {room} 考场",
            "先把 {room} 考场清点完，或点“换考场”，再扫 {label}",
            "{label} is of room {found}, and room {room} is being counted",
            "Finish room {room}, or tap 'Other room', then scan {label}",
        ),
        "count-not-own-room": Words(
            "{room} 不是您的考场",
            "这里只登记您本场次的考场；请扫自己考场的标签",
            "{room} is not your room",
            "Only your own room of this session is counted here; scan a label of it",
        ),
        "number-not-whole": Words(
            "“{typed}”不是数目",
            "只能填 0 到 9999 的整数：重新清点后再填",
            "'{typed}' is no number of sheets",
            "Only whole numbers from 0 to 9999 can be entered: count again and type it anew",
        ),
        "attempt-other": Words(
            "设备没有接受这一步（{reason}）",
            "向操作的人问明扫的是什么，核对实物",
            "The device turned this away ({reason})",
            "Ask whoever did it what was scanned, and look at the thing itself",
        ),
    }
)
