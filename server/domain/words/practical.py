"""Words of the practical exam: who assesses, by what, and what is lacking of a candidate."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

#: What is lacking of a candidate or a room, by code: Chinese, English.
LACKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "identity": ("未核验身份", "identity not checked"),
        "identity-papers": ("证件待补验", "papers still to be shown"),
        "identity-stopped": ("人证不符，已停止", "not the person on the papers: stopped"),
        "station": ("未抽工位", "no station drawn"),
        "station-twice": ("{about} 号工位有两名考生", "two candidates at station {about}"),
        "not-begun": ("未开始操作", "has not begun"),
        "not-ended": ("未记停止操作", "end not recorded"),
        "workpiece": ("未登记工件编号", "no workpiece number"),
        "media": ("{about}：应有 {need}，已到 {have}", "{about}: {need} wanted, {have} there"),
        "media-coming": (
            "{about}：应有 {need}，已到 {have}，还有 {coming} 个没有传完",
            "{about}: {need} wanted, {have} there, {coming} on the way",
        ),
        "film-gaps": ("{about}：录像缺 {gaps}", "{about}: no film of {gaps_en}"),
        "film-gaps-coming": (
            "{about}：录像缺 {gaps}，还有 {coming} 个没有传完",
            "{about}: no film of {gaps_en}, {coming} on the way",
        ),
        "film-short": (
            "{about}：应有 {need}，已到 {have}，另有 {other} 个不足 {minutes} 分钟",
            "{about}: {need} wanted, {have} there, {other} shorter than {minutes} min",
        ),
        "film-unknown": (
            "{about}：{other} 个录像时长不明，请看录像，确认拍全了没有",
            "{about}: nothing tells how long {other} of the films are; watch whether all is in them",
        ),
        "film-unknown-gaps": (
            "{about}：{other} 个录像时长不明，其余的缺 {gaps}，请看录像，确认拍全了没有",
            "{about}: nothing tells how long {other} of the films are, the others have no {gaps_en}; watch them",
        ),
        "sheets": ("评分表：应有 {need} 份，已有 {have} 份", "score sheets: {need} wanted, {have} there"),
        "items": (
            "请补评：{about}（有考评员判试题否定，多数没有判否定）",
            "still to be scored: {about} (the question failed for an assessor, but not for most)",
        ),
        "team": ("未定考评组", "no team of assessors"),
    }
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "scheme-empty": Words(
            "评分方案没有计分的项目",
            "至少填写一个有配分的项目",
            "The scheme has no item that earns points",
            "Give at least one item points",
        ),
        "scheme-twice": Words(
            "编号“{id}”出现了两次", "每项用不同的编号", "The id {id} stands twice", "Give each item an id of its own"
        ),
        "scheme-item": Words(
            "项目“{id}”既没有配分，也不是否定项",
            "填写配分，或标为否定项",
            "Item {id} neither earns points nor fails the question",
            "Give it points, or mark it as failing",
        ),
        "scheme-pass": Words(
            "合格线 {found} 分，满分只有 {full} 分",
            "合格线应大于 0，不超过满分",
            "{found} points pass, but there are {full} in all",
            "The passing score lies above 0 and within the full score",
        ),
        "scheme-media-words": Words(
            "影像要求“{id}”没有写拍什么",
            "写明拍什么，如：操作过程",
            "What is asked for as {id} does not say what it shows",
            "Say what it shows, such as the work at the station",
        ),
        "scheme-media-item": Words(
            "影像要求“{words}”限定的评分项“{item}”不在这份方案里",
            "改选方案里有的评分项，或不限评分项",
            "'{words}' asks for the item {item}, which the scheme does not have",
            "Choose an item of the scheme, or ask for none",
        ),
        "scheme-media-room": Words(
            "影像要求“{words}”按考场要，不能限定操作的时间或评分项",
            "改为不限时间、不限评分项，或改按考生、工位要",
            "'{words}' is of the room, which neither begins to work nor has items",
            "Ask for it at any time and of any item, or of each candidate or station",
        ),
        "scheme-media-length": Words(
            "影像要求“{words}”要的是照片，照片没有时长",
            "改为录像，或去掉最短时长",
            "'{words}' asks for photos, which have no length",
            "Ask for films, or take the shortest length away",
        ),
        "scheme-threshold": Words(
            "评分允许相差 {found} 分，超出满分",
            "填写 0 到满分之间的分数",
            "Totals may differ by {found} points, more than there are",
            "State a difference within the full score",
        ),
        "scheme-none": Words(
            "{trade} {level} 级没有评分方案",
            "先导入这个职业等级的评分方案",
            "There is no scoring scheme for {trade}, level {level}",
            "Import the scheme of this trade and level first",
        ),
        "scheme-scored": Words(
            "{trade} {level} 级已有考评员按现在的方案签了评分表，评分项和合成办法不能再改",
            "保持原方案；评分有误的，由组长退回、考评员重新评分",
            "Sheets of {trade}, level {level}, were signed by the present scheme: its items and how they combine stay",
            "Keep the scheme; where a score is wrong the leader sends it back and the assessors score again",
        ),
        "assessor-unknown": Words(
            "第 {which} 位没有登记考评员证卡",
            "在“考评员”中登记证卡，或换一位考评员",
            "No assessor's card is on record for number {which}",
            "Enter the card in the register, or choose somebody else",
        ),
        "assessor-expired": Words(
            "第 {which} 位的考评员证卡有效期到 {until}，考核日是 {day}",
            "换一位证卡有效的考评员；已换发新证的，先在“考评员”中更新",
            "The card of number {which} was good until {until}; the exam is on {day}",
            "Choose somebody with a valid card; where it was renewed, enter the new one first",
        ),
        "assessor-unfit": Words(
            "第 {which} 位的证卡是 {trade} {level} 级，本考场要 {wanted} {wanted_level} 级",
            "换一位职业相符、等级不低于考生的考评员",
            "The card of number {which} is for {trade}, level {level}; the room needs {wanted}, level {wanted_level}",
            "Choose an assessor of that trade whose level is not below the candidates'",
        ),
        "assessor-running": Words(
            "第 {which} 位在本机构已连续考评 {found} 次，最多连续 {most} 次",
            "换一位考评员；确需继续的，写明理由",
            "Number {which} has assessed here {found} times running; {most} are allowed",
            "Choose somebody else; if it has to be, state the reason",
        ),
        "assessor-role": Words(
            "登记证卡的应是考评员，这位是{role}",
            "核对人员；岗位有误的，先在“人员”中更正",
            "A card belongs to an assessor; this is: {role_en}",
            "Look at the person; set a wrong role right in the staff list first",
        ),
        "team-not-practical": Words(
            "{session} 不是实操场次",
            "选择实操场次",
            "{session} is no practical session",
            "Choose a practical session",
        ),
        "team-twice": Words(
            "考评组里有人出现了两次", "每人只选一次", "Somebody is in the team twice", "Choose each person once"
        ),
        "team-leader": Words(
            "组长不在考评组内", "从组员中指定组长", "The leader is not in the team", "Name one of the assessors"
        ),
        "team-role": Words(
            "第 {which} 位是{role}，不是考评员",
            "换一位考评员；岗位有误的，先在“人员”中更正",
            "Number {which} is no assessor but: {role_en}",
            "Choose an assessor; set a wrong role right in the staff list first",
        ),
        "team-busy": Words(
            "第 {which} 位同一时间在 {room} 考场考评",
            "换一位考评员，或先调整 {room} 考场的考评组",
            "Number {which} assesses in room {room} at the same time",
            "Choose somebody else, or change the team of room {room} first",
        ),
        "team-few": Words(
            "{trade} {level} 级应有考评员 {expected} 人，现有 {found} 人",
            "补足考评员；确实不能补足的，写明理由",
            "{trade}, level {level}, needs {expected} assessors; there are {found}",
            "Add assessors; if it cannot be done, state the reason",
        ),
        "team-even": Words(
            "考评员应为单数，现有 {found} 人",
            "增减一人；确实不能的，写明理由",
            "The number of assessors has to be odd; there are {found}",
            "Add one or leave one out; if it cannot be done, state the reason",
        ),
        "team-begun": Words(
            "考评组已经评分，不能随意换人",
            "写明换人的理由；已签的评分表仍然保留",
            "The team has scored already",
            "State why it is changed; sheets that were signed are kept",
        ),
        "team-not-formed": Words(
            "名册里 {room} 考场的考评组没有生效：{why}",
            "在“考评组”里为这个考场定考评组；确需照名册的，写明理由",
            "The team that the file names for room {room} was not formed: {why_en}",
            "Form the room's team by hand; where it has to be as in the file, state the reason",
        ),
        "team-none": Words(
            "本考场还没有定考评组",
            "先由考务办公室定考评组和组长",
            "The room has no team of assessors yet",
            "Let the office name the team and its leader first",
        ),
        "team-not-leader": Words(
            "应由本考场考评组组长办理",
            "请组长在本机登录后办理",
            "Only the leader of the room's team does this",
            "Let the leader sign in on this device",
        ),
        "result-absent": Words(
            "这名考生缺考，没有成绩",
            "不用评分；记错的，先更正缺考",
            "This candidate is absent and has no score",
            "There is nothing to score; set a wrong absence right first",
        ),
        "result-stopped": Words(
            "这名考生人证不符，已停止，成绩不能确认也不能退回",
            "由主考核对身份；确认是本人的，由主考在身份核验中更正",
            "This candidate is not the person on the papers and was stopped: the score stands still",
            "The chief looks into it; if it is the right person after all, the chief sets the check of identity right",
        ),
        "result-items": Words(
            "有 {n} 个评分项没有评完：有考评员判试题否定，多数没有判否定",
            "请该考评员补评这些评分项后重新签名，再确认",
            "{n} items were left out by an assessor for whom the question failed; for most it did not",
            "That assessor scores these items and signs again; then confirm",
        ),
        "result-none": Words(
            "这名考生还没有评分，不用退回",
            "等考评员评分",
            "Nobody has scored this candidate yet",
            "Wait for the assessors",
        ),
        "result-confirmed": Words(
            "成绩已由组长确认",
            "不用再办；有误的，由组长和主考共同退回并写明原因",
            "The leader has confirmed this score",
            "If it is wrong, leader and chief send it back together and say why",
        ),
        "result-unscored": Words(
            "应有 {expected} 份评分表，只有 {found} 份",
            "等其余考评员评分签名后再确认",
            "{expected} score sheets are wanted, {found} are there",
            "Confirm when the other assessors have signed theirs",
        ),
        "result-sent-back": Words(
            "已退回重新评分，还有 {waiting} 位考评员没有重评",
            "请他们各自重新评分签名",
            "It was sent back; {waiting} assessors have not scored again",
            "Let each of them score again and sign",
        ),
        "result-apart": Words(
            "重新评分后相差仍超出允许的分差",
            "由组长裁定：写明理由后确认",
            "The totals are too far apart even after scoring again",
            "The leader decides: state the reason and confirm",
        ),
        "result-lacking": Words(
            "这名考生还缺 {count} 项记录",
            "补齐后确认；确实补不了的，写明理由",
            "{count} records of this candidate are lacking",
            "Complete them first; what cannot be had needs a reason",
        ),
        "result-changed": Words(
            "分数已变：现在是 {expected} 分，屏幕上是 {found} 分",
            "核对新的分数后再确认",
            "The score has changed: it is {expected} now, the screen showed {found}",
            "Look at the new score before you confirm it",
        ),
        "send-back-reason": Words(
            "没有写明退回的原因",
            "写明哪里要重新评",
            "No reason was given",
            "Say what is to be scored again",
        ),
        "send-back-second": Words(
            "成绩已确认，更正须考评组组长和主考两人",
            "请另一人出示证牌",
            "The score is confirmed: leader and chief have to agree on a correction",
            "Let the other one show their badge",
        ),
        "entry-checker": Words(
            "补录评分表须两人：登录的人录入，另一人对照纸质表核对，核对人不能是本场考评员",
            "请另一位在册人员（不是本场考评员）出示证牌",
            "A sheet is entered from paper by two: who has signed in types, another one, no assessor here, compares",
            "Let somebody else on the list, who is not of this team, show their badge",
        ),
        "entry-later": Words(
            "纸质评分表的签名时间 {signed} 晚于现在",
            "按纸质表上的时间填写",
            "The sheet was signed at {signed}, which is later than now",
            "Enter the time as it stands on the paper",
        ),
        "practical-lacking": Words(
            "{room} 考场实操未齐：{count} 名考生还缺记录，考场还缺 {of_room} 项",
            "考评员离场前补齐；到“实操”看缺什么",
            "Room {room}: records of {count} candidates are lacking, {of_room} of the room itself",
            "Have them completed before the assessors leave; see what is lacking under Practical",
        ),
        "assessor-not-in": Words(
            "考评员{name}已在“{device}”登录，但没有签到（或已签退）",
            "请其到签到处签到；不该在岗的，让其退出登录，并查看已录的评分",
            "Assessor {name} has signed in on '{device}' without having checked in, or after checking out",
            "Have them check in at the gate; who is not on duty signs out, and their scores are looked at",
        ),
        "assessor-left": Words(
            "{room} 考场的考评员已签退，{count} 名考生还缺记录，考场还缺 {of_room} 项",
            "请其回来补齐，或由组长写明理由后确认",
            "An assessor of room {room} has checked out; records of {count} candidates lack, {of_room} of the room",
            "Call them back, or let the leader state the reason and confirm",
        ),
    }
)  # fmt: skip
