"""Words about people on duty: the moment, taking back, who is added and changed."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        # about the moment
        "already-in": Words(
            "已于 {since} 在 {place} 签到",
            "无需重复签到；若不是本人所签，报告主考",
            "Already checked in at {since}, {place}",
            "No need to check in again; if it was somebody else, report to the chief examiner",
        ),
        "not-in": Words(
            "尚未签到，不能签退",
            "先签到，或核对是否扫错证牌",
            "Not checked in, so cannot check out",
            "Check in first, or see whether the wrong badge was scanned",
        ),
        "overtaken": Words(
            "之后 {since} 在 {place} 已有新的签到或签退",
            "核对本人现在是否在岗，由主考处理",
            "A later check-in or check-out, at {since}, {place}, is already on record",
            "See whether the person is here now; the chief examiner settles it",
        ),
        "not-open": Words(
            "{session}的签到 {opens} 开始，现在未到时间",
            "请到时再扫",
            "Check-in for {session} opens at {opens}",
            "Scan again then",
        ),
        "too-late": Words(
            "{session}的签到已于 {closed} 结束",
            "请持证人到主考处说明，由主考决定是否上岗",
            "Check-in for {session} closed at {closed}",
            "Send the holder to the chief examiner, who decides",
        ),
        # about taking back
        "undo-unknown": Words(
            "没有找到可以撤销的记录",
            "刷新后核对；需要更正的，由考务办公室处理",
            "There is nothing that could be taken back",
            "Refresh and check; the office corrects what is wrong",
        ),
        "undo-overtaken": Words(
            "此人之后又有新的记录，这一条不能单独撤销",
            "先撤销之后的那一条",
            "There is a later record of this person",
            "Take the later one back first",
        ),
        "undo-other-device": Words(
            "这是设备 {device} 的记录，本设备不能撤销",
            "在原设备上撤销，或请主考、考务办公室撤销",
            "This was recorded by device {device}; this device cannot take it back",
            "Use that device, or ask the chief examiner or the office",
        ),
        "undo-late": Words(
            "已超过 {minutes} 分钟，不能撤销",
            "重新扫描以更正当前状态；需要说明的，报主考",
            "More than {minutes} minutes have passed",
            "Scan again to set it right, and tell the chief examiner",
        ),
        # about people added and changed on the day
        "details-missing": Words(
            "没有收到此人的姓名等信息",
            "重新填写后再提交",
            "The person's name and details did not arrive",
            "Fill them in again",
        ),
        "details-wrong": Words(
            "人员信息不合要求：{field}",
            "检查后重新填写：不超过 {most} 个字，不含控制字符",
            "The person's details are not as they should be: {field}",
            "Fill them in again: at most {most} characters, no control characters",
        ),
        "name-blank": Words(
            "没有填写姓名",
            "填写姓名后再提交",
            "The name is blank",
            "Fill in the name",
        ),
        "phone-wrong": Words(
            "电话只能由数字、空格和 + - ( ) 组成",
            "核对电话后重新填写，没有电话的可不填",
            "A phone number has digits, spaces and + - ( ) only",
            "Check the number, or leave it empty",
        ),
        "role-unknown": Words(
            "没有编号为 {role} 的身份",
            "从身份列表中选择",
            "There is no role {role}",
            "Choose from the list",
        ),
        "role-not-here": Words(
            "{role}不能在门口登记",
            "请到考务办公室，由主考或考务人员登记",
            "A {role_en} cannot be added at the gate",
            "Send the person to the office",
        ),
        "person-listed": Words(
            "名单中已有同名、同电话的人",
            "按姓名查找，直接签到或绑定备用证牌",
            "Somebody with this name and phone is on the list already",
            "Search by name, then check in or bind a spare badge",
        ),
        "replaced-in": Words(
            "被顶替的人现在在岗",
            "先为其签退，或核对要顶替的是谁",
            "The person to be replaced is on duty now",
            "Check them out first, or see who is meant",
        ),
    }
)
