"""Words about handing over, packing, opening and closing what is labelled."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

_OBJECTS: Mapping[str, Words] = MappingProxyType(
    {
        "object-none": Words(
            "没有扫描任何物品", "先扫描要交接的箱、套或袋", "Nothing was scanned", "Scan the case, set or bag first"
        ),
        "object-unknown": Words(
            "没有登记过 {label}",
            "核对标签是否属于本次考试；确属本考点的，由考务办公室登记后再交接",
            "{label} is not on record",
            "See whether the label belongs to this exam; if it is this site's, let the office register it first",
        ),
        "object-twice": Words(
            "{label} 扫描了两次", "去掉重复的一次", "{label} was scanned twice", "Take one of them out"
        ),
        "object-inside-another": Words(
            "{label} 在{kind} {container} 里",
            "扫描 {container}，连同里面一起交接；确需单独交接的，先拆开 {container}",
            "{label} lies in {kind_en} {container}",
            "Scan {container} and hand it over as a whole; if this one must go alone, unpack {container} first",
        ),
        "object-wrong-session": Words(
            "{label} 是“{found}”的，现在交接的是“{expected}”",
            "不要交接，换取本场次的；拿错的放回原处并报告主考",
            "{label} is for {found}; this is {expected}",
            "Do not hand it over; take that of this session, put the wrong one back and tell the chief examiner",
        ),
        "object-wrong-room": Words(
            "{label} 是 {found} 考场的，现在是 {expected} 考场",
            "换取本考场的；两个考场拿反的，当面换回",
            "{label} is for room {found}; this is room {expected}",
            "Take that of this room; if two rooms have each other's, exchange them now",
        ),
        "rooms-mixed": Words(
            "一次扫了几个考场的物品：{rooms}",
            "一个考场一次，分开交接",
            "Objects of several rooms were scanned at once: {rooms}",
            "Hand over one room at a time",
        ),
        "object-overtaken": Words(
            "{label} 在 {since} 已有更晚的记录",
            "核对时间和实物现在在谁手里；时间没错的，由主考核定，或由考务人员和主考先更正后来的记录",
            "{label} has a later record, of {since}",
            "See the time and who has it now; if right, the chief settles it, or clerk and chief correct the later one",
        ),
        "already-moved": Words(
            "{label} 已于 {since} 交接（现在：{place}）",
            "不用再扫；实物不在那里的，立即报告主考",
            "{label} was handed over at {since} and is in {place_en}",
            "No need to scan it again; if it is not there, tell the chief examiner at once",
        ),
        "wrong-leg": Words(
            "{label}（现在：{place}）还不能做这一步；下一步应是：{expected}",
            "先做 {expected}；已在纸上签过的，先补录那一步",
            "{label} is in {place_en}; this step is not next, but: {expected_en}",
            "Do {expected_en} first; if it was signed on paper, enter that step from the form first",
        ),
        "object-not-ready": Words(
            "{label} 的状态是“{state}”，不能{leg}",
            "核对是否拿错；物品没错的，报告主考，由考务人员和主考更正记录",
            "{label} is {state_en}: not possible: {leg_en}",
            "See whether it is the right one; if so tell the chief examiner: clerk and chief correct the record",
        ),
        "not-verified": Words(
            "{label} 交回后还没有核验、密封，不能送出",
            "先由主考（或流动监考代）清点、密封，再送出",
            "{label} came back but was not counted and sealed",
            "Let the chief (or a roving invigilator for them) count and seal it first",
        ),
        "missing-not-inside": Words(
            "{label} 本来就不在所扫的箱、套里",
            "核对缺的是哪一件，重新选择",
            "{label} was not in what was scanned",
            "See which one is missing and choose again",
        ),
        "leg-unknown": Words(
            "没有“{leg}”这一交接环节", "更新本设备的应用后重试", "There is no leg {leg}", "Update this device's app"
        ),
        "leg-unused": Words(
            "本计划不使用“{leg}”这一环节",
            "选择本计划的交接环节；需要的，由主考在计划里启用",
            "This plan does not use {leg_en}",
            "Choose a leg of this plan; the chief can turn it on",
        ),
        "leg-not-open": Words(
            "{session}的{leg} {opens} 开始，现在未到时间",
            "到时再交接；时间有变的，由主考改计划",
            "{leg_en} for {session} begins at {opens}",
            "Hand it over then; if the times have changed, the chief changes the plan",
        ),
        "leg-day": Words(
            "今天是 {today}，“{leg}”的办理日期是 {days}",
            "不要移动，先核对日期；天数在“计划 › 试卷规定”里定，已过期限的请示考区",
            "Today is {today}; {leg_en} is walked {days_en}",
            "Leave it where it is and check the date; the plan's policies set the days, and the area decides once they "
            "are over",
        ),
        "leg-closed": Words(
            "{session}的{leg}已于 {closed} 截止",
            "不要交接，报告主考",
            "{leg_en} for {session} ended at {closed}",
            "Do not hand it over; tell the chief examiner",
        ),
    }
)

_PEOPLE: Mapping[str, Words] = MappingProxyType(
    {
        "same-person": Words(
            "同一个人不能既交又接，也不能签两次",
            "请另一位到场扫证牌",
            "The same person cannot give and receive, or sign twice",
            "Let another person come and show their badge",
        ),
        "too-few-people": Words(
            "{side}应有 {needed} 人，只有 {found} 人",
            "等人到齐，依次扫证牌",
            "{needed} {side_en} are needed, {found} signed",
            "Wait until all are here, then scan their badges one after another",
        ),
        "role-not-for-leg": Words(
            "{role}不能作{leg}的{side}",
            "应由{expected}签；请他们到场",
            "The role {role_en} is not among the {side_en} of this leg: {leg_en}",
            "Call one of these: {expected_en}",
        ),
        "role-not-for-act": Words(
            "{role}不能签这一步",
            "应由{expected}签；请他们到场",
            "The role {role_en} does not sign this",
            "Call one of these: {expected_en}",
        ),
        "badge-needed": Words(
            "这一环节须当场出示证牌",
            "扫描本人证牌；没带的，先补发备用证牌",
            "Badges must be shown here",
            "Scan the person's own badge; whoever has none gets a spare one first",
        ),
        "person-not-in": Words(
            "这位{role}还没有签到，或已签退",
            "先在门口签到，再来交接",
            "This {role_en} is not checked in",
            "Check in at the gate first",
        ),
        "proctor-no-room": Words(
            "这位监考本场没有抽到考场；这是 {room} 考场的",
            "核对抽签结果；顶替的，先由主考办理替换",
            "This invigilator has no room in this session; this is for room {room}",
            "Look at the draw; a substitute is first put in place by the chief",
        ),
        "proctor-other-room": Words(
            "这位监考抽到的是 {found} 考场，这是 {room} 考场的",
            "换取 {found} 考场的；已拿错的当面换回",
            "This invigilator drew room {found}; this is for room {room}",
            "Take that of room {found}; exchange what was taken by mistake now",
        ),
        "not-holder": Words(
            "{label}（现在：{place}）的交出人不是签领它的人",
            "请签领的人来交；人已替换的，先由主考办理替换",
            "{label} is in {place_en}; the giver is not among those who signed for it",
            "Let those who signed for it give it; a substitute is first put in place by the chief",
        ),
        "grant-not-party": Words(
            "登录本设备的人不在签字的人里",
            "由站在这张桌前的人登录本设备，或请登录的人签字",
            "Whoever is signed in on this device is not among those who sign",
            "Let the person at this table sign in, or let the one who did sign",
        ),
        "grant-other-place": Words(
            "本设备的授权用于 {expected}，不是 {found}",
            "到 {expected} 办理，或由主考重新授权",
            "This device is authorised for {expected}, not {found}",
            "Go to {expected}, or let the chief authorise it anew",
        ),
        "receivers-unfit": Words(
            "更正后的接收人应有 {needed} 人，且不能是交出人",
            "重新选择接收人",
            "The corrected receivers must be {needed}, and none of the givers",
            "Choose the receivers again",
        ),
    }
)

_SEEN: Mapping[str, Words] = MappingProxyType(
    {
        "seal-not-checked": Words(
            "还没有确认 {label} 的封条",
            "看过封条：完好的点“完好”，异常的点“异常”并写明",
            "The seal of {label} was not confirmed",
            "Look at it: tap 'whole', or 'exception' and say what is odd",
        ),
        "seal-differs": Words(
            "{label} 的封条应为 {expected}，读到 {found}",
            "停止交接，实物原样放好，报告主考",
            "The seal of {label} should be {expected}, read {found}",
            "Stop, leave everything as it is and tell the chief examiner",
        ),
        "seal-broken-unreported": Words(
            "{label} 的封条 {expected} 破损，没有写明情况",
            "写明破损情况并拍照，报告主考后再决定是否交接",
            "The seal {expected} of {label} is broken, and nothing says how",
            "Write down what you see, take a photo, and let the chief examiner decide",
        ),
        "labels-changed": Words(
            "别处刚登记过标签：连同注销的，原有 {expected} 件，现有 {found} 件。这次没有登记",
            "看刷新后的清单，还缺的再登记",
            "Labels were registered elsewhere: {expected} with those withdrawn, now {found}. Nothing was registered",
            "Look at the list again and register what still lacks",
        ),
        "label-there": Words(
            "{room} 的{kind}已有标签 {label}",
            "用现有的标签；确要第二件的，在“表单与标签”页登记",
            "{room} has a label for its {kind_en}: {label}",
            "Use that label; register a second one on the page of forms and labels if it is really meant",
        ),
        "label-used": Words(
            "{label} 已经用过（交接、封装、登记过封条，或里面装有东西），不能注销",
            "只能注销登记后从未动过的标签；用过的照常交接、送回，或由考务人员和主考更正",
            "{label} was used (handed over, packed, given a strip, or something lies in it) and cannot be withdrawn",
            "Only a label with which nothing was ever done is withdrawn; what was used goes its way, or is corrected",
        ),
        "group-not-here": Words(
            "{room} 考场本场没有{group}的考生，{kind}不能按它登记",
            "核对考场、职业和等级；每个工种、等级只登记一个试卷袋",
            "Nobody of {group_en} sits in room {room} in this session: no {kind_en} of theirs is registered there",
            "Check the room, the trade and the level; only paper bags are registered by trade and level",
        ),
        "seal-used": Words(
            "封条 {found} 已经用过",
            "换一条新封条；确认编号无误的，报告主考",
            "Seal {found} was used before",
            "Take a new strip; if the number is right, tell the chief examiner",
        ),
        "count-unknown": Words(
            "{label} 里不清点“{what}”",
            "核对清点的是什么",
            "{label} holds none to count: {what_en}",
            "See what is counted",
        ),
        "count-below-zero": Words(
            "{label} 的{what}数不能是 {found}",
            "重新清点后填写",
            "{label} cannot hold {found} {what_en}",
            "Count again",
        ),
        "count-above-pack": Words(
            "{label} 最多有 {most} 份（张），{what}填了 {found}",
            "重新清点；启封时只数袋内密封的，补发的另算；启用过备用卷、卡的，先登记调入；确实多出的，报告主考，查是不是别的考场的",
            "{label} holds {most} at most, but {found} {what_en} were counted",
            "Count again; at the opening what lay sealed in it, without spares; enter spares that were used first; "
            "else tell the chief: they may be another room's",
        ),
        "count-twice": Words(
            "{label} 和里面的 {other} 各填了一次数，会重复计算",
            "只填其中一个",
            "{label} and {other}, which lies in it, were both counted",
            "Enter one of them only",
        ),
        "count-by-bag": Words(
            "{label} 里几袋{what}合计应为 {expected}，这次 {found}",
            "逐袋清点 {bags}，哪一袋不符，填在哪一袋上",
            "{label}: {expected} {what_en} on record in several bags, {found} counted",
            "Count {bags} one by one and state which of them differs",
        ),
        "count-differs": Words(
            "{label}：上次记录{what} {expected} {measure}，这次 {found} {measure}",
            "当面重新清点；仍不符的，写明原因再交接，并报告主考",
            "{label}: {expected} {what_en} on record, {found} counted",
            "Count again together; if it still differs, give the reason and tell the chief examiner",
        ),
        "count-needed": Words(
            "{label} 密封前要清点{what}", "清点后填写", "Count the {what_en} of {label} before it is sealed", "Enter it"
        ),
        "pieces-differ": Words(
            "{label} 里应有 {expected} 件，清点 {found} 件",
            "打开逐件扫描，指出缺的是哪一件并写明原因",
            "{label} should hold {expected} pieces, {found} were counted",
            "Open it, scan each piece, and name the missing one with the reason",
        ),
    }
)

_ACTS: Mapping[str, Words] = MappingProxyType(
    {
        "container-cannot-hold": Words(
            "{container}里不能放{kind} {label}",
            "核对是否扫错",
            "{label} ({kind_en}) does not go into this: {container_en}",
            "See whether the wrong label was scanned",
        ),
        "container-sealed": Words(
            "{label} 已用封条 {seal} 封好",
            "另取一只，或先拆开",
            "{label} is closed with seal {seal}",
            "Take another one, or unpack it first",
        ),
        "container-empty": Words(
            "{label} 里没有登记的物品",
            "核对是否扫错",
            "Nothing on record lies in {label}",
            "See whether it is the right one",
        ),
        "pack-elsewhere": Words(
            "{label}（现在：{place}）不能在这里封装、拆开",
            "先办理交接，把它交到这里",
            "{label} is in {place_en}: it cannot be packed or unpacked here",
            "Hand it over to here first",
        ),
        "pack-incomplete": Words(
            "考场套 {label} 还缺：{missing}",
            "放齐后再封装",
            "The room set {label} lacks: {missing_en}",
            "Put it in, then close the set",
        ),
        "not-sealed": Words(
            "{label} 是{kind}，没有这一步",
            "核对是否扫错",
            "There is no such step for {label} ({kind_en})",
            "See whether the wrong label was scanned",
        ),
        "already-opened": Words(
            "{label} 已于 {since} 启封",
            "不用再记；时间不对的，由考务人员和主考更正",
            "{label} was opened at {since}",
            "No need to record it again; clerk and chief correct a wrong time",
        ),
        "opened-early": Words(
            "{label} 要到 {opens} 才能启封",
            "到时当众验封后再启；已经启封的，停止并立即报告主考",
            "{label} may be opened from {opens}",
            "Wait, then show the seal first; if it is open already, stop and tell the chief examiner at once",
        ),
        "witnesses-needed": Words(
            "启封须 {needed} 名考生验封签名，只有 {found} 名",
            "请考生代表验看封条、签名，填写座位号",
            "{needed} candidates look at the seal and sign; {found} did",
            "Ask candidates to look and sign, and enter their seats",
        ),
        "monitor-needed": Words(
            "启用 {label} 须 {needed} 名监督人在场，只有 {found} 名",
            "请巡视、督导人员到场签字",
            "{needed} monitors must be there when {label} is opened; {found} were",
            "Call a patrol inspector or a quality supervisor",
        ),
        "approval-needed": Words(
            "启用{kind} {label} 没有写明批准",
            "填写批准人或批准文号及原因；值班卷须考区或省里批准",
            "Nothing says who approved opening {label} ({kind_en})",
            "Enter who approved it, the order's number and why; a duty copy needs the area's or province's word",
        ),
        "act-unknown": Words(
            "没有找到要更正的记录", "刷新后重新选择", "There is no such record to correct", "Refresh and choose again"
        ),
        "correct-late": Words(
            "这条记录是 {day} 的，只能当天更正",
            "写成突发事件说明，由主考处理",
            "This was recorded on {day}; corrections end with the day",
            "Write it up as an incident; the chief examiner deals with it",
        ),
        "correct-nothing": Words(
            "没有填写要更正什么", "填写更正的内容", "Nothing is corrected", "Say what is to be corrected"
        ),
        "handoff-undo-overtaken": Words(
            "{label} 之后又有新的记录，这一条不能撤销",
            "由考务人员和主考更正",
            "{label} has a later record: this one cannot be taken back",
            "Clerk and chief correct it",
        ),
        "handoff-undo-late": Words(
            "已超过 {minutes} 分钟，不能撤销",
            "由考务人员和主考更正",
            "More than {minutes} minute has passed",
            "Clerk and chief correct it",
        ),
        "form-unknown": Words(
            "没有“{form}”这种表", "选择现场使用的表", "There is no form {form}", "Choose the form that was signed"
        ),
        "paper-future": Words(
            "表上的时间晚于现在", "核对表上的签字时间", "The form's time lies ahead", "Look at the time on the form"
        ),
        "paper-day": Words(
            "表上的日期不在可办理的日期（{days}）内",
            "核对表上的日期，按实际时间填写；跨过零点的，填零点后的日期和时间",
            "The form's day is not one on which it is done ({days_en})",
            "Look at the day on the form and enter the time as it really was; past midnight, the day after",
        ),
        "why-needed": Words(
            "没有写明原因", "写明原因后再提交", "No reason was given", "Say why, then hand it in again"
        ),
    }
)

WORDS: Mapping[str, Words] = MappingProxyType({**_OBJECTS, **_PEOPLE, **_SEEN, **_ACTS})
