"""Words about what the office does: plan, rooms, imports, badges made and printed."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

#: What is due at a step of the timetable, in Chinese and English.
DUE_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "staff": ("工作人员到齐", "the staff are there"),
        "draw": ("抽签定考场", "rooms are drawn"),
        "papers": ("监考领卷", "papers are handed out"),
    }
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        # about the plan and its rooms
        "due-unknown": Words(
            "{session}的时间表里没有“{due}”这一步",
            "在计划文件的时间表里写上这一步，重新导入计划",
            'The timetable of {session} has no step for "{due_en}"',
            "State the step in the timetable of the plan file and import the plan again",
        ),
        "due-early": Words(
            "{session}“{due}”定在开考前 {minutes} 分钟，早于签到开始（开考前 {opens} 分钟），那时还没有人能签到",
            "把签到开始提前，或把这一步推后到签到开始以后",
            '"{due_en}" would be due {minutes} minutes before {session}, ahead of check-in ({opens} minutes before)',
            "Open check-in earlier, or have this step later",
        ),
        "session-times": Words(
            "{session}的结束时间须在开始之后，且不超过一天",
            "核对起止时间后重新填写",
            "{session} must end after it starts, within a day",
            "Check the times",
        ),
        "session-day": Words(
            "{session}改到了 {day}，不在本计划的日期（{days}）内",
            "证牌只在计划日期内有效；改期请重新导入计划并重新制证",
            "{session} would be on {day}, outside the plan's days ({days})",
            "Badges are valid on the plan's days only: import the plan again and make new badges",
        ),
        "room-exists": Words(
            "已有考场 {room}",
            "改用其他编号，或修改原有考场",
            "There is a room {room} already",
            "Use another number, or change that room",
        ),
        "room-too-small": Words(
            "考场 {room} 已安排 {expected} 名考生，座位数不能少于此数（填写为 {seats}）",
            "增加座位数，或先调整考生安排",
            "Room {room} has {expected} candidates: {seats} seats are too few",
            "Give it more seats, or seat the candidates elsewhere first",
        ),
        "room-in-use": Words(
            "考场 {room} 还在使用：考生 {seated} 人次，监考 {proctors} 人次",
            "先调整考生和监考的安排，再删除考场",
            "Room {room} is in use: {seated} sittings of candidates, {proctors} of invigilators",
            "Move them first, then remove the room",
        ),
        # what the office does
        "plan-unknown": Words(
            "没有编号为 {plan} 的计划",
            "先导入计划文件（plan.yaml）",
            "There is no plan {plan}",
            "Import the plan file (plan.yaml) first",
        ),
        "import-unknown": Words(
            "没有找到待导入的文件内容",
            "重新选择文件并核对后再确认",
            "The file to import was not found",
            "Choose and check the file again, then confirm",
        ),
        "import-differs": Words(
            "确认的内容与核对过的不一致（{field}）",
            "重新核对文件后再确认",
            "What was confirmed differs from what was checked ({field})",
            "Check the file again, then confirm",
        ),
        "room-unknown": Words(
            "没有考场 {room}",
            "核对考场编号，或先导入考场表",
            "There is no room {room}",
            "Check the room number, or import the rooms first",
        ),
        "session-unknown": Words(
            "计划中没有场次 {session}",
            "核对场次编号",
            "The plan has no session {session}",
            "Check the session",
        ),
        "not-a-proctor": Words(
            "只有监考可以安排考场",
            "改选监考人员",
            "Only invigilators are assigned to rooms",
            "Choose an invigilator",
        ),
        "badge-exists": Words(
            "此人已有在用的证牌",
            "遗失或损坏的，先作废原证牌再补发",
            "The person already has a valid badge",
            "Revoke the lost or damaged badge first",
        ),
        "badge-id-reused": Words(
            "证牌标识已被使用",
            "重新生成证牌后再试",
            "The badge id is already in use",
            "Make the badge again",
        ),
        "already-revoked": Words(
            "已经作废，无需重复操作",
            "刷新后核对",
            "Already revoked",
            "Refresh and check",
        ),
        "nothing-to-print": Words(
            "没有可打印的证牌",
            "先在考务办公室“制作证牌”，再打印",
            "There are no badges to print",
            "Make the badges in the office first, then print",
        ),
        "form-empty": Words(
            "没有可打印的内容",
            "标签先登记，名单先导入考生；或换一个场次、考场",
            "There is nothing to print",
            "Register the labels or import the candidates first, or choose another session or room",
        ),
        "design-invalid": Words(
            "证牌设计不合要求：{field} 应为{expected}",
            "更正此项后再保存",
            "The badge design does not fit the format: {field} should be {expected_en}",
            "Correct it and save again",
            400,
        ),
        "design-contrast": Words(
            "{role}的色带 {colour} 太浅：白字对比度 {ratio}，至少应为 4.5",
            "换一种更深的颜色",
            "The band of {role_en}, {colour}, is too light: white on it has a contrast of {ratio}, 4.5 is needed",
            "Choose a darker colour",
            400,
        ),
        "print-unknown": Words(
            "没有这次打印的记录",
            "刷新打印页，重新选择证牌打印",
            "There is no such print on record",
            "Refresh the printing page and choose the badges again",
            404,
        ),
        "crest-invalid": Words(
            "这不是可用的徽标图片",
            "请选择 PNG 或 JPEG 图片，边长不超过 12000 像素",
            "This picture cannot serve as a crest",
            "Choose a PNG or JPEG picture, at most 12,000 pixels a side",
            400,
        ),
        "print-failed": Words(
            "没有印成：{problem}",
            "{advice}",
            "It could not be printed: {problem}",
            "{advice}",
        ),
        "code-wrong": Words(
            "登记码不对",
            "核对登记码（不区分大小写），或请主考重新生成",
            "The enrolment code is wrong",
            "Check the code (case does not matter), or ask the chief for a new one",
            403,
        ),
        "code-expired": Words(
            "登记码已过期",
            "请主考重新生成登记码，十分钟内使用",
            "The enrolment code has expired",
            "Ask the chief for a new code and use it within ten minutes",
            403,
        ),
        "code-used": Words(
            "登记码已被使用",
            "每台设备需要一个新的登记码，请主考重新生成",
            "The enrolment code was used before",
            "Every device needs its own code: ask the chief for a new one",
            403,
        ),
        "too-many-tries": Words(
            "登记码输错次数过多",
            "请 {seconds} 秒后再试",
            "Too many wrong enrolment codes",
            "Try again in {seconds} seconds",
            429,
        ),
        "bad-proof": Words(
            "设备密钥的证明不成立",
            "刷新页面，重新登记",
            "The proof of the device's key does not hold",
            "Reload the page and enrol again",
            400,
        ),
    }
)
