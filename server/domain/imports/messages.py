"""Every sentence an input file can get back: code, what is wrong and what to do, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.imports.file_messages import FILE, PLAN, PORTRAIT, Message

CELL: Mapping[str, Message] = {
    "blank": Message(
        "“{column}”是空的。",
        "请填写：{form}。若此格是公式，请在表格软件中保存一次再上传。",
        "“{column}” is empty.",
        "Fill in: {form}. If the cell is a formula, save the file once in the spreadsheet program.",
    ),
    "number-ruined": Message(
        "“{value}”已被表格软件改成数值，后面的数字已经丢失。",
        "请把此列设为文本格式，从原始资料重新填写；不要在原表上补零。",
        "“{value}” was turned into a number by the spreadsheet; its last digits are lost.",
        "Format the column as text and enter it again from the source; do not pad with zeros.",
    ),
    "name-form": Message(
        "姓名“{value}”里有“{found}”，不像姓名。",
        "请对照身份证填写姓名；缺字请补上原字，不用问号代替。",
        "The name “{value}” holds “{found}”, which is no part of a name.",
        "Enter the name as on the ID card; put the character itself where one was replaced.",
    ),
    "name-digits": Message(
        "姓名“{value}”里有数字。",
        "请对照身份证核对；用来区分同名的数字可以删去，系统按单位和证件号区分。",
        "The name “{value}” holds digits.",
        "Compare it with the ID card; digits that tell namesakes apart may go, unit and ID number do that.",
    ),
    "cell-error": Message(
        "单元格是公式错误“{value}”。",
        "请改正公式，或填写数值本身：{form}。",
        "The cell holds the formula error “{value}”.",
        "Correct the formula, or enter the value itself: {form}.",
    ),
    "cell-date": Message(
        "单元格被表格软件当成了日期“{value}”。",
        "请把此格设为文本格式后重新填写：{form}。",
        "The spreadsheet took the cell for the date “{value}”.",
        "Format the cell as text and enter it again: {form}.",
    ),
    "cell-type": Message(
        "“{value}”不是文字，也不是数字。",
        "请填写：{form}。",
        "“{value}” is neither text nor a number.",
        "Fill in: {form}.",
    ),
    "cell-long": Message(
        "有 {length} 个字，最多 {limit} 个。",
        "请缩短后重填：{form}。",
        "It has {length} characters; at most {limit} fit.",
        "Shorten it: {form}.",
    ),
    "cell-character": Message(
        "有无法识别的字符（“{value}”），可能是乱码。",
        "请从原始资料重新填写，文件另存为 UTF-8。",
        "It holds characters that cannot be read (“{value}”), perhaps from a wrong encoding.",
        "Enter it again from the source and save the file as UTF-8.",
    ),
    "not-whole": Message(
        "“{value}”不是整数。",
        "请填写 {low} 到 {high} 之间的整数。",
        "“{value}” is no whole number.",
        "Enter a whole number from {low} to {high}.",
    ),
    "out-of-range": Message(
        "{value} 超出范围，应在 {low} 到 {high} 之间。",
        "请核对后重新填写。",
        "{value} is out of range; {low} to {high} was expected.",
        "Check it and enter it again.",
    ),
    "code-form": Message(
        "“{value}”写法不对；只能用 {allowed}。",
        "请改成：{form}。",
        "“{value}” is not written right; only {allowed} may be used.",
        "Change it to: {form}.",
    ),
    "level-unknown": Message(
        "不认识级别“{value}”。",
        "请填 1 到 5，或 高级技师、技师、高级工、中级工、初级工。",
        "The level “{value}” is not known.",
        "Enter 1 to 5, or 高级技师, 技师, 高级工, 中级工, 初级工.",
    ),
    "points-form": Message(
        "“{value}”不是分数。",
        "请填数字，小数最多两位，如 12.5。",
        "“{value}” is no number of points.",
        "Enter a number with at most two decimals, such as 12.5.",
    ),
    "flag-form": Message(
        "“{value}”看不出是还是否。",
        "请填 是 或 否。",
        "“{value}” is neither yes nor no.",
        "Enter yes or no (是 or 否).",
    ),
    "day-form": Message(
        "“{value}”不是日期。",
        "请填日期，如 2027-12-31。",
        "“{value}” is no day.",
        "Enter a day, such as 2027-12-31.",
    ),
    "id-form": Message(
        "证件号“{value}”不是 18 位（17 位数字加 1 位数字或 X）。",
        "请对照身份证重新填写，此列设为文本格式。",
        "The ID number “{value}” does not have 18 places (17 digits and a digit or X).",
        "Enter it again from the ID card; format the column as text.",
    ),
    "id-birth": Message(
        "证件号“{value}”中的出生日期 {birth} 不存在。",
        "请对照身份证重新填写。",
        "The ID number “{value}” holds a date of birth that does not exist: {birth}.",
        "Enter it again from the ID card.",
    ),
    "id-check": Message(
        "证件号“{value}”的校验位应为 {expected}，读到 {found}，有数字填错。",
        "请对照身份证逐位核对后重新填写。",
        "The ID number “{value}” should end in {expected} but ends in {found}: a digit is wrong.",
        "Compare it with the ID card digit by digit and enter it again.",
    ),
    "id-old": Message(
        "15 位旧证件号“{value}”已换算为 18 位“{read}”。",
        "请对照身份证核对；不符时改填 18 位号码。",
        "The old ID number “{value}” of 15 places was read as “{read}”.",
        "Compare it with the ID card; enter the 18 places if they differ.",
    ),
    "phone-form": Message(
        "“{value}”不是电话号码。",
        "请填 11 位手机号，或带区号的固定电话，如 0791-88000000。",
        "“{value}” is no phone number.",
        "Enter an 11-digit mobile number, or a landline with area code such as 0791-88000000.",
    ),
    "role-unknown": Message(
        "没有“{value}”这个岗位。",
        "请从以下岗位中选填：{allowed}。",
        "There is no role “{value}”.",
        "Choose one of: {allowed}.",
    ),
    "role-synonym": Message(
        "“{value}”已按“{role}”读取。",
        "如果不对，请改填准确的岗位名称。",
        "“{value}” was read as “{role}”.",
        "If that is wrong, enter the exact name of the role.",
    ),
    "session-unknown": Message(
        "计划里没有场次“{value}”。",
        "请填计划中的场次：{allowed}。",
        "The plan has no session “{value}”.",
        "Enter a session of the plan: {allowed}.",
    ),
    "room-unknown": Message(
        "考场表里没有考场“{value}”。",
        "请改填考场表中的考场号，或先把它加进考场表。",
        "The rooms file has no room “{value}”.",
        "Enter a room that is in the rooms file, or add it there first.",
    ),
    "trade-unknown": Message(
        "计划里没有职业“{value}”。",
        "请填计划中的职业：{allowed}。",
        "The plan has no trade “{value}”.",
        "Enter a trade of the plan: {allowed}.",
    ),
}

RULE: Mapping[str, Message] = {
    "twice": Message(
        "“{value}”与{other}重复。",
        "每行必须不同；请核对两行，改正或删去其中一行。",
        "“{value}” already stands in {other}.",
        "Each row needs its own; compare both rows and correct or delete one.",
    ),
    "admission-form": Message(
        "准考证号“{value}”有 {length} 位，应为 {expected} 位数字。",
        "请对照准考证重新填写，此列设为文本格式。",
        "The admission number “{value}” has {length} places; {expected} digits were expected.",
        "Enter it again from the admission slip; format the column as text.",
    ),
    "admission-part": Message(
        "准考证号中的{part}是 {found}，本行是 {expected}。",
        "请核对；若号码与座位确实不一致，可以不改。",
        "The admission number says {found} for the {part}, this row says {expected}.",
        "Check it; if number and seat really differ, leave it.",
    ),
    "id-two-names": Message(
        "证件号“{value}”在{other}属于“{name}”。",
        "一个证件号只属于一人；请对照身份证改正姓名或证件号。",
        "The ID number “{value}” belongs to “{name}” in {other}.",
        "An ID number is one person's; correct the name or the number from the ID card.",
    ),
    "id-same-session": Message(
        "证件号“{value}”在同一场次已编在{other}。",
        "同一人同一场次只能有一个座位；请删去多余的一行。",
        "The ID number “{value}” already has a seat in this session, in {other}.",
        "One person has one seat per session; delete the row that is too many.",
    ),
    "seat-range": Message(
        "座位 {value} 超出考场 {room} 的座位数 {seats}。",
        "请改座位号，或更正考场表的座位数。",
        "Seat {value} is more than the {seats} seats of room {room}.",
        "Change the seat, or correct the number of seats in the rooms file.",
    ),
    "seat-extra": Message(
        "座位 {value} 超出考场 {room} 的座位数 {seats}；计划允许加座，已接收。",
        "请核对考场是否真的加了座位。",
        "Seat {value} is more than the {seats} seats of room {room}; the plan allows extra seats, so it is taken.",
        "Check that the room really has the extra seats.",
    ),
    "seat-taken": Message(
        "场次 {session} 考场 {room} 的 {value} 号座位已编给{other}。",
        "请给其中一人换座位。",
        "Seat {value} of room {room} in session {session} already belongs to {other}.",
        "Give one of the two another seat.",
    ),
    "room-not-for-role": Message(
        "岗位“{role}”不固定考场，却填了考场“{value}”。",
        "考场只给监考填写；请清空此格，或改正岗位。",
        "The role “{role}” has no fixed room, but room “{value}” is given.",
        "Only invigilators (监考) get a room; clear the cell, or correct the role.",
    ),
    "room-crowded": Message(
        "考场“{value}”在场次 {session} 已有 {count} 名监考，每个考场应为 {expected} 名。",
        "请核对；多出的人可以清空考场，作为备用。",
        "Room “{value}” already has {count} invigilators in session {session}; each room needs {expected}.",
        "Check it; clear the room of those who are spare.",
    ),
    "item-idle": Message(
        "项目“{value}”没有配分，也不是否定项。",
        "请填写配分；只否定不计分的，“否定项”填 是。",
        "Item “{value}” neither earns points nor fails its question.",
        "Enter its points, or yes under 否定项.",
    ),
    "scheme-differs": Message(
        "同一职业等级的“{value}”与{other}不同（“{expected}”）。",
        "一个职业等级只用一个值；请改成一致，或只在第一行填写。",
        "“{value}” differs from {other} of the same trade and level (“{expected}”).",
        "A trade and level has one value; make them agree, or fill it in the first row only.",
    ),
    "rule-unknown": Message(
        "没有合分办法“{value}”。",
        "请填：平均、去高低平均 或 中位。",
        "There is no way of combining called “{value}”.",
        "Enter 平均 (mean), 去高低平均 (trimmed) or 中位 (median).",
    ),
    "staff-unknown": Message(
        "人员名单中没有工号“{value}”。",
        "请核对工号，或先导入人员表。",
        "Nobody on the staff list has the number “{value}”.",
        "Check the number, or import the staff first.",
    ),
    "card-expired": Message(
        "证卡有效期到 {value}，早于考核日 {day}。",
        "请核对；已换发新证的，填新证的有效期，否则不能编入考评组。",
        "The card was good until {value}, which is before the exam on {day}.",
        "Check it; enter the new card's date where it was renewed, else they cannot assess.",
    ),
    "phone-missing": Message(
        "没有填电话，缺勤时无法联系。",
        "请尽量补上手机号。",
        "There is no phone number, so a missing person cannot be called.",
        "Add a mobile number if you can.",
    ),
    "phone-twice": Message(
        "电话“{value}”与{other}相同。",
        "请核对是否填错；确属同一号码可以不改。",
        "The phone number “{value}” is the same as in {other}.",
        "Check it; leave it if they really share one.",
    ),
}

MESSAGES: Mapping[str, Message] = MappingProxyType({**FILE, **CELL, **RULE, **PLAN, **PORTRAIT})
